"""Status: how far every document is in every locale."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kuager.checks import CheckContext
from kuager.model import State
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
            units = read_sheet(pack, locale, document).units
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
                )
            )
    return rows
