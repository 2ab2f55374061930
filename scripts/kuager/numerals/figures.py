"""Read what is written with figures: numbers, clock times, numeric dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.numbers import get_decimal_symbol, get_group_symbol

from kuager.numerals.mention import Certainty, Mention, canonical

SPACES = "\u00a0\u202f\u2009"
"""Spaces that do not break: no-break, narrow no-break, thin."""

_MERIDIEM = re.compile(rf"[ {SPACES}]?([ap])\.?[ {SPACES}]?m\b\.?", re.IGNORECASE)

_MILLIONS = re.compile(r"m\b")
_CURRENCIES = frozenset("$£€")


def _signs(language: str) -> tuple[str, str]:
    try:
        locale = Locale.parse(language)
        return get_group_symbol(locale), get_decimal_symbol(locale)
    except (UnknownLocaleError, ValueError):
        return ",", "."


@cache
def figure_pattern(language: str) -> re.Pattern[str]:
    """Return the pattern of everything written with figures (named groups), and of words.

    Group and decimal signs are the locale's (CLDR through Babel). Spaces that do not break
    group figures everywhere (ISO 80000-1). The full stop is read as a decimal sign in
    Russian and Kazakh too, where it is common («3.5 млн»).
    """
    group, decimal = _signs(language)
    groups = SPACES + (" " if group.isspace() else group if group != decimal else "")
    points = decimal + ("." if group != "." else "")
    return re.compile(
        rf"""(?P<iso>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})(?![0-9])
        |(?P<dotted>[0-9]{{1,2}}\.[0-9]{{1,2}}\.[0-9]{{4}})(?![0-9])
        |(?P<slashed>[0-9]{{1,2}}/[0-9]{{1,2}}/[0-9]{{4}})(?![0-9])
        |(?P<clock>[0-9]{{1,2}}:[0-9]{{2}})(?![0-9])
        |(?P<number>[0-9]{{1,3}}(?P<sign>[{re.escape(groups)}])[0-9]{{3}}
            (?:(?P=sign)[0-9]{{3}})*(?![0-9])(?:[{re.escape(points)}][0-9]+)?
            |[0-9]+(?:[{re.escape(points)}][0-9]+)?)
        |(?P<word>[^\W\d_]+)""",
        re.VERBOSE,
    )


def _clock(hour: int, minute: int, meridiem: str) -> tuple[str, ...]:
    """Return the readings of a clock time; none when it is no time."""
    if hour > 24 or minute > 59 or (meridiem and not 1 <= hour <= 12):
        return ()
    if meridiem:
        hour = hour % 12 + (12 if meridiem in "pP" else 0)
    readings: tuple[str, ...] = (f"{hour}:{minute:02}",)
    if minute == 0:
        readings += (str(hour), "24:00", "24") if hour == 0 else (str(hour),)
    return readings


def _date_mentions(match: re.Match[str]) -> Iterator[Mention]:
    year, month, day = re.split(r"[-./]", match.group())
    if match.lastgroup != "iso":
        year, day = day, year
    for figures, named in ((day, match.lastgroup == "slashed"), (month, True), (year, False)):
        value = canonical(int(figures))
        month_reading = (f"month-{value}",) if named else ()
        # 03/04/2022: either part may be the month, so neither is only a month.
        readings = (
            (value, *month_reading) if match.lastgroup == "slashed" else (*month_reading, value)
        )
        yield Mention(readings, match.span(), Certainty.FIGURES)


def figure_mentions(match: re.Match[str], text: str, language: str) -> Iterator[Mention]:
    """Yield the mentions of one match of ``figure_pattern`` that is not a word."""
    start, end = match.span()
    kind, written = match.lastgroup, match.group()
    if kind in ("iso", "dotted", "slashed"):
        yield from _date_mentions(match)
        return
    meridiem = _MERIDIEM.match(text, end) if language == "en" else None
    half_of_day = meridiem.group(1) if meridiem else ""
    if kind == "clock":
        hour, minute = written.split(":")
        readings = _clock(int(hour), int(minute), half_of_day)
        if readings:
            end = meridiem.end() if meridiem else end
            yield Mention(readings, (start, end), Certainty.FIGURES)
        else:  # a score, a verse: two plain numbers
            middle = start + len(hour)
            yield Mention((canonical(int(hour)),), (start, middle), Certainty.FIGURES)
            yield Mention((canonical(int(minute)),), (middle + 1, end), Certainty.FIGURES)
        return
    sign = match.group("sign")
    plain = (written.replace(sign, "") if sign else written).replace(",", ".")
    whole, point, rest = plain.partition(".")
    if text[start - 1 : start] in _CURRENCIES and _MILLIONS.match(text, end):  # £125m
        yield Mention((canonical(Decimal(plain) * 10**6),), (start, end + 1), Certainty.FIGURES)
        return
    readings = (canonical(Decimal(plain)),)
    if len(whole) <= 2 and (len(rest) == 2 or (meridiem and not point)):
        clock = _clock(int(whole), int(rest or 0), half_of_day)
        if clock and meridiem:
            readings, end = (*clock, *readings), meridiem.end()
        else:  # 14.20 may be a time
            readings += clock
    elif len(whole) == 4 and whole.endswith("0") and text.startswith("s", end):
        readings += (whole[2:],)  # the 1990s, «90-е»
    yield Mention(readings, (start, end), Certainty.FIGURES)
