"""Books and pages before the programs that say whether they are valid."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from kuager.documents import Document, read_document
from kuager.exporters import EXPORTERS, Edition, gathered
from kuager.model import State
from tests.support.editions import (
    HOSTILE,
    HOSTILE_TABLE,
    KAZAKH,
    RICH,
    STATES,
    document,
    edition,
    export,
    letters,
    web_document,
)
from tests.support.validators import (
    epub_messages,
    needs_epubcheck,
    needs_office,
    needs_pdftotext,
    needs_vnu,
    office_convert,
    page_messages,
    printed_text,
)

ROOT = Path(__file__).resolve().parents[1]

ODD = """\
See [code](#a), [a link](#b), [a picture](#c), [a figure](#d), [nothing](#e), [twice](#f),
[a cell](#g) and [nowhere](#h). `x`{#a} [there](https://example.org/){#b} ![map](m.png){#c}

![fence](f.png){#d}

# {#e}

##### Deep {#f}

##### Deep again {#f}

[سلام عليكم]{lang=ar} he said, [שלום]{lang=he}, 😀 and 你好. [[bad](javascript:x){#h}]{lang=ru}

- [ ] to do
- [x] done

~~~ {#code .python}
if x < 1 & y: pass
~~~
"""
"""Links to whatever can have an identifier, gaps between headings, words from right to left."""

FORMULA = "<p>It was <math><mi>x</mi><mo>&lt;</mo><mn>1</mn></math> long.</p>"


def real(locale: str) -> Edition:
    """The testimony itself, its sentences with a locale in front."""
    path = next((ROOT / "source").glob("*.md"))
    return edition(read_document(path, ROOT), STATES, locale=locale)


def everything(locale: str) -> Edition:
    """A document with every structure, every oddity and every mischief."""
    body = f"{RICH}\n\n{HOSTILE}\n\n{ODD}"
    title = 'A <b>&amp; "q" \\\\ #x'
    return edition(document(body, title=title, name="rich"), STATES, locale=locale)


def tables(locale: str) -> Edition:
    """A web page with a table that wears everything, and a formula."""
    doc = web_document(HOSTILE_TABLE + FORMULA)
    return edition(doc, [State.APPROVED, State.DRAFT], locale=locale)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile"


@needs_epubcheck
class TestEpub:
    @pytest.mark.parametrize(
        "made", [real("kk"), everything("ru"), tables("ar")], ids=["real", "everything", "rtl"]
    )
    def test_epubcheck_is_content(self, made: Edition, tmp_path: Path) -> None:
        path = tmp_path / "book.epub"
        path.write_bytes(export("epub", made))
        assert epub_messages(path) == []

    def test_epubcheck_would_say_it(self, tmp_path: Path) -> None:
        path = tmp_path / "book.epub"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("mimetype", "application/epub+zip")
        assert epub_messages(path)


@needs_vnu
class TestPages:
    def test_the_nu_checker_is_content(self, tmp_path: Path) -> None:
        editions = [make(locale) for make in (everything, tables, real) for locale in ("kk", "ru")]
        folder = tmp_path / "pages"
        for exporter in EXPORTERS:
            if "page" not in exporter.description and "site" not in exporter.description:
                continue
            for group in gathered(editions, exporter.scope):
                for name, content in exporter.export(group).items():
                    path = folder / exporter.id / name
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(content)
        made = {path.parent.relative_to(folder).parts[0] for path in folder.rglob("*.html")}
        assert made >= {"html", "bilingual", "trilingual", "site"}
        (folder / "wrong").mkdir()
        (folder / "wrong" / "wrong.html").write_text("<title></title><p><div></p>")
        messages = page_messages(folder)
        # The checker knows no origin of a file; that browsers load the sheet is tested with one.
        own = [one for one in messages if "Content Security Policy (meta tag): external" not in one]
        assert own
        assert [one for one in own if not one.startswith("wrong.html")] == []


def in_order(passages: Sequence[str], text: str) -> bool:
    """Tell whether passages stand in a text one after the other, letters and digits compared."""
    place, whole = 0, letters(text)
    for passage in passages:
        found = whole.find(letters(passage), place)
        if found < 0:
            return False
        place = found + len(letters(passage))
    return True


def passages(made: Edition) -> list[str]:
    """The passages of an edition in reading order; the title is where the document has it."""
    return [f"{one.mark} {one.text}" for one in made.renditions]


PLAIN = """\
June 12, 2021 - 7:30pm

## The well

Әкеңіз ғой, қоңыр өзен, ұзын жүріс, һәм ірі. *Nobody* came.

> She waited.

| Left | Right |
|:-----|------:|
| a    | 1,000 |

1. Bread
2. Water

## After

The end.
"""


def plain() -> Edition:
    """A document whose parts every format puts in the same order."""
    doc = document(PLAIN, more="recorded: 2021-06-12T19:30\n")
    targets = [segment.source.replace("<1>", "").replace("</1>", "") for segment in doc.segments]
    return edition(doc, [State.APPROVED, State.DRAFT, State.REVIEWED], targets=targets)


@needs_office
@pytest.mark.xdist_group("soffice")
class TestOffice:
    def test_libreoffice_reads_all_in_order(self, tmp_path: Path, profile: Path) -> None:
        made = plain()
        files = [tmp_path / f"{name}.{name}" for name in ("docx", "odt")]
        for path in files:
            path.write_bytes(export(path.stem, made))
        damaged = tmp_path / "damaged.docx"
        damaged.write_bytes(files[0].read_bytes()[:-400])
        texts = office_convert(
            [*files, damaged], "txt:Text (encoded):UTF8", tmp_path / "txt", profile
        )
        assert [path.stem for path in texts] == ["docx", "odt"], "damaged, or not seen to be"
        expected = passages(made)
        for path in texts:
            text = path.read_text("utf-8-sig")
            assert in_order(expected, text)
            assert in_order([made.notice.heading, expected[-1], made.imprint[0]], text)

    @needs_pdftotext
    def test_libreoffice_prints_all_of_the_rest(self, tmp_path: Path, profile: Path) -> None:
        made = {"everything": everything("ru"), "real": real("kk"), "rtl": tables("ar")}
        files = []
        for name, one in made.items():
            for form in ("docx", "odt"):
                path = tmp_path / f"{name}-{form}.{form}"
                path.write_bytes(export(form, one))
                files.append(path)
        printed = office_convert(files, "pdf", tmp_path / "pdf", profile)
        assert len(printed) == len(files)
        for path in printed:
            text = letters(printed_text(path))
            one = made[path.stem.partition("-")[0]]
            if one.locale == "ar":
                continue  # poppler turns mixed directions around in its own way
            for notice in (one.notice.heading, one.imprint[0]):
                assert letters(notice) in text


@needs_pdftotext
class TestPdf:
    def test_poppler_gives_the_text_back_in_order(self, tmp_path: Path) -> None:
        made = plain()
        path = tmp_path / "x.pdf"
        path.write_bytes(export("pdf", made))
        text = printed_text(path)
        assert in_order(passages(made), text)
        assert KAZAKH.split(",")[0] in text


def test_the_documents_are_what_they_are_said_to_be() -> None:
    """The validators look at documents that have what they are there for."""
    doc: Document = everything("ru").document
    roles = {block.role for block in doc.blocks}
    assert len(roles) >= 7
