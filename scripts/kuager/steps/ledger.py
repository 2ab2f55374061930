"""Ledger: prove that the record of the work is whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kuager.errors import KuagerError
from kuager.ledgers import Ledger, all_ledgers
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
    for ledger in _wanted(pack, documents, locales):
        faults = _faults(ledger)
        chains = {} if faults else ledger.chains()
        events = sum(len(chain.events) for chain in chains.values())
        reports.append(
            LedgerReport(ledger.document, ledger.locale, len(chains), events, tuple(faults))
        )
    return reports


def _faults(ledger: Ledger) -> list[str]:
    """Return what is wrong with a ledger; one that cannot be read keeps nobody from the others."""
    try:
        return ledger.faults()
    except KuagerError as error:
        return [error.problem]


def _wanted(pack: Pack, documents: Sequence[str], locales: Sequence[str]) -> list[Ledger]:
    """Return the ledgers of the wanted documents and locales; without a wish, all there are.

    Also those of locales that are no target any more and of documents that have gone.
    """
    if not documents and not locales:
        return all_ledgers(pack)
    return [
        Ledger(pack, locale, document)
        for document in pack.document_ids(documents)
        for locale in pack.locales(locales)
    ]
