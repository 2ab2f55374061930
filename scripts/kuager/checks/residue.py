"""Whether words of the source language were left in the target."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kuager.checks.addresses import addresses
from kuager.checks.base import Check, masked, words_of
from kuager.model import Finding, Severity, Unit, language_of
from kuager.numerals.words import listed

_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ]+(?:['’][A-Za-z]+)?")
_BESIDE = re.compile(r"[\wЀ-ӿ]")
_ACRONYM_LENGTH = 6
# Names of products and organisations that both languages write in Latin letters.
_KEPT = frozenset(
    listed(
        "amnesty international human rights watch freedom house facebook instagram telegram "
        "whatsapp youtube twitter tiktok google signal skype zoom viber vkontakte windows "
        "microsoft apple iphone android linux reuters bbc cnn meta gmail yandex kaspi starlink "
        "netflix wikipedia bluetooth wi fi internet front line defenders"
    )
)
# Short Latin words that are not English words left behind: units, et cetera, Roman numbers.
_NO_RESIDUE = re.compile(r"[IVXLCDM]+|[A-Za-z]|de|facto|jure|km|kg|cm|mm|etc|vs|pdf|jpg|mp3|mp4")


class EnglishResidue(Check):
    """Find words in Latin letters in a Cyrillic target.

    Addresses, acronyms, product names and what the target quotes as a name («Freedom House»)
    are no residue. A capitalised word that the source has too may be a name the translator left
    in its own letters: that is worth a note only.
    """

    id = "english-residue"
    name = "English left"
    description = "A word was left in English."
    severity = Severity.WARNING
    passes_plain = True

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding for each stretch of such words, one for words that follow each other."""
        if language_of(unit.locale) not in ("ru", "kk"):
            return
        if unit.target.strip().casefold() == unit.source.strip().casefold():
            return  # for same-as-source
        text = masked(unit.target)
        covered = [match.span() for match in addresses(text)]
        stretch: list[tuple[int, int]] = []
        for match in _WORD.finditer(text):
            start, end = match.span()
            if any(first <= start < last for first, last in covered):
                continue
            if _BESIDE.match(text[end : end + 1]) or _BESIDE.match(text[max(0, start - 1) : start]):
                continue  # a mixed word or a product number, for other checks
            severity = self._judge(match.group(), start, end, unit, text)
            if severity is Severity.INFO:
                yield Finding(self.id, severity, "A name was left in Latin letters.", match.span())
            elif severity is not None:
                if stretch and not text[stretch[-1][1] : start].strip(" ,-–—"):
                    stretch.append((start, end))
                    continue
                if stretch:
                    yield self._told(stretch)
                stretch = [(start, end)]
        if stretch:
            yield self._told(stretch)

    def _told(self, stretch: list[tuple[int, int]]) -> Finding:
        span = (stretch[0][0], stretch[-1][1])
        if len(stretch) == 1:
            return self.finding("A word was left in English.", span)
        return self.finding("{count} words were left in English.", span, count=str(len(stretch)))

    @staticmethod
    def _judge(word: str, start: int, end: int, unit: Unit, text: str) -> Severity | None:
        lower = word.lower()
        if (lower in _KEPT and word[0].isupper()) or _NO_RESIDUE.fullmatch(word):
            return None
        if word.isupper():
            if len(word) <= _ACRONYM_LENGTH or word in unit.source:
                return None
            return Severity.WARNING
        if word[0].islower():
            # A word that the source has not, beside a Latin name: a name's part (van, al).
            return Severity.WARNING if lower in words_of(unit.source) else Severity.INFO
        if text[:start].count("«") > text[:start].count("»") and text.find("»", end) >= 0:
            return None
        source = masked(unit.source)
        if word not in source or source.lstrip("\"'“‘«([ ").startswith(word):
            return Severity.WARNING
        return Severity.INFO
