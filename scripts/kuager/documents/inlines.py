"""Inline markup of pandoc's AST ↔ tokens of ``kuager.placeables``, without loss.

A text block's inlines become literals and tags numbered through the block, and a list of the
nodes behind the numbers (``markup[n - 1]``). ``InlineBuilder`` makes inlines of tokens again.
In text that goes between the two, a space is pandoc's Space and a newline its LineBreak.
The node types are those of pandoc-types 1.23.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from kuager.placeables import Close, Literal, Open, Standalone, Token

Node = dict[str, Any]
"""A block or inline of pandoc's AST: its type under ``t``, its contents under ``c``."""

PAIRS = {
    "Emph": "emphasis",
    "Underline": "underline",
    "Strong": "strong emphasis",
    "Strikeout": "struck out",
    "Superscript": "superscript",
    "Subscript": "subscript",
    "SmallCaps": "small capitals",
    "Quoted": "quotation",
    "Cite": "citation",
    "Link": "link",
    "Span": "span",
}
"""Inlines around text, and what translators read about them."""

STANDALONES = {
    "LineBreak": "line break",
    "Code": "code",
    "Math": "formula",
    "RawInline": "raw markup",
    "Image": "picture",
    "Note": "note",
}
"""Inlines that stand in the place of text."""

_OPAQUE = "\N{OBJECT REPLACEMENT CHARACTER}"
SHOWN_AS = {"line break": "\n", "code": _OPAQUE, "formula": _OPAQUE, "picture": _OPAQUE}
"""What stands for a placeable, by name, in the text that is searched for sentence ends."""

_CONTENT_SECOND = frozenset({"Quoted", "Cite", "Link", "Span", "Image"})
# Besides ASCII white space the line ends of Unicode, which would break a line of a catalog.
_WHITE_SPACE = re.compile(r"[ \t\n\r\f\v\x85\u2028\u2029]+")
_HTML_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_HTML_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9_-]*)[^>]*>")
_HTML_ELEMENTS = frozenset(
    """
    a abbr acronym address area article aside audio b base basefont bdi bdo big blockquote body
    br button canvas caption center cite code col colgroup data datalist dd del details dfn
    dialog dir div dl dt em embed fieldset figcaption figure font footer form frame frameset h1
    h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend li link
    main map mark math menu meta meter nav noscript object ol optgroup option output p param
    picture pre progress q rp rt ruby s samp script search section select slot small source span
    strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time
    title tr track tt u ul var video wbr
    """.split()  # noqa: SIM905 (a hundred quoted words read worse)
)
"""Of HTML's living standard, with those it calls obsolete."""


def content_of(node: Node) -> list[Node]:
    """Return the inlines in a pair or picture."""
    content: list[Node] = node["c"][1] if node["t"] in _CONTENT_SECOND else node["c"]
    return content


def with_content(node: Node, content: list[Node], *, anonymous: bool = False) -> Node:
    """Return a pair or picture around other inlines; ``anonymous`` leaves its identifier out."""
    if node["t"] not in _CONTENT_SECOND:
        return {"t": node["t"], "c": content}
    first = node["c"][0]
    if anonymous and node["t"] in ("Link", "Span"):
        first = ["", *first[1:]]
    return {"t": node["t"], "c": [first, content, *node["c"][2:]]}


def name_of(node: Node) -> str:
    """Say for a translator what a placeable stands for."""
    if node["t"] in PAIRS:
        return PAIRS[node["t"]] if content_of(node) else "anchor"
    return STANDALONES.get(node["t"], "markup")


def text_inlines(text: str) -> list[Node]:
    """Make inlines of plain text: Str, Space at each space, LineBreak at each newline."""
    nodes: list[Node] = []
    for part in re.split(r"([ \n])", text):
        if part == " ":
            nodes.append({"t": "Space"})
        elif part == "\n":
            nodes.append({"t": "LineBreak"})
        elif part:
            nodes.append({"t": "Str", "c": part})
    return nodes


def normalise_inlines(
    inlines: Iterable[Node], blocks: Callable[[list[Node]], list[Node]]
) -> list[Node]:
    """Bring inlines into the one form that text can be turned back into.

    How a file wraps its lines is not content: soft breaks and runs of white space become
    one Space, neighbouring Strs one Str. ``<br>`` becomes a LineBreak. A "tag" that HTML does
    not know, ``<unclear>`` say, is what a transcriber wrote and becomes text: as raw HTML it
    would be missing from every printed edition. ``blocks`` normalises the blocks of a note.
    """
    nodes: list[Node] = []
    run: list[str] = []

    def flush() -> None:
        nodes.extend(text_inlines(_WHITE_SPACE.sub(" ", "".join(run))))
        run.clear()

    for node in inlines:
        kind = node["t"]
        if kind == "Str":
            run.append(node["c"])
        elif kind in ("Space", "SoftBreak"):
            run.append(" ")
        elif kind == "RawInline" and (raw := _raw_text(node)) is not None:
            run.append(raw)
        else:
            flush()
            if kind in PAIRS or kind == "Image":
                content = normalise_inlines(content_of(node), blocks)
                nodes.append(with_content(node, content))
            elif kind == "Note":
                nodes.append({"t": "Note", "c": blocks(node["c"])})
            elif kind == "RawInline" and _HTML_BREAK.fullmatch(node["c"][1]):
                nodes.append({"t": "LineBreak"})
            else:
                nodes.append(node)
    flush()
    return nodes


def _raw_text(node: Node) -> str | None:
    """Return what a raw inline says in words, or None if it is markup."""
    syntax, raw = node["c"]
    if not raw:
        return ""
    tag = _HTML_TAG.fullmatch(raw) if syntax == "html" else None
    return raw if tag and tag[1].lower() not in _HTML_ELEMENTS else None


