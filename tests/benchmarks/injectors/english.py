"""What an injector must know of the English source: is the meaning at stake there at all?"""

from __future__ import annotations

import re
from typing import Final

NEGATION: Final = re.compile(
    r"\b(?:not|never|no|nobody|none|nothing|nowhere|neither|nor|without|cannot|hardly|\w+n['’]t)\b",
    re.IGNORECASE,
)
PREFIXED: Final = re.compile(
    r"\b(?:un(?!cle|der|til|less|ion|it|iv|ique|iform)\w{3,}|in(?:nocent|justice|secur|capab|sufficien"
    r"|complet|correct|definit|depend|disputab|evitab|offensiv|visib|human|valid|accura|adequa|admiss"
    r"|access|voluntar)\w*"
    r"|il(?:legal|literat|legitim)\w*|im(?:possib|mobil|patien|polit|prob)\w*"
    r"|ir(?:regular|relevan|responsib)\w*|dis(?:honest|satisf|agree|abl|loyal|obe|advantag)\w*"
    r"|\w{3,}less(?:ly|ness)?|non-?\w+)\b",
    re.IGNORECASE,
)
IMPLIED: Final = re.compile(
    r"\b(?:refus\w*|fail\w*|lack\w*|den(?:y|ied|ies|ial)\w*|until|unless|forb\w+|prohibit\w*|bann?\w*"
    r"|avoid\w*|prevent\w*|miss\w*|stop\w*|before|only|barely|scarcely|few|little|silen\w+"
    r"|reject\w*"
    r"|absen\w+|away|against|instead|too|rather|except|but|doubt\w*|forg[eo]t\w*|ignor\w*)\b",
    re.IGNORECASE,
)
HEDGE: Final = re.compile(
    r"\b(?:I (?:think|believe|suppose|guess|am not sure)|as far as (?:I|we) (?:know|remember|can)"
    r"|to my knowledge|in my (?:opinion|view)|perhaps|maybe|probably|possibly|likely|apparently"
    r"|allegedly|supposedly|reportedly|presumably|seems?|seemed|appears?|appeared|might|may"
    r"|could|must have|sort of|looks? like|looked like|as if|as though|I heard|rumou?rs?|about"
    r"|almost|should|ought|would|suspect\w*|guess\w*|feel|felt|think|thought|believed?)\b",
    re.IGNORECASE,
)
PASSIVE: Final = re.compile(
    r"\b(?:was|were|been|be|being|am|is|are|got|'s|’s|'m|’m|'re|’re)\s+(?:\w+\s+){0,2}?"
    r"(?:\w+ed|beaten|taken|told|given|shot|held|sent|shown|seen|found|kept|put|brought|caught|thrown"
    r"|driven|hit|hidden|known|made|paid|read|said|sold|stolen|struck|taught|torn|written|forbidden"
    r"|broken|chosen|cut|led|left|lost|met|heard|forgotten|allowed|burnt|built|born)\b",
    re.IGNORECASE,
)


def denies(source: str) -> bool:
    """Say whether the source negates in so many words."""
    return NEGATION.search(source) is not None


def denies_in_a_word(source: str) -> bool:
    """Say whether the source has a word that is negative by its prefix or suffix."""
    return PREFIXED.search(source) is not None


def may_deny(source: str) -> bool:
    """Say whether a translator could have good reason to write a negation."""
    return any(cue.search(source) for cue in (NEGATION, PREFIXED, IMPLIED))
