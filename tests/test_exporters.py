"""Exports: what leaves, how it is marked, and that nothing else leaves with it."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import re
import subprocess
import sys
import unicodedata
import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from kuager.documents import Document, parse_document, read_document
from kuager.errors import GateError
from kuager.exporters import EXPORTERS, Edition, Exporter, build_edition
from kuager.exporters.edition import language_name
from kuager.exporters.marks import MARKS, Standing, standing_of
from kuager.interface import translations
from kuager.model import Origin, State, Unit
from tests.support.editions import KAZAKH, document, edition, units
from tests.support.reading import Page, archive_text, pdf_text, unpacked

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "golden" / "editions"
FORMATS = {exporter.id: exporter for exporter in EXPORTERS}
STATES = (
    State.DRAFT,
    State.TRANSLATED,
    State.REVIEWED,
    State.APPROVED,
    State.NEEDS_WORK,
    State.UNTRANSLATED,
)

every_format = pytest.mark.parametrize("exporter", EXPORTERS, ids=list(FORMATS))
both_pages = pytest.mark.parametrize("name", ["html", "bilingual"])


def export(name: str, of: Edition) -> bytes:
    return FORMATS[name].export(of)


def words(exporter: Exporter, content: bytes) -> str:
    """All words of an export, with single spaces."""
    match exporter.id:
        case "html" | "bilingual":
            return Page(content).text
        case "docx":
            return archive_text(content, "document.xml", "footnotes.xml")
        case "epub":
            return archive_text(content, "ch001.xhtml", "ch002.xhtml", "ch003.xhtml")
        case "pdf":
            return pdf_text(content)
        case _:
            return " ".join(content.decode().split())


def letters(text: str) -> str:
    """Letters and digits alone: lines, hyphens and ligatures differ from format to format."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text))


SMALL = """\
June 12, 2021 - 7:30pm

The well

We had one well. Nobody came.

> She waited.

1. Bread
2. Water
"""


@pytest.fixture(scope="module")
def small() -> Document:
    return document(SMALL, more="recorded: 2021-06-12T19:30\ncountry: KZ\n")


class TestGate:
    def test_nothing_unapproved_leaves_by_default(self, small: Document) -> None:
        with pytest.raises(GateError) as refusal:
            build_edition(
                small, units(small, [State.REVIEWED]), "kk", allow_drafts=False, four_eyes=True
            )
        count = len(small.segments)
        assert refusal.value.problem == f"the-well (kk): {count} of {count} units are not approved."
        assert "--allow-drafts" in refusal.value.mend

    @pytest.mark.parametrize("state", [state for state in State if state is not State.APPROVED])
    def test_one_unapproved_unit_is_enough(self, small: Document, state: State) -> None:
        mixed = units(small, [State.APPROVED])
        mixed[3] = units(small, [state])[3]
        with pytest.raises(GateError, match=r"1 of \d+ units"):
            build_edition(small, mixed, "kk", allow_drafts=False, four_eyes=True)

    def test_an_approved_unit_without_words_is_not_approved(self, small: Document) -> None:
        empty = units(small, [State.APPROVED], targets=[" "] * len(small.segments))
        with pytest.raises(GateError):
            build_edition(small, empty, "kk", allow_drafts=False, four_eyes=True)

    def test_units_of_another_text_are_refused(self, small: Document) -> None:
        others = units(document("We had two wells.\n"), [State.APPROVED])
        with pytest.raises(ValueError, match="the-well"):
            build_edition(small, others, "kk", allow_drafts=True, four_eyes=True)

    def test_approved_text_bears_no_mark(self, small: Document) -> None:
        approved = build_edition(
            small, units(small, [State.APPROVED]), "ru", allow_drafts=False, four_eyes=True
        )
        assert not approved.notice.heading
        assert approved.title == "KK The well"
        for exporter in EXPORTERS:
            text = words(exporter, exporter.export(approved))
            assert "[" not in text
            assert "не утвержд" not in text
            assert letters("утвердил второй человек") in letters(text)

    def test_an_edition_says_when_no_second_person_was_asked_for(self, small: Document) -> None:
        approved = edition(small, [State.APPROVED], locale="ru", four_eyes=False)
        assert "Участие второго человека не требовалось." in approved.imprint[0]


