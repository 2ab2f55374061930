"""Whether the words of the target are spelled as a dictionary has them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from kuager.checks.base import MASK, NOTHING, Check, CheckContext, masked, wording
from kuager.checks.meaning.transliteration import cyrillic_key, latin_key
from kuager.model import Finding, Severity, Unit, language_of
from kuager.spelling.speller import Speller

_PART = r"[\w\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff'’ʼ]+"
_WORD = re.compile(rf"{_PART}(?:[-‐‑]{_PART})*")
_JUDGED = {
    "kk": re.compile(r"[а-яәғқңөұүһіё]+(?:[-‐‑][а-яәғқңөұүһіё]+)*"),
    "ru": re.compile(r"[а-яё]+(?:[-‐‑][а-яё]+)*"),
}
"""Words in the language's letters; what has others is for other checks."""
_ANY_LETTERS = re.compile(r"[^\W\d_]+(?:[-‐‑][^\W\d_]+)*")
_RUN = re.compile(r"\S+")
_ADDRESS = re.compile(r"[@/\\#_]|\w\.\w")
"""What makes an address, a path or a name of a file of what stands between two spaces."""
_BEGINS = re.compile(r"(?:^|[.!?…][\"»”)\]]*\s)[\s\"«“„(\[—–-]*$")
"""What stands before the first word of a sentence."""
_BESIDE = frozenset('"«»“”„()[]—–-')
"""Signs that may be part of that, as white space may."""
_NAME = re.compile(r"[A-ZÀ-Þ][^\W\d_]+")
_NAME_INSIDE = re.compile(r"[\w,;)’'] [A-ZÀ-Þ][^\W\d_]+")
_ONE = wording("“{word}” is in no dictionary or word list; was “{proposal}” meant?")


class Spelling(Check):
    """Find words that a dictionary does not have, but one that differs from them by one slip.

    An unknown word that is like no other is a rare word more often than a slip, so it is passed
    over. So are names and acronyms, what the source has too, words with digits, addresses, and
    words that another dictionary of the pack has: what was said in another language.
    """

    id = "spelling"
    name = "Spelling"
    description = (
        "A word is in no dictionary but one slip away from one that is. Only where the pack asks "
        "for it ([tool.kuager.spelling]). What is right all the same goes into "
        "locales/<locale>/words.txt, or words/<document>.txt beside it."
    )
    severity = Severity.INFO

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield nothing: without a dictionary nothing is known of spelling."""
        del unit
        return NOTHING

    def check_in(self, unit: Unit, context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for each word that may be a slip."""
        speller = context.spellers.get(unit.locale)
        if speller is None or not unit.target or not unicodedata.is_normalized("NFC", unit.target):
            return NOTHING
        others = [other for tag, other in context.spellers.items() if tag != unit.locale]
        return self._judge(unit, speller, others)

    def _judge(self, unit: Unit, speller: Speller, others: list[Speller]) -> Iterator[Finding]:
        language = language_of(unit.locale)
        for place, word in _words(unit):
            for offset, part in speller.unknown(word):
                if any(other.lends(part, language) for other in others):
                    continue
                proposals = speller.proposals(part)
                if proposals:
                    start = place + offset
                    span = (start, start + len(part))
                    proposal = "”, “".join(proposals)
                    yield self.finding(_ONE, span, word=part, proposal=proposal)


def _words(unit: Unit) -> Iterator[tuple[int, str]]:
    """Yield the words to be judged, in small letters, with their places."""
    text = masked(unit.target)
    if _ADDRESS.search(text):
        text = _RUN.sub(_without_address, text)
    judged = _JUDGED.get(language_of(unit.locale), _ANY_LETTERS)
    for match in _WORD.finditer(text):
        word = match.group()
        small = word[:1].lower() + word[1:]
        if small != small.lower() or judged.fullmatch(small) is None or word in unit.source:
            continue
        if word[:1].isupper() and (
            not _begins_sentence(text, match.start()) or _may_be_name(word, unit.source)
        ):
            continue
        yield match.start(), small


def _without_address(run: re.Match[str]) -> str:
    return MASK * len(run.group()) if _ADDRESS.search(run.group()) else run.group()


def _begins_sentence(text: str, start: int) -> bool:
    place = start
    while place and (text[place - 1] in _BESIDE or text[place - 1].isspace()):
        place -= 1
    return _BEGINS.search(text, max(0, place - 1), start) is not None


def _may_be_name(word: str, source: str) -> bool:
    """Say whether the first word of a sentence may be a name.

    It may where the source has one inside a sentence, or begins with one that sounds alike.
    """
    inside, first = _names_of(source)
    return inside or (first != "" and latin_key(first)[:2] == cyrillic_key(word)[:2])


@lru_cache(maxsize=16)
def _names_of(source: str) -> tuple[bool, str]:
    """Return whether a name stands inside a sentence, and the first that stands anywhere."""
    first = _NAME.search(source)
    return _NAME_INSIDE.search(source) is not None, first.group() if first else ""
