"""Exchange: what becomes of a unit that was worked on elsewhere, here, or at both places."""

from __future__ import annotations

import zipfile

import polib
import pytest

from tests.support.exchange import (
    chains,
    edit_catalog,
    fill_table,
    receive,
    send,
    translate,
    translate_all,
    versions,
    write,
)
from tests.support.packs import DOCUMENT, MENDED, UNITS, PackFolder

TEXT, OTHER = "Олар таңғы алтыда келді.", "Олар сағат алтыда келді."
KINDS = ("docx", "po", "xliff", "xliff2", "csv", "tmx")


@pytest.fixture
def drafted(pack: PackFolder) -> PackFolder:
    """A pack whose units are untouched drafts."""
    assert pack.run("segment") == 0
    assert pack.run("draft") == 0
    return pack


@pytest.fixture
def translated(drafted: PackFolder) -> PackFolder:
    """A pack whose Kazakh units are translated by t-1."""
    drafted.translate()
    return drafted


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_nobody_touched_changes_nothing(drafted: PackFolder, kind: str) -> None:
    path = send(drafted, kind)
    before = drafted.snapshot()
    report = receive(drafted, path, expect=0)
    assert report["unchanged"] == UNITS
    assert drafted.snapshot() == before


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_nobody_touched_leaves_newer_work_alone(
    translated: PackFolder, kind: str
) -> None:
    path = send(translated, kind)
    write(translated, 4, TEXT)
    before = translated.snapshot()
    report = receive(translated, path, expect=0)
    told = report["older"] if kind == "tmx" else []
    assert (report["older"], report["taken"], report["conflicts"]) == (told, [], [])
    assert translated.snapshot() == before


@pytest.mark.parametrize("kind", KINDS)
def test_equal_packs_give_equal_files_that_name_nothing(drafted: PackFolder, kind: str) -> None:
    path = send(drafted, kind)
    content = path.read_bytes()
    path.unlink()
    assert send(drafted, kind).read_bytes() == content
    for word in (b"kuager", b"Kuager", str(drafted.root).encode()):
        assert word not in content


def test_new_texts_are_taken_by_the_actor(drafted: PackFolder) -> None:
    path = send(drafted, "csv")
    fill_table(path, {4: {"target": TEXT, "state": "translated"}, 5: {"target": "Ұйқыда емес."}})
    report = receive(drafted, path, expect=0)
    assert report["taken"] == [4, 5]
    units = drafted.units()
    assert (units[3]["target"], units[3]["translators"]) == (TEXT, ["t-1"])
    # Nobody types a state into each cell: one that stands as it went out says nothing.
    assert [units[n]["state"] for n in (3, 4)] == ["translated", "translated"]
    assert drafted.states() == {"draft": UNITS - 2, "translated": 2}
    before = drafted.snapshot()
    again = receive(drafted, path, actor="t-2", expect=0)
    assert again["unchanged"] == UNITS
    assert drafted.snapshot() == before


def test_both_sides_changed(translated: PackFolder, capsys: pytest.CaptureFixture[str]) -> None:
    path = send(translated, "csv")
    fill_table(path, {4: {"target": TEXT}, 5: {"target": "Бірдей."}, 7: {"target": "Жаңа."}})
    write(translated, 4, OTHER)
    write(translated, 5, "Бірдей.")
    report = receive(translated, path, actor="t-3", expect=1)
    assert (report["conflicts"], report["taken"], report["unchanged"]) == ([4], [7], UNITS - 2)
    units = translated.units()
    assert (units[3]["target"], units[3]["translators"]) == (OTHER, ["t-2"])
    assert versions(translated) == {4: f"other version: {TEXT}"}
    capsys.readouterr()
    assert translated.run("review", "list", DOCUMENT, "kk", "--versions") == 0
    assert f"    other version: {TEXT}" in capsys.readouterr().out.splitlines()
    before = translated.snapshot()
    receive(translated, path, actor="t-3", expect=1)
    assert translated.snapshot() == before
    capsys.readouterr()
    assert translated.run("review", "pass", DOCUMENT, "kk", "4", "--as", "r-1") == 0
    assert "Another version stands beside: 4." in capsys.readouterr().err


