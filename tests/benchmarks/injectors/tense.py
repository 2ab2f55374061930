"""Tense: what has happened told as what will happen, and back."""

from __future__ import annotations

import re
from random import Random
from typing import Final

from .base import Pair, choose, like, put
from .kazakh import is_front, past, present, split_past, split_present

_FUTURE: Final = re.compile(r"\b(?:will|shall|going to)\b|['’]ll\b|\bwon['’]t\b", re.IGNORECASE)
_PAST: Final = re.compile(
    r"\b(?:was|were|had|did|didn['’]t|came|went|took|gave|said|told|saw|knew|got|made|sent|wrote|"
    r"\w{3,}ed)\b",
    re.IGNORECASE,
)
_MIXED: Final = re.compile(
    r"\b(?:is|are|am|has|have|do|does|can|may|would|could|should|if|that|said|told)\b|[\"“]",
    re.IGNORECASE,
)
_BE: Final = {"буду": "", "будем": "и", "будет": "", "будут": "и"}
_WILL: Final = re.compile(r"\b(буду|будем|будет|будут)\s+(\w{2,}[аеияыу])ть(ся)?\b", re.IGNORECASE)
_WAS: Final = re.compile(
    r"\b(я|мы|он|она|они)(\s+(?:не|тоже|часто|всегда|там))?\s+(\w*(?:ыва|ива|ова|ева|ота|ела|има|"
    r"ита|"
    r"жда|зна|жи|чита|писа|дума|говори|смотре|стоя|сиде|плака|молча|люби|ходи))(л|ла|ли)\b",
    re.IGNORECASE,
)
_WILL_BE: Final = {"я": "буду", "мы": "будем", "он": "будет", "она": "будет", "они": "будут"}
_LAST: Final = re.compile(r"(\w+)(?=[.!…»]*$)")
_PAST_PERSON: Final = {"мын": "м", "мін": "м", "мыз": "қ", "міз": "қ"}
_PRESENT_PERSON: Final = {"м": "м{}н", "қ": "м{}з", "к": "м{}з"}


def _russian(text: str, *, future: bool) -> list[str]:
    options = []
    if future:
        for found in _WILL.finditer(text):
            verb = f"{found[2]}л{_BE[found[1].lower()]}"
            verb += ("сь" if verb[-1] == "и" else "ся") if found[3] else ""
            options.append(put(text, found.start(), found.end(), like(found[0], verb)))
        return options
    for found in _WAS.finditer(text):
        new = f"{found[1]}{found[2] or ''} {_WILL_BE[found[1].lower()]} {found[3]}ть"
        options.append(put(text, found.start(), found.end(), new))
    return options


def _kazakh(text: str, *, future: bool) -> list[str]:
    found = _LAST.search(text)
    if found is None:
        return []
    if future:
        parts = split_present(found[1])
        if parts is None or parts[1].startswith("т"):
            return []
        person = _PAST_PERSON.get(parts[1], "")
        if person == "қ" and is_front(parts[0]):
            person = "к"
        return [put(text, *found.span(1), past(parts[0]) + person)]
    parts = split_past(found[1])
    if parts is None or parts[1] not in {"", "м", "қ", "к"}:
        return []
    vowel = "і" if is_front(parts[0]) else "ы"
    ending = _PRESENT_PERSON[parts[1]].format(vowel) if parts[1] else f"д{vowel}"
    return [put(text, *found.span(1), present(parts[0]) + ending)]


def change(pair: Pair, dice: Random) -> str | None:
    """Tell as past what the source says will be, or as to come what it says has been."""
    future, over = bool(_FUTURE.search(pair.source)), bool(_PAST.search(pair.source))
    if future == over or (over and _MIXED.search(pair.source)):
        return None
    turn = _kazakh if pair.locale == "kk" else _russian
    return choose(turn(pair.target, future=future), pair.target, dice)
