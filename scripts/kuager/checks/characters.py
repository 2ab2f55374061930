"""Whether the target holds characters that nobody sees, or that are written in two ways."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from kuager.checks.base import Check
from kuager.model import Finding, Severity, Unit

# Unicode general categories: controls, formats (zero-width, soft hyphen, bidi), private use,
# surrogates, unassigned, line and paragraph separators; and the sign for a damaged character.
_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
_DAMAGED = "\ufffd"
_AS_SPACE = frozenset("\t\u2028\u2029\v\f")
_LINE_ENDS = frozenset("\n\r")
# Scripts that need the two joiners, and the marks of direction, in running text.
_JOINING = frozenset({"ar", "fa", "he", "hi", "ku", "ps", "ug", "ur", "yi", "bn", "ml", "mr", "ne"})
_JOINERS = frozenset("\u200c\u200d\u200e\u200f\u061c")
_EMOJI = frozenset({"So", "Sk", "Mn"})
_COMPOSABLE = re.compile(r"[^\W\d_][\u0300-\u036f]+")


def _is_invisible(sign: str) -> bool:
    return sign == _DAMAGED or unicodedata.category(sign) in _CATEGORIES


def _repaired(sign: str) -> str:
    if sign in _AS_SPACE:
        return " "
    return sign if sign in _LINE_ENDS or sign == _DAMAGED else ""


class Invisible(Check):
    """Find characters that cannot be seen: they break searches, and can hide or turn text.

    A no-break space (U+00A0, U+202F) and a joiner between emoji are no fault; neither are line
    ends and tabs that the source has too. On characters that turn the direction of text see
    Unicode Technical Report 36, on those that only pad it Unicode Technical Standard 39.
    """

    id = "invisible"
    name = "Invisible characters"
    description = (
        "The target holds a zero-width or control character, a soft hyphen, a mark of direction or "
        "a damaged character."
    )
    severity = Severity.WARNING
    passes_plain = True

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding for each run of such characters."""
        if unit.target.isprintable() and _DAMAGED not in unit.target:
            return
        start = -1
        for place, sign in enumerate(unit.target):
            if self._at_fault(sign, place, unit):
                start = place if start < 0 else start
            elif start >= 0:
                yield self._told(unit.target, start, place)
                start = -1
        if start >= 0:
            yield self._told(unit.target, start, len(unit.target))

    def fix(self, unit: Unit) -> str | None:
        """Drop the characters; a tab becomes a space, a damaged character stays to be seen to."""
        target = unit.target
        if target.isprintable():
            return None
        fixed = "".join(
            _repaired(sign) if self._at_fault(sign, place, unit) else sign
            for place, sign in enumerate(target)
        )
        return fixed if fixed != target else None

    def _told(self, target: str, start: int, end: int) -> Finding:
        code = f"U+{ord(target[start]):04X}"
        return self.finding("A character that cannot be seen ({code}).", (start, end), code=code)

    @staticmethod
    def _at_fault(sign: str, place: int, unit: Unit) -> bool:
        if sign.isprintable() and sign != _DAMAGED:
            return False
        if not _is_invisible(sign):
            return False
        if sign in _LINE_ENDS or sign == "\t":
            return sign not in unit.source
        if sign in _JOINERS:
            if unit.locale[:2] in _JOINING:
                return False
            before = unit.target[max(0, place - 1) : place]
            return not (sign == "\u200d" and before and unicodedata.category(before) in _EMOJI)
        return True


class UnicodeForm(Check):
    """Find text that is not in Unicode's composed form (NFC, Unicode Standard Annex 15).

    «й» as и with a combining breve looks right, and is not found by a search for й.
    """

    id = "unicode-form"
    name = "Unicode form"
    description = "A letter is written as a letter and a combining mark, where one sign exists."
    severity = Severity.WARNING
    passes_plain = True

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding for each such letter, or one for the whole where none stands out."""
        target = unit.target
        if target.isascii() or unicodedata.is_normalized("NFC", target):
            return
        found = False
        for match in _COMPOSABLE.finditer(target):
            if not unicodedata.is_normalized("NFC", match.group()):
                found = True
                yield self.finding("A letter and its mark are two signs.", match.span())
        if not found:
            yield self.finding("The text is not in composed form (NFC).")

    def fix(self, unit: Unit) -> str | None:
        """Compose the text."""
        fixed = unicodedata.normalize("NFC", unit.target)
        return fixed if fixed != unit.target else None
