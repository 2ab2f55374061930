"""Cut a long segment into windows that a model can take, losing nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_GAP = re.compile(r"\s+")
_STOPS = tuple('.,;:!?…—–)»”"')


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a segment, short enough to be drafted in one piece."""

    tokens: list[str]
    glue: str
    """What stands between this window and the next: a space, or nothing within a word."""


def cut(text: str, encode: Callable[[str], list[str]], limit: int, glue: str = " ") -> list[Window]:
    """Halve a text until ``encode`` makes no more than ``limit`` tokens of each part.

    The cut is at the white space nearest to the middle that follows a punctuation mark, else at
    any white space, looked for in the middle half; where one word fills that, within the
    word. ``glue`` follows the last window. A text without tokens has no windows.
    """
    tokens = encode(text) if text else []
    if len(tokens) <= limit or len(text) < 2:
        return [Window(tokens, glue)] if tokens else []
    end, start = _middle_gap(text)
    first = cut(text[:end], encode, limit, " " if end < start else "")
    return first + cut(text[start:], encode, limit, glue)


def _middle_gap(text: str) -> tuple[int, int]:
    """Return where to cut a text in two: end of the first part, start of the second."""
    middle, margin = len(text) // 2, len(text) // 4
    gaps = [
        gap.span()
        for gap in _GAP.finditer(text, margin, len(text) - margin)
        if gap.start() > 0 and gap.end() < len(text)
    ]
    if not gaps:
        return middle, middle
    after_stops = [gap for gap in gaps if text[gap[0] - 1] in _STOPS]
    return min(after_stops or gaps, key=lambda gap: abs(gap[0] - middle))
