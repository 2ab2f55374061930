"""From draft to approved through the real command line: who may do what, and what it leaves."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from kuager import review
from tests.support.packs import DOCUMENT, UNITS, PackFolder, parse_json


def test_from_draft_to_an_approved_edition(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    pack.run("segment")
    pack.run("draft")
    assert pack.run("export") == 1
    assert "not approved" in capsys.readouterr().err
    assert not (pack.root / "exports").exists()
    assert pack.run("review", "approve", DOCUMENT, "kk", "4", "--as", "r-1") == 1
    pack.translate()
    assert pack.run("review", "approve", DOCUMENT, "kk", "4", "--as", "t-1") == 1
    assert "cannot approve it too" in capsys.readouterr().err
    assert pack.run("review", "pass", DOCUMENT, "kk", "4", "--as", "r-1") == 0
    assert pack.states() == {"translated": UNITS - 1, "reviewed": 1}
    assert pack.run("review", "approve", DOCUMENT, "kk", "--all", "--unedited", "--as", "r-1") == 0
    assert pack.states() == {"approved": UNITS}
    assert pack.run("export", "--locale", "kk", "--to", "markdown") == 0
    edition = (pack.root / "exports" / f"{DOCUMENT}.kk.md").read_text("utf-8")
    assert "Олар келді кезінде алты." in edition
    assert "[" not in edition.split("Олар келді")[0].replace("](", "")
    pack.run("review", "reopen", DOCUMENT, "kk", "4", "--as", "r-1")
    assert pack.states() == {"translated": 1, "approved": UNITS - 1}


def test_an_edit_in_a_po_editor_revokes_approval_and_can_be_claimed(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    pack.translate()
    pack.approve()
    path = pack.catalog("kk")
    path.write_text(
        path.read_text("utf-8").replace("Олар келді кезінде алты.", "Олар алтыда келді."), "utf-8"
    )
    assert pack.states() == {"translated": 2, "approved": UNITS - 2}
    assert pack.run("review", "approve", DOCUMENT, "kk", "4", "--as", "r-1") == 1
    assert "claim it" in capsys.readouterr().err
    assert pack.run("review", "claim", DOCUMENT, "kk", "--all", "--as", "t-2") == 0
    assert pack.run("review", "approve", DOCUMENT, "kk", "--all", "--unedited", "--as", "r-1") == 0
    assert pack.states() == {"approved": UNITS}


def test_ignoring_a_finding_lasts_as_long_as_the_text(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    pack.run("segment")
    edit = ("review", "edit", DOCUMENT, "kk", "4", "--as", "t-1", "--text")
    pack.run(*edit, "Олар алтыда  келді")
    capsys.readouterr()
    assert pack.run("check", "--format", "json", "--fail-on", "info") == 1
    found = parse_json(capsys.readouterr().out, "check")["findings"]
    assert {f["check"] for f in found} == {"double-space", "end-punctuation"}
    for check in ("double-space", "end-punctuation"):
        ignore = ("review", "ignore", DOCUMENT, "kk", "4", "--check", check, "--as", "r-1")
        assert pack.run(*ignore, "--note", "as spoken") == 0
    assert pack.run("check", "--fail-on", "info") == 0
    pack.run(*edit, "Олар  алтыда келді")
    assert pack.run("check", "--fail-on", "info") == 1


def test_what_has_errors_is_neither_approved_nor_exported(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    pack.run("segment")
    pack.run("draft")
    pack.run("review", "confirm", DOCUMENT, "kk", f"1-{UNITS}", "--as", "t-1")
    assert pack.run("review", "approve", DOCUMENT, "kk", "6", "--as", "r-1") == 1
    assert "has errors (placeables)" in capsys.readouterr().err
    ignore = ("review", "ignore", DOCUMENT, "kk", "6", "--as", "r-1", "--note", "no need")
    assert pack.run(*ignore, "--check", "placeable") == 2
    assert "There are: " in capsys.readouterr().err
    assert pack.run(*ignore, "--check", "numbers") == 1
    assert pack.run(*ignore, "--check", "placeables") == 0
    pack.approve()
    assert pack.run("export", "--locale", "kk", "--to", "md") == 0


def test_an_edition_tells_how_much_of_it_a_machine_wrote(pack: PackFolder) -> None:
    pack.translate()
    pack.approve()
    assert pack.run("export", "--locale", "kk", "--to", "md") == 0
    edition = (pack.root / "exports" / f"{DOCUMENT}.kk.md").read_text("utf-8")
    assert "translate-en_kk 1.0" in edition


def test_confirming_does_not_take_over_what_others_did(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    pack.translate()
    pack.approve()
    assert pack.run("review", "confirm", DOCUMENT, "kk", "4-6", "--as", "t-2") == 1
    assert "nothing to confirm" in capsys.readouterr().err
    assert pack.states() == {"approved": UNITS}
    pack.run("review", "edit", DOCUMENT, "kk", "5", "--as", "t-2", "--text", "Ұйықтамадық.")
    same = ("review", "edit", DOCUMENT, "kk", "5", "--text", "Ұйықтамадық.")
    assert pack.run(*same, "--as", "r-1") == 0
    for actor in ("t-2", "r-1"):
        assert pack.run("review", "approve", DOCUMENT, "kk", "5", "--as", actor) == 1
    assert pack.run("review", "approve", DOCUMENT, "kk", "5", "--as", "r-2") == 0


def test_a_flag_set_by_a_tool_revokes_approval_until_somebody_approves_again(
    pack: PackFolder,
) -> None:
    pack.translate()
    pack.approve()
    path = pack.catalog("kk")
    text = path.read_text("utf-8")
    path.write_text(text.replace('msgid "We were', '#, fuzzy\nmsgid "We were'), "utf-8")
    assert pack.states() == {"approved": UNITS - 1, "needs-work": 1}
    assert pack.run("review", "approve", DOCUMENT, "kk", "5", "--as", "r-1") == 1
    assert pack.run("review", "comment", DOCUMENT, "kk", "5", "--as", "r-1", "--note", "why?") == 0
    assert pack.states() == {"approved": UNITS - 1, "needs-work": 1}
    assert pack.run("review", "confirm", DOCUMENT, "kk", "5", "--as", "t-2") == 0
    assert pack.states() == {"approved": UNITS - 1, "translated": 1}


def test_names_in_a_header_are_reported_and_removed(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    pack.translate()
    path = pack.catalog("kk")
    good = path.read_bytes()
    for cleaning in (["segment"], ["review", "claim", DOCUMENT, "kk", "--all", "--as", "t-1"]):
        header = b'msgstr ""\n"Last-Translator: Aigerim <a@example.org>\\n"\n'
        path.write_bytes(good.replace(b'msgstr ""\n', header, 1))
        for look in ("status", "check"):
            capsys.readouterr()
            pack.run(look)
            shown = capsys.readouterr().err
            assert "may name somebody (Last-Translator)" in shown
            assert "Aigerim" not in shown
        assert pack.run(*cleaning) == 0
        assert path.read_bytes() == good


def test_a_catalog_saved_during_a_write_is_left_as_it_is(
    pack: PackFolder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pack.translate()
    path = pack.catalog("kk")
    advance = review.advance

    def meanwhile(*arguments: Any, **options: Any) -> Any:
        path.write_bytes(path.read_bytes() + b"\n# saved in Poedit\n")
        return advance(*arguments, **options)

    monkeypatch.setattr("kuager.steps.turns.advance", meanwhile)
    assert pack.run("review", "approve", DOCUMENT, "kk", "4", "--as", "r-1") == 3
    assert "saved by another program meanwhile" in capsys.readouterr().err
    assert path.read_bytes().endswith(b"# saved in Poedit\n")


def test_the_editor_works_inside_the_pack_and_keeps_what_could_not_be_saved(
    pack: PackFolder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pack.translate()
    edit = ("review", "edit", DOCUMENT, "kk", "5", "--as", "t-1")
    desk = pack.root / ".kuager" / "edit"
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)

    def editor(write: str, *, before: Callable[[], object] = lambda: None) -> None:
        def work(*, filename: str) -> None:
            assert Path(filename).parent == desk
            before()
            shown = Path(filename).read_text("utf-8")
            target, _, rest = shown.partition("\n")
            Path(filename).write_text(f"{write or target}\n{rest}", "utf-8")

        monkeypatch.setattr(click, "edit", work)

    editor("")
    before = pack.snapshot()
    assert pack.run(*edit) == 0
    assert "Nothing was changed." in capsys.readouterr().err
    assert pack.snapshot() == before
    editor("# Ұйықтамадық.")
    assert pack.run(*edit) == 0
    assert pack.units()[4]["target"] == "# Ұйықтамадық."
    assert list(desk.iterdir()) == []

    def insert() -> None:
        text = pack.source.read_text("utf-8").replace("They came", "First. They came", 1)
        pack.source.write_text(text, "utf-8")
        pack.run("segment")

    editor("Lost?", before=insert)
    assert pack.run(*edit) == 1
    assert "Your text is kept in .kuager/edit/" in capsys.readouterr().err
    (kept,) = desk.iterdir()
    assert kept.read_text("utf-8").startswith("Lost?")
    assert all(unit["target"] != "Lost?" for unit in pack.units())


def test_merging_two_clones_with_git(pack: PackFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two people, even of one pseudonym, work on different units of one document."""
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "translator")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "translator@invalid")

    def git(folder: Path, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)

    (pack.root / ".gitignore").write_text(".kuager/\n")
    pack.run("segment")
    pack.run("draft")
    git(pack.root, "init", "-q", "-b", "main")
    git(pack.root, "add", "-A")
    git(pack.root, "commit", "-qm", "drafted")
    other = PackFolder(pack.root.with_name("other"))
    git(pack.root.parent, "clone", "-q", str(pack.root), str(other.root))
    pack.source.write_text(pack.source.read_text("utf-8") + "\nThey came back.\n", "utf-8")
    other.source.write_text(pack.source.read_text("utf-8"), "utf-8")
    for clone, numbers in ((pack, "2-3"), (other, "8-9")):
        assert clone.run("segment") == 0
        assert clone.run("draft") == 0
        assert clone.run("review", "confirm", DOCUMENT, "kk", numbers, "--as", "t-1") == 0
        git(clone.root, "add", "-A")
        git(clone.root, "commit", "-qm", "work")
    git(other.root, "pull", "-q", "--no-rebase", "origin", "main")
    assert other.run("ledger", "verify") == 0
    assert other.states() == {"translated": 4, "draft": UNITS - 3}


