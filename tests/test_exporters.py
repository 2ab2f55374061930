"""Exporters: every passage in every format, and what each format owes its readers."""

from __future__ import annotations

import os
import re
import zipfile
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from kuager.documents import Document, read_document
from kuager.exporters import Edition, Exporter
from kuager.model import State
from tests.support.editions import (
    KAZAKH,
    READABLE,
    RICH,
    SMALL,
    STATES,
    document,
    edition,
    export,
    letters,
    units,
    words,
)
from tests.support.reading import pdf_text, unpacked

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "golden" / "editions"
every_format = pytest.mark.parametrize("exporter", READABLE.values(), ids=list(READABLE))


@pytest.fixture(scope="module")
def small() -> Document:
    return document(SMALL, more="recorded: 2021-06-12T19:30\ncountry: KZ\n")


class TestGolden:
    TARGETS = (
        "12 июня 2021 года, 19:30",
        "Колодец",
        "На 40 семей у нас был один колодец.<1/>",
        "Чинить его <1>никто</1> не пришёл.",
        "Думаю, в мае его закрыли.",
        "До него было два.",
        "«Подожди меня», — сказала она.",
        "Хлеб",
        "Вода",
        "Мы написали письмо.",
        "Ответа не было.",
    )
    STATES = (
        State.APPROVED,
        State.APPROVED,
        State.APPROVED,
        State.DRAFT,
        State.DRAFT,
        State.TRANSLATED,
        State.REVIEWED,
        State.APPROVED,
        State.NEEDS_WORK,
        State.APPROVED,
        State.UNTRANSLATED,
    )

    @pytest.mark.parametrize(
        ("name", "suffix"),
        [("markdown", "md"), ("bilingual", "bilingual.html"), ("text", "txt"), ("segments", "tsv")],
    )
    def test_golden(self, name: str, suffix: str) -> None:
        doc = read_document(GOLDEN / "the-well.md", GOLDEN)
        assert len(doc.segments) == len(self.TARGETS)
        made = edition(doc, self.STATES, locale="ru", targets=self.TARGETS)
        path = GOLDEN / f"the-well.ru.{suffix}"
        content = export(name, made)
        if os.environ.get("KUAGER_RENEW_GOLDEN"):
            path.write_bytes(content)
        assert content.decode() == path.read_text(encoding="utf-8"), "see the README beside it"


class TestEveryStructure:
    @every_format
    @pytest.mark.parametrize("states", [[State.APPROVED], STATES], ids=["approved", "mixed"])
    def test_all_passages_arrive(self, exporter: Exporter, states: list[State]) -> None:
        doc = document(RICH)
        text = letters(words(exporter, export(exporter.id, edition(doc, states))))
        for unit in units(doc, states):
            for piece in re.split(r"</?\d+/?>", unit.target or unit.source):
                assert letters(piece) in text

    @every_format
    def test_pictures_leave_their_descriptions(self, exporter: Exporter) -> None:
        made = edition(document(RICH), [State.APPROVED], locale="ru")
        text = words(exporter, export(exporter.id, made))
        assert letters("(изображение: RU map of it)") in letters(text)
        assert letters("(изображение: RU A broken fence)") in letters(text)
        assert letters(text).count(letters("A broken fence")) == 1 + (exporter.id == "bilingual")