def test_an_approval_meanwhile_is_newer_work(translated: PackFolder) -> None:
    path = send(translated, "csv")
    fill_table(path, {4: {"target": TEXT}})
    step = ("review", "approve", DOCUMENT, "kk", "4", "--unedited", "--as", "r-1")
    assert translated.run(*step) == 0
    assert receive(translated, path, expect=1)["conflicts"] == [4]
    assert translated.units()[3]["state"] == "approved"


def test_an_edit_is_taken_where_the_catalog_has_nothing_any_more(drafted: PackFolder) -> None:
    path = send(drafted, "csv")
    edit_catalog(drafted.catalog("kk"), lambda entries: entries[3].__setattr__("msgstr", ""))
    fill_table(path, {4: {"target": TEXT}})
    assert receive(drafted, path, expect=0)["taken"] == [4]


def test_a_text_that_it_had_before_is_older(drafted: PackFolder) -> None:
    path = send(drafted, "csv")
    fill_table(path, {4: {"target": TEXT}})
    assert receive(drafted, path, expect=0)["taken"] == [4]
    write(drafted, 4, OTHER)
    before = drafted.snapshot()
    assert receive(drafted, path, expect=0)["older"] == [4]
    assert drafted.snapshot() == before


def test_a_draft_is_never_taken_for_somebodys_text(translated: PackFolder) -> None:
    """A memory in the translator's program fills in what a machine wrote here."""
    draft = translated.units()[3]["target"]
    write(translated, 4, TEXT)
    path = send(translated, "csv")
    fill_table(path, {4: {"target": f"{draft} "}})
    assert receive(translated, path, expect=0)["older"] == [4]
    assert translated.units()[3]["target"] == TEXT


def test_an_empty_text_deletes_nothing(translated: PackFolder) -> None:
    path = send(translated, "csv")
    fill_table(path, {4: {"target": ""}, 5: {"target": " \t"}})
    before = translated.snapshot()
    assert receive(translated, path, expect=0)["emptied"] == [4, 5]
    assert translated.snapshot() == before


def test_needs_work_always_counts_and_only_once(translated: PackFolder) -> None:
    translated.approve()
    path = send(translated, "csv")
    fill_table(
        path,
        {
            4: {"state": "needs-work", "comment": "Who came?"},
            5: {"target": "Ұйықтаған жоқпыз.", "state": "Needs work"},
            7: {"state": "аударылған"},
            8: {"state": "переведено"},
        },
    )
    report = receive(translated, path, actor="r-2", expect=0)
    assert report["steps"] == {"request-changes": 2, "reopen": 2}
    units = translated.units()
    assert [units[n]["state"] for n in (3, 4)] == ["needs-work", "needs-work"]
    assert units[4]["translators"] == ["r-2"]
    assert report["comments"] == 1
    assert "Who came?" in chains(translated)
    step = ("review", "confirm", DOCUMENT, "kk", "4", "--as", "t-2")
    assert translated.run(*step) == 0
    before = translated.snapshot()
    receive(translated, path, actor="r-2", expect=0)
    assert translated.snapshot() == before


def test_a_state_rises_only_when_asked_to(translated: PackFolder) -> None:
    path = send(translated, "csv")
    fill_table(path, {n: {"state": "approved"} for n in (4, 6)})
    report = receive(translated, path, actor="r-1", expect=0)
    assert report["not_raised"] == [4, 6]
    assert translated.states() == {"translated": UNITS}
    assert receive(translated, path, "--states", actor="t-1", expect=1)["steps"] == {}
    report = receive(translated, path, "--states", actor="r-1", expect=1)
    assert report["steps"] == {"approve": 1}
    ((number, reason),) = report["refused"]
    assert number == 4
    assert "--unedited" in reason
    assert translated.units()[5]["state"] == "approved"
    assert translated.units()[5]["target"] == MENDED


def test_a_draft_with_its_flag_cleared_is_still_a_draft(drafted: PackFolder) -> None:
    path = send(drafted, "po")

    edit_catalog(path, translate_all)
    report = receive(drafted, path, expect=0)
    assert report["still_drafts"] == list(range(1, UNITS + 1))
    assert drafted.states() == {"draft": UNITS}
    report = receive(drafted, path, "--states")
    assert report["steps"]["confirm"] == UNITS
    assert {unit["unedited"] for unit in drafted.units()} == {True}


