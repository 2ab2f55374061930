"""SQLite files beside a pack: private, proven to be ours, damage told from a disk that refuses.

What such a file holds can be made again, so damage is no catastrophe; but a memory or an index
must not be thrown away for a full disk, a lock, or a fault of our own.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kuager.errors import StorageError

_DISK = {
    sqlite3.SQLITE_AUTH,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_NOLFS,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_READONLY,
}
"""What SQLite says where the system refuses."""
_MISUSED = (
    sqlite3.DataError,
    sqlite3.InterfaceError,
    sqlite3.NotSupportedError,
    sqlite3.ProgrammingError,
)
"""Faults of whoever calls it. A file is not thrown away for them."""
_FULL = {sqlite3.SQLITE_FULL}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_PRIMARY = 0xFF
"""SQLite's extended codes hold the primary one in their lowest byte."""
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


class DamagedError(StorageError):
    """A file is damaged, or was made by another version: it must be made anew."""


@dataclass(frozen=True, slots=True)
class Damage:
    """How one kind of file complains."""

    name: str
    """What errors call it: "translation memory"."""
    mend: str
    """What to do where it is damaged."""
    error: type[DamagedError]

    def found(self, what: str = "is damaged") -> DamagedError:
        """Return what is raised where the file holds what no such file holds."""
        return self.error(f"The {self.name} {what}.", self.mend)

    @contextlib.contextmanager
    def told(self) -> Iterator[None]:
        """Turn what SQLite complains of into one clear line.

        Whatever is neither the system's refusal nor a lock is damage, such as a table that is not
        there. So is what has no code: a text that is no UTF-8, which SQLite's own words quote.
        """
        try:
            yield
        except sqlite3.Error as error:
            code = (getattr(error, "sqlite_errorcode", None) or 0) & _PRIMARY
            if code not in _DISK | _BUSY and not isinstance(error, _MISUSED):
                raise self.found() from None
            if code in _BUSY:
                raise StorageError(
                    f"The {self.name} is being written by another kuager.",
                    "Run the command again when that is done.",
                ) from error
            reason = "the disk is full" if code in _FULL else "the disk refuses"
            raise StorageError(
                f"The {self.name} cannot be used: {reason}.",
                "Is the disk full or read-only? It was left as it was.",
            ) from error

    @contextlib.contextmanager
    def evaluated(self) -> Iterator[None]:
        """Turn what Python complains of, where the file holds what none holds, into damage too.

        Only for code that evaluates what was read and nothing else: for a fault that somebody
        else made, a file must not be thrown away.
        """
        with self.told():
            try:
                yield
            except UnicodeEncodeError:
                raise  # of what is looked for, not of what was read
            except (ArithmeticError, LookupError, TypeError, ValueError):
                raise self.found() from None

    def texts(self, *columns: object) -> list[str]:
        """Return the columns, proven to be texts; DamagedError otherwise.

        SQLite holds any value in any column, whatever the table says.
        """
        proven = [column for column in columns if isinstance(column, str)]
        if len(proven) != len(columns):
            raise self.found()
        return proven


@dataclass(frozen=True, slots=True)
class Layout:
    """What is in one kind of file."""

    application: int
    """SQLite's application_id."""
    version: int
    tables: tuple[str, ...]
    """The statements that make them."""


def connect(path: Path | None, layout: Layout, damage: Damage) -> sqlite3.Connection:
    """Open a file, made where there is none; None stands for one in working memory.

    Raises DamagedError for a file that is none of this kind and version, StorageError.
    """
    if path is not None:
        if path.exists() and not path.is_file():
            raise StorageError(
                f"The {damage.name} cannot be opened: {path.name} is not a regular file.",
                "Move it away.",
            )
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            path.chmod(0o600)
            with path.open("rb") as stream:
                versions = stream.read(20)[18:]
        except OSError as error:
            raise StorageError(
                f"The {damage.name} cannot be opened.", "Is the disk full or read-only?"
            ) from error
        if not _FORMATS.issuperset(versions):
            raise damage.found()
    with damage.evaluated():
        connection = sqlite3.connect(path or ":memory:", timeout=_WAIT, isolation_level=None)
        try:
            new = not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if new:
                connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
            for setting in _SETTINGS:
                connection.execute(setting)
            if new:
                _make(connection, layout)
            _prove(connection, layout, damage)
        except BaseException:
            connection.close()
            raise
    return connection


def _make(connection: sqlite3.Connection, layout: Layout) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            for table in layout.tables:
                connection.execute(table)
            connection.execute(f"PRAGMA user_version = {layout.version}")
            connection.execute(f"PRAGMA application_id = {layout.application}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _prove(connection: sqlite3.Connection, layout: Layout, damage: Damage) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if (version, application) != (layout.version, layout.application):
        raise damage.found("was made by another version")


def discard(path: Path, damage: Damage) -> None:
    """Remove a file and what an interrupted write left beside it. Raises StorageError."""
    try:
        for suffix in ("", "-journal", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(
            f"The damaged {damage.name} cannot be removed.", "Is the disk read-only?"
        ) from error
