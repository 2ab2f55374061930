"""Whether spaces stand where the language wants them, and nowhere else.

Rules: Мильчин, Чельцова, «Справочник издателя и автора»; for Kazakh the same typography is in
use. Russian sets a no-break space before %, after № and between initials; see also CLDR's
percent format of ru («0 %») against kk («0%»).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kuager.checks.addresses import addresses
from kuager.checks.base import MASK, Check, masked
from kuager.model import Finding, Severity, Unit, language_of

_BLANK = " \t\u00a0\u202f\u2009"
_CYRILLIC = "Ѐ-ӿ"
_SMALL = "а-яёәғқңөұүһі"
_CAPITAL = "А-ЯЁӘҒҚҢӨҰҮҺІ"

# Before , ; ! ? and a lone full stop or colon; « .5», « :)» and « …» are something else.
_BEFORE_MARK = re.compile(
    rf"(?<=[^\s{MASK}—–-])[{_BLANK}]+(?=[,;](?![0-9)(])|[!?](?![\w)(])|[.:](?![\w.)(]))"
)
_INSIDE = re.compile(rf"(?<=[«(„])[{_BLANK}]+|(?<=[^\s—–,-])[{_BLANK}]+(?=[»)])")
# After a mark. A full stop only between a longer word and a capital: «т.е.», «А.Б.» and file
# names have no space.
_AFTER_MARK = re.compile(
    rf"""(?<=[^\W\d_])[,;](?=[\w«„(])
    |(?<=[0-9])[,;](?=[{_CYRILLIC}«„])
    |(?<=[{_CYRILLIC}»)])[:!?…](?=[{_CYRILLIC}«„0-9])
    |(?<=[»)])[,;](?=[\w«„])
    |(?<=[{_SMALL}]{{3}})\.(?=[{_CAPITAL}«„][{_SMALL}]|[{_CAPITAL}«„]\s|[{_SMALL}]{{4}})
    |(?<=[0-9»)])\.(?=[{_CAPITAL}][{_SMALL}])
    """,
    re.VERBOSE,
)
_AROUND_QUOTE = re.compile(rf"(?<=[{_CYRILLIC}0-9,;:.!?])(?=[«„(])|(?<=[»)])(?=[{_CYRILLIC}0-9])")
# Kazakh endings after a quoted name may follow at once: «Егемен Қазақстан»да.
_ENDING = re.compile(
    r"(?:(?:[лдт][ае]р)?(?:[ынді]{0,2}ң?|[дтн]?[ае]н?|[дтн]?[ыі]ң?|[ғгқк][ае]|ның|нің|"
    r"[дт][ае]ғы|[дт][ае]гі|[мбп]ен))(?![^\W\d_])"
)
_SHORT_BRACKET = re.compile(r"\([^\W\d_]{1,4}\)")


def _missing(text: str) -> Iterator[int]:
    """Yield the places where a space should be put in."""
    taken = [match.span() for match in addresses(text)]
    places = {match.end() for match in _AFTER_MARK.finditer(text)}
    for match in _AROUND_QUOTE.finditer(text):
        place = match.start()
        if text[place] in "«„(":
            # «нерв(ы)», and the emoticon :(
            if text[place] == "(" and (
                text[place - 1] in ":;" or _SHORT_BRACKET.match(text, place)
            ):
                continue
            if text[place - 1] in ".!?…" and text[place] == "(":
                continue
        elif text[place - 1] == ")":
            opened = text.rfind("(", max(0, place - 400), place)
            if opened < 0 or place - opened <= 6 or text[opened - 1 : opened].isalpha():
                continue
        elif _ENDING.match(text, place):
            continue
        places.add(place)
    for place in sorted(places):
        if not any(start < place < end for start, end in taken):
            yield place


def _taken_out(target: str) -> str:
    """Return a target without the spaces before marks and inside quotes and brackets."""
    for pattern in (_BEFORE_MARK, _INSIDE):
        for match in reversed(list(pattern.finditer(masked(target)))):
            target = target[: match.start()] + target[match.end() :]
    return target


def _put_in(target: str) -> str:
    """Return a target with the missing spaces."""
    for place in reversed(list(_missing(masked(target)))):
        target = f"{target[:place]} {target[place:]}"
    return target


class Spaces(Check):
    """Find spaces before marks, inside quotes and brackets, at the ends, and missing ones.

    Runs of spaces are for ``double-space``; spaces around dashes for ``dashes``.
    """

    id = "spaces"
    name = "Spaces"
    description = (
        "A space is missing after a mark or beside a quote, or stands before a mark, inside quotes "
        "or brackets, or at an end of the text."
    )
    severity = Severity.WARNING
    passes_plain = True

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding for each place; where a space is missing, the span holds it."""
        target, source = unit.target, unit.source
        if target[0].isspace() and not source[:1].isspace():
            length = len(target) - len(target.lstrip())
            if length == 1:
                yield self.finding("The target begins with a space.", (0, length))
        if target[-1].isspace() and not source[-1:].isspace():
            length = len(target) - len(target.rstrip())
            if length == 1:
                yield self.finding("The target ends in a space.", (len(target) - 1, len(target)))
        text = masked(target)
        if language_of(unit.locale) == "fr":  # French sets spaces before marks
            return
        for match in _BEFORE_MARK.finditer(text):
            yield self.finding("A space stands before a mark.", match.span())
        for match in _INSIDE.finditer(text):
            yield self.finding("A space stands inside quotes or brackets.", match.span())
        for place in _missing(text):
            yield self.finding("A space is missing.", (place - 1, place + 1))

    def fix(self, unit: Unit) -> str | None:
        """Take out the spaces too many, put in the missing ones, trim the ends."""
        target = unit.target
        if language_of(unit.locale) != "fr":
            target = _put_in(_taken_out(target))
        if not unit.source[:1].isspace():
            target = target.lstrip()
        if not unit.source[-1:].isspace():
            target = target.rstrip()
        return target if target != unit.target else None


