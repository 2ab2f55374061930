"""Numbers that stand apart from each other, read at little cost: most sentences have no others."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, lru_cache
from itertools import pairwise

from kuager.model import language_of
from kuager.numerals.calendar import month_words
from kuager.numerals.figures import SPACES
from kuager.numerals.mention import canonical, spoken_words
from kuager.numerals.reading import ALSO_WORDS, has_figures, relevant_words
from kuager.numerals.words import MULTIPLES, SCALES, number_words

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


@cache
def _values(language: str) -> dict[str, str]:
    """Return the words that by themselves are one number or month, and its first reading."""
    months = {word: f"month-{number}" for word, number in month_words(language).items()}
    numbers = {word: str(number.value) for word, number in number_words(language).items()}
    several = {
        *SCALES.get(language, {}),
        *MULTIPLES.get(language, {}),
        *ALSO_WORDS.get(language, ()),
    }
    return {word: value for word, value in (months | numbers).items() if word not in several}


@lru_cache(maxsize=512)
def numbers_apart(text: str, locale: str) -> frozenset[str] | None:
    """Return the values of a text whose numbers and months each stand by themselves.

    None for all other texts. ``read_numbers`` reads nothing else, and at least these values, but
    for English months in small letters or shortened, which it may take for other words; so where
    they are the same on both sides, no number is amiss.
    """
    language = language_of(locale)
    relevant, values = relevant_words(language), _values(language)
    words = spoken_words(text)
    found = []
    if not relevant.isdisjoint(words):
        far = _FAR.get(language, 3)
        last = -far
        for place, word in enumerate(words):
            if word in relevant:
                value = values.get(word)
                if value is None or place - last < far:
                    return None
                found.append(value)
                last = place
    if has_figures(text):
        figures = _figures_apart(text, language)
        if figures is None:
            return None
        found += figures
    return frozenset(found)


def _figures_apart(text: str, language: str) -> list[str] | None:
    pattern = _WHOLE.get(language)
    matches = list(pattern.finditer(text)) if pattern else []
    written = [match.group().translate(_GROUP_SIGNS) for match in matches]
    if (
        "".join(written) != "".join(_FIGURE_RUNS.findall(text))
        or any(second.start() - first.end() == 1 for first, second in pairwise(matches))
        or any(_HALF_OF_DAY.match(text, match.end()) for match in matches)
    ):
        return None
    return [canonical(Decimal(figures)) for figures in written]
