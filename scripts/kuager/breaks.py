"""Where a translator joined two segments or split one, kept apart from the rules.

A break is named by the text around it, not by numbers, so it stays where it was when the
document changes elsewhere, and comes to nothing when the sentence itself is rewritten.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    """Up to CONTEXT characters before it, without white space at the end."""
    after: str
    """Up to CONTEXT characters behind it, without white space at the beginning."""


def name_break(kind: BreakKind, left: str, right: str) -> Break:
    """Return the break between two stretches of the same block."""
    return Break(kind, left.rstrip()[-CONTEXT:], right.lstrip()[:CONTEXT])


def _places(text: str, mark: Break) -> list[int]:
    """Return every position in the text (start of the right piece) that the break names."""
    places = []
    position = text.find(mark.after)
    while position >= 0:
        if text[:position].rstrip().endswith(mark.before):
            places.append(position)
        position = text.find(mark.after, position + 1)
    return places


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
