"""Whether the target is in the language it should be in.

By script, by words that only Russian has, and by letters: how likely each three letters in a
row are in Kazakh and in Russian (``tables/letters.tsv``; Cavnar and Trenkle, "N-Gram-Based Text
Categorization", 1994).
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise, repeat

from kuager.checks.addresses import addresses
from kuager.checks.base import NOTHING, Check, is_plain, masked, wording, words_of
from kuager.checks.weighing import trigrams, weights
from kuager.model import Finding, Severity, Unit, language_of
from kuager.numerals.words import listed
from kuager.remembering import Remembered

_KAZAKH_LETTER = re.compile(r"[әғқңөұүһіӘҒҚҢӨҰҮҺІ]")
_KAZAKH_LETTERS = "әғқңөұүһі"
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
_LATIN = re.compile(r"[A-Za-z]")
_QUOTED = re.compile(r"«[^»]*»")
_WORD = re.compile(r"[^\W\d_]+")
_WORD_OR_QUOTE = re.compile(r"[^\W\d_]+|[«»]")
_ENOUGH_KAZAKH = 0.06
"""Share of Kazakh letters above which a text is Kazakh; nine sentences of ten are above it."""
_ALL_KAZAKH = 0.13
"""Share above which no larger part of a text is anything else."""
_FEW_WORDS = 4
_FEW_LETTERS = 8
_SHORT_MARGIN = 1.0
"""What the letters of fewer words must tell more, as log-odds a letter."""
_RUSSIAN_STRETCH = -1.2
_RUSSIAN_BELOW, _KAZAKH_ABOVE = 0.0, 0.3
# Frequent words that Kazakh has not; «от» (fire), «без» (gland), «он» (ten) are both languages'.
_RUSSIAN_WORDS = frozenset(
    listed(
        "на что как был была было были это для или его её ее мы они вы из до чтобы если "
        "который которая которое которые меня мне нас нам их ему ей уже только там тогда когда "
        "где под над после перед через также очень этот эта эти тоже кто никто ничего нет"
    )
)
# And more of them, for the quick answer that a text is Russian.
_RUSSIAN_SIGNS = _RUSSIAN_WORDS.union(
    listed(
        "и в с по за к со но же бы ли я ты она оно наш наша наше наши мой моя моё мои свой свою "
        "свои своей их ней него неё том той того тому этом этой этого этому всех всё все ещё еще "
        "потом теперь потому где-то никогда никого много мало люди человек раз лет года году был"
    )
)
# Three words or more that have no letter of Kazakh's own.
_FEWEST = 3
_NO_KAZAKH_WORD = re.compile(r"[а-яё]+")
_NO_KAZAKH_LETTER = re.compile(r"(?<![\w-])[а-яёА-ЯЁ]+(?:[,;:]? (?:— )?[а-яёА-ЯЁ]+){2,}(?![\w-])")
_JOINING = frozenset(("и", "а", "но", "пока", "потом", "она", "они"))
_NOT_KAZAKH = _RUSSIAN_WORDS | _JOINING
_JOINED = re.compile(
    r"(?<=[,;] )(?:[иа]|но|пока|потом|она|они) [а-яё]+ [а-яё]+(?: [а-яё]+)*(?![\w-])"
)
"""Kazakh joins clauses by «және», «ал», «да»; a clause that begins with a Russian "and", "but",
"while", "then", "she" or "they" and goes on without a letter of Kazakh is Russian. (Read off the
development pairs: of 9,700 Kazakh targets none has such a clause.)"""
_NOT_IN = {
    "kk": wording("The target is not in Kazakh."),
    "ru": wording("The target is not in Russian."),
}


def kazakh_weight(words: tuple[str, ...]) -> float:
    """Return how likely words (lower case) are Kazakh rather than Russian, as log-odds a letter."""
    table = weights("letters.tsv")
    within = list(map(_WEIGHED.__getitem__, words))
    across = [f"{word[-1]} {following[0]}" for word, following in pairwise(words)]
    weight = sum(own for own, _ in within) + sum(map(table.get, across, repeat(0.0)))
    return weight / (sum(count for _, count in within) + len(across) or 1)


def _weigh(word: str) -> tuple[float, int]:
    """Return what the letters of a word weigh together, and how many weights that are."""
    grams = trigrams((word,))
    return sum(map(weights("letters.tsv").get, grams, repeat(0.0))), len(grams)


_WEIGHED = Remembered(_weigh)


def _margin(words: tuple[str, ...]) -> float:
    """Return by how much more the letters of few words must tell; beyond all reach for few."""
    if len(words) >= _FEW_WORDS:
        return 0.0
    return _SHORT_MARGIN if sum(map(len, words)) >= _FEW_LETTERS else math.inf


def _kazakh_letters(text: str) -> int:
    """Count the letters of a text that Kazakh has and Russian has not."""
    return sum(map(text.lower().count, _KAZAKH_LETTERS))


def _signs_of(words: tuple[str, ...]) -> str:
    """Return what words in lower case tell by themselves, in order; see ``_sign_of``."""
    return "".join(map(_SIGNS.__getitem__, words))


def _sign_of(word: str) -> str:
    """Return a "k" for each letter of Kazakh's own; one sign for a word that has none.

    "x": Kazakh has not this word; "r": it may be part of a stretch of Russian; "n": it may too,
    but another word of the stretch must be an "r"; "-": it has signs of other alphabets.
    """
    if word in _NOT_KAZAKH:
        return "x"
    if not _NO_KAZAKH_WORD.fullmatch(word):
        return "k" * _kazakh_letters(word) or "-"
    weight, count = _WEIGHED[word]
    onwards = weight + _least_onwards()[word[-1]] - _ROUNDING
    russian = min(weight - _RUSSIAN_STRETCH * count, onwards - _RUSSIAN_STRETCH * (count + 1)) < 0
    return "r" if russian else "n"


_SIGNS = Remembered(_sign_of)
_ROUNDING = 1e-6


@cache
def _least_onwards() -> Mapping[str, float]:
    """Return by a word's last letter the least that it and the next word's first letter weigh.

    A stretch weighs what its words and these together do, so that one of its words, with what
    follows it, is as Russian as the whole, or more so.
    """
    least: dict[str, float] = defaultdict(float)
    for letters, weight in weights("letters.tsv").items():
        if letters[1:2] == " ":
            least[letters[0]] = min(least[letters[0]], weight)
    return least


def _is_surely_kazakh(text: str, signs: str) -> bool:
    """Say at little cost that a text is Kazakh throughout, with the signs of its words.

    It has many letters of Kazakh's own, or enough of them and no stretch without.
    """
    count = signs.count("k")
    return "x" not in signs and (
        count >= len(text) * _ALL_KAZAKH
        or (count >= len(text) * _ENOUGH_KAZAKH and not _may_hold_stretch(signs))
    )


def _may_hold_stretch(signs: str) -> bool:
    """Say whether three words in a row may be Russian."""
    if "r" not in signs and "x" not in signs:
        return False
    return "r" * _FEWEST in signs.replace("n", "r").replace("x", "r")


def _without_quoted(text: str) -> str:
    """Return a text without what it quotes, which may be in any language, if enough is left."""
    rest = _QUOTED.sub(" ", text)
    return rest if len(_WORD.findall(rest)) > 1 else text


class WrongLanguage(Check):
    """Find Kazakh targets that are Russian, Russian ones that are Kazakh, and English ones.

    Sure from four words on; of fewer the letters must tell more. Quotes may be in any language.
    In Kazakh a single word that
    only Russian has is worth a finding too, unless it is quoted.
    """

    id = "wrong-language"
    name = "Wrong language"
    description = "The target, or a word of it, is in another language than it should be."
    severity = Severity.ERROR

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield one finding for the whole target, or one for each Russian word in Kazakh."""
        language = language_of(unit.locale)
        if language not in _NOT_IN:
            return NOTHING
        text = masked(unit.target)
        if "«" not in text and is_plain(text, unit.locale):
            words = words_of(text)
            if language == "kk":
                if _is_surely_kazakh(text, _signs_of(words)):
                    return NOTHING
            elif not _RUSSIAN_SIGNS.isdisjoint(words):
                return NOTHING
        return self._judge(unit, text, language)

    def _judge(self, unit: Unit, text: str, language: str) -> Iterator[Finding]:
        if not is_plain(text, unit.locale) and self._is_latin(unit):
            yield self.finding(_NOT_IN[language], (0, len(text)))
            return
        own = _without_quoted(text) if "«" in text else text
        words = words_of(own)
        if language == "kk":
            share = _kazakh_letters(own) / (len(own) or 1)
            if share < _ENOUGH_KAZAKH:
                weight = kazakh_weight(words)
                if weight < _RUSSIAN_BELOW - _margin(words):
                    yield self.finding("The target is Russian, not Kazakh.", (0, len(text)))
                    return
            if not _RUSSIAN_WORDS.isdisjoint(words):
                yield from self._russian_words(text)
            if not _JOINING.isdisjoint(words) and own == text:
                for match in _JOINED.finditer(text):
                    yield self.finding("This is Russian, not Kazakh.", match.span())
            if share < _ALL_KAZAKH and own == text and _may_hold_stretch(_signs_of(words)):
                for match in _NO_KAZAKH_LETTER.finditer(text):
                    if kazakh_weight(words_of(match.group())) < _RUSSIAN_STRETCH:
                        yield self.finding("This is Russian, not Kazakh.", match.span())
        elif _RUSSIAN_SIGNS.isdisjoint(words) or (
            not is_plain(text, unit.locale) and _KAZAKH_LETTER.search(own)
        ):
            margin = _margin(words)
            if margin < math.inf and kazakh_weight(words) > _KAZAKH_ABOVE + margin:
                yield self.finding("The target is Kazakh, not Russian.", (0, len(text)))

    @staticmethod
    def _is_latin(unit: Unit) -> bool:
        """Say whether the target is mostly in Latin letters, and more than a name or two."""
        text = masked(unit.target)
        if not _LATIN.search(text):
            return False
        for match in addresses(text):
            text = text.replace(match.group(), "")
        if unit.target.strip().casefold() == unit.source.strip().casefold():
            return False  # for same-as-source
        latin, words = len(_LATIN.findall(text)), _WORD.findall(text)
        return (
            latin > 2 * len(_CYRILLIC.findall(text))
            and len(words) >= _FEW_WORDS
            and sum(word[0].islower() for word in words) * 2 >= len(words)
        )

    def _russian_words(self, text: str) -> Iterator[Finding]:
        depth = 0
        for match in _WORD_OR_QUOTE.finditer(text):
            if match.group() in "«»":
                depth += 1 if match.group() == "«" else -1
            elif depth <= 0 and match.group().lower() in _RUSSIAN_WORDS:
                yield self.finding("A Russian word stands in Kazakh text.", match.span())
