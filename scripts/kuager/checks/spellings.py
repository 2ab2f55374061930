"""Names of the source, their counterparts in the target, and which of these are one spelling.

A counterpart is a capitalised word that sounds like the name, compared by consonants. Two of
them are one spelling if both are forms of one stem that still has all of the name's consonants:
in Russian by the endings of one paradigm, in Kazakh by chains of suffixes. The paradigms follow
Зализняк, Грамматический словарь русского языка (2003), and, for surnames, Русская грамматика
(1980), § 1231; Kazakh as in ``termbase.kazakh``. No native reader has gone over them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

from kuager.checks.base import masked
from kuager.checks.meaning.names_en import NOT_NAMES, other_names
from kuager.checks.meaning.transliteration import cyrillic_key, latin_key
from kuager.termbase.kazakh import KazakhForms, is_ending

LANGUAGES: Final = ("kk", "ru")
"""Languages whose endings are known here."""
INSIDE_CAPITAL: Final = "*[a-z,;:’'-] [A-Z][a-z][a-z]*"
"""A pattern of file names (SQLite's GLOB) that every text with a name in it has."""
_NAME = re.compile(r"(?<=[a-z,;:’'-] )[A-Z][a-z]{2,}(?:[-’'][A-Za-z]+)*")
_WORD = re.compile(r"[^\W\d_]+")
_POSSESSIVE = re.compile(r"['’]s?\Z")
_RENDERING = re.compile(r"[А-ЯЁӘҒҚҢӨҰҮҺІ][а-яёәғқңөұүһі]+(?:-[А-ЯЁӘҒҚҢӨҰҮҺІа-яёәғқңөұүһі]+)*")
_SHORTEST_KEY = 2
_LONGEST_ENDING = 3
"""Consonants: «-ның», «-лардың» would be a plural, which names of persons seldom have."""
_SHORT_KEY = 3
"""Consonants up to which the vowels between them must be as many: Taraz is not «Трасса»."""
_LATIN_VOWELS = re.compile(r"[aeiouy]+", re.IGNORECASE)
_CYRILLIC_VOWELS = re.compile(r"[аәеёиоөуұүыіэюяй]+", re.IGNORECASE)
_VOICED = frozenset("bdgvzбдгғвз")
_VOICELESS = {"г": "к", "ғ": "қ", "б": "п"}
_FLEETING = re.compile(r"([^аеёиоуыэюя])[еёо]([^аеёиоуыэюяьй])\Z")

_PARADIGMS: Final = tuple(
    frozenset("" if ending == "-" else ending for ending in line.split())
    for line in (
        "- а у ом ем е ы и ов ев ей ам ами ах",  # Нурлан, Тараз
        "- а у ым е ы ых ыми",  # Ахметов, Пушкин
        "а ой у ою ы ых ым ыми",  # Ахметова
        "ь я ю ем е и ью ей ям ями ях",  # Игорь, Айгуль
        "й я ю ем е и ев ям ями ях",  # Абай, Сергей
        "а ы и е у ой ою ей ею ам ами ах",  # Динара
        "я и е ю ей ею й ям ями ях",  # Алия, Мария
        "ий ый ой ого его ому ему ым им ом ем ая яя ую юю ей ое ее ые ие ых их ыми ими",
        "ы - ов ам ами ах",  # Афины
        "о а у ом е",
        "-",  # Алматы, Караганды: not inflected
    )
)
"""Endings of each kind of Russian name; ``-`` for none."""


def source_names(text: str) -> frozenset[str]:
    """Return the names inside the sentences of an English text, without possessive ends.

    Capitals at the beginning of a sentence say nothing; in headings, where most words have one,
    neither.
    """
    text = masked(text)
    found = {_POSSESSIVE.sub("", match.group()) for match in _NAME.finditer(text)}
    if len(found) > 2 and 2 * len(found) > len(_WORD.findall(text)):
        return frozenset()
    return frozenset(name for name in found if not _is_common(name))


@lru_cache(maxsize=8192)
def _is_common(name: str) -> bool:
    """Say whether a name is translated, or has a name of its own in the other language."""
    parts = [name.lower(), *name.lower().split("-")]
    return any(
        part in NOT_NAMES or any(part in other_names(language) for language in LANGUAGES)
        for part in parts
    )


def renderings(names: frozenset[str], target: str) -> Iterator[tuple[str, str]]:
    """Yield the names whose counterparts stand in a target, each with the word found."""
    for match in _RENDERING.finditer(masked(target)):
        word = match.group()
        fit = [name for name in names if _sounds_like(word, name)]
        if fit:
            yield max(fit, key=lambda name: (len(name), name)), word


@lru_cache(maxsize=65536)
def _sounds_like(word: str, name: str) -> bool:
    sound, key = cyrillic_key(word), latin_key(name)
    if len(key) < _SHORTEST_KEY or not sound.startswith(key):
        return False
    if len(sound) > len(key) + _LONGEST_ENDING:
        return False
    if bool(_LATIN_VOWELS.match(name)) is not bool(_CYRILLIC_VOWELS.match(word)):
        return False
    if len(key) > _SHORT_KEY:
        return True
    if (name[0].lower() in _VOICED) is not (word[0].lower() in _VOICED):
        return False
    # Up to its last consonant the name must have as many vowels as some beginning of the word.
    wanted = _syllables(_LATIN_VOWELS, name, latin_key)
    return wanted == _syllables(_CYRILLIC_VOWELS, _beginning(word, key), cyrillic_key)


def _syllables(vowels: re.Pattern[str], word: str, key_of: Callable[[str], str]) -> int:
    """Count the vowels of a word before its last consonant; several in a row are one."""
    end = max((place for place, sign in enumerate(word) if key_of(sign)), default=0)
    return len(vowels.findall(word[:end]))


def _beginning(word: str, key: str) -> str:
    """Return the shortest beginning of a Cyrillic word that has the key."""
    ends = range(1, len(word) + 1)
    return next((word[:end] for end in ends if cyrillic_key(word[:end]) == key), word)


@lru_cache(maxsize=65536)
def stems(word: str, name: str, language: str) -> frozenset[tuple[str, int]]:
    """Return the stems that a word may be a form of, each with the number of its paradigm.

    Each has all consonants of the name, and no more. Two words that share one are one spelling.
    """
    small, key = word.lower().replace("ё", "е"), latin_key(name)
    if language == "kk":
        return frozenset((stem, 0) for stem in _kazakh_stems(small) if cyrillic_key(stem) == key)
    found = {
        (stem, number)
        for cut in range(max(2, len(small) - 4), len(small) + 1)
        for stem, ending in _parted(small, cut)
        for number, endings in enumerate(_PARADIGMS)
        if ending in endings and cyrillic_key(stem) == key
    }
    return frozenset(found)


def _parted(word: str, cut: int) -> Iterator[tuple[str, str]]:
    """Yield stem and ending of a word; without an ending, also without its fleeting vowel."""
    yield word[:cut], word[cut:]
    if cut == len(word) and (match := _FLEETING.search(word)):  # Павел, Павла
        yield word[: match.start()] + match[1] + match[2], ""


def _kazakh_stems(word: str) -> Iterator[str]:
    for cut in range(2, len(word) + 1):
        stem = word[:cut]
        if cut == len(word):
            yield stem
            continue
        for base in (stem, stem[:-1] + _VOICELESS.get(stem[-1], stem[-1])):
            # Endings in the wrong harmony («Бакуге») are another matter than the name.
            if _kazakh_forms(base).matches(word) or is_ending(word[cut:]):
                yield base


@lru_cache(maxsize=16384)
def _kazakh_forms(base: str) -> KazakhForms:
    return KazakhForms(base)
