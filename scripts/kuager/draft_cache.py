"""What engines answered before, so that no sentence is drafted twice.

It makes drafting resumable: what was drafted before an interruption is here. Everything in it
can be made again, so a damaged cache is thrown away without a word.
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


class DraftCache:
    """Answers in an SQLite file. Sources are kept as hashes, drafts as text."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Take an open connection; see ``open_cache``."""
        self._connection = connection

    def find(self, engine: str, sources: Iterable[str]) -> dict[str, Draft]:
        """Return what this engine (a digest) answered to these plain texts before."""
        hashes = {text_hash(source): source for source in sources}
        keys = list(hashes)
        found = {}
        for start in range(0, len(keys), _AT_ONCE):
            chunk = keys[start : start + _AT_ONCE]
            query = _QUERY.format(marks=",".join("?" * len(chunk)))
            rows = self._connection.execute(query, [engine, *chunk])
            found.update({hashes[key]: Draft(*draft) for key, *draft in rows})
        return found

    def keep(self, engine: str, answers: Mapping[str, Draft]) -> None:
        """Remember answers by plain text, all of them or none. Raises StorageError."""
        try:
            with self._connection:
                self._connection.executemany(
                    "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?)",
                    [
                        (engine, text_hash(source), draft.text, draft.score, draft.agreement)
                        for source, draft in answers.items()
                    ],
                )
        except sqlite3.Error as error:
            raise StorageError(
                "The draft cache cannot be written.", "Is the disk full or read-only?"
            ) from error


@contextlib.contextmanager
def open_cache(path: Path) -> Iterator[DraftCache]:
    """Open the cache, made anew where there is none, a damaged or an older one.

    The file is for its owner only: it holds text. Raises StorageError.
    """
    try:
        try:
            connection = _connect(path)
        except _UnusableError:
            path.unlink(missing_ok=True)
            connection = _connect(path)
    except (OSError, sqlite3.Error, _UnusableError) as error:
        raise StorageError(
            "The draft cache cannot be opened.", "Is the disk full or read-only?"
        ) from error
    try:
        yield DraftCache(connection)
    finally:
        connection.close()


class _UnusableError(Exception):
    """The file is no cache of ours."""


def _connect(path: Path) -> sqlite3.Connection:
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    new = path.stat().st_size == 0
    connection = sqlite3.connect(path, timeout=30)
    try:
        if new:
            connection.execute(_TABLE)
            connection.execute(f"PRAGMA user_version = {_VERSION}")
        ours = connection.execute("PRAGMA user_version").fetchone() == (_VERSION,)
        if ours:
            connection.execute(_QUERY.format(marks="''"), [""]).fetchone()
    except sqlite3.OperationalError:
        connection.close()
        raise  # the disk or a lock, not the file
    except sqlite3.DatabaseError:
        ours = False
    if not ours:
        connection.close()
        raise _UnusableError
    return connection
