"""Keys under which a name is the same in Latin and in Cyrillic letters.

A key is the skeleton of consonants, classes of sound instead of letters: «Жаңаөзен» and
"Zhanaozen" are both JNSN. The correspondences take in those of the BGN/PCGN romanisations of
Kazakh (1979) and Russian (1947), the Kazakh Latin alphabets of 2018 and 2021, and the way in
which Western names are written in Cyrillic. No native reader has gone over them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LATIN = (
    ("shch", "J"), ("sch", "J"), ("tch", "J"), ("sh", "J"), ("zh", "J"), ("ch", "J"), ("dzh", "J"),
    ("kh", "K"), ("gh", "K"), ("qu", "K"), ("ph", "F"), ("th", "T"), ("ts", "S"), ("tz", "S"),
    ("ck", "K"), ("wh", "V"), ("ng", "N"), ("x", "KS"), ("ce", "S"), ("ci", "S"), ("cy", "S"),
    ("b", "P"), ("p", "P"), ("v", "V"), ("w", "V"), ("f", "F"), ("g", "K"), ("k", "K"), ("q", "K"),
    ("c", "K"), ("h", "H"), ("j", "J"), ("d", "T"), ("t", "T"), ("z", "S"), ("s", "S"), ("r", "R"),
    ("l", "L"), ("m", "M"), ("n", "N"),
)  # fmt: skip
_CYRILLIC = {
    "б": "P", "п": "P", "в": "V", "ф": "F", "г": "K", "ғ": "K", "к": "K", "қ": "K", "х": "K",
    "һ": "H", "ж": "J", "ш": "J", "щ": "J", "ч": "J", "ц": "S", "з": "S", "с": "S", "д": "T",
    "т": "T", "р": "R", "л": "L", "м": "M", "н": "N", "ң": "N",
}  # fmt: skip
_LATIN_CLASSES = dict(_LATIN)
_LATIN_PART = re.compile("|".join(part for part, _ in _LATIN) + "|.")
_DOUBLE = re.compile(r"(.)\1+")
_OTHERS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "e"})


@lru_cache(maxsize=4096)
def latin_key(name: str) -> str:
    """Return the key of a name in Latin letters."""
    small = unicodedata.normalize("NFKD", name.lower()).translate(_OTHERS)
    return _DOUBLE.sub(
        r"\1", "".join(_LATIN_CLASSES.get(part, "") for part in _LATIN_PART.findall(small))
    )


@lru_cache(maxsize=4096)
def cyrillic_key(name: str) -> str:
    """Return the key of a name in Cyrillic letters."""
    small = name.lower().replace("дж", "ж").replace("нг", "н")
    return _DOUBLE.sub(r"\1", "".join(_CYRILLIC.get(sign, "") for sign in small))
