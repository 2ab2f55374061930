"""Write an edition as a Word document."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from kuager.exporters.archives import rewrite
from kuager.exporters.composition import full_text, without_identifiers
from kuager.exporters.edition import Edition, language_tag
from kuager.exporters.nesting import stepwise
from kuager.exporters.pages import direction
from kuager.exporters.styling import styled
from kuager.exporters.writing import write

STYLES = {"notice": "Notice", "dateline": "Dateline", "imprint": "Imprint"}
"""Paragraph styles by class."""

PROPERTIES = {
    "Notice": '<w:pPr><w:keepNext/><w:pBdr><w:left w:val="single" w:sz="18" w:space="6" \
w:color="B4761F"/></w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="FDF1E0"/>\
<w:spacing w:before="0" w:after="0"/><w:ind w:left="142"/></w:pPr>\
<w:rPr><w:sz w:val="20"/><w:szCs w:val="20"/></w:rPr>',
    "Dateline": '<w:pPr><w:keepNext/></w:pPr>\
<w:rPr><w:color w:val="595449"/><w:sz w:val="20"/><w:szCs w:val="20"/></w:rPr>',
    "Imprint": '<w:rPr><w:sz w:val="20"/><w:szCs w:val="20"/></w:rPr>',
}
"""What the styles look like, in the order of ECMA-376 part 1, 17.3.1.26 and 17.3.2.28."""

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

CORE = (
    HEAD
    + """\
<cp:coreProperties \
xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" \
xmlns:dc="http://purl.org/dc/elements/1.1/">\
<dc:title>{title}</dc:title><dc:language>{locale}</dc:language></cp:coreProperties>
"""
)
"""Document properties (ECMA-376 part 2, 11): neither creator nor times, which are optional."""

APPLICATION = (
    HEAD
    + """\
<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>
"""
)

SETTINGS = (
    HEAD
    + """\
<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">\
<w:removePersonalInformation/><w:removeDateAndTime/>\
<w:defaultTabStop w:val="720"/><w:characterSpacingControl w:val="doNotCompress"/>\
<w:compat><w:compatSetting w:name="compatibilityMode" \
w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>\
<w:themeFontLang w:val="{locale}"/>\
<w:clrSchemeMapping w:bg1="light1" w:t1="dark1" w:bg2="light2" w:t2="dark2" \
w:accent1="accent1" w:accent2="accent2" w:accent3="accent3" w:accent4="accent4" \
w:accent5="accent5" w:accent6="accent6" w:hyperlink="hyperlink" \
w:followedHyperlink="followedHyperlink"/></w:settings>
"""
)
"""Settings in the order of ECMA-376 part 1, 17.15.1.78. Word, asked so, takes names and times
out whenever somebody saves the file; pandoc's settings would have it save a preview picture."""

DROPPED = frozenset(("word/comments.xml", "docProps/custom.xml"))
"""Parts that are empty."""

PAGE = '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1304" w:right="1304" \
w:bottom="1304" w:left="1304" w:header="709" w:footer="709" w:gutter="0"/>'
"""A4 (ISO 216), in twentieths of a point; Word takes American paper where nothing is said."""

FONT = "Times New Roman"
"""Is on every Windows and Mac, has all Kazakh letters, and Linux has faces of its measures."""

_MENTION = re.compile(
    r'<(?:Override|Relationship) [^>]*"(?:/word/|/docProps/|docProps/)?'
    r'(?:comments|custom)\.xml"[^>]*/>'
)
_OWN_STYLE = re.compile(
    r'(<w:style [^>]*w:styleId="(Notice|Dateline|Imprint)"[^>]*>.*?)(?=</w:style>)', re.DOTALL
)
"""As pandoc defines a style that it does not know: a name, and what it is based on."""
_REVISION = re.compile(r"\s*<w:rsid [^>]*/>")
_MODERN_FACE = re.compile(r'\s*<w:font w:name="Aptos[^"]*">.*?</w:font>', re.DOTALL)
_FACE = re.compile(r'<a:latin typeface="Aptos[^"]*"[^>]*/>')
_END_OF_SECTION = re.compile(r"(</w:footnotePr>\s*)?</w:sectPr>(?=\s*</w:body>)")


def export(edition: Edition) -> bytes:
    """Return a DOCX with real headings, footnotes and languages; marks are highlighted."""
    blocks = styled(stepwise(without_identifiers(full_text(edition))), STYLES)
    locale = escape(language_tag(edition.locale))
    own = {
        "docProps/core.xml": CORE.format(title=escape(edition.title), locale=locale),
        "docProps/app.xml": APPLICATION,
        "word/settings.xml": SETTINGS.format(locale=locale),
    }

    def change(name: str, content: bytes) -> bytes | None:
        if name in DROPPED:
            return None
        return own[name].encode() if name in own else _part(name, content.decode()).encode()

    meta = {key: value for key, value in direction(edition.locale).items() if value}
    return rewrite(write(edition, blocks, "docx", meta=meta), change)


def _part(name: str, text: str) -> str:
    """Return a part of pandoc's document as it shall leave."""
    match name:
        case "[Content_Types].xml" | "_rels/.rels" | "word/_rels/document.xml.rels":
            return _MENTION.sub("", text)
        case "word/styles.xml":
            plain = _REVISION.sub("", text)
            return _OWN_STYLE.sub(lambda style: style[1] + PROPERTIES[style[2]], plain)
        case "word/fontTable.xml":
            return _MODERN_FACE.sub("", text)
        case "word/theme/theme1.xml":
            return _FACE.sub(f'<a:latin typeface="{FONT}"/>', text)
        case "word/document.xml":
            return _END_OF_SECTION.sub(rf"\1{PAGE}</w:sectPr>", text)
    return text
