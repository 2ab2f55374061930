"""Merge two catalogs of one document that come from a third: per unit, and without a loss.

A line-by-line merge tears entries apart and leaves marks that make the file unreadable. Here
each field of each unit is merged by itself. What one side changed is taken; where both wrote a
text and the texts differ, one stays the target, fuzzy, so that somebody looks at it, and the
other is kept beside it (``versions``).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from kuager.merging.repeats import Key
from kuager.merging.versions import other_versions, with_version, without_version
from kuager.model import CatalogEntry, TemplateEntry

_Value = TypeVar("_Value")
_Mark = TypeVar("_Mark", bound=Hashable)


@dataclass(frozen=True, slots=True)
class MergedCatalog:
    """What two sides came to."""

    entries: tuple[CatalogEntry, ...]
    """Living ones in our order, theirs behind the neighbour they have there; obsolete last."""
    disputed: tuple[Key, ...]
    """Units that both sides translated, each in other words; both texts are kept."""


def merge_catalogs(
    base: Iterable[CatalogEntry],
    ours: Iterable[CatalogEntry],
    theirs: Iterable[CatalogEntry],
    *,
    untouched: Callable[[CatalogEntry], bool] = lambda _: False,
) -> MergedCatalog:
    """Return the catalog that holds what both sides did since ``base``.

    Keys are unique on each side and in what leaves. ``untouched`` tells of a fuzzy entry
    whether its target is known for a machine's draft that nobody touched: such a text is no
    opinion and gives way to any other one without a trace; without it, every text that a side
    wrote stands in what leaves, as a target or as another version. An entry that one side
    deleted and the other worked on stays as an obsolete one.
    """
    old, our, their = ({entry.key: entry for entry in side} for side in (base, ours, theirs))
    merged: dict[Key, CatalogEntry] = {}
    disputed = []
    for key in dict.fromkeys((*our, *their)):
        mine, yours, before = our.get(key), their.get(key), old.get(key)
        if mine is not None and yours is not None:
            merged[key], rivals = _unit(before, mine, yours, untouched)
            if rivals:
                disputed.append(key)
        elif (kept := _lone(before, mine or yours)) is not None:
            merged[key] = kept
    living = [key for key, entry in merged.items() if not entry.obsolete]
    order = _order(
        [key for key in our if key in merged and not our[key].obsolete],
        [key for key in their if key in merged and not their[key].obsolete],
        living,
    )
    gone = [entry for entry in merged.values() if entry.obsolete]
    return MergedCatalog((*(merged[key] for key in order), *gone), tuple(disputed))


def merge_templates(
    base: Iterable[TemplateEntry], ours: Iterable[TemplateEntry], theirs: Iterable[TemplateEntry]
) -> list[TemplateEntry]:
    """Return the template with what either side added and without what either took out.

    So it lists the living entries of the catalogs that were merged along with it. Only
    segmenting the merged source tells the document's true order.
    """
    old, our, their = (
        {(entry.source, entry.occurrence): entry for entry in side} for side in (base, ours, theirs)
    )
    merged = {
        key: _either(old.get(key), our.get(key, entry), their.get(key, entry))
        for key, entry in (their | our).items()
        if key not in old or (key in our and key in their)
    }
    return [merged[key] for key in _order(list(our), list(their), merged)]


def _order(ours: Sequence[Key], theirs: Sequence[Key], wanted: Iterable[Key]) -> list[Key]:
    """Return the keys in our order, those that only they have behind their neighbour there.

    Where both sides put something at one place, ours comes first.
    """
    wanted = set(wanted)
    common = set(ours) & set(theirs)
    known = set(ours)
    followers: dict[Key | None, list[Key]] = {}
    neighbour: Key | None = None
    for key in theirs:
        if key in common:
            neighbour = key
        elif key not in known:
            followers.setdefault(neighbour, []).append(key)
    order: list[Key] = []
    waiting = followers.get(None, [])
    for key in ours:
        if key in common:
            order += waiting
            waiting = followers.get(key, [])
        order.append(key)
    return [key for key in (*order, *waiting) if key in wanted]


def _lone(base: CatalogEntry | None, entry: CatalogEntry | None) -> CatalogEntry | None:
    """Return what becomes of an entry that one side only has."""
    if entry is None or base is None or (base.obsolete and not entry.obsolete):
        return entry
    worked_on = replace(entry, reference=base.reference, notes=base.notes) != base
    if worked_on and (entry.target.strip() or entry.remark.strip()):
        return replace(entry, obsolete=True)
    return None


def _unit(
    base: CatalogEntry | None,
    ours: CatalogEntry,
    theirs: CatalogEntry,
    untouched: Callable[[CatalogEntry], bool],
) -> tuple[CatalogEntry, bool]:
    """Return the merged entry, and whether the sides have different words for it."""
    if ours == theirs:
        return ours, False
    # An entry that both sides added lives if it does on one of them.
    before = base or CatalogEntry(*ours.key, obsolete=True)
    kept, other = _text(before, ours, theirs, untouched)
    remark = _remark(before.remark, ours.remark, theirs.remark)
    if other is not None:
        kept = replace(kept, fuzzy=True)
        remark = with_version(remark, other)
    merged = replace(
        kept,
        obsolete=_either(before.obsolete, ours.obsolete, theirs.obsolete),
        reference=_either(before.reference, ours.reference, theirs.reference),
        notes=_either(before.notes, ours.notes, theirs.notes),
        remark=without_version(remark, kept.target),
        flags=_marks(before.flags, ours.flags, theirs.flags),
        previous_source=kept.previous_source if kept.fuzzy else "",
    )
    return merged, other is not None


def _either(base: _Value | None, ours: _Value, theirs: _Value) -> _Value:
    """Return what changed; ours where both did."""
    return theirs if ours == base else ours


def _marks(
    base: Sequence[_Mark], ours: Sequence[_Mark], theirs: Sequence[_Mark]
) -> tuple[_Mark, ...]:
    """Return what both have and what either added, ours first."""
    stays = [mark for mark in ours if mark in theirs or mark not in base]
    return (*stays, *(m for m in dict.fromkeys(theirs) if m not in ours and m not in base))


def _remark(base: str, ours: str, theirs: str) -> str:
    """Merge the lines of remarks; no line that a side added is lost."""
    if theirs in {ours, base}:
        return ours
    if ours == base:
        return theirs
    return "\n".join(_marks(*(_remark_lines(remark) for remark in (base, ours, theirs))))


def _remark_lines(remark: str) -> list[str]:
    """Return a remark's lines, versions in one spelling so that equal ones are seen as equal."""
    versions, rest = other_versions(remark)
    spelled = [with_version("", version) for version in versions]
    return [*(line for line in rest.split("\n") if line.strip()), *spelled]


