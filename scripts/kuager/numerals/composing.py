"""Put number words that follow each other together: "four hundred and fifty-six"."""

from __future__ import annotations

from kuager.numerals.mention import Certainty, Mention
from kuager.numerals.words import HUNDRED, NumberWord

_NO_SCALE_YET = 10**15


class Composer:
    """One number in the making, word by word."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.clear()

    def clear(self) -> None:
        """Begin anew."""
        self.total = 0
        self.group = 0
        self.count = 0
        self.start = 0
        self.end = 0
        self.sure = False
        self.closed = False
        self.last_scale = _NO_SCALE_YET
        self.factor = 0
        """What the last scale word multiplied; 0 without one."""

    def take(self, word: NumberWord, start: int, end: int) -> bool:
        """Add a word; return False, changing nothing, when it begins another number."""
        value, group = word.value, self.group
        if self.closed:
            return False
        if value == HUNDRED and 1 <= group <= 99 and self.language in ("en", "kk"):
            self.group = group * HUNDRED
        elif self._fits(value):
            self.group = group + value
        elif self._is_year(value):
            self.group = group * HUNDRED + value
        else:
            return False
        self._note(start, end, sure=word.sure or self.count > 0)
        self.closed = word.last
        return True

    def scale(self, value: int, start: int, end: int) -> bool:
        """Multiply by a thousand, a million …; return False, changing nothing, where it can't."""
        if self.closed or value >= self.last_scale or (self.count and not self.group):
            return False
        lone = not self.count
        self.factor = self.group or 1
        self.total += self.factor * value
        self.group, self.last_scale = 0, value
        self._note(start, end, sure=not lone)
        return True

    def mention(self) -> Mention:
        """Return the number as it stands."""
        certainty = Certainty.WORD if self.sure else Certainty.HINT
        return Mention((str(self.total + self.group),), (self.start, self.end), certainty)

    def _fits(self, value: int) -> bool:
        group = self.group
        if group == 0:
            return value < self.last_scale
        if value < HUNDRED and group % HUNDRED == 0:
            return True
        least_tens = 10 if self.language == "kk" else 20
        return value < 10 and group % 10 == 0 and group % HUNDRED >= least_tens

    def _is_year(self, value: int) -> bool:
        """Say whether this is the second half of "nineteen thirty-seven"."""
        return (
            self.language == "en"
            and self.count == 1
            and 13 <= self.group <= 20
            and 10 <= value < HUNDRED
        )

    def _note(self, start: int, end: int, *, sure: bool) -> None:
        if not self.count:
            self.start = start
        self.end, self.sure, self.count = end, sure, self.count + 1