class TestMarks:
    @pytest.mark.parametrize(
        ("state", "origin", "target", "standing"),
        [
            (State.DRAFT, Origin.MACHINE, "x", Standing.MACHINE_DRAFT),
            (State.NEEDS_WORK, Origin.MACHINE, "x", Standing.MACHINE_DRAFT),
            (State.DRAFT, Origin.MEMORY, "x", Standing.DRAFT),
            (State.DRAFT, Origin.LOCALE_DATA, "x", Standing.DRAFT),
            (State.DRAFT, None, "x", Standing.DRAFT),
            (State.NEEDS_WORK, Origin.HUMAN, "x", Standing.DRAFT),
            (State.TRANSLATED, Origin.HUMAN, "x", Standing.UNREVIEWED),
            (State.TRANSLATED, Origin.MACHINE, "x", Standing.UNREVIEWED),
            (State.REVIEWED, Origin.HUMAN, "x", Standing.UNAPPROVED),
            (State.APPROVED, Origin.HUMAN, "x", Standing.APPROVED),
            (State.NEEDS_WORK, Origin.HUMAN, "", Standing.UNTRANSLATED),
            (State.UNTRANSLATED, None, "", Standing.UNTRANSLATED),
            (State.APPROVED, Origin.HUMAN, "", Standing.UNTRANSLATED),
        ],
    )
    def test_standing(
        self, state: State, origin: Origin | None, target: str, standing: Standing
    ) -> None:
        unit = Unit("d", "kk", "x", target=target, state=state, origin=origin)
        assert standing_of(unit) is standing

    @every_format
    @pytest.mark.parametrize("locale", ["kk", "ru"])
    def test_every_unapproved_passage_is_marked(
        self, exporter: Exporter, locale: str, small: Document
    ) -> None:
        made = edition(small, STATES, locale=locale)
        text = letters(words(exporter, exporter.export(made)))
        for unit in units(small, STATES, locale=locale):
            standing = standing_of(unit)
            shown = unit.source if standing is Standing.UNTRANSLATED else unit.target
            mark = MARKS.get(standing)
            marked = translations(locale).gettext(mark.words) if mark else ""
            assert letters(f"{marked}{shown}") in text
            if not mark:
                for other in MARKS.values():
                    unmarked = letters(translations(locale).gettext(other.words) + shown)
                    assert unmarked not in text

    @every_format
    def test_marks_are_words_in_brackets(self, exporter: Exporter, small: Document) -> None:
        text = words(exporter, exporter.export(edition(small, STATES, locale="kk")))
        for standing in {standing_of(unit) for unit in units(small, STATES)} & set(MARKS):
            assert f"[{translations('kk').gettext(MARKS[standing].words)}]" in text

    @every_format
    def test_the_head_says_what_it_is(self, exporter: Exporter, small: Document) -> None:
        text = letters(words(exporter, exporter.export(edition(small, locale="ru"))))
        count = len(small.segments)
        for told in (
            "Этот перевод не утверждён.",
            "Его никто не проверял.",
            f"из {count}.",
            "перевод сделан программой, его никто не проверял",
            "translate-en_ru 0.1",
        ):
            assert letters(told) in text

    def test_the_head_does_not_deny_a_review_that_was(self, small: Document) -> None:
        assert "Nobody has reviewed it." in edition(small, [State.DRAFT], locale="en").notice.lines
        for state in (State.REVIEWED, State.APPROVED):
            told = edition(small, [State.DRAFT, state], locale="en").notice
            assert "Nobody has reviewed it." not in told.lines

    def test_the_legend_explains_the_marks_that_occur_and_no_others(self, small: Document) -> None:
        told = edition(small, [State.APPROVED, State.TRANSLATED], locale="en").notice
        assert [mark for mark, _ in told.legend] == ["[not yet reviewed]"]

    def test_the_title_in_the_files_properties_is_marked_too(self, small: Document) -> None:
        made = edition(small, locale="ru")
        assert made.title == "RU The well [не утверждено]"
        assert "<title>RU The well [не утверждено]</title>" in export("html", made).decode()
        assert "RU The well [не утверждено]" in unpacked(export("docx", made)).decode(
            "utf-8", "replace"
        )
        assert "RU The well [не утверждено]" in unpacked(export("epub", made)).decode(
            "utf-8", "replace"
        )
        with pikepdf.open(BytesIO(export("pdf", made))) as pdf:
            assert str(pdf.docinfo["/Title"]) == "RU The well [не утверждено]"

    def test_markdown_read_again_has_its_marks_as_words(self, small: Document) -> None:
        made = edition(small, STATES, locale="kk")
        front = b"---\nid: again\ntitle: Again\nlanguage: kk\n---\n\n"
        again = parse_document(front + export("markdown", made), "source/again.md")
        read = " ".join(segment.source for segment in again.segments)
        for unit in units(small, STATES):
            mark = MARKS.get(standing_of(unit))
            shown = unit.target or unit.source
            said = f"[{translations('kk').gettext(mark.words)}] {shown}" if mark else shown
            assert said in read


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
        ("name", "suffix"), [("markdown", "md"), ("bilingual", "bilingual.html")]
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


