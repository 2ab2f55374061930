"""Say how sure a figure is: bootstrap intervals, paired tests, and figures of parts.

Nonparametric bootstrap over segments (Koehn 2004, “Statistical Significance Tests for Machine
Translation Evaluation”). The test of a difference is two-sided, on the resamples moved so that
their mean is 0 (Efron & Tibshirani 1993, “An Introduction to the Bootstrap”, 16.2). Random
numbers have a fixed seed: equal texts, equal figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kuager.metrics import Counts, Measure

SAMPLES = 1_000
SEED = 12_345
CONFIDENCE = 95

LENGTHS = ((1, 5), (6, 10), (11, 20), (21, 40), (41, 0))
"""Words of a source, from and to; 0 is without end."""

_BLOCK = 4_000_000
"""Resampled segments held in memory at once."""

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a whole test set."""

    metric: str
    value: float
    low: float
    """Bounds of the 95 % confidence interval."""
    high: float
    signature: str
    """sacreBLEU's."""


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of a part of a test set."""

    label: str
    pairs: int
    values: dict[str, float]
    """By name of the metric."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One metric of a system against that of another, on the same segments."""

    metric: str
    difference: float
    """Of the second minus the first."""
    low: float
    high: float
    p: float
    """How probable a difference as large would be if there were none, two-sided."""
    better: bool
    """The second is the better one, by this metric."""


class Evaluator:
    """Figures of translations against one reference each.

    ``segments`` of the set are resampled the same way for every system, which is what pairs
    the tests.
    """

    def __init__(self, measures: Sequence[Measure], references: Sequence[str]) -> None:
        self._measures = measures
        self._references = references

    def count(self, hypotheses: Sequence[str]) -> dict[str, Counts]:
        """Return the counts of a system's translations, by name of the metric."""
        return {m.name: m.count(hypotheses, self._references) for m in self._measures}

    def figures(self, counts: dict[str, Counts]) -> list[Figure]:
        """Return each figure with its interval (percentiles of the resamples)."""
        figures = []
        for measure in self._measures:
            own = counts[measure.name]
            low, high = _bounds(_resampled(measure, own))
            value = measure.value(own.sum(axis=0))
            figures.append(Figure(measure.name, value, low, high, measure.signature))
        return figures

    def compare(self, first: dict[str, Counts], second: dict[str, Counts]) -> list[Comparison]:
        """Return the paired test of two systems for each metric."""
        comparisons = []
        for measure in self._measures:
            one, other = first[measure.name], second[measure.name]
            difference = measure.value(other.sum(axis=0)) - measure.value(one.sum(axis=0))
            resampled = _resampled(measure, other) - _resampled(measure, one)
            low, high = _bounds(resampled)
            comparisons.append(
                Comparison(
                    measure.name,
                    difference,
                    low,
                    high,
                    _p_value(resampled, difference),
                    (difference > 0) == measure.higher_is_better and difference != 0,
                )
            )
        return comparisons

    def group(self, label: str, counts: dict[str, Counts], members: Sequence[int]) -> Group:
        """Return the figures of some segments, by their numbers from 0."""
        values = {m.name: m.value(counts[m.name][members].sum(axis=0)) for m in self._measures}
        return Group(label, len(members), values)

    def worst(self, counts: dict[str, Counts], number: int) -> list[tuple[int, float]]:
        """Return the segments with the lowest value of the first metric, from 0, worst first."""
        headline = self._measures[0]
        values = [headline.value(row) for row in counts[headline.name]]
        order = sorted(range(len(values)), key=lambda segment: (values[segment], segment))
        return [(segment, values[segment]) for segment in order[:number]]


def group_by_length(sources: Sequence[str]) -> dict[str, list[int]]:
    """Return the numbers of segments (from 0) by how many words their source has."""
    groups: dict[str, list[int]] = {}
    words = [max(1, len(source.split())) for source in sources]
    for least, most in LENGTHS:
        members = [n for n, count in enumerate(words) if least <= count <= (most or count)]
        if members:
            groups[f"{least}–{most}" if most else f"{least}+"] = members
    return groups


def group_by_document(documents: Sequence[str]) -> dict[str, list[int]]:
    """Return the numbers of segments (from 0) by document, in order; those without are left out."""
    groups: dict[str, list[int]] = {}
    for number, document in enumerate(documents):
        if document:
            groups.setdefault(document, []).append(number)
    return groups


def _resampled(measure: Measure, counts: Counts) -> Values:
    """Return the metric of each resample; equal sizes are resampled equally."""
    return np.array(
        [measure.value(totals) for block in _samples(len(counts)) for totals in block @ counts]
    )


def _samples(segments: int) -> Iterator[Counts]:
    """Yield blocks of resamples: how often each segment was drawn in each."""
    generator = np.random.default_rng(SEED)
    at_once = max(1, min(SAMPLES, _BLOCK // max(segments, 1)))
    for start in range(0, SAMPLES, at_once):
        rows = min(at_once, SAMPLES - start)
        drawn = generator.integers(segments, size=(rows, segments))
        drawn += np.arange(rows)[:, None] * segments
        times = np.bincount(drawn.ravel(), minlength=rows * segments)
        yield times.reshape(rows, segments).astype(np.float64)


def _bounds(values: Values) -> tuple[float, float]:
    margin = (100 - CONFIDENCE) / 2
    low, high = np.percentile(values, [margin, 100 - margin])
    return float(low), float(high)


def _p_value(resampled: Values, difference: float) -> float:
    """Return how often a difference as large comes up among resamples moved to a mean of 0.

    Equal systems give 1; one is added above and below, so that it is never 0.
    """
    centred = np.abs(resampled - resampled.mean())
    return float((np.sum(centred >= abs(difference)) + 1) / (len(resampled) + 1))
