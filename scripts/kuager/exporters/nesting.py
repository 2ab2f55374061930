"""Dissolve what is nested deeper than a page can show: the words stay, the boxes go."""

from __future__ import annotations

from typing import Any

from kuager.exporters.nodes import Node, para, plain_text, span, transform

BLOCK_LIMIT = 8
"""Quotes, lists, tables in one another; Typst stops at about ten tables or fifteen quotes, and on
an A5 page there is no room left for words long before."""

INLINE_LIMIT = 8
"""Emphasis within links within quotation marks …; Typst stops somewhere above thirty."""

_BLOCKS = frozenset(
    "BlockQuote BulletList DefinitionList Div Figure OrderedList Table".split()  # noqa: SIM905
)
_INLINES = frozenset(
    """
    Emph Link Quoted SmallCaps Span Strikeout Strong Subscript Superscript Underline
    """.split()  # noqa: SIM905
)
_CONTENT_SECOND = frozenset(("Link", "Quoted", "Span"))


def flatten(blocks: list[Node]) -> list[Node]:
    """Return blocks in which nothing is nested beyond the limits; marks stay marks."""
    flat: list[Node] = _walk(blocks, 0, 0)
    return flat


def stepwise(blocks: list[Node]) -> list[Node]:
    """Return blocks in which no heading is empty or skips a level; the first is of level 1.

    A screen reader's list of headings then has no gaps (ISO 14289-1, 7.4.2). A heading that has
    no words besides its notes becomes a paragraph.
    """
    before = 0

    def change(node: Node) -> list[Node]:
        nonlocal before
        if node["t"] != "Header":
            return [node]
        level, attribute, content = node["c"]
        if not plain_text(transform(content, _without_note)).strip():
            return [para([span(content, attribute[0])])]
        before = min(level, before + 1)
        return [{"t": "Header", "c": [before, attribute, content]}]

    stepped: list[Node] = transform(blocks, change)
    return stepped


def _without_note(node: Node) -> list[Node]:
    return [] if node["t"] == "Note" else [node]


def _walk(value: Any, block: int, inline: int) -> Any:
    if isinstance(value, dict):
        return {key: _walk(part, block, inline) for key, part in value.items()}
    if not isinstance(value, list):
        return value
    result: list[Any] = []
    for part in value:
        if not (isinstance(part, dict) and "c" in part):
            result.append(_walk(part, block, inline))
            continue
        kind, content = part["t"], part["c"]
        if kind in _BLOCKS:
            if block >= BLOCK_LIMIT:
                result += _walk(blocks_within(part), block, 0)
            else:
                result.append({"t": kind, "c": _walk(content, block + 1, 0)})
        elif kind in _INLINES and not _is_mark(part):
            inner = content[1] if kind in _CONTENT_SECOND else content
            if inline >= INLINE_LIMIT:
                result += _walk(inner, block, inline)
            else:
                result.append({"t": kind, "c": _walk(content, block, inline + 1)})
        else:
            result.append({"t": kind, "c": _walk(content, block, inline)})
    return result


def _is_mark(node: Node) -> bool:
    mark: bool = node["t"] == "Span" and node["c"][0][1] == ["mark"]
    return mark


def blocks_within(node: Node) -> list[Node]:
    """Return the blocks in a container in reading order, each text a paragraph of its own."""
    content = node["c"]
    match node["t"]:
        case "BlockQuote":
            found = content
        case "BulletList":
            found = [block for entry in content for block in entry]
        case "OrderedList":
            found = [block for entry in content[1] for block in entry]
        case "DefinitionList":
            found = [
                block
                for term, meanings in content
                for block in (para(term), *(b for meaning in meanings for b in meaning))
            ]
        case "Table":
            _, (_, caption), _, head, bodies, foot = content
            rows = [*head[1], *(row for b in bodies for row in b[2] + b[3]), *foot[1]]
            found = [*caption, *(block for _, cells in rows for cell in cells for block in cell[4])]
        case "Figure":
            found = [*content[2], *content[1][1]]
        case _:
            found = content[1]
    return [para(block["c"]) if block["t"] == "Plain" else block for block in found]
