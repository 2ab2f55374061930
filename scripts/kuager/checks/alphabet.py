"""Whether every letter belongs to the locale's alphabet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from kuager.checks.base import Check, masked, wording
from kuager.model import Finding, Severity, Unit, language_of

# CLDR 46, common/main/{ru,kk}.xml, exemplarCharacters (main); ё is a letter of both.
_EXEMPLAR = {
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "kk": "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
}
_LETTERS = {
    language: frozenset(letters + letters.upper()) for language, letters in _EXEMPLAR.items()
}
# What may stand in any text and is no letter of another alphabet, for the quick answer.
_HARMLESS = frozenset(
    " !\"%&'()*+,-./0123456789:;<=>?[]_«»№–—“”„’…\u00a0\u202f"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)
_KNOWN = {language: letters | _HARMLESS for language, letters in _LETTERS.items()}
_WORD = re.compile(r"[^\W\d_]+")
_FOREIGN = {
    "ru": wording("“{letter}” is not in the Russian alphabet."),
    "kk": wording("“{letter}” is not in the Kazakh alphabet."),
}
_LATIN_OR_SIGN = ("LATIN", "MASCULINE", "FEMININE", "MODIFIER", "MICRO", "FULLWIDTH LATIN")


class Alphabet(Check):
    """Find Cyrillic letters of other languages, and letters of other scripts.

    Ukrainian ї, є and ґ are in neither alphabet; ә, ғ, қ, ң, ө, ұ, ү, һ and і are not in the
    Russian one («Нұр-Сұлтан» is «Нур-Султан» there). Latin letters are for other checks; a
    letter of another script that the source has too is no fault.
    """

    id = "alphabet"
    name = "Alphabet"
    description = "A letter is not in the language's alphabet, as ї in Russian or ў in Kazakh."
    severity = Severity.ERROR
    passes_plain = True

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding for each word with such a letter."""
        language = language_of(unit.locale)
        known = _KNOWN.get(language)
        if known is None:
            return
        foreign = {
            sign
            for sign in set(unit.target) - known
            if sign.isalpha()
            and not unicodedata.name(sign, "").startswith(_LATIN_OR_SIGN)
            and sign not in unit.source
        }
        if not foreign:
            return
        for match in _WORD.finditer(masked(unit.target)):
            letters = foreign.intersection(match.group())
            if letters:
                first = min(letters, key=match.group().index)
                yield self.finding(_FOREIGN[language], match.span(), letter=first)
