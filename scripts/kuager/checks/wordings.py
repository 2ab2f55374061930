"""Whether two translations of one sentence say the same in other dress."""

from __future__ import annotations

import re
from functools import lru_cache

from kuager.checks.base import PLACEABLE

_WORD = re.compile(r"[^\W_]+")
_ENDS = ".!…\"'«»“”„’)]} \t\n\u00a0\u202f"
_YO = str.maketrans({"ё": "е"})
# Past tense, participles and adjectives show the speaker's gender (Русская грамматика, 1980,
# § 1471 and § 1318); the masculine form may have a vowel more (пошёл – пошла, должен – должна).
_GENDERED = (
    (re.compile(r"(?:шел|шла)\Z"), "шл"),
    (re.compile(r"(?:лся|лась)\Z"), "лс"),
    (re.compile(r"ла?\Z"), "л"),
    (re.compile(r"(?:ен|на|н)\Z"), "н"),
    (re.compile(r"та?\Z"), "т"),
    (re.compile(r"(?:[ыио]й|[ая]я)\Z"), "й"),
)
_GENDERED_WORDS = {"сама": "сам", "одна": "один", "рада": "рад"}


def count_words(text: str) -> int:
    """Return how many words and numbers a text has, markup left out."""
    return len(_WORD.findall(PLACEABLE.sub("", text)))


def spoken(text: str) -> str:
    """Return the words of a text as they are compared; a question stays one.

    Marks, spaces, capitals, markup and the dots of ё are left out.
    """
    bare = PLACEABLE.sub("", text)
    asked = "?" if bare.rstrip(_ENDS).endswith("?") else ""
    return " ".join(_WORD.findall(bare.casefold().translate(_YO))) + asked


def gender_free(words: str) -> str:
    """Return ``spoken`` Russian words without what masculine and feminine forms differ in.

    For comparison with one another only: words that are no such forms are cut as well.
    """
    asked = "?" if words.endswith("?") else ""
    return " ".join(map(_one_gender, words.rstrip("?").split(" "))) + asked


@lru_cache(maxsize=16384)
def _one_gender(word: str) -> str:
    if word in _GENDERED_WORDS:
        return _GENDERED_WORDS[word]
    for pattern, ending in _GENDERED:
        if pattern.search(word):
            return pattern.sub(ending, word)
    return word
