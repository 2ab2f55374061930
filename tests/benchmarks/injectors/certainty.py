"""Certainty and questions: hedges lost or added, questions made statements and back."""

from __future__ import annotations

import re
from random import Random
from typing import Final

from .base import Pair, alternation, capital, choose, like, listed, put
from .english import HEDGE
from .kazakh import is_front

_HEDGES: Final = {
    "ru": (
        "кажется", "наверное", "наверно", "возможно", "вероятно", "по-моему", "видимо",
        "по-видимому",
        "насколько я знаю", "насколько мне известно", "насколько я помню", "может быть",
        "должно быть", "думаю", "по слухам", "похоже", "судя по всему", "пожалуй",
        "по всей видимости",
    ),
    "kk": (
        "меніңше", "менің ойымша", "ойымша", "мүмкін", "бәлкім", "шамасы", "сірә", "бәлкі",
        "менің білуімше", "білуімше", "менің білетінімше", "тегі", "сыбысқа қарағанда",
        "қауесетке қарағанда",
    ),
}  # fmt: skip
# «Кажется, он …» at the start; «он, кажется, …» inside.
_FIRST: Final = {
    locale: re.compile(rf"^([«„“]?)(?:{alternation(hedges)}),\s+", re.IGNORECASE)
    for locale, hedges in _HEDGES.items()
}
_INSIDE: Final = {
    locale: re.compile(rf",\s+(?:{alternation(hedges)}),", re.IGNORECASE)
    for locale, hedges in _HEDGES.items()
}
_BARE: Final = {
    "ru": re.compile(r"\b(?:якобы|предположительно|вроде бы|как будто бы)\s+", re.IGNORECASE),
    "kk": re.compile(r"\s+(?:сияқты|тәрізді|деп ойлаймын|секілді|көрінеді)(?=[.!…]?$)"),
}
# «Мүмкін … шығар» still supposes without «мүмкін».
_HEDGED_STILL: Final = re.compile(
    r"\b(?:шығар|болар|болуы мүмкін|сияқты|тәрізді|секілді|көрінеді|керек)(?=[.!…]?$)"
)
_THAT: Final = re.compile(r"^(?:Я думаю|Мне кажется|Думаю|Полагаю|Я полагаю|Я считаю), что\s+")


def drop_hedge(pair: Pair, dice: Random) -> str | None:
    """State as certain what the source only supposes."""
    if not HEDGE.search(pair.source):
        return None
    text, locale = pair.target, pair.locale
    options = [_INSIDE[locale].sub("", text, count=1)]
    if found := _BARE[locale].search(text):
        options.append(like(text, put(text, *found.span(), "")))
    if found := _FIRST[locale].match(text):
        options.append(capital(found[1] + text[found.end() :]))
    if locale == "ru" and (found := _THAT.match(text)):
        options.append(capital(text[found.end() :]))
    return choose((option for option in options if not _HEDGED_STILL.search(option)), text, dice)


_OPENINGS: Final = {
    "ru": ("Возможно", "Кажется", "Наверное", "Насколько я знаю", "Вероятно", "По-моему"),
    "kk": ("Мүмкін", "Меніңше", "Бәлкім", "Шамасы", "Менің білуімше"),
}
# Words that are in lower case once they no longer open the sentence.
_COMMON: Final = {
    "ru": frozenset(
        listed(
            "я мы он она они это его её их меня мне нас нам ему ей у в во на с со из за к от до"
            " по после потом там тогда здесь когда все всё через при под над без для только даже"
            " мой моя мои наш наша наши этот эта эти один одна два две три каждый"
        )
    ),
    "kk": frozenset(
        listed(
            "мен біз ол олар бұл сол осы мені маған менің бізді бізге біздің оны оған оның оларды"
            " сонда кейін бір екі үш әр барлық бәрі қазір содан онда мұнда ал әкем анам"
        )
    ),
}
_SURE_ENOUGH: Final = re.compile(r"[?]|\b(?:may|might|could|if|would|should)\b", re.IGNORECASE)


def add_hedge(pair: Pair, dice: Random) -> str | None:
    """State as supposed what the source says for certain."""
    first = re.match(r"[^\W\d_]+", pair.target)
    if first is None or HEDGE.search(pair.source) or _SURE_ENOUGH.search(pair.source):
        return None
    if first[0].lower() not in _COMMON[pair.locale]:
        return None
    opening = dice.choice(_OPENINGS[pair.locale])
    return f"{opening}, {pair.target[0].lower()}{pair.target[1:]}"


_ENDING: Final = re.compile(r"\?(?=[»”\"]?$)")
_PARTICLE: Final = re.compile(r"\s+(?:ма|ме|ба|бе|па|пе)(?=\?[»”\"]?$)")


def drop_question(pair: Pair, dice: Random) -> str | None:
    """Make a statement of a question."""
    if "?" not in pair.source or not _ENDING.search(pair.target):
        return None
    options = [_ENDING.sub(".", pair.target)]
    if pair.locale == "kk":
        options.append(_ENDING.sub(".", _PARTICLE.sub("", pair.target)))
    else:
        options.append(_ENDING.sub(".", re.sub(r"\s+ли\b", "", pair.target, count=1)))
    return choose(options, pair.target, dice)


def add_question(pair: Pair, dice: Random) -> str | None:
    """Make a question of a statement."""
    if "?" in pair.source or not pair.source.endswith(".") or not pair.target.endswith("."):
        return None
    if pair.locale == "ru":
        return pair.target[:-1] + "?"
    stem = pair.target[:-1]
    if not stem[-1:].isalpha():
        return None
    sign = "п" if stem[-1] in "пткқсшчцхфбвгд" else "б" if stem[-1] in "зжмнң" else "м"
    return f"{stem} {sign}{'е' if is_front(stem.split()[-1]) else 'а'}?"
