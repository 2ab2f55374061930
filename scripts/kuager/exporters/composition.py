"""Put an edition together as one syntax tree: title, date, notice, text, imprint."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from kuager.documents import Document, rebuild
from kuager.exporters.cleaning import clean
from kuager.exporters.edition import Edition, language_tag, provenance
from kuager.exporters.nesting import stepwise
from kuager.exporters.nodes import (
    Node,
    all_identifiers,
    div,
    header,
    identifiers,
    inlines,
    para,
    span,
    transform,
    walk,
)
from kuager.interface import translations
from kuager.model import Rendition
from kuager.placeables import strip_placeables

DATE_LINE_LENGTH = 80
"""Characters; a longer first paragraph with the date in it is prose, not a date line."""


@dataclass(frozen=True, slots=True)
class Composition:
    """A document in one language, cut where a notice or a counterpart goes in between."""

    head: tuple[Node, ...]
    """Title (a level-1 heading) and date line (a Div of class "dateline"), as the document
    orders them; empty when the title stands somewhere within the text."""
    body: tuple[Node, ...]


def compose(
    document: Document, renditions: Sequence[Rendition], locale: str, *, picture: str
) -> Composition:
    """Rebuild a document in a language, cleaned and with its title and date line set apart.

    Every segment's span gets the identifier ``<locale>-<number>``, from 1 (with more hyphens
    where the document itself has identifiers that begin so). ``picture`` is the word before a
    picture's description.
    """
    prefix = f"{locale}-"
    while any(name.startswith(prefix) for name in all_identifiers(document.ast["blocks"])):
        prefix += "-"
    own = [f"{prefix}{number}" for number in range(1, len(renditions) + 1)]
    named = [
        replace(rendition, identifier=name) for rendition, name in zip(renditions, own, strict=True)
    ]
    blocks = clean(
        rebuild(document, named)["blocks"],
        document.ast["blocks"],
        own=set(own),
        marks={rendition.mark for rendition in renditions},
        locale=locale,
        picture=picture,
    )
    title = sum(len(block.segments) for block in document.blocks[: document.title_block])
    if document.has_own_title:
        blocks = [_title_block(document, named, locale), *blocks]
    apart = _set_apart(blocks, own[title], document, own)
    head, blocks = len(apart.head), stepwise([*apart.head, *apart.body])
    return Composition(tuple(blocks[:head]), tuple(blocks[head:]))


def compose_edition(edition: Edition) -> Composition:
    """Rebuild an edition's document in its language."""
    picture = translations(edition.locale).gettext("picture")
    return compose(edition.document, edition.renditions, edition.locale, picture=picture)


def compose_original(document: Document, *, picture: str = "") -> Composition:
    """Rebuild a document in its own language; ``picture`` is that language's word if not given."""
    language = document.metadata.language
    renditions = [Rendition(segment.source, classes=("segment",)) for segment in document.segments]
    word = picture or translations(language).gettext("picture")
    return compose(document, renditions, language, picture=word)


def full_text(edition: Edition) -> list[Node]:
    """Return an edition as blocks: head, notice, body, imprint.

    Notice and imprint are Divs of these classes. Identifiers are there for the segments
    and for what the text links to.
    """
    composition = compose_edition(edition)
    return [*composition.head, *notice(edition), *composition.body, *imprint(edition)]


def notice(edition: Edition) -> list[Node]:
    """Return the notice at the head of an unapproved edition as one Div, or nothing."""
    told = edition.notice
    if not told.heading:
        return []
    legend = [
        [{"t": "Plain", "c": [span(inlines(mark), "", "mark"), *inlines(f" {meaning}")]}]
        for mark, meaning in told.legend
    ]
    return [
        div(
            [
                para([{"t": "Strong", "c": inlines(told.heading)}]),
                para(inlines(" ".join(told.lines))),
                {"t": "BulletList", "c": legend},
            ],
            "notice",
            role="note",
        )
    ]


def imprint(edition: Edition, *, rights: bool = True) -> list[Node]:
    """Return the last words of an edition as one Div: how it came about, and the rights.

    Without ``rights`` where these are told once for several editions.
    """
    heading = translations(edition.locale).gettext("About this translation")
    return _last_words(heading, edition.imprint, edition.document, rights=rights)


