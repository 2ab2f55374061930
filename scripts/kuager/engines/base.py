"""What every engine offers, whatever model stands behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from kuager.model import Draft, EngineSignature


class Engine(Protocol):
    """A machine that drafts translations of one language pair."""

    portion: int
    """Segments it should get in one call; what an interruption can cost at most."""

    @property
    def signature(self) -> EngineSignature:
        """All that decides what this engine makes of a text."""

    def translate(self, segments: Sequence[str]) -> list[Draft]:
        """Return one draft for each segment, in the same order.

        ``segments`` are plain text without markup; one that is empty or only white space
        gets an empty draft.
        """
