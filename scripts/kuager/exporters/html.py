"""Write an edition as a web page in one language."""

from __future__ import annotations

from kuager.documents import Document
from kuager.exporters.composition import (
    Composition,
    compose_edition,
    compose_original,
    imprint,
    notice,
    original_imprint,
)
from kuager.exporters.edition import Edition
from kuager.exporters.nodes import Node
from kuager.exporters.notes import endnotes
from kuager.exporters.pages import landmark, page
from kuager.interface import translations


def export(edition: Edition) -> bytes:
    """Return a page that needs nothing besides itself."""
    return page(edition, landmarks(edition), ["page.css", "single.css"])


def landmarks(edition: Edition) -> list[Node]:
    """Return what a page of an edition consists of: header, text, footer."""
    composition = compose_edition(edition)
    return _landmarks(composition, edition.locale, notice(edition), imprint(edition))


def original_landmarks(document: Document) -> list[Node]:
    """Return what a page of a document in its own language consists of."""
    composition = compose_original(document)
    return _landmarks(composition, document.metadata.language, [], original_imprint(document))


def _landmarks(
    composition: Composition, locale: str, told: list[Node], last_words: list[Node]
) -> list[Node]:
    notes = translations(locale).gettext("Notes")
    return [
        *landmark("header", [*composition.head, *told]),
        *landmark("main", endnotes(list(composition.body), locale, notes), "text"),
        *landmark("footer", last_words),
    ]
