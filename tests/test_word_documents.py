"""DOCX and ODT from within: what Word and LibreOffice demand, and what they must not tell."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from kuager.exporters import Edition
from kuager.model import State
from tests.support.editions import (
    HOSTILE_TABLE,
    RICH,
    STATES,
    document,
    edition,
    export,
    web_document,
)

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PACKAGE = "{http://schemas.openxmlformats.org/package/2006/"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"

ORDER = {
    "pPr": """pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr
        suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct
        topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind
        contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment
        textboxTightWrap outlineLvl divId cnfStyle rPr sectPr""",
    "tblPr": """tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize
        tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption
        tblDescription""",
    "tcPr": """cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection
        tcFitText vAlign hideMark""",
    "sectPr": """headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc
        pgBorders lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi
        rtlGutter docGrid""",
    "style": """name aliases basedOn next link autoRedefine hidden uiPriority semiHidden
        unhideWhenUsed qFormat locked personal rsid pPr rPr tblPr trPr tcPr tblStylePr""",
    "settings": """writeProtection view zoom removePersonalInformation removeDateAndTime
        defaultTabStop characterSpacingControl footnotePr endnotePr compat rsids themeFontLang
        clrSchemeMapping decimalSymbol listSeparator""",
    "tbl": "bookmarkStart bookmarkEnd tblPr tblGrid tr",
    "numPr": "ilvl numId",
}
"""The order that the schema demands (ECMA-376 part 1, annex A); Word calls other orders damage."""


def made(kind: str) -> Edition:
    if kind == "table":
        return edition(web_document(HOSTILE_TABLE), [State.DRAFT])
    return edition(document(RICH, more="recorded: 2021-06-12T19:30\n"), STATES)


@pytest.fixture(scope="module", params=["text", "table"])
def word(request: pytest.FixtureRequest) -> dict[str, bytes]:
    return parts(export("docx", made(request.param)))


@pytest.fixture(scope="module", params=["text", "table"])
def odt(request: pytest.FixtureRequest) -> dict[str, bytes]:
    return parts(export("odt", made(request.param)))


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert len(set(archive.namelist())) == len(archive.namelist())
        return {name: archive.read(name) for name in archive.namelist()}


def trees(given: dict[str, bytes]) -> Iterator[tuple[str, Element]]:
    for name, content in given.items():
        if name.endswith((".xml", ".rels", ".rdf")):
            yield name, ElementTree.fromstring(content)


class TestWord:
    def test_parts_stand_in_the_order_of_the_schema(self, word: dict[str, bytes]) -> None:
        seen = set()
        for name, tree in trees(word):
            for element in tree.iter():
                kind = element.tag.removeprefix(W)
                if kind not in ORDER:
                    continue
                seen.add(kind)
                order = ORDER[kind].split()
                places = [order.index(child.tag.removeprefix(W)) for child in element]
                assert places == sorted(places), f"{name}: {kind}"
        assert seen >= {"pPr", "sectPr", "style", "settings"}

    def test_cells_end_with_a_paragraph(self, word: dict[str, bytes]) -> None:
        for cell in ElementTree.fromstring(word["word/document.xml"]).iter(f"{W}tc"):
            assert cell[-1].tag == f"{W}p"

    def test_whatever_is_referred_to_is_there(self, word: dict[str, bytes]) -> None:
        types = ElementTree.fromstring(word["[Content_Types].xml"])
        named = {entry.get("PartName", "") for entry in types}
        endings = {entry.get("Extension") for entry in types} - {None}
        assert {name for name in named if name} <= {f"/{name}" for name in word}
        assert all(f"/{name}" in named or name.rpartition(".")[2] in endings for name in word)
        for name, tree in trees(word):
            if not name.endswith(".rels"):
                continue
            folder = PurePosixPath(name).parent.parent
            for relation in tree:
                if relation.get("TargetMode") != "External":
                    assert str(folder / relation.attrib["Target"]) in word
        text = word["word/document.xml"].decode()
        relations = word["word/_rels/document.xml.rels"].decode()
        tree = ElementTree.fromstring(text)
        for link in tree.iter(f"{W}hyperlink"):
            identifiers = [value for key, value in link.attrib.items() if key.endswith("}id")]
            assert all(f'Id="{one}"' in relations for one in identifiers)

    def test_styles_notes_and_bookmarks_exist_once(self, word: dict[str, bytes]) -> None:
        styles = ElementTree.fromstring(word["word/styles.xml"])
        known = [style.get(f"{W}styleId") for style in styles.iter(f"{W}style")]
        assert len(set(known)) == len(known)
        notes = ElementTree.fromstring(word["word/footnotes.xml"])
        numbers = [note.get(f"{W}id") for note in notes.iter(f"{W}footnote")]
        assert len(set(numbers)) == len(numbers)
        text = ElementTree.fromstring(word["word/document.xml"])
        for tree in (text, notes):
            for kind in ("pStyle", "rStyle", "tblStyle"):
                used = {element.get(f"{W}val") for element in tree.iter(f"{W}{kind}")}
                assert used <= set(known)
        for reference in text.iter(f"{W}footnoteReference"):
            assert reference.get(f"{W}id") in numbers
        marks = list(text.iter(f"{W}bookmarkStart"))
        for attribute in ("id", "name"):
            values = [mark.get(f"{W}{attribute}") for mark in marks]
            assert len(set(values)) == len(values)
        anchors = {link.get(f"{W}anchor") for link in text.iter(f"{W}hyperlink")} - {None}
        assert anchors <= {mark.get(f"{W}name") for mark in marks}

    def test_word_is_asked_to_keep_names_out(self, word: dict[str, bytes]) -> None:
        settings = word["word/settings.xml"].decode()
        assert "<w:removePersonalInformation/><w:removeDateAndTime/>" in settings
        everything = b"".join(word.values())
        for trace in (b"rsid", b"savePreviewPicture", b"Aptos", b"comments.xml", b"custom.xml"):
            assert trace not in everything

    def test_paper_and_marks(self, word: dict[str, bytes]) -> None:
        text = word["word/document.xml"].decode()
        assert '<w:pgSz w:w="11906" w:h="16838"/>' in text
        tree = ElementTree.fromstring(text)
        runs = [r for r in tree.iter(f"{W}r") if "".join(r.itertext()).startswith("[")]
        assert runs
        assert all(run.find(f"{W}rPr/{W}highlight") is not None for run in runs)


class TestOpenDocument:
    def test_the_package(self, odt: dict[str, bytes]) -> None:
        assert next(iter(odt)) == "mimetype"
        manifest = odt["META-INF/manifest.xml"].decode()
        for name in odt:
            listed = f'manifest:full-path="{name}"' in manifest
            assert listed == (name not in {"mimetype", "META-INF/manifest.xml"})

    def test_metadata_tell_title_and_language_alone(self, odt: dict[str, bytes]) -> None:
        (meta,) = ElementTree.fromstring(odt["meta.xml"])
        assert [child.tag.partition("}")[2] for child in meta] == ["title", "language"]
        assert not any("humbnail" in name for name in odt)

    def test_styles_that_are_used_are_there(self, odt: dict[str, bytes]) -> None:
        content = ElementTree.fromstring(odt["content.xml"])
        styles = ElementTree.fromstring(odt["styles.xml"])
        known = {
            element.get(f"{STYLE}name") for tree in (content, styles) for element in tree.iter()
        } - {None}
        used = {
            value
            for element in content.iter()
            for name, value in element.attrib.items()
            if name in {f"{TEXT}style-name", f"{TABLE}style-name", f"{STYLE}parent-style-name"}
        }
        assert used - {"Formula"} <= known
        assert "Highlighted" in used
        assert "Notice" in used

    def test_marks_are_highlighted_and_languages_named(self) -> None:
        one = made("text")
        content = parts(export("odt", one))
        highlighted = [
            "".join(span.itertext())
            for span in ElementTree.fromstring(content["content.xml"]).iter(f"{TEXT}span")
            if span.get(f"{TEXT}style-name") == "Highlighted"
        ]
        marks = {given.mark for given in one.renditions} - {""}
        assert set(highlighted) == marks
        text = content["content.xml"].decode()
        assert sum(text.count(mark) for mark in marks) == len(highlighted)
        languages = {
            (element.get(f"{FO}language"), element.get(f"{FO}country"))
            for name in ("content.xml", "styles.xml")
            for element in ElementTree.fromstring(content[name]).iter(f"{STYLE}text-properties")
            if element.get(f"{FO}language")
        }
        assert {("en", "none"), ("kk", "none")} <= languages
        assert all(country for _, country in languages)
