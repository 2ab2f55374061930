"""Status: how far every document is in every locale."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kuager.executors import SERIAL, Executor, Fault
from kuager.index import Summary
from kuager.model import EngineSignature, State
from kuager.pack import Pack
from kuager.steps import no_progress
from kuager.steps.headers import CatalogHeader, foreign_headers
from kuager.steps.indexing import pack_index


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


@dataclass(frozen=True, slots=True)
class StatusReport:
    """How far the documents are that could be read."""

    rows: list[StatusRow]
    set_aside: tuple[Fault, ...]
    """Why others cannot be read."""
    headers: list[CatalogHeader]
    """Catalogs whose header may name somebody."""


def status_report(
    pack: Pack,
    documents: Sequence[str] = (),
    locales: Sequence[str] = (),
    *,
    executor: Executor = SERIAL,
    progress: Callable[[int, int], None] = no_progress,
    on_loss: Callable[[], None] = no_progress,
) -> StatusReport:
    """Count, reading only what changed since the last time.

    Documents that cannot be read are set aside; where none can, raises InputError. Raises
    DocumentError, UsageError, TermbaseError, StorageError.
    """
    with pack_index(
        pack, documents, locales, executor=executor, progress=progress, on_loss=on_loss
    ) as current:
        summaries = current.summaries()
        return StatusReport(
            rows=[_row(summary) for summary in summaries],
            set_aside=current.refreshed.set_aside,
            headers=foreign_headers(pack, summaries, locales),
        )


def status(
    pack: Pack, documents: Sequence[str] = (), locales: Sequence[str] = ()
) -> list[StatusRow]:
    """Count the units of the documents that can be read. Raises as ``status_report`` does."""
    return status_report(pack, documents, locales).rows


def totals(rows: Sequence[StatusRow]) -> list[StatusRow]:
    """Return what the documents of each locale come to, as rows without a document."""
    by_locale: dict[str, list[StatusRow]] = {}
    for row in rows:
        by_locale.setdefault(row.locale, []).append(row)
    return [_total(locale, own) for locale, own in by_locale.items()]


def _total(locale: str, rows: Sequence[StatusRow]) -> StatusRow:
    confidence: Counter[str] = Counter()
    for row in rows:
        confidence.update(row.confidence)
    return StatusRow(
        document="",
        locale=locale,
        units=sum(row.units for row in rows),
        states={state: sum(row.states[state] for row in rows) for state in State},
        findings=sum(row.findings for row in rows),
        engines=tuple(sorted({engine for row in rows for engine in row.engines})),
        signatures=tuple(dict.fromkeys(s for row in rows for s in row.signatures)),
        confidence=dict(confidence),
    )


def _row(summary: Summary) -> StatusRow:
    counts = summary.counts
    return StatusRow(
        document=summary.document,
        locale=summary.locale,
        units=summary.units,
        states={state: counts.states.get(state.value, 0) for state in State},
        findings=summary.findings,
        engines=counts.engines,
        signatures=summary.signatures,
        confidence=counts.confidence,
    )
