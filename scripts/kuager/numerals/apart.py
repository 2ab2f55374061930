"""Numbers that stand apart from each other, read at little cost: most sentences have no others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from kuager.model import language_of
from kuager.numerals.calendar import month_words
from kuager.numerals.figures import SPACES
from kuager.numerals.mention import spoken_words
from kuager.numerals.reading import ALSO_WORDS, has_figures, relevant_words
from kuager.numerals.words import (
    HALVES,
    HUNDRED,
    MULTIPLES,
    SCALES,
    NumberWord,
    hints,
    number_words,
)
from kuager.recent import RECENT_TEXTS

_FIGURE_RUNS = re.compile(r"[0-9]+")
_ENDINGS = r"(?=[»”\")]|[.,;:?!]*(?:\s|$)|-[^\W\d_])"
"""What may follow a number; perhaps a case ending: «2022-ден»."""
_WHOLE = {
    language: re.compile(rf"(?<![^\s«“\"(])(?:[0-9]{{1,3}}(?:{sign}[0-9]{{3}})+|[0-9]+){_ENDINGS}")
    for language, sign in (("en", ","), ("kk", f"[ {SPACES}]"), ("ru", f"[ {SPACES}]"))
}
"""Figures that are a number by themselves, in groups or not."""
_GROUP_SIGNS = str.maketrans("", "", f", {SPACES}")
_HALF_OF_DAY = re.compile(rf"[ {SPACES}][ap]\.?[ {SPACES}]?m\b", re.IGNORECASE)
_FAR = {"kk": 2}
"""Words from one number to the next that never make one number of the two; 3 where "and" may."""
_TENS_FROM = {"kk": 10}
"""The least ten that a unit joins («он бес»); 20 elsewhere, where fifteen is one word."""
_CHANGING = "без"
"""After this Russian word tens and units are two numbers: «без двадцати семь»."""


class Apart(NamedTuple):
    """What a text has of numbers, each by itself."""

    values: frozenset[str]
    """All readings of them."""
    calling: frozenset[str]
    """Those that call for an equal on the other side; a hint does not, nor a "one" in words."""

    def agrees_with(self, other: Apart) -> bool:
        """Say whether each side has all that the other calls for, and only one has hints besides.

        Where both have some left over, "a thousand" may stand for "a million".
        """
        if self is other:
            return True
        if self.values <= other.values:
            return other.calling <= self.values
        return other.values <= self.values and self.calling <= other.values


class _Word(NamedTuple):
    readings: tuple[str, ...]
    calls: bool
    number: NumberWord | None = None


@cache
def _known_words(language: str) -> dict[str, _Word]:
    """Return the words that by themselves are one number, month or hint."""
    known = {word: _Word(readings, calls=False) for word, readings in hints(language).items()}
    for word, month in month_words(language).items():
        known[word] = _Word((f"month-{month}",), calls=True)
    for word, number in number_words(language).items():
        known[word] = _Word((str(number.value),), number.sure, number)
    several = {
        *SCALES.get(language, {}),
        *MULTIPLES.get(language, {}),
        *HALVES.get(language, ()),
        *ALSO_WORDS.get(language, ()),
    }
    return {word: meant for word, meant in known.items() if word not in several}


_NONE = Apart(frozenset(), frozenset())


@lru_cache(maxsize=RECENT_TEXTS)
def numbers_apart(text: str, locale: str) -> Apart | None:
    """Return the values of a text whose numbers and months each stand by themselves.

    None for all other texts. ``read_numbers`` reads nothing else, and at least these values, but
    for shortened English months, which it may take for other words; so where they agree on both
    sides, no number is amiss.
    """
    language = language_of(locale)
    words = spoken_words(text)
    found: list[_Word] | None = []
    if not relevant_words(language).isdisjoint(words):
        found = _words_apart(text, words, language)
    figures = _figures_apart(text, language) if has_figures(text) else ()
    if found is None or figures is None:
        return None
    if not found and not figures:
        return _NONE
    values, calling = [*figures], [*figures]
    for readings, calls, _ in found:
        values += readings
        if calls:
            calling += readings
    return Apart(frozenset(values), frozenset(calling))


def _words_apart(text: str, words: tuple[str, ...], language: str) -> list[_Word] | None:
    """Return what the number words of a text mean, tens and their unit as one; None if unsure."""
    relevant, known = relevant_words(language), _known_words(language)
    far = _FAR.get(language, 3)
    found: list[_Word] = []
    last = -far
    joined = False
    for place, word in enumerate(words):
        if word in relevant:
            meant = known.get(word)
            if meant is None:
                if language == "en" and word in ALSO_WORDS[language] and _is_small(text, word):
                    continue
                return None
            if place - last >= far:
                found.append(meant)
                joined = False
            elif place - last == 1 and not joined and _joins(found[-1], meant, language):
                if not _stand_together(text, words, last):
                    return None
                found[-1] = _sum_of(found[-1], meant)
                joined = True
            else:
                return None
            last = place
    return found


def _is_small(text: str, word: str) -> bool:
    """Say whether an English word is written small throughout: "may" is then no month."""
    return text.count(word) == text.lower().count(word)


def _joins(tens: _Word, unit: _Word, language: str) -> bool:
    """Say whether the second word is a unit that the first, a ten, has not yet."""
    ten, one = tens.number, unit.number
    return (
        ten is not None
        and one is not None
        and not ten.last
        and ten.value % 10 == 0
        and _TENS_FROM.get(language, 20) <= ten.value < HUNDRED
        and one.value < 10
    )


def _stand_together(text: str, words: tuple[str, ...], place: int) -> bool:
    """Say whether nothing but a space or hyphen is between a word and the next; False if unsure."""
    first, second = words[place : place + 2]
    if words.count(first) > 1 or (place and words[place - 1] == _CHANGING):
        return False
    small = f" {text.lower()}"
    return f" {first} {second}" in small or f" {first}-{second}" in small


def _sum_of(tens: _Word, unit: _Word) -> _Word:
    return _Word((str(int(tens.readings[0]) + int(unit.readings[0])),), calls=True)


def _figures_apart(text: str, language: str) -> Sequence[str] | None:
    pattern = _WHOLE.get(language)
    matches = list(pattern.finditer(text)) if pattern else []
    written = [match.group() for match in matches]
    if not all(map(str.isdigit, written)):
        written = [figures.translate(_GROUP_SIGNS) for figures in written]
    if (
        "".join(written) != "".join(_FIGURE_RUNS.findall(text))
        or any(second.start() - first.end() == 1 for first, second in pairwise(matches))
        or (language == "en" and any(_HALF_OF_DAY.match(text, m.end()) for m in matches))
    ):
        return None
    return [figures.lstrip("0") or "0" for figures in written]