def flatten(inlines: Iterable[Node]) -> tuple[list[Token], list[Node]]:
    """Turn normalised inlines into tokens numbered from 1, and the nodes behind the numbers.

    A pair with nothing in it (an anchor) is a standalone.
    """
    tokens: list[Token] = []
    markup: list[Node] = []
    _flatten(inlines, tokens, markup, [])
    return tokens, markup


def _flatten(
    inlines: Iterable[Node], tokens: list[Token], markup: list[Node], text: list[str]
) -> None:
    def flush() -> None:
        if text:
            tokens.append(Literal("".join(text)))
            text.clear()

    for node in inlines:
        kind = node["t"]
        if kind == "Str":
            text.append(node["c"])
        elif kind == "Space":
            text.append(" ")
        else:
            flush()
            markup.append(node)
            number = len(markup)
            if kind in PAIRS and content_of(node):
                tokens.append(Open(number))
                _flatten(content_of(node), tokens, markup, text)
                tokens.append(Close(number))
            else:
                tokens.append(Standalone(number))
    flush()


def shown(token: Token, markup: Sequence[Node]) -> str:
    """Return what a token is in the text that is searched for sentence ends.

    A line break is a newline there, a picture, formula or piece of code one opaque character;
    tags, notes, anchors and raw markup are nothing at all.
    """
    if isinstance(token, Literal):
        return token.text
    if isinstance(token, Standalone):
        return SHOWN_AS.get(name_of(markup[token.number - 1]), "")
    return ""


def leans_left(token: Token, markup: Sequence[Node]) -> bool:
    """Tell whether a token between two sentences belongs to the first of them."""
    if isinstance(token, Close):
        return True
    if not isinstance(token, Standalone):
        return False
    node = markup[token.number - 1]
    closes_raw: bool = node["t"] == "RawInline" and node["c"][1].startswith("</")
    return closes_raw or node["t"] == "Note"


@dataclass(slots=True)
class _Level:
    """A pair, span or the block itself while its inlines are gathered."""

    number: int | None = None
    attributes: list[Any] | None = None
    """Of the span around a segment; None for a pair."""
    nodes: list[Node] = field(default_factory=list)


class InlineBuilder:
    """Make inlines of tokens, whatever their order: nothing raises, nothing worded is lost.

    Pairs that cross others or the span around a segment are closed and opened again. A pair is
    written only around something; a second copy of it carries no identifier.
    """

    def __init__(self, markup: Sequence[Node]) -> None:
        self._markup = markup
        self._levels = [_Level()]
        self._waiting: list[int] = []
        """Pairs to be opened again before the next words, outermost first."""
        self._text: list[str] = []
        self._written: set[int] = set()

    def text(self, text: str) -> None:
        """Add words."""
        if text:
            self._reopen()
            self._text.append(text)

    def space(self, text: str) -> None:
        """Add what stands between two segments; alone it does not open a waiting pair again."""
        self._text.append(text)

    def nodes(self, nodes: Iterable[Node]) -> None:
        """Add inlines as they are."""
        self._flush()
        self._levels[-1].nodes.extend(nodes)

    def token(self, token: Token) -> None:
        """Add words or markup; closing what is not open does nothing."""
        if isinstance(token, Literal):
            self.text(token.text)
        elif isinstance(token, Open):
            self._reopen()
            self._flush()
            self._levels.append(_Level(token.number))
        elif isinstance(token, Close):
            self._close(token.number)
        else:
            self._reopen()
            self.nodes([self._markup[token.number - 1]])

    def enter(self, attributes: list[Any]) -> None:
        """Begin the span around a segment."""
        self._suspend()
        self._flush()
        self._levels.append(_Level(attributes=attributes))

    def leave(self) -> None:
        """End the span that was begun last."""
        self._suspend()
        self._flush()
        level = self._levels.pop()
        self.nodes([{"t": "Span", "c": [level.attributes, level.nodes]}])

    def finish(self) -> list[Node]:
        """Close all that is open and return the inlines."""
        self._suspend()
        self._flush()
        return self._levels[0].nodes

    def _flush(self) -> None:
        if self._text:
            self._levels[-1].nodes.extend(text_inlines("".join(self._text)))
            self._text.clear()

    def _pop(self) -> int | None:
        self._flush()
        level = self._levels.pop()
        if level.number is not None and level.nodes:
            node = with_content(
                self._markup[level.number - 1],
                level.nodes,
                anonymous=level.number in self._written,
            )
            self._written.add(level.number)
            self._levels[-1].nodes.append(node)
        return level.number

    def _close(self, number: int) -> None:
        if number in self._waiting:
            self._waiting.remove(number)
            return
        if not any(level.number == number for level in self._innermost()):
            return
        crossed: list[int] = []
        while (popped := self._pop()) != number:
            if popped is not None:
                crossed.insert(0, popped)
        self._waiting = crossed + self._waiting

    def _innermost(self) -> Iterator[_Level]:
        """Yield the open pairs within the current span, innermost first."""
        for level in reversed(self._levels):
            if level.number is None:
                return
            yield level

    def _suspend(self) -> None:
        suspended: list[int] = []
        while self._levels[-1].number is not None:
            number = self._pop()
            if number is not None:
                suspended.insert(0, number)
        self._waiting = suspended + self._waiting

    def _reopen(self) -> None:
        waiting, self._waiting = self._waiting, []
        if waiting:
            self._flush()
        self._levels.extend(_Level(number) for number in waiting)
