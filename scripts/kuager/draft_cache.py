"""What engines answered before, so that no sentence is drafted twice.

It makes drafting resumable: what was drafted before an interruption is here. Everything in it
can be made again, so a damaged cache is thrown away without a word, whenever it shows.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from kuager.errors import StorageError
from kuager.model import Draft, text_hash

_VERSION = 2
_TABLE = """
CREATE TABLE IF NOT EXISTS answers (
    engine TEXT NOT NULL, source TEXT NOT NULL, draft TEXT NOT NULL, score REAL,
    agreement REAL,
    PRIMARY KEY (engine, source)
) WITHOUT ROWID
"""
_QUERY = """
SELECT source, draft, score, agreement FROM answers WHERE engine = ? AND source IN ({marks})
"""
_AT_ONCE = 500
_WAIT = 30.0
"""Seconds to wait for another process that writes."""
_NOT_THE_FILE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_PERM,
}
"""What SQLite says of the disk, a lock or the system. All else, READONLY too (the file was opened
for writing before), is the file's own fault."""
_PRIMARY = 0xFF
"""SQLite's extended codes hold the primary one in their lowest byte."""
_MEND = "Is the disk full or read-only?"


class DraftCache:
    """Answers in an SQLite file. Sources are kept as hashes, drafts as text."""

    def __init__(self, path: Path) -> None:
        """Open the file; see ``open_cache``."""
        self._path = path
        try:
            self._connection = _connect(path)
        except _UnusableError:
            self._connection = _connect_anew(path)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def find(self, engine: str, sources: Iterable[str]) -> dict[str, Draft]:
        """Return what this engine (a digest) answered to these plain texts before.

        Nothing where the cache turns out to be damaged; it is made anew then. Raises
        StorageError.
        """
        hashes = {text_hash(source): source for source in sources}
        try:
            with _told("read"):
                return self._found(engine, hashes)
        except _UnusableError:
            self._make_anew()
            return {}

    def keep(self, engine: str, answers: Mapping[str, Draft]) -> None:
        """Remember answers by plain text, all of them or none. Raises StorageError."""
        rows = [
            (engine, text_hash(source), draft.text, draft.score, draft.agreement)
            for source, draft in answers.items()
        ]
        try:
            self._write(rows)
        except _UnusableError:
            self._make_anew()
            with _sound("written"):
                self._write(rows)

    def _found(self, engine: str, hashes: Mapping[str, str]) -> dict[str, Draft]:
        keys = list(hashes)
        found = {}
        for start in range(0, len(keys), _AT_ONCE):
            chunk = keys[start : start + _AT_ONCE]
            query = _QUERY.format(marks=",".join("?" * len(chunk)))
            for key, text, score, agreement in self._connection.execute(query, [engine, *chunk]):
                # A damaged row may hold any type in any column.
                if (
                    key not in hashes
                    or not isinstance(text, str)
                    or not isinstance(score, float | None)
                    or not isinstance(agreement, float | None)
                ):
                    raise _UnusableError
                found[hashes[key]] = Draft(text, score, agreement)
        return found

    def _write(self, rows: list[tuple[str, str, str, float | None, float | None]]) -> None:
        with _told("written"), self._connection:
            self._connection.executemany(
                "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?)", rows
            )

    def _make_anew(self) -> None:
        self._connection.close()
        self._connection = _connect_anew(self._path)


@contextlib.contextmanager
def open_cache(path: Path) -> Iterator[DraftCache]:
    """Open the cache, made anew where there is none, a damaged or an older one.

    The file is for its owner only: it holds text. Raises StorageError.
    """
    cache = DraftCache(path)
    try:
        yield cache
    finally:
        cache.close()


class _UnusableError(Exception):
    """The file is no cache of ours, or no whole one."""


@contextlib.contextmanager
def _told(done: str) -> Iterator[None]:
    """Tell the file's faults (_UnusableError) from others (StorageError).

    SQLite's own words go no further: where it cannot read a text, they quote it.
    """
    try:
        yield
    except UnicodeDecodeError:  # in what SQLite says, such as a column's name
        raise _UnusableError from None
    except sqlite3.Error as error:
        code = (getattr(error, "sqlite_errorcode", None) or 0) & _PRIMARY
        if code not in _NOT_THE_FILE:
            raise _UnusableError from None
        raise StorageError(f"The draft cache cannot be {done}.", _MEND) from None


@contextlib.contextmanager
def _sound(done: str) -> Iterator[None]:
    """Turn the fault of a file that was made just now into a StorageError."""
    try:
        yield
    except _UnusableError:
        raise StorageError(f"The draft cache cannot be {done}.", _MEND) from None


def _connect_anew(path: Path) -> sqlite3.Connection:
    try:
        # A journal that stayed would be played into the new file.
        for suffix in ("", "-journal", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    except OSError as error:
        raise StorageError("The draft cache cannot be made anew.", _MEND) from error
    with _sound("opened"):
        return _connect(path)


def _connect(path: Path) -> sqlite3.Connection:
    if path.exists() and not path.is_file():
        raise StorageError(
            f"The draft cache cannot be opened: {path.name} is not a regular file.",
            "Move it away.",
        )
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        new = path.stat().st_size == 0
    except OSError as error:
        raise StorageError("The draft cache cannot be opened.", _MEND) from error
    with _told("opened"):
        connection = sqlite3.connect(path, timeout=_WAIT)
        try:
            if new:
                connection.execute(_TABLE)
                connection.execute(f"PRAGMA user_version = {_VERSION}")
            ours = connection.execute("PRAGMA user_version").fetchone() == (_VERSION,)
            if ours:
                connection.execute(_QUERY.format(marks="''"), [""]).fetchone()
        except BaseException:
            connection.close()
            raise
    if not ours:
        connection.close()
        raise _UnusableError
    return connection
