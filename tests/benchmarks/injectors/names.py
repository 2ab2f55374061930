"""Names lost, or given to somebody else."""

from __future__ import annotations

import re
from random import Random
from typing import Final

from rapidfuzz.fuzz import ratio

from .base import WORD, Pair, capital, choose, put

_LATIN: Final = str.maketrans(
    {
        "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "e",
        "ж": "zh", "з": "z", "и": "i", "й": "i", "к": "k", "қ": "k", "л": "l", "м": "m", "н": "n",
        "ң": "ng", "о": "o", "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ұ": "u",
        "ү": "u", "ф": "f", "х": "h", "һ": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh",
        "ъ": "", "ы": "y", "і": "i", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    }
)  # fmt: skip
_POOLS: Final = {
    "ru": ("Данияр", "Болат", "Гульнара", "Ермек", "Шымкент", "Павлодар", "Тараз", "Жанна"),
    "kk": ("Данияр", "Болат", "Гүлнара", "Ермек", "Шымкент", "Павлодар", "Тараз", "Жанна"),
}
_PREPOSITION: Final = re.compile(
    r"(?:^|(?<=[\w,]) )(?:в|во|из|от|до|к|ко|с|со|под|при|за|у|о|об|между|и)\s$", re.IGNORECASE
)
_ALIKE: Final = 60  # per cent; Tashkent/Ташкентте 67, Zhanaozen/Жаңаөзен 84, night/ночь far below


def _spans(pair: Pair) -> list[tuple[int, int]]:
    """Return where names stand: capitals inside a sentence that sound like one of the source."""
    known = [
        found[0].lower()
        for found in WORD.finditer(pair.source)
        if found[0][0].isupper() and len(found[0]) > 2
    ]
    spans = []
    for found in WORD.finditer(pair.target):
        name, before = found[0], pair.target[: found.start()]
        if not name[0].isupper() or name.isupper() or len(name) < 3:
            continue
        if not re.search(r"[\w,]\s$", before):
            continue
        latin = name.lower().translate(_LATIN)
        if any(ratio(latin[: len(other) + 1], other) >= _ALIKE for other in known):
            spans.append(found.span())
    return spans


def drop(pair: Pair, dice: Random) -> str | None:
    """Leave a name out."""
    text, options = pair.target, []
    for start, end in _spans(pair):
        preposition = _PREPOSITION.search(text[:start])
        kept = capital(text[end + 1 :]) if preposition and not preposition.start() else text[end:]
        lost = text[: preposition.start() if preposition else start - 1] + kept
        options.append(lost.replace(",,", ","))
    return choose(options, text, dice)


def replace(pair: Pair, dice: Random) -> str | None:
    """Write another name."""
    options = []
    for start, end in _spans(pair):
        old = pair.target[start:end].lower()
        options += [
            put(pair.target, start, end, name)
            for name in _POOLS[pair.locale]
            if ratio(name.lower(), old) < _ALIKE
        ]
    return choose(options, pair.target, dice)
