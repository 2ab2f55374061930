"""Write an edition as Markdown that reads well in a plain text editor."""

from __future__ import annotations

import re
from typing import Any

from kuager.documents import markdown
from kuager.exporters.composition import full_text, without_identifiers
from kuager.exporters.edition import Edition
from kuager.exporters.nesting import blocks_within
from kuager.exporters.nodes import Node, joined, plain_text, raw, transform
from kuager.exporters.writing import write_text

DIALECT = (
    f"{markdown.DIALECT}"
    # So that a backslash is written as two, which every reader takes for one:
    "+raw_tex"
    # What nobody but pandoc reads, or what is noise between the words of a text:
    "-raw_html-raw_attribute-native_divs-native_spans-fenced_divs-bracketed_spans"
    "-header_attributes-link_attributes-inline_code_attributes-fenced_code_attributes"
    # Tables that every Markdown reader with tables knows:
    "-simple_tables-multiline_tables-grid_tables"
)
"""The dialect that sources are read in, so that an edition can become one, less all that only
pandoc writes. Quotes, dashes, dollars and at-signs stay themselves, without backslashes."""


_MISSED = re.compile(r"(&(?=#?\w+;)|\{|!(?=\[)|#$)")
"""What a reader of Markdown takes for the beginning of a character's name, or of attributes."""

_OPENING = re.compile(r"(|[Tt]able)([-=+:|%])(.*)", re.DOTALL)
"""What makes a rule, heading, table, its caption or the like at the beginning of a paragraph."""


def export(edition: Edition) -> bytes:
    """Return Markdown in UTF-8, one paragraph a line, marks as plain words in brackets."""
    blocks = literal(joined(_plain(without_identifiers(full_text(edition)))))
    return write_text(edition, blocks, DIALECT).encode() + b"\n"


def _plain(blocks: list[Node]) -> list[Node]:
    r"""Return blocks without spans and Divs; a notice becomes a quote, a date line emphasis.

    Small capitals are left out too, which pandoc would write as capitals.

    A mark goes in as it is: pandoc would write ``\[draft\]``. Brackets followed by a space
    are plain text to every Markdown reader as long as no link of that name is defined.
    """

    def change(node: Node) -> list[Node]:
        kind = node["t"]
        if kind == "Span":
            (_, classes, _), content = node["c"]
            if classes == ["mark"]:
                return [raw("RawInline", "markdown", plain_text(content))]
            return list(content)
        if kind == "SmallCaps":
            return list(node["c"])
        if kind == "Table":
            return _table(node)
        if kind == "Div":
            (_, classes, _), content = node["c"]
            if "notice" in classes:
                return [{"t": "BlockQuote", "c": content}]
            if "dateline" in classes:
                return [{**content[0], "c": [{"t": "Emph", "c": content[0]["c"]}]}]
            if "imprint" in classes:
                return [{"t": "HorizontalRule"}, *content]
            return list(content)
        return [node]

    plain: list[Node] = transform(blocks, change)
    return plain


def literal(value: Any) -> Any:
    """Return a tree with backslashes where pandoc's writer forgets them.

    It leaves "&amp;" as it is, which is read as "&", and a paragraph of "---", which is read as
    a rule.
    """
    if isinstance(value, dict):
        content: Any = literal(value["c"]) if "c" in value else None
        if (
            value.get("t") in {"Para", "Plain"}
            and content
            and content[0]["t"] == "Str"
            and (match := _OPENING.match(content[0]["c"]))
        ):
            before, sign, after = match.groups()
            content[:1] = [
                *([{"t": "Str", "c": before}] if before else []),
                raw("RawInline", "markdown", f"\\{sign}"),
                *([{"t": "Str", "c": after}] if after else []),
            ]
        return {**value, "c": content} if "c" in value else value
    if not isinstance(value, list):
        return value
    result: list[Any] = []
    for part in value:
        if not (isinstance(part, dict) and part.get("t") == "Str"):
            result.append(literal(part))
            continue
        for place, words in enumerate(_MISSED.split(part["c"])):
            if place % 2:
                result.append(raw("RawInline", "markdown", f"\\{words}"))
            elif words:
                result.append({"t": "Str", "c": words})
    return result


def _table(table: Node) -> list[Node]:
    """Return a table whose cells are lines, or its cells as paragraphs where they hold more.

    Pandoc would write but "[TABLE]" for one with lists or tables in it.
    """
    simple = True

    def line(node: Node) -> list[Node]:
        return [{"t": "Space"}] if node["t"] == "LineBreak" else [node]

    def cell(given: list[Any]) -> list[Any]:
        nonlocal simple
        blocks = given[4]
        simple &= all(block["t"] in {"Para", "Plain"} for block in blocks)
        if not simple or not blocks:
            return given
        content = [node for block in blocks for node in ({"t": "Space"}, *block["c"])][1:]
        return [*given[:4], [{"t": "Plain", "c": transform(content, line)}]]

    def rows(given: list[Any]) -> list[Any]:
        return [[own, [cell(each) for each in cells]] for own, cells in given]

    own, caption, columns, head, bodies, foot = table["c"]
    content = [
        own,
        caption,
        columns,
        [head[0], rows(head[1])],
        [[body, stub, rows(top), rows(rest)] for body, stub, top, rest in bodies],
        [foot[0], rows(foot[1])],
    ]
    return [{"t": "Table", "c": content}] if simple else blocks_within(table)
