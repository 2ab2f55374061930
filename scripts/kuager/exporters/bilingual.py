"""Write an edition as a web page with source and translation side by side."""

from __future__ import annotations

from kuager.exporters.composition import compose_edition, compose_original, imprint, notice
from kuager.exporters.edition import Edition, language_name
from kuager.exporters.nodes import Node, div, inlines, para, span
from kuager.exporters.notes import notes_heading
from kuager.exporters.pages import direction, landmark, page
from kuager.exporters.pairs import longest_row, pair_up
from kuager.interface import translations


def export(edition: Edition) -> bytes:
    """Return a page that needs nothing besides itself.

    Two columns on a wide screen and in print, one below the other on a narrow one.
    """
    words = translations(edition.locale)
    original = compose_original(edition.document, picture=words.gettext("picture"))
    translated = compose_edition(edition)
    sides = direction(edition.document.metadata.language), direction(edition.locale)
    notes = [notes_heading(words.gettext("Notes"))]
    head = pair_up((list(original.head), list(translated.head)), sides, notes)
    body = pair_up((list(original.body), list(translated.body)), sides, notes)
    blocks = [
        *landmark("header", [*head, *notice(edition)]),
        *landmark("main", [_labels(edition), *body], "text"),
        *landmark("footer", imprint(edition)),
    ]
    return page(
        edition,
        blocks,
        ["page.css", "columns.css", "bilingual.css"],
        longest_row=max(longest_row(head), longest_row(body)),
    )


def _labels(edition: Edition) -> Node:
    """Return the row that names the columns, in the language of the translation."""
    words = translations(edition.locale)
    languages = edition.document.metadata.language, edition.locale
    labels = words.gettext("Original"), words.gettext("Translation")
    return div(
        [
            div([column_label(label, language_name(language, edition.locale))], side)
            for side, label, language in zip(("source", "target"), labels, languages, strict=True)
        ],
        "pair",
        "labels",
    )


def column_label(label: str, language: str) -> Node:
    """Return what stands above a column."""
    return para([*inlines(label), {"t": "Space"}, span(inlines(language), "", "language")])
