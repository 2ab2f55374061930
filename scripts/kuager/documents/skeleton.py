"""A document's skeleton and its words: read them apart, put a translation back together.

The skeleton is pandoc's AST in normal form (see ``normalise``). Every stretch of text in it is
met in document order by one and the same walk, ``map_text``; reading collects segments on the
way, rebuilding sets renditions in their places. Each reading ends with a proof: the document
rebuilt from its own segments must be the skeleton again, exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from kuager.documents.inlines import (
    InlineBuilder,
    Node,
    content_of,
    flatten,
    normalise_inlines,
    text_inlines,
    with_content,
)
from kuager.documents.pandoc import too_deep
from kuager.documents.segments import (
    CutBlock,
    cut_block,
    has_words,
    join_wordless,
    mend,
    plain_segment,
)
from kuager.errors import DocumentError
from kuager.model import Metadata, Rendition, Role, Segment, TextBlock
from kuager.placeables import strip_placeables

DEPTH_LIMIT = 100
"""A hundred quotes or fifty lists in one another, which take some 300 of Python's 1,000 frames."""

Splitter = Callable[[str], Sequence[str]]
"""Cuts a block's text into sentences; joined they are the text."""
Adjust = Callable[[list[str]], Sequence[str]]
"""Joins or splits the sentences of one block as translators asked for; joined they stay the text.

The text is plain, without tags; a newline in it is a line break, U+FFFC a picture, formula or
piece of code.
"""
_Visit = Callable[[list[Node], Role], list[Node]]


@dataclass(frozen=True, slots=True)
class Document:
    """A source document: metadata, skeleton, segments. Nothing in it is to be changed."""

    metadata: Metadata
    path: str
    """Relative to the pack, with slashes."""
    ast: dict[str, Any] = field(repr=False)
    """Pandoc's AST in normal form, without metadata."""
    blocks: tuple[TextBlock, ...] = field(repr=False)
    """In reading order; a note follows the block that it is noted in."""
    cuts: tuple[CutBlock, ...] = field(repr=False)
    """How the blocks of the AST were cut; for ``rebuild``."""
    title_block: int = 0
    """Index of the block that holds the title."""

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The segments of all blocks."""
        return tuple(chain.from_iterable(block.segments for block in self.blocks))

    @property
    def has_own_title(self) -> bool:
        """Whether the first block is the metadata's title, which the text itself lacks."""
        return len(self.blocks) > len(self.cuts)


def map_text(blocks: Sequence[Node], role: Role, visit: _Visit) -> list[Node]:
    """Return blocks with every stretch of text replaced by what ``visit`` makes of it.

    Stretches come in reading order, with their role; in a note all have the role of a note.
    Code, raw markup and rules hold no text.
    """
    return [_map_block(block, role, visit) for block in blocks]


def _map_block(block: Node, role: Role, visit: _Visit) -> Node:
    def within(inner: Role) -> Role:
        return role if role is Role.NOTE else inner

    def entries(parts: Sequence[Sequence[Node]]) -> list[list[Node]]:
        return [map_text(part, within(Role.ENTRY), visit) for part in parts]

    kind: str = block["t"]
    content: Any = block.get("c")
    match kind:
        case "Para" | "Plain":
            return {"t": kind, "c": visit(content, role)}
        case "Header":
            level, attributes, inlines = content
            return {"t": kind, "c": [level, attributes, visit(inlines, within(Role.HEADING))]}
        case "LineBlock":
            return {"t": kind, "c": [visit(line, role) for line in content]}
        case "BlockQuote":
            return {"t": kind, "c": map_text(content, within(Role.QUOTE), visit)}
        case "BulletList":
            return {"t": kind, "c": entries(content)}
        case "OrderedList":
            return {"t": kind, "c": [content[0], entries(content[1])]}
        case "DefinitionList":
            terms = [[visit(term, within(Role.ENTRY)), entries(parts)] for term, parts in content]
            return {"t": kind, "c": terms}
        case "Div":
            return {"t": kind, "c": [content[0], map_text(content[1], role, visit)]}
        case "Figure":
            attributes, caption, inner = content
            inner = map_text(inner, role, visit)
            caption = _map_caption(caption, within(Role.CAPTION), visit)
            return {"t": kind, "c": [attributes, caption, inner]}
        case "Table":
            return {"t": kind, "c": _map_table(content, within, visit)}
    return block


