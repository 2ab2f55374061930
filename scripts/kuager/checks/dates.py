"""Whether weekdays and dates agree: what comparing number by number does not show.

Days, months and years are compared one by one by ``numbers``; here weekdays are compared, and
how the parts of dates belong together. Names of weekdays as in CLDR, with the cases and
derived adjectives of the languages' grammars; no native reader has gone over the tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kuager.checks.base import NOTHING, Check, masked, words_of
from kuager.checks.numbers import source_language, unmatched, values_of
from kuager.model import Finding, Severity, Unit, language_of
from kuager.numerals import (
    Certainty,
    Mention,
    may_call_for_number,
    numbers_apart,
    read_hints,
    read_numbers,
    reads_words,
)

_ENGLISH = "monday tuesday wednesday thursday friday saturday sunday"
_RUSSIAN = {
    0: "понедельник понедельника понедельнику понедельником понедельнике понедельники "
    "понедельникам понедельников",
    1: "вторник вторника вторнику вторником вторнике вторники вторникам вторников",
    2: "среда среды среде среду средой средам",
    3: "четверг четверга четвергу четвергом четверге четверги четвергам четвергов",
    4: "пятница пятницы пятнице пятницу пятницей пятницам пятниц",
    5: "суббота субботы субботе субботу субботой субботам суббот",
    6: "воскресенье воскресенья воскресенью воскресеньем воскресеньям воскресений воскресение",
}
_RUSSIAN_STEMS = (
    ("понедельнич", 0),
    ("вторнич", 1),
    ("четвергов", 3),
    ("пятнич", 4),
    ("суббот", 5),
    ("воскресн", 6),
)
_KAZAKH_STEMS = (
    ("дүйсенбі", 0),
    ("сейсенбі", 1),
    ("сәрсенбі", 2),
    ("бейсенбі", 3),
    ("жексенбі", 6),
    ("сенбі", 5),
    ("жұма", 4),
)
# «Жұма» begins other words: жұмақ paradise, жұмабай a name.
_KAZAKH_FRIDAY = re.compile(r"жұма(?:да|дан|ға|ны|ның|сы|сында|лық|дағы|мен|лары|лар|ларда)?$")
# Среда is also the surroundings: only with what weekdays stand with.
_ON_WEDNESDAY = re.compile(
    r"\b(?:в|во|на|со?|до|к|по|за|каждую|прошлую|следующую|эту) сред[уыеа]|^среда"
)

_WEDNESDAY, _FRIDAY = 2, 4
_FIRST_LETTERS = {"en": "mtwfs", "ru": "пвсч", "kk": "дсбж"}
_NAMES = (*(name.capitalize() for name in _ENGLISH.split()),)
_EN = {name: number for number, name in enumerate(_ENGLISH.split())} | {
    f"{name}s": number for number, name in enumerate(_ENGLISH.split())
}
_RU = {word: number for number, words in _RUSSIAN.items() for word in words.split()}


def _weekday_of(word: str, language: str) -> int | None:
    """Return which weekday a word in lower case names, from 0 for Monday; None for none."""
    if language == "en":
        return _EN.get(word)
    if language == "ru":
        if word in _RU:
            return _RU[word]
        return next((number for stem, number in _RUSSIAN_STEMS if word.startswith(stem)), None)
    for stem, number in _KAZAKH_STEMS:
        if word.startswith(stem):
            return number if number != _FRIDAY or _KAZAKH_FRIDAY.match(word) else None
    return None


def _weekdays(words: tuple[str, ...], language: str) -> dict[int, str]:
    """Return the weekdays of a text with a word that names each."""
    likely = _FIRST_LETTERS[language]
    return {
        number: word
        for word in words
        if word[0] in likely and (number := _weekday_of(word, language)) is not None
    }


def _is_surroundings(weekday: int, text: str, language: str) -> bool:
    """Say whether Russian «среда» is the surroundings, not Wednesday."""
    return language == "ru" and weekday == _WEDNESDAY and not _ON_WEDNESDAY.search(text)


class _Date(NamedTuple):
    day: str
    month: str
    year: str
    span: tuple[int, int]


_DAY_BEFORE = re.compile(r"(?:st|nd|rd|th|-?(?:го|е|ші|шы))?[ \u00a0](?:of )?")
_DAY_AFTER = re.compile(r"[ \u00a0]")
_YEAR_AFTER = re.compile(r",?[ \u00a0](?:of )?")
_YEAR_BEFORE = re.compile(r"[ \u00a0](?:жылғы|жылдың|жылы|ж\.)[ \u00a0]")


def _is_day(mention: Mention) -> bool:
    reading = mention.readings[0]
    return reading.isdigit() and 1 <= int(reading[:4]) <= 31


def _is_year(mention: Mention) -> bool:
    reading = mention.readings[0]
    return len(reading) == 4 and reading.isdigit()


def _dates(text: str, mentions: tuple[Mention, ...]) -> list[_Date]:
    """Return the dates that have a month's name and a day beside it."""
    found = []
    for index, mention in enumerate(mentions):
        if not mention.is_month:
            continue
        before = mentions[index - 1] if index else None
        after = mentions[index + 1] if index + 1 < len(mentions) else None
        start, end = mention.span
        day = year = ""
        rest = index + 1
        if before and _is_day(before) and _DAY_BEFORE.fullmatch(text, before.span[1], start):
            day, start = before.readings[0], before.span[0]
            earlier = mentions[index - 2] if index > 1 else None
            if (
                earlier
                and _is_year(earlier)
                and _YEAR_BEFORE.fullmatch(text, earlier.span[1], start)
            ):
                year, start = earlier.readings[0], earlier.span[0]
        elif after and _is_day(after) and _DAY_AFTER.fullmatch(text, end, after.span[0]):
            day, end, rest = after.readings[0], after.span[1], index + 2
        follower = mentions[rest] if rest < len(mentions) else None
        if (
            day
            and not year
            and follower
            and _is_year(follower)
            and _YEAR_AFTER.fullmatch(text, end, follower.span[0])
        ):
            year, end = follower.readings[0], follower.span[1]
        if day:
            found.append(_Date(day, mention.readings[0], year, (start, end)))
    return found


