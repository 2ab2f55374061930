"""Russian words and the forms they take.

A word is cut into a stem and a known ending; the stem may lose or gain a vowel (конец → конца,
пытка → пыток) or change its last consonant (осудить → осуждён). Endings and alternations follow
Зализняк, Грамматический словарь русского языка (2003), and Русская грамматика (1980), § 1088 ff. No
native reader has gone over the tables. Where this finds nothing and pymorphy3 is installed (an
optional extra, an analyser over the OpenCorpora dictionary), two words are also forms of one if
they share a dictionary word and a kind of word. The dictionary alone would miss names such as
Жанаозен.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import import_module
from typing import Any, Protocol

from kuager.numerals.words import listed
from kuager.termbase.words import shared_beginning

_VOWELS = frozenset("аеиоуыэюя")
_PLURAL = listed("ам ами ах")
_SOFT_PLURAL = listed("ям ями ях")
_AFTER_CONSONANT = frozenset(["", *listed("а у ом ем е ы и ов ев ей"), *_PLURAL])
_AFTER_HARD = frozenset(["", *listed("а ы и е у о ой ою ом ов ей"), *_PLURAL])
_AFTER_SOFT = frozenset(
    ["", *listed("ь й я ю е и ем ей ею ью ев ов а у ом"), *_SOFT_PLURAL, *_PLURAL]
)
_ADJECTIVE = frozenset(
    listed("ый ий ой ого его ому ему ым им ом ем ая яя ей ую юю ое ее ые ие ых их ыми ими ою ею")
)
_SHORT = frozenset(["", "а", "о", "ы"])
_PAST = frozenset(listed("л ла ло ли в вши"))
_PRESENT = frozenset(listed("у ю ешь ет ем ете ишь ит им ите ут ют ат ят и й йте я а ь ьте"))
_ALTERNATIONS = (
    ("ст", "щ"), ("ск", "щ"), ("д", "жд"), ("д", "ж"), ("т", "щ"), ("т", "ч"), ("с", "ш"),
    ("з", "ж"), ("в", "вл"), ("п", "пл"), ("б", "бл"), ("м", "мл"), ("к", "ч"), ("г", "ж"),
)  # fmt: skip
_IRREGULAR = {
    "бить": "бейте бью бьет бьют бей бит бита биты битый",
    "бояться": "боюсь боится боимся боятся",
    "брат": "братья братьев братьям братьями братьях",
    "взять": "возьму возьмет возьмут взят взята взяты",
    "выйти": "вышел вышла вышли выйдет выйдут выйдя вышедший вышедших",
    "гражданин": "граждане граждан гражданам гражданами гражданах",
    "дочь": "дочери дочерью дочерей дочерям дочерьми дочерях",
    "друг": "друзья друзей друзьям друзьями друзьях",
    "зять": "зятья зятьев зятьям зятьями",
    "избить": "изобью изобьет изобьют избит избита избиты избитый избитого избитых",
    "мать": "матери матерью матерей матерям матерями матерях",
    "муж": "мужья мужей мужьям мужьями",
    "отвести": "отвел отвела отвели",
    "привести": "привел привела привели приведут",
    "ребенок": "дети детей детям детьми детях",
    "семья": "семей",
    "сестра": "сестер",
    "сосед": "соседи соседей соседям соседями соседях",
    "статья": "статей",
    "судья": "судей",
    "сын": "сыновья сыновей сыновьям сыновьями сыновьях",
    "убить": "убью убьет убьют убит убита убито убиты убитый убитого убитых убитые",
    "увезти": "увез увезла увезли увезут",
    "увести": "увел увела увели уведут",
}


class _Analyser(Protocol):
    def parse(self, word: str) -> list[Any]: ...


@cache
def _analyser() -> _Analyser | None:
    """Return pymorphy3's analyser, None where the extra is not installed."""
    try:
        pymorphy3: Any = import_module("pymorphy3")
    except ImportError:
        return None
    analyser: _Analyser = pymorphy3.MorphAnalyzer(lang="ru")
    return analyser


class RussianForms:
    """A Russian word of a term, and a way to tell whether another word is a form of it."""

    def __init__(self, word: str, *, by_dictionary: bool | None = None) -> None:
        """Take a word as a dictionary has it.

        ``by_dictionary`` says whether to ask pymorphy3 too; by default where it is installed.
        """
        self._word = folded(word)
        self._stems = tuple(_stems(self._word))
        self._by_dictionary = by_dictionary is not False and _analyser() is not None
        known = (
            self._word[:1]
            if self._by_dictionary
            else shared_beginning([self._word, *(stem for stem, _ in self._stems)])
        )
        self.beginning = known
        """Small letters that every form begins with, ё as е."""

    def matches(self, word: str) -> bool:
        """Say whether a word of a text, as ``folded``, may be a form of this one."""
        if word == self._word:
            return True
        bare = word.removesuffix("ся").removesuffix("сь")
        if any(
            form.startswith(stem) and form[len(stem) :] in endings
            for form in ((word,) if bare == word else (word, bare))
            for stem, endings in self._stems
        ):
            return True
        if not self._by_dictionary or word[:1] != self._word[:1]:
            return False
        return not _readings(self._word).isdisjoint(_readings_in_text(word))


