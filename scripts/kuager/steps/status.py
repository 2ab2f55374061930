"""Status: how far every document is in every locale."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from kuager.checks import CheckContext
from kuager.model import EngineSignature, State
from kuager.pack import Pack
from kuager.steps.contexts import check_contexts
from kuager.steps.findings import unit_findings
from kuager.steps.units import read_sheet


@dataclass(frozen=True, slots=True)
class StatusRow:
    """One document in one locale."""

    document: str
    locale: str
    units: int
    states: dict[State, int]
    """Units in each state; every unit is in exactly one."""
    findings: int
    engines: tuple[str, ...]
    """Labels of the engines whose drafts are still in the catalog."""
    signatures: tuple[EngineSignature, ...] = ()
    """All that decides what these engines make of a text."""
    confidence: dict[str, int] = field(default_factory=dict)
    """Untouched drafts in each class of confidence, where the engine could tell."""

    def reached(self, *states: State) -> int:
        """Return the number of units in any of the states."""
        return sum(self.states[state] for state in states)


def status(
    pack: Pack, documents: Sequence[str] = (), locales: Sequence[str] = ()
) -> list[StatusRow]:
    """Count. Raises DocumentError, CatalogError, LedgerError."""
    rows = []
    contexts = check_contexts(pack)
    for document in pack.document_ids(documents):
        for locale in pack.locales(locales):
            sheet = read_sheet(pack, locale, document)
            units = sheet.units
            signed = {unit.engine_digest for unit in units if unit.engine}
            states = Counter(unit.state for unit in units)
            rows.append(
                StatusRow(
                    document=document,
                    locale=locale,
                    units=len(units),
                    states={state: states[state] for state in State},
                    findings=sum(
                        map(len, unit_findings(units, contexts.get(document, CheckContext())))
                    ),
                    engines=tuple(sorted({unit.engine for unit in units if unit.engine})),
                    signatures=tuple(sheet.history.engines[digest] for digest in sorted(signed)),
                    confidence=dict(Counter(u.confidence.value for u in units if u.confidence)),
                )
            )
    return rows
