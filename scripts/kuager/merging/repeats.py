"""Tell which of several equal sentences is which after the document changed.

Equal sentences are numbered in their order, so when the first "They came at six." goes, the
second takes its number. Its translation, which may be another one, must follow it and be
looked at again: who came at six was decided by what stood around it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from kuager.model import CatalogEntry, TemplateEntry

Key = tuple[str, int]
Pair = tuple[int, int, bool]
"""Index in the old catalog, index in the template, and whether it is sure."""

_WINDOWS = ((-2, -1, 1, 2), (-1, 1), (-1,), (1,))
"""Neighbours that two occurrences are compared by, the surest first."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the entries of the old catalog went."""

    placed: dict[Key, CatalogEntry]
    """By their key in the new template."""
    removed: list[CatalogEntry]
    """What has no place any more, in its old order."""
    moved: int
    """How many of those placed must be looked at again because their place may be another."""


def place(
    template: Sequence[TemplateEntry],
    living: Sequence[CatalogEntry],
    obsolete: Sequence[CatalogEntry],
    carry: Callable[[CatalogEntry], bool],
) -> Placement:
    """Return which old entry stands where in the new template, in time linear in both.

    Where all repeats of a sentence, the ``obsolete`` ones too, have the same target, an entry
    keeps its number, otherwise it goes where its neighbours are. One whose number changes, or
    of which the neighbours do not tell which one it is, becomes fuzzy; a target not worth
    carrying stays behind then. What has no target would rather start from that of a repeat
    that has gone than from nothing.
    """
    before = [entry.source for entry in living]
    after = [entry.source for entry in template]
    old_places, new_places = _places(before), _places(after)
    known: dict[str, list[str]] = {}
    for entry in (*living, *obsolete):
        known.setdefault(entry.source, []).append(entry.target)
    placed: dict[Key, CatalogEntry] = {}
    stays: set[int] = set()
    moved = 0
    for source, new in new_places.items():
        old = old_places.get(source, [])
        targets = known.get(source, [])
        alone = len(old) == 1 and len(targets) < len(new)
        if alone or len(set(targets)) > 1:
            pairs = _by_neighbours(old, new, before, after)
        else:
            pairs = _by_number(old, new, living, template)
        empty = []
        for index, new_index, sure in pairs:
            entry, number = living[index], template[new_index].occurrence
            stays.add(index)
            if entry.target and not (sure and entry.occurrence == number):
                if carry(entry):
                    entry = replace(entry, fuzzy=True)
                    moved += 1
                elif entry.occurrence != number:
                    entry = CatalogEntry(source, remark=entry.remark)
            placed[source, number] = replace(entry, occurrence=number)
            if not entry.target:
                empty.append(number)
        spare = [index for index in old if index not in stays and carry(living[index])]
        for number, index in zip(sorted(empty), spare, strict=False):
            remarks = filter(None, (living[index].remark, placed[source, number].remark))
            placed[source, number] = replace(
                living[index], occurrence=number, fuzzy=True, remark="\n".join(remarks)
            )
            stays.add(index)
            moved += 1
    removed = [entry for index, entry in enumerate(living) if index not in stays]
    return Placement(placed, removed, moved)


def _places(sources: Sequence[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for index, source in enumerate(sources):
        places.setdefault(source, []).append(index)
    return places


def _by_number(
    old: Sequence[int],
    new: Sequence[int],
    living: Sequence[CatalogEntry],
    template: Sequence[TemplateEntry],
) -> Iterator[Pair]:
    numbered = {living[index].occurrence: index for index in old}
    left_new = []
    for new_index in new:
        index = numbered.pop(template[new_index].occurrence, None)
        if index is None:
            left_new.append(new_index)
        else:
            yield index, new_index, True
    for index, new_index in zip(numbered.values(), left_new, strict=False):
        yield index, new_index, True


def _by_neighbours(
    old: Sequence[int], new: Sequence[int], before: Sequence[str], after: Sequence[str]
) -> Iterator[Pair]:
    """Pair occurrences with the same neighbours, then the rest in order.

    Sure is a pair whose neighbours stand around as many old occurrences as new ones; of the
    rest, one where the number of repeats did not change.
    """
    used: set[int] = set()
    for window in _WINDOWS:
        there, here = _around(old, before, window), _around(new, after, window)
        for neighbours, indices in here.items():
            olds = there.get(neighbours, [])
            sure = len(olds) == len(indices)
            left_old = (index for index in olds if index not in used)
            left_new = (index for index in indices if ~index not in used)
            for index, new_index in list(zip(left_old, left_new, strict=False)):
                used |= {index, ~new_index}
                yield index, new_index, sure
    rest_old = [index for index in old if index not in used]
    rest_new = [index for index in new if ~index not in used]
    for index, new_index in zip(rest_old, rest_new, strict=False):
        yield index, new_index, len(old) == len(new)


def _around(
    indices: Sequence[int], sources: Sequence[str], window: Sequence[int]
) -> dict[tuple[str, ...], list[int]]:
    """Group places by what stands around them; the edge of a document is no neighbour."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for index in indices:
        beside = [index + step for step in window]
        if beside[0] >= 0 and beside[-1] < len(sources):
            around = tuple(sources[near] for near in beside)
            groups.setdefault(around, []).append(index)
    return groups
