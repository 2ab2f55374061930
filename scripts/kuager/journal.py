"""The journal: what people were told is safe, before it stands in catalog and ledger.

Writing a whole catalog takes too long to do at every pause of somebody's typing. So steps and
half-typed texts are first appended to a file of their own, line by line, each on the disk
before it is acknowledged; a killed program finds them there. The file lies in ``.kuager/`` for
its owner only, and shrinks to nothing when all of it is in its place.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import msgspec

from kuager.review import Action
from kuager.storage import explain, read_regular, write_atomically

_LARGEST = 2**20
"""Bytes from which the file is written anew with what still counts."""
_LIMIT = 2**30


class Step(msgspec.Struct, frozen=True, tag="step", omit_defaults=True):
    """A step that somebody took with a unit."""

    sequence: int
    actor: str
    unit: str
    """Unit id."""
    action: Action
    target: str | None = None
    note: str = ""
    check: str = ""
    assignee: str = ""
    unedited: bool = False
    shown: str | None = None
    alike: int = 0
    """How often its actor had said the very same of the unit before."""


class Dropped(msgspec.Struct, frozen=True, tag="dropped"):
    """Another version of a unit's target that somebody let go of."""

    sequence: int
    unit: str
    text: str


class Typed(msgspec.Struct, frozen=True, tag="typed"):
    """What somebody has typed for a unit and not finished."""

    unit: str
    actor: str
    """Pseudonym; empty where none was given yet."""
    text: str
    shown: str
    """``text_hash`` of the target that was there when it was begun."""


class Done(msgspec.Struct, frozen=True, tag="done"):
    """What was typed for a unit is finished or given up."""

    unit: str


class Saved(msgspec.Struct, frozen=True, tag="saved"):
    """All steps up to a number stand in catalog and ledger."""

    sequence: int


Line = Step | Dropped | Typed | Done | Saved
_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Line)


class Journal:
    """The journal of one document in one locale."""

    def __init__(self, path: Path, name: str) -> None:
        """Open the file, or begin one; ``name`` is what errors call it. Raises StorageError."""
        self._path = path
        self._name = name
        self._lines = self._read()
        self._stream = self._open()

    def lines(self) -> list[Line]:
        """Return what the file held when it was opened, in order."""
        return self._lines

    def _read(self) -> list[Line]:
        content = read_regular(self._path, self._name, limit=_LIMIT) or b""
        lines: list[Line] = []
        damaged = False
        *whole, torn = content.split(b"\n")
        for line in whole:
            try:
                lines.append(_DECODER.decode(line))
            except (msgspec.DecodeError, UnicodeDecodeError):
                damaged = True
        if damaged:
            # What cannot be read may still be somebody's words: kept aside, never lost.
            aside = self._path.with_suffix(".damaged")
            write_atomically(aside, content, f"{self._name} (damaged)")
        if damaged or torn:
            # A line without an end was never acknowledged.
            write_atomically(self._path, b"".join(_written(line) for line in lines), self._name)
        return lines

    def _open(self) -> BinaryIO:
        try:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        except OSError as error:
            raise explain(error, self._name) from error
        return os.fdopen(descriptor, "wb", buffering=0)

    def append(self, line: Line) -> None:
        """Add a line; it is on the disk when this returns.

        Raises StorageError; the file is as it was then.
        """
        content = _written(line)
        before = os.fstat(self._stream.fileno()).st_size
        try:
            written = self._stream.write(content)
            if written != len(content):  # a full disk takes a part
                self._stream.write(content[written:])
            os.fsync(self._stream.fileno())
        except OSError as error:
            with contextlib.suppress(OSError):
                os.ftruncate(self._stream.fileno(), before)
            raise explain(error, self._name) from error

    @property
    def is_large(self) -> bool:
        """It is time to write down only what still counts."""
        return os.fstat(self._stream.fileno()).st_size > _LARGEST

    def rewrite(self, lines: Iterable[Line]) -> None:
        """Hold these lines and no others. Raises StorageError; the file is as it was then."""
        content = b"".join(map(_written, lines))
        if not content:
            try:
                os.ftruncate(self._stream.fileno(), 0)
                os.fsync(self._stream.fileno())
            except OSError as error:
                raise explain(error, self._name) from error
            return
        write_atomically(self._path, content, self._name)
        self._stream.close()
        self._stream = self._open()

    def close(self) -> None:
        """Close the file, and remove it if it is empty."""
        empty = not os.fstat(self._stream.fileno()).st_size
        self._stream.close()
        if empty:
            with contextlib.suppress(OSError):
                self._path.unlink()


def _written(line: Line) -> bytes:
    return _ENCODER.encode(line) + b"\n"
