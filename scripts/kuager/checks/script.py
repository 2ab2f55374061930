"""Whether words are written in one alphabet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kuager.checks.base import Check, masked
from kuager.model import Finding, Severity, Unit
from kuager.numerals import language_of

_LATIN = "A-Za-zÀ-ÖØ-öø-ɏ"
_CYRILLIC = "Ѐ-ӿ"
_BORDER = re.compile(rf"[{_LATIN}](?=[{_CYRILLIC}])|[{_CYRILLIC}](?=[{_LATIN}])")
_WORD = re.compile(r"[^\W\d_]+")
# A Latin letter alone between Cyrillic words: «дом c садом» with a Latin c.
_LONE_LETTER = re.compile(rf"(?<=[{_CYRILLIC}] )[acoyk](?= [{_CYRILLIC}])")
_CYRILLIC_LANGUAGES = frozenset({"ru", "kk"})


class MixedScript(Check):
    """Find words that mix Latin and Cyrillic letters.

    «Aлматы» with a Latin A looks right and is lost to every search. Parts joined by a hyphen
    may differ («IP-адрес», «COVID-19-ға»). Kazakh і (U+0456) and һ (U+04BB) are Cyrillic.
    """

    id = "mixed-script"
    name = "Mixed script"
    description = (
        "A word mixes Latin and Cyrillic letters that look alike, as «Aлматы» with a Latin A."
    )
    severity = Severity.ERROR

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding for each mixed word, and for a lone Latin look-alike in Russian."""
        target = masked(unit.target)
        if _BORDER.search(target):
            for match in _WORD.finditer(target):
                if _BORDER.search(match.group()):
                    yield self.finding("A word mixes Latin and Cyrillic letters.", match.span())
        if language_of(unit.locale) in _CYRILLIC_LANGUAGES:
            for match in _LONE_LETTER.finditer(target):
                yield self.finding("A Latin letter stands for a Cyrillic word.", match.span())
