"""What a number in a text is, once read."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from kuager.remembering import RECENT_TEXTS


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
_FIGURE = re.compile(r"[0-9]")
_USUAL_SIGNS = "-'’—«»?!:;“”"


def _among_words(sign: str) -> str:
    """Return what a sign of ASCII becomes: a small letter, a nought for any figure, or a space."""
    return "0" if sign.isdigit() else sign.lower() if sign.isalpha() else " "


_SMALL_ASCII = "".join(map(_among_words, map(chr, range(128)))).encode().ljust(256)


def spoken_words(text: str) -> tuple[str, ...]:
    """Return a text's words in lower case, in order; parts joined by a hyphen count apart."""
    return _words_and_figures(text)[0]


def has_figures(text: str) -> bool:
    """Say whether there is a figure in the text."""
    return _words_and_figures(text)[1]


@lru_cache(maxsize=RECENT_TEXTS)
def _words_and_figures(text: str) -> tuple[tuple[str, ...], bool]:
    if text.isascii():
        signs = text.encode().translate(_SMALL_ASCII)
        figures = b"0" in signs
        if figures:
            signs = signs.replace(b"0", b" ")
        return tuple(signs.decode().split()), figures
    lower = text.lower().replace(",", " ").replace(".", " ")
    if lower.replace(" ", "").isalpha():
        return tuple(lower.split()), False  # the same words as below, at half the cost
    for sign in _USUAL_SIGNS:
        if sign in lower:
            lower = lower.replace(sign, " ")
    parts = lower.split()
    words = tuple(filter(str.isalpha, parts))
    if len(words) < len(parts) and not all(part.isdecimal() or part.isalpha() for part in parts):
        words = tuple(_WORD.findall(lower))
    return words, _FIGURE.search(text) is not None
