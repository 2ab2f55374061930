"""Text that would be code, markup or mischief: it leaves as the words it is, or not at all."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, example, given, settings

from kuager.documents import Document
from kuager.documents.skeleton import document_of
from kuager.errors import DocumentError
from kuager.exporters import Exporter
from kuager.exporters.typst_source import is_harmless
from kuager.model import Metadata, State
from tests.support.asts import BLOCKS, Node, ast_of, node, string
from tests.support.editions import (
    FORMATS,
    READABLE,
    SMALL,
    document,
    edition,
    export,
    letters,
    web_document,
    words,
)
from tests.support.reading import unpacked

every_format = pytest.mark.parametrize("exporter", READABLE.values(), ids=list(READABLE))
both_pages = pytest.mark.parametrize("name", ["html", "bilingual"])


@pytest.fixture(scope="module")
def small() -> Document:
    return document(SMALL, more="recorded: 2021-06-12T19:30\n")


class TestNesting:
    @pytest.mark.parametrize(
        ("opening", "closing", "times"),
        [
            ("<blockquote>", "</blockquote>", 60),
            ("<ul><li>", "</li></ul>", 45),
            ("<dl><dt>Term</dt><dd>", "</dd></dl>", 20),
            ("<table><tr><td>", "</td></tr></table>", 11),
            ("<sup><em>", "</em></sup>", 35),
            (
                "<dl><dt>T</dt><dd><table><tr><td><blockquote>",
                "</blockquote></td></tr></table></dd></dl>",
                4,
            ),
        ],
    )
    def test_words_arrive_however_deep_they_stand(
        self, opening: str, closing: str, times: int
    ) -> None:
        doc = web_document(
            opening * times + "Deep <b><i><u><s>down</s></u></i></b>." + closing * times
        )
        for exporter in READABLE.values():
            text = words(exporter, export(exporter.id, edition(doc)))
            assert letters("[машиналық нобай] KK Deep down") in letters(text)


class TestTypst:
    """The barriers behind the cleaning: each holds without the others."""

    @pytest.mark.parametrize(
        "body",
        [
            '#read("private.txt")',
            '#import "@preview/tablex:0.0.8": *',
            '#include "a.typ"',
            "#let x = 1",
            '#text(fill: read("x"))[x]',
            '#table(columns: 1, [#eval("1")])',
            '#emph[x](read("private.txt"))',
            "#emph[x].body",
            '#{read("x")}',
            "#(1 + 1)",
            '#"a".len()',
            '#plugin("x")',
            "$ x $",
            "@preview",
            "gone // is what follows",
            "/* open",
            "#emph[open",
            "closed]",
            "`open",
            "``` x `` y",
            '#image("/etc/passwd")',
            "#sys.version",
            "#context here()",
            '#link("x")[#show: it => it]',
            "#set page(width: 1pt)",
        ],
    )
    def test_unexpected_code_is_refused(
        self, body: str, small: Document, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert not is_harmless(body)
        monkeypatch.setattr("kuager.exporters.pdf.write_text", lambda *_: body)
        with pytest.raises(DocumentError, match="cannot be set as a PDF"):
            export("pdf", edition(small))

    @pytest.mark.parametrize(
        "body",
        [
            r"\#read(\"x\") \[ \] \$ \@ 1 / 2 http:/\/x < 3 (#emph[x];.body)",
            '`#read("x")` ```\n#import `x`\n```',
            '#link("https://x/#read(1)")[`]`] <a-b>',
            "#table(columns: (20%, auto), table.cell(colspan: 2, align: right)[x],)",
        ],
    )
    def test_text_that_speaks_of_code_is_text(self, body: str) -> None:
        assert is_harmless(body)

    @given(BLOCKS)
    @settings(max_examples=10, suppress_health_check=list(HealthCheck), deadline=None)
    @example([node("Para", [node("Note", [node("Para", [node("LineBreak")])])])])
    @example([node("Para", [node("Code", ["", [], []], '`"#'), node("Code", ["", [], []], "")])])
    @example([node("Para", [node("Emph", []), node("Link", ["", [], []], [], ["#x", ""])])])
    def test_whatever_pandoc_writes_is_expected(self, blocks: list[Node]) -> None:
        ast = ast_of([*blocks, node("Para", [string("Words.")])])
        metadata = Metadata(id="any", title="T", language="en")
        doc = document_of(ast, metadata, "source/any.md", splitter=lambda text: [text])
        assert export("pdf", edition(doc, [State.DRAFT, State.APPROVED])).startswith(b"%PDF")

    def test_formulas_are_words_in_every_format(self) -> None:
        formula = r'<math><mi>x</mi><mo>=</mo><mtext>#read("private.txt")</mtext></math>'
        doc = web_document(f"<p>They took {formula} of us.</p>")
        assert doc.segments[1].placeables == ("formula",)
        for exporter in READABLE.values():
            text = letters(words(exporter, export(exporter.id, edition(doc))))
            assert "readprivatetxt" in text
            assert "ofus" in text

    @pytest.mark.parametrize("target", ["private.txt", "/private.txt"])
    def test_no_file_can_be_read_even_by_code(
        self, target: str, small: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "private.txt").write_text("private")
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr("kuager.exporters.pdf.is_harmless", lambda _: True)
        monkeypatch.setattr("kuager.exporters.pdf.write_text", lambda *_: f'#read("{target}")')
        with pytest.raises(DocumentError, match="cannot be set as a PDF"):
            export("pdf", edition(small))

    def test_words_that_touch_markup_stay_words(self) -> None:
        body = "An *em*.body [ru]{lang=ru}(sys) [ru]{lang=ru}[x] [/]{.a}/ kept *y*(z).\n"
        text = words(FORMATS["pdf"], export("pdf", edition(document(body))))
        assert letters("em.body ru(sys) ru[x] // kept y(z).") in letters(text)
        assert "//" in text


TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
BROKEN = "\0\x07\x1b\x7f\x85\x9b\ufffe\uffff\ufdd0\U0001fffe\ufff9"


class TestInvisibleCharacters:
    @every_format
    def test_nothing_turns_hides_or_breaks_the_text(self, exporter: Exporter) -> None:
        body = f"We `co{TURNING}de` came.\n\n```\nx{TURNING}y\n```\n"
        doc = document(body, more="licence: Ours.\n")
        targets = [f"{TURNING}Bіz{BROKEN} {word}{TURNING} end" for word in ("one", "two<1/>")]
        content = export(exporter.id, edition(doc, [State.DRAFT], targets=targets))
        text = words(exporter, content)
        assert letters("Bіz one end") in letters(text)
        shown = content if exporter.id == "pdf" else unpacked(content, fonts=False)
        for character in (TURNING + BROKEN).replace("\0", ""):
            if exporter.id != "pdf":
                assert character not in shown.decode("utf-8", "replace")
            assert character not in text

    def test_an_epub_stays_well_formed(self) -> None:
        targets = [f"Bіz{BROKEN} & <1>"] * 2
        made = edition(document("We came.\n"), [State.DRAFT], targets=targets)
        with zipfile.ZipFile(BytesIO(export("epub", made))) as archive:
            for name in archive.namelist():
                if name.endswith((".xhtml", ".opf", ".ncx", ".xml")):
                    ElementTree.fromstring(archive.read(name))

    def test_text_from_right_to_left_keeps_its_own_marks(self) -> None:
        targets = ["\u05d0\u200f! \u202e\u05d1"] * 2
        made = edition(document("We came!\n"), [State.DRAFT], locale="he", targets=targets)
        assert "\u05d0\u200f! \u05d1" in export("html", made).decode()

    @both_pages
    def test_a_passage_cannot_move_its_mark(self, name: str, small: Document) -> None:
        page = export(name, edition(small)).decode()
        assert re.search(r"\.segment, mark \{ unicode-bidi: isolate; \}", page)
