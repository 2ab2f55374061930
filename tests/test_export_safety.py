"""What leaves with an export: the same bytes everywhere, and no trace of anyone or anything."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from kuager.documents import Document
from kuager.exporters import EXPORTERS, Edition, Exporter
from kuager.model import State
from tests.support.editions import (
    FORMATS,
    HOSTILE,
    SMALL,
    STATES,
    document,
    edition,
    export,
    letters,
    words,
)
from tests.support.reading import Page, unpacked

ROOT = Path(__file__).resolve().parents[1]
every_format = pytest.mark.parametrize("exporter", EXPORTERS, ids=list(FORMATS))
both_pages = pytest.mark.parametrize("name", ["html", "bilingual"])

MAKE_EVERYTHING = """
import hashlib, json, sys
from tests.support.editions import RICH, SMALL, STATES, document, edition
from kuager.exporters import EXPORTERS
sums = {}
for body in (SMALL, RICH):
    made = edition(document(body, more="recorded: 2021-06-12T19:30\\n"), STATES)
    for exporter in EXPORTERS:
        content = exporter.export(made)
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
