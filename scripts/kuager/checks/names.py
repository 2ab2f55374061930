"""Whether the names of the source are in the target, and no others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from kuager.checks.base import Check
from kuager.checks.meaning import acronyms
from kuager.checks.meaning.names_en import NOT_NAMES, countries, other_names
from kuager.checks.meaning.texts import lowered, plain, target_language
from kuager.checks.meaning.transliteration import cyrillic_key, latin_key
from kuager.guards.english import COMMON_BEGINNINGS
from kuager.model import Finding, Severity, Unit
from kuager.remembering import RECENT_TEXTS

_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_CAPITAL = re.compile(r"[A-ZÀ-ÖØ-ÞŁŚŻĆŽŠČ][^\W\d_]+(?:['-][^\W\d_]+)*")
_CYRILLIC_CAPITAL = re.compile(r"[А-ЯЁӘҒҚҢӨҰҮҺІ][^\W\d_]+(?:-[^\W\d_]+)*")
_INSIDE = re.compile(r"[\w,;)%№’'] $|[\w]-$")
_POSSESSIVE = re.compile(r"'s?$")
_OURS = re.compile(
    r"(?:сіз\w*|сендер|вы|вас|вам|вами|ваш|құдай|алла|бог|бож|господ|тәңір|интернет|коран|құран|"
    r"уголовн|қылмыстық|конституци|жоғарғы|верховн|кодекс|мереке|жеңіс|побед|отечеств|родин|отан|"
    r"отче|апокалипс|сократ)\w*$"
)
"""What Kazakh and Russian write with a capital letter where English may not."""
# Shapes of Kazakh, Uzbek, Russian and Ukrainian names; no list of names could be complete.
_NAME_SHAPE = re.compile(
    r"(?!Nurs[ei]|Bail|Bait|Aisle|Sauc|Saus)"
    r"(?:(?:[Zz]h[aeiouy]|Nur|Gul|Mukh|Bai|Bek|Yer|Aig|Aiz|Ais|Sau|Kyz|Qyz)[a-z]{2,}$|"
    r"[A-Z][a-z]+(?:zhan|burg|pol|grad|orda|tau|[^aeiou]jan|abad|kent|khash|ihiv|[a-z]geldy|"
    r"maral|dilet|bek|bai|bay|ulan|lan|gul|bol|nur|khan|kyz|uly|ova|eva|ov|ev|enko|liya|iya|"
    r"mira|iyar|tai|gerim|sultan|zhol|dana|nara|ina|yna)$)"
)
_LATIN_VOWELS = "aeiouyhw"
_CYRILLIC_VOWELS = "аәеёиоөуұүыіэюяйхһғ"
_ANY_VOWELS = _CYRILLIC_VOWELS + _LATIN_VOWELS
_SUFFIX = re.compile(r"(?:ians?|ans?|ese|ish|ic|is|i|s|ns)$")


_ALIKE = frozenset("JKSH")
"""First sounds that languages take for one another: Joseph and Юсуф, Hans and Ганс."""


def _tolerance(length: int) -> int:
    """Return by how many classes of sound two keys of a name may differ."""
    return 0 if length < 4 else 1 if length < 7 else 2


@lru_cache(maxsize=8192)
def _agree(ours: str, theirs: str) -> bool:
    """Say whether a Cyrillic word may be a Latin name with an ending."""
    wanted, found = latin_key(theirs), cyrillic_key(ours)
    if "H" not in wanted:
        return _keys_agree(ours, theirs, wanted, found)
    # Cyrillic has х or г for it, or nothing: Хамид, Дакка.
    return any(
        _keys_agree(ours, theirs, wanted.replace("H", sound), found) for sound in ("K", "", "H")
    )


def _keys_agree(ours: str, theirs: str, wanted: str, found: str) -> bool:
    length = len(wanted)
    if not length:
        return not found or len(found) < 3
    if length < 3:
        # Too little to go by: the first sounds must be of one kind, and only an ending follow.
        if (theirs[0].lower() in _LATIN_VOWELS) != (ours[0].lower() in _CYRILLIC_VOWELS):
            return False
        if found[:1] != wanted[:1] and "H" not in wanted:
            return False
        if len(found) > length + 3:
            return False
    elif wanted[0] != found[:1] and not {wanted[0], found[:1]} <= _ALIKE:
        return False
    allowed = _tolerance(length)
    return any(
        Levenshtein.distance(wanted, found[:cut], score_cutoff=allowed) <= allowed
        for cut in range(max(1, length - allowed), length + allowed + 1)
    )


def _is_inside(text: str, start: int) -> bool:
    """Say whether a word stands inside a sentence, so that its capital letter means something."""
    return bool(_INSIDE.search(text[max(0, start - 2) : start]))


@lru_cache(maxsize=RECENT_TEXTS)
def _source_names(text: str) -> tuple[str, ...]:
    """Return the names of an English text that stand inside its sentences."""
    names: list[str] = []
    capitals = list(_CAPITAL.finditer(text))
    if len(capitals) > 2 and len(capitals) * 2 > len(_WORD.findall(text)):
        return ()  # a heading
    for match in capitals:
        word = match.group()
        if "'" in word:
            word = _POSSESSIVE.sub("", word)
        if len(word) < 3 or word.isupper():
            continue
        if not _is_inside(text, match.start()) and (
            word.lower() not in countries()
            and (not _NAME_SHAPE.match(word) or word.lower() in COMMON_BEGINNINGS)
        ):
            continue
        parts = word.lower().split("-")
        if word.lower() in NOT_NAMES or all(part in NOT_NAMES for part in parts):
            continue
        names.append(word)
    return tuple(names)


class Names(Check):
    """Compare names by the sounds of their consonants, whatever their endings.

    A capital letter at the start of a sentence says nothing, so only names inside sentences are
    looked for; on the other side they may stand anywhere.
    """

    id = "names"
    name = "Names"
    description = (
        "A name of the source is missing from the target or replaced by another; names may be "
        "transliterated and inflected."
    )
    severity = Severity.WARNING

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding for each missing name, and for names that nothing accounts for."""
        language = target_language(unit)
        if not language:
            return
        source, target = plain(unit.source), plain(unit.target)
        names = _source_names(source)
        missing = [name for name in names if not _is_there(name, target, language)]
        missing += acronyms.missing(source, target, lowered(unit.target), language)
        for name in missing:
            yield self.finding("The name {name} is missing or spelled as another.", name=name)
        if missing or target[1:].islower():  # no capital inside
            return
        for match in _CYRILLIC_CAPITAL.finditer(target):
            word = match.group()
            if (
                len(word) < 3
                or word.isupper()
                or not _is_inside(target, match.start())
                or _OURS.match(word.lower())
            ):
                continue
            if not _is_explained(word, source, language):
                yield self.finding("This name is not in the source.", match.span())


