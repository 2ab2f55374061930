"""Effort: what became of drafts until they were approved, and which checks caught what."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kuager.checks import CheckContext
from kuager.effort import (
    CheckCatch,
    DraftedUnit,
    EditFigures,
    PostEdits,
    Record,
    caught,
)
from kuager.history import History
from kuager.model import Origin, State, Unit, text_hash
from kuager.pack import Pack
from kuager.review import DRAFT_ORIGINS
from kuager.steps.contexts import check_contexts
from kuager.steps.units import read_sheet

APPROVED = frozenset({State.APPROVED})
TRANSLATED = frozenset({State.TRANSLATED, State.REVIEWED, State.APPROVED})


@dataclass(frozen=True, slots=True)
class EffortRow:
    """The figures of a part of the pack; fields that do not tell parts apart are empty."""

    figures: EditFigures
    locale: str
    document: str = ""
    maker: str = ""
    """Label of the engine, or what else made the drafts (the value of an ``Origin``)."""


@dataclass(frozen=True, slots=True)
class EffortReport:
    """What post-editing came to; nobody who did it is in here."""

    states: tuple[State, ...]
    """In one of which units were counted."""
    everything: EditFigures
    locales: tuple[EffortRow, ...]
    documents: tuple[EffortRow, ...]
    """Each in each locale."""
    engines: tuple[EffortRow, ...]
    """Each in each locale; only drafts whose words are on record."""
    parts: tuple[EffortRow, ...]
    """Each engine in each document and locale."""
    checks: tuple[CheckCatch, ...]
    signatures: dict[str, str]
    """sacreBLEU's, by name of the figure."""


def effort(
    pack: Pack,
    documents: Sequence[str] = (),
    locales: Sequence[str] = (),
    *,
    states: Collection[State] = APPROVED,
) -> EffortReport:
    """Measure units in any of the states. Raises DocumentError, CatalogError, LedgerError."""
    contexts = check_contexts(pack)
    drafted = [
        drafted_unit(unit, sheet.history)
        for document in pack.document_ids(documents)
        for locale in pack.locales(locales)
        for sheet in [read_sheet(pack, locale, document)]
        for unit in sheet.units
        if unit.state in states
    ]
    return effort_report(drafted, contexts, states)


def effort_report(
    drafted: Sequence[DraftedUnit],
    contexts: dict[str, CheckContext],
    states: Collection[State] = APPROVED,
) -> EffortReport:
    """Return the figures of units, whole and by all that tells them apart."""
    edits = PostEdits(drafted)
    by_maker = edits.figures_by(lambda d: (d.unit.locale, "", d.maker))
    by_part = edits.figures_by(lambda d: (d.unit.locale, d.unit.document, d.maker))
    return EffortReport(
        states=tuple(state for state in State if state in states),
        everything=edits.figures(),
        locales=_rows(edits.figures_by(lambda d: (d.unit.locale, "", ""))),
        documents=_rows(edits.figures_by(lambda d: (d.unit.locale, d.unit.document, ""))),
        engines=_rows({key: figures for key, figures in by_maker.items() if key[2]}),
        parts=_rows({key: figures for key, figures in by_part.items() if key[2]}),
        checks=tuple(caught(drafted, contexts)),
        signatures=edits.signatures,
    )


def _rows(figures: dict[tuple[str, str, str], EditFigures]) -> tuple[EffortRow, ...]:
    return tuple(EffortRow(figures[key], *key) for key in sorted(figures))


def drafted_unit(unit: Unit, history: History) -> DraftedUnit:
    """Return a unit with the draft that it was made from, as far as the ledger tells.

    The draft is the unit's own text where that was taken over as it stood; else the one that
    the first edit of the unit replaced.
    """
    if unit.origin in DRAFT_ORIGINS:
        return DraftedUnit(unit, Record.KEPT, unit.target, unit.engine or unit.origin.value)
    source = text_hash(unit.source)
    if found := history.replaced_draft(unit.id, source):
        words, draft = found
        signature = history.engines.get(draft.engine)
        origin = draft.origin or Origin.MACHINE
        return DraftedUnit(unit, Record.KEPT, words, signature.label if signature else origin.value)
    return DraftedUnit(unit, Record.LOST if history.is_drafted(source) else Record.NONE)
