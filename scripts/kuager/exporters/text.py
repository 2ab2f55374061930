"""Write an edition as plain text: words, line ends, and nothing to be seen beside them."""

from __future__ import annotations

from typing import Any

from kuager.exporters.composition import compose, imprint, notice, without_identifiers
from kuager.exporters.edition import Edition
from kuager.exporters.nesting import blocks_within
from kuager.exporters.nodes import Node, inlines, joined, para, plain_text, raw, transform
from kuager.exporters.notes import endnotes
from kuager.exporters.writing import write_text
from kuager.interface import translations

_BARE = {"Emph", "Strong", "Underline", "Strikeout", "SmallCaps"}
"""What pandoc would write with signs around, or in capitals."""
_GAP = raw("RawBlock", "plain", "\n")
"""A second empty line."""


def export(edition: Edition) -> bytes:
    """Return text in UTF-8, one paragraph a line, notes at the end with numbers in brackets.

    Headings stand out by two empty lines before them; a table's row is a line.
    """
    words = translations(edition.locale)
    composition = compose(
        edition.document, edition.renditions, edition.locale, picture=words.gettext("picture")
    )
    body = endnotes(list(composition.body), edition.locale, words.gettext("Notes"))
    blocks = [*composition.head, *notice(edition), *body, *imprint(edition)]
    return write_text(edition, joined(_bare(without_identifiers(blocks))), "plain").encode() + b"\n"


def _bare(blocks: list[Node]) -> list[Node]:
    """Return blocks without all that is shown otherwise than by words and lines."""

    def number(node: Node) -> list[Node]:
        return [{"t": "Str", "c": f"[{plain_text(node)}]"}] if _is_note_number(node) else [node]

    def change(node: Node) -> list[Node]:
        kind = node["t"]
        if kind in _BARE:
            return list(node["c"])
        if kind in {"Div", "Link", "Span"}:
            return list(node["c"][1])
        if kind == "Header":
            return [_GAP, para(node["c"][2])]
        if kind == "HorizontalRule":
            return [para(inlines("* * *"))]
        return _rows(node) if kind == "Table" else [node]

    # A note's number is known by its link, so these come first.
    bare: list[Node] = transform(transform(blocks, number), change)
    return bare


def _is_note_number(node: Node) -> bool:
    content: list[Node] = node["c"] if node["t"] == "Superscript" else []
    return (
        len(content) == 1
        and content[0]["t"] == "Link"
        and any(key == "role" for key, _ in content[0]["c"][0][2])
    )


def _rows(table: Node) -> list[Node]:
    """Return a table as caption and lines, or cell by cell where one holds more than words."""
    _, (_, caption), _, head, bodies, foot = table["c"]
    rows = [*head[1], *(row for body in bodies for row in body[2] + body[3]), *foot[1]]
    cells = [[cell[4] for cell in row[1]] for row in rows]
    if any(b["t"] not in {"Para", "Plain"} for row in cells for cell in row for b in cell):
        return blocks_within(table)
    return [*caption, {"t": "LineBlock", "c": [_row(row) for row in cells]}]


def _row(cells: list[list[Node]]) -> list[Node]:
    line: list[Any] = []
    for place, cell in enumerate(cells):
        line += inlines(" | ") if place else []
        for number, block in enumerate(cell):
            line += [{"t": "Space"}] if number else []
            line += [{"t": "Space"} if node["t"] == "LineBreak" else node for node in block["c"]]
    return line
