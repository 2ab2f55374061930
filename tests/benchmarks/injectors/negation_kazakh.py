"""Negation lost or added in Kazakh."""

from __future__ import annotations

import re
from random import Random
from typing import Final

from .base import WORD, Pair, capital, choose, clauses, like, put
from .english import denies, denies_in_a_word, may_deny
from .kazakh import affirm, is_front, negate, participle, past, split_negative

# ғана емес (not only), емес пе (isn't it), -майынша (until), -мас бұрын (before),
# болмаса (or else): here taking the negation away would not simply turn the sentence round.
_IDIOM: Final = re.compile(
    r"\bғана\s+емес|\b(?:қана|ғана)\s+\w+\s*$|\bемес\s+(?:пе|екен\s+бе)|м[ае]йынша\b|м[ае]с\s+бұрын"
    r"|\bболмаса\b|\bкөп\s+ұзамай|\bқарама(?:стан|й)\b"
    r"|[мбп][ае]й(?:сыз|сіз|сың|сің|м[ыі]з)?\s+[бмп][ае]\b|\bәйтпесе\b"
    r"|м[ае]й\s+тұрып|п[ае]й\s+тұрып|\bжоққа\s+шығар|\bқоймай\b",
    re.IGNORECASE,
)
_COUNTERPARTS: Final = {
    "ешкім": "біреу",
    "ештеңе": "бірдеңе",
    "ешнәрсе": "бірнәрсе",
    "ештеме": "бірдеме",
}
_NOBODY: Final = re.compile(
    r"\b(ешкім|ештеңе|ешнәрсе|ештеме)(м\w*|г\w*|н\w*|д\w*|і\w*|ң\w*)?\b", re.IGNORECASE
)
_NEVER: Final = re.compile(r"\b(ешқашан|ешуақытта)\b", re.IGNORECASE)
_NO_KIND: Final = re.compile(
    r"\b(?:ешқандай|ешбір|бірде-бір|ешқайсы\w*|ешқайда|ешқайдан|ешқалай)\b", re.IGNORECASE
)
_KINDS: Final = {
    "ешқандай": "бір",
    "ешбір": "бір",
    "бірде-бір": "бір",
    "ешқайда": "бір жаққа",
    "ешқайдан": "бір жақтан",
    "ешқалай": "бір амалмен",
    "ешқайсысы": "бәрі",
    "ешқайсысына": "бәріне",
    "ешқайсысын": "бәрін",
    "ешқайсымыз": "бәріміз",
    "ешқайсысының": "бәрінің",
}
_NOT_HAVING_DONE: Final = re.compile(
    r"\b\w{2,}[ғгқк][ае]н\s+(?:жоқ|емес)(пын|пыз|сың|сыз|пін|піз|сің|сіз)?\b", re.IGNORECASE
)
_NONE: Final = re.compile(r"\bжоқ(пын|пыз|сың|сыз)?\b", re.IGNORECASE)
_HAVE: Final = {"": "бар", "пын": "бармын", "пыз": "бармыз", "сың": "барсың", "сыз": "барсыз"}
_NOT_HAVING: Final = re.compile(r"\bжо(?:ғын|қтығын)\b", re.IGNORECASE)
_IS_NOT: Final = re.compile(r"\s+емес(пін|піз|сің|сіз)?\b", re.IGNORECASE)
_PERSON: Final = {"п_н": "м", "п_з": "қ", "с_ң": "ң", "с_з": "ңыз"}
_WITHOUT: Final = re.compile(r"\b(\w{3,}?)(с[ыі]з)\b", re.IGNORECASE)
_DENIAL: Final = re.compile(
    r"\b(?:емес\w*|жоқ\w*|жоғ\w*|еш\w+|бірде-бір|тыйым\w*|\w+с[ыі]з\w*|бас\s+тарт\w*)\b",
    re.IGNORECASE,
)


