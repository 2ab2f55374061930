"""Read the tables of weights that lie beside the checks; take words apart as the tables do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib.resources import files

_LONGEST = 5


@cache
def weights(name: str) -> dict[str, float]:
    """Return a table of the package: key to log-odds. ``tables/README.md`` says what is in it."""
    text = (files("kuager.checks") / "tables" / name).read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines())
    return {key.replace("_", " "): int(tenths) / 10 for key, tenths in rows}


@cache
def words_in(name: str) -> frozenset[str]:
    """Return a table of the package that is a list of words."""
    return frozenset((files("kuager.checks") / "tables" / name).read_text("utf-8").split())


def endings_of(word: str) -> Iterator[str]:
    """Yield a word's last letters, the longest stretch first."""
    for length in range(min(_LONGEST, len(word)), 0, -1):
        yield word[-length:]


@lru_cache(maxsize=1 << 13)
def ending_weight(word: str, language: str) -> float:
    """Return how likely a word ends a sentence, as log-odds; by the longest known ending."""
    table = weights(f"endings-{language}.tsv")
    for end in endings_of(word):
        if end in table:
            return table[end]
    return 0.0


def trigrams(words: Iterable[str]) -> list[str]:
    """Return each three letters in a row, with a space at the borders of words."""
    text = f" {' '.join(words)} "
    return [text[place : place + 3] for place in range(len(text) - 2)]
