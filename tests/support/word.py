"""DOCX files made by hand, as small as they can be: what each editor leaves, in one snippet."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

from kuager.formats.exchanged import Base
from kuager.model import State, unit_id

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
HEAD = ("No.", "Source", "Translation", "State", "Comment")
LINE = "{document: night-visit | en | kk}"
SOURCE = "They came at six."
TARGET = "Олар сағат алтыда келді."
ID = unit_id("night-visit", SOURCE, 1)
BASE = Base.of(TARGET, State.DRAFT)
REFERENCE = f"3 {ID} {BASE}"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def cell(*paragraphs: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(paragraphs)}</w:tc>"


def words(text: str) -> str:
    """Return a cell that holds a text."""
    return cell(paragraph(run(text)))


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def unit_row(
    target: str = "",
    *,
    reference: str = REFERENCE,
    source: str = "",
    state: str = "",
    comment: str = "",
    properties: str = "",
) -> str:
    """Return a row whose cells are given as XML; those left out are as they went out."""
    return row(
        words(reference),
        source or words(SOURCE),
        target or words(TARGET),
        state or words("draft"),
        comment or words(""),
        properties=properties,
    )


def table(*rows: str, head: tuple[str, ...] = HEAD) -> str:
    first = row(*map(words, head)) if head else ""
    return f"<w:tbl>{first}{''.join(rows)}</w:tbl>"


def docx(
    body: str,
    parts: dict[str, str] | None = None,
    *,
    line: str = LINE,
    kind: str = DOCUMENT_TYPE,
    namespace: str = W,
) -> bytes:
    """Return a file with a body; ``parts`` are beside it, by the last word of their relation."""
    declared = f'xmlns:w="{namespace}"'
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/{name}" Target="{name}.xml"/>'
        for n, name in enumerate(parts or {})
    )
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
            f'<Override PartName="/word/text.xml" ContentType="{kind}"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r" '
            f'Type="{OFFICE}/officeDocument" Target="word/text.xml"/></Relationships>',
            "word/_rels/text.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
            f"{relations}</Relationships>",
            "word/text.xml": f"<w:document {declared}><w:body>{body}"
            f"{paragraph(run(line))}</w:body></w:document>",
            **{
                f"word/{name}.xml": f"<w:{name} {declared}>{content}</w:{name}>"
                for name, content in (parts or {}).items()
            },
        }
    )


def zipped(entries: dict[str, str | bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return written.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
