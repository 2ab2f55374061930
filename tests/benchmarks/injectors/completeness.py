"""Text that is missing, or there more than once."""

from __future__ import annotations

import re
from random import Random

from .base import WORD, Pair, choose, put


def empty(pair: Pair, dice: Random) -> str | None:
    """Leave the target empty."""
    return "" if pair.target else None


def truncate(pair: Pair, dice: Random) -> str | None:
    """Break off after two thirds of the words."""
    words = pair.target.split()
    if len(words) < 6:
        return None
    return " ".join(words[: len(words) * 2 // 3]).rstrip(",;:—– ")


def omit(pair: Pair, dice: Random) -> str | None:
    """Leave out the last clause, of four words at least, but close the sentence properly."""
    text = pair.target
    found = re.fullmatch(r"(.*\w)[,;:]? ?[—–]? ?(?<=[,;:—–] )([^,;:—–«»()]+)([.!?])", text)
    if found is None or len(found[1].split()) < 3 or len(found[2].split()) < 4:
        return None
    return found[1] + found[3]


def repeat_clause(pair: Pair, dice: Random) -> str | None:
    """Say the last clause, of three words at least, two to four times more."""
    found = re.search(r"(?<=, )([^,.!?…«»]+)(?=[.!?…]?$)", pair.target)
    if found is None or len(found[1].split()) < 3:
        return None
    return put(pair.target, found.end(), found.end(), f", {found[1]}" * dice.randint(2, 4))


def repeat_words(pair: Pair, dice: Random) -> str | None:
    """Fall into a loop over two or three words, as engines do."""
    words = pair.target.split()
    size = dice.choice((2, 3))
    if len(words) < size + 2:
        return None
    place = dice.randrange(1, len(words) - size)
    loop = words[place : place + size]
    return " ".join(words[:place] + loop * dice.randint(4, 8) + words[place + size :])


def repeat_letters(pair: Pair, dice: Random) -> str | None:
    """Fall into a loop over one letter or syllable inside a word."""
    text = pair.target
    found = [match for match in WORD.finditer(text) if len(match[0]) > 4]
    if not found:
        return None
    word = dice.choice(found)
    size, times = dice.choice((1, 2)), dice.randint(5, 10)
    place = word.end() - size
    return put(text, place, word.end(), text[place : word.end()] * times)


def double_word(pair: Pair, dice: Random) -> str | None:
    """Write one word twice."""
    text = pair.target
    return choose(
        (
            put(text, found.end(), found.end(), " " + found[0].lower())
            for found in WORD.finditer(text)
            if len(found[0]) > 2 and (found[0].islower() or found.start() == 0)
        ),
        text,
        dice,
    )
