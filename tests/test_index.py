"""The index: the same answers as the files give, without reading them twice."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kuager.errors import InputError
from kuager.executors import Task
from kuager.executors.serial import Serial
from kuager.pack import Pack, open_pack
from kuager.steps import approved, grounds, memory
from kuager.steps.check import check
from kuager.steps.indexes import FILE, discard_index
from kuager.steps.indexing import pack_index
from kuager.steps.status import status_report
from tests.support.packs import DOCUMENT, TESTIMONY, PackFolder

OTHER = "second-visit"


class Counting(Serial):
    """Does tasks here, and remembers which."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def run(self, pack, tasks, progress):  # type: ignore[no-untyped-def]
        self.asked += [task.name for task in tasks]
        return super().run(pack, tasks, progress)


@pytest.fixture
def two(pack: PackFolder) -> PackFolder:
    """A pack with two documents, the first of them translated into Kazakh."""
    pack.translate()
    other = TESTIMONY.replace(f"id: {DOCUMENT}", f"id: {OTHER}").replace("at six", "at seven")
    (pack.root / "source" / f"{OTHER}.md").write_text(other, "utf-8")
    assert pack.run("segment") == 0
    settle(pack.root)
    return pack


def settle(root: Path) -> None:
    """Let all files be from yesterday, as far as their times tell."""
    for path in root.rglob("*"):
        if path.is_file() and ".kuager" not in path.parts:
            os.utime(path, ns=(10**18, 10**18))


def surveyed(pack: PackFolder) -> list[str]:
    """Bring the index up to date; return which documents were read for it."""
    counting = Counting()
    with pack_index(open_pack(pack.root), executor=counting):
        return counting.asked


def file_of(pack: PackFolder) -> Path:
    return pack.root / ".kuager" / FILE


def test_what_has_not_changed_is_not_read_again(two: PackFolder) -> None:
    assert surveyed(two) == [DOCUMENT, DOCUMENT, OTHER, OTHER]
    assert surveyed(two) == []
    catalog = two.catalog("ru")
    catalog.write_bytes(catalog.read_bytes())
    assert surveyed(two) == [], "written again in the same words"
    assert two.run("review", "edit", DOCUMENT, "kk", "2", "--as", "t-1", "--text", "Түн.") == 0
    assert surveyed(two) == [DOCUMENT]


