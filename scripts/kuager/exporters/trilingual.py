"""Write all editions of a document as one web page, side by side with the original."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kuager.exporters.bilingual import column_label
from kuager.exporters.characters import visible
from kuager.exporters.composition import (
    compose_edition,
    compose_original,
    imprint,
    notice,
    original_imprint,
)
from kuager.exporters.edition import Edition, language_name, original_title, writes_leftwards
from kuager.exporters.nodes import Node, div, header, inlines
from kuager.exporters.pages import direction, fragment, framed, landmark, style_sheet
from kuager.exporters.pairs import Side, longest_row, pair_up
from kuager.interface import translations


@dataclass(frozen=True, slots=True)
class SideBySide:
    """A document in several languages, the original first, as one page is made of it."""

    languages: tuple[str, ...]
    title: str
    """The titles of all columns; one that is not approved says so."""
    html: str
    """Header, text and footer."""
    longest_row: int
    """Sentences of the longest row, as far as they light up together."""


def export(editions: Sequence[Edition]) -> bytes:
    """Return a page that needs nothing besides itself, of one document's editions.

    A column for each language on a wide screen and on paper (A4, landscape); the original above
    its translations on a narrower one, and all below each other on a phone. Each column speaks
    its own language; the page's outline is that of the original.
    """
    page = side_by_side(editions)
    style = style_sheet(
        "page.css",
        "columns.css",
        "trilingual.css",
        longest_row=page.longest_row,
        columns=len(page.languages),
        names=language_names(page.languages),
    )
    return framed("page.html.j2", page.languages[0], page.title, fragment=page.html, style=style)


def side_by_side(editions: Sequence[Edition]) -> SideBySide:
    """Set the editions of one document beside their original."""
    document = editions[0].document
    languages = (document.metadata.language, *(edition.locale for edition in editions))
    sides = [direction(language) for language in languages]
    texts = [compose_original(document), *map(compose_edition, editions)]
    headings = [header(2, inlines(translations(each).gettext("Notes"))) for each in languages]
    above_notes = pair_up([[heading] for heading in headings], sides, [], outline=0)
    head = pair_up([list(text.head) for text in texts], sides, [], outline=0)
    body = pair_up(
        [list(text.body) for text in texts],
        sides,
        [div(above_notes, "notes")],
        outline=0,
    )
    blocks = [
        *landmark("header", [*head, *_beside([notice(each) for each in editions], sides[1:])]),
        *landmark("main", [_labels(languages, sides), *body], "text"),
        *landmark(
            "footer",
            _beside(
                [
                    original_imprint(document),
                    *(imprint(edition, rights=False) for edition in editions),
                ],
                sides,
            ),
        ),
    ]
    leaning = next(filter(writes_leftwards, editions), editions[0])
    titles = dict.fromkeys([original_title(document), *(edition.title for edition in editions)])
    return SideBySide(
        languages=languages,
        title=" · ".join(titles),
        html=fragment(leaning, blocks),
        longest_row=max(longest_row(head), longest_row(body)),
    )


def language_names(languages: Sequence[str]) -> dict[str, str]:
    """Return how languages call themselves, by their tags, for a list or a label."""
    names = {language: visible(language_name(language, language)) for language in languages}
    return {language: name[0].upper() + name[1:] for language, name in names.items()}


def _beside(told: Sequence[list[Node]], sides: Sequence[Side]) -> list[Node]:
    """Return what is told in several languages as one Div, or nothing; each in its language."""
    columns = [div(blocks, **side) for blocks, side in zip(told, sides, strict=True) if blocks]
    return [div(columns, "beside")] if columns else []


def _labels(languages: Sequence[str], sides: Sequence[Side]) -> Node:
    """Return the row that names the columns, each in its own language."""
    columns = []
    for place, (language, side) in enumerate(zip(languages, sides, strict=True)):
        words = translations(language)
        label = words.gettext("Translation") if place else words.gettext("Original")
        name = language_name(language, language)
        columns.append(div([column_label(label, name)], "target" if place else "source", **side))
    return div(columns, "pair", "labels")
