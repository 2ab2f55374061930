"""Write an edition as a web page with source and translation side by side."""

from __future__ import annotations

from gettext import NullTranslations

from kuager.exporters.composition import compose, imprint, notice
from kuager.exporters.edition import Edition, language_name
from kuager.exporters.nodes import Node, div, inlines, para, span
from kuager.exporters.pages import direction, landmark, page
from kuager.exporters.pairs import longest_row, pair_up
from kuager.interface import translations
from kuager.model import Rendition


def export(edition: Edition) -> bytes:
    """Return a page that needs nothing besides itself.

    Two columns on a wide screen and in print, one below the other on a narrow one.
    """
    words = translations(edition.locale)
    picture = words.gettext("picture")
    document = edition.document
    language = document.metadata.language
    original = compose(
        document,
        [Rendition(segment.source, classes=("segment",)) for segment in document.segments],
        language,
        picture=picture,
    )
    translated = compose(document, edition.renditions, edition.locale, picture=picture)
    sides = direction(language), direction(edition.locale)
    notes = words.gettext("Notes")
    head = pair_up(list(original.head), list(translated.head), sides, notes)
    body = pair_up(list(original.body), list(translated.body), sides, notes)
    blocks = [
        *landmark("header", [*head, *notice(edition)]),
        *landmark("main", [_labels(edition, words), *body], "text"),
        *landmark("footer", imprint(edition)),
    ]
    return page(
        edition,
        blocks,
        ["page.css", "bilingual.css"],
        longest_row=max(longest_row(head), longest_row(body)),
    )


def _labels(edition: Edition, words: NullTranslations) -> Node:
    """Return the row that names the columns."""
    languages = edition.document.metadata.language, edition.locale
    labels = words.gettext("Original"), words.gettext("Translation")
    columns = [
        div(
            [
                para(
                    [
                        *inlines(label),
                        {"t": "Space"},
                        span(inlines(language_name(language, edition.locale)), "", "language"),
                    ]
                )
            ],
            side,
        )
        for side, label, language in zip(("source", "target"), labels, languages, strict=True)
    ]
    return div(columns, "pair", "labels")
