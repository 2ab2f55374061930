"""Numbers, in figures and in words, and dates that are not those of the source."""

from __future__ import annotations

import re
from random import Random
from typing import Final

from .base import Pair, choose, like, listed, put
from .kazakh import is_front

_FIGURE: Final = re.compile(r"\d")


def digit(pair: Pair, dice: Random) -> str | None:
    """Write another digit in a number."""
    if not _FIGURE.search(pair.source):
        return None
    places = [found.start() for found in _FIGURE.finditer(pair.target)]
    if not places:
        return None
    place = dice.choice(places)
    leading = place == 0 or not pair.target[place - 1].isdigit()
    others = [sign for sign in "123456789" + "0" * (not leading) if sign != pair.target[place]]
    return put(pair.target, place, place + 1, dice.choice(others))


_ENGLISH: Final = {
    2: "two|second|twice|both",
    3: "three|third",
    4: "four|fourth",
    5: "five|fifth",
    6: "six|sixth",
    7: "seven|seventh",
    8: "eight|eighth",
    9: "nine|ninth",
    10: "ten|tenth",
    12: "twelve|twelfth|dozen",
    20: "twenty",
    30: "thirty",
    40: "forty",
    50: "fifty",
    60: "sixty",
    100: "hundred",
    200: "two hundred",
    1000: "thousand",
    1000000: "million",
}
# Rows of forms of one kind (case, collective, ordinal) that stand in place of one another.
_ROWS: Final = {
    "ru": (
        {2: "два", 3: "три", 4: "четыре"},
        {2: "двух", 3: "трёх", 4: "четырёх"},
        {2: "двумя", 3: "тремя", 4: "четырьмя"},
        {2: "двоих", 3: "троих", 4: "четверых", 5: "пятерых", 6: "шестерых", 7: "семерых"},
        {2: "двое", 3: "трое", 4: "четверо", 5: "пятеро", 6: "шестеро", 7: "семеро"},
        {5: "пять", 6: "шесть", 7: "семь", 8: "восемь", 9: "девять", 10: "десять"},
        {5: "пяти", 6: "шести", 7: "семи", 8: "восьми", 9: "девяти", 10: "десяти"},
        {20: "двадцать", 30: "тридцать", 50: "пятьдесят", 60: "шестьдесят"},
        {20: "двадцати", 30: "тридцати", 50: "пятидесяти", 60: "шестидесяти"},
        {2: "второй", 4: "четвёртой", 5: "пятой", 6: "шестой", 7: "седьмой"},
        {4: "четвёртый", 5: "пятый", 8: "восьмой", 9: "девятый"},
        {1000: "тысяч", 1000000: "миллионов"},
    ),
    "kk": (
        {2: "екі", 3: "үш", 4: "төрт", 5: "бес", 6: "алты", 7: "жеті", 8: "сегіз", 9: "тоғыз"},
        {20: "жиырма", 30: "отыз", 40: "қырық", 50: "елу", 60: "алпыс"},
        {2: "екеуі", 3: "үшеуі", 4: "төртеуі", 5: "бесеуі", 6: "алтауы", 7: "жетеуі"},
        {2: "екінші", 3: "үшінші", 4: "төртінші", 5: "бесінші", 6: "алтыншы", 7: "жетінші"},
        {1000: "мың", 1000000: "миллион"},
    ),
}


def word(pair: Pair, dice: Random) -> str | None:
    """Write another number word."""
    text = pair.target
    options = []
    for row in _ROWS[pair.locale]:
        for value, form in row.items():
            said = re.search(rf"\b(?:{_ENGLISH[value]}|{value})\b", pair.source, re.IGNORECASE)
            if not said:
                continue
            for found in re.finditer(rf"(?<![\w-]){form}(?![\w-])", text, re.IGNORECASE):
                options += [
                    put(text, found.start(), found.end(), like(found[0], other))
                    for other in row.values()
                    if other != form
                ]
    return choose(options, text, dice)


_MONTHS: Final = {
    "ru": listed(
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
    ),
    "kk": listed(
        "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан"
    ),
}
_WEEKDAYS: Final = {
    "ru": ("понедельник", "вторник", "среду", "четверг", "пятницу", "субботу", "воскресенье"),
    "kk": ("дүйсенбі", "сейсенбі", "сәрсенбі", "бейсенбі", "жұма", "сенбі", "жексенбі"),
}
_ENGLISH_MONTHS: Final = listed(
    "January February March April May June July August September October November December"
)
_ENGLISH_WEEKDAYS: Final = listed("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")


def _renamed(pair: Pair, english: tuple[str, ...], names: tuple[str, ...]) -> list[str]:
    """Return the target with the name of a month or weekday of the source changed to another."""
    text = pair.target
    options = []
    for number, name in enumerate(english):
        if not re.search(rf"\b{name}\b", pair.source):
            continue
        for found in re.finditer(rf"\b({names[number]})(\w*)", text, re.IGNORECASE):
            options += [
                put(text, *found.span(1), like(found[0], other))
                for other in names
                if other != names[number] and (not found[2] or _takes_same(other, found[1]))
            ]
    return options


_VOICELESS: Final = "пткқсш"


def _takes_same(one: str, other: str) -> bool:
    """Say whether Kazakh endings are the same after both words."""
    one, other = one.lower(), other.lower()
    return is_front(one) == is_front(other) and (one[-1] in _VOICELESS) == (other[-1] in _VOICELESS)


def date(pair: Pair, dice: Random) -> str | None:
    """Change a month, a weekday, a day of the month or a year."""
    text = pair.target
    months, weekdays = _MONTHS[pair.locale], _WEEKDAYS[pair.locale]
    kinds = [_renamed(pair, _ENGLISH_MONTHS, months), _renamed(pair, _ENGLISH_WEEKDAYS, weekdays)]
    years, days = [], []
    for found in re.finditer(r"\b(?:19|20)\d\d\b", text):
        if re.search(rf"\b{found[0]}\b", pair.source):
            years += [put(text, *found.span(), str(int(found[0]) + step)) for step in (-1, 1, 10)]
    for found in re.finditer(rf"\b(\d\d?)(?= (?:{'|'.join(months)}))", text):
        day = int(found[0])
        others = (other for other in (day + 1, day - 1) if 0 < other < 29)
        days += [put(text, *found.span(), str(other)) for other in others]
    kinds = [options for options in (*kinds, years, days) if options]
    return choose(dice.choice(kinds), text, dice) if kinds else None