def test_a_change_that_shows_in_no_time_is_seen(two: PackFolder) -> None:
    """As git does: what was written a moment before it was read is read again."""
    catalog = two.catalog("kk")
    content = catalog.read_bytes()
    catalog.write_bytes(content)
    surveyed(two)
    before = catalog.stat()
    changed = content.replace("келді".encode(), "кетті".encode())
    assert len(changed) == len(content)
    assert changed != content
    catalog.write_bytes(changed)
    os.utime(catalog, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert surveyed(two) == [DOCUMENT]


@pytest.mark.parametrize(
    "change",
    [
        lambda root: _edit(root / "source" / f"{DOCUMENT}.md", "country: KZ", "narrator-gender: f"),
        lambda root: _edit(root / "pyproject.toml", "[tool.kuager.engines]", _NO_FOUR_EYES),
        lambda root: (root / "source" / "termbase.csv").write_text("en,kk\nnight,түн\n", "utf-8"),
    ],
    ids=["policy", "configuration", "terms"],
)
def test_whatever_a_check_may_know_of_counts_as_a_change(
    two: PackFolder, change: Callable[[Path], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    surveyed(two)
    change(two.root)
    assert DOCUMENT in surveyed(two)
    assert surveyed(two) == []
    monkeypatch.setattr(grounds, "program_digest", lambda _: b"a later version")
    assert surveyed(two) == [DOCUMENT, DOCUMENT, OTHER, OTHER]


_NO_FOUR_EYES = "[tool.kuager.policies]\nfour-eyes = false\n[tool.kuager.engines]"


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new.replace(": f", ": feminine")), "utf-8")


def test_a_broken_termbase_is_nobodys_fault_but_its_own(
    two: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    surveyed(two)
    (two.root / "source" / "termbase.csv").write_text("kk\nтүн\n", "utf-8")
    capsys.readouterr()
    for _ in range(2):
        assert two.run("status") == 3
        told = capsys.readouterr().err
        assert "termbase.csv" in told
        assert "set aside" not in told


def test_answers_are_those_of_a_new_index(two: PackFolder) -> None:
    """Whatever steps led to it, the index says what the files say."""
    pack = open_pack(two.root)
    check(pack)
    for step in (
        ("review", "approve", DOCUMENT, "kk", "1-4", "--unedited", "--as", "r-1"),
        ("review", "edit", DOCUMENT, "kk", "3", "--as", "t-2", "--text", "Олар  7 рет келді"),
        ("draft", OTHER, "--locale", "ru"),
    ):
        assert two.run(*step) == 0
        kept = (status_report(pack).rows, check(pack))
        discard_index(pack)
        assert kept == (status_report(pack).rows, check(pack))
        assert kept[1]


def test_what_is_gone_is_forgotten(two: PackFolder) -> None:
    surveyed(two)
    (two.root / "locales" / f"{OTHER}.pot").unlink()
    with pack_index(open_pack(two.root)) as current:
        assert current.refreshed.removed == 2
        rows = current.index.connection.execute("SELECT DISTINCT document FROM placed").fetchall()
        assert rows == [(DOCUMENT,)]
        integrity = "INSERT INTO words (words, rank) VALUES ('integrity-check', 1)"
        current.index.connection.execute(integrity)


def test_it_is_private_and_can_be_deleted_at_any_time(two: PackFolder) -> None:
    surveyed(two)
    assert stat.S_IMODE(file_of(two).stat().st_mode) == 0o600
    shutil.rmtree(two.root / ".kuager")
    assert len(two.read("status", "status")["rows"]) == 4


SPOILT: dict[str, Callable[[Path], object]] = {
    "no database": lambda path: path.write_bytes(b"\0" * 5000),
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:6000]),
    "another version": lambda path: _execute(path, "PRAGMA user_version = 99"),
    "another program's": lambda path: _execute(path, "PRAGMA application_id = 7"),
    "a table gone": lambda path: _execute(path, "DROP TABLE sheets"),
    "counts no JSON": lambda path: _execute(path, "UPDATE sheets SET counts = x'ff'"),
    "counts a text": lambda path: _execute(path, "UPDATE sheets SET counts = 'text'"),
    "units a text": lambda path: _execute(path, "UPDATE sheets SET units = 'many'"),
    "a stamp a number": lambda path: _execute(path, "UPDATE stamps SET stamp = 1.5"),
    "no such policy": lambda path: _execute(path, "UPDATE sources SET gender = 'other'"),
}


