"""English words and the forms they take: light rules, and the irregular words of testimony.

The rules undo regular inflection (Quirk et al., A Comprehensive Grammar of the English Language,
1985, ch. 3 and 5): plural and third person -s, possessive, -ed, -ing, with the doubled consonant,
the dropped e, and y that became i. They may undo too much ("during" → "dure"), which is harmless:
what comes out is only compared with terms.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kuager.termbase.entries import PartOfSpeech

_VERBS = {
    "arise": "arose arisen", "bear": "bore borne", "beat": "beaten", "bind": "bound",
    "break": "broke broken", "bring": "brought", "buy": "bought", "catch": "caught",
    "choose": "chose chosen", "come": "came", "drive": "drove driven", "drown": "drowned",
    "fall": "fell fallen", "feed": "fed", "fight": "fought", "find": "found", "flee": "fled",
    "forbid": "forbade forbidden", "forgive": "forgave forgiven", "freeze": "froze frozen",
    "give": "gave given", "go": "went gone", "hang": "hung", "hide": "hid hidden", "hold": "held",
    "keep": "kept", "kneel": "knelt", "lead": "led", "leave": "left", "lie": "lay lain lying",
    "lose": "lost", "make": "made", "plead": "pled", "say": "said", "see": "saw seen",
    "seek": "sought", "send": "sent", "serve": "served", "shake": "shook shaken",
    "shoot": "shot", "speak": "spoke spoken", "stand": "stood", "steal": "stole stolen",
    "strike": "struck stricken", "swear": "swore sworn", "take": "took taken",
    "tear": "tore torn", "tell": "told", "throw": "threw thrown", "tie": "tying",
    "wear": "wore worn", "withdraw": "withdrew withdrawn", "write": "wrote written",
}  # fmt: skip
_NOUNS = {
    "child": "children", "man": "men", "woman": "women", "foot": "feet",
    "tooth": "teeth", "wife": "wives", "life": "lives", "knife": "knives", "self": "selves",
    "crisis": "crises", "policeman": "policemen", "policewoman": "policewomen",
    "serviceman": "servicemen", "spokesman": "spokesmen", "chairman": "chairmen",
    "grandchild": "grandchildren", "godchild": "godchildren",
}  # fmt: skip
_IRREGULAR_VERBS = {form: base for base, forms in _VERBS.items() for form in forms.split()}
_IRREGULAR_NOUNS = {form: base for base, form in _NOUNS.items()}
_POSSESSIVE = re.compile(r"['’ʼ]s?$")
_SPELLING = re.compile(r"(?<=.[a-z])(i|y)z(?=e|ed|es|er|ers|ing|ation|ations)")
_DOUBLED = re.compile(r"([bdfglmnprt])\1$")


@lru_cache(maxsize=4096)
def folded(word: str) -> str:
    """Return a word as words are compared: no possessive, -ise for -ize; case is kept."""
    return _SPELLING.sub(r"\1s", _POSSESSIVE.sub("", word))


@lru_cache(maxsize=8192)
def bases(word: str, part_of_speech: PartOfSpeech | None = None) -> frozenset[str]:
    """Return the dictionary words that a word of a text may be a form of, itself included.

    Case is kept. Adjectives and names have no forms but the possessive here; a term whose part
    of speech is not told may have any.
    """
    word = folded(word)
    found = {word}
    kind = part_of_speech
    if kind in {None, PartOfSpeech.NOUN, PartOfSpeech.OTHER}:
        found |= _plural(word)
        found |= {_as_written(word, _IRREGULAR_NOUNS.get(word.lower(), ""))} - {""}
    if kind in {None, PartOfSpeech.VERB, PartOfSpeech.OTHER}:
        found |= _plural(word) | _verbal(word)
        found |= {_as_written(word, _IRREGULAR_VERBS.get(word.lower(), ""))} - {""}
    return frozenset(found)


def _as_written(word: str, base: str) -> str:
    return base[:1].upper() + base[1:] if word[:1].isupper() else base


def _plural(word: str) -> set[str]:
    """Undo -s: of a noun's plural, of a verb's third person."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return set()
    found = {word[:-1]}
    if word.endswith("es"):
        found.add(word[:-2])
    if word.endswith("ies"):
        found.add(word[:-3] + "y")
    return found


def _verbal(word: str) -> set[str]:
    """Undo -ed and -ing."""
    for ending in ("ed", "ing"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 1:
            break
    else:
        return set()
    found = {stem, stem + "e"}
    if ending == "ed" and stem.endswith("i"):
        found.add(stem[:-1] + "y")
    if _DOUBLED.search(stem):
        found.add(stem[:-1])
    return found
