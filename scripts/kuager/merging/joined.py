"""Find sentences that are two or more neighbours of the old catalog put together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice, pairwise

from kuager.model import CatalogEntry, TemplateEntry

_TRIES = 16
"""Runs looked at for one sentence: that many begin with the same two sentences at most."""


def joined(
    added: Sequence[TemplateEntry],
    living: Sequence[CatalogEntry],
    removed: Collection[tuple[str, int]],
    carry: Callable[[CatalogEntry], bool],
) -> dict[tuple[str, int], Sequence[CatalogEntry]]:
    """Return for each added sentence that was joined of old neighbours these, in order.

    A run serves once, must have lost a part (a key in ``removed``) and have a part worth
    carrying; the others' targets, drafts too, complete its own.
    """
    if not added or not removed:
        return {}
    openings: dict[str, list[int]] = {}
    for index, (first, second) in enumerate(pairwise(living)):
        openings.setdefault(f"{first.source} {second.source}", []).append(index)
    lengths = sorted({len(opening) for opening in openings})
    used: set[int] = set()
    runs = {}
    for entry in added:
        for start in islice(_starts(entry.source, openings, lengths, used), _TRIES):
            run = range(start, _end(living, start, entry.source))
            parts = living[run.start : run.stop]
            if (
                used.isdisjoint(run)
                and any(part.key in removed for part in parts)
                and any(carry(part) for part in parts)
            ):
                used.update(run)
                runs[entry.source, entry.occurrence] = parts
                break
    return runs


def _starts(
    source: str, openings: dict[str, list[int]], lengths: Sequence[int], used: set[int]
) -> Iterator[int]:
    """Yield where the old catalog has two neighbours that this sentence begins with."""
    for length in lengths:
        if length > len(source):
            return
        if length == len(source) or source[length] == " ":
            starts = openings.get(source[:length], [])
            while starts and starts[0] in used:
                starts.pop(0)
            yield from starts


def _end(living: Sequence[CatalogEntry], start: int, source: str) -> int:
    """Return where the run from ``start`` on that makes up the source ends, or ``start``."""
    position = 0
    for index in range(start, len(living)):
        part = living[index].source
        if not source.startswith(part, position):
            return start
        position += len(part)
        if position == len(source):
            return index + 1
        if source[position] != " ":
            return start
        position += 1
    return start
