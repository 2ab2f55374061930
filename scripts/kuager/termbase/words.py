"""Words of a text with their places, and what may stand between the words of one term."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

MASK = "\ufffc"
"""Stands for inline markup in a text that was masked before; it is as good as not there."""

_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
_HYPHENS = "-‐‑"
_JOINT = re.compile(rf"{MASK}*(?:[\s\u00a0\u202f]+|[{_HYPHENS}]){MASK}*")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text; parts joined by a hyphen count apart."""

    text: str
    start: int
    end: int
    hyphen_before: bool
    """Whether a word and a hyphen stand right before it; a number («146-бап») is none."""
    hyphen_after: bool
    gap: str
    """What stands between it and the word before; any white space, or a hyphen, is a space."""


def split_words(text: str) -> tuple[Word, ...]:
    """Return the words of a text, in order."""
    matches = list(_WORD.finditer(text))
    words = []
    for place, match in enumerate(matches):
        start, end = match.span()
        before = text[matches[place - 1].end() : start] if place else None
        after = text[end : matches[place + 1].start()] if place + 1 < len(matches) else None
        words.append(
            Word(
                match.group(),
                start,
                end,
                before is not None
                and before.strip(MASK) in _HYPHEN_SET
                and not matches[place - 1].group().isdecimal(),
                after is not None and after.strip(MASK) in _HYPHEN_SET,
                _gap(before or ""),
            )
        )
    return tuple(words)


_HYPHEN_SET = frozenset(_HYPHENS)


def _gap(between: str) -> str:
    return " " if _JOINT.fullmatch(between) else " ".join(between.replace(MASK, " ").split())


def shared_beginning(words: Sequence[str]) -> str:
    """Return the letters that all of some words begin with."""
    shortest, longest = min(words), max(words)
    for place, letter in enumerate(shortest):
        if longest[place : place + 1] != letter:
            return shortest[:place]
    return shortest
