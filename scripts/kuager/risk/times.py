"""Dates, times of day, ages and birthdays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kuager.numerals.calendar import month_words
from kuager.risk.base import NUMBER, ORDINAL, Hit, Level, Passage, Rule

_YEAR = r"(?:1[89][0-9]{2}|20[0-9]{2})"
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_NUMERIC = re.compile(
    rf"(?<![\w.-])(?:{_YEAR}-[01][0-9]-{_DAY}|{_DAY}([./])[01]?[0-9]\1(?:{_YEAR}"
    rf"|[0-9]{{2}}))(?![\w-])"
)
_BARE_YEAR = re.compile(
    rf"\b(?:in|since|until|till|to|by|of|from|before|after|early|late"
    rf"|the)\s+(?P<it>{_YEAR}s?)\b(?!\s*(?:people"
    r"|tenge|kilometres?|members?|units?|dollars))",
    re.IGNORECASE,
)
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_OF_THE_MONTH = re.compile(
    rf"\b(?:(?:morning|night|evening|afternoon|dawn)\s+of|on|since"
    rf"|until)\s+(?P<it>the\s+{ORDINAL})\b"
    r"(?=[.,;:!?]|\s+(?:of|we|I|he|she|they|and)\b|$)(?!\s+of\s+(?!the month))",
    re.IGNORECASE,
)
_HOUR = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[0-9]{1,2})"
_CLOCK = re.compile(
    rf"\b(?P<it>(?:[01]?[0-9]|2[0-3])[:.][0-5][0-9](?:\s?[ap]\.?m\b\.?)?"
    rf"|{_HOUR}\s?(?:[ap]\.?m\b\.?|o['’]clock(?:\s+(?:in the|at)\s+\w+)?)"
    rf"|(?:half past|(?:a\s)?quarter (?:past|to)|{NUMBER} (?:minutes? )?(?:past|to))\s+{_HOUR}\b"
    rf"|{_HOUR}\s+(?:in the (?:morning|afternoon|evening)|at night))"
    rf"|\bat (?:about |around |nearly |almost |exactly )?(?P<hour>{_HOUR})(?=[.,;!?]|$|\s+(?:and"
    rf"|when"
    r"|that|on|the|we|they)\b)",
    re.IGNORECASE,
)


@cache
def _with_month(language: str) -> re.Pattern[str]:
    """Return the pattern of dates with a month's name: day, month, year in either order."""
    names = sorted(month_words(language), key=len, reverse=True)
    if language == "en":
        # "may", "march" and "mar" are other words without a capital letter.
        names = [name.capitalize() for name in names]
    month = rf"(?:{'|'.join(map(re.escape, names))})"
    day = rf"(?:{_DAY})(?:st|nd|rd|th|-го|-е|-ші|-шы)?"
    year = rf"{_YEAR}"
    return re.compile(
        rf"\b(?:(?P<ymd>{year}(?:\s+жылғы|\s+жылдың|\s+жылы)?\s+{day}\s+{month})"
        rf"|(?P<dmy>(?:the\s+)?{day}(?:\s+of)?\s+{month},?\s+{year})"
        rf"|(?P<mdy>{month}\s+{day},?\s+{year})"
        rf"|(?P<dm>(?:the\s+)?{day}(?:\s+of)?\s+{month}|{month}\s+(?:the\s+)?{day})"
        rf"|(?P<my>{month},?\s+(?:of\s+)?{year}|{year}(?:\s+жылғы|\s+жылдың|\s+жылы)\s+{month})"
        rf")(?![0-9\w])",
        0 if language == "en" else re.IGNORECASE,
    )


class Dates(Rule):
    """Dates."""

    id = "date"
    name = "Date"
    description = (
        "A date says when somebody was where; with the place it finds the event, and with the "
        "event its witnesses."
    )
    advice = "Give the month, the season or the year alone, or no date at all."
    level = Level.MEDIUM
    quasi = True
    neutral = True

    def find(self, passage: Passage) -> Iterator[Hit]:
        """Yield dates; with day, month and year they weigh most, a year alone least."""
        text = passage.text
        yield from self.hits(_NUMERIC, text, Level.HIGH)
        if passage.language not in {"en", "kk", "ru"}:
            return
        for match in _with_month(passage.language).finditer(text):
            kind = match.lastgroup
            grave = {"dm": Level.MEDIUM, "my": Level.LOW}.get(kind or "", Level.HIGH)
            yield Hit(*match.span(), grave)
        if passage.language == "en":
            yield from self.hits(_BARE_YEAR, text, Level.LOW)
            yield from self.hits(_OF_THE_MONTH, text, Level.MEDIUM)


class Times(Rule):
    """Times of day."""

    id = "time"
    name = "Time of day"
    description = (
        "A time of day narrows down which shift, patrol or visit it was, and who could see it."
    )
    advice = "Give the part of the day: in the evening, before dawn."
    level = Level.LOW
    quasi = True

    def find(self, passage: Passage) -> Iterator[Hit]:
        """Yield times by the clock."""
        for match in _CLOCK.finditer(passage.text):
            group = "it" if match["it"] else "hour"
            exact = re.search(r"[0-9][:.][0-9]", match[group])
            yield Hit(*match.span(group), Level.MEDIUM if exact else self.level)


_AGES = (
    rf"\b(?P<it>{NUMBER}\s+years?\s+old)\b",
    rf"\b(?P<it>{NUMBER}[- ]years?[- ]olds?)\b",
    rf"\b(?:aged|at the age of|turned|turning)\s+(?P<it>{NUMBER})\b",
    (
        r"\b(?:boy|girl|man|woman|lad|fellow|youth|teenager|child|person|student|pensioner) of "
        rf"(?:about |around |some |maybe |no more than )?(?P<it>{NUMBER})\b"
    ),
    (
        r"\b(?:I|he|she|who|[a-z]+ (?=is|was))\s*(?:is|was|am|were|'s|'m)\s+(?:only |just |then "
        rf"|about |already |not yet |almost |nearly )*(?P<it>{NUMBER}(?:\s+and\s+a\s+half)?)"
        r"(?=\s*(?:[,.;!?]|$|now\b|then\b|when\b|at the time|and (?:my|his|her|I|he|she)\b))"
    ),
    rf"\bsince (?:he|she|I) was (?P<it>{NUMBER})\b",
    rf"\b(?P<it>{ORDINAL}\s+birthday)\b",
    (
        r"\bin (?:my|his|her) (?P<it>(?:early |mid-?|late )?(?:twenties|thirties|forties|fifties"
        r"|sixties|seventies|eighties))\b"
    ),
)
_AGE = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _AGES)
_BIRTH = re.compile(
    rf"\bborn\s+(?:on|in)\s+(?P<it>(?:(?:{_DAY}\s+)?[A-Z][a-z]+(?:\s+{_DAY},?)?\s+)?{_YEAR})\b"
)


class Ages(Rule):
    """Ages and births."""

    id = "age"
    name = "Age or birth"
    description = (
        "An age or a birth date picks one out of a family, a class or a workplace, and stands in "
        "every register."
    )
    advice = "Give a stage of life: a teenager, a man of middle age, an elderly woman."
    level = Level.LOW
    quasi = True

    def find(self, passage: Passage) -> Iterator[Hit]:
        """Yield ages; a date or year of birth weighs more."""
        for pattern in _AGE:
            yield from self.hits(pattern, passage.text)
        yield from self.hits(_BIRTH, passage.text, Level.HIGH)
