"""``kuager terms`` through the command line: what enters, what leaves, what is left alone."""

from __future__ import annotations

import io
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kuager.cli.terms import terms
from kuager.model import Unit
from kuager.pack import open_pack
from kuager.steps.terms import pack_termbase, unit_terms
from tests.support.packs import DOCUMENT, PackFolder

TABLE = """\
en,kk,ru,note,forbidden ru,part of speech,case-sensitive,do-not-translate,source,status
brother,аға; іні,брат,Elder or younger?,кузен,noun,,,,unreviewed
Telegram,,,,,proper noun,yes,yes,,reviewed
visit,сапар,визит,,,noun,,,,reviewed
"""
TBX = """<?xml version="1.0"?>
<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"><text><body>
<conceptEntry><langSec xml:lang="en-GB"><termSec><term>court</term></termSec></langSec>
<langSec xml:lang="ru-RU"><termSec><term>суд</term></termSec></langSec>
<langSec xml:lang="de"><termSec><term>Gericht</term></termSec></langSec></conceptEntry>
<conceptEntry><langSec xml:lang="en"><termSec><term>brother</term>
<termNote type="partOfSpeech">noun</termNote></termSec></langSec>
<langSec xml:lang="kk"><termSec><term>аға</term></termSec></langSec></conceptEntry>
<conceptEntry><langSec xml:lang="de"><termSec><term>Haft</term></termSec></langSec></conceptEntry>
</body></text></tbx>
"""


def table(pack: PackFolder) -> Path:
    return pack.root / "source" / "termbase.csv"


@pytest.fixture
def termed(pack: PackFolder) -> PackFolder:
    table(pack).write_text(TABLE, "utf-8")
    return pack


@pytest.fixture
def tbx(tmp_path: Path) -> Path:
    path = tmp_path / "terms.tbx"
    path.write_text(TBX, "utf-8")
    return path


def listed(pack: PackFolder) -> dict[str, Any]:
    return {e["term"]: e for e in pack.read("terms", "terms", "list")["terms"]}


# Looking ------------------------------------------------------------------------------------


