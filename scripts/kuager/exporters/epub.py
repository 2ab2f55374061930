"""Write an edition as an e-book."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath

from markupsafe import escape

from kuager.exporters.archives import rewrite
from kuager.exporters.composition import full_text, without_identifiers
from kuager.exporters.edition import Edition, leftwards
from kuager.exporters.nesting import stepwise
from kuager.exporters.nodes import Node, attributes, transform
from kuager.exporters.pages import direction, environment, style_sheet
from kuager.exporters.writing import write
from kuager.interface import translations

FOLDER = "EPUB/"
"""Where pandoc puts the parts of a book."""

PACKAGE = f"{FOLDER}content.opf"
STYLE_SHEET = "styles/stylesheet1.css"

FONTS = tuple(sorted(Path(__file__).with_name("fonts").glob("*.ttf")))
"""Faces of Literata with all letters of Kazakh and Russian, under the SIL Open Font License, which
goes with them: see the README there."""

FONT_LICENCE = FONTS[0].with_name("OFL.txt")

_FOR_ONE_READER = "META-INF/com.apple.ibooks.display-options.xml"
_TITLE = re.compile(r"<title>[^<]*</title>")
_NO_STYLE = re.compile(r" *<style>\s*</style>\n")
_GENERATOR = re.compile(r' *<meta name="generator"[^>]*>\n')


@dataclass(frozen=True, slots=True)
class _Chapter:
    """A part of the text, as the package file lists it."""

    id: str
    path: str
    """Below the folder of the package file."""
    has_formulas: bool
    """MathML must be announced (EPUB 3.3, appendix D.6)."""


def export(edition: Edition) -> bytes:
    """Return an EPUB 3; its identifier is made from its content, its times are constants.

    The package file is our own: it has the metadata of EPUB Accessibility 1.1 that hold for
    every edition, and no date of publication, which nobody knows. That the book conforms to
    WCAG is not claimed: for this somebody must have looked at it; the summary says that nobody
    has. (schema.org, accessibilitySummary: whole sentences for people, in the book's language.)
    """
    blocks = _directed(
        _title_first(stepwise(without_identifiers(full_text(edition)))), edition.locale
    )
    metadata = edition.document.metadata
    spoken = direction(edition.locale)
    meta = {"title": edition.title, **{key: value for key, value in spoken.items() if value}}
    identifier = _identifier(meta, blocks)
    book = write(
        edition,
        blocks,
        "epub3",
        "--epub-title-page=false",
        meta={**meta, "identifier": identifier},
    )
    package = (
        environment()
        .get_template("package.opf.j2")
        .render(
            **spoken,
            identifier=identifier,
            title=edition.title,
            rights=metadata.licence,
            rights_lang=metadata.language,
            summary=translations(edition.locale).gettext(
                "Text with headings and a table of contents, without pictures. "
                "Nobody has assessed how accessible it is."
            ),
            style_sheet=STYLE_SHEET,
            chapters=_chapters(book),
            fonts=[font.stem for font in FONTS],
            font_licence=FONT_LICENCE.name,
        )
    )
    own = {
        PACKAGE: package + "\n",
        FOLDER + STYLE_SHEET: style_sheet("epub.css"),
    }

    def change(name: str, content: bytes) -> bytes | None:
        if name == _FOR_ONE_READER:
            return None
        if name in own:
            return own[name].encode()
        return _page(content.decode(), edition.title).encode() if _is_text(name) else content

    added = {f"{FOLDER}fonts/{path.name}": path.read_bytes() for path in (*FONTS, FONT_LICENCE)}
    return rewrite(book, change, added)


def _page(page: str, title: str) -> str:
    """Return a page of the book with the book's title for its own: pandoc's is a file's name."""
    page = _GENERATOR.sub("", _NO_STYLE.sub("", page))
    return _TITLE.sub(lambda _: f"<title>{escape(title)}</title>", page, count=1)


def _is_text(name: str) -> bool:
    return name.endswith((".xhtml", ".ncx"))


def _chapters(book: bytes) -> list[_Chapter]:
    """Return the chapters of a book in reading order, which is the order of their names."""
    with zipfile.ZipFile(BytesIO(book)) as archive:
        names = sorted(n for n in archive.namelist() if n.startswith(f"{FOLDER}text/"))
        return [
            _Chapter(
                id=PurePosixPath(name).stem,
                path=name.removeprefix(FOLDER),
                has_formulas=b"<math" in archive.read(name),
            )
            for name in names
        ]


def _directed(blocks: list[Node], locale: str) -> list[Node]:
    """Return blocks in which marks, and words in another language, have their own direction.

    A direction isolates (HTML, 15.3.6): a passage from right to left does not move the mark
    beside it. In style sheets of e-books isolation is not allowed (EPUB 3.2, 5.2).
    """

    def change(node: Node) -> list[Node]:
        if node["t"] not in {"Span", "Div"}:
            return [node]
        (identifier, classes, pairs), content = node["c"]
        given = dict(pairs)
        if "mark" not in classes and "lang" not in given:
            return [node]
        given["dir"] = "rtl" if leftwards(given.get("lang", locale)) else "ltr"
        return [{"t": node["t"], "c": [attributes(identifier, classes, **given), content]}]

    directed: list[Node] = transform(blocks, change)
    return directed


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
