"""Small makers and a walk for pandoc's syntax tree (``{"t": kind, "c": content}``)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
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
    place: the node itself, another, several or none. Parts without nodes are shared with the
    tree that came in.
    """
    if isinstance(value, dict):
        content = value.get("c")
        if not isinstance(content, list | dict):
            return value
        return {**value, "c": transform(content, change)}
    if not isinstance(value, list):
        return value
    result: list[Any] = []
    for part in value:
        if isinstance(part, dict):
            result.extend(change(transform(part, change)))
        elif isinstance(part, list):
            result.append(transform(part, change))
        else:
            result.append(part)
    return result


def walk(value: Any) -> Iterator[Node]:
    """Yield every node of a tree, in the order of the text, containers first."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            yield part
            part = part.get("c")
        if isinstance(part, dict):
            waiting.append(part)
        elif isinstance(part, list):
            waiting.extend(inner for inner in reversed(part) if isinstance(inner, dict | list))


def joined(blocks: list[Node]) -> list[Node]:
    """Return blocks with neighbouring Strs made one.

    Writers escape each by itself: two slashes in two Strs begin a comment of Typst's.
    """
    whole: list[Node] = _joined(blocks)
    return whole


def _joined(value: Any) -> Any:
    if isinstance(value, dict):
        content = value.get("c")
        return {**value, "c": _joined(content)} if isinstance(content, list | dict) else value
    result: list[Any] = []
    before = ""
    for part in value:
        kind = part.get("t", "") if isinstance(part, dict) else ""
        if kind == before == "Str":
            result[-1] = {"t": "Str", "c": result[-1]["c"] + part["c"]}
        else:
            result.append(_joined(part) if isinstance(part, list | dict) else part)
        before = kind
    return result


def plain_text(value: Any) -> str:
    """Return the words of a tree, with every kind of gap as one space."""
    words: list[str] = []
    for node in walk(value):
        if node["t"] in {"Str", "Code", "Math"}:
            content = node["c"]
            words.append(content if isinstance(content, str) else content[-1])
        elif node["t"] in {"Space", "SoftBreak", "LineBreak"}:
            words.append(" ")
    return "".join(words)


def all_identifiers(value: Any) -> set[str]:
    """Return the identifiers that nodes of any kind have."""
    attributed = (node for node in walk(value) if node["t"] in ATTRIBUTED)
    return {node["c"][ATTRIBUTED[node["t"]]][0] for node in attributed} - {""}


def identifiers(value: Any) -> list[str]:
    """Return the identifiers of all Spans, in the order of the text."""
    spans = (node["c"][0][0] for node in walk(value) if node["t"] == "Span")
    return [name for name in spans if name]
