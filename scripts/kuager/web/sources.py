"""What the page needs to know of source documents and terms; read again when their files change."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from kuager.checks import CheckContext
from kuager.documents import read_front_matter
from kuager.errors import DocumentError, KuagerError
from kuager.model import Metadata
from kuager.pack import Pack
from kuager.steps.terms import pack_termbase
from kuager.termbase import Termbase

_LOOK_EVERY = 5.0
"""Seconds between two looks at the files of ``source/``."""


@dataclass(frozen=True, slots=True)
class _Known:
    trace: tuple[object, ...] = ()
    documents: dict[str, Metadata] = field(default_factory=dict)
    termbase: Termbase = field(default_factory=Termbase)


class Sources:
    """Front matter and terms of a pack. Safe to use from several threads."""

    def __init__(self, pack: Pack) -> None:
        """Take the pack; nothing is read yet."""
        self._pack = pack
        self._known = _Known()
        self._looked = -_LOOK_EVERY
        self._lock = threading.Lock()

    def metadata(self, document: str) -> Metadata | None:
        """Return a document's front matter, None where it cannot be read."""
        return self._current().documents.get(document)

    def termbase(self) -> Termbase:
        """Return the pack's terms; none where the termbase cannot be used."""
        return self._current().termbase

    def context(self, document: str) -> CheckContext:
        """Return what checks may know of a document."""
        known = self._current()
        metadata = known.documents.get(document)
        gender = metadata.narrator_gender if metadata else None
        return CheckContext(gender, known.termbase or None)

    def _current(self) -> _Known:
        with self._lock:
            if time.monotonic() - self._looked >= _LOOK_EVERY:
                trace = self._trace()
                if trace != self._known.trace:
                    self._known = _Known(trace, self._documents(), self._terms())
                self._looked = time.monotonic()
            return self._known

    def _trace(self) -> tuple[object, ...]:
        folder = self._pack.root / "source"
        found = sorted(folder.rglob("*")) if folder.is_dir() else []
        return tuple(_trace_of(path) for path in found)

    def _documents(self) -> dict[str, Metadata]:
        documents: dict[str, Metadata] = {}
        for path in self._pack.source_paths():
            try:
                metadata = read_front_matter(path, self._pack.root)
            except DocumentError:
                continue
            documents[metadata.id] = metadata
        return documents

    def _terms(self) -> Termbase:
        try:
            return pack_termbase(self._pack)
        except KuagerError:
            # kuager terms check says what is wrong with it; nobody's typing waits for that.
            return Termbase()


def _trace_of(path: Path) -> tuple[str, int, int]:
    try:
        status = path.stat()
    except OSError:
        return path.name, 0, 0
    return str(path), status.st_size, status.st_mtime_ns
