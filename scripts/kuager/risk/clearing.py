"""Texts as words are looked for in them, and the way back to where they stand."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from kuager.checks.base import PLACEABLE

_COMBINING = ("Mn", "Mc", "Me")


@dataclass(frozen=True, slots=True)
class Cleared:
    """A text without what nobody sees: invisible characters, inline markup; letters composed.

    «й» of two characters is the one of one character; a soft hyphen within a name hides it from
    a search, but from no reader.
    """

    text: str
    starts: tuple[int, ...]
    """For each character, where it begins in the text as it was."""
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the cleared text stands in the text as it was."""
        return self.starts[start], self.ends[end - 1]


def cleared(text: str, *, markup: bool = False) -> Cleared:
    """Clear a text; with ``markup``, of placeables too."""
    hidden = [match.span() for match in PLACEABLE.finditer(text)] if markup else []
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    place = 0
    while place < len(text):
        if hidden and place == hidden[0][0]:
            place = hidden.pop(0)[1]
            continue
        end = place + 1
        while end < len(text) and unicodedata.category(text[end]) in _COMBINING:
            end += 1
        if unicodedata.category(text[place]) != "Cf":
            for letter in unicodedata.normalize("NFC", text[place:end]):
                letters.append(letter)
                starts.append(place)
                ends.append(end)
        place = end
    return Cleared("".join(letters), tuple(starts), tuple(ends))
