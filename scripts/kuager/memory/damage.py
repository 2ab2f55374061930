"""Damage to a memory's file, told from a disk that refuses and from faults of our own."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

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
"""Faults of whoever calls it. A memory is not thrown away for them."""
_FULL = {sqlite3.SQLITE_FULL}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_PRIMARY = 0xFF
"""SQLite's extended codes hold the primary one in their lowest byte."""


class DamagedMemoryError(StorageError):
    """The memory's file is damaged, or was made by another version: it must be made anew."""


def damaged() -> DamagedMemoryError:
    """Return what is raised where the file holds what no memory holds."""
    return DamagedMemoryError("The translation memory is damaged.", "Run: kuager memory status")


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Turn what SQLite complains of into one clear line.

    Whatever is neither the system's refusal nor a lock is damage, such as a table that is not
    there. So is what has no code: a text that is no UTF-8, which SQLite's own words quote.
    """
    try:
        yield
    except sqlite3.Error as error:
        code = (getattr(error, "sqlite_errorcode", None) or 0) & _PRIMARY
        if code not in _DISK | _BUSY and not isinstance(error, _MISUSED):
            raise damaged() from None
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


@contextlib.contextmanager
def evaluated() -> Iterator[None]:
    """Turn what Python complains of, where the file holds what no memory holds, into damage too.

    Only for code that evaluates what was read and nothing else: for a fault that somebody else
    made, a memory must not be thrown away.
    """
    with told():
        try:
            yield
        except UnicodeEncodeError:
            raise  # of what is looked for, not of what was read
        except (ArithmeticError, LookupError, TypeError, ValueError):
            raise damaged() from None


def texts(*columns: object) -> list[str]:
    """Return the columns, proven to be texts; DamagedMemoryError otherwise.

    SQLite holds any value in any column, whatever the table says.
    """
    proven = [column for column in columns if isinstance(column, str)]
    if len(proven) != len(columns):
        raise damaged()
    return proven