def folded(text: str) -> str:
    """Return a text as words are compared: small letters, ё as е, the length unchanged."""
    return text.lower().replace("ё", "е")


# By dictionary ------------------------------------------------------------------------------

_KINDS = {
    "NOUN": "noun", "ADJF": "adjective", "ADJS": "adjective", "PRTF": "adjective",
    "PRTS": "adjective", "VERB": "verb", "INFN": "verb", "GRND": "verb",
}  # fmt: skip
"""Parts of speech of OpenCorpora; a participle is an adjective with a verb behind it."""


@lru_cache(maxsize=16384)
def _parses(word: str) -> tuple[tuple[str, str], ...]:
    """Return the dictionary words that a word may be a form of, with parts of speech."""
    analyser = _analyser()
    parses = analyser.parse(word) if analyser else []
    return tuple((folded(parse.normal_form), str(parse.tag.POS)) for parse in parses)


@lru_cache(maxsize=4096)
def _readings(word: str) -> frozenset[tuple[str, str]]:
    """Return the dictionary words that a word may be a form of, with their kinds."""
    return frozenset((lemma, _KINDS.get(tag, tag)) for lemma, tag in _parses(word))


@lru_cache(maxsize=16384)
def _readings_in_text(word: str) -> frozenset[tuple[str, str]]:
    """Return the same for a word of a text, where a participle is a form of its verb too."""
    participles = {(lemma, "verb") for lemma, tag in _parses(word) if tag in {"PRTF", "PRTS"}}
    return _readings(word) | participles


# By stems and endings -----------------------------------------------------------------------


def _stems(word: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield stems of a word with the endings that may follow each."""
    yield from ((form, frozenset([""])) for form in _IRREGULAR.get(word, "").split())
    reflexive = word.removesuffix("ся").removesuffix("сь")
    if reflexive.endswith(("ть", "ти", "чь")) and len(reflexive) > 3:
        yield from _verb_stems(reflexive)
    if len(word) > 4 and word[-2:] in _ADJECTIVE:
        yield from _adjective_stems(word[:-2])
    yield from _noun_stems(word)


def _noun_stems(word: str) -> Iterator[tuple[str, frozenset[str]]]:
    if len(word) < 3:
        return
    stem, last = word[:-1], word[-1]
    if last not in _VOWELS | {"ь", "й"}:
        yield word, _AFTER_CONSONANT
        if word[-2] in "ое" and len(word) > 3:  # конец → конца, владелец → владельца
            softened = "ь" if word.endswith("лец") else ""
            yield word[:-2] + softened + last, _AFTER_CONSONANT - {""}
        return
    yield stem, _AFTER_HARD if last in "аоы" else _AFTER_SOFT
    if last == "ь" and len(word) > 4 and word[-3] in "ое":  # день → дня
        yield word[:-3] + word[-2], _AFTER_SOFT - {""}
    if last not in "ьй" and len(stem) > 2 and stem[-1] not in _VOWELS and stem[-2] not in _VOWELS:
        open_part = stem[:-2] if stem[-2] in "ьй" else stem[:-1]
        for vowel in "ое":  # пытка → пыток, деревня → деревень
            yield open_part + vowel + stem[-1], frozenset(["", "ь"])


def _adjective_stems(stem: str) -> Iterator[tuple[str, frozenset[str]]]:
    yield stem, _ADJECTIVE | {"а", "о", "ы"}
    if stem.endswith(("анн", "янн")) or (stem.endswith("енн") and len(stem) > 6):
        yield stem[:-1], _SHORT  # задержанный → задержан
    elif stem.endswith("н") and stem[-2] not in _VOWELS:  # виновный → виновен
        yield stem[:-1] + "ен", frozenset([""])


def _verb_stems(word: str) -> Iterator[tuple[str, frozenset[str]]]:
    base = word[:-2]
    theme = base[-1]
    root = base[:-1] if theme in _VOWELS else base
    yield base, _PAST | {"ть", "ти", "чь"}
    yield from _participles(base, "вш")
    if theme in "ая":  # задержать → задержан
        yield base, _PRESENT
        yield from _participles(base, "нн", "ющ", "ем")
        yield base + "н", _SHORT
    if theme in "иы" or base.endswith(("ня", "зя", "ъя")):  # закрыть → закрыт, снять → снят
        yield from _participles(base, "т")
        yield base + "т", _SHORT
    if root.endswith(("ов", "ев")) and theme == "а":  # арестовать → арестует
        yield root[:-2] + "у", _PRESENT
        yield from _participles(root[:-2] + "у", "ющ", "ем")
    if len(root) < 3:
        return
    changed = [root, *(root[: -len(a)] + b for a, b in _ALTERNATIONS if root.endswith(a))]
    for stem in changed:
        yield stem, _PRESENT
        if theme in "ие":  # осудить → осужден
            yield from _participles(stem, "енн")
            yield stem + "ен", _SHORT
    yield from _participles(root, "ущ", "ащ", "ящ")


def _participles(stem: str, *suffixes: str) -> Iterator[tuple[str, frozenset[str]]]:
    for suffix in suffixes:
        yield stem + suffix, _ADJECTIVE
