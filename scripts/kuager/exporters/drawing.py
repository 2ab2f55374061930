"""Spell out the characters that no font at hand can draw: an empty box says nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from kuager.exporters.nodes import Node, transform

_COMPLAINT = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed with font')
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")

_TEXTS = {"Code": 1, "CodeBlock": 1, "Math": 1}
"""Kinds of nodes whose text stands in their content, and where in it."""


def undrawable(diagnostic: str) -> frozenset[str]:
    """Return the characters that Typst 0.14 and later says it has no glyph for.

    ``diagnostic``: all that it said when it refused to write PDF/UA-1.
    """
    told = "".join(_COMPLAINT.findall(diagnostic))
    characters = _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), told)
    return frozenset(character for character in characters if not character.isascii())


def spelt_out(blocks: list[Node], strange: Collection[str]) -> list[Node]:
    """Return blocks with each of some characters as its number in Unicode: "(U+1F600)".

    What only joins or shapes its neighbours is left out: it draws nothing of its own.
    """
    table = {ord(character): _number(character) for character in strange}

    def change(node: Node) -> list[Node]:
        content = node.get("c")
        if node["t"] == "Str":
            return [{"t": "Str", "c": content.translate(table)}] if content else [node]
        if (place := _TEXTS.get(node["t"])) is None or content is None:
            return [node]
        parts = list(content)
        parts[place] = parts[place].translate(table)
        return [{"t": node["t"], "c": parts}]

    spelt: list[Node] = transform(blocks, change) if table else blocks
    return spelt


def _number(character: str) -> str:
    return "" if unicodedata.category(character) == "Cf" else f"(U+{ord(character):04X})"