def test_a_list_shows_terms_their_notes_and_what_is_forbidden(
    termed: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert termed.run("terms", "list", "--locale", "ru") == 0
    shown = capsys.readouterr()
    assert shown.out.splitlines() == [
        "brother (noun) · unreviewed",
        "    ru: брат  (not: кузен)",
        "    Elder or younger?",
        "Telegram (proper noun) · reviewed · not to be translated",
        "    ru: Telegram",
        "visit (noun) · reviewed",
        "    ru: визит",
    ]
    assert "3 terms, 1 of them not reviewed by anybody." in shown.err
    assert listed(termed)["brother"]["renderings"] == {"kk": ["аға", "іні"], "ru": ["брат"]}
    assert termed.run("terms", "list", "--locale", "de") == 2


def test_terms_are_found_in_either_language_and_on_standard_input(
    termed: PackFolder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "<1>My</1> brothers' visits"
    found = termed.read("terms-find", "terms", "find", text)["matches"]
    assert [(m["text"], m["terms"][0]["term"]) for m in found] == [
        ("brothers", "brother"), ("visits", "visit"),
    ]  # fmt: skip
    assert [text[m["start"] : m["end"]] for m in found] == ["brothers", "visits"]
    (kazakh,) = termed.read("terms-find", "terms", "find", "ағаларымыз", "--in", "kk")["matches"]
    assert kazakh["terms"][0]["term"] == "brother"
    for content, code in (("братьями".encode(), 0), (b"\xff", 3)):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        assert termed.run("terms", "find", "-", "--in", "ru") == code
    assert "“братьями”\nbrother (noun)" in capsys.readouterr().out
    assert termed.run("terms", "find", "Nothing.") == 0
    assert capsys.readouterr().err == "No term of the termbase is in this text.\n"
    assert termed.run("terms", "find", "x", "--in", "de") == 2


def test_a_pack_without_a_termbase_has_no_terms(pack: PackFolder, tmp_path: Path) -> None:
    assert listed(pack) == {}
    assert pack.read("terms-check", "terms", "check") == {
        "kind": "terms-check", "version": 1, "terms": 0, "faults": [],
    }  # fmt: skip
    assert pack.run("terms", "export", str(tmp_path / "o.tbx")) == 3


def test_a_check_of_the_table_names_every_faulty_row(
    termed: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert termed.run("terms", "check") == 0
    table(termed).write_text(TABLE + "visit,бару,,,,noun,,,,\n,x,,,,,,,,\n", "utf-8")
    capsys.readouterr()
    assert termed.run("terms", "check") == 1
    shown = capsys.readouterr()
    assert shown.out.splitlines() == [
        "row 5: contradicts row 4",
        "row 6: has no English term",
    ]
    assert termed.run("terms", "check", "--format", "json") == 1
    table(termed).write_text("en,colour\n", "utf-8")
    assert termed.run("terms", "check") == 3


def test_a_unit_has_its_terms_beside_it_once_and_in_order(termed: PackFolder) -> None:
    termbase = pack_termbase(open_pack(termed.root))
    unit = Unit("d", "kk", "A visit on Telegram: visits, <1>brothers</1>.")
    assert [e.term for e in unit_terms(termbase, unit)] == ["visit", "Telegram", "brother"]
    assert [e.term for e in unit_terms(termbase, replace(unit, locale="de"))] == [
        "Telegram", "brother",
    ]  # fmt: skip
    assert unit_terms(termbase, replace(unit, source="Nothing.")) == []


# The chain ----------------------------------------------------------------------------------


def test_the_checks_of_the_pack_know_its_terms(
    termed: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert termed.run("segment") == 0
    assert termed.run("draft") == 0
    arguments = ("check", DOCUMENT, "--locale", "ru", "--format", "json")
    capsys.readouterr()
    termed.run(*arguments)
    without = table(termed).read_text("utf-8").replace("визит", "приход")
    assert '"term"' not in capsys.readouterr().out
    table(termed).write_text(without, "utf-8")
    termed.run(*arguments)
    shown = capsys.readouterr().out
    assert "“visit” is not rendered as the termbase has it: приход." in shown


def test_a_faulty_termbase_stops_the_check_with_one_line(
    termed: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert termed.run("segment") == 0
    table(termed).write_text(TABLE + "visit,бару,,,,noun,,,,\n", "utf-8")
    capsys.readouterr()
    for command in (("check",), ("terms", "list"), ("terms", "find", "x")):
        assert termed.run(*command) == 3
        assert capsys.readouterr().err.splitlines() == [
            "kuager: source/termbase.csv, row 5: it contradicts row 4.",
            "        Mend it there; kuager terms check lists all that is wrong.",
        ]


def test_the_termbase_is_no_document(termed: PackFolder) -> None:
    assert termed.run("segment") == 0
    assert [path.name for path in (termed.root / "locales").glob("*.pot")] == [f"{DOCUMENT}.pot"]


# TBX ----------------------------------------------------------------------------------------


def test_an_import_adds_what_is_in_the_packs_languages(termed: PackFolder, tbx: Path) -> None:
    before = table(termed).read_bytes()
    assert termed.run("terms", "import", str(tbx)) == 3
    dry = termed.read("terms-import", "terms", "import", str(tbx), "--replace", "--dry-run")
    assert table(termed).read_bytes() == before
    done = termed.read("terms-import", "terms", "import", str(tbx), "--replace")
    assert {**done, "dry_run": True} == dry
    wanted = {"terms": 2, "added": 1, "replaced": 1, "equal": 0, "passed_over": 1}
    assert wanted.items() <= done.items()
    now = listed(termed)
    assert list(now) == ["brother", "Telegram", "visit", "court"]
    assert now["court"]["renderings"] == {"kk": [], "ru": ["суд"]}
    assert now["court"]["status"] == "unreviewed"
    # What the file does not speak of stays as it was.
    assert now["brother"]["renderings"] == {"kk": ["аға"], "ru": ["брат"]}
    assert now["brother"]["note"] == "Elder or younger?"
    again = termed.read("terms-import", "terms", "import", str(tbx))
    assert (again["added"], again["equal"]) == (0, 2)


@pytest.mark.parametrize(
    ("kazakh", "note", "status"),
    [
        ("сапар", "", "reviewed"),
        ("бару", "", "unreviewed"),
        ("бару", "<note>Status: reviewed</note>", "reviewed"),
    ],
)
def test_a_changed_term_is_as_reviewed_as_the_file_says(
    termed: PackFolder, tbx: Path, kazakh: str, note: str, status: str
) -> None:
    changed = TBX.replace("brother", "visit").replace("аға", kazakh)
    tbx.write_text(changed.replace("<conceptEntry>", f"<conceptEntry>{note}"), "utf-8")
    assert termed.run("terms", "import", str(tbx), "--replace") == 0
    visit = listed(termed)["visit"]
    assert (visit["renderings"]["kk"], visit["status"]) == ([kazakh], status)


def test_an_import_that_contradicts_changes_nothing(
    termed: PackFolder, tbx: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = termed.snapshot()
    for text, problem in (
        (TBX, "terms.tbx, line 6: the term differs from row 2 of source/termbase.csv."),
        (TBX.replace("суд<", "со\u200bт<"), "terms.tbx, line 3: it holds the control character"),
        (TBX.replace("<body>", "<body>&x;"), "terms.tbx, line 2: "),
        (TBX.replace("court", "brother"), "terms.tbx, line 6: the term differs from row 2"),
        (TBX[:-30], "the XML is broken"),
    ):
        tbx.write_text(text, "utf-8")
        assert termed.run("terms", "import", str(tbx)) == 3
        assert problem in capsys.readouterr().err
    assert termed.snapshot() == before


def test_what_cannot_be_a_file_is_refused(
    termed: PackFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.mkfifo(tmp_path / "pipe.tbx")
    for name in ("pipe.tbx", "nowhere.tbx", ""):
        assert termed.run("terms", "import", str(tmp_path / name)) == 3
    assert "nowhere.tbx" in capsys.readouterr().err
    assert termed.run("terms", "export", str(tmp_path)) == 3


def test_an_export_comes_back_as_it_was(
    termed: PackFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "out" / "terms.tbx"
    assert termed.run("terms", "export", str(path), "--dry-run") == 0
    assert not path.exists()
    report = termed.read("terms-export", "terms", "export", str(path))
    assert (report["path"], report["terms"], report["written"]) == ("terms.tbx", 3, True)
    before = path.stat().st_mtime_ns
    capsys.readouterr()
    assert termed.run("terms", "export", str(path)) == 0
    assert capsys.readouterr().out.endswith("(unchanged)\n")
    assert path.stat().st_mtime_ns == before
    content = table(termed).read_bytes()
    report = termed.read("terms-import", "terms", "import", str(path))
    assert (report["equal"], report["added"]) == (3, 0)
    table(termed).unlink()
    assert termed.run("terms", "import", str(path)) == 0
    assert table(termed).read_bytes() == content


@pytest.mark.parametrize("name", sorted(terms.commands))
def test_every_command_has_help_with_an_example(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from kuager.cli import run  # noqa: PLC0415

    assert run(["terms", name, "--help"]) == 0
    text = capsys.readouterr().out
    assert f"kuager terms {name}" in text.split("Example", 1)[1]