def test_comments_are_put_on_record_once(drafted: PackFolder) -> None:
    step = ("review", "question", DOCUMENT, "kk", "4", "--note", "How many?", "--as", "r-1")
    assert drafted.run(*step) == 0
    for kind in ("po", "csv"):
        path = send(drafted, kind, "--replace")
        if kind == "csv":
            fill_table(path, {4: {"comment": "Three of them.\nAt dawn."}, 5: {"comment": "Sure?"}})
        else:
            edit_catalog(path, lambda e: e[3].__setattr__("tcomment", "Three of them."))
        report = receive(drafted, path, expect=0)
        assert report["comments"] == (2 if kind == "csv" else 1)
        before = drafted.snapshot()
        assert receive(drafted, path, actor="t-2", expect=0)["comments"] == 0
        assert drafted.snapshot() == before
    assert chains(drafted).count("Three of them.") == 1


def test_the_catalog_itself_edited_in_place(translated: PackFolder) -> None:
    path = translated.catalog("kk")

    def change(entries: list[polib.POEntry]) -> None:
        translate(entries[3], TEXT)
        entries[4].flags.append("fuzzy")
        entries[4].tcomment = "Unsure."

    edit_catalog(path, change)
    report = receive(translated, path, actor="t-2", expect=0)
    assert (report["claimed"], report["steps"]) == ([4], {"request-changes": 1})
    units = translated.units()
    assert (units[3]["state"], units[3]["translators"]) == ("translated", ["t-2"])
    assert units[4]["state"] == "needs-work"
    assert b"example.org" not in path.read_bytes()
    assert "Unsure." in path.read_text("utf-8")
    before = translated.snapshot()
    receive(translated, path, actor="t-2", expect=0)
    assert translated.snapshot() == before


def test_a_dry_run_writes_nothing(drafted: PackFolder) -> None:
    assert drafted.run("exchange", "out", DOCUMENT, "kk", "--to", "po", "--dry-run") == 0
    assert not (drafted.root / "exchange").exists()
    path = send(drafted, "csv")
    fill_table(path, {4: {"target": TEXT}})
    before = drafted.snapshot()
    assert receive(drafted, path, "--dry-run", expect=0)["taken"] == [4]
    assert drafted.snapshot() == before


def test_a_file_with_work_is_not_written_over(drafted: PackFolder) -> None:
    path = send(drafted, "csv")
    fill_table(path, {4: {"target": TEXT}})
    filled = path.read_bytes()
    write(drafted, 5, OTHER)
    command = ("exchange", "out", DOCUMENT, "kk", "--to", "csv")
    assert drafted.run(*command) == 1
    assert path.read_bytes() == filled
    receive(drafted, path, expect=0)
    assert drafted.run(*command) == 0
    assert path.read_bytes() != filled
    path.write_bytes(b"notes of mine")
    assert drafted.run(*command) == 1
    assert drafted.run(*command, "--replace") == 0


def test_only_some_units(drafted: PackFolder) -> None:
    write(drafted, 10, TEXT)
    assign = ("review", "assign", DOCUMENT, "kk", "5", "10", "--to", "t-1", "--as", "r-1")
    assert drafted.run(*assign) == 0
    path = send(drafted, "po", "--state", "translated", "--assigned", "t-1")
    edit_catalog(path, lambda entries: translate_all(entries, OTHER))
    # "They came at six." stands there twice; the tenth unit is the second of the two.
    assert receive(drafted, path, expect=0)["taken"] == [10]
    assert drafted.run("exchange", "out", DOCUMENT, "kk", "--to", "po", "--assigned", "x") == 3


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "tmx"])
def test_findings_go_along_in_the_language_of_whoever_gets_the_file(
    translated: PackFolder, kind: str
) -> None:
    write(translated, 4, "Олар түнде келді")
    path = send(translated, kind, "--language", "ru")
    content = path.read_bytes()
    if kind == "docx":
        with zipfile.ZipFile(path) as archive:
            content = archive.read("word/document.xml")
    assert "Знак в конце" in content.decode()
    before = translated.snapshot()
    receive(translated, path, expect=0)
    assert translated.snapshot() == before
