"""The memory's file: opened, proven to be one, private, written whole or not at all."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from kuager.errors import StorageError
from kuager.memory import postings
from kuager.memory.damage import DamagedMemoryError, damaged, evaluated

_VERSION = 1
_APPLICATION = 0x4B754D31
"""SQLite's application_id: "KuM1"."""
_TABLES = (
    "CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE origins (id INTEGER PRIMARY KEY, approved INTEGER NOT NULL,
        name TEXT NOT NULL, note TEXT NOT NULL, UNIQUE (approved, name))""",
    # The key is a hash: unlike a position it is the same whatever was imported before, and
    # unlike the text it makes a small index.
    "CREATE TABLE sources (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, text TEXT NOT NULL)",
    """CREATE TABLE targets (source INTEGER, locale TEXT, origin INTEGER, text TEXT,
        PRIMARY KEY (source, locale, origin, text)) WITHOUT ROWID""",
    *postings.TABLES,
)
_SETTINGS = (
    "PRAGMA secure_delete = ON",  # what is forgotten is overwritten
    "PRAGMA temp_store = MEMORY",  # nothing of the text goes to a folder for temporary files
    "PRAGMA cache_size = -65536",
    "PRAGMA journal_mode = DELETE",
)
_FORMATS = frozenset({1, 2})
"""Versions for writing and reading in the header (sqlite.org/fileformat2.html, 1.3.3). SQLite takes
a file with a higher one for a read-only disk."""
_WAIT = 30.0
"""Seconds to wait for another process that writes."""


def connect(path: Path | None) -> sqlite3.Connection:
    """Open a memory's file, made where there is none; None stands for one in working memory.

    Raises DamagedMemoryError for a file that is no memory of this version, StorageError.
    """
    if path is not None:
        if path.exists() and not path.is_file():
            raise StorageError(
                f"The translation memory cannot be opened: {path.name} is not a regular file.",
                "Move it away.",
            )
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            path.chmod(0o600)
            with path.open("rb") as stream:
                versions = stream.read(20)[18:]
        except OSError as error:
            raise StorageError(
                "The translation memory cannot be opened.", "Is the disk full or read-only?"
            ) from error
        if not _FORMATS.issuperset(versions):
            raise damaged()
    with evaluated():
        connection = sqlite3.connect(path or ":memory:", timeout=_WAIT, isolation_level=None)
        try:
            new = not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if new:
                connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
            for setting in _SETTINGS:
                connection.execute(setting)
            if new:
                _make(connection)
            _prove(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def _make(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            for table in _TABLES:
                connection.execute(table)
            connection.execute(f"PRAGMA user_version = {_VERSION}")
            connection.execute(f"PRAGMA application_id = {_APPLICATION}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _prove(connection: sqlite3.Connection) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if (version, application) != (_VERSION, _APPLICATION):
        raise DamagedMemoryError(
            "The translation memory was made by another version.", "Run: kuager memory status"
        )


def discard(path: Path) -> None:
    """Remove a memory's file and what an interrupted write left beside it. Raises StorageError."""
    try:
        for suffix in ("", "-journal", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(
            "The damaged translation memory cannot be removed.", "Is the disk read-only?"
        ) from error
