"""Count what a report shows: states, effort, findings by check and along the text, lengths."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from kuager.checks.base import PLACEABLE
from kuager.model import Severity, State
from kuager.reports.facts import SEVERITIES, Effort, ReportedUnit
from kuager.review import RANK

STATES = tuple(sorted(State, key=lambda state: -RANK[state]))
"""From approved down."""
MOST_STRETCHES = 200
"""Stretches that a text is cut into to be drawn; more could not be told apart."""
_SHORT = 20
"""Characters up to which a source says nothing about the length of its translation (the same
figure as in ``checks.length``)."""


def count_states(units: Sequence[ReportedUnit]) -> dict[State, int]:
    """Return how many units are in each state, from approved down."""
    counts = Counter(entry.unit.state for entry in units)
    return {state: counts[state] for state in STATES}


def count_effort(units: Sequence[ReportedUnit]) -> dict[Effort, int]:
    """Return how many targets came about in each way."""
    counts = Counter(entry.effort for entry in units)
    return {effort: counts[effort] for effort in Effort}


@dataclass(frozen=True, slots=True)
class CheckCount:
    """What one check found in a document."""

    check: str
    severity: Severity
    units: int
    """Units that it found something in."""
    findings: int


def count_checks(units: Sequence[ReportedUnit]) -> list[CheckCount]:
    """Return each check that found something: the worst first, then by units concerned."""
    concerned: dict[tuple[str, Severity], set[int]] = defaultdict(set)
    findings: Counter[tuple[str, Severity]] = Counter()
    for entry in units:
        for finding in entry.findings:
            concerned[finding.check, finding.severity].add(entry.number)
            findings[finding.check, finding.severity] += 1
    counts = [
        CheckCount(check, severity, len(numbers), findings[check, severity])
        for (check, severity), numbers in concerned.items()
    ]
    return sorted(
        counts, key=lambda c: (SEVERITIES.index(c.severity), -c.units, -c.findings, c.check)
    )


def count_severities(units: Sequence[ReportedUnit]) -> dict[Severity, int]:
    """Return the number of findings of each severity."""
    counts = Counter(finding.severity for entry in units for finding in entry.findings)
    return {severity: counts[severity] for severity in SEVERITIES}


@dataclass(frozen=True, slots=True)
class Stretch:
    """One or several units that follow each other."""

    first: int
    last: int
    findings: dict[Severity, int]
    state: State
    """The lowest in the stretch."""


def stretches(units: Sequence[ReportedUnit]) -> list[Stretch]:
    """Return the units as stretches of equal length, one unit each where they are few."""
    size = max(1, math.ceil(len(units) / MOST_STRETCHES))
    return [_stretch(units[start : start + size]) for start in range(0, len(units), size)]


def _stretch(units: Sequence[ReportedUnit]) -> Stretch:
    lowest = min((entry.unit.state for entry in units), key=lambda state: RANK[state])
    return Stretch(units[0].number, units[-1].number, count_severities(units), lowest)


@dataclass(frozen=True, slots=True)
class Length:
    """Characters of a unit's source and target, without placeables."""

    number: int
    source: int
    target: int
    doubtful: bool
    """A check of lengths found something."""


def lengths(units: Sequence[ReportedUnit]) -> list[Length]:
    """Return the lengths of all units that have both texts."""
    doubts = {"length", "truncated"}
    measured = [
        Length(
            entry.number,
            len(PLACEABLE.sub("", entry.unit.source)),
            len(PLACEABLE.sub("", entry.unit.target)),
            any(finding.check in doubts for finding in entry.findings),
        )
        for entry in units
        if entry.unit.target.strip()
    ]
    return [length for length in measured if length.source and length.target]


def usual_ratio(measured: Sequence[Length]) -> float | None:
    """Return the document's own ratio of target to source: the median over longer sources.

    The median, because drafts gone astray must not move it. None with fewer than five.
    """
    ratios = [length.target / length.source for length in measured if length.source > _SHORT]
    return median(ratios) if len(ratios) >= 5 else None


@dataclass(frozen=True, slots=True)
class RateBin:
    """Units whose HTER lies above one bound and reaches at most another."""

    above: int
    """In per cent; -1 for the units without an edit."""
    most: int | None
    """None for no bound."""
    units: int


def rate_bins(rates: Sequence[float]) -> list[RateBin]:
    """Return how many units were edited how much: not at all, up to 10 %, 20 % … 100 %, more.

    A rate passes 100 % where a draft is longer than what became of it.
    """
    bounds: list[int | None] = [*range(0, 101, 10), None]
    bins = []
    above = -1
    for most in bounds:
        inside = [rate for rate in rates if above < rate and (most is None or rate <= most)]
        bins.append(RateBin(above, most, len(inside)))
        above = most if most is not None else above
    return bins


def words_in(text: str) -> int:
    """Count the words of a source, without placeables."""
    return len(PLACEABLE.sub("", text).split())


def per_cent(count: int, whole: int) -> int:
    """Return a share rounded to whole per cents; only none is 0, only all is 100."""
    if count in (0, whole):
        return 100 if count else 0
    return min(99, max(1, round(100 * count / whole)))
