"""Write an edition as an OpenDocument text, for LibreOffice and others."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from kuager.exporters.archives import rewrite
from kuager.exporters.composition import full_text, without_identifiers
from kuager.exporters.edition import Edition, language_tag, leftwards
from kuager.exporters.nesting import stepwise
from kuager.exporters.styling import styled
from kuager.exporters.writing import write

STYLES = {"notice": "Notice", "dateline": "Dateline", "imprint": "Imprint"}

META = """\
<?xml version="1.0" encoding="UTF-8"?>
<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" \
xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"><office:meta>\
<dc:title>{title}</dc:title><dc:language>{locale}</dc:language></office:meta>\
</office:document-meta>
"""
"""Metadata (OpenDocument 1.3 part 3, 4): all of it may be missing, and what would name a program,
a person, a time or a count is."""

OWN_STYLES = """\
<style:style style:name="Notice" style:family="paragraph" style:parent-style-name="Text_20_body">\
<style:paragraph-properties fo:margin-left="0.2cm" fo:padding="0.15cm" fo:border="none" \
fo:border-left="0.1cm solid #b4761f" fo:background-color="#fdf1e0" \
fo:keep-with-next="always"/></style:style>
<style:style style:name="Dateline" style:family="paragraph" \
style:parent-style-name="Text_20_body"><style:text-properties fo:color="#595449" \
fo:font-size="10pt"/></style:style>
<style:style style:name="Imprint" style:family="paragraph" \
style:parent-style-name="Text_20_body"><style:text-properties fo:font-size="10pt"/></style:style>
"""

_END_OF_STYLES = "</office:styles>"
_MARK_STYLE = re.compile(
    r'(<style:style [^>]*style:name="Highlighted"[^>]*)(?:/>|>.*?</style:style>)', re.DOTALL
)
_MARK = '><style:text-properties fo:color="#7d3a08" fo:background-color="#fdf1e0"/></style:style>'
_NO_COUNTRY = re.compile(r'fo:country="" ?')
_LANGUAGE = re.compile(r'<style:text-properties (?![^>]*fo:country)[^>]*fo:language="[^"]*"')
_PAPER = (
    (re.compile(r'fo:page-width="[^"]*"'), 'fo:page-width="21cm"'),
    (re.compile(r'fo:page-height="[^"]*"'), 'fo:page-height="29.7cm"'),
)
"""A4 (ISO 216)."""


def export(edition: Edition) -> bytes:
    """Return an ODT with real headings, footnotes and languages; marks have a style.

    The style is called "Highlighted"; the words of a mark are in the text.
    """
    blocks = styled(stepwise(without_identifiers(full_text(edition))), STYLES)
    meta = META.format(title=escape(edition.title), locale=escape(language_tag(edition.locale)))

    def change(name: str, content: bytes) -> bytes | None:
        match name:
            case "meta.xml":
                return meta.encode()
            case "styles.xml":
                return _styles(content.decode(), edition.locale).encode()
            case "content.xml":
                return _with_countries(content.decode()).encode()
        return content

    return rewrite(
        write(edition, blocks, "odt", meta={"lang": language_tag(edition.locale)}), change
    )


def _styles(text: str, locale: str) -> str:
    """Return pandoc's styles with ours, for A4 and the direction of the language."""
    text = _MARK_STYLE.sub(rf"\1{_MARK}", text)
    text = _with_countries(text).replace(_END_OF_STYLES, OWN_STYLES + _END_OF_STYLES)
    for measure, a4 in _PAPER:
        text = measure.sub(a4, text)
    if leftwards(locale):
        text = text.replace('style:writing-mode="lr-tb"', 'style:writing-mode="rl-tb"')
    return text


def _with_countries(text: str) -> str:
    """Return XML in which every language has a country, if only "none".

    A language counts only beside a country (OpenDocument 1.3 part 3, 20.192), and pandoc leaves
    it out or empty.
    """
    return _LANGUAGE.sub(lambda found: f'{found[0]} fo:country="none"', _NO_COUNTRY.sub("", text))
