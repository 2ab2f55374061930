"""Letters of the wrong alphabet, unseen characters, and capitals."""

from __future__ import annotations

import re
import unicodedata
from random import Random
from typing import Final

from .base import WORD, Pair, choose, put

# Unicode's table of confusables (UTS #39) holds these pairs among others.
_LOOK_ALIKES: Final = dict(zip("аеорсухіАВЕКМНОРСТХ", "aeopcyxiABEKMHOPCTX", strict=True))


def mix_letter(pair: Pair, dice: Random) -> str | None:
    """Type one letter of a Cyrillic word on a Latin keyboard."""
    text = pair.target
    places = [
        found.start() + offset
        for found in WORD.finditer(text)
        if len(found[0]) > 2
        for offset, sign in enumerate(found[0])
        if sign in _LOOK_ALIKES
    ]
    if not places:
        return None
    place = dice.choice(places)
    return put(text, place, place + 1, _LOOK_ALIKES[text[place]])


# Letters of neighbouring alphabets: Ukrainian, Belarusian, Serbian, and for Russian also Kazakh.
_FOREIGN: Final = {
    "ru": {"и": "іїі", "е": "є", "г": "ґғ", "у": "ўұү", "к": "қ", "о": "ө", "н": "ң", "а": "ә"},
    "kk": {"и": "ї", "і": "ї", "е": "є", "г": "ґ", "у": "ў", "й": "ј", "н": "њ"},
}


def foreign_letter(pair: Pair, dice: Random) -> str | None:
    """Write one letter that the language's alphabet does not have."""
    table = _FOREIGN[pair.locale]
    places = [
        found.start() + offset
        for found in WORD.finditer(pair.target)
        if len(found[0]) > 3
        for offset, sign in enumerate(found[0])
        if sign in table
    ]
    if not places:
        return None
    place = dice.choice(places)
    return put(pair.target, place, place + 1, dice.choice(table[pair.target[place]]))


# Zero-width space and joiner, soft hyphen, byte order mark, direction marks, a control code.
_UNSEEN: Final = "\u200b\u200d\u00ad\ufeff\u200e\u202e\u2060\x0b"


def invisible(pair: Pair, dice: Random) -> str | None:
    """Put a character that nobody sees into or between words."""
    if len(pair.target) < 4:
        return None
    place = dice.randrange(1, len(pair.target) - 1)
    return put(pair.target, place, place, dice.choice(_UNSEEN))


def decompose(pair: Pair, dice: Random) -> str | None:
    """Write letters such as й as letter and mark (Unicode form D), as some systems do."""
    decomposed = unicodedata.normalize("NFD", pair.target)
    return decomposed if decomposed != pair.target else None


def lower_start(pair: Pair, dice: Random) -> str | None:
    """Begin the sentence with a small letter."""
    first = re.match(r"[«„“\"—– ]*([^\W\d_])", pair.target)
    if first is None or not first[1].isupper() or not pair.source.lstrip("\"“'‘")[:1].isupper():
        return None
    return put(pair.target, *first.span(1), first[1].lower())


_SMALL: Final = {
    "ru": re.compile(
        r"(?<=[\w,] )(?:января|феврал[яе]|марта|апрел[яе]|ма[яе]|июн[яе]|июл[яе]|август[ае]"
        r"|сентябр[яе]|октябр[яе]|ноябр[яе]|декабр[яе]|понедельник|вторник|сред[уы]|четверг|пятницу"
        r"|субботу|воскресенье|русск\w+|казахск\w+|английск\w+|немецк\w+|украинск\w+|китайск\w+"
        r"|казах\w?|узбек\w?)\b"
    ),
    "kk": re.compile(
        r"(?<=[\w,] )(?:қаңтар\w*|ақпан\w*|наурыз\w*|сәуір\w*|мамыр\w*|маусым\w*|шілде\w*|тамыз\w*"
        r"|қыркүйек\w*|қазан(?:да|ның)?|қараша\w*|желтоқсан\w*|дүйсенбі\w*|сейсенбі\w*|сәрсенбі\w*"
        r"|бейсенбі\w*|жұма(?:да)?|сенбі\w*|жексенбі\w*|қазақ\w*|орыс\w*|ағылшын\w*|неміс\w*)\b"
    ),
}


def capital_inside(pair: Pair, dice: Random) -> str | None:
    """Write a month, weekday, language or nationality with a capital, as English does."""
    text = pair.target
    return choose(
        (
            put(text, found.start(), found.start() + 1, found[0][0].upper())
            for found in _SMALL[pair.locale].finditer(text)
        ),
        text,
        dice,
    )


def shout(pair: Pair, dice: Random) -> str | None:
    """Write the whole sentence in capitals."""
    loud = pair.target.upper()
    return loud if len(WORD.findall(pair.target)) > 2 and loud != pair.target else None