def _text(
    base: CatalogEntry,
    ours: CatalogEntry,
    theirs: CatalogEntry,
    untouched: Callable[[CatalogEntry], bool],
) -> tuple[CatalogEntry, str | None]:
    """Return an entry with the target to keep, its flag and previous source.

    And the text of the other side where both spoke, maybe an empty one.
    """
    if ours.target == theirs.target:
        return _flagged(base, ours, theirs), None
    if not _spoke(base, ours):
        return theirs, None
    if not _spoke(base, theirs):
        return ours, None
    if ours.target.strip() and theirs.fuzzy and untouched(theirs):
        return ours, None
    if theirs.target.strip() and ours.fuzzy and untouched(ours):
        return theirs, None
    finished = bool(theirs.target.strip()) and (
        not ours.target.strip() or (ours.fuzzy and not theirs.fuzzy)
    )
    return (theirs, ours.target) if finished else (ours, theirs.target)


def _spoke(base: CatalogEntry, side: CatalogEntry) -> bool:
    """Tell whether a side wrote a text or stood by the one that was there."""
    return side.target != base.target or (base.fuzzy and not side.fuzzy)


def _flagged(base: CatalogEntry, ours: CatalogEntry, theirs: CatalogEntry) -> CatalogEntry:
    """Return an entry with the target that both sides have."""
    if ours.target != base.target:
        # Both brought the same text: two runs of one engine, most often. Who took the draft
        # over since is not to do so again because the other copy has it untouched; whether
        # a draft is more than one tells the ledger, not the flag.
        return theirs if ours.fuzzy and not theirs.fuzzy else ours
    return replace(
        ours,
        fuzzy=_either(base.fuzzy, ours.fuzzy, theirs.fuzzy),
        previous_source=_either(base.previous_source, ours.previous_source, theirs.previous_source),
    )
