"""Find what may stand for a number without being one: «шестилетний», «XIX век»."""

from __future__ import annotations

import re

from kuager.model import language_of
from kuager.numerals.calendar import RUSSIAN_MONTH_STEMS
from kuager.numerals.mention import Certainty, Mention
from kuager.numerals.words import number_words

# Genitives that begin compound adjectives and nouns, the longer ones first.
_COMPOUND = re.compile(
    r"\b((?:один|две|три|четыр|пят|шест|сем|восем|девят)надцати|пятидесяти|шестидесяти|семидесяти|"
    r"восьмидесяти|девяносто|двадцати|тридцати|сорока|полутора|тысяче|двух|дву|тр[её]х|четыр[её]х|"
    r"пяти|шести|семи|восьми|девяти|десяти|сто|одно)"
    r"(двух|тр[её]х|четыр[её]х|пяти|шести|семи|восьми|девяти)?[а-яё]{3,}",
    re.IGNORECASE,
)
_ONLY_IN_COMPOUNDS = {"дву": "2", "одно": "1", "тысяче": "1000", "полутора": "1.5"}
_MONTH_ADJECTIVE = re.compile(
    rf"\b({'|'.join(RUSSIAN_MONTH_STEMS)})ь?(?:ск|овск)[а-я]+", re.IGNORECASE
)

_ROMAN_WORD = re.compile(r"\b[IVXLCDMХІМС]+\b")
_ROMAN = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_ROMAN_VALUES = {"M": 1000, "D": 500, "C": 100, "L": 50, "X": 10, "V": 5, "I": 1}
# Kazakh and Russian typists often take the Cyrillic letters that look the same.
_LOOK_ALIKES = str.maketrans("ХІМС", "XIMC")


def read_hints(text: str, locale: str) -> tuple[Mention, ...]:
    """Return Roman numerals and, in Russian, numbers inside compounds and month adjectives.

    Only for numbers that are otherwise missing; too costly and too loose for every text.
    """
    found = [
        Mention((str(value),), match.span(), Certainty.HINT)
        for match in _ROMAN_WORD.finditer(text)
        if (value := _roman_value(match.group()))
    ]
    if language_of(locale) == "ru":
        found += [*_russian_months(text), *_russian_compounds(text)]
    return tuple(found)


def _russian_months(text: str) -> list[Mention]:
    """Read «декабрьские события»: the month without its name."""
    return [
        Mention(
            (f"month-{RUSSIAN_MONTH_STEMS.index(match.group(1).lower()) + 1}",),
            match.span(),
            Certainty.HINT,
        )
        for match in _MONTH_ADJECTIVE.finditer(text)
    ]


def _russian_compounds(text: str) -> list[Mention]:
    words = number_words("ru")
    found = []
    for match in _COMPOUND.finditer(text):
        first, second = match.group(1).lower(), (match.group(2) or "").lower()
        readings = [_ONLY_IN_COMPOUNDS.get(first) or str(words[first].value)]
        if second and first in words:
            readings.append(str(words[first].value + words[second].value))
        found.append(Mention(tuple(readings), match.span(), Certainty.HINT))
    return found


def _roman_value(word: str) -> int:
    """Return the value of a Roman numeral in capitals, Latin or look-alike Cyrillic; 0 for none."""
    latin = word.translate(_LOOK_ALIKES)
    if not _ROMAN.fullmatch(latin):
        return 0
    values = [_ROMAN_VALUES[letter] for letter in latin]
    following = [*values[1:], 0]
    return sum(-v if v < after else v for v, after in zip(values, following, strict=True))
