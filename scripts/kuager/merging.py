"""Merging: what a catalog becomes when its template has changed.

Exact entries keep target, flags and so their state. A changed sentence may start from the
translation of the sentence it was, but only as NEEDS_WORK, with that sentence beside it, and
only where nothing that decides the meaning differs (``guards``). msgmerge's and Babel's fuzzy
matching know no such guard: "I was not silent." was given the translation of "I was silent."
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from rapidfuzz import fuzz, process

from kuager.guards import meaning_differences
from kuager.model import CatalogEntry, TemplateEntry

MATCH_AT_LEAST = 70.0
"""Similarity (0-100, normalised indel) from which a changed sentence is taken for the same
one edited; msgmerge starts at 60, Weblate at 75."""
_ROWS_AT_ONCE = 2048
"""Bounds the matrix of similarities to a few dozen megabytes however much has changed."""


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What a merge did, in numbers of entries."""

    kept: int = 0
    new: int = 0
    """Without a target."""
    changed: int = 0
    """Started from the target of the sentence they were."""
    joined: int = 0
    """Started from the targets of the sentences they were joined of."""
    revived: int = 0
    """Obsolete entries whose sentence came back."""
    removed: int = 0
    """Living entries that became obsolete."""


def merge(
    template: Sequence[TemplateEntry],
    catalog: Sequence[CatalogEntry],
    *,
    carry: Callable[[CatalogEntry], bool] = lambda entry: bool(entry.target),
    locale: str = "en",
) -> tuple[list[CatalogEntry], MergeReport]:
    """Return the catalog for a template, in the template's order, and what was done.

    ``carry`` tells whether an entry's target is worth starting from when its source changed
    (an untouched machine draft is not: the new sentence is drafted anew). ``locale`` is the
    source's, for the guards. No target is ever dropped: what has no place any more stays as
    an obsolete entry behind the others.
    """
    living = {entry.key: entry for entry in catalog if not entry.obsolete}
    obsolete = {entry.key: entry for entry in catalog if entry.obsolete}
    wanted = {(entry.source, entry.occurrence) for entry in template}
    removed = [entry for key, entry in living.items() if key not in wanted]
    added = [
        entry
        for entry in template
        if (entry.source, entry.occurrence) not in living
        and (entry.source, entry.occurrence) not in obsolete
    ]
    sources = [entry for entry in removed if carry(entry)]
    starts = _joined(added, list(living.values()), carry)
    joined = len(starts)
    rest = [entry for entry in added if (entry.source, entry.occurrence) not in starts]
    starts |= _changed(rest, sources, locale)

    merged = []
    kept = revived = 0
    for entry in template:
        key = (entry.source, entry.occurrence)
        old = living.get(key)
        if old is not None:
            kept += 1
        elif key in obsolete:
            old = replace(obsolete.pop(key), obsolete=False)
            revived += 1
        else:
            old = starts.get(key, CatalogEntry(*key))
        merged.append(replace(old, reference=entry.reference, notes=entry.notes))
    for gone in removed:
        if gone.target or gone.remark:
            obsolete[gone.key] = replace(gone, obsolete=True, reference="", notes=())
    report = MergeReport(
        kept=kept,
        new=len(added) - len(starts),
        changed=len(starts) - joined,
        joined=joined,
        revived=revived,
        removed=len(removed),
    )
    return [*merged, *obsolete.values()], report


def _start(entry: TemplateEntry, target: str, previous: str, remark: str) -> CatalogEntry:
    return CatalogEntry(
        entry.source,
        entry.occurrence,
        target=target,
        fuzzy=True,
        previous_source=previous,
        remark=remark,
    )


def _joined(
    added: Iterable[TemplateEntry],
    before: Sequence[CatalogEntry],
    carry: Callable[[CatalogEntry], bool],
) -> dict[tuple[str, int], CatalogEntry]:
    """Find the sentences that are two or more neighbours of the old catalog put together."""
    starts = {}
    places: dict[str, list[int]] = {}
    for index, old in enumerate(before):
        places.setdefault(old.source, []).append(index)
    for entry in added:
        for index in _openings(entry.source, places):
            parts = _run(before, index, entry.source)
            if parts and all(carry(part) for part in parts):
                starts[entry.source, entry.occurrence] = _start(
                    entry,
                    " ".join(part.target for part in parts),
                    " ".join(part.source for part in parts),
                    "\n".join(part.remark for part in parts if part.remark),
                )
                break
    return starts


def _openings(source: str, places: Mapping[str, Sequence[int]]) -> Iterator[int]:
    """Yield where the old catalog has a sentence that this one begins with."""
    space = source.find(" ")
    while space > 0:
        yield from places.get(source[:space], ())
        space = source.find(" ", space + 1)


def _run(before: Sequence[CatalogEntry], start: int, source: str) -> Sequence[CatalogEntry]:
    """Return the neighbours from ``start`` on that make up the source, or nothing."""
    text = before[start].source
    stop = start + 1
    while len(text) < len(source) and stop < len(before):
        text = f"{text} {before[stop].source}"
        stop += 1
    return before[start:stop] if text == source else ()


def _changed(
    added: Sequence[TemplateEntry], removed: Sequence[CatalogEntry], locale: str
) -> dict[tuple[str, int], CatalogEntry]:
    """Pair added and removed sentences one to one, the most similar first."""
    candidates: list[tuple[float, int, int]] = []
    choices = [entry.source for entry in removed]
    for start in range(0, len(added) if choices else 0, _ROWS_AT_ONCE):
        rows = [entry.source for entry in added[start : start + _ROWS_AT_ONCE]]
        scores = process.cdist(
            rows, choices, scorer=fuzz.ratio, score_cutoff=MATCH_AT_LEAST, dtype=np.float32
        )
        for row, column in zip(*np.nonzero(scores), strict=True):
            candidates.append((-float(scores[row, column]), start + int(row), int(column)))
    starts = {}
    used_rows: set[int] = set()
    used_columns: set[int] = set()
    for _, row, column in sorted(candidates):
        if row in used_rows or column in used_columns:
            continue
        entry, old = added[row], removed[column]
        if meaning_differences(old.source, entry.source, locale):
            continue
        used_rows.add(row)
        used_columns.add(column)
        starts[entry.source, entry.occurrence] = _start(entry, old.target, old.source, old.remark)
    return starts
