"""A damaged draft cache is thrown away without a word, wherever the damage shows."""

from __future__ import annotations

import os
import random
import sqlite3
from pathlib import Path

import pytest

from kuager.draft_cache import open_cache
from kuager.errors import StorageError
from kuager.model import Draft

DRAFTS = {f"sentence {n}": Draft(f"құпия сөйлем {n}", -0.5, 0.25) for n in range(600)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A cache with a few pages of drafts."""
    path = tmp_path / "drafts.sqlite"
    with open_cache(path) as cache:
        cache.keep("e", DRAFTS)
    return path


def execute(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()


def assert_works_anew(path: Path) -> None:
    with open_cache(path) as cache:
        assert cache.find("e", DRAFTS) == {}
        cache.keep("e", {"a": Draft("б")})
        assert cache.find("e", [*DRAFTS, "a"]) == {"a": Draft("б")}
    with open_cache(path) as cache:
        assert cache.find("e", ["a"]) == {"a": Draft("б")}
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()
    assert path.stat().st_mode & 0o077 == 0


def tear(path: Path) -> None:
    whole = path.read_bytes()
    assert len(whole) > 5 * 4096
    path.write_bytes(whole[: 2 * 4096] + b"\xa5" * (len(whole) - 2 * 4096))


STATEMENTS = {
    "bad UTF-8": "UPDATE answers SET draft = CAST(x'd181ff' || CAST(draft AS BLOB) AS TEXT)",
    "a blob for a draft": "UPDATE answers SET draft = CAST(draft AS BLOB)",
    "a blob for a score": "UPDATE answers SET score = x'00'",
    "a text for the agreement": "UPDATE answers SET agreement = 'much'",
}


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS)
def test_a_row_that_is_no_draft_makes_all_unknown(path: Path, statement: str) -> None:
    execute(path, statement)
    assert_works_anew(path)


def test_torn_pages_make_all_unknown(path: Path) -> None:
    tear(path)
    assert_works_anew(path)


@pytest.mark.parametrize(
    "change",
    [
        "DROP TABLE answers",
        "ALTER TABLE answers DROP COLUMN agreement",
        "ALTER TABLE answers ADD COLUMN more TEXT",
    ],
)
def test_another_table_under_our_version_makes_all_unknown(path: Path, change: str) -> None:
    execute(path, change)
    with open_cache(path) as cache:
        cache.keep("e", {"a": Draft("б")})
        assert cache.find("e", ["a"]) == {"a": Draft("б")}


def test_what_is_kept_in_a_torn_file_is_there_afterwards(path: Path) -> None:
    tear(path)
    with open_cache(path) as cache:
        cache.keep("e", DRAFTS)
        assert cache.find("e", DRAFTS) == DRAFTS


def test_a_journal_of_the_damaged_file_does_not_reach_the_new_one(path: Path) -> None:
    journal = path.with_name("drafts.sqlite-journal")
    execute(path, "UPDATE answers SET draft = x'00'")
    with open_cache(path) as cache:
        journal.write_bytes(b"left over")
        assert cache.find("e", DRAFTS) == {}
        assert not journal.exists()


def test_flipped_bits_never_stop_drafting(path: Path) -> None:
    whole = path.read_bytes()
    dice = random.Random(11)
    for _ in range(150):
        damaged = bytearray(whole)
        # The header and the heads of pages are small and matter most.
        reach = dice.choice([100, len(whole)])
        for _ in range(dice.choice([1, 8, 64])):
            place = dice.randrange(reach)
            if dice.random() < 0.3:
                place -= place % 4096 - dice.randrange(16)
            damaged[place] ^= 1 << dice.randrange(8)
        path.write_bytes(damaged)
        with open_cache(path) as cache:
            found = cache.find("e", DRAFTS)
            assert all(isinstance(draft.text, str) for draft in found.values())
            cache.keep("e", {**DRAFTS, "a": Draft("б")})
            assert cache.find("e", ["a"]) == {"a": Draft("б")}


def test_what_is_no_regular_file_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "folder"):
        with (
            pytest.raises(StorageError, match=f"{name} is not a regular file. Move it away"),
            open_cache(tmp_path / name),
        ):
            pass


def test_a_cache_in_use_is_neither_damaged_nor_thrown_away(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kuager.draft_cache._WAIT", 0.01)
    other = sqlite3.connect(path, isolation_level=None)
    with open_cache(path) as cache:
        other.execute("BEGIN EXCLUSIVE")
        for attempt in (
            lambda: cache.find("e", DRAFTS),
            lambda: cache.keep("e", {"secret": Draft("құпия")}),
        ):
            with pytest.raises(StorageError) as caught:
                attempt()
            assert caught.value.__suppress_context__, "SQLite's words may quote the text"
        other.execute("ROLLBACK")
        other.close()
        assert cache.find("e", DRAFTS) == DRAFTS
