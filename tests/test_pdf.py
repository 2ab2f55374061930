"""PDF from within: tagged, in its language, every letter drawn, and nothing about its maker."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings

from kuager.documents.skeleton import document_of
from kuager.errors import DocumentError
from kuager.exporters.drawing import undrawable
from kuager.exporters.pdf import without_maker
from kuager.exporters.typesetting import RefusedError, set_type
from kuager.model import Metadata, State
from tests.support.asts import BLOCKS, Node, ast_of, node, string
from tests.support.editions import RICH, SMALL, STATES, document, edition, export, letters
from tests.support.reading import pdf_text, unpacked

LETTERS = "әғқңөұүһіӘҒҚҢӨҰҮҺІ"
ACCESSIBLE = b"<pdfuaid:part>1</pdfuaid:part>"

FACES = f"""\
# {LETTERS}

{LETTERS} *{LETTERS}* **{LETTERS}** ***{LETTERS}*** `{LETTERS}` [{LETTERS}]{{.smallcaps}}

> {LETTERS}

| {LETTERS} |
|-----------|
| {LETTERS} |
"""


def shown(pdf: pikepdf.Pdf) -> dict[str, set[int]]:
    """Return the glyphs that each font of a PDF is asked to draw (two bytes each, Identity-H)."""
    glyphs: dict[str, set[int]] = {}
    for page in pdf.pages:
        font = ""
        for instruction in pikepdf.parse_content_stream(page):
            operands: list[Any] = list(instruction.operands)
            match str(instruction.operator):
                case "Tf":
                    font = str(page.Resources.Font[operands[0]].BaseFont)
                case "Tj" | "TJ":
                    pieces = operands[0] if isinstance(operands[0], pikepdf.Array) else operands
                    codes = b"".join(bytes(p) for p in pieces if isinstance(p, pikepdf.String))
                    pairs = zip(codes[::2], codes[1::2], strict=True)
                    glyphs.setdefault(font, set()).update(256 * a + b for a, b in pairs)
    return glyphs


class TestLetters:
    def test_every_kazakh_letter_is_drawn_in_every_face(self) -> None:
        doc = document(FACES)
        targets = [segment.source for segment in doc.segments]
        content = export("pdf", edition(doc, [State.APPROVED], targets=targets))
        assert pdf_text(content).count(LETTERS) >= 5
        with pikepdf.open(BytesIO(content)) as pdf:
            glyphs = shown(pdf)
            for page in pdf.pages:
                for font in page.Resources.Font.values():
                    assert str(font.Encoding) == "/Identity-H"
                    descriptor = font.DescendantFonts[0].FontDescriptor
                    assert {"/FontFile2", "/FontFile3"} & set(descriptor.keys())
        assert len(glyphs) >= 5
        for name, drawn in glyphs.items():
            assert 0 not in drawn, f"{name} draws boxes"  # glyph 0 is .notdef (OpenType, glyf)
            assert len(drawn) >= len(LETTERS), f"{name} has only some of the letters"

    def test_what_no_font_draws_is_spelt_out(self) -> None:
        doc = document("We 😀 laughed, `👩‍👧` too: 你好. Сло́во, שלום, سلام.\n")
        targets = [segment.source for segment in doc.segments]
        content = export("pdf", edition(doc, [State.APPROVED], targets=targets))
        text = letters(pdf_text(content))
        for word in ("(U+1F600)", "(U+1F469)(U+1F467)", "(U+4F60)(U+597D)", "Сло́во"):
            assert letters(word) in text
        assert "שלום"[::-1] in text, "drawn from the right, and so in the stream from the left"
        assert ACCESSIBLE in unpacked(content)
        with pikepdf.open(BytesIO(content)) as pdf:
            assert all(0 not in drawn for drawn in shown(pdf).values())

    def test_complaints_are_read(self) -> None:
        told = (
            'error: PDF/UA-1 error: the text `"\\u{378}"` could not be displayed with font `"L"`\n'
            'error: the text `"\\"é"` could not be displayed with font `"L"`'
        )
        assert undrawable(told) == {"\u0378", "é"}
        assert undrawable("error: heading title is empty") == set()


class TestStructure:
    def test_tags_language_and_title(self) -> None:
        content = export("pdf", edition(document(RICH), STATES))
        with pikepdf.open(BytesIO(content)) as pdf:
            assert pdf.Root.Lang == "kk"
            assert pdf.Root.ViewerPreferences.DisplayDocTitle
            assert str(pdf.docinfo["/Title"]).startswith("KK The well")
            kinds = {str(t.S) for t in pdf.objects if _is_element(t)}
            languages = {str(t.Lang) for t in pdf.objects if _is_element(t) and "/Lang" in t}
        assert kinds >= {"/H1", "/H2", "/P", "/L", "/LI", "/Table", "/TH", "/TD", "/Link", "/Note"}
        assert "en" in languages

    @pytest.mark.parametrize(
        "body",
        [
            "##### Deep\n\n# High\n\n### Low\n",
            "# {#x}\n\n[go](#x)\n\n## ![](a.png)\n",
            "[go](#a) [go](#b) [go](#c)\n\n`x`{#a} ![map](m.png){#b}\n\n![fence](f.png){#c}\n",
            "[one](#a)\n\n# A {#a}\n\n# B {#a}\n",
            "a[^1]\n\n[^1]: *x*\n\n    > y\n",
            "[a ~~b~~]{.underline} ~~c [d]{.underline}~~\n",
            "| a[^1] | [b](https://example.org/) |\n|---|---|\n"
            + 80 * "| c | d |\n"
            + "\n[^1]: x\n",
        ],
    )
    def test_odd_structures_stay_accessible(self, body: str) -> None:
        assert ACCESSIBLE in unpacked(export("pdf", edition(document(body))))

    @given(BLOCKS)
    @settings(max_examples=6, suppress_health_check=list(HealthCheck), deadline=None)
    def test_whatever_pandoc_reads_is_set(self, blocks: list[Node]) -> None:
        ast = ast_of([*blocks, node("Para", [string("Words.")])])
        metadata = Metadata(id="any", title="T", language="en")
        doc = document_of(ast, metadata, "source/any.md", splitter=lambda text: [text])
        content = export("pdf", edition(doc))
        with pikepdf.open(BytesIO(content)) as pdf:
            assert pdf.Root.MarkInfo.Marked
        assert b"ypst 0." not in unpacked(content)


class TestTypesetting:
    """Typst is boxed in: it ends, whatever it is given."""

    def test_what_takes_too_much_memory_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("kuager.exporters.typesetting.MEMORY_LIMIT", 2**29)
        assert set_type("small").startswith(b"%PDF")
        with pytest.raises(RefusedError) as refusal:
            set_type("#{ let a = range(1000); for _ in range(40) { a += a } }")
        assert refusal.value.diagnostic == ""

    def test_what_takes_too_long_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("kuager.exporters.typesetting.TIME_LIMIT", 0.01)
        with pytest.raises(DocumentError, match="cannot be set as a PDF"):
            export("pdf", edition(document(SMALL)))

    def test_it_says_what_it_has_against_a_text(self) -> None:
        with pytest.raises(RefusedError) as refusal:
            set_type("#nothing-of-this-name")
        assert "unknown variable" in refusal.value.diagnostic
        assert "nothing-of" not in str(refusal.value)


class TestMaker:
    def test_nothing_is_told_and_no_byte_moves(self) -> None:
        content = export("pdf", edition(document(SMALL)))
        for trace in (b"Typst", b"xmp-writer", b"CreatorTool", b"/Creator", b"/Producer"):
            assert trace not in unpacked(content)
        with pikepdf.open(BytesIO(content)) as pdf:
            assert pdf.check_pdf_syntax() == []
        written = b'<</Title(T)/Creator(Typst 0.15.1)>> <x:m x:xmptk="xmp-writer">'
        assert len(without_maker(written)) == len(written)
        assert without_maker(written).split() == [b"<</Title(T)", b">>", b"<x:m", b">"]

    def test_a_title_that_speaks_of_it_stays(self) -> None:
        title = "A /Creator(Typst 1) <xmp:CreatorTool>Typst 1</xmp:CreatorTool>"
        made = edition(document("No title here, only words.\n", title=title), [State.APPROVED])
        with pikepdf.open(BytesIO(export("pdf", made))) as pdf:
            assert "/Creator(Typst 1)" in str(pdf.docinfo["/Title"])


def _is_element(thing: object) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and "/S" in thing and "/P" in thing
