"""Patterns with the words without which they cannot match, so that most searches are spared.

To search a sentence for a list of words costs many microseconds, and most sentences have none of
them. So each pattern here has keys: words of which at least one stands in every text that it
matches. Which keys a word fits is looked up once for each word met, not for each pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache, reduce
from itertools import count
from operator import or_

from kuager.remembering import RECENT_TEXTS, Remembered

_WORD = re.compile(r"\w+")
_ONE_WORD = re.compile(r"[^\W_]+\*?")
_USUAL_SIGNS = ",.-'«»—?!:;\"“”()"


class _Keys:
    """All keys of one kind, each with the bits of its patterns."""

    def __init__(self) -> None:
        self.whole: dict[str, int] = {}
        self.beginnings: dict[str, int] = {}
        self.ends: dict[str, int] = {}
        self.longest = 0
        """Letters of the longest part of a word that is a key: a word may have a million."""
        self.patterns: list[tuple[re.Pattern[str], int]] = []

    def add(self, key: str, bit: int) -> None:
        """Note that a pattern has this key."""
        if key.startswith("*"):
            table, part = self.ends, key[1:]
        elif key.endswith("*"):
            table, part = self.beginnings, key[:-1]
        else:
            table, part = self.whole, key
        table[part] = table.get(part, 0) | bit
        self.longest = max(self.longest, len(part))

    def fit(self, word: str) -> int:
        """Return the bits of all patterns of which the word fits a key."""
        bits = self.whole.get(word, 0)
        for length in range(1, min(len(word), self.longest) + 1):
            bits |= self.beginnings.get(word[:length], 0) | self.ends.get(word[-length:], 0)
        for pattern, bit in self.patterns:
            if pattern.fullmatch(word):
                bits |= bit
        return bits


_ANYWHERE, _AT_THE_END = _Keys(), _Keys()
_numbers = count()
_fit = Remembered(_ANYWHERE.fit)
_fit_at_the_end = Remembered(_AT_THE_END.fit)


@lru_cache(maxsize=RECENT_TEXTS)
def word_list(text: str) -> tuple[str, ...]:
    """Return the words of lowered text, in order; figures are words too."""
    spaced = text
    for sign in _USUAL_SIGNS:
        if sign in spaced:
            spaced = spaced.replace(sign, " ")
    if spaced.replace(" ", "").isalnum():
        return tuple(spaced.split())  # the same words, at half the cost
    return tuple(_WORD.findall(text))


@lru_cache(maxsize=RECENT_TEXTS)
def word_set(text: str) -> frozenset[str]:
    """Return the words of lowered text, without order."""
    return frozenset(word_list(text))


@lru_cache(maxsize=RECENT_TEXTS)
def keys_in(text: str) -> int:
    """Return the bits of all patterns of which a key stands in lowered text."""
    words = word_list(text)
    if not words:
        return 0
    return reduce(or_, map(_fit.__getitem__, words)) | _fit_at_the_end[words[-1]]


class KeyedPattern:
    """A pattern for lowered text that is searched only where one of its keys stands.

    ``keys``, parted by spaces: ``word``, ``begin*``, ``*end``; with a ``$`` the word must be the
    last of the text. ``word``: a pattern that a whole word must match to be a key. ``exact``: each
    key is a match. To be made when a module is loaded. Compiled when it is first needed.
    """

    def __init__(
        self, pattern: str, keys: str | Iterable[str] = (), word: str = "", *, exact: bool = False
    ) -> None:
        self._exact = exact
        self.bit = 1 << next(_numbers)
        self._source = pattern
        for key in keys.split() if isinstance(keys, str) else keys:
            (_AT_THE_END if key.endswith("$") else _ANYWHERE).add(key.removesuffix("$"), self.bit)
        if word:
            _ANYWHERE.patterns.append((re.compile(word), self.bit))
        _fit.clear()
        _fit_at_the_end.clear()
        keys_in.cache_clear()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern itself, for texts and parts of texts whose words are not looked up."""
        return re.compile(self._source)

    def has_key(self, text: str) -> bool:
        """Say whether the pattern may match."""
        return keys_in(text) & self.bit != 0

    def is_in(self, text: str) -> bool:
        """Say whether there is a match."""
        if not keys_in(text) & self.bit:
            return False
        return self._exact or self.pattern.search(text) is not None

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match."""
        return self.pattern.search(text) if keys_in(text) & self.bit else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield all matches."""
        return self.pattern.finditer(text) if keys_in(text) & self.bit else iter(())

    def count(self, text: str) -> int:
        """Return how many matches there are."""
        return len(self.pattern.findall(text)) if keys_in(text) & self.bit else 0


def any_of(patterns: Iterable[KeyedPattern]) -> int:
    """Return the bits of the patterns, to hold against ``keys_in``."""
    return reduce(or_, (pattern.bit for pattern in patterns), 0)


def words(listed: str) -> str:
    """Return a pattern of whole words from a list; ``*`` stands for any ending, ``_`` a space."""
    parts = [
        re.escape(word).replace(r"\*", r"\w*").replace("_", r"[ ,]+")
        for word in sorted(listed.split(), key=len, reverse=True)
    ]
    return rf"\b(?:{'|'.join(parts)})\b"


def keys_of(listed: str) -> list[str]:
    """Return the keys of ``words``: of each phrase its longest word."""
    return [_longest(phrase) for phrase in listed.split()]


def _longest(phrase: str) -> str:
    parts = [part for part in re.split(r"[^\w*]|_", phrase) if part.strip("*")]
    best = max(parts, key=lambda part: len(part.partition("*")[0]))
    beginning, star, _ = best.partition("*")
    return beginning + star


def compiled(listed: str) -> KeyedPattern:
    """Return ``words`` as a pattern for lowered text."""
    exact = all(map(_ONE_WORD.fullmatch, listed.split()))
    return KeyedPattern(words(listed), keys_of(listed), exact=exact)
