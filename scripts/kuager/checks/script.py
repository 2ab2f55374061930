"""Whether words are written in one alphabet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kuager.checks.base import Check, masked
from kuager.model import Finding, Severity, Unit, language_of

_LATIN = "A-Za-zÀ-ÖØ-öø-ɏ"
_CYRILLIC = "Ѐ-ӿ"
_BORDER = re.compile(rf"[{_LATIN}](?=[{_CYRILLIC}])|[{_CYRILLIC}](?=[{_LATIN}])")
_WORD = re.compile(r"[^\W\d_]+")
# A Latin letter alone between Cyrillic words: «дом c садом» with a Latin c.
_LONE_LETTER = re.compile(rf"(?<=[{_CYRILLIC}] )[acoyk](?= [{_CYRILLIC}])")
_CYRILLIC_LANGUAGES = frozenset({"ru", "kk"})
# Latin and Cyrillic letters that look alike (Unicode Technical Standard 39, confusables.txt);
# і and һ are Kazakh only. Latin Y looks like two Kazakh letters, У and Ү, and is left out there.
_PAIRS = "aаcсeеoоpрxхyуAАBВCСEЕHНKКMМOОPРTТXХëёËЁ"
_ALIKE = {
    "ru": dict(zip(_PAIRS[::2] + "Y", _PAIRS[1::2] + "У", strict=True)),
    "kk": dict(zip(_PAIRS[::2] + "iIh", _PAIRS[1::2] + "іІһ", strict=True)),
}
_CYRILLIC_LETTER = re.compile(rf"[{_CYRILLIC}]")
_LATIN_LETTER = re.compile(rf"[{_LATIN}]")


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
    passes_plain = True

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

    def fix(self, unit: Unit) -> str | None:
        """Put the letters of one alphabet where only that can be meant.

        That is so where all letters of one alphabet in a word have a look-alike in the other,
        and not the other way round; a word becomes Latin only if most of it is.
        """
        alike = _ALIKE.get(language_of(unit.locale))
        target = unit.target
        if alike is None:
            return None
        fixed = target
        for match in _WORD.finditer(masked(target)):
            word = match.group()
            if _BORDER.search(word):
                fixed = fixed[: match.start()] + _unmixed(word, alike) + fixed[match.end() :]
        return fixed if fixed != target else None


def _unmixed(word: str, alike: dict[str, str]) -> str:
    """Return a mixed word in one alphabet, or as it is where that is not sure."""
    back = {cyrillic: latin for latin, cyrillic in alike.items()}
    cyrillic = "".join(alike.get(letter, letter) for letter in word)
    latin = "".join(back.get(letter, letter) for letter in word)
    can_be_cyrillic = not _LATIN_LETTER.search(cyrillic)
    can_be_latin = not _CYRILLIC_LETTER.search(latin)
    if can_be_cyrillic == can_be_latin:
        return word
    majority_latin = 2 * len(_LATIN_LETTER.findall(word)) > len(word)
    if can_be_latin and not majority_latin:
        return word
    return cyrillic if can_be_cyrillic else latin
