"""Write an edition as an e-book."""

from __future__ import annotations

import hashlib
import json
import uuid

from kuager.exporters.archives import rewrite
from kuager.exporters.composition import full_text, without_identifiers
from kuager.exporters.edition import Edition
from kuager.exporters.nodes import Node
from kuager.exporters.pages import style_sheet
from kuager.exporters.writing import write

GENERATOR = b'  <meta name="generator" content="pandoc" />\n'

STYLE_SHEET = "EPUB/styles/stylesheet1.css"
"""Where pandoc puts the style sheet of an e-book."""


def export(edition: Edition) -> bytes:
    """Return an EPUB 3; its identifier is made from its content, its times are constants."""
    blocks = _title_first(without_identifiers(full_text(edition)))
    meta = {"title": edition.title, "lang": edition.locale}
    book = write(
        edition,
        blocks,
        "epub3",
        "--epub-title-page=false",
        meta={**meta, "identifier": _identifier(meta, blocks)},
    )
    style = style_sheet("epub.css").encode()

    def change(name: str, content: bytes) -> bytes:
        return style if name == STYLE_SHEET else content.replace(GENERATOR, b"")

    return rewrite(book, change)


def _title_first(blocks: list[Node]) -> list[Node]:
    """Put the date line after the title: an e-book is cut into chapters before headings."""
    if len(blocks) > 1 and blocks[0]["t"] == "Div" and blocks[1]["t"] == "Header":
        return [blocks[1], blocks[0], *blocks[2:]]
    return blocks


def _identifier(meta: dict[str, str], blocks: list[Node]) -> str:
    """Return a name that equal books share: a UUID in the form of version 5 (RFC 9562)."""
    content = json.dumps([meta, blocks], ensure_ascii=True, sort_keys=True)
    digest = hashlib.sha256(content.encode()).digest()
    return uuid.UUID(bytes=digest[:16], version=5).urn