def test_confirming_what_a_changed_source_left_behind_is_on_record(pack: PackFolder) -> None:
    pack.translate()
    edit = ("review", "edit", DOCUMENT, "kk", "7", "--as", "t-1", "--text")
    assert pack.run(*edit, "Ол екі күннен кейін қайтты.") == 0
    text = pack.source.read_text("utf-8")
    pack.source.write_text(text.replace("came back after two", "came back after only two"), "utf-8")
    pack.run("segment")
    assert pack.units()[6]["state"] == "needs-work"
    assert pack.run("review", "confirm", DOCUMENT, "kk", "7", "--as", "t-1") == 0
    unit = pack.units()[6]
    assert (unit["state"], unit["translators"], unit["origin"]) == ("translated", ["t-1"], "human")
    assert pack.run("review", "approve", DOCUMENT, "kk", "7", "--as", "t-1") == 1
    assert pack.run("review", "approve", DOCUMENT, "kk", "7", "--as", "r-1") == 0


def test_drafts_that_are_joined_stay_a_machines(pack: PackFolder) -> None:
    pack.translate()
    assert pack.run("segments", "join", DOCUMENT, "4") == 0
    assert pack.run("segment") == 0
    before = pack.snapshot()
    assert pack.run("segment") == 0
    assert pack.snapshot() == before
    unit = pack.units()[3]
    assert (unit["state"], unit["origin"]) == ("needs-work", "machine")
    assert pack.run("review", "confirm", DOCUMENT, "kk", "4", "--as", "t-2") == 0
    unit = pack.units()[3]
    assert (unit["state"], unit["origin"], unit["unedited"]) == ("translated", "machine", True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("pass", DOCUMENT, "kk", "8-3", "--as", "r-1"),
        ("pass", DOCUMENT, "kk", "8-3", "--all", "--as", "r-1"),
        ("pass", DOCUMENT, "kk", "3", "--all", "--as", "r-1"),
        ("edit", DOCUMENT, "kk", "Менің атым Айгерім", "--as", "t-1", "--text", "x"),
        ("show", DOCUMENT, "kk", "Менің атым"),
        ("list", DOCUMENT, "kk", "--state", "менің атым"),
    ],
)
def test_misuse_is_named_without_repeating_anybodys_words(
    arguments: tuple[str, ...], pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    pack.translate()
    before = pack.snapshot()
    capsys.readouterr()
    assert pack.run("review", *arguments) == 2
    assert "атым" not in capsys.readouterr().err
    assert pack.snapshot() == before


def test_a_pack_copied_as_a_whole_is_a_working_copy_of_its_own(pack: PackFolder) -> None:
    pack.translate()
    other = PackFolder(pack.root.with_name("copy"))
    shutil.copytree(pack.root, other.root)
    for clone in (pack, other):
        assert (
            clone.run("review", "comment", DOCUMENT, "kk", "4", "--as", "t-1", "--note", "?") == 0
        )
    chains = [{path.name for path in clone.root.rglob("t-1.*.jsonl")} for clone in (pack, other)]
    assert len(chains[0]) == 1
    assert chains[0] < chains[1]


def test_claiming_says_what_it_does_not_take_and_approving_all_is_brief(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    pack.run("segment")
    pack.run("draft")
    path = pack.catalog("kk")
    path.write_text(path.read_text("utf-8").replace("#, fuzzy\n", "", 1), "utf-8")
    capsys.readouterr()
    assert pack.run("review", "claim", DOCUMENT, "kk", "--all", "--as", "t-1") == 0
    assert "unit 1: is still the draft, word for word." in capsys.readouterr().err
    pack.run("review", "confirm", DOCUMENT, "kk", "1-6", "--as", "t-1")
    capsys.readouterr()
    assert pack.run("review", "approve", DOCUMENT, "kk", "--all", "--unedited", "--as", "r-1") == 0
    told = capsys.readouterr().err.splitlines()
    assert told == [
        "unit 6: has errors (placeables). Mend them, or dismiss what is none: kuager review ignore",
        "4 units more cannot take the step as they are.",
        f"{DOCUMENT} kk: 5 units done.",
    ]


def test_a_name_in_the_catalog_of_our_own_words_is_reported_too(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    pack.run("segment")
    own = pack.catalog("kk").with_name("kuager.po")
    header = '"Language: kk\\n"\n"Last-Translator: Aigerim <a@example.org>\\n"\n'
    plural = 'msgid "%d unit"\nmsgid_plural "%d units"\nmsgstr[0] "а"\nmsgstr[1] "б"\n'
    own.write_text(f'msgid ""\nmsgstr ""\n{header}\n{plural}', "utf-8")
    capsys.readouterr()
    assert pack.run("status") == 0
    shown = capsys.readouterr().err
    assert "kuager.po may name somebody (Last-Translator)" in shown
    assert "kuager.interface.upkeep removes that" in shown
    assert "Aigerim" not in shown
