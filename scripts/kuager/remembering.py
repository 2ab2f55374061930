"""What is kept of what was found out: words repeat, sentences seldom do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

_MOST: Final = 1 << 16
"""Words kept; a language has more, but a testimony does not."""

RECENT_TEXTS: Final = 16
"""Texts about which answers are kept: those of one unit, whose checks ask the same. A cache of
more is slower, as it does not stay in the processor's own."""

_Answer = TypeVar("_Answer")


class Remembered(dict[str, _Answer]):
    """Answers by word, each worked out once; all are forgotten when there are too many.

    Look up with ``[word]``: that is faster than a call.
    """

    def __init__(self, work_out: Callable[[str], _Answer], most: int = _MOST) -> None:
        """Take the function that answers for a word, and how many answers are kept."""
        super().__init__()
        self._work_out = work_out
        self._most = most

    def __missing__(self, word: str) -> _Answer:
        """Work out the answer for a word that is not known."""
        if len(self) >= self._most:
            self.clear()
        answer = self[word] = self._work_out(word)
        return answer
