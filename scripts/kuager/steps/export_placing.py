"""Files on their way to the folder of the exports, and what is told of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kuager.exporters import Gathering
from kuager.pack import Pack
from kuager.placing import Staging
from kuager.steps.export_document import DocumentFiles
from kuager.steps.staging import real_path, stage
from kuager.storage import read_regular


@dataclass(frozen=True, slots=True)
class ExportReport:
    """One file."""

    documents: tuple[str, ...]
    """Those in it."""
    locales: tuple[str, ...]
    format: str
    name: str
    """Of the file below the folder of the exports, with slashes."""
    path: Path
    written: bool
    """False where the file already held the same bytes."""


class Placing:
    """Files on their way to the folder of the exports.

    None takes its place before all are made: a disk that is full leaves the old editions, not
    some of these and some of those.
    """

    def __init__(self, pack: Pack, folder: Path, staging: Staging | None) -> None:
        """Only compare where there is no staging."""
        self.reports: list[ExportReport] = []
        self._pack = pack
        self._folder = folder
        self._staging = staging

    def add_document(self, files: DocumentFiles) -> None:
        """Take the files of a document. Raises StorageError."""
        for made in files.made:
            for name, content in made.files.items():
                self.add((files.document,), made.locales, made.format, name, content)

    def add(
        self,
        documents: tuple[str, ...],
        locales: tuple[str, ...],
        form: str,
        name: str,
        content: bytes,
    ) -> None:
        """Take a file, by its name below the folder of the exports. Raises StorageError."""
        written = stage(self._pack, self._staging, self._folder / name, content)
        self._report(documents, locales, form, name, written=written)

    def keep(self, name: str, content: bytes) -> Path | bytes:
        """Keep a file whose name is not certain yet. Raises StorageError."""
        if self._staging is None:
            return _digest(content)
        near = real_path(self._pack, self._folder)
        return self._staging.keep(near, self._pack.name(self._folder / name), content)

    def add_kept(
        self,
        documents: tuple[str, ...],
        locales: tuple[str, ...],
        form: str,
        name: str,
        kept: Path | bytes,
    ) -> None:
        """Take a file that was kept, now that its name is certain. Raises StorageError."""
        place = self._folder / name
        path, shown = real_path(self._pack, place), self._pack.name(place)
        if self._staging is not None and isinstance(kept, Path):
            written = self._staging.add_kept(path, shown, kept)
        else:
            there = read_regular(path, shown)
            written = there is None or _digest(there) != kept
        self._report(documents, locales, form, name, written=written)

    def _report(
        self,
        documents: tuple[str, ...],
        locales: tuple[str, ...],
        form: str,
        name: str,
        *,
        written: bool,
    ) -> None:
        path = self._folder / name
        self.reports.append(ExportReport(documents, locales, form, name, path, written))


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A file that waits for the name of its folder."""

    document: str
    locales: tuple[str, ...]
    name: str
    kept: Path | bytes


class WholePlacing:
    """Files of the whole pack on their way, document by document.

    They lie on the disk until the last document has told which folder they belong in.
    """

    def __init__(self, placing: Placing, form: str, gathering: Gathering) -> None:
        """``form``: the id of their exporter."""
        self._placing = placing
        self._form = form
        self._gathering = gathering
        self._waiting: list[_Waiting] = []
        self._documents: dict[str, tuple[str, ...]] = {}

    def add(self, document: str, locales: tuple[str, ...], parts: Mapping[str, Any]) -> None:
        """Take what was made of the next document. Raises StorageError."""
        self._documents[document] = locales
        for name, content in self._gathering.add(parts[self._form]):
            kept = self._placing.keep(f"{self._gathering.folder}/{name}", content)
            self._waiting.append(_Waiting(document, locales, name, kept))

    def finish(self) -> None:
        """Let all files be placed, and those of all documents together. Raises StorageError."""
        folder = self._gathering.folder
        for one in self._waiting:
            name = f"{folder}/{one.name}"
            self._placing.add_kept((one.document,), one.locales, self._form, name, one.kept)
        documents = tuple(self._documents)
        locales = tuple(dict.fromkeys(each for own in self._documents.values() for each in own))
        for name, content in self._gathering.finish():
            self._placing.add(documents, locales, self._form, f"{folder}/{name}", content)


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()
