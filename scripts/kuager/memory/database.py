"""The memory's file: opened, proven to be one, private, written whole or not at all."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from kuager import databases
from kuager.databases import Layout
from kuager.memory import postings
from kuager.memory.damage import DAMAGE

_LAYOUT = Layout(
    application=0x4B754D31,  # "KuM1"
    version=1,
    tables=(
        "CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        """CREATE TABLE origins (id INTEGER PRIMARY KEY, approved INTEGER NOT NULL,
            name TEXT NOT NULL, note TEXT NOT NULL, UNIQUE (approved, name))""",
        # The key is a hash: unlike a position it is the same whatever was imported before, and
        # unlike the text it makes a small index.
        """CREATE TABLE sources (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE,
            text TEXT NOT NULL)""",
        """CREATE TABLE targets (source INTEGER, locale TEXT, origin INTEGER, text TEXT,
            PRIMARY KEY (source, locale, origin, text)) WITHOUT ROWID""",
        *postings.TABLES,
    ),
)


def connect(path: Path | None) -> sqlite3.Connection:
    """Open a memory's file, made where there is none; None stands for one in working memory.

    Raises DamagedMemoryError for a file that is no memory of this version, StorageError.
    """
    return databases.connect(path, _LAYOUT, DAMAGE)


def discard(path: Path) -> None:
    """Remove a memory's file and what an interrupted write left beside it. Raises StorageError."""
    databases.discard(path, DAMAGE)
