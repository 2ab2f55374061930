"""Where a translator joined two segments or split one, kept apart from the rules.

A break is named by the text around it, not by numbers, so it stays where it was when the
document changes elsewhere, and comes to nothing when the sentence itself is rewritten.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

CONTEXT = 40
"""Characters kept on each side: enough to be unique in a testimony, few enough to survive
edits in the neighbourhood."""


class BreakKind(Enum):
    """What the translator wanted at the place."""

    JOIN = "join"
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class Break:
    """A place between two pieces of a block's text (without placeables)."""

    kind: BreakKind
    before: str
    """CONTEXT characters before it, or all there are in the block; no white space at the end."""
    after: str
    """CONTEXT characters behind it, or all there are in the block; no white space before them."""


def name_break(kind: BreakKind, left: str, right: str) -> Break:
    """Return the break between two stretches of the same block."""
    return Break(kind, left.rstrip()[-CONTEXT:], right.lstrip()[:CONTEXT])


def _places(text: str, mark: Break) -> list[int]:
    """Return every position in the text (start of the right piece) that the break names.

    A context shorter than CONTEXT ends where its block did when the break was made, so there
    the block must end again: "Yes." alone is found in half the paragraphs of a testimony.
    """
    before, after = mark.before.strip(), mark.after.strip()
    if not before or not after:
        return []
    first, last = len(text) - len(text.lstrip()), len(text.rstrip())
    if len(mark.after) < CONTEXT:
        start = last - len(after)
        found = [start] if start > first and text.startswith(after, start) else []
    else:
        found = list(_find(text, mark.after))
    places = []
    for position in found:
        end = position
        while end > first and text[end - 1].isspace():
            end -= 1
        begins = first if len(mark.before) < CONTEXT else end - len(before)
        if begins >= first and text[begins:end] == before:
            places.append(position)
    return places


def _find(text: str, part: str) -> Iterator[int]:
    position = text.find(part)
    while position >= 0:
        yield position
        position = text.find(part, position + 1)


def apply_breaks(pieces: Sequence[str], breaks: Sequence[Break]) -> tuple[list[str], set[Break]]:
    """Return a block's pieces, still lossless, as the translators want them, and what applied."""
    text = "".join(pieces)
    cuts: set[int] = set()
    position = 0
    for piece in pieces[:-1]:
        position += len(piece)
        cuts.add(position)
    applied = set()
    for mark in breaks:
        for place in _places(text, mark):
            if 0 < place < len(text):
                applied.add(mark)
                (cuts.add if mark.kind is BreakKind.SPLIT else cuts.discard)(place)
    edges = [0, *sorted(cuts), len(text)]
    return [text[a:b] for a, b in pairwise(edges) if b > a], applied
