"""What leaves with an export: the same bytes everywhere, and no trace of anyone or anything."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings

from kuager.documents import Document
from kuager.exporters import EXPORTERS, Edition, Exporter, Scope, file_stem, gathered
from kuager.exporters.cleaning import clean
from kuager.model import State
from tests.support.asts import BLOCKS, Node
from tests.support.editions import (
    FORMATS,
    HOSTILE,
    HOSTILE_TABLE,
    READABLE,
    SMALL,
    STATES,
    document,
    edition,
    export,
    letters,
    web_document,
    words,
)
from tests.support.reading import Page, unpacked

ROOT = Path(__file__).resolve().parents[1]
every_exporter = pytest.mark.parametrize("exporter", EXPORTERS, ids=list(FORMATS))
every_format = pytest.mark.parametrize("exporter", READABLE.values(), ids=list(READABLE))
both_pages = pytest.mark.parametrize("name", ["html", "bilingual"])

MAKE_EVERYTHING = """
import hashlib, json, sys
from tests.support.editions import RICH, SMALL, STATES, document, edition, export
from kuager.exporters import EXPORTERS
sums = {}
for body in (SMALL, RICH):
    made = edition(document(body, more="recorded: 2021-06-12T19:30\\n"), STATES)
    for exporter in EXPORTERS:
        content = export(exporter.id, made)
        sums[f"{exporter.id} {len(body)}"] = hashlib.sha256(content).hexdigest()
json.dump(sums, sys.stdout)
"""


@pytest.fixture(scope="module")
def small() -> Document:
    return document(SMALL, more="recorded: 2021-06-12T19:30\ncountry: KZ\n")


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

    @every_exporter
    def test_a_second_run_in_the_same_process(self, exporter: Exporter, small: Document) -> None:
        made = edition(small, STATES)
        assert export(exporter.id, made) == export(exporter.id, made)

    def test_file_names(self, small: Document) -> None:
        approved = edition(small, [State.APPROVED])
        mixed = edition(small, [State.APPROVED, State.REVIEWED], locale="ru")
        assert file_stem([approved]) == "the-well.kk"
        assert file_stem([mixed]) == "the-well.ru.draft"
        assert file_stem([approved, mixed]) == "the-well.kk.ru.draft"
        names = [name for exporter in EXPORTERS for name in exporter.export([approved])]
        assert len(set(names)) == len(names) >= len(EXPORTERS)
        assert names[:2] == ["the-well.kk.html", "the-well.kk.bilingual.html"]
        assert not any(name.startswith("/") or ".." in name.split("/") for name in names)
        drafts = {name for exporter in EXPORTERS for name in exporter.export([mixed])}
        assert not drafts & set(names)

    def test_what_goes_together(self, small: Document) -> None:
        other = document(SMALL, name="the-river")
        one, two, three, four = (
            edition(doc, locale=locale) for doc in (small, other) for locale in ("kk", "ru")
        )
        given = [one, two, three, four]
        assert gathered(given, Scope.EDITION) == [(one,), (two,), (three,), (four,)]
        assert gathered(given, Scope.DOCUMENT) == [(one, two), (three, four)]
        assert gathered(given, Scope.PACK) == [(one, two, three, four)]
        assert gathered([], Scope.PACK) == []


class TestTraces:
    @every_exporter
    def test_no_trace_of_machine_person_or_moment(
        self, exporter: Exporter, small: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for variable in ("USER", "LOGNAME", "HOSTNAME", "HOME", "USERPROFILE"):
            monkeypatch.setenv(variable, "/home/quokka")
        (tmp_path / "quokka").mkdir()
        monkeypatch.chdir(tmp_path / "quokka")
        content = unpacked(export(exporter.id, edition(small, STATES))).lower()
        for trace in (b"quokka", b"pandoc", b"typst", str(ROOT).encode().lower(), b"maintainer"):
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
            assert set(pdf.docinfo.keys()) == {"/Title"}
        assert b"CreateDate" not in content
        assert b"ModifyDate" not in content

    def test_the_source_is_named_by_its_text(self, small: Document) -> None:
        digest = edition(small).facts.source_digest
        assert re.fullmatch(r"[0-9a-f]{16}", digest)
        assert edition(document(SMALL)).facts.source_digest == digest
        assert edition(document(SMALL.replace("one", "no"))).facts.source_digest != digest


@pytest.fixture(scope="module", params=["text", "table"])
def hostile(request: pytest.FixtureRequest) -> Edition:
    if request.param == "table":
        return edition(web_document(HOSTILE_TABLE), [State.DRAFT])
    return edition(document(HOSTILE, title='A title <b>&amp; "quotes" \\\\ #x'), [State.DRAFT])


def attribute_triples(value: Any) -> Iterator[list[Any]]:
    """Yield whatever looks like an attribute triple of pandoc's, wherever it is."""
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list):
        return
    if [type(part) for part in value] == [str, list, list]:
        names, pairs = value[1:]
        pair_like = all(isinstance(pair, list) and len(pair) == 2 for pair in pairs)
        if all(isinstance(name, str) for name in names) and pair_like:
            yield value
    for part in value:
        yield from attribute_triples(part)


