"""Write an edition as a Word document."""

from __future__ import annotations

from xml.sax.saxutils import escape

from kuager.exporters.archives import rewrite
from kuager.exporters.composition import full_text, without_identifiers
from kuager.exporters.edition import Edition
from kuager.exporters.nodes import Node, transform
from kuager.exporters.writing import write

CORE = """\
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties \
xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" \
xmlns:dc="http://purl.org/dc/elements/1.1/">\
<dc:title>{title}</dc:title><dc:language>{locale}</dc:language></cp:coreProperties>
"""
"""Document properties (ECMA-376 part 2, 11): neither creator nor times, which are optional."""

APPLICATION = """\
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>
"""


def export(edition: Edition) -> bytes:
    """Return a DOCX with real headings, footnotes and languages; marks are highlighted."""
    blocks = _styled(without_identifiers(full_text(edition)))
    properties = {
        "docProps/core.xml": CORE.format(
            title=escape(edition.title), locale=escape(edition.locale)
        ),
        "docProps/app.xml": APPLICATION,
    }
    return rewrite(
        write(edition, blocks, "docx", meta={"lang": edition.locale}),
        lambda name, content: properties[name].encode() if name in properties else content,
    )


def _styled(blocks: list[Node]) -> list[Node]:
    """Return blocks with notice and date line in styles that every Word knows."""
    styles = {"notice": "Block Text", "dateline": "Date"}

    def change(node: Node) -> list[Node]:
        if node["t"] != "Div":
            return [node]
        (_, classes, _), content = node["c"]
        style = next((styles[name] for name in classes if name in styles), "")
        if not style:
            return [node]
        return [{"t": "Div", "c": [["", [], [["custom-style", style]]], content]}]

    styled: list[Node] = transform(blocks, change)
    return styled
