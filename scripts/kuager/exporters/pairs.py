"""Set a text and its translation side by side, as finely as their common structure allows."""

from __future__ import annotations

from typing import Any

from kuager.exporters.nodes import Node, attributes, div, identifiers, para, transform
from kuager.exporters.notes import Notes, notes_heading

Row = tuple[list[Node], list[Node]]
"""What stands on the left and on the right."""

MATCHED_LIMIT = 200
"""Sentences of a row that light up together with their counterparts."""

Side = dict[str, str]
"""Attributes of a column: ``lang`` and ``dir``."""


def pair_up(
    left: list[Node], right: list[Node], sides: tuple[Side, Side], heading: str
) -> list[Node]:
    """Return Divs of class "pair", each with a Div for either side; notes come at the end.

    ``left`` and ``right`` are the same document in two languages, ``heading`` goes above
    the notes. Quotes and Divs are cut at their blocks, lists at their entries; everything
    else is one row. A row without text (a rule, a block of code) stands once, as a Div of
    class "both". Headings on the left are plain paragraphs in a Div: a page has one
    outline. Sentences that answer each other get the same class, ``s1``, ``s2`` ….
    """
    notes = Notes(sides[0]["lang"]), Notes(sides[1]["lang"])
    rows = [_pair((notes[0].take(a), notes[1].take(b)), sides) for a, b in _rows(left, right)]
    count = min(len(notes[0].taken), len(notes[1].taken))
    if not count:
        return rows
    numbers = range(1, count + 1)
    return [
        *rows,
        notes_heading(heading),
        *(_pair((notes[0].note(n), notes[1].note(n)), sides) for n in numbers),
    ]


def longest_row(pairs: list[Node]) -> int:
    """Return how many sentences the longest row has, as far as they are to be matched.

    A table is one row; rules for thousands of cells would be a burden to every browser.
    """
    return min(max((len(identifiers(pair)) // 2 for pair in pairs), default=0), MATCHED_LIMIT)


def _rows(left: list[Node], right: list[Node]) -> list[Row]:
    """Cut two sides into rows; where their structures part, all the rest is one row."""
    if len(left) != len(right):
        return [(left, right)]
    rows: list[Row] = []
    for one, other in zip(left, right, strict=True):
        parts, counterparts = _parts(one), _parts(other)
        if not parts or len(parts) != len(counterparts):
            rows.append(([one], [other]))
            continue
        for index, (part, counterpart) in enumerate(zip(parts, counterparts, strict=True)):
            whole = one["t"] in {"BulletList", "OrderedList"}
            rows += [
                (_wrap(one, index, a), _wrap(other, index, b))
                for a, b in ([(part, counterpart)] if whole else _rows(part, counterpart))
            ]
    return rows


def _parts(block: Node) -> list[list[Node]]:
    """Return what a block can be cut into; nothing when it stays whole."""
    match block["t"]:
        case "Div":
            return [[inner] for inner in block["c"][1]]
        case "BlockQuote":
            return [[inner] for inner in block["c"]]
        case "BulletList":
            return list(block["c"])
        case "OrderedList":
            return list(block["c"][1])
        case _:
            return []


def _wrap(container: Node, index: int, blocks: list[Node]) -> list[Node]:
    """Return a part of a container in a container of its own."""
    content = container["c"]
    match container["t"]:
        case "Div":
            identifier, classes, pairs = content[0]
            attribute = [identifier if index == 0 else "", classes, pairs]
            return [{"t": "Div", "c": [attribute, blocks]}] if any(attribute) else blocks
        case "BlockQuote":
            return [{"t": "BlockQuote", "c": blocks}]
        case "BulletList":
            return [{"t": "BulletList", "c": [blocks]}]
        case _:
            start, style, delimiter = content[0]
            numbering: list[Any] = [start + index, style, delimiter]
            return [{"t": "OrderedList", "c": [numbering, [blocks]]}]


def _pair(row: Row, sides: tuple[Side, Side]) -> Node:
    left, right = row
    if left == right:
        return div(right, "both")
    return div(
        [
            div(_without_headings(_numbered(left)), "source", **sides[0]),
            div(_numbered(right), "target", **sides[1]),
        ],
        "pair",
    )


def _numbered(blocks: list[Node]) -> list[Node]:
    """Give each sentence of a row its number as a class, for the style sheet to match."""
    count = 0

    def change(node: Node) -> list[Node]:
        nonlocal count
        if node["t"] != "Span" or "segment" not in node["c"][0][1]:
            return [node]
        count += 1
        (identifier, classes, pairs), content = node["c"]
        return [{"t": "Span", "c": [[identifier, [*classes, f"s{count}"], pairs], content]}]

    numbered: list[Node] = transform(blocks, change)
    return numbered


def _without_headings(blocks: list[Node]) -> list[Node]:
    """Return blocks with each heading as a paragraph in a Div of class ``h1``, ``h2`` …."""

    def change(node: Node) -> list[Node]:
        if node["t"] != "Header":
            return [node]
        level, (identifier, _, _), content = node["c"]
        return [{"t": "Div", "c": [attributes(identifier, [f"h{level}"]), [para(content)]]}]

    plain: list[Node] = transform(blocks, change)
    return plain