def _did(found: re.Match[str]) -> str:
    """Turn «көрсеткен жоқпын» into «көрсеттім»."""
    word = found[0].split()[0]
    stem = word[:-3]
    if participle(stem.lower()) != word.lower():
        return found[0]
    person = _PERSON.get(re.sub("[ыі]", "_", (found[1] or "").lower()), "")
    if is_front(stem):
        person = {"қ": "к", "ңыз": "ңіз"}.get(person, person)
    return past(stem) + person


def _affirm(clause: str) -> str:
    """Return a clause with what it denies said to be so; unchanged where that is not sure."""
    if _IDIOM.search(clause):
        return clause
    text = _NOT_HAVING_DONE.sub(_did, clause)
    text = _NONE.sub(lambda found: like(found[0], _HAVE[(found[1] or "").lower()]), text)
    text = _NOT_HAVING.sub(lambda found: like(found[0], "барын"), text)
    text = _IS_NOT.sub("", text)
    for found in reversed(list(WORD.finditer(text))):
        positive = affirm(found[0])
        if positive is not None:
            text = put(text, found.start(), found.end(), like(found[0], positive))
    if text == clause:
        return clause
    text = _NOBODY.sub(
        lambda found: like(found[0], _COUNTERPARTS[found[1].lower()] + _ending(found)), text
    )
    text = _NEVER.sub(lambda found: like(found[0], "әрқашан"), text)
    return _NO_KIND.sub(lambda found: like(found[0], _KINDS.get(found[0].lower(), found[0])), text)


def _ending(found: re.Match[str]) -> str:
    ending = found[2] or ""
    if found[1].lower() != "ешкім":
        return ending
    # біреу takes the endings of ешкім, in the third person without its possessive "і".
    return {"нің": "дің", "ді": "ді", "ге": "ге", "мен": "мен", "нен": "ден"}.get(ending, ending)


def _having(found: re.Match[str]) -> str:
    """Turn «кінәсіз» into «кінәлі»."""
    stem = found[1].lower()
    sign = "т" if stem[-1] in "пткқсшщчцхфбвгд" else "д"
    if stem[-1] in "аеыіоөұүәйруияё":
        sign = "л"
    return found[1] + sign + found[2][1].lower()


def _drops(pair: Pair) -> list[str]:
    text = pair.target
    options = []
    for clause in clauses(text):
        new = _affirm(clause[0])
        if clause[0].lstrip()[:1].isupper():
            new = capital(new)
        options.append(put(text, clause.start(), clause.end(), new))
    without = re.search(r"\bwithout\b", pair.source, re.IGNORECASE) is not None
    if (without or denies_in_a_word(pair.source)) and not re.search(
        r"\byou", pair.source, re.IGNORECASE
    ):
        options += [
            put(text, found.start(), found.end(), _having(found))
            for found in _WITHOUT.finditer(text)
            if not found[1].lower().endswith(("ған", "ген", "өз"))
        ]
    return options


def drop(pair: Pair, dice: Random) -> str | None:
    """Lose a negation that the source says in so many words."""
    if not (denies(pair.source) or denies_in_a_word(pair.source)):
        return None
    return choose(_drops(pair), pair.target, dice)


def drop_implied(pair: Pair, dice: Random) -> str | None:
    """Lose a negation that the source implies (refuse, fail, until …)."""
    if denies(pair.source) or denies_in_a_word(pair.source):
        return None
    return choose(_drops(pair), pair.target, dice)


_LAST: Final = re.compile(r"(?:([\w-]+)\s+)?([\w-]+)(\s+(?:еді|екен|болатын|деп))?(?=[.!…]?$)")


def add(pair: Pair, dice: Random) -> str | None:
    """Deny what the source says is so: the last verb or predicate of the sentence."""
    text = pair.target
    if may_deny(pair.source) or _DENIAL.search(text):
        return None
    if any(split_negative(found[0]) for found in WORD.finditer(text)):
        return None
    found = _LAST.search(text)
    if found is None:
        return None
    return choose(
        [put(text, found.start(2), found.end(2), form) for form in negate(found[2])], text, dice
    )