MAKE_EVERYTHING = """
import hashlib, json, sys
from tests.support.editions import document, edition
from tests.test_exporters import SMALL, STATES, RICH
from kuager.exporters import EXPORTERS
sums = {}
for body in (SMALL, RICH):
    made = edition(document(body, more="recorded: 2021-06-12T19:30\\n"), STATES)
    for exporter in EXPORTERS:
        content = exporter.export(made)
        sums[f"{exporter.id} {len(body)}"] = hashlib.sha256(content).hexdigest()
json.dump(sums, sys.stdout)
"""

RICH = """\
June 12, 2021 - 7:30pm

## The well

Some *stressed* and **strong**, ~~struck~~, H~2~O and x^2^, [small]{.smallcaps}, `code`, a
[link](https://example.org/page "title"), a note[^1] and another.[^2] A line\\
broken. Price: $20 and $30, mail to @somebody, #tag, 100 % & <unclear> words; it's "quoted".

# Before

* one

  still one
* two *more*

4. four
5. five

> Quoted once.
>
> > Quoted twice.

| Left | Right |
|:-----|------:|
| a    | 1,000 |

Term

:   Meaning of it.

| Verse one
|   verse two

----

```
not text
```

![A broken fence](fence.jpg)

See [above](#before) and ![map of it](https://tracker.example/map.png) too.

[^1]: The note.

    Its second paragraph.

[^2]: The other one.
"""


class TestDeterminism:
    def test_same_input_same_bytes_wherever_and_whoever(self, tmp_path: Path) -> None:
        surroundings = [
            {
                "TZ": "UTC",
                "LANG": "C",
                "PYTHONHASHSEED": "1",
                "USER": "one",
                "SOURCE_DATE_EPOCH": "9",
            },
            {"TZ": "Asia/Almaty", "LANG": "kk_KZ.UTF-8", "PYTHONHASHSEED": "2", "USER": "two"},
        ]
        sums = []
        for number, surrounding in enumerate(surroundings):
            home = tmp_path / f"home-{number}"
            home.mkdir()
            done = subprocess.run(
                [sys.executable, "-c", MAKE_EVERYTHING],
                cwd=home,
                env={
                    **surrounding,
                    "HOME": str(home),
                    "TMPDIR": str(home),
                    "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "scripts")]),
                },
                capture_output=True,
                check=True,
            )
            sums.append(json.loads(done.stdout))
            assert list(home.iterdir()) == [], "exporting leaves something behind"
        assert sums[0] == sums[1]
        assert len(set(sums[0].values())) == 2 * len(EXPORTERS)

    @every_format
    def test_a_second_run_in_the_same_process(self, exporter: Exporter, small: Document) -> None:
        made = edition(small, STATES)
        assert exporter.export(made) == exporter.export(made)

    def test_file_names(self, small: Document) -> None:
        names = [exporter.file_name(edition(small)) for exporter in EXPORTERS]
        assert len(set(names)) == len(names)
        assert names[:2] == ["the-well.kk.html", "the-well.kk.bilingual.html"]