def original_imprint(document: Document) -> list[Node]:
    """Return the last words of an original as one Div, in its own language."""
    language = document.metadata.language
    heading = translations(language).gettext("Original")
    return _last_words(heading, provenance(document, language), document, rights=True)


def _last_words(
    heading: str, sentences: Sequence[str], document: Document, *, rights: bool
) -> list[Node]:
    licence, language = document.metadata.licence, document.metadata.language
    told = [para([span(inlines(licence), lang=language)])] if licence and rights else []
    return [
        div([header(2, inlines(heading)), para(inlines(" ".join(sentences))), *told], "imprint")
    ]


def without_identifiers(blocks: list[Node]) -> list[Node]:
    """Return blocks without the spans around segments, for formats that have no use for them.

    Languages and marks stay, and so do the targets of links.
    """

    def change(node: Node) -> list[Node]:
        if node["t"] != "Span" or "segment" not in node["c"][0][1]:
            return [node]
        _, _, pairs = node["c"][0]
        content: list[Node] = node["c"][1]
        return [{"t": "Span", "c": [["", [], pairs], content]}] if pairs else content

    plain: list[Node] = transform(blocks, change)
    return plain


def _title_block(document: Document, renditions: Sequence[Rendition], locale: str) -> Node:
    """Return the title of a document whose text does not hold it; its segments come first."""
    content: list[Node] = []
    for segment, own in zip(document.blocks[0].segments, renditions, strict=False):
        lang = language_tag(locale) if own.locale else ""
        mark = [span(inlines(own.mark), "", "mark", lang=lang), {"t": "Space"}] if own.mark else []
        words = inlines(strip_placeables(own.text))
        content += [span([*mark, *words], own.identifier, *own.classes, lang=own.locale)]
        content += inlines(segment.separator)
    return para(content)


def _set_apart(blocks: list[Node], title: str, document: Document, own: list[str]) -> Composition:
    """Cut title and date line off the top; a title further down becomes a heading there."""
    places = [index for index, block in enumerate(blocks[:2]) if title in identifiers(block)]
    if not places or blocks[places[0]]["t"] not in {"Para", "Plain", "Header"}:
        return Composition((), tuple(_promote(_lower(blocks), title)))
    place = places[0]
    sources = dict(zip(own, (segment.source for segment in document.segments), strict=True))
    head = [_promoted(blocks[place])]
    rest = [block for index, block in enumerate(blocks[:2]) if index != place]
    if rest and _is_date_line(rest[0], sources, document.metadata.recorded):
        head.insert(0 if place else 1, div([rest.pop()], "dateline"))
    elif place:
        return Composition((), tuple(_promote(_lower(blocks), title)))
    return Composition(tuple(head), tuple(_lower([*rest, *blocks[2:]])))


def _is_date_line(block: Node, sources: dict[str, str], recorded: datetime | None) -> bool:
    """Tell whether a paragraph is the line that says when the testimony was given.

    It is when it is short and its source holds the recorded year and day as numbers.
    """
    if recorded is None or block["t"] not in {"Para", "Plain"}:
        return False
    source = " ".join(sources[name] for name in identifiers(block) if name in sources)
    numbers = {int(digits) for digits in re.findall(r"\d{1,4}", source)}
    return len(source) <= DATE_LINE_LENGTH and {recorded.year, recorded.day} <= numbers


def _promoted(block: Node) -> Node:
    """Return a paragraph or heading as a level-1 heading."""
    if block["t"] == "Header":
        return {"t": "Header", "c": [1, block["c"][1], block["c"][2]]}
    return header(1, block["c"])


def _promote(blocks: list[Node], title: str) -> list[Node]:
    """Make the block that is the title, wherever it is, a level-1 heading."""

    def change(node: Node) -> list[Node]:
        if node["t"] in {"Para", "Plain", "Header"} and title in identifiers(node):
            return [_promoted(node)]
        return [node]

    promoted: list[Node] = transform(blocks, change)
    return promoted


def _lower(blocks: list[Node]) -> list[Node]:
    """Lower all headings by one when there are level-1 headings beside the title."""

    def change(node: Node) -> list[Node]:
        if node["t"] != "Header":
            return [node]
        level, attribute, content = node["c"]
        return [{"t": "Header", "c": [min(level + 1, 6), attribute, content]}]

    levels = {node["c"][0] for node in walk(blocks) if node["t"] == "Header"}
    lowered: list[Any] = transform(blocks, change) if 1 in levels else blocks
    return lowered
