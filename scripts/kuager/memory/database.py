"""The memory's file: opened, proven to be one, private, written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from kuager.errors import StorageError
from kuager.memory import postings

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
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_FULL = {sqlite3.SQLITE_FULL}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_PRIMARY = 0xFF
"""SQLite's extended codes hold the primary one in their lowest byte."""
_WAIT = 30.0
"""Seconds to wait for another process that writes."""


class DamagedMemoryError(StorageError):
    """The memory's file is damaged, or was made by another version: it must be made anew."""


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Turn what SQLite complains of into one clear line."""
    try:
        yield
    except sqlite3.Error as error:
        code = (getattr(error, "sqlite_errorcode", None) or 0) & _PRIMARY
        if code in _DAMAGED:
            raise DamagedMemoryError(
                "The translation memory is damaged.", "Run: kuager memory status"
            ) from error
        if code in _BUSY:
            raise StorageError(
                "The translation memory is being written by another kuager.",
                "Run the command again when that is done.",
            ) from error
        reason = "the disk is full" if code in _FULL else "the disk refuses"
        raise StorageError(
            f"The translation memory cannot be used: {reason}.",
            "Is the disk full or read-only? The memory was left as it was.",
        ) from error


def connect(path: Path | None) -> sqlite3.Connection:
    """Open a memory's file, made where there is none; None stands for one in working memory.

    Raises DamagedMemoryError for a file that is no memory of this version, StorageError.
    """
    if path is not None:
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            path.chmod(0o600)
        except OSError as error:
            raise StorageError(
                "The translation memory cannot be opened.", "Is the disk full or read-only?"
            ) from error
    with told():
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
