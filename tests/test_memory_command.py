"""``kuager memory`` through the command line: what enters, what leaves, what never does."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kuager.cli.memory import memory
from kuager.formats.tmx import TmxUnit, tmx_parse
from kuager.steps.memory import NOT_REVIEWED
from tests.support.packs import MENDED, UNITS, PackFolder

TMX = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
<header creationtool="CAT" creationtoolversion="9" segtype="sentence" o-tmf="c" adminlang="en"
 srclang="en-US" datatype="plaintext" creationid="MARAT"/>
<body>
<tu creationid="MARAT"><note>Marat said so</note>
<tuv xml:lang="en-US"><seg>They came at <bpt i="1">{b}</bpt>seven<ept i="1">{/b}</ept>.</seg></tuv>
<tuv xml:lang="kk-KZ" changeid="MARAT"><seg>Олар жетіде келді.</seg></tuv>
<tuv xml:lang="RU"><seg>Они пришли в семь.</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>We waited for a long time.</seg></tuv>
<tuv xml:lang="kk"><seg>Ұзақ күттік.</seg></tuv></tu>
<tu><tuv xml:lang="de"><seg>Hallo.</seg></tuv><tuv xml:lang="fr"><seg>Salut.</seg></tuv></tu>
</body>
</tmx>
"""


SENTENCES = UNITS - 1
"""Of the testimony, the repeated one once."""


@pytest.fixture
def tmx(tmp_path: Path) -> Path:
    path = tmp_path / "Old Project (2).tmx"
    path.write_text(TMX, "utf-8")
    return path