class TestFiles:
    def test_epub_container(self, small: Document) -> None:
        made = edition(small, STATES, locale="ru")
        with zipfile.ZipFile(BytesIO(export("epub", made))) as archive:
            first = archive.infolist()[0]
            assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
            assert first.extra == b""
            assert archive.read("mimetype") == b"application/epub+zip"
            package = archive.read("EPUB/content.opf").decode()
            style = archive.read("EPUB/styles/stylesheet1.css").decode()
        assert "<dc:language>ru</dc:language>" in package
        assert re.search(
            r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-", package
        )
        assert '<meta property="dcterms:modified">1970-01-01T00:00:00Z</meta>' in package
        assert "dc:creator" not in package
        summary = '<meta property="schema:accessibilitySummary">Текст с заголовками и оглавлением'
        assert summary in package
        assert ".notice" in style

    def test_epub_identifiers_follow_the_content(self, small: Document) -> None:
        def identifier(made: Edition) -> str:
            found = re.search(rb"urn:uuid:[0-9a-f-]+", unpacked(export("epub", made)))
            assert found
            return found[0].decode()

        made = [edition(small), edition(small, locale="ru"), edition(small, STATES)]
        assert len({identifier(one) for one in made}) == 3

    def test_what_marks_mean_stands_within_the_notice_in_word(self, small: Document) -> None:
        made = edition(small, STATES, locale="ru")
        with zipfile.ZipFile(BytesIO(export("docx", made))) as archive:
            text = archive.read("word/document.xml").decode()
        paragraphs = re.findall(r"<w:p>.*?</w:p>", text, re.DOTALL)
        within = [each for each in paragraphs if '<w:pStyle w:val="Notice"' in each]
        for _, meaning in made.notice.legend:
            told = "".join(meaning.split())
            shown = ["".join(re.sub("<[^>]*>", "", each).split()) for each in within]
            assert sum(told in each for each in shown) == 1

    def test_docx_has_headings_languages_and_highlighted_marks(self, small: Document) -> None:
        made = edition(small, [State.DRAFT, State.UNTRANSLATED])
        with zipfile.ZipFile(BytesIO(export("docx", made))) as archive:
            text = archive.read("word/document.xml").decode()
            styles = archive.read("word/styles.xml").decode()
        assert 'w:pStyle w:val="Heading1"' in text
        assert 'w:lang w:val="en"' in text
        assert "<w:highlight" in text
        assert re.search(r'<w:lang [^>]*w:val="kk"', styles)

    def test_pdf_is_tagged_and_keeps_kazakh_letters(self, small: Document) -> None:
        targets = [KAZAKH] * len(small.segments)
        content = export("pdf", edition(small, [State.DRAFT, State.APPROVED], targets=targets))
        text = pdf_text(content)
        assert KAZAKH in text
        assert set("әғқңөұүһі") <= set(text)
        with pikepdf.open(BytesIO(content)) as pdf:
            assert pdf.Root.Lang == "kk"
            assert pdf.Root.MarkInfo.Marked
            assert b"<pdfuaid:part>1</pdfuaid:part>" in bytes(pdf.Root.Metadata.read_bytes())
            fonts = {
                str(font.BaseFont) for page in pdf.pages for font in page.Resources.Font.values()
            }
        assert all("LibertinusSerif" in font for font in fonts)

    def test_pdf_of_a_rich_text_is_accessible_too(self) -> None:
        content = export("pdf", edition(document(RICH), STATES))
        assert b"<pdfuaid:part>1</pdfuaid:part>" in unpacked(content)

    def test_a_long_table_runs_over_the_pages_of_a_pdf(self) -> None:
        rows = "".join(f"| row {number} | x |\n" for number in range(120))
        doc = document("| Head | Other |\n|------|-------|\n" + rows)
        targets = [segment.source for segment in doc.segments]
        with pikepdf.open(
            BytesIO(export("pdf", edition(doc, [State.APPROVED], targets=targets)))
        ) as pdf:
            heights = [float(page.MediaBox[3]) for page in pdf.pages]
            places = [
                float(instruction.operands[5])
                for page in pdf.pages
                for instruction in pikepdf.parse_content_stream(page)
                if str(instruction.operator) == "cm"
            ]
        assert len(heights) >= 3
        assert places
        assert min(places) >= 0

    def test_markdown_reads_well(self, small: Document) -> None:
        lines = export("markdown", edition(small, STATES, locale="kk")).decode().splitlines()
        assert lines[0].startswith("*[машиналық нобай] KK June")
        assert "# [әлі тексерілмеген] KK The well" in lines
        assert not any("<span" in line or ":::" in line or "\\[" in line for line in lines)
