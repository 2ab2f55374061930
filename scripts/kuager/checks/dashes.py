"""Whether dashes are dashes, hyphens are hyphens, and both are spaced as the language wants.

In Russian and Kazakh prose the dash is the em dash, with spaces (Мильчин, Чельцова, «Справочник
издателя и автора»; in Kazakh often the en dash too). Between figures stands an en dash, or an em
dash without spaces in older books.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kuager.checks.base import MASK, Check, masked
from kuager.model import Finding, Severity, Unit, language_of

_BLANK = " \t\u00a0\u202f\u2009"
_HYPHEN = re.compile(rf"(?:(?<=[{_BLANK}])|^)-{{1,3}}(?=[{_BLANK}])|(?<=[^\W\d_])---?(?=[^\W\d_])")
# Kazakh books and newspapers use the en dash with spaces as well.
_OTHER = {
    language: re.compile(rf"(?<=[{_BLANK}])[{signs}](?=[{_BLANK}])")
    for language, signs in (("ru", "–−‒―"), ("kk", "−‒―"))
}
_GLUED = re.compile(rf"(?<=[^\s{MASK}«„(\[])—|—(?=[^\s{MASK}»”“)\],.!?;:…])|(?<=[,!?»…])[–-](?=\s)")
_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])(?:- | -)(?=[^\W\d_])")
_RANGE = re.compile(r"(?<![\w№/.,+-])([0-9]{1,4})-([0-9]{1,4})(?![\w/,+-])(?!\.[0-9])")
_PHONE_OR_NUMBER = re.compile(r"(?:№|тел|нөмір|номер|#)\W{0,3}\w{0,8}\W{0,3}$", re.IGNORECASE)


class Dashes(Check):
    """Find hyphens in the place of dashes, other dashes than the em dash, and wrong spaces."""

    id = "dashes"
    name = "Dashes"
    description = (
        "A hyphen or another dash stands for the em dash, a dash has no spaces around it, or a "
        "range of figures has a hyphen."
    )
    severity = Severity.WARNING
    passes_plain = True

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding for each; an en dash with spaces is only worth a note."""
        language = language_of(unit.locale)
        if language not in _OTHER:
            return
        text = masked(unit.target)
        for match in _HYPHEN.finditer(text):
            yield self.finding("A hyphen stands for a dash.", match.span())
        for match in _OTHER[language].finditer(text):
            message = "The dash of prose is the em dash (—)."
            yield Finding(self.id, Severity.INFO, message, match.span())
        for match in self._glued(text):
            yield self.finding("A dash has a space on each side.", match.span())
        for match in _BROKEN_WORD.finditer(text):
            if not self._is_hanging(text, match):
                yield self.finding("A space stands beside a hyphen.", match.span())
        for match in self._ranges(text):
            place = match.end(1)
            yield self.finding("Between figures stands an en dash (–).", (place, place + 1))

    def fix(self, unit: Unit) -> str | None:
        """Make spaced hyphens and dashes em dashes, and range hyphens en dashes."""
        language = language_of(unit.locale)
        if language not in _OTHER:
            return None
        target = unit.target
        text = masked(target)
        edits = [
            (*match.span(), "—")
            for pattern in (_HYPHEN, _OTHER[language])
            for match in pattern.finditer(text)
            if match.start() == 0 or text[match.start() - 1].isspace()
        ]
        edits += [(match.end(1), match.end(1) + 1, "–") for match in self._ranges(text)]
        for start, end, put in sorted(edits, reverse=True):
            target = target[:start] + put + target[end:]
        return target if target != unit.target else None

    @staticmethod
    def _glued(text: str) -> Iterator[re.Match[str]]:
        """Yield em dashes without a space, but not those between figures or words of a pair."""
        last = -1
        for match in _GLUED.finditer(text):
            place = match.start()
            if place == last or (
                text[place - 1 : place].isdigit() and text[place + 1 : place + 2].isdigit()
            ):
                continue
            last = place
            yield match

    @staticmethod
    def _is_hanging(text: str, match: re.Match[str]) -> bool:
        """Say whether the hyphen hangs rightly: «аудио- и видеозаписи», «кітап- және»."""
        if match.group() == " -":
            return False
        after = text[match.end() : match.end() + 6].split(" ", 1)[0].lower()
        return after in ("и", "или", "да", "а", "және", "мен", "не", "пен", "бен")

    @staticmethod
    def _ranges(text: str) -> Iterator[re.Match[str]]:
        """Yield hyphens between figures that rise, in a sentence and not in a number."""
        for match in _RANGE.finditer(text):
            first, second = match.groups()
            if int(first) >= int(second) or (first[0] == "0" or second[0] == "0"):
                continue
            if len(second) - len(first) > 1 or _PHONE_OR_NUMBER.search(
                text, max(0, match.start() - 24), match.start()
            ):
                continue
            yield match
