"""Whether anything is there twice that should be there once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from operator import eq

from kuager.checks.base import NOTHING, Check, is_plain, masked, words_of
from kuager.model import Finding, Severity, Unit, language_of
from kuager.numerals import has_figures

_SPACES = " \t\u00a0\u202f\u2009"
_DOUBLE_SPACE = re.compile(rf"[{_SPACES}]{{2,}}")
_DOUBLED = re.compile(
    rf"(?<![\w'’-])([^\W\d_]+)[{_SPACES}\n]+[«„“\"]?(\1)(?![\w'’-])", re.IGNORECASE
)
# Legitimate doubles without a hyphen: grammar ("had had") and sounds, which are written either
# way. Reduplication with a hyphen (бір-бір, чуть-чуть) the pattern excludes.
_LEGITIMATE = {
    "en": frozenset({"had", "that"}),
    "ru": frozenset({"тук", "ха"}),
    "kk": frozenset({"тық", "ха"}),
}

# Four letters in any case, or three small ones within a word (XXX is a number, «длинношеее» a
# word, «ааа» a cry).
_LETTERS = re.compile(
    r"([^\W\d_])(?i:\1{3,})|(?<=[^\W\d_])([^\W\d_A-ZА-ЯЁӘҒҚҢӨҰҮҺІе])\2{2}|"
    r"([^\W\d_A-ZА-ЯЁӘҒҚҢӨҰҮҺІе])\3{2}(?=[^\W\d_])"
)
_THREE = re.compile(r"(.)\1\1")  # cheap; _LETTERS is exact
_LOOP = re.compile(r"([^\W\d_]{2,6}?)\1{2,}", re.IGNORECASE)
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}|\b([^\W\d_]{1,4})[-!… ]\2[-!…]", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W_]+")
_LONGEST = 12
_SHORTEST_LOOP = 8
_ONE_LOOK = 10
# «Один и тот же» and the like come back in good sentences: so many words, letters.
_FREE = 3
_LONG = 16


def _one_space(match: re.Match[str]) -> str:
    return next((sign for sign in match.group() if sign in "\u00a0\u202f"), " ")


class DoubleSpace(Check):
    """Find runs of spaces."""

    id = "double-space"
    name = "Double space"
    description = "Two or more spaces follow each other in the target."
    severity = Severity.INFO
    passes_plain = True

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding for each run, wherever it stands."""
        for match in _DOUBLE_SPACE.finditer(unit.target):
            yield self.finding(
                "{count} spaces in a row.", match.span(), count=str(len(match.group()))
            )

    def fix(self, unit: Unit) -> str | None:
        """Leave one space of each run, one that does not break where there is one."""
        fixed = _DOUBLE_SPACE.sub(_one_space, unit.target)
        return fixed if fixed != unit.target else None