class TestHostileSources:
    @every_exporter
    def test_nothing_runs_loads_or_betrays(self, exporter: Exporter, hostile: Edition) -> None:
        content = unpacked(export(exporter.id, hostile)).decode("utf-8", "replace")
        for trace in (
            "tracker.example",
            "quokka",
            "steal",
            "onclick",
            "Aigul",
            "<script",
            "iframe",
            "private.txt",
            "display:none",
            "typst:",
            'tablex:0.0.8": *',
        ):
            assert trace not in content

    @every_format
    def test_all_words_are_there(self, exporter: Exporter, hostile: Edition) -> None:
        text = letters(words(exporter, export(exporter.id, hostile)))
        for said in ("Stay", "Boxed", "Click here", "Our house", "etc/passwd", "7 * 7", "end."):
            assert letters(said) in text

    @both_pages
    def test_only_harmless_links_stay(self, name: str, hostile: Edition) -> None:
        page = Page(export(name, hostile))
        links = {link for link in page.values("href") if not link.startswith("#")}
        assert links in (
            {"https://example.org/"},
            {"https://example.org/a?b=c#d", "mailto:me@example.org"},
        )
        assert page.values("src") == []

    @both_pages
    def test_a_source_cannot_wear_our_marks_or_identifiers(
        self, name: str, hostile: Edition
    ) -> None:
        content = export(name, hostile).decode()
        assert "<mark>Fake" not in content
        assert content.count('class="segment approved') == 0
        identifiers = Page(content.encode()).values("id")
        assert len(identifiers) == len(set(identifiers))

    @given(BLOCKS)
    @settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
    def test_no_attribute_is_passed_on(self, blocks: list[Node]) -> None:
        table = web_document(HOSTILE_TABLE).ast["blocks"]
        everything = [*blocks, *table]
        cleaned = clean(
            everything, everything, own=set(), marks={"[x]"}, locale="kk", picture="picture"
        )
        for identifier, classes, pairs in attribute_triples(cleaned):
            assert not identifier or identifier.startswith("kk-ref-")
            assert classes in ([], ["mark"])
            assert [key for key, _ in pairs] in ([], ["lang"])

    def test_alignment_spans_and_language_stay_in_a_table(self) -> None:
        made = edition(web_document(HOSTILE_TABLE), [State.APPROVED])
        cells = [a for tag, a in Page(export("html", made)).elements if tag in {"td", "th"}]
        assert {"colspan": "2", "style": "text-align: right;"} in cells
        assert {"rowspan": "2", "lang": "ru"} in cells

    @pytest.mark.parametrize(
        ("address", "said", "kept"),
        [
            ("https://user:pw@host.example/a?q=1#f", "x", "https://host.example/a?q=1#f"),
            ("http://a@b@host.example", "x", "http://host.example"),
            ("https://host.example/~a@b", "x", "https://host.example/~a@b"),
            ("http:user@host.example/", "x", ""),
            ("https:\\\\user:pw@host.example/", "x", ""),
            ("https://host.example\\@other.example", "x", ""),
            ("https://user:pw@/x", "x", ""),
            ("//user:pw@host.example/", "x", ""),
            ("data:text/html,x", "x", ""),
            (
                "mailto:me@host.example?bcc=other@host.example",
                "me@host.example",
                "mailto:me@host.example",
            ),
            ("mailto:me@host.example", "write to me", ""),
        ],
    )
    def test_addresses(self, address: str, said: str, kept: str) -> None:
        own, text = ["", [], []], [{"t": "Str", "c": said}]
        link = {"t": "Link", "c": [own, text, [address, "title"]]}
        blocks = [{"t": "Para", "c": [link]}]
        cleaned = clean(blocks, blocks, own=set(), marks=set(), locale="kk", picture="picture")
        expected = [{"t": "Link", "c": [own, text, [kept, ""]]}] if kept else text
        assert cleaned == [{"t": "Para", "c": expected}]

    @pytest.mark.parametrize("language", ["english", "x", "ru-", "en_GB", 'en"]'])
    def test_a_language_that_is_none_is_left_out(self, language: str) -> None:
        made = edition(document(f'One [word]{{lang="{language}"}}.'.replace('"]"', '\\"]"')))
        for exporter in READABLE.values():
            assert "word" in words(exporter, export(exporter.id, made))
        assert set(Page(export("html", made)).values("lang")) == {"kk"}
