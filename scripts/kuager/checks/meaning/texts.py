"""What the checks of meaning share: which pairs they can judge, and what may stand for "not"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from kuager.checks.base import masked
from kuager.checks.meaning.keyed import KeyedPattern, keys_in
from kuager.model import Unit, language_of
from kuager.remembering import RECENT_TEXTS

_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
_KAZAKH = re.compile(r"[әғқңөұүһіӘҒҚҢӨҰҮҺІ]")
_LATIN = re.compile(r"[A-Za-z]")
_PLAIN = (("’", "'"), ("‘", "'"), ("ʼ", "'"), ("\u00a0", " "), ("\u202f", " "))


@lru_cache(maxsize=RECENT_TEXTS)
def plain(text: str) -> str:
    """Return the text without markup, its apostrophes and spaces plain, length unchanged."""
    text = masked(text)
    for sign, simple in _PLAIN:
        text = text.replace(sign, simple)
    return text


@lru_cache(maxsize=RECENT_TEXTS)
def lowered(text: str) -> str:
    """Return ``plain`` text in lower case, character for character."""
    text = plain(text)
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)


def target_language(unit: Unit) -> str:
    """Return "kk" or "ru" where a unit can be judged, else "".

    The source must have Latin letters and no Cyrillic ones, the target Cyrillic ones: what is
    not translated, or is in a third language, is for other checks.
    """
    return _judged_language(unit.locale, unit.source, unit.target)


@lru_cache(maxsize=RECENT_TEXTS)
def _judged_language(locale: str, source: str, target: str) -> str:
    language = language_of(locale)
    if language not in ("kk", "ru"):
        return ""
    if _CYRILLIC.search(source) or not _LATIN.search(source) or not _CYRILLIC.search(target):
        return ""
    if language == "kk" and not _KAZAKH.search(target) and target.count(" ") > 3:
        return ""  # another language in Cyrillic letters
    return language


@dataclass(frozen=True, slots=True)
class Denials:
    """How often a target denies, and where."""

    least: int
    """Without the idioms that often stand where English denies nothing."""
    firm: int
    """All negators."""
    affixed: int
    """Words such as «неизвестно» and «белгісіз», which may stand for "un-" as well as "not"."""
    instead: int
    """Words that may stand for a negation of this source: «отказался» for "did not allow"."""
    places: tuple[tuple[int, int], ...] = ()
    """Spans of the negators, in order."""


def count_instead(
    rows: Iterable[tuple[KeyedPattern, KeyedPattern, KeyedPattern | None]],
    text: str,
    source: str,
) -> int:
    """Return how many rows let a target stand for an English negation; both texts lowered.

    A row has the words of the target, those of the source that they may stand for, and words of
    the source that account for them otherwise.
    """
    there = keys_in(text)
    return sum(
        1
        for ours, theirs, accounted in rows
        if there & ours.bit
        and ours.search(text)
        and theirs.search(source)
        and not (accounted and accounted.search(source))
    )
