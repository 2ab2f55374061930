"""What the page needs to know of source documents, terms and words; read again when they change."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kuager.checks import CheckContext
from kuager.documents import read_front_matter
from kuager.documents.reading import sidecar_of
from kuager.errors import DocumentError, KuagerError
from kuager.model import Metadata
from kuager.pack import Pack
from kuager.steps.grounds import words_path
from kuager.steps.spelling import Spellers, document_spellers, pack_spellers
from kuager.steps.terms import pack_termbase
from kuager.termbase import Termbase

_LOOK_EVERY = 5.0
"""Seconds between two looks at the files."""


_Trace = tuple[str, int, int]
"""Path, size and time of a file."""


@dataclass(frozen=True, slots=True)
class _Known:
    trace: tuple[_Trace, ...] = ()
    heads: Mapping[Path, tuple[tuple[_Trace, ...], Metadata | None]] = field(default_factory=dict)
    """Front matter by file, with the traces of what was read; None where it cannot be."""
    documents: Mapping[str, Metadata] = field(default_factory=dict)
    termbase: Termbase = field(default_factory=Termbase)
    spellers: Spellers = field(default_factory=dict)
    """Who knows the words of all documents."""
    by_document: dict[str, Spellers] = field(default_factory=dict)
    """The same with the documents' own word lists, as they are asked for."""


class Sources:
    """Front matter, terms and spelling of a pack. Safe to use from several threads."""

    def __init__(self, pack: Pack) -> None:
        """Take the pack; nothing is read yet."""
        self._pack = pack
        self._known = _Known()
        self._looked = -_LOOK_EVERY
        self._lock = threading.Lock()

    def metadata(self, document: str) -> Metadata | None:
        """Return a document's front matter, None where it cannot be read."""
        return self._current().documents.get(document)

    def title(self, document: str) -> str:
        """Return a document's title, its id where there is no other."""
        metadata = self.metadata(document)
        return (metadata.title if metadata else "") or document

    def termbase(self) -> Termbase:
        """Return the pack's terms; none where the termbase cannot be used."""
        return self._current().termbase

    def context(self, document: str) -> CheckContext:
        """Return what checks may know of a document."""
        known = self._current()
        metadata = known.documents.get(document)
        gender = metadata.narrator_gender if metadata else None
        return CheckContext(gender, known.termbase or None, self._spellers(known, document))

    def _spellers(self, known: _Known, document: str) -> Spellers:
        if known.spellers and document not in known.by_document:
            locales = self._pack.locales()
            known.by_document[document] = known.spellers
            with contextlib.suppress(KuagerError):  # kuager check says what is wrong with the list
                known.by_document[document] = document_spellers(
                    self._pack, known.spellers, document, locales
                )
        return known.by_document.get(document, {})

    def _current(self) -> _Known:
        with self._lock:
            if time.monotonic() - self._looked >= _LOOK_EVERY:
                trace = self._trace()
                if trace != self._known.trace:
                    heads = self._heads()
                    read = [metadata for _, metadata in heads.values() if metadata]
                    documents = {metadata.id: metadata for metadata in read}
                    terms = self._terms()
                    spellers = pack_spellers(self._pack, terms)
                    self._known = _Known(trace, heads, documents, terms, spellers)
                self._looked = time.monotonic()
            return self._known

    def _trace(self) -> tuple[_Trace, ...]:
        lists = [words_path(self._pack, locale) for locale in self._pack.configuration.spelling]
        places = [self._pack.root / "source", *(path.with_suffix("") for path in lists)]
        found = [
            os.path.join(folder, name)  # noqa: PTH118 (a Path for each of thousands takes long)
            for place in places
            for folder, _, names in os.walk(place)
            for name in names
        ]
        found += map(os.fspath, lists)
        return tuple(_trace_of(path) for path in sorted(found))

    def _heads(self) -> dict[Path, tuple[tuple[_Trace, ...], Metadata | None]]:
        """Read the front matter of files that changed."""
        heads = {}
        for path in self._pack.source_paths():
            traces = tuple(_trace_of(os.fspath(one)) for one in (path, sidecar_of(path)))
            before = self._known.heads.get(path)
            if before is not None and before[0] == traces:
                heads[path] = before
                continue
            try:
                heads[path] = traces, read_front_matter(path, self._pack.root)
            except DocumentError:
                heads[path] = traces, None
        return heads

    def _terms(self) -> Termbase:
        try:
            return pack_termbase(self._pack)
        except KuagerError:
            # kuager terms check says what is wrong with it; nobody's typing waits for that.
            return Termbase()


def _trace_of(path: str) -> _Trace:
    try:
        status = os.stat(path)  # noqa: PTH116
    except OSError:
        return path, 0, 0
    return path, status.st_size, status.st_mtime_ns
