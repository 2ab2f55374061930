"""Segmenting passes over what did not change, and never over what did."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kuager.index import Stamp
from kuager.index.stamps import stamp_of
from kuager.pack import Pack
from kuager.steps import segment as segmenting
from kuager.steps import segment_known
from tests.support.packs import DOCUMENT, PackFolder

READ, MERGED = "read", "merged"


@pytest.fixture(scope="module")
def known_template(pack_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack whose document was segmented, cut by hand, drafted, and gone through again."""
    pack = PackFolder(tmp_path_factory.mktemp("known") / "pack")
    shutil.copytree(pack_template, pack.root)
    for step in (("segment",), ("segments", "join", DOCUMENT, "4"), ("draft",), ("segment",)):
        assert pack.run(*step) == 0
    return pack.root


@pytest.fixture
def known(known_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PackFolder:
    """That pack, looked at once more, when its files were old enough for their times to count."""
    monkeypatch.setattr("kuager.index.stamps._SETTLED_AFTER", 0)
    shutil.copytree(known_template, tmp_path / "pack")
    pack = PackFolder(tmp_path / "pack")
    assert pack.run("segment") == 0
    return pack


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was done to documents since the test began."""
    calls: list[str] = []
    for name, call in (("merge_document", READ), ("merge_read", MERGED)):
        function = getattr(segmenting, name)

        def counted(
            *arguments: object, call: str = call, function: Callable[..., object] = function
        ) -> object:
            calls.append(call)
            return function(*arguments)

        monkeypatch.setattr(segmenting, name, counted)
    return calls


def cache(pack: PackFolder) -> Path:
    return pack.root / ".kuager" / segment_known.FILE


def told(pack: PackFolder, *options: str) -> tuple[int, str, str, dict[str, bytes]]:
    """Return all that a run comes to: exit code, what it printed, the files."""
    printed, noted = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(noted):
        code = pack.run("segment", *options)
    files = {name: content for name, (content, _) in pack.snapshot().items()}
    return code, printed.getvalue(), noted.getvalue(), files


def told_without_cache(pack: PackFolder) -> tuple[int, str, str, dict[str, bytes]]:
    """Return what the same command comes to on a copy where nothing is known."""
    copy = PackFolder(pack.root.with_name("copy"))
    shutil.copytree(pack.root, copy.root)
    shutil.rmtree(copy.root / ".kuager")
    return told(copy)


def test_where_nothing_changed_nothing_is_read_and_the_same_is_told(
    known: PackFolder, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = told_without_cache(known)
    assert done == [READ]
    before = known.snapshot()
    read: list[Path] = []
    content = Pack.content

    def noticed(pack: Pack, path: Path) -> bytes | None:
        read.append(path)
        return content(pack, path)

    monkeypatch.setattr(Pack, "content", noticed)
    assert told(known) == expected
    assert told(known, DOCUMENT) == expected
    assert done == [READ]
    assert read == []
    assert known.snapshot() == before


def _flip(path: Path) -> None:
    """Change one byte in the middle of a file; its size and time of change stay."""
    times = path.stat()
    content = bytearray(path.read_bytes())
    place = len(content) // 2
    while not chr(content[place]).isalpha() or content[place] > 127:
        place += 1
    content[place] ^= 0x20
    path.write_bytes(bytes(content))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def _policies(root: Path) -> None:
    path = root / "pyproject.toml"
    text = path.read_text("utf-8") + "[tool.kuager.policies]\nfour-eyes = false\n"
    path.write_text(text, "utf-8")


def _locales(root: Path) -> None:
    path = root / "pyproject.toml"
    text = path.read_text("utf-8").replace('["kk", "ru"]', '["kk"]')
    path.write_text(text.replace('ru = "ru.argosmodel"', ""), "utf-8")


def _in(pattern: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        (path,) = root.glob(pattern)
        _flip(path)

    return change


@pytest.mark.parametrize(
    ("change", "work"),
    [
        (_in("source/*.md"), READ),
        (_in("source/*.breaks.yaml"), READ),
        (_in("locales/*.pot"), READ),
        (_in("locales/kk/LC_MESSAGES/*.po"), MERGED),
        (_in("locales/ru/LC_MESSAGES/*.po"), MERGED),
        (_in("locales/ru/ledger/*/*.jsonl"), MERGED),
        (_policies, MERGED),
        (_locales, MERGED),
    ],
    ids=["source", "breaks", "template", "kk", "ru", "ledger", "policies", "locales"],
)
def test_one_byte_is_noticed_wherever_it_is(
    known: PackFolder, done: list[str], change: Callable[[Path], None], work: str
) -> None:
    change(known.root)
    expected = told_without_cache(known)
    done.clear()
    assert told(known) == expected
    assert done == [work]


def test_another_program_does_the_work_itself(
    known: PackFolder, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segment_known, "program_digest", lambda libraries: b"a later version")
    assert known.run("segment") == 0
    assert known.run("segment") == 0
    assert done == [READ]


def test_files_that_come_and_go_are_noticed(known: PackFolder, done: list[str]) -> None:
    (chain,) = (known.root / "locales" / "kk" / "ledger" / DOCUMENT).glob("*.jsonl")
    for path in (known.catalog("kk"), chain, known.root / "locales" / f"{DOCUMENT}.pot"):
        path.rename(path.with_suffix(".away"))
        done.clear()
        assert known.run("segment") == 0
        assert len(done) == 1


def test_files_that_were_only_touched_are_read_once(known: PackFolder, done: list[str]) -> None:
    before = told(known)
    for path in (known.source, known.catalog("kk")):
        path.touch()
    row = _rows(known)
    assert told(known) == before
    assert _rows(known) != row
    row = _rows(known)
    assert told(known) == before
    assert _rows(known) == row
    assert done == []


def _rows(pack: PackFolder) -> list[object]:
    with contextlib.closing(sqlite3.connect(cache(pack))) as connection:
        return connection.execute("SELECT row FROM known").fetchall()


def test_a_change_that_no_time_shows_is_noticed_while_it_is_fresh(
    known: PackFolder, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def coarse(*arguments: object) -> Stamp:
        return replace(stamp_of(*arguments), stamp=b"the same", settled=False)  # type: ignore[arg-type]

    monkeypatch.setattr(segment_known, "stamp_of", coarse)
    assert known.run("segment") == 0
    done.clear()
    assert known.run("segment") == 0
    assert done == []
    _flip(known.source)
    assert known.run("segment") == 0
    assert done == [READ]


def test_what_changes_while_it_is_worked_on_is_not_taken_for_known(
    known: PackFolder, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    replace_catalog = Pack.replace_catalog

    def late(pack: Pack, locale: str, *arguments: object) -> bool:
        written = replace_catalog(pack, locale, *arguments)  # type: ignore[arg-type]
        _flip(known.source)
        return written

    _flip(known.source)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Pack, "replace_catalog", late)
        assert known.run("segment") == 0
    done.clear()
    _flip(known.source)  # two locales: as it was before the run
    _flip(known.source)
    expected = told_without_cache(known)
    done.clear()
    assert told(known) == expected
    assert done == [READ]


def test_a_document_that_was_just_written_is_read_no_second_time(
    pack: PackFolder, done: list[str]
) -> None:
    assert pack.run("segment") == 0
    assert pack.run("draft") == 0
    second = told(pack)
    assert told(pack) == second
    assert done == [READ, MERGED]


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def _garbage(path: Path) -> None:
    path.write_bytes(b"no such thing " * 1000)


def _other_version(path: Path) -> None:
    _sql(path, "PRAGMA user_version = 99")


def _no_table(path: Path) -> None:
    _sql(path, "DROP TABLE known")


def _false_number(path: Path) -> None:
    _sql(path, "UPDATE known SET row = CAST(replace(row, '\"kept\":', '\"kept\":1') AS BLOB)")


def _other_kind(path: Path) -> None:
    _sql(path, "UPDATE known SET row = 7, proof = 'x'")


def _sql(path: Path, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(statement)


@pytest.mark.parametrize(
    "harm",
    [Path.unlink, _empty, _cut, _garbage, _other_version, _no_table, _false_number, _other_kind],
)
def test_a_cache_that_is_gone_or_damaged_costs_only_time(
    known: PackFolder, done: list[str], harm: Callable[[Path], None]
) -> None:
    expected = told(known)
    assert done == []
    harm(cache(known))
    assert told(known) == expected
    assert done == [READ]
    assert told(known) == expected
    assert done == [READ]


def test_where_no_cache_can_be_the_work_is_done(known: PackFolder, done: list[str]) -> None:
    expected = told(known)
    cache(known).unlink()
    cache(known).mkdir()
    for times in (1, 2):
        assert told(known) == expected
        assert done == [READ] * times


def test_a_dry_run_writes_none(pack: PackFolder) -> None:
    assert pack.run("segment", "--dry-run") == 0
    assert not (pack.root / ".kuager").exists()
