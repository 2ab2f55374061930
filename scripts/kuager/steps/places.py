"""Where a unit stands in its document, as templates tell it to translators and to us."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kuager.model import Role

_NOTE = re.compile(
    rf"(?P<role>{'|'.join(re.escape(role.value) for role in Role)}) (?P<block>[1-9][0-9]{{0,6}})"
    r" of (?P<blocks>[1-9][0-9]{0,6}), segment (?P<position>[1-9][0-9]{0,6})"
    r" of (?P<size>[1-9][0-9]{0,6})"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a segment stands."""

    role: Role
    block: int
    """Number of the paragraph-like block in the document, from 1."""
    blocks: int
    """Of the document."""
    position: int
    """Of the segment in its block, from 1."""
    size: int
    """Segments of the block."""

    @property
    def opens_block(self) -> bool:
        """Tell whether a new paragraph begins here."""
        return self.position == 1


def place_note(place: Place) -> str:
    """Return a place as the first note of a template entry says it."""
    return (
        f"{place.role.value} {place.block} of {place.blocks}, "
        f"segment {place.position} of {place.size}"
    )


def place_of(notes: Iterable[str]) -> Place | None:
    """Return the place that an entry's notes tell; None where they tell none.

    A catalog that went through another program may have lost its notes.
    """
    for note in notes:
        if match := _NOTE.fullmatch(note):
            numbers = (int(match[name]) for name in ("block", "blocks", "position", "size"))
            return Place(Role(match["role"]), *numbers)
    return None
