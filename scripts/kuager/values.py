"""Render segments that are a value, not a sentence: a date, a time of day, a country.

Locale data knows «2022 жылғы 4 наурыз, 16:09» better than any model does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time

from kuager.errors import InputError

_TAGGED = re.compile(r"(<([0-9]+)>)(.*)(</\2>)", re.DOTALL)
_SPACE = re.compile(r"\s+")


def localise_value(source: str, source_locale: str, target_locale: str) -> str | None:
    """Return a segment that is wholly a date, time or country in the target language, or None.

    Kazakh «2022 жылғы 4 наурыз, 16:09», Russian «4 марта 2022 года, 16:09»: months and order
    from CLDR, but «жылғы» and «года» written out, where CLDR's long date has the «ж.» and «г.»
    of tables and forms. Elsewhere CLDR's long date. Bare numbers get CLDR's separators.

    Placeables around the whole segment stay around it. None means: this is for a translator.
    So does everything that can be read in two ways (03/04/2022) or does not exist (30
    February, a weekday that the date did not fall on), and a locale unknown to CLDR.
    """
    try:
        ours, theirs = _locale(target_locale), _locale(source_locale)
    except InputError:
        return None
    tagged = _TAGGED.fullmatch(source.strip())
    if tagged:
        inner = localise_value(tagged.group(3), source_locale, target_locale)
        return inner and f"{tagged.group(1)}{inner}{tagged.group(4)}"
    text = _SPACE.sub(" ", source).strip()
    moment = read_moment(text, theirs)
    if moment is not None:
        return _render(moment, ours)
    return _number(text, theirs, ours) or _territory(text, theirs, ours)


def _number(text: str, theirs: Locale, ours: Locale) -> str | None:
    """Return a bare number or percentage with the target's separators (CLDR), digits as given.

    Digits without separators stay as they are: they may be a year, a house, a cell.
    """
    group, point = (_escaped(theirs, name) for name in ("group", "decimal"))
    pattern = rf"([+−-]?)(\d+|\d{{1,3}}(?:{group}\d{{3}})+)(?:{point}(\d+))?(\s?%)?"
    match = re.fullmatch(pattern, text)
    if match is None:
        return None
    sign, whole, fraction, per_cent = match.groups()
    number = sign + re.sub(group, _symbol(ours, "group"), whole)
    if fraction:
        number += _symbol(ours, "decimal") + fraction
    if per_cent:
        number += "\u00a0%" if _PER_CENT_APART.search(ours.percent_formats[None].pattern) else "%"
    return number


_PER_CENT_APART = re.compile(r"\s%")


def _symbol(locale: Locale, name: str) -> str:
    return str(locale.number_symbols["latn"][name])


def _escaped(locale: Locale, name: str) -> str:
    return re.escape(_symbol(locale, name))


@dataclass(frozen=True, slots=True)
class _Moment:
    """A date, a time of day or both, as far as a segment names them."""

    day: date | None = None
    clock: time | str | None = None
    """A string is a time written without a.m. or p.m. that may be either; it stays as it is."""
    weekday: bool = False


@cache
def _locale(tag: str) -> Locale:
    try:
        return Locale.parse(tag.replace("_", "-"), sep="-")
    except (UnknownLocaleError, ValueError, TypeError) as error:
        problem = f"Babel knows no locale “{tag}”."
        raise InputError(problem, "Use a tag such as kk, ru or en-GB.") from error


# --- reading


@cache
def _month_numbers(locale: Locale) -> dict[str, int]:
    """Return the names of the months, full and short, in lower case without a full stop."""
    return {
        name.lower().rstrip("."): number
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in locale.months[context][width].items()
    } | ({"sept": 9} if locale.language == "en" else {})


@cache
def _weekdays(locale: Locale) -> dict[str, int]:
    return {
        name.lower().rstrip("."): number
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in locale.days[context][width].items()
    }


_MONTH = r"(?P<month>[^\W\d_]{3,})\.?"
_DAY = r"(?P<day>[0-9]{1,2})"
_YEAR = r"(?P<year>[0-9]{4})"
_DATE_FORMS = {
    "en": (
        rf"{_MONTH} {_DAY}(?:st|nd|rd|th)?,? {_YEAR}",
        rf"(?:the )?{_DAY}(?:st|nd|rd|th)?(?: of)? {_MONTH},? {_YEAR}",
    ),
    "ru": (rf"{_DAY} {_MONTH} {_YEAR}(?: ?г\.| года)?",),
    "kk": (rf"{_YEAR} (?:ж\.|жыл|жылғы|жылдың) {_DAY} {_MONTH}",),
}
_ISO_FORM = rf"{_YEAR}-(?P<figures>[0-9]{{2}})-{_DAY}"
_DOTTED_FORM = rf"{_DAY}\.(?P<figures>[0-9]{{1,2}})\.{_YEAR}"
_DOTTED_LANGUAGES = frozenset({"ru", "kk"})  # CLDR's short date there is dd.MM.y

_WEEKDAY = r"(?:(?!the )(?P<weekday>[^\W\d_]{3,})\.?,? )?"
_WEEKDAY_AFTER = r"(?:,? \(?(?P<weekday_after>[^\W\d_]{3,})\)?)?"
_CLOCK = (
    r"(?P<hour>[0-9]{1,2})(?:(?P<point>[:.])(?P<minute>[0-9]{2}))?"
    r"(?: ?(?P<half>[ap])\.? ?m\.?)?(?P<hours> ?(?:h|hrs|hours|o'clock))?"
)
_BETWEEN = r"(?:,? ?[-–—] ?|, ?(?:at )?| at |T| )"


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    forms = [*_DATE_FORMS.get(language, ()), _ISO_FORM]
    if language in _DOTTED_LANGUAGES:
        forms.append(_DOTTED_FORM)
    dates = [rf"{_WEEKDAY}{form}{_WEEKDAY_AFTER}(?:{_BETWEEN}{_CLOCK})?" for form in forms]
    return tuple(re.compile(form, re.IGNORECASE) for form in (*dates, _CLOCK))


def read_moment(text: str, locale: Locale) -> _Moment | None:
    """Return the date and time that a text is, or None when it is none or not surely one."""
    for pattern in _patterns(locale.language):
        match = pattern.fullmatch(text)
        if match:
            return _moment(match.groupdict(), locale)
    return None


def _moment(parts: dict[str, str | None], locale: Locale) -> _Moment | None:
    """Return the moment of a match; None when it cannot be."""
    day: date | None = None
    weekday = ""
    if "year" in parts:
        month = _month_numbers(locale).get((parts.get("month") or "").lower())
        if parts.get("figures"):
            month = int(parts["figures"] or 0)
        try:
            day = date(int(parts["year"] or 0), month or 0, int(parts["day"] or 0))
        except ValueError:
            return None
        weekday = (parts["weekday"] or parts["weekday_after"] or "").lower()
        if weekday and _weekdays(locale).get(weekday) != day.weekday():
            return None
    clock: time | str | None = None
    if parts["hour"]:
        clock = _clock(parts)
        if clock is None:
            return None
    return _Moment(day, clock, bool(weekday))


def _clock(parts: dict[str, str | None]) -> time | str | None:
    """Return a time of day, or as it stands where it may be before or after noon."""
    hour, minute, half = int(parts["hour"] or 0), int(parts["minute"] or 0), parts["half"]
    if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12):
        return None
    if half:
        return time(hour % 12 + (12 if half in "pP" else 0), minute)
    if not parts["minute"] or parts["point"] != ":":
        return None  # a bare number, a section: 4, 4.09
    if hour > 12 or (parts["hour"] or "").startswith("0"):
        return time(hour, minute)
    return f"{hour}:{minute:02}"


# --- writing


def _render(moment: _Moment, locale: Locale) -> str:
    parts = []
    if moment.day is not None:
        written = _date_prose(moment.day, locale, weekday=moment.weekday)
        parts.append(written[0].upper() + written[1:])
    if isinstance(moment.clock, time):
        parts.append(format_time(moment.clock, "short", locale=locale))
    elif moment.clock:
        parts.append(moment.clock)
    if len(parts) == 1 or locale.language in ("kk", "ru"):
        return ", ".join(parts)
    return str(locale.datetime_formats["long"]).replace("{1}", parts[0]).replace("{0}", parts[1])


def _date_prose(day: date, locale: Locale, *, weekday: bool) -> str:
    if locale.language == "kk":
        name = f", {locale.days['format']['wide'][day.weekday()]}" if weekday else ""
        return f"{day.year} жылғы {day.day} {locale.months['format']['wide'][day.month]}{name}"
    if locale.language == "ru":
        name = f"{locale.days['format']['wide'][day.weekday()]}, " if weekday else ""
        return f"{name}{day.day} {locale.months['format']['wide'][day.month]} {day.year} года"
    return format_date(day, "full" if weekday else "long", locale=locale)


# --- countries

_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ"})
# Georgia is a country and one of the United States; a translator knows which.
_AMBIGUOUS = frozenset({"georgia"})
# Usual English names that CLDR has given up for another.
_OTHER_NAMES = {"en": {"turkey": "TR", "ivory coast": "CI"}}


def _key(name: str) -> str:
    return name.replace("’", "'").replace("&", "and").replace("St.", "Saint").casefold()


@cache
def _territory_codes(locale: Locale) -> dict[str, str]:
    """Return the country codes by name; names of two countries are left out."""
    codes: dict[str, str] = dict(_OTHER_NAMES.get(locale.language, {}))
    twice = set(_AMBIGUOUS)
    for code, name in locale.territories.items():
        if len(code) == 2 and code not in _NO_COUNTRIES:
            if _key(name) in codes:
                twice.add(_key(name))
            codes[_key(name)] = code
    return {name: code for name, code in codes.items() if name not in twice}


def _territory(text: str, theirs: Locale, ours: Locale) -> str | None:
    """Return a country's name as CLDR has it; None where it adds what the source does not say."""
    if not text[:1].isupper():
        return None  # turkey, china
    code = _territory_codes(theirs).get(_key(text))
    name: str | None = ours.territories.get(code) if code else None
    if name is None or ("(" in name and "(" not in text):
        return None
    return name.upper() if text.isupper() and len(text) > 3 else name
