"""Text in the wrong language: English left over, Russian for Kazakh and back."""

from __future__ import annotations

import re
from random import Random

from .base import WORD, Pair, put


def leave_word(pair: Pair, dice: Random) -> str | None:
    """Leave one English word in place of one of the target's."""
    english = [
        found[0]
        for found in WORD.finditer(pair.source)
        if len(found[0]) > 3 and found[0].islower() and found[0].isascii()
    ]
    places = [
        found.span()
        for found in WORD.finditer(pair.target)
        if len(found[0]) > 3 and found[0].islower()
    ]
    if not english or not places:
        return None
    word = dice.randrange(len(english))
    place = places[min(len(places) - 1, word * len(places) // len(english))]
    return put(pair.target, *place, english[word])


def leave_clause(pair: Pair, dice: Random) -> str | None:
    """Leave the last third of the sentence in English."""
    source, target = pair.source.split(), pair.target.split()
    if len(source) < 8 or len(target) < 6:
        return None
    kept = target[: len(target) * 2 // 3]
    return " ".join(kept + source[len(source) * 2 // 3 :])


def untranslated(pair: Pair, dice: Random) -> str | None:
    """Leave the source as it is."""
    return pair.source if pair.source != pair.target else None


def swap(pair: Pair, dice: Random) -> str | None:
    """Give the sentence in the other target language, if it has four words at least."""
    if pair.other in {"", pair.target} or len(WORD.findall(pair.other)) < 4:
        return None
    return pair.other


def swap_part(pair: Pair, dice: Random) -> str | None:
    """Give what follows the last comma in the other target language."""
    ours, theirs = re.split(r"(?<=,) ", pair.target), re.split(r"(?<=,) ", pair.other)
    if len(ours) < 2 or len(theirs) < 2 or len(WORD.findall(theirs[-1])) < 4:
        return None
    return " ".join([*ours[:-1], theirs[-1]])
