"""Ledger: prove that the record of the work is whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kuager.errors import LedgerError
from kuager.formats.ledger import ledger_verify
from kuager.pack import Pack


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """The ledger of one document and locale."""

    document: str
    locale: str
    chains: int
    events: int
    faults: tuple[str, ...]


def verify(
    pack: Pack, documents: Sequence[str] = (), locales: Sequence[str] = ()
) -> list[LedgerReport]:
    """Walk every chain, hold it against its seal and against what the other actors saw."""
    reports = []
    for document in pack.document_ids(documents):
        for locale in pack.locales(locales):
            try:
                chains = pack.chains(locale, document)
                faults = ledger_verify(chains, pack.seals(locale, document))
            except LedgerError as error:
                reports.append(LedgerReport(document, locale, 0, 0, (error.problem,)))
                continue
            events = sum(len(chain.events) for chain in chains.values())
            reports.append(LedgerReport(document, locale, len(chains), events, tuple(faults)))
    return reports