def _map_caption(caption: list[Any], role: Role, visit: _Visit) -> list[Any]:
    short, blocks = caption
    return [short and visit(short, role), map_text(blocks, role, visit)]


def _map_table(content: list[Any], within: Callable[[Role], Role], visit: _Visit) -> list[Any]:
    def rows(rows: list[Any]) -> list[Any]:
        return [
            [
                attributes,
                [[*cell[:4], map_text(cell[4], within(Role.CELL), visit)] for cell in cells],
            ]
            for attributes, cells in rows
        ]

    attributes, caption, columns, head, bodies, foot = content
    return [
        attributes,
        _map_caption(caption, within(Role.CAPTION), visit),
        columns,
        [head[0], rows(head[1])],
        [[*body[:2], rows(body[2]), rows(body[3])] for body in bodies],
        [foot[0], rows(foot[1])],
    ]


def normalise(ast: dict[str, Any], name: str) -> dict[str, Any]:
    """Return an AST in normal form (see ``normalise_inlines``), metadata left out.

    Raises DocumentError for one that is nested too deeply or has control characters.
    """
    _survey(ast["blocks"], name)

    def visit(inlines: list[Node], role: Role) -> list[Node]:
        return normalise_inlines(inlines, lambda blocks: map_text(blocks, role, visit))

    return {
        "pandoc-api-version": ast["pandoc-api-version"],
        "meta": {},
        "blocks": map_text(ast["blocks"], Role.PARAGRAPH, visit),
    }


def _survey(blocks: list[Node], name: str) -> None:
    """Look at all of an AST without recursion, so that all that follows may recurse."""
    waiting: list[tuple[int, Any]] = [(1, blocks)]
    while waiting:
        depth, value = waiting.pop()
        if depth > DEPTH_LIMIT:
            raise too_deep(name)
        if isinstance(value, dict):
            if value.get("t") == "Str" and any(
                character < " " and not character.isspace() for character in value["c"]
            ):
                raise DocumentError(
                    f"{name}: has control characters in its text.", "Remove them in an editor."
                )
            value = value.get("c")
        if isinstance(value, list):
            waiting.extend((depth + 1, part) for part in value if isinstance(part, dict | list))


def document_of(
    ast: dict[str, Any],
    metadata: Metadata,
    path: str,
    *,
    splitter: Splitter,
    adjust: Adjust | None = None,
) -> Document:
    """Make a document of pandoc's AST, and prove that it can be rebuilt.

    Raises DocumentError if it cannot be, if there are no words in it, or if it is nested beyond
    reason.
    """
    normal = normalise(ast, path)
    cuts: list[CutBlock] = []
    roles: list[Role] = []

    def cut(text: str) -> Sequence[str]:
        pieces = join_wordless(splitter(text))
        return adjust(pieces) if adjust else pieces

    def visit(inlines: list[Node], role: Role) -> list[Node]:
        tokens, markup = flatten(inlines)
        block = cut_block(tokens, markup, cut)
        if block:
            cuts.append(block)
            roles.append(role)
        for node in markup:
            _map_nested(node, visit)
        return inlines

    try:
        map_text(normal["blocks"], Role.PARAGRAPH, visit)
    except DocumentError as error:
        raise DocumentError(f"{path}: {error.problem}", error.mend) from None
    if not cuts:
        raise DocumentError(f"{path}: has no words to translate.", "Put the text into it.")
    document = _with_title(metadata, path, normal, cuts, roles, cut)
    renditions = [Rendition(segment.source) for segment in document.segments]
    if rebuild(document, renditions) != normal:
        raise DocumentError(
            f"{path}: cannot be taken apart and put together again without a change.",
            "Simplify its markup, and report this as a fault of Kuager.",
        )
    return document


