"""Machine drafts by engine and source text, so that no sentence is drafted twice.

It makes drafting resumable: what was drafted before an interruption is here. Everything in it
can be made again, so a damaged cache is thrown away without a word.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from kuager.errors import StorageError
from kuager.model import Draft, text_hash

_TABLE = """
CREATE TABLE IF NOT EXISTS drafts (
    engine TEXT, source TEXT, draft TEXT, score REAL, PRIMARY KEY (engine, source)
) WITHOUT ROWID
"""
_AT_ONCE = 500


class DraftCache:
    """Drafts in an SQLite file. Sources are kept as hashes, drafts as text."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Take an open connection; see ``open_cache``."""
        self._connection = connection

    def find(self, engine: str, sources: Iterable[str]) -> dict[str, Draft]:
        """Return the drafts that this engine (a digest) made of these sources before."""
        hashes = {text_hash(source): source for source in sources}
        keys = list(hashes)
        found = {}
        for start in range(0, len(keys), _AT_ONCE):
            chunk = keys[start : start + _AT_ONCE]
            marks = ",".join("?" * len(chunk))
            rows = self._connection.execute(
                f"SELECT source, draft, score FROM drafts WHERE engine = ? AND source IN ({marks})",  # noqa: S608  (only question marks are put in)
                [engine, *chunk],
            )
            found.update({hashes[key]: Draft(text, score) for key, text, score in rows})
        return found

    def keep(self, engine: str, drafts: Mapping[str, Draft]) -> None:
        """Remember drafts by source, all of them or none. Raises StorageError."""
        try:
            with self._connection:
                self._connection.executemany(
                    "INSERT OR REPLACE INTO drafts VALUES (?, ?, ?, ?)",
                    [(engine, text_hash(s), d.text, d.score) for s, d in drafts.items()],
                )
        except sqlite3.Error as error:
            raise StorageError(
                "The draft cache cannot be written.", "Is the disk full or read-only?"
            ) from error


@contextlib.contextmanager
def open_cache(path: Path) -> Iterator[DraftCache]:
    """Open the cache, made anew where there is none or a damaged one. Raises StorageError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            connection = _connect(path)
        except sqlite3.OperationalError:
            raise  # the disk or a lock, not the file
        except sqlite3.DatabaseError:
            path.unlink(missing_ok=True)
            connection = _connect(path)
    except (OSError, sqlite3.Error) as error:
        raise StorageError(
            "The draft cache cannot be opened.", "Is the disk full or read-only?"
        ) from error
    try:
        yield DraftCache(connection)
    finally:
        connection.close()


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=30)
    try:
        connection.execute(_TABLE)
        connection.execute("SELECT count(*) FROM drafts LIMIT 1").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection
