"""Say what differs in meaning between two sentences that look alike.

Similar wording is no reason to share a translation: "I was not silent." is one word away from
"I was silent." Merging and memory ask here before they offer the translation of one sentence
as a starting point for another. A guard rather refuses too often than too rarely: a refusal
costs a translator some typing, a wrong start may falsify a testimony.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from kuager.guards.english import (
    AUXILIARIES,
    BOUNDS,
    COMMON_BEGINNINGS,
    COMMON_ENDINGS,
    HEDGES,
    MODALS,
    MONTHS,
    NEGATIVE_PREFIXES,
    NEGATORS,
    PRONOUNS,
)
from kuager.model import language_of
from kuager.numerals import Certainty, Mention, read_numbers

GUARDS = ("negation", "numbers", "names", "pronouns", "modality")
"""All that ``meaning_differences`` can name, in its order."""

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")
_QUOTES_AND_SPACE = "\"'“”‘’«»„()[]—–- \t\n\u00a0"
_CONTRACTIONS = re.compile(r"n['’]t\b|\bcannot\b")
_MINE_AS_NOUN = re.compile(r"(?:the|a|this|that|our|his|coal|gold|uranium|copper)$")


@dataclass(frozen=True, slots=True)
class _Sentence:
    """All of a sentence that the guards compare, read once."""

    words: tuple[str, ...]
    """As ``_tokens`` gives them; empty for languages other than English."""
    counted: Counter[str]
    pronouns: list[str]
    modality: Counter[str]
    bounds: Counter[str]
    numbers: tuple[Mention, ...]
    names: list[str]
    folded: frozenset[str]


@lru_cache(maxsize=8192)
def _read(text: str, locale: str) -> _Sentence:
    """Read a sentence. Merging compares each one with several others."""
    english = language_of(locale) == "en"
    words = _tokens(text) if english else ()
    return _Sentence(
        words=words,
        counted=Counter(words),
        pronouns=_pronouns(words),
        modality=_modality(words),
        bounds=_bounds(text) if english else Counter(),
        numbers=read_numbers(text, locale),
        names=_capitalised(text, locale),
        folded=_folded(text),
    )


def meaning_differences(a: str, b: str, locale: str = "en") -> tuple[str, ...]:
    """Name what differs between two source sentences so that they may not share a translation.

    Returns names of ``GUARDS`` in their order; empty when nothing that is looked for differs.
    English is read in full; of other languages only numbers and names.
    """
    if a == b:
        return ()
    left, right = _read(a, locale), _read(b, locale)
    found = {
        "numbers": _numbers_differ(left, right),
        "names": _names_differ(left, right),
        "negation": _negation_differs(left, right),
        "pronouns": left.pronouns != right.pronouns,
        "modality": left.modality != right.modality,
    }
    return tuple(guard for guard in GUARDS if found[guard])


def _tokens(text: str) -> tuple[str, ...]:
    """Return the words in lower case, "n't" as a word of its own, without other clitics."""
    parted = _CONTRACTIONS.sub(
        lambda match: "can not" if match.group().startswith("c") else " not", _lowered(text)
    )
    parted = parted.replace("ca not", "can not").replace("wo not", "will not")
    return tuple(token.replace("’", "'").partition("'")[0] for token in _TOKEN.findall(parted))


def _lowered(text: str) -> str:
    """Return the text in lower case, "No. 5" and the country "US" without their capitals' twin."""
    text = re.sub(r"\bNo\.(?=\s?[0-9])", "number", text)
    text = re.sub(r"\bUS\b", "usa", text)
    return re.sub(r"(?<=[a-z0-9,] )May\b|\bMay(?= [0-9])", "mayday", text).lower()


def _negation_differs(a: _Sentence, b: _Sentence) -> bool:
    """Compare how often, and where the rest is the same also where, something is denied.

    "un-" and its like only count against the bare word on the other side: lawful, unlawful.
    """
    denied_a = [word for word in a.words if word in NEGATORS]
    denied_b = [word for word in b.words if word in NEGATORS]
    if len(denied_a) != len(denied_b):
        return True
    if denied_a and _skeleton(a.words) == _skeleton(b.words):
        return _places(a.words) != _places(b.words)
    only_a, only_b = a.counted - b.counted, b.counted - a.counted
    return _denies(only_a, only_b) or _denies(only_b, only_a)


def _skeleton(words: tuple[str, ...]) -> list[str]:
    return [word for word in words if word not in NEGATORS and word not in AUXILIARIES]


def _places(words: tuple[str, ...]) -> list[int]:
    """Return before which word of the skeleton each negator stands."""
    places: list[int] = []
    passed = 0
    for word in words:
        if word in NEGATORS:
            places.append(passed)
        elif word not in AUXILIARIES:
            passed += 1
    return places


def _denies(some: Counter[str], others: Counter[str]) -> bool:
    for word in some:
        for prefix in NEGATIVE_PREFIXES:
            bare = word.removeprefix(prefix)
            if bare != word and len(bare) > 2 and bare in others:
                return True
        if word.endswith("less") and {word[:-4] + "ful", word[:-4] + "fully"} & set(others):
            return True
    return False


def _numbers_differ(a: _Sentence, b: _Sentence) -> bool:
    """Compare numbers by value, and bounds: "over 8,000" is not "under 8,000"."""
    left_a, left_b = _left_over(a.numbers, b.numbers), _left_over(b.numbers, a.numbers)
    if any(mention.certainty is not Certainty.HINT for mention in left_a + left_b):
        return True
    if left_a and left_b:
        return True
    if not a.numbers and not b.numbers:
        return False
    return _ordered(a.numbers) != _ordered(b.numbers) or a.bounds != b.bounds


def _ordered(numbers: tuple[Mention, ...]) -> list[str]:
    """Return the sure numbers in order; where a month stands in its date says nothing."""
    return [
        mention.readings[0]
        for mention in numbers
        if mention.certainty is not Certainty.HINT and not mention.is_month
    ]


def _left_over(some: tuple[Mention, ...], others: tuple[Mention, ...]) -> list[Mention]:
    """Return the mentions whose first reading is more frequent here than there."""
    values = Counter(mention.readings[0] for mention in others)
    left = []
    for mention in some:
        if values[mention.readings[0]] > 0:
            values[mention.readings[0]] -= 1
        else:
            left.append(mention)
    return left


def _bounds(text: str) -> Counter[str]:
    return Counter(kind for kind, pattern in BOUNDS.items() for _ in pattern.finditer(text.lower()))


def _capitalised(text: str, locale: str) -> list[str]:
    """Return the words that look like names, in order, without possessive ends.

    At the start of a sentence a word counts unless it is common there or ends like a common
    noun, verb or adverb.
    """
    names = []
    numbers = {mention.span[0] for mention in read_numbers(text, locale)}
    for match in _TOKEN.finditer(text):
        word = match.group().replace("’", "'").partition("'")[0]
        if not word[0].isupper() or word in ("I", "No"):
            continue
        lowered = word.lower()
        if match.start() in numbers or lowered in MONTHS:  # compared as numbers
            continue
        common = lowered in COMMON_BEGINNINGS or lowered.endswith(COMMON_ENDINGS)
        if common and not word.isupper() and _begins_sentence(text, match.start()):
            continue
        names.append(word)
    return names


def _begins_sentence(text: str, start: int) -> bool:
    """Say whether the word at ``start`` is the first of a sentence or of quoted speech."""
    before = text[max(0, start - 20) : start].rstrip(_QUOTES_AND_SPACE)
    return not before or before[-1] in ".!?…:" or text[start - 1 : start] in '"“«„‘'


def _names_differ(a: _Sentence, b: _Sentence) -> bool:
    """Compare names and their order: "Aizhan told Dana" is not "Dana told Aizhan".

    A capitalised word that the other sentence has in small letters, or at its start, is the
    same word: "the Government", "the government".
    """
    if a.names == b.names:
        return False
    if any(name.casefold() not in b.folded for name in a.names) or any(
        name.casefold() not in a.folded for name in b.names
    ):
        return True
    shared_a = [name for name in a.names if name in b.names]
    shared_b = [name for name in b.names if name in a.names]
    return shared_a != shared_b


def _folded(text: str) -> frozenset[str]:
    return frozenset(
        word.replace("’", "'").partition("'")[0].casefold() for word in _TOKEN.findall(text)
    )


def _pronouns(words: tuple[str, ...]) -> list[str]:
    """Return person, number and case of the pronouns in order: who did what to whom."""
    keys = []
    for before, word in zip(["", *words], words, strict=False):
        key = PRONOUNS.get(word)
        if key and not (word == "mine" and _MINE_AS_NOUN.search(before)):
            keys.append(key)
    return keys


def _modality(words: tuple[str, ...]) -> Counter[str]:
    """Count what makes a statement less or more than a fact: may, must, I think, allegedly."""
    text = " ".join(words)
    found = Counter(word for word in words if word in MODALS)
    found.update(kind for kind, pattern in HEDGES.items() for _ in pattern.finditer(text))
    return found