def _map_nested(node: Node, visit: _Visit) -> Node:
    """Return a note or picture with its own text visited; any other inline as it is."""
    if node["t"] == "Note":
        return {"t": "Note", "c": map_text(node["c"], Role.NOTE, visit)}
    if node["t"] == "Image":
        return with_content(node, visit(content_of(node), Role.ALTERNATIVE))
    return node


def _with_title(
    metadata: Metadata,
    path: str,
    ast: dict[str, Any],
    cuts: list[CutBlock],
    roles: list[Role],
    cut: Splitter,
) -> Document:
    blocks = [TextBlock(role, block.segments) for role, block in zip(roles, cuts, strict=True)]
    title = " ".join(metadata.title.split())
    for index, block in enumerate(blocks):
        if block.role in (Role.HEADING, Role.PARAGRAPH) and text_of(block.segments) == title:
            blocks[index] = TextBlock(Role.TITLE, block.segments)
            return Document(metadata, path, ast, tuple(blocks), tuple(cuts), index)
    segments = tuple(plain_segment(piece) for piece in cut(title))
    blocks.insert(0, TextBlock(Role.TITLE, segments))
    return Document(metadata, path, ast, tuple(blocks), tuple(cuts))


def text_of(segments: Sequence[Segment], texts: Sequence[str] | None = None) -> str:
    """Return a block's words in one line, or those of the texts given for its segments."""
    sources = [segment.source for segment in segments] if texts is None else texts
    parts = (
        strip_placeables(text) + segment.separator
        for text, segment in zip(sources, segments, strict=True)
    )
    return " ".join("".join(parts).split())


def title_of(document: Document, renditions: Sequence[Rendition]) -> str:
    """Return the title, plain and in one line, from renditions of all the document's segments."""
    block = document.blocks[document.title_block]
    start = sum(len(before.segments) for before in document.blocks[: document.title_block])
    own = renditions[start : start + len(block.segments)]
    return text_of(block.segments, [rendition.text for rendition in own])


def rebuild(document: Document, renditions: Sequence[Rendition]) -> dict[str, Any]:
    """Return the AST with a rendition in place of each segment, in document order.

    Renditions may be anything: tags that are wrong are put right (see ``segments.mend``), and
    nothing of the skeleton is ever lost. One with a mark, class, locale or identifier is put in
    a Span of its own; see ``Rendition``. Parts of the AST are shared with the document's own.
    Raises ValueError if there is not one rendition for each segment.
    """
    if len(renditions) != len(document.segments):
        raise ValueError(f"{len(renditions)} renditions for {len(document.segments)} segments")
    given = iter(renditions)
    if document.has_own_title:
        for _ in document.blocks[0].segments:
            next(given)
    cuts = iter(document.cuts)

    def visit(inlines: list[Node], role: Role) -> list[Node]:
        del role
        tokens, markup = flatten(inlines)
        block = next(cuts) if has_words(tokens) else None
        own = [next(given) for _ in block.segments] if block else []
        nested = [_map_nested(node, visit) for node in markup]
        builder = InlineBuilder(nested)
        if block:
            _fill(builder, block, own)
        else:
            for token in tokens:
                builder.token(token)
        return builder.finish()

    return {**document.ast, "blocks": map_text(document.ast["blocks"], Role.PARAGRAPH, visit)}


def _fill(builder: InlineBuilder, block: CutBlock, renditions: Sequence[Rendition]) -> None:
    for token in block.lead:
        builder.token(token)
    for segment, numbers, rendition in zip(block.segments, block.numbers, renditions, strict=True):
        spanned = bool(
            rendition.locale or rendition.mark or rendition.classes or rendition.identifier
        )
        if spanned:
            locale = [["lang", rendition.locale]] if rendition.locale else []
            builder.enter([rendition.identifier, list(rendition.classes), locale])
        if rendition.mark:
            mark = text_inlines(" ".join(rendition.mark.split()))
            builder.nodes([{"t": "Span", "c": [["", ["mark"], []], mark]}])
            builder.space(" ")
        for token in mend(rendition.text, segment, numbers):
            builder.token(token)
        if spanned:
            builder.leave()
        builder.space(segment.separator)
