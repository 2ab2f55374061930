"""Keep out of an edition the characters that nobody sees but that change what is seen.

Control characters and noncharacters break XML. Characters that turn the direction of writing
around (Unicode Standard Annex 9, 2) could show a mark behind its passage, or a sentence
backwards ("Trojan Source", Boucher and Anderson 2021).
"""

from __future__ import annotations

import re
from typing import Any

_SPACES = re.compile("[\t\n\v\f\r\x85\u2028\u2029]")
_BROKEN = re.compile(
    "[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffb"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
    )
    + "]"
)
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Embeddings, overrides, isolates: they reach over all that follows."""

_LEANING = re.compile("[\u061c\u200e\u200f]")
"""The marks of Arabic, left and right: invisible letters that neighbours lean on."""


def visible(text: str, *, leaning: bool = False) -> str:
    """Return text without controls, noncharacters and characters that turn it around.

    Line ends and tabs become spaces. ``leaning``: keep the marks that text from right to left
    may need, which reach no further than the punctuation beside them.
    """
    text = _TURNING.sub("", _BROKEN.sub("", _SPACES.sub(" ", text)))
    return text if leaning else _LEANING.sub("", text)


def visible_throughout(value: Any, *, leaning: bool = False) -> Any:
    """Return a syntax tree with every text in it made ``visible``; code keeps its lines."""
    return _visible_throughout(value, leaning=leaning) if _is_suspect(value) else value


def _is_suspect(value: Any) -> bool:
    """Tell whether any text in a tree would change; hardly ever one does."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            if not part.isprintable() and visible(part) != part:
                return True
        elif isinstance(part, list):
            waiting.extend(part)
        elif isinstance(part, dict):
            waiting.extend(part.values())
    return False


def _visible_throughout(value: Any, *, leaning: bool = False) -> Any:
    if isinstance(value, str):
        return visible(value, leaning=leaning)
    if isinstance(value, list):
        return [_visible_throughout(part, leaning=leaning) for part in value]
    if not isinstance(value, dict):
        return value
    if value.get("t") in {"CodeBlock", "RawBlock", "RawInline"}:
        first, text = value["c"]
        lines = [visible(line, leaning=leaning) for line in text.split("\n")]
        return {"t": value["t"], "c": [_visible_throughout(first), "\n".join(lines)]}
    return {key: _visible_throughout(part, leaning=leaning) for key, part in value.items()}