class Dates(Check):
    """Compare weekdays, and the dates as wholes where their parts agree one by one.

    "3 April and 4 March" against «4 апреля и 3 марта» has the same numbers. A weekday of the
    source must be in the target; a month in words too, which ``numbers`` lets go.
    """

    id = "dates"
    name = "Dates"
    description = (
        "A weekday or month of the source is missing or another one in the target, or days and "
        "months are paired in another way."
    )
    severity = Severity.ERROR

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding for each weekday and each date that differs."""
        source = masked(unit.source)
        tongue = source_language(source)
        months = reads_words(unit.locale) and self._may_have_months(source, tongue)
        if not months and tongue == "en" and "day" not in source:
            return NOTHING
        return self._judge(unit, source, tongue, months=months)

    @staticmethod
    def _may_have_months(source: str, tongue: str) -> bool:
        apart = numbers_apart(source, tongue)
        if apart is not None:
            return apart.months
        return may_call_for_number(source, tongue)

    def _judge(self, unit: Unit, source: str, tongue: str, *, months: bool) -> Iterator[Finding]:
        if language_of(unit.locale) in ("kk", "ru"):
            yield from self._weekdays(unit, language_of(unit.locale))
        if months:
            yield from self._dates(unit, source, tongue)

    def _dates(self, unit: Unit, source: str, tongue: str) -> Iterator[Finding]:
        target = masked(unit.target)
        source_numbers = read_numbers(source, tongue)
        months = [mention for mention in source_numbers if mention.is_month]
        if not months:
            return
        target_numbers = read_numbers(target, unit.locale)
        if unmatched(source_numbers, values_of(target_numbers)):
            yield from self._months(months, target_numbers, target, unit.locale)
            return
        source_dates, target_dates = (
            _dates(source, source_numbers),
            _dates(target, target_numbers),
        )
        if all(any(_agree(found, other) for found in target_dates) for other in source_dates):
            return
        for found in target_dates:
            if not any(_agree(found, other) for other in source_dates):
                yield self.finding("The source has no such date.", found.span)

    def _weekdays(self, unit: Unit, language: str) -> Iterator[Finding]:
        source = masked(unit.source)
        tongue = source_language(source)
        if tongue == "en" and "day" not in source:
            return
        theirs = _weekdays(words_of(source), tongue)
        if not theirs:
            return
        ours = _weekdays(words_of(unit.target), language)
        lower = masked(unit.target).lower()
        for number, word in ours.items():
            if number not in theirs and not _is_surroundings(number, lower, language):
                place = lower.find(word)
                yield self.finding("The source has another weekday.", (place, place + len(word)))
        if ours.keys() <= theirs.keys():
            for number in theirs.keys() - ours.keys():
                yield self.finding("{weekday} of the source is missing.", weekday=_NAMES[number])

    def _months(
        self, months: list[Mention], target_numbers: tuple[Mention, ...], text: str, locale: str
    ) -> Iterator[Finding]:
        """Find months in words that have no month at all in the target."""
        if any(mention.is_month for mention in target_numbers):
            return
        missing = unmatched(months, values_of(target_numbers))
        for mention in unmatched(missing, values_of(read_hints(text, locale))):
            if mention.certainty is Certainty.WORD:
                number = mention.readings[0].removeprefix("month-")
                yield self.finding("Month {number} of the source is missing.", number=number)


def _agree(one: _Date, other: _Date) -> bool:
    """Say whether two dates can be the same; a year that is not named may be any."""
    return (
        one.day == other.day
        and one.month == other.month
        and (not one.year or not other.year or one.year == other.year)
    )