class TestTraces:
    @every_format
    def test_no_trace_of_machine_person_or_moment(
        self, exporter: Exporter, small: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for variable in ("USER", "LOGNAME", "HOSTNAME", "HOME", "USERPROFILE"):
            monkeypatch.setenv(variable, "/home/quokka")
        (tmp_path / "quokka").mkdir()
        monkeypatch.chdir(tmp_path / "quokka")
        content = unpacked(exporter.export(edition(small, STATES))).lower()
        for trace in (b"quokka", b"pandoc", str(ROOT).encode().lower(), b"maintainer"):
            assert trace not in content
        now = datetime.now(UTC)
        for day in (now - timedelta(days=1), now, now + timedelta(days=1)):
            for form in ("%Y-%m-%d", "%Y%m%d", "%Y:%m:%d"):
                assert day.strftime(form).encode() not in content

    def test_docx_properties(self, small: Document) -> None:
        with zipfile.ZipFile(BytesIO(export("docx", edition(small)))) as archive:
            core = archive.read("docProps/core.xml").decode()
            assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not re.search(r"creator|lastModifiedBy|created|modified|revision", core)

    def test_pdf_has_no_times(self, small: Document) -> None:
        content = unpacked(export("pdf", edition(small)))
        with pikepdf.open(BytesIO(export("pdf", edition(small)))) as pdf:
            assert set(pdf.docinfo.keys()) == {"/Creator", "/Title"}
        assert b"CreateDate" not in content
        assert b"ModifyDate" not in content

    def test_the_source_is_named_by_its_text(self, small: Document) -> None:
        digest = edition(small).facts.source_digest
        assert re.fullmatch(r"[0-9a-f]{16}", digest)
        assert edition(document(SMALL)).facts.source_digest == digest
        assert edition(document(SMALL.replace("one", "no"))).facts.source_digest != digest


HOSTILE = """\
The <script>alert(1)</script> well<b onclick="x()">.</b> <!-- Aigul told me --> Stay.

<iframe src="https://tracker.example/"></iframe>

[Fake]{.mark} [styled]{style="background:url(https://tracker.example/a)" onclick="steal()"} words.

Click [here](javascript:steal) or [file](file:///home/quokka/notes.md) or
[near](../../home/quokka/x.md) or [there](https://example.org/).

![Our house](https://tracker.example/house.png){onerror=steal} and ![](/home/quokka/a.png)

\\#import "@preview/tablex:0.0.8" \\#read("/etc/passwd") `#eval("1")` and {{ 7 * 7 }} {% raw %}

`#panic()`{=typst} `<script>x</script>`{=html}

::: {.notice #kk-1 data-secret=quokka}
Boxed [again]{#kk-2 .segment .approved}.
:::

[kk]{lang="kk\\"></span><script>"} end.
"""


@pytest.fixture(scope="module")
def hostile() -> Edition:
    return edition(document(HOSTILE, title='A title <b>&amp; "quotes" \\\\ #x'), [State.DRAFT])


class TestHostileSources:
    @every_format
    def test_nothing_runs_loads_or_betrays(self, exporter: Exporter, hostile: Edition) -> None:
        content = unpacked(exporter.export(hostile)).decode("utf-8", "replace")
        for trace in (
            "tracker.example",
            "quokka",
            "steal",
            "onclick",
            "Aigul",
            "<script",
            "iframe",
        ):
            assert trace not in content

    @every_format
    def test_all_words_are_there(self, exporter: Exporter, hostile: Edition) -> None:
        text = letters(words(exporter, exporter.export(hostile)))
        for said in ("Stay", "Boxed", "Click here", "Our house", "etc/passwd", "7 * 7", "end."):
            assert letters(said) in text

    @both_pages
    def test_only_harmless_links_stay(self, name: str, hostile: Edition) -> None:
        page = Page(export(name, hostile))
        assert {link for link in page.values("href") if not link.startswith("#")} == {
            "https://example.org/"
        }
        assert page.values("src") == []

    @both_pages
    def test_a_source_cannot_wear_our_marks_or_identifiers(
        self, name: str, hostile: Edition
    ) -> None:
        content = export(name, hostile).decode()
        assert "Fake" in content
        assert "<mark>Fake" not in content
        assert content.count('class="segment approved') == 0
        identifiers = Page(content.encode()).values("id")
        assert len(identifiers) == len(set(identifiers))

    def test_deep_nesting(self) -> None:
        deep = document(">" * 15 + " Deep.\n")
        for exporter in EXPORTERS:
            assert "Deep" in words(exporter, exporter.export(edition(deep)))


class TestPages:
    @both_pages
    @pytest.mark.parametrize("body", [SMALL, RICH], ids=["small", "rich"])
    def test_well_formed_and_self_contained(self, name: str, body: str) -> None:
        content = export(name, edition(document(body), STATES))
        page = Page(content)
        assert content.startswith(b"<!DOCTYPE html>\n")
        tags = [tag for tag, _ in page.elements]
        assert tags.count("h1") == tags.count("main") == tags.count("header") == 1
        assert not {"script", "link", "img", "iframe", "object", "form"} & set(tags)
        metas = {
            attributes.get("name", attributes.get("http-equiv")): attributes.get("content", "")
            for tag, attributes in page.elements
            if tag == "meta"
        }
        assert metas["robots"] == "noindex"
        assert metas["referrer"] == "no-referrer"
        assert metas["Content-Security-Policy"].startswith("default-src 'none'; ")
        assert "url(" not in content.decode()
        assert "@import" not in content.decode()

    @both_pages
    def test_identifiers_are_unique_and_links_lead_somewhere(self, name: str) -> None:
        page = Page(export(name, edition(document(RICH), STATES)))
        identifiers = page.values("id")
        assert len(identifiers) == len(set(identifiers))
        inner = [link[1:] for link in page.values("href") if link.startswith("#")]
        assert inner
        assert set(inner) <= set(identifiers)

    @both_pages
    def test_headings_come_in_order_below_the_title(self, name: str) -> None:
        page = Page(export(name, edition(document(RICH, title="The well"))))
        levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h\d", tag)]
        assert levels[0] == 1
        assert min(levels[1:]) == 2
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels))

    def test_languages_of_one_page(self, small: Document) -> None:
        page = Page(export("html", edition(small, [State.DRAFT, State.UNTRANSLATED])))
        assert page.elements[0] == ("html", {"lang": "kk"})
        english = page.text_in("en")
        for unit in units(small, [State.DRAFT, State.UNTRANSLATED]):
            assert (unit.source in english) is not bool(unit.target)
        assert "[аударылмаған]" in page.text_in("kk")
        assert "[" not in english

    def test_languages_of_two_columns(self, small: Document) -> None:
        page = Page(export("bilingual", edition(small, [State.APPROVED])))
        assert page.elements[0] == ("html", {"lang": "kk"})
        for unit in units(small, [State.APPROVED]):
            assert unit.source in page.text_in("en")
            assert unit.target in page.text_in("kk")
            assert unit.target not in page.text_in("en")

    @pytest.mark.parametrize("body", [SMALL, RICH, HOSTILE], ids=["small", "rich", "hostile"])
    def test_every_sentence_stands_beside_its_counterpart(self, body: str) -> None:
        doc = document(body)
        page = Page(export("bilingual", edition(doc, [State.DRAFT])))
        names = page.values("id")
        prefix = "kk--" if "#kk-1" in body else "kk-"
        originals = [name[3:] for name in names if re.fullmatch(r"en-\d+", name)]
        translated = [name for name in names if re.fullmatch(rf"{prefix}\d+", name)]
        assert translated == [f"{prefix}{number}" for number in originals]
        # A caption that is the description of its picture stands once for both.
        assert len(doc.segments) - len(originals) == body.count("![A broken fence]")
        numbered = {
            attributes["id"]: attributes["class"].split()[-1]
            for tag, attributes in page.elements
            if tag == "span" and "segment" in attributes.get("class", "").split()
        }
        for number in originals:
            assert numbered[f"en-{number}"] == numbered[f"{prefix}{number}"]

    def test_columns_are_cut_at_paragraphs_entries_and_quotes(self) -> None:
        page = Page(export("bilingual", edition(document(SMALL, title="Elsewhere"))))
        pairs = [a for tag, a in page.elements if tag == "div" and a.get("class") == "pair"]
        # Title, date, heading, paragraph, quote, two entries.
        assert len(pairs) == 7

    def test_lists_go_on_counting(self) -> None:
        page = Page(export("bilingual", edition(document("4. four\n5. five\n"))))
        starts = [a["start"] for tag, a in page.elements if tag == "ol"]
        assert starts == ["4", "4", "5", "5"]

    def test_a_date_line_and_its_title_stand_apart(self, small: Document) -> None:
        content = export("html", edition(small)).decode()
        head, body = content.split("<main", 1)
        assert '<div class="dateline">' in head
        assert "KK June 12, 2021 - 7:30pm" in head
        assert re.search(r"<h1>.*KK The well", head)
        assert "KK We had one well." in body

    @pytest.mark.parametrize(
        ("body", "title", "head"),
        [
            ("The well\n\nJune 12, 2021\n\nWe.", "The well", ["The well", "June 12, 2021"]),
            ("June 12, 2021\n\nWe.", "The well", ["The well", "June 12, 2021"]),
            ("We came on June 12, 2021, " + "late " * 20 + ".\n\nWe.", "The well", ["The well"]),
            ("# The well\n\nWe.", "The well", ["The well"]),
            ("We.\n\nOthers.\n\nThe well\n\nThey.", "The well", []),
            ("We.\n\nThe well\n\nThey.", "The well", []),
            ("> The rest.\n\nWe.", "The well", ["The well"]),
        ],
    )
    def test_what_counts_as_the_head(self, body: str, title: str, head: list[str]) -> None:
        doc = document(body, title=title, more="recorded: 2021-06-12T19:30\n")
        made = edition(doc, [State.APPROVED], targets=[s.source for s in doc.segments])
        content = export("html", made).decode()
        top, rest = content.split("<main", 1)
        found = re.findall(r'<span id="kk-\d+"[^>]*>([^<]*)</span>', top)
        assert found == head
        assert (top if head else rest).count("<h1") == 1

    def test_right_to_left(self, small: Document) -> None:
        page = Page(export("bilingual", edition(small, locale="ar")))
        assert page.elements[0] == ("html", {"lang": "ar", "dir": "rtl"})
        columns = [
            a for _, a in page.elements if a.get("class") in {"source", "target"} and "lang" in a
        ]
        assert {(a["lang"], a.get("dir", "")) for a in columns} == {("en", ""), ("ar", "rtl")}

    def test_contrast(self) -> None:
        style = (ROOT / "scripts/kuager/exporters/templates/page.css").read_text(encoding="utf-8")
        schemes = [
            dict(re.findall(r"--([\w-]+): #([0-9a-f]{3,6});", block))
            for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL)
        ]
        assert len(schemes) == 3
        for scheme in schemes:
            for ink, paper, least in (
                ("ink", "paper", 7),
                ("ink", "mark-paper", 7),
                ("quiet", "paper", 7),
                ("mark-ink", "mark-paper", 7),
                ("mark-ink", "paper", 7),
                ("link", "paper", 4.5),
            ):
                assert contrast(scheme[ink], scheme[paper]) >= least, (ink, paper)
            if "glow" in scheme:
                assert contrast(scheme["quiet"], scheme["glow"]) >= 4.5


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (WCAG 2.2)."""

    def luminance(colour: str) -> float:
        digits = colour if len(colour) == 6 else "".join(digit * 2 for digit in colour)
        parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


class TestEveryStructure:
    @every_format
    @pytest.mark.parametrize("states", [[State.APPROVED], STATES], ids=["approved", "mixed"])
    def test_all_passages_arrive(self, exporter: Exporter, states: list[State]) -> None:
        doc = document(RICH)
        text = letters(words(exporter, exporter.export(edition(doc, states))))
        for unit in units(doc, states):
            for piece in re.split(r"</?\d+/?>", unit.target or unit.source):
                assert letters(piece) in text

    @every_format
    def test_pictures_leave_their_descriptions(self, exporter: Exporter) -> None:
        made = edition(document(RICH), [State.APPROVED], locale="ru")
        text = words(exporter, exporter.export(made))
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
        assert ".notice" in style

    def test_epub_identifiers_follow_the_content(self, small: Document) -> None:
        def identifier(made: Edition) -> str:
            found = re.search(rb"urn:uuid:[0-9a-f-]+", unpacked(export("epub", made)))
            assert found
            return found[0].decode()

        made = [edition(small), edition(small, locale="ru"), edition(small, STATES)]
        assert len({identifier(one) for one in made}) == 3

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

    def test_markdown_reads_well(self, small: Document) -> None:
        lines = export("markdown", edition(small, STATES, locale="kk")).decode().splitlines()
        assert lines[0].startswith("*[машиналық нобай] KK June")
        assert "# [әлі тексерілмеген] KK The well" in lines
        assert not any("<span" in line or ":::" in line or "\\[" in line for line in lines)


@pytest.mark.parametrize(
    ("language", "locale", "name"),
    [("en", "kk", "ағылшын тілі"), ("kk", "ru", "казахский"), ("xx", "ru", "xx"), ("?", "ru", "?")],
)
def test_language_names(language: str, locale: str, name: str) -> None:
    assert language_name(language, locale) == name


def test_the_digest_can_be_checked_by_hand() -> None:
    made = edition(document("One. Two.\n\nThree.\n", title="One. Two."))
    expected = hashlib.sha256(b"One. Two.\n\nThree.").hexdigest()[:16]
    assert made.facts.source_digest == expected
