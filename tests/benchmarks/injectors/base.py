"""What every injector is: one kind of error, put into a target text that was clean.

Injectors know the languages, not the checks: each makes the mistake that a translator, an
engine or an editor makes, and returns None where the text gives no occasion for it. They are
pure; chance comes in as a ``random.Random``, so that the same seed gives the same errors. The
word tables are the maintainers' own; no native reader has gone over them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from random import Random
from typing import Final


class Family(Enum):
    """What sort of error a kind is; the wanted recall goes by this."""

    MECHANICAL = "mechanical"
    SCRIPT = "script"
    MEANING = "meaning"


@dataclass(frozen=True, slots=True)
class Pair:
    """A source sentence with a translation taken to be right."""

    source: str
    target: str
    locale: str
    other: str = ""
    """The same sentence in the other target language (Russian for Kazakh, and back)."""


Corrupt = Callable[[Pair, Random], "str | None"]
Prepare = Callable[[Pair, Random], "Pair | None"]


def as_it_is(pair: Pair, dice: Random) -> Pair:
    """Return the pair: most kinds need no setting."""
    return pair


@dataclass(frozen=True, slots=True)
class Injector:
    """One kind of error."""

    kind: str
    family: Family
    description: str
    corrupt: Corrupt
    prepare: Prepare = as_it_is
    """Sets the scene on both sides first (a tag, an address); the outcome is still clean."""


WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_CLAUSE: Final = re.compile(r"[^,;:.!?…()«»“”„\"—–]+")


def listed(text: str) -> tuple[str, ...]:
    """Return the words of a list that is written as words."""
    return tuple(text.split())


def choose(options: Iterable[str], unlike: str, dice: Random) -> str | None:
    """Return one of the options that differ from the text, or None when there is none."""
    found = [option for option in dict.fromkeys(options) if option != unlike]
    return dice.choice(found) if found else None


def put(text: str, start: int, end: int, new: str) -> str:
    """Return the text with other words between two places."""
    return text[:start] + new + text[end:]


def like(model: str, word: str) -> str:
    """Return the word with a capital where the model has one."""
    return word[:1].upper() + word[1:] if model[:1].isupper() else word


def capital(text: str) -> str:
    """Return the text with its first letter a capital, whatever stands before that."""
    for place, sign in enumerate(text):
        if sign.isalpha():
            return put(text, place, place + 1, sign.upper())
    return text


def words(text: str) -> list[re.Match[str]]:
    """Return the words with their places."""
    return list(WORD.finditer(text))


def clauses(text: str) -> list[re.Match[str]]:
    """Return the stretches between punctuation, with their places."""
    return list(_CLAUSE.finditer(text))


def replaced(text: str, pattern: re.Pattern[str], table: dict[str, str]) -> list[str]:
    """Return the text once for each word that the table knows, with that word replaced."""
    return [
        put(text, found.start(), found.end(), like(found[0], table[found[0].lower()]))
        for found in pattern.finditer(text)
        if found[0].lower() in table
    ]


def alternation(options: Iterable[str]) -> str:
    """Return a pattern for any of the options, longest first."""
    return "|".join(re.escape(option) for option in sorted(options, key=len, reverse=True))