def _is_there(name: str, target: str, language: str) -> bool:
    """Say whether a name of the source has its counterpart somewhere in the target."""
    if name in target:
        return True
    other = other_names(language).get(name.lower())
    if other is not None and other.search(lowered(target)):
        return True
    if other is not None and name.lower() in countries():
        return False
    parts = [name] if "-" not in name else [name, *name.split("-")]
    for match in _CYRILLIC_CAPITAL.finditer(target):
        found = match.group()
        for word in (found, *found.split("-")) if "-" in found else (found,):
            if any(_agree(word, part) for part in parts):
                return True
    stem = latin_key(_SUFFIX.sub("", name))
    vowel = name[0].lower() in _LATIN_VOWELS
    return len(stem) > 1 and any(
        (part[0].lower() in _ANY_VOWELS) == vowel and cyrillic_key(part).startswith(stem)
        for match in _WORD.finditer(target)
        for part in match.group().split("-")
        if len(stem) > 2 or part[0].isupper() or cyrillic_key(part) == stem
    )


def _is_explained(word: str, source: str, language: str) -> bool:
    """Say whether a capitalised word of the target may come from the source."""
    small = word.lower()
    for part in word.split("-") if "-" in word else ():
        if len(part) > 2 and part[0].isupper() and _is_explained(part, source, language):
            return True
    for match in _CAPITAL.finditer(source):
        name = _POSSESSIVE.sub("", match.group())
        other = other_names(language).get(name.lower())
        parts = (name, *name.split("-")) if "-" in name else (name,)
        if any(_agree(word, part) for part in parts) or (other is not None and other.match(small)):
            return True
        if name.lower() in NOT_NAMES and _is_inside(source, match.start()):
            return True
    return False