@pytest.fixture(scope="module")
def approved_template(pack_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack with everything approved in Kazakh. Copy it, do not touch it."""
    root = tmp_path_factory.mktemp("approved") / "pack"
    shutil.copytree(pack_template, root)
    approved = PackFolder(root)
    approved.translate()
    approved.approve()
    return root


@pytest.fixture
def approved(
    approved_template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> PackFolder:
    root = tmp_path / "pack"
    shutil.copytree(approved_template, root)
    capsys.readouterr()
    return PackFolder(root)


def found(pack: PackFolder, text: str, *arguments: str) -> list[dict[str, Any]]:
    matches: list[dict[str, Any]] = pack.read(
        "memory-search", "memory", "search", text, *arguments
    )["matches"]
    return matches


def sizes(pack: PackFolder) -> dict[tuple[str, str], int]:
    origins = pack.read("memory-status", "memory", "status")["origins"]
    return {(o["name"], o["locale"]): o["translations"] for o in origins}


def parse(path: Path) -> list[TmxUnit]:
    with path.open("rb") as stream:
        return list(tmx_parse(stream, path.name))


def index(pack: PackFolder) -> Path:
    return pack.root / ".kuager" / "memory.sqlite"


# Importing ----------------------------------------------------------------------------------


def test_an_import_adds_all_languages_of_the_pack_once(pack: PackFolder, tmx: Path) -> None:
    wanted = {"name": "old-project-2", "units": 3, "pairs": 3, "passed_over": 1}
    dry = pack.read("memory-import", "memory", "import", str(tmx), "--dry-run")
    assert {**wanted, "added": 3, "dry_run": True}.items() <= dry.items()
    assert not index(pack).exists()
    first = pack.read("memory-import", "memory", "import", str(tmx))
    assert {**wanted, "added": 3, "dry_run": False}.items() <= first.items()
    assert sizes(pack) == {("old-project-2", "kk"): 2, ("old-project-2", "ru"): 1}
    before = index(pack).read_bytes(), index(pack).stat().st_mtime_ns
    for arguments in (("--dry-run",), ()):
        again = pack.read("memory-import", "memory", "import", str(tmx), *arguments)
        assert again["added"] == 0
        assert (index(pack).read_bytes(), index(pack).stat().st_mtime_ns) == before
    assert index(pack).stat().st_mode & 0o777 == 0o600


def test_nobody_comes_in_with_a_file(pack: PackFolder, tmx: Path) -> None:
    assert pack.run("memory", "import", str(tmx), "--name", "p", "--note", "not reviewed") == 0
    content = index(pack).read_bytes().lower()
    assert b"marat" not in content
    (match,) = found(pack, "They came at seven.", "--locale", "kk")
    assert (match["kind"], match["target"], match["refused"]) == (
        "exact", "Олар жетіде келді.", [],
    )  # fmt: skip
    assert match["provenance"] == {"approved": False, "name": "p", "note": "not reviewed"}


def test_a_broken_file_changes_nothing(
    pack: PackFolder, tmx: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pack.run("memory", "status") == 0
    before = index(pack).read_bytes()
    tmx.write_text(TMX.replace("</body>", "<tu>" * 2), "utf-8")
    capsys.readouterr()
    assert pack.run("memory", "import", str(tmx)) == 3
    told = capsys.readouterr().err
    assert "Old Project (2).tmx, line 14: a unit (tu) stands inside another." in told
    assert str(tmx.parent) not in told
    assert index(pack).read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["missing.tmx"], 3, "There is no file missing.tmx."),
        (["."], 3, "not a regular file"),
        (["{tmx}", "--name", "Marat Ospanov"], 2, "cannot be the name"),
        (["{tmx}", "--name", "../x"], 2, "cannot be the name"),
        (["{tmx}", "--note", "two\nlines"], 2, "one line"),
        (["{tmx}", "--note", "x" * 201], 2, "one line"),
    ],
)
def test_what_cannot_be_imported_is_told(
    pack: PackFolder,
    tmx: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    words: str,
) -> None:
    arguments = [a.replace("{tmx}", str(tmx)) for a in arguments]
    assert pack.run("memory", "import", *arguments) == code
    assert words in capsys.readouterr().err


def test_a_file_whose_name_makes_no_name_needs_one(
    pack: PackFolder, tmx: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmx.rename(tmx.with_name("жады.tmx"))
    assert pack.run("memory", "import", str(other)) == 2
    assert "--name" in capsys.readouterr().err
    assert pack.run("memory", "import", str(other), "--name", "zhady") == 0


def test_a_pipe_is_not_waited_for(pack: PackFolder, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.tmx")
    assert pack.run("memory", "import", str(tmp_path / "pipe.tmx")) == 3


def test_an_interrupted_import_leaves_the_memory_as_it_was(
    approved: PackFolder, tmx: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sizes(approved)

    def interrupted(*_: object) -> Iterator[TmxUnit]:
        with tmx.open("rb") as stream:
            yield from tmx_parse(stream, tmx.name)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("kuager.steps.memory.tmx_parse", interrupted)
        assert approved.run("memory", "import", str(tmx)) == 130
    assert sizes(approved) == before
    assert approved.run("memory", "import", str(tmx)) == 0


def test_forgetting_an_import_takes_it_out(
    approved: PackFolder, tmx: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert approved.run("memory", "import", str(tmx), "--name", "old") == 0
    before = sizes(approved)
    assert approved.run("memory", "forget", "old", "night-visit") == 2
    assert approved.run("memory", "forget", "old", "--dry-run") == 0
    assert sizes(approved) == before
    capsys.readouterr()
    assert approved.run("memory", "forget", "old") == 0
    assert capsys.readouterr().out == "old: 3 translations forgotten\n"
    assert sizes(approved) == {("night-visit", "kk"): SENTENCES}
    assert "Ұзақ".encode() not in index(approved).read_bytes()
    assert approved.run("memory", "forget", "old") == 2
    assert "Nothing was imported" in capsys.readouterr().err


# What is approved ---------------------------------------------------------------------------


def test_only_approved_units_enter_and_leave_with_their_approval(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    pack.translate()
    assert sizes(pack) == {}
    pack.approve()
    assert sizes(pack) == {("night-visit", "kk"): SENTENCES}
    edit = ("review", "edit", "night-visit", "kk", "5", "--as", "t-1")
    assert pack.run(*edit, "--text", "Біз ұйықтаған жоқпыз.") == 0
    assert sizes(pack) == {("night-visit", "kk"): SENTENCES - 1}
    assert found(pack, "We were not asleep.", "--locale", "kk", "--at-least", "95") == []


def test_a_second_run_changes_nothing(approved: PackFolder) -> None:
    assert sizes(approved)
    before = index(approved).read_bytes(), index(approved).stat().st_mtime_ns
    assert found(approved, "They came at six.")
    assert sizes(approved)
    assert (index(approved).read_bytes(), index(approved).stat().st_mtime_ns) == before


def test_a_damaged_memory_is_made_anew_and_that_is_told(
    approved: PackFolder, tmx: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert approved.run("memory", "import", str(tmx)) == 0
    index(approved).write_bytes(b"torn" * 5000)
    capsys.readouterr()
    assert approved.run("memory", "status") == 0
    shown = capsys.readouterr()
    assert "Import your TMX files again" in shown.err
    assert "approved in night-visit" in shown.out
    assert sizes(approved) == {("night-visit", "kk"): SENTENCES}


def test_damage_found_late_removes_the_memory_and_says_to_start_again(
    approved: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sizes(approved)
    content = index(approved).read_bytes()
    place = content.index(b"They came at six")
    page = place // 4096 * 4096
    index(approved).write_bytes(content[:page] + b"\xff" * 4096 + content[page + 4096 :])
    capsys.readouterr()
    codes = {approved.run("memory", "search", "They came at sixx.") for _ in range(2)}
    told = capsys.readouterr().err
    assert "damaged" in told
    assert codes <= {0, 3}
    assert found(approved, "They came at six.", "--locale", "kk")[0]["score"] == 100


# Searching ----------------------------------------------------------------------------------


def test_a_search_shows_score_origin_difference_and_reason(
    approved: PackFolder, tmx: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert approved.run("memory", "import", str(tmx), "--name", "old", "--note", "unread") == 0
    capsys.readouterr()
    assert approved.run("memory", "search", "They came at seven.", "--locale", "kk") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == [
        "kk exact · imported from old (unread) · usable",
        "    They came at seven.",
        "    Олар жетіде келді.",
    ]
    assert lines[3].startswith("kk 83.3% · approved in night-visit · only a suggestion, differs")
    assert lines[3].endswith("numbers")
    assert lines[4] == "    They came at [-six-]{+seven+}."
    (exact, near) = found(approved, "They came at seven.", "--locale", "kk")
    assert (near["kind"], near["refused"]) == ("fuzzy", ["numbers"])
    assert near["difference"] == [
        ["same", "They came at "], ["removed", "six"], ["added", "seven"], ["same", "."],
    ]  # fmt: skip
    assert exact["difference"] == []


def test_a_search_reads_standard_input_and_finds_nothing_politely(
    approved: PackFolder,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for content, code in ((b"They came at six.\n", 0), (b" \n", 2), (b"\xff", 3)):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        assert approved.run("memory", "search", "-", "-l", "kk") == code
    assert "kk exact" in capsys.readouterr().out
    assert approved.run("memory", "search", "Bread and water for a week.") == 0
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "Nothing similar is in the memory.\n")
    assert approved.run("memory", "search", "They came.", "--locale", "de") == 2


# Exporting ----------------------------------------------------------------------------------


def test_an_export_holds_what_is_approved_and_the_same_bytes_again(
    approved: PackFolder, tmx: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert approved.run("memory", "import", str(tmx)) == 0
    path = approved.root.parent / "out" / "approved.tmx"
    export = ("memory", "export", str(path))
    assert approved.run(*export, "--dry-run") == 0
    assert not path.parent.exists()
    assert approved.run(*export) == 0
    units = {unit.text("en"): unit.text("kk") for unit in parse(path)}
    assert units["They took <1>my brother</1>, and nobody told us where."] == MENDED
    assert len(units) == SENTENCES
    content = path.read_bytes()
    assert b"note" not in content
    for word in (b"kuager", b"night-visit", b"t-1", b"r-1", b"MARAT", "Ұзақ".encode()):
        assert word not in content
    before = path.stat().st_mtime_ns
    capsys.readouterr()
    for arguments in (("--dry-run",), ()):
        assert approved.run(*export, *arguments) == 0
        assert capsys.readouterr().out.endswith("(unchanged)\n")
    assert path.stat().st_mtime_ns == before
    assert not list((approved.root / ".kuager" / "tmp").iterdir())


def test_with_all_what_was_imported_goes_too_and_is_marked(approved: PackFolder, tmx: Path) -> None:
    assert approved.run("memory", "import", str(tmx), "--note", "of Marat") == 0
    path = tmx.with_name("all.tmx.gz")
    report = approved.read("memory-export", "memory", "export", str(path), "--all")
    assert (report["unreviewed"], report["path"]) == (3, "all.tmx.gz")
    content = gzip.decompress(path.read_bytes()).decode()
    assert content.count(NOT_REVIEWED) == 3
    assert "Marat" not in content
    (seven,) = [u for u in parse(path) if u.text("en") == "They came at seven."]
    assert (seven.text("kk"), seven.text("ru")) == ("Олар жетіде келді.", "Они пришли в семь.")
    only = approved.read("memory-export", "memory", "export", str(path), "--all", "-l", "ru")
    assert (only["sentences"], only["translations"], only["written"]) == (1, 1, True)


def test_what_was_exported_is_found_again_in_another_pack(
    approved: PackFolder, pack_template: Path, tmp_path: Path
) -> None:
    path = tmp_path / "m.tmx"
    assert approved.run("memory", "export", str(path)) == 0
    other = PackFolder(tmp_path / "other")
    other.root.mkdir()
    (other.root / "pyproject.toml").write_bytes((pack_template / "pyproject.toml").read_bytes())
    assert other.run("memory", "import", str(path)) == 0
    source = "They took <1>my brother</1>, and nobody told us where."
    (match,) = found(other, source, "--locale", "kk")
    assert (match["kind"], match["target"], match["refused"]) == ("exact", MENDED, [])
    assert not match["provenance"]["approved"]


def test_the_same_memory_gives_the_same_file_whatever_came_first(
    pack: PackFolder, tmx: Path, tmp_path: Path
) -> None:
    other = tmp_path / "b.tmx"
    other.write_text(TMX.replace("seven", "eight").replace("a long", "a very long"), "utf-8")
    written = []
    for order in ((tmx, other), (other, tmx)):
        for path in order:
            assert pack.run("memory", "import", str(path), "--name", path.stem[0].lower()) == 0
        assert pack.run("memory", "export", str(tmp_path / "out.tmx"), "--all") == 0
        written.append((tmp_path / "out.tmx").read_bytes())
        index(pack).unlink()
    assert written[0] == written[1]


def test_the_memory_in_a_link_out_of_the_pack_is_refused(
    pack: PackFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (pack.root / ".kuager").mkdir()
    index(pack).symlink_to(tmp_path / "elsewhere")
    assert pack.run("memory", "status") == 3
    assert "leads out of the pack" in capsys.readouterr().err
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("name", sorted(memory.commands))
def test_every_command_has_help_with_an_example(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from kuager.cli import run  # noqa: PLC0415

    assert run(["memory", name, "--help"]) == 0
    text = capsys.readouterr().out
    assert f"kuager memory {name}" in text.split("Example", 1)[1]