def _execute(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.parametrize("name", SPOILT)
def test_a_damaged_index_is_made_anew(
    name: str, two: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    before = two.read("status", "status")
    SPOILT[name](file_of(two))
    capsys.readouterr()
    first = two.run("status")
    told = capsys.readouterr().err
    assert first == 0 or "has been removed" in told
    assert two.read("status", "status") == before
    assert "Traceback" not in told
    assert two.run("status") == 0
    assert not capsys.readouterr().err, "told once"


def test_a_disk_that_takes_no_index_does_not_matter(
    two: PackFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = two.read("status", "status")
    shutil.rmtree(two.root / ".kuager")
    (two.root / ".kuager").write_text("a file in its place")
    assert two.read("status", "status") == before


def test_a_dry_run_writes_none(two: PackFolder) -> None:
    shutil.rmtree(two.root / ".kuager")
    pack = open_pack(two.root)
    assert check(Pack(pack.root, pack.configuration, dry_run=True)) == check(pack)
    shutil.rmtree(two.root / ".kuager")
    status_report(Pack(pack.root, pack.configuration, dry_run=True))
    assert not (two.root / ".kuager").exists()


def test_an_interruption_keeps_what_is_done(
    two: PackFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Interrupted(Serial):
        def run(self, pack, tasks, progress):  # type: ignore[no-untyped-def]
            for number, outcome in enumerate(super().run(pack, tasks, progress)):
                if number == 3:
                    raise KeyboardInterrupt
                yield outcome

    with (
        pytest.raises(KeyboardInterrupt),
        pack_index(open_pack(two.root), executor=Interrupted()),
    ):
        pass
    assert surveyed(two) == [OTHER]


def test_what_cannot_be_read_is_set_aside(
    two: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    catalog = two.catalog("ru")
    whole = catalog.read_bytes()
    catalog.write_bytes(whole + b'\nmsgid "cut')
    assert two.run("status") == 1
    told = capsys.readouterr()
    assert told.err.count("set aside: ") == 1
    assert catalog.name in told.err
    assert told.out.count(DOCUMENT) == 1
    assert told.out.count(OTHER) == 2
    assert two.run("check", "--fail-on", "never") == 1
    assert two.run("status", OTHER) == 0
    settle(two.root)
    surveyed(two)
    assert surveyed(two) == [], "told again without being read again"
    assert two.run("status") == 1
    with pytest.raises(InputError):
        status_report(open_pack(two.root), [DOCUMENT])
    capsys.readouterr()
    catalog.write_bytes(whole)
    assert two.run("status") == 0


def test_a_task_that_failed_is_tried_again(two: PackFolder) -> None:
    class Failing(Serial):
        def run(self, pack, tasks, progress):  # type: ignore[no-untyped-def]
            broken = [Task(task.name, len, ()) for task in tasks[:1]]
            return super().run(pack, [*broken, *tasks[1:]], progress)

    with pack_index(open_pack(two.root), executor=Failing()) as current:
        assert [fault.document for fault in current.refreshed.set_aside] == [DOCUMENT]
    assert surveyed(two) == [DOCUMENT]
    assert len(status_report(open_pack(two.root)).rows) == 4


def test_several_documents_are_summed_up(two: PackFolder) -> None:
    rows = two.read("status", "status")["rows"]
    summary = two.read("status", "status", "--summary")
    assert summary["rows"] == []
    for total in summary["totals"]:
        own = [row for row in rows if row["locale"] == total["locale"]]
        assert total["units"] == sum(row["units"] for row in own)
        assert total["findings"] == sum(row["findings"] for row in own)
        for state, count in total["states"].items():
            assert count == sum(row["states"][state] for row in own)


def test_the_memory_is_kept_up_sheet_by_sheet(
    two: PackFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only sheets that changed are read, and what cannot be read keeps what it had approved."""
    read: list[str] = []
    plain = approved._Reading.approved

    def noted(self: Any, name: str) -> Any:
        read.append(name)
        return plain(self, name)

    def remembered() -> set[str]:
        read.clear()
        with memory.pack_memory(open_pack(two.root)) as opened:
            found = opened.remembered(["kk", "ru"])
            return {target for sentence in found for _, target, _ in sentence.targets}

    monkeypatch.setattr(approved._Reading, "approved", noted)
    two.approve()
    settle(two.root)
    whole = remembered()
    assert len(whole) >= 8
    assert len(read) == 4
    assert remembered() == whole
    assert not read
    edit = ("review", "edit", DOCUMENT, "kk", "2", "--as", "t-1", "--text", "Түн.")
    assert two.run(*edit) == 0
    settle(two.root)
    assert len(remembered()) == len(whole) - 1
    assert read == [f"kk/{DOCUMENT}"]
    kept = two.catalog("kk").read_bytes()
    two.catalog("kk").write_bytes(b"cut")
    assert len(remembered()) == len(whole) - 1
    two.catalog("kk").write_bytes(kept)
    (two.root / "locales" / f"{DOCUMENT}.pot").unlink()
    assert remembered() == set()
