"""Set a text and its translations side by side, as finely as their common structure allows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kuager.exporters.nodes import Node, attributes, div, identifiers, para, transform
from kuager.exporters.notes import Notes

Row = tuple[list[Node], ...]
"""What stands in each column."""

MATCHED_LIMIT = 200
"""Sentences of a row that light up together with their counterparts."""

Side = dict[str, str]
"""Attributes of a column: ``lang`` and ``dir``."""


def pair_up(
    columns: Sequence[list[Node]], sides: Sequence[Side], heading: list[Node], *, outline: int = -1
) -> list[Node]:
    """Return Divs of class "pair", each with a Div for every side; notes come at the end.

    ``columns`` are the same document in several languages, the original first; ``heading``
    goes above the notes. Quotes and Divs are cut at their blocks, lists at their entries;
    everything else is one row. A row without text (a rule, a block of code) stands once, as a
    Div of class "both". Headings are headings in the column ``outline`` and plain paragraphs
    in a Div in the others: a page has one outline. Sentences that answer each other get the
    same class, ``s1``, ``s2`` ….
    """
    place = range(len(sides))[outline]
    notes = [Notes(side["lang"]) for side in sides]
    rows = [
        _pair(tuple(own.take(part) for own, part in zip(notes, row, strict=True)), sides, place)
        for row in _rows(columns)
    ]
    count = min(len(own.taken) for own in notes)
    if not count:
        return rows
    told = (tuple(own.note(number) for own in notes) for number in range(1, count + 1))
    return [*rows, *heading, *(_pair(row, sides, place) for row in told)]


def longest_row(pairs: list[Node]) -> int:
    """Return how many sentences the longest row has, as far as they are to be matched.

    A table is one row; rules for thousands of cells would be a burden to every browser.
    """
    columns = (column for pair in pairs for column in pair["c"][1])
    return min(max((len(identifiers(column)) for column in columns), default=0), MATCHED_LIMIT)


def _rows(columns: Sequence[list[Node]]) -> list[Row]:
    """Cut columns into rows; where their structures part, all the rest is one row."""
    if len({len(column) for column in columns}) > 1:
        return [tuple(columns)]
    rows: list[Row] = []
    for blocks in zip(*columns, strict=True):
        cut = [_parts(block) for block in blocks]
        if not cut[0] or len({len(parts) for parts in cut}) > 1:
            rows.append(tuple([block] for block in blocks))
            continue
        whole = blocks[0]["t"] in {"BulletList", "OrderedList"}
        for index, parts in enumerate(zip(*cut, strict=True)):
            rows += [
                tuple(_wrap(block, index, part) for block, part in zip(blocks, row, strict=True))
                for row in ([parts] if whole else _rows(parts))
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


def _pair(row: Row, sides: Sequence[Side], outline: int) -> Node:
    if all(blocks == row[0] for blocks in row):
        return div(row[0], "both")
    columns = []
    for place, (blocks, side) in enumerate(zip(row, sides, strict=True)):
        numbered = _numbered(blocks)
        content = numbered if place == outline else _without_headings(numbered)
        columns.append(div(content, "target" if place else "source", **side))
    return div(columns, "pair")


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
