"""Take out of a syntax tree what must not leave with an edition.

A source document may hold raw HTML, pictures on some server, links into somebody's home
folder, styles and scripts in attributes. None of that is text of the testimony; in an
export it would load, run or betray something.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from kuager.exporters.nodes import Node, attributes, inlines, plain_text, span, transform

KEPT_CLASSES = {"underline", "smallcaps"}
"""Classes of a source's own spans that every pandoc writer renders as a style of letters."""

LINK_SCHEMES = {"http", "https", "mailto"}

LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")

Target = list[str]
"""Address and title of a link."""


def clean(
    blocks: list[Node], *, own: Collection[str], marks: Collection[str], prefix: str, picture: str
) -> list[Node]:
    """Return blocks with nothing in them but text, structure and harmless links.

    ``own``: identifiers of the spans that stand for segments; these keep identifier and
    classes. ``marks``: the words of the edition's marks; a span of class "mark" around
    anything else loses its class, so that no source can fake or wear one. ``prefix``: set
    before the identifiers of link targets, which must be unique in a page with two
    languages; identifiers that nothing links to are dropped. ``picture``: the word that
    goes before the description of a picture, in whose place it stands.
    """
    linked = _linked(blocks)

    def attribute(given: list[Any], classes: list[str] | None = None) -> list[Any]:
        identifier, names, pairs = given
        kept = [name for name in names if name in KEPT_CLASSES] if classes is None else classes
        lang = next((value for key, value in pairs if key == "lang"), "")
        return attributes(
            f"{prefix}-{identifier}" if identifier in linked else "",
            kept,
            lang=lang if LANGUAGE_TAG.fullmatch(lang) else "",
        )

    def change(node: Node) -> list[Node]:
        kind: str = node["t"]
        content: Any = node.get("c")
        match kind:
            case "RawInline" | "RawBlock":
                return []
            case "Image":
                return [span(inlines(f"[{picture}: ") + content[1] + inlines("]"))]
            case "Figure":
                return _figure(content)
            case "Cite":
                return list(content[1])
            case "Link":
                return _link(attribute(content[0]), content[1], content[2], linked, prefix)
            case "Span" if content[0][0] in own:
                lang = attribute(content[0])[2]
                return [{"t": kind, "c": [[content[0][0], content[0][1], lang], content[1]]}]
            case "Span" if content[0][1] == ["mark"]:
                classes = ["mark"] if plain_text(content[1]).strip() in marks else []
                return [{"t": kind, "c": [attribute(content[0], classes), content[1]]}]
            case "Span" | "Div" | "Code" | "CodeBlock" | "Table":
                return [{"t": kind, "c": [attribute(content[0]), *content[1:]]}]
            case "Header":
                return [{"t": kind, "c": [content[0], attribute(content[1]), content[2]]}]
            case _:
                return [node]

    cleaned: list[Node] = transform(blocks, change)
    return cleaned


def _linked(blocks: list[Node]) -> set[str]:
    """Return the identifiers that links within the document lead to and that exist there."""
    targets: set[str] = set()
    present: set[str] = set()

    def look(node: Node) -> list[Node]:
        content: Any = node.get("c")
        if node["t"] == "Link" and content[2][0].startswith("#"):
            targets.add(content[2][0][1:])
        place = {"Span": 0, "Div": 0, "Header": 1}.get(node["t"])
        if place is not None:
            present.add(content[place][0])
        return [node]

    transform(blocks, look)
    return (targets & present) - {""}


def _link(
    attribute: list[Any], content: list[Node], target: Target, linked: set[str], prefix: str
) -> list[Node]:
    """Return a link that may stay, or its words alone."""
    address = target[0]
    if address.startswith("#") and address[1:] in linked:
        return [{"t": "Link", "c": [attribute, content, [f"#{prefix}-{address[1:]}", ""]]}]
    try:
        scheme = urlsplit(address).scheme.lower()
    except ValueError:
        scheme = ""
    if scheme in LINK_SCHEMES:
        return [{"t": "Link", "c": [attribute, content, [address, ""]]}]
    return [span(content)]


def _figure(content: list[Any]) -> list[Node]:
    """Return a figure's blocks, then its caption: the picture itself is only described."""
    _, caption, blocks = content
    return [*blocks, *caption[1]]
