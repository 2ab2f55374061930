"""Pair sentences that were edited with what they were."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

import numpy as np
from rapidfuzz import fuzz, process

from kuager.guards import meaning_differences
from kuager.model import CatalogEntry, TemplateEntry

MATCH_AT_LEAST = 70.0
"""Similarity (0-100, normalised indel) from which a changed sentence is taken for the same
one edited; msgmerge starts at 60, Weblate at 75."""
_CANDIDATES = 10
"""Old sentences considered for a new one: the most similar, of equals the nearest."""
_CELLS_AT_ONCE = 2_000_000
"""Bounds the matrix of similarities to a few dozen megabytes however much has changed."""
_STEPS = 1000
"""Similarities are compared to a thousandth of a point: further digits are rounding."""


def changed(
    added: Sequence[TemplateEntry], removed: Sequence[CatalogEntry], locale: str
) -> dict[tuple[str, int], CatalogEntry]:
    """Return for added sentences what they were, one to one, the most similar first.

    Repeats are paired in order. ``locale`` is the source's: sentences that differ in anything
    that decides their meaning are never paired.
    """
    new: dict[str, deque[TemplateEntry]] = {}
    for entry in added:
        new.setdefault(entry.source, deque()).append(entry)
    old: dict[str, deque[CatalogEntry]] = {}
    for gone in removed:
        old.setdefault(gone.source, deque()).append(gone)
    rows, columns = list(new), list(old)
    pairs = {}
    for row, column in _candidates(rows, columns):
        news, olds = new[rows[row]], old[columns[column]]
        if news and olds and not meaning_differences(columns[column], rows[row], locale):
            while news and olds:
                entry = news.popleft()
                pairs[entry.source, entry.occurrence] = olds.popleft()
    return pairs


def _candidates(rows: Sequence[str], columns: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield pairs of similar sentences, the most similar first, of equals the nearest."""
    found: list[tuple[int, int, int]] = []
    at_once = max(1, _CELLS_AT_ONCE // max(1, len(columns)))
    places = np.arange(len(columns), dtype=np.int64)
    for start in range(0, len(rows) if columns else 0, at_once):
        block = rows[start : start + at_once]
        scores = process.cdist(
            block,
            columns,
            scorer=fuzz.ratio,
            score_cutoff=MATCH_AT_LEAST,
            dtype=np.float32,
            workers=-1,
        )
        steps = np.arange(start, start + len(block), dtype=np.int64)[:, None] - places
        # No two of a row rank the same, so which are the best depends on no sorting routine.
        ranks = 2 * np.abs(steps) + (steps < 0)
        ranks -= np.rint(scores * _STEPS).astype(np.int64) * (2 * (len(rows) + len(columns)))
        best = np.broadcast_to(places, ranks.shape)
        if len(columns) > _CANDIDATES:
            best = np.argpartition(ranks, _CANDIDATES - 1, axis=1)[:, :_CANDIDATES]
        row, nth = np.nonzero(np.take_along_axis(scores, best, axis=1))
        column = best[row, nth]
        found += zip(
            ranks[row, column].tolist(), (start + row).tolist(), column.tolist(), strict=True
        )
    for _, new, old in sorted(found):
        yield new, old
