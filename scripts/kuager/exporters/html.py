"""Write an edition as a web page in one language."""

from __future__ import annotations

from kuager.exporters.composition import compose, imprint, notice
from kuager.exporters.edition import Edition
from kuager.exporters.notes import endnotes
from kuager.exporters.pages import landmark, page
from kuager.interface import translations


def export(edition: Edition) -> bytes:
    """Return a page that needs nothing besides itself."""
    words = translations(edition.locale)
    composition = compose(
        edition.document, edition.renditions, edition.locale, picture=words.gettext("picture")
    )
    body = endnotes(list(composition.body), edition.locale, words.gettext("Notes"))
    blocks = [
        *landmark("header", [*composition.head, *notice(edition)]),
        *landmark("main", body, "text"),
        *landmark("footer", imprint(edition)),
    ]
    return page(edition, blocks, ["page.css", "single.css"])
