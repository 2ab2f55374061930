"""Merge a catalog with the template of a document that has changed.

Exact entries keep target, flags and so their state. A changed sentence may start from the
translation of the sentence it was, but only as NEEDS_WORK, with that sentence beside it, and
only where nothing that decides the meaning differs (``guards``). msgmerge's and Babel's fuzzy
matching know no such guard: "I was not silent." was given the translation of "I was silent."
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from kuager.merging.changed import changed
from kuager.merging.joined import joined
from kuager.merging.repeats import Key, place
from kuager.model import CatalogEntry, TemplateEntry


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What a merge did, in numbers of entries."""

    kept: int = 0
    moved: int = 0
    """Repeats that may show another occurrence's target and so are to be looked at."""
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
    previous: Sequence[TemplateEntry] = (),
) -> tuple[list[CatalogEntry], MergeReport]:
    """Return the catalog for a template, in the template's order, and what was done.

    ``carry`` tells whether an entry's target is worth starting from when its source or its
    place among repeats changed (an untouched machine draft is not: the sentence is drafted
    anew). ``locale`` is the source's, for the guards. ``previous`` is the template that the
    catalog was made from; with it the order of the document is known even where another
    program sorted the catalog. No target worth carrying is ever dropped: what has no place any
    more stays as an obsolete entry behind the others.
    """
    living = _in_order([entry for entry in catalog if not entry.obsolete], previous)
    gone_before = [entry for entry in catalog if entry.obsolete]
    placement = place(template, living, gone_before, carry)
    missing = [entry for entry in template if _key(entry) not in placement.placed]
    revived, obsolete = _revive(missing, gone_before, carry)
    added = [entry for entry in missing if _key(entry) not in revived]

    runs = joined(added, living, {entry.key for entry in placement.removed}, carry)
    starts = {key: _joined_start(key, parts) for key, parts in runs.items()}
    used = {part.key for parts in runs.values() for part in parts}
    sources = [entry for entry in placement.removed if entry.key not in used and carry(entry)]
    rest = [entry for entry in added if _key(entry) not in runs]
    for key, old in changed(rest, sources, locale).items():
        starts[key] = _start(key, old.target, old.source, old.remark)

    found = placement.placed | revived | starts
    merged = [
        replace(
            found.get(_key(entry)) or CatalogEntry(*_key(entry)),
            reference=entry.reference,
            notes=entry.notes,
        )
        for entry in template
    ]
    report = MergeReport(
        kept=len(placement.placed) - placement.moved,
        moved=placement.moved,
        new=len(added) - len(starts),
        changed=len(starts) - len(runs),
        joined=len(runs),
        revived=len(revived),
        removed=len(placement.removed),
    )
    gone = _stored([*obsolete, *placement.removed], {entry.key for entry in merged}, carry)
    return [*merged, *gone], report


def _key(entry: TemplateEntry) -> Key:
    return (entry.source, entry.occurrence)


def _in_order(living: list[CatalogEntry], previous: Sequence[TemplateEntry]) -> list[CatalogEntry]:
    places = {_key(entry): place for place, entry in enumerate(previous)}
    if {entry.key for entry in living} != places.keys():
        return living
    return sorted(living, key=lambda entry: places[entry.key])


def _revive(
    missing: Iterable[TemplateEntry],
    obsolete: Iterable[CatalogEntry],
    carry: Callable[[CatalogEntry], bool],
) -> tuple[dict[Key, CatalogEntry], list[CatalogEntry]]:
    """Return the obsolete entries whose sentence came back, by their key now, and the others.

    One that came back as another occurrence is fuzzy: its place is another one.
    """
    left = {entry.key: entry for entry in obsolete}
    revived = {}
    again = []
    for entry in missing:
        old = left.pop(_key(entry), None)
        if old is None:
            again.append(entry)
        else:
            revived[_key(entry)] = replace(old, obsolete=False)
    spare: dict[str, deque[CatalogEntry]] = {}
    for old in left.values():
        spare.setdefault(old.source, deque()).append(old)
    for entry in again:
        while olds := spare.get(entry.source):
            old = olds.popleft()
            if carry(old):
                del left[old.key]
                revived[_key(entry)] = replace(
                    old, occurrence=entry.occurrence, fuzzy=True, obsolete=False
                )
                break
    return revived, list(left.values())


def _joined_start(key: Key, parts: Sequence[CatalogEntry]) -> CatalogEntry:
    return _start(
        key,
        " ".join(part.target for part in parts if part.target),
        " ".join(part.source for part in parts),
        "\n".join(part.remark for part in parts if part.remark),
    )


def _start(key: Key, target: str, previous: str, remark: str) -> CatalogEntry:
    return CatalogEntry(*key, target=target, fuzzy=True, previous_source=previous, remark=remark)


def _stored(
    gone: Iterable[CatalogEntry],
    living: Collection[Key],
    carry: Callable[[CatalogEntry], bool],
) -> list[CatalogEntry]:
    """Return what has no place any more as obsolete entries with keys that nothing else has.

    One whose number another repeat has now takes the next free one, fuzzy; what is not worth
    carrying is only kept under its own number.
    """
    gone = list(gone)
    own: dict[Key, CatalogEntry] = {}
    for entry in gone:
        if entry.key not in living and (entry.target or entry.remark):
            own.setdefault(entry.key, entry)
    taken = {*living, *own}
    free: Counter[str] = Counter()
    stored = []
    for entry in gone:
        old = entry
        if own.get(entry.key) is not entry:
            if not carry(entry):
                old = replace(entry, target="", previous_source="")
            number = free[entry.source] + 1
            while (entry.source, number) in taken:
                number += 1
            free[entry.source] = number
            old = replace(old, occurrence=number, fuzzy=bool(old.target))
        if old.target or old.remark:
            stored.append(replace(old, obsolete=True, reference="", notes=()))
    return stored