# Each pattern matches the space that should not break (or the place where one is missing).
_BREAKABLE = {
    "ru": re.compile(
        rf"(?<=[0-9]) ?(?=%)|(?<=№) ?(?=[0-9])|\b(?<=[тТ]\.) ?(?=[дпеко]\.)"
        rf"|(?<![{_CYRILLIC}])(?<=[{_CAPITAL}]\.) (?=[{_CAPITAL}][{_SMALL}.])"
    ),
    "kk": re.compile(
        r"(?<=№) ?(?=[0-9])|(?<=\b[тТ]\.) (?=[бсқ]\.)"
        rf"|(?<![{_CYRILLIC}])(?<=[{_CAPITAL}]\.) (?=[{_CAPITAL}][{_SMALL}.])"
    ),
}


class NoBreak(Check):
    """Find spaces at which a line must not break: «26 %», «№ 5», «А. Б. Иванов», «т. е.».

    Thousands are let go: «10 000» with an ordinary space is everywhere.
    """

    id = "no-break"
    name = "No-break spaces"
    description = "The language wants a no-break space here: 26 %, № 5, initials, т. е."
    severity = Severity.INFO
    passes_plain = True

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding for each such place."""
        pattern = _BREAKABLE.get(language_of(unit.locale))
        if pattern is None:
            return
        for match in pattern.finditer(masked(unit.target)):
            start, end = match.span()
            yield self.finding(
                "A no-break space belongs here.", (start, end) if end > start else (start - 1, end)
            )

    def fix(self, unit: Unit) -> str | None:
        """Put no-break spaces (U+00A0) in."""
        pattern = _BREAKABLE.get(language_of(unit.locale))
        if pattern is None:
            return None
        target = unit.target
        for match in reversed(list(pattern.finditer(masked(target)))):
            target = f"{target[: match.start()]}\u00a0{target[match.end() :]}"
        return target if target != unit.target else None
