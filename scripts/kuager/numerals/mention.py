"""What a number in a text is, once read."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from kuager.recent import RECENT_TEXTS


class Certainty(Enum):
    """How surely a mention is a number that a translation must keep."""

    FIGURES = "figures"
    WORD = "word"
    HINT = "hint"
    """May account for a number on the other side, never calls for one: one, both, half."""


class Mention(NamedTuple):
    """A number in a text."""

    readings: tuple[str, ...]
    """Values it may have, the likeliest first: ``2700``, ``3.5``, ``16:09``, ``month-3``."""
    span: tuple[int, int]
    certainty: Certainty

    @property
    def is_month(self) -> bool:
        """Whether this is a month's name or number."""
        return self.readings[0].startswith("month-")


def canonical(value: Decimal | int) -> str:
    """Return a value as readings spell it: no group signs, no trailing noughts."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    whole, point, rest = text.partition(".")
    return (whole.lstrip("0") or "0") + point + rest


_WORD = re.compile(r"[^\W\d_]+")
_USUAL_SIGNS = "-'’—«»?!:;“”"
_SMALL_ASCII = bytes(
    sign if chr(sign).islower() else sign + 32 if chr(sign).isupper() else 32 for sign in range(128)
).ljust(256)
"""What each sign of ASCII becomes among words: a small letter or a space."""


@lru_cache(maxsize=RECENT_TEXTS)
def spoken_words(text: str) -> tuple[str, ...]:
    """Return a text's words in lower case, in order; parts joined by a hyphen count apart."""
    if text.isascii():
        return tuple(text.encode().translate(_SMALL_ASCII).decode().split())
    lower = text.lower().replace(",", " ").replace(".", " ")
    if lower.replace(" ", "").isalpha():
        return tuple(lower.split())  # the same words as below, at half the cost
    for sign in _USUAL_SIGNS:
        if sign in lower:
            lower = lower.replace(sign, " ")
    parts = lower.split()
    words = tuple(filter(str.isalpha, parts))
    if len(words) < len(parts) and not all(part.isdecimal() or part.isalpha() for part in parts):
        return tuple(_WORD.findall(lower))
    return words
