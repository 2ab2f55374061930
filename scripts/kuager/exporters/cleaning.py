"""Take out of a syntax tree what must not leave with an edition.

A source document may hold raw HTML, pictures on some server, links into somebody's home
folder, styles and scripts in attributes. None of that is text of the testimony; in an
export it would load, run or betray something. So no attribute is passed on: each is made anew
of what may be in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any
from urllib.parse import unquote

from kuager.exporters.edition import language_tag
from kuager.exporters.nodes import (
    Node,
    all_identifiers,
    attributes,
    inlines,
    para,
    plain_text,
    span,
    transform,
    walk,
)

LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
"""The tags of BCP 47 that name languages of ISO 639; longer first parts name none, and Typst
stops at them."""

WEB_ADDRESS = re.compile(
    r"(?P<scheme>https?://)(?:[^\s/?#\\]*@)?(?P<rest>[^\s/?#\\@]+(?:[/?#][^\s\\]*)?)",
    re.IGNORECASE,
)
"""With a host, and in the form that every program reads alike (RFC 3986, 3.2)."""

Target = list[str]
"""Address and title of a link."""

Attribute = Callable[..., list[Any]]
"""Makes an attribute triple anew from one of the source, with the classes given."""


def clean(
    blocks: list[Node],
    source: list[Node],
    *,
    own: Collection[str],
    marks: Collection[str],
    locale: str,
    picture: str,
) -> list[Node]:
    """Return blocks with nothing in them but text, structure and harmless links.

    ``source``: the blocks in the original language, with the same skeleton.
    ``own``: identifiers of the spans that stand for segments; these keep identifier and
    classes. ``marks``: the words of the edition's marks; a span of class "mark" around
    anything else loses its class, so that no source can wear one. ``locale``: the language
    of the edition; it goes before the identifiers of link targets, which must be unique in a
    page with two languages. Identifiers that nothing links to are dropped, and repeated ones.
    ``picture``: the word that goes before the description of a picture, in whose place it stands.
    """
    linked = _linked(blocks)
    prefix = f"{locale}-ref"
    doubled = _doubled_captions(source)
    free = set(linked)

    def attribute(given: list[Any], classes: Sequence[str] = ()) -> list[Any]:
        identifier, _, pairs = given
        lang = next((value for key, value in pairs if key == "lang"), "")
        wanted = identifier in free
        free.discard(identifier)
        return attributes(
            f"{prefix}-{identifier}" if wanted else "",
            classes,
            lang=lang if LANGUAGE_TAG.fullmatch(lang) else "",
        )

    def change(node: Node) -> list[Node]:
        kind: str = node["t"]
        content: Any = node.get("c")
        match kind:
            case "RawInline" | "RawBlock":
                return []
            case "Image":
                described = _described(content[1], picture)
                return [{"t": "Span", "c": [attribute(content[0]), described]}]
            case "Figure":
                figure = _figure(content, picture, doubled=next(doubled))
                return [{"t": "Div", "c": [attribute(content[0]), figure]}]
            case "Cite":
                return list(content[1])
            case "Link":
                return _link(attribute(content[0]), content[1], content[2], linked, prefix)
            case "Span" if content[0][0] in own:
                pairs = attribute(content[0])[2]
                inner = _marks_in(locale, content[1]) if pairs else content[1]
                return [{"t": kind, "c": [[content[0][0], content[0][1], pairs], inner]}]
            case "Span" if content[0][1] == ["mark"]:
                classes = ["mark"] if plain_text(content[1]).strip() in marks else []
                return [{"t": kind, "c": [attribute(content[0], classes), content[1]]}]
            case "Table":
                return [{"t": kind, "c": _table(content, attribute)}]
            case "Span" | "Div" | "Code" | "CodeBlock":
                made = attribute(content[0])
                if kind == "Span" and not any(made):
                    return list(content[1])
                return [{"t": kind, "c": [made, *content[1:]]}]
            case "Header":
                return [{"t": kind, "c": [content[0], attribute(content[1]), content[2]]}]
            case _:
                return [node]

    cleaned: list[Node] = transform(blocks, change)
    return cleaned


def _marks_in(locale: str, content: list[Node]) -> list[Node]:
    """Return inlines in another language with the language of their mark named again."""

    def change(node: Node) -> list[Node]:
        if node["t"] != "Span" or node["c"][0][1] != ["mark"]:
            return [node]
        return [span(node["c"][1], "", "mark", lang=language_tag(locale))]

    changed: list[Node] = transform(content, change)
    return changed


def _linked(blocks: list[Node]) -> set[str]:
    """Return the identifiers that links within the document lead to and that exist there."""
    addresses = {node["c"][2][0] for node in walk(blocks) if node["t"] == "Link"}
    targets = {address[1:] for address in addresses if address.startswith("#")}
    return targets & all_identifiers(blocks)


def _link(
    attribute: list[Any], content: list[Node], target: Target, linked: set[str], prefix: str
) -> list[Node]:
    """Return a link that may stay, or its words alone."""
    address = target[0]
    if address.startswith("#") and address[1:] in linked:
        return [{"t": "Link", "c": [attribute, content, [f"#{prefix}-{address[1:]}", ""]]}]
    address = _harmless(address, plain_text(content))
    if address:
        return [{"t": "Link", "c": [attribute, content, [address, ""]]}]
    return [span(content, attribute[0])] if attribute[0] else content


def _harmless(address: str, said: str) -> str:
    """Return an address as it may leave, or nothing.

    A web address loses the name and password of whoever may log in with it. A mail address
    stays where the text itself says it (``said``), without further fields: nobody writes to a
    hidden one by accident.
    """
    if web := WEB_ADDRESS.fullmatch(address):
        return web["scheme"] + web["rest"]
    scheme, _, rest = address.partition(":")
    mail = unquote(rest.partition("?")[0])
    if scheme.lower() == "mailto" and re.fullmatch(r"[^\s@]+@[^\s@]+", mail) and mail in said:
        return f"mailto:{rest.partition('?')[0]}"
    return ""


def _table(content: list[Any], attribute: Attribute) -> list[Any]:
    """Return a table's content with all attributes of its parts made anew.

    Alignments and spans stay; widths of columns do not, which can be narrow enough to hide one.
    """

    def rows(given: list[Any]) -> list[Any]:
        return [
            [attribute(row), [[attribute(cell), *kept] for cell, *kept in cells]]
            for row, cells in given
        ]

    own, caption, columns, head, bodies, foot = content
    return [
        attribute(own),
        caption,
        [[alignment, {"t": "ColWidthDefault"}] for alignment, _ in columns],
        [attribute(head[0]), rows(head[1])],
        [[attribute(body), stub, rows(top), rows(rest)] for body, stub, top, rest in bodies],
        [attribute(foot[0]), rows(foot[1])],
    ]


def _described(description: list[Node], picture: str) -> list[Node]:
    return inlines(f"({picture}: ") + description + inlines(")")


def _figure(content: list[Any], picture: str, *, doubled: bool) -> list[Node]:
    """Return a figure as blocks: its picture's description, then its caption.

    ``doubled``: the two are the same words, as Markdown has it; then they stand once.
    """
    _, (_, caption), blocks = content
    if not doubled:
        return [*blocks, *caption]
    return [para(_described(caption[0]["c"], picture)), *caption[1:]]


def _doubled_captions(source: list[Node]) -> Iterator[bool]:
    """Tell for each figure, innermost first, whether its caption is its picture's description."""
    doubled: list[bool] = []

    def look(node: Node) -> list[Node]:
        if node["t"] == "Figure":
            _, (_, caption), blocks = node["c"]
            alike = plain_text(caption) == plain_text(blocks)
            doubled.append(alike and bool(caption) and caption[0]["t"] in {"Para", "Plain"})
        return [node]

    transform(source, look)
    yield from doubled