class DoubledWord(Check):
    """Find a word written twice in a row."""

    id = "doubled-word"
    name = "Doubled word"
    description = (
        "A word stands twice in a row; pairs joined by a hyphen (бір-бір, чуть-чуть) are right, "
        "and so is doubling where the source doubles a word too."
    )
    severity = Severity.WARNING

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding for each pair, unless the source has a doubled word of its own."""
        words = words_of(unit.target)
        if len(set(words)) == len(words) or (
            is_plain(unit.target, unit.locale) and not any(map(eq, words, words[1:]))
        ):
            return NOTHING
        return self._judge(unit)

    def _judge(self, unit: Unit) -> Iterator[Finding]:
        matches = list(_DOUBLED.finditer(masked(unit.target)))
        if not matches:
            return
        legitimate = _LEGITIMATE.get(language_of(unit.locale), frozenset())
        if any(
            match.group(1).lower() not in _LEGITIMATE["en"]
            for match in _DOUBLED.finditer(masked(unit.source))
        ):
            return
        for match in matches:
            if match.group(1).lower() not in legitimate:
                yield self.finding("A word stands twice in a row.", match.span())


class RepeatedNgram(Check):
    """Find stretches that come again and again, as machines write them when they go astray.

    Letters («ииииии»), syllables inside a word («бабабаба») and runs of words. What the source
    repeats too («нет, нет, нет») is no fault; the longest repetition there sets the measure.
    """

    id = "repeated-ngram"
    name = "Repetition"
    description = "Letters, syllables or a run of words are repeated, and not so in the source."
    severity = Severity.ERROR

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding for each stretch."""
        words = words_of(unit.target)
        text = masked(unit.target)
        distinct = set(words)
        loops = not distinct <= _SOUND and _may_loop(distinct, text)
        # No two words come again together where no pair of them does.
        runs = len(distinct) < len(words) and (
            len(set(pairwise(words))) < len(words) - 1 or has_figures(text)
        )
        if not loops and not runs:
            return NOTHING
        return self._judge(text, masked(unit.source), loops=loops, runs=runs)

    def _judge(self, text: str, source: str, *, loops: bool, runs: bool) -> Iterator[Finding]:
        if loops:
            yield from self._loops(source, text)
        if not runs:
            return
        tokens = list(_TOKEN.finditer(text))
        spoken = [token.group().lower() for token in tokens]
        theirs = _TOKEN.findall(source.lower())
        found = _adjacent(spoken)
        if found and (found[2] - found[1] > 2 or found[0] > 1) and not _adjacent(theirs):
            yield self.finding(
                "The same words follow each other again.",
                (tokens[found[1]].start(), tokens[found[2] - 1].end()),
            )
            return
        far = _far(spoken)
        if (
            far
            and far[1] - far[0] > max(_FREE, 1 + _length(_far(theirs)))
            and sum(map(len, spoken[far[0] : far[1]])) >= _LONG
        ):
            yield self.finding(
                "The same words are there once more.",
                (tokens[far[0]].start(), tokens[far[1] - 1].end()),
            )

    def _loops(self, source: str, text: str) -> Iterator[Finding]:
        """Find letters and syllables in a row within words, unless the source draws words out."""
        if _DRAWN_OUT.search(source):
            return
        for pattern in (_LETTERS, _LOOP):
            for match in pattern.finditer(text):
                yield self.finding("Letters are repeated within a word.", match.span())


def _has_loop(word: str) -> bool:
    """Say whether two letters or more stand three times in a row in a long word."""
    return (
        len(word) >= _SHORTEST_LOOP
        # In up to ten letters a loop holds the fifth and sixth, which then come again.
        and (word.count(word[4:6]) > 1 or len(word) > _ONE_LOOK)
        and _has_long_loop(word)
    )


_SOUND: set[str] = set()
"""Words in lower case that were looked at: no letters or syllables stand three times in a row."""
_MOST_SOUND = 1 << 16


def _may_loop(words: set[str], text: str) -> bool:
    """Say whether letters or syllables may stand three times in a row, and note words without."""
    if len(_SOUND) >= _MOST_SOUND:
        _SOUND.clear()
    odd = {word for word in words - _SOUND if _THREE.search(word) or _has_loop(word)}
    _SOUND.update(words - odd)
    return bool(odd) and (any(map(_has_loop, odd)) or _LETTERS.search(text) is not None)


def _has_long_loop(word: str) -> bool:
    return (
        word.count(word[-2:]) > 1
        or word.count(word[2:4]) > 1
        or word.count(word[len(word) // 2 - 1 :][:2]) > 1
    ) and _LOOP.search(word) is not None


def _adjacent(words: list[str]) -> tuple[int, int, int] | None:
    """Return the length of a run that is repeated at once, and where it all begins and ends.

    One word must stand three times, a longer run twice.
    """
    for length in range(1, min(_LONGEST, len(words) // 2) + 1):
        same = 0
        for place in range(length, len(words)):
            same = same + 1 if words[place] == words[place - length] else 0
            if same >= (2 if length == 1 else length):
                return length, place - same - length + 1, place + 1
    return None


def _far(words: list[str]) -> tuple[int, int] | None:
    """Return where the longest run of words that was there before comes again."""
    best: tuple[int, int] | None = None
    seen: dict[tuple[str, ...], int] = {}
    place = 0
    while place + 3 <= len(words):
        first = seen.setdefault(tuple(words[place : place + 3]), place)
        if first == place:
            place += 1
            continue
        end = place + 3
        while (
            end < len(words)
            and words[end] == words[first + end - place]
            and first + end - place < place
        ):
            end += 1
        if best is None or end - place > best[1] - best[0]:
            best = (place, end)
        place = end - 2 if end - 2 > place else place + 1
    return best


def _length(run: tuple[int, int] | None) -> int:
    return run[1] - run[0] if run else 0
