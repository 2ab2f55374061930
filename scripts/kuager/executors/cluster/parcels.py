"""Pack tasks up for other machines: with each goes its share of the pack."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kuager.errors import StorageError
from kuager.executors.base import Result, Task
from kuager.executors.cluster.worker import Parcel
from kuager.pack import Pack
from kuager.storage import explain

HEAVY = 512 * 1024
"""Bytes from which a file is sent to each worker once and not with each task: packages."""


class Packer:
    """Packs tasks of one pack; knows where the large files are that it named by hash."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._hashes: dict[Path, tuple[Any, str]] = {}
        self._paths: dict[str, Path] = {}

    def parcel(self, task: Task[Result]) -> Parcel:
        """Return a task with the files that it reads. Raises StorageError."""
        contents: dict[str, bytes] = {}
        heavy: dict[str, str] = {}
        pack = self._pack
        for path in self._files(task):
            real, name = pack.inside(path), pack.name(path)
            try:
                size = real.stat().st_size
            except OSError as error:
                raise explain(error, name) from error
            if size >= HEAVY:
                heavy[name] = self._hash(real, name)
            elif (content := pack.content(real)) is not None:
                contents[name] = content
        call = pickle.dumps((task.function, task.arguments))
        return Parcel(task.name, call, pack.configuration, pack.dry_run, contents, heavy)

    def heavy(self, digest: str) -> bytes:
        """Return the content of a large file that a parcel named. Raises StorageError."""
        path = self._paths[digest]
        name = self._pack.name(path)
        try:
            content = path.read_bytes()
        except OSError as error:
            raise explain(error, name) from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise StorageError(f"{name} was changed meanwhile.", "Run the command again.")
        return content

    def _files(self, task: Task[Result]) -> Iterator[Path]:
        for path in task.files:
            real = self._pack.inside(path)
            if real.is_dir():
                yield from (file for file in sorted(path.rglob("*")) if self._counts(file))
            elif real.is_file():
                yield path

    def _counts(self, path: Path) -> bool:
        return self._pack.inside(path).is_file()

    def _hash(self, path: Path, name: str) -> str:
        try:
            status = path.stat()
            seen = (status.st_size, status.st_mtime_ns, status.st_ino)
            known = self._hashes.get(path)
            if known and known[0] == seen:
                return known[1]
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            raise explain(error, name) from error
        self._hashes[path] = (seen, digest)
        self._paths[digest] = path
        return digest
