"""Measure post-editing: how far finished units are from the drafts that they were made from.

Effort belongs to drafts, never to people: nothing here knows who worked on a unit. Placeables
are no words and are left out of the measure.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeVar

from kuager.checks import CHECKS, CheckContext, run_checks
from kuager.checks.base import NO_CONTEXT, PLACEABLE
from kuager.checks.process import Unedited
from kuager.metrics import Counts, Measure, effort_measures
from kuager.model import State, Unit

LONGEST = 200
"""Words of a draft or a target from which nothing is measured: time grows with the square of
the length, a thousand words take half a minute, and no sentence is that long."""

_CHECKS = tuple(check for check in CHECKS if check.id != Unedited.id)
"""That a draft was confirmed unedited is no finding on its text."""

Key = TypeVar("Key")


class Record(Enum):
    """What is known of the draft behind a unit."""

    KEPT = "kept"
    """Its words are on record."""
    LOST = "lost"
    """There was one, and its words are not on record (or are too many to be compared)."""
    NONE = "none"
    """There was none."""


@dataclass(frozen=True, slots=True)
class DraftedUnit:
    """A unit as it is now, and the draft that it was made from."""

    unit: Unit
    record: Record
    draft: str = ""
    """Words of the draft, with placeables; only where they are on record."""
    maker: str = ""
    """Label of the engine, or what else made the draft (the value of an ``Origin``); only where
    the draft's words are on record."""

    @property
    def unchanged(self) -> bool:
        """Tell whether somebody took the draft over as it stood."""
        return self.record is Record.KEPT and self.unit.unedited


@dataclass(frozen=True, slots=True)
class EditFigures:
    """What post-editing came to in a group of units."""

    units: int
    """All finished ones; the next three are parts of them."""
    measured: int
    unmeasured: int
    """There was a draft, but its words are not on record."""
    undrafted: int
    """There was no draft."""
    unchanged: int
    """Of the measured ones, drafts that somebody took over as they stood."""
    words: int
    """Of the measured units' targets."""
    edits: int
    """Words put in, left out, replaced, and runs of words moved, from drafts to targets."""
    hter: float | None
    """Edits for each hundred words; None where nothing is measured."""
    chrf2: float | None
    """Likeness of drafts to targets, from 0 to 100; None where nothing is measured."""


class PostEdits:
    """The post-editing of finished units; texts are compared once, and figures then summed."""

    def __init__(self, units: Sequence[DraftedUnit]) -> None:
        """Compare the units' drafts with their targets."""
        self._units = [_within_bounds(unit) for unit in units]
        measured = [n for n, unit in enumerate(self._units) if unit.record is Record.KEPT]
        self._rows = {number: row for row, number in enumerate(measured)}
        drafts = [_words(self._units[n].draft) for n in measured]
        targets = [_words(self._units[n].unit.target) for n in measured]
        self._measures: tuple[Measure, ...] = effort_measures()
        self._counts: dict[str, Counts] = {}
        if measured:
            self._counts = {m.name: m.count(drafts, targets) for m in self._measures}

    @property
    def signatures(self) -> dict[str, str]:
        """sacreBLEU's, by name of the figure; empty where nothing is measured."""
        return {m.name: m.signature for m in self._measures if self._rows}

    def figures(self) -> EditFigures:
        """Return the figures of all units."""
        return self._figures(range(len(self._units)))

    def figures_by(self, key: Callable[[DraftedUnit], Key]) -> dict[Key, EditFigures]:
        """Return the figures of the units that have the same key, for each key, in order."""
        groups: dict[Key, list[int]] = defaultdict(list)
        for number, unit in enumerate(self._units):
            groups[key(unit)].append(number)
        return {name: self._figures(numbers) for name, numbers in groups.items()}

    def rates(self) -> list[float | None]:
        """Return the HTER of each unit, None for one that is not measured."""
        hter = self._measures[0]
        rates: list[float | None] = [None] * len(self._units)
        for number, row in self._rows.items():
            rates[number] = hter.value(self._counts[hter.name][row])
        return rates

    def _figures(self, numbers: Sequence[int]) -> EditFigures:
        rows = [self._rows[n] for n in numbers if n in self._rows]
        records = Counter(self._units[n].record for n in numbers)
        values: list[float | None] = [None, None]
        edits, words = 0, 0
        if rows:
            totals = [self._counts[m.name][rows].sum(axis=0) for m in self._measures]
            values = [m.value(t) for m, t in zip(self._measures, totals, strict=True)]
            edits, words = (round(float(total)) for total in totals[0])
        return EditFigures(
            units=len(numbers),
            measured=records[Record.KEPT],
            unmeasured=records[Record.LOST],
            undrafted=records[Record.NONE],
            unchanged=sum(self._units[n].unchanged for n in numbers),
            words=words,
            edits=edits,
            hter=values[0],
            chrf2=values[1],
        )


def _words(text: str) -> str:
    return PLACEABLE.sub("", text)


def _within_bounds(unit: DraftedUnit) -> DraftedUnit:
    longest = max(len(unit.draft.split()), len(unit.unit.target.split()))
    if unit.record is Record.KEPT and longest > LONGEST:
        return DraftedUnit(unit.unit, Record.LOST)
    return unit


@dataclass(frozen=True, slots=True)
class CheckCatch:
    """What a check said of drafts, and what became of it.

    What stood on drafts is either gone or still there; what is there now is either dismissed or
    left. Of each check at most four findings a unit are told apart (see ``run_checks``).
    """

    locale: str
    check: str
    """Id."""
    drafts: int
    """Findings on the drafts."""
    gone: int
    """Of those, the ones that the finished text no longer gives rise to."""
    dismissed: int
    """Findings on the finished text that somebody dismissed, with a reason."""
    left: int
    """Findings on the finished text that stand."""
    brought: int
    """Findings on the finished text beyond those of its draft."""


def caught(
    units: Sequence[DraftedUnit], contexts: Mapping[str, CheckContext] | None = None
) -> list[CheckCatch]:
    """Return what each check that found anything caught in drafts whose words are on record.

    Only checks of single units: those of whole documents compare drafts that never stood beside
    each other. ``contexts`` by document. Ordered by locale, then by what is gone.
    """
    sums: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for drafted in units:
        if drafted.record is not Record.KEPT:
            continue
        unit = drafted.unit
        context = (contexts or {}).get(unit.document, NO_CONTEXT)
        before, after = _found(drafted, context)
        for check in before.keys() | after.keys():
            first, last = before[check], after[check]
            sums[unit.locale, check].update(
                drafts=first,
                gone=max(0, first - last),
                brought=max(0, last - first),
                **{"dismissed" if check in unit.ignored else "left": last},
            )
    fields = ("drafts", "gone", "dismissed", "left", "brought")
    catches = [
        CheckCatch(locale, check, **{name: counts[name] for name in fields})
        for (locale, check), counts in sums.items()
    ]
    return sorted(catches, key=lambda c: (c.locale, -c.gone, -c.drafts, c.check))


def _found(drafted: DraftedUnit, context: CheckContext) -> tuple[Counter[str], Counter[str]]:
    """Return how many findings of each check a draft and its finished text give rise to."""
    finished = replace(drafted.unit, ignored=frozenset())
    after = Counter(f.check for f in run_checks(finished, _CHECKS, context))
    if drafted.draft == finished.target:
        return after, after
    draft = replace(finished, target=drafted.draft, state=State.DRAFT, unedited=False)
    return Counter(f.check for f in run_checks(draft, _CHECKS, context)), after
