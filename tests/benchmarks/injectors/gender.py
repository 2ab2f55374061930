"""The narrator's gender in Russian: the past tense shows it, English and Kazakh do not."""

from __future__ import annotations

import re
from random import Random
from typing import Final

from .base import Pair, like, put

_BETWEEN: Final = (
    r"(?:не|уже|тогда|долго|всегда|никогда|снова|тоже|ещё|только|просто|сразу|сначала|потом|всё"
    r"|даже|ни разу не|больше не|ещё не|до сих пор)"
)
_PAST: Final = re.compile(
    rf"\b(?:[Яя]\s+(?:{_BETWEEN}\s+){{0,2}})(?P<verb>\w+?л(?P<fem>а)?(?P<self>ся|сь)?)\b"
)
_WORDS: Final = {
    "должен": "должна",
    "рад": "рада",
    "готов": "готова",
    "сам": "сама",
    "уверен": "уверена",
    "согласен": "согласна",
    "вынужден": "вынуждена",
    "смог": "смогла",
    "мог": "могла",
    "помог": "помогла",
    "пришёл": "пришла",
    "ушёл": "ушла",
    "вышел": "вышла",
    "нашёл": "нашла",
    "шёл": "шла",
    "пошёл": "пошла",
    "дошёл": "дошла",
    "вошёл": "вошла",
    "прошёл": "прошла",
    "перешёл": "перешла",
    "вёл": "вела",
    "принёс": "принесла",
    "привёл": "привела",
}
_BACK: Final = {feminine: masculine for masculine, feminine in _WORDS.items()}
_ADJECTIVE: Final = re.compile(
    rf"\b[Яя]\s+(?:{_BETWEEN}\s+){{0,2}}(?P<verb>{'|'.join((*_WORDS, *_BACK))})\b"
)


def _other(verb: str) -> str | None:
    lower = verb.lower()
    if lower in _WORDS or lower in _BACK:
        return _WORDS.get(lower) or _BACK[lower]
    found = re.fullmatch(r"(\w*[аеиыяёу])л(а)?(ся|сь)?", lower)
    if found is None:
        return None
    reflexive = found[3] is not None
    if found[2]:
        return found[1] + "л" + ("ся" if reflexive else "")
    return found[1] + "ла" + ("сь" if reflexive else "")


def _shown(pair: Pair) -> list[re.Match[str]]:
    if pair.locale != "ru" or not re.search(r"\bI\b", pair.source):
        return []
    found = {match.start("verb"): match for match in _ADJECTIVE.finditer(pair.target)}
    for match in _PAST.finditer(pair.target):
        found.setdefault(match.start("verb"), match)
    return [match for _, match in sorted(found.items()) if _other(match["verb"])]


def shows_feminine(pair: Pair) -> bool | None:
    """Say which gender of the narrator a Russian target shows; None where it shows none or both."""
    genders = {
        verb in _BACK or re.search(r"ла(?:сь)?$", verb) is not None
        for verb in (match["verb"].lower() for match in _shown(pair))
    }
    return genders.pop() if len(genders) == 1 else None


def change(pair: Pair, dice: Random) -> str | None:
    """Let a woman speak as a man, or a man as a woman, all through the sentence."""
    if shows_feminine(pair) is None:
        return None
    text = pair.target
    for match in reversed(_shown(pair)):
        new = _other(match["verb"])
        if new is not None:
            text = put(text, *match.span("verb"), like(match["verb"], new))
    return text if text != pair.target else None
