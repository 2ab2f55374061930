"""Slips of the hand in a word: a letter lost, doubled, swapped with its neighbour, or mistaken."""

from __future__ import annotations

from random import Random
from typing import Final

from .base import WORD, Pair, put

_LEAST: Final = 5
_ALPHABETS: Final = {
    "kk": "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
}


def typo(pair: Pair, dice: Random) -> str | None:
    """Mistype one letter of a word in small letters."""
    found = [
        word
        for word in WORD.finditer(pair.target)
        if len(word[0]) >= _LEAST and word[0].islower() and "-" not in word[0]
    ]
    if not found:
        return None
    word = dice.choice(found)
    place = dice.randrange(len(word[0]))
    letter, rest = word[0][place], word[0][place + 1 :]
    kind = dice.choice(("lost", "doubled", "swapped", "mistaken"))
    if kind == "lost":
        changed = rest
    elif kind == "doubled":
        changed = letter * 2 + rest
    elif kind == "swapped" and rest and rest[0] != letter:
        changed = rest[0] + letter + rest[1:]
    else:
        others = _ALPHABETS[pair.locale].replace(letter, "")
        changed = dice.choice(others) + rest
    return put(pair.target, word.start() + place, word.end(), changed)
