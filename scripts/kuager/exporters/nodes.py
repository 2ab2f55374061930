"""Small makers and a walk for pandoc's syntax tree (``{"t": kind, "c": content}``)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

Node = dict[str, Any]
"""A block or inline of pandoc's JSON syntax tree."""

ATTRIBUTED = {
    "Code": 0,
    "CodeBlock": 0,
    "Div": 0,
    "Figure": 0,
    "Header": 1,
    "Image": 0,
    "Link": 0,
    "Span": 0,
    "Table": 0,
}
"""The kinds of nodes that have attributes, and where in their content these are."""


def inlines(text: str) -> list[Node]:
    """Return plain text as inlines: words and spaces between them."""
    nodes: list[Node] = []
    for index, word in enumerate(text.split(" ")):
        if index:
            nodes.append({"t": "Space"})
        if word:
            nodes.append({"t": "Str", "c": word})
    return nodes


def attributes(
    identifier: str = "", classes: Iterable[str] = (), **pairs: str
) -> list[str | list[Any]]:
    """Return an attribute triple: identifier, classes, key-value pairs (empty ones left out)."""
    return [identifier, list(classes), [[key, value] for key, value in pairs.items() if value]]


def span(content: list[Node], identifier: str = "", *classes: str, lang: str = "") -> Node:
    """Return a Span around inlines."""
    return {"t": "Span", "c": [attributes(identifier, classes, lang=lang), content]}


def div(content: list[Node], *classes: str, **pairs: str) -> Node:
    """Return a Div around blocks."""
    return {"t": "Div", "c": [attributes("", classes, **pairs), content]}


def para(content: list[Node]) -> Node:
    """Return a paragraph."""
    return {"t": "Para", "c": content}


def header(level: int, content: list[Node]) -> Node:
    """Return a heading."""
    return {"t": "Header", "c": [level, attributes(), content]}


def raw(kind: str, form: str, text: str) -> Node:
    """Return text that pandoc passes through: ``kind`` is RawInline or RawBlock."""
    return {"t": kind, "c": [form, text]}


def transform(value: Any, change: Callable[[Node], Sequence[Node]]) -> Any:
    """Return a tree with every node replaced, the innermost first.

    ``change`` gets a node whose content is changed already and returns what takes its
    place: the node itself, another, several or none.
    """
    if isinstance(value, dict):
        return {key: transform(part, change) for key, part in value.items()}
    if not isinstance(value, list):
        return value
    result: list[Any] = []
    for part in value:
        changed = transform(part, change)
        if isinstance(part, dict) and "t" in part:
            result.extend(change(changed))
        else:
            result.append(changed)
    return result


def joined(value: Any) -> Any:
    """Return a tree with neighbouring Strs made one.

    Writers escape each by itself: two slashes in two Strs begin a comment of Typst's.
    """
    if isinstance(value, dict):
        return {key: joined(part) for key, part in value.items()}
    if not isinstance(value, list):
        return value
    result: list[Any] = []
    for part in map(joined, value):
        if result and all(isinstance(n, dict) and n.get("t") == "Str" for n in (part, result[-1])):
            result[-1] = {"t": "Str", "c": result[-1]["c"] + part["c"]}
        else:
            result.append(part)
    return result


def plain_text(value: Any) -> str:
    """Return the words of a tree, with every kind of gap as one space."""
    words: list[str] = []

    def collect(node: Node) -> list[Node]:
        if node["t"] in {"Str", "Code", "Math"}:
            content = node["c"]
            words.append(content if isinstance(content, str) else content[-1])
        elif node["t"] in {"Space", "SoftBreak", "LineBreak"}:
            words.append(" ")
        return [node]

    transform([value], collect)
    return "".join(words)


def all_identifiers(value: Any) -> set[str]:
    """Return the identifiers that nodes of any kind have."""
    found: set[str] = set()

    def look(node: Node) -> list[Node]:
        place = ATTRIBUTED.get(node["t"])
        if place is not None:
            found.add(node["c"][place][0])
        return [node]

    transform(value, look)
    return found - {""}


def identifiers(value: Any) -> list[str]:
    """Return the identifiers of all Spans, in the order of the text."""
    found: list[str] = []

    def visit(part: Any) -> None:
        if isinstance(part, dict):
            if part.get("t") == "Span" and part["c"][0][0]:
                found.append(part["c"][0][0])
            for inner in part.values():
                visit(inner)
        elif isinstance(part, list):
            for inner in part:
                visit(inner)

    visit(value)
    return found
