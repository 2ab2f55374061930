"""Put several files in their places: all of them, or none as far as the disk allows.

Every file is written whole and lies on the disk before the first one takes its place, so a full
disk leaves everything as it was. Then the places change hands one after the other, without a
byte to write. Where that is refused half-way, what was there is put back.
"""

from __future__ import annotations

import contextlib
import filecmp
import glob
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from kuager.errors import StorageError
from kuager.storage import (
    begin_near,
    explain,
    mode_of,
    read_regular,
    sweep_abandoned,
    sync_folder,
)

_PREFIX, _SUFFIX = ".kuager-", ".tmp"
"""What ``storage.sweep`` knows unfinished files by."""


@dataclass(frozen=True, slots=True)
class Placement:
    """A file that is to have another content."""

    path: Path
    name: str
    """What errors call it."""
    before: bytes | None
    """What has to be there; None for no file."""
    content: bytes


@dataclass(frozen=True, slots=True)
class _Staged:
    """A file that lies on the disk, whole, and is to be moved to its place."""

    temporary: Path
    path: Path
    name: str
    before: tuple[int, ...] | None
    """What the system said of the file that was there: node, size, time of its last change."""


class Staging:
    """Takes files one by one, puts them on the disk, and moves them to their places at the end.

    Only their names are kept in memory. What was not moved is removed when it is left.
    """

    def __init__(self, workshop: Path) -> None:
        """Unfinished files lie in ``workshop``, beside the finished ones on another disk."""
        self._workshop = workshop
        self._staged: list[_Staged] = []
        self._seen: set[Path] = set()
        self._open: set[Path] = set()
        """Folders that can be written to."""
        self._made: list[Path] = []
        self._leftovers = contextlib.ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._leftovers.close()
        for folder in reversed(self._made):
            with contextlib.suppress(OSError):
                folder.rmdir()  # only where nothing came to lie in it

    def add(self, path: Path, name: str, content: bytes) -> bool:
        """Put a file's new content on the disk; tell whether it is another than that in its place.

        Raises StorageError.
        """
        self._sweep(path.parent)
        known = _status(path, name)
        if known is not None and read_regular(path, name) == content:
            return False
        temporary = self._write(path.parent, name, content)
        self._stage(temporary, path, name, known)
        return True

    def keep(self, near: Path, name: str, content: bytes) -> Path:
        """Put content on the disk that belongs somewhere in the folder ``near``.

        ``add_kept`` takes what is returned, once it is known where. Raises StorageError.
        """
        self._sweep(near)
        return self._write(near, name, content)

    def add_kept(self, path: Path, name: str, kept: Path) -> bool:
        """Take what was kept as a file's new content; tell whether that is another.

        Raises StorageError.
        """
        self._sweep(path.parent)
        known = _status(path, name)
        if known is not None and not path.is_file():
            raise StorageError(f"{name} is not a regular file.", "Move it away.")
        try:
            if known is not None and filecmp.cmp(kept, path, shallow=False):
                _discard(kept)
                return False
            self._open_folder(path.parent)
            if kept.stat().st_dev != path.parent.stat().st_dev:
                kept = self._write(path.parent, name, kept.read_bytes())
        except OSError as error:
            raise explain(error, name) from error
        self._stage(kept, path, name, known)
        return True

    def place(self) -> None:
        """Move all files to their places, in the order in which they came.

        Raises StorageError, where a file is not any more what it was too; nothing is changed then.
        """
        for one in self._staged:
            if _status(one.path, one.name) != one.before:
                raise changed_meanwhile(one.name)
        _move_all(self._staged)

    def _sweep(self, folder: Path) -> None:
        """Remove what a process that was killed kept in a folder, at its first mention."""
        if folder not in self._seen:
            self._seen.add(folder)
            if folder.is_dir():
                sweep_abandoned(folder)

    def _stage(
        self, temporary: Path, path: Path, name: str, before: tuple[int, ...] | None
    ) -> None:
        try:
            temporary.chmod(mode_of(path))
        except OSError as error:
            raise explain(error, name) from error
        self._staged.append(_Staged(temporary, path, name, before))

    def _open_folder(self, folder: Path) -> None:
        """Make a folder where there is none, and see that it can be written to. Raises OSError."""
        if folder not in self._open:
            missing = [one for one in (folder, *folder.parents) if not one.exists()]
            self._made += reversed(missing)
            folder.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=folder).close()  # before there is anything to put back
            self._open.add(folder)

    def _write(self, folder: Path, name: str, content: bytes) -> Path:
        try:
            self._open_folder(folder)
            descriptor, temporary = begin_near(folder, self._workshop)
            self._leftovers.callback(_discard, Path(temporary))
            with os.fdopen(descriptor, "wb") as stream:
                _write(stream.fileno(), content)
        except OSError as error:
            raise explain(error, name) from error
        return Path(temporary)


def place_all(placements: Sequence[Placement], workshop: Path) -> None:
    """Give every file its new content, in this order.

    Raises StorageError, where a file is not any more what it was too; nothing is changed then.
    """
    for placement in placements:
        if read_regular(placement.path, placement.name) != placement.before:
            raise changed_meanwhile(placement.name)
    with Staging(workshop) as staging:
        for placement in placements:
            staging.add(placement.path, placement.name, placement.content)
        staging.place()


def changed_meanwhile(name: str) -> StorageError:
    """Return the error for a file that another program changed while new ones were made."""
    return StorageError(
        f"{name} was changed by another program meanwhile; nothing was written.",
        "Run the command again.",
    )


def _status(path: Path, name: str) -> tuple[int, ...] | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise explain(error, name) from error
    return status.st_ino, status.st_size, status.st_mtime_ns


def _discard(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def _write(descriptor: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
    os.fsync(descriptor)


def _move_all(staged: Sequence[_Staged]) -> None:
    """Move the files to their places; an interruption waits until all of them are there."""
    with contextlib.ExitStack() as copies:
        kept: dict[Path, Path | None] = {}
        try:
            for one in staged:
                kept[one.path] = _keep(one, copies)
        except OSError as error:
            raise explain(error, one.name) from error
        try:
            _move(staged, kept)
        except KeyboardInterrupt:
            _move(staged, kept)
            raise
    for folder in {one.path.parent for one in staged}:
        with contextlib.suppress(OSError):
            sync_folder(folder)


def _keep(one: _Staged, copies: contextlib.ExitStack) -> Path | None:
    """Keep what is to be replaced under another name, without a byte to write where that can be."""
    if one.before is None:
        return None
    kept = one.temporary.with_name(f"{one.temporary.name.removesuffix(_SUFFIX)}-old{_SUFFIX}")
    copies.callback(_discard, kept)
    try:
        kept.hardlink_to(one.path)
    except OSError:  # some disks know no second name
        if not one.path.is_file():
            return None  # the move will say what stands there
        shutil.copy2(one.path, kept)
    return kept


def _move(staged: Sequence[_Staged], kept: Mapping[Path, Path | None]) -> None:
    for number, one in enumerate(staged):
        if not one.temporary.exists():
            continue
        try:
            one.temporary.replace(one.path)
        except OSError as error:
            for moved in reversed(staged[:number]):
                _put_back(moved.path, kept[moved.path])
            raise explain(error, one.name) from error


def _put_back(path: Path, kept: Path | None) -> None:
    with contextlib.suppress(OSError):
        if kept is None:
            path.unlink()
        else:
            kept.replace(path)


def place_folder(
    folder: Path, files: Mapping[str, bytes], name: str, *, dry_run: bool = False
) -> bool:
    """Make a folder of these files, for its owner only; return whether it is new.

    It appears with all of them or not at all; in a dry run, not at all. ``files`` go by relative
    names that are safe. Raises StorageError where there is a folder of that name with something
    else in it.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise StorageError(f"{name} is there already, and no folder.", "Name another: --folder")
    if folder.is_dir() and any(folder.iterdir()):
        if _content_of(folder) == dict(files):
            return False
        raise StorageError(
            f"{name} is there already, with other files in it.",
            "Nothing was written. Name a new folder: --folder",
        )
    if dry_run:
        return True
    made = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        prefix = f"{_PREFIX}{folder.name}-"
        for leftover in folder.parent.glob(f"{glob.escape(prefix)}*{_SUFFIX}"):
            shutil.rmtree(leftover, ignore_errors=True)  # of a run that was killed
        made = Path(tempfile.mkdtemp(prefix=prefix, suffix=_SUFFIX, dir=folder.parent))
        for file, content in files.items():
            path = made / file
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                _write(descriptor, content)
            finally:
                os.close(descriptor)
        if folder.is_dir():
            folder.rmdir()
        made.rename(folder)
        made = None
        sync_folder(folder.parent)
    except OSError as error:
        raise explain(error, name) from error
    finally:
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)
    return True


def write_new_private(path: Path, content: bytes, name: str) -> None:
    """Write a file that only its owner can read, and that must not be there yet.

    Raises StorageError.
    """
    temporary = None
    try:
        if path.exists() or path.is_symlink():
            raise StorageError(f"{name} is there already.", "It is left as it is; name another.")
        descriptor, made = tempfile.mkstemp(prefix=_PREFIX, suffix=_SUFFIX, dir=path.parent)
        temporary = Path(made)
        with os.fdopen(descriptor, "wb") as stream:
            _write(stream.fileno(), content)
        temporary.rename(path)
        temporary = None
        sync_folder(path.parent)
    except OSError as error:
        raise explain(error, name) from error
    finally:
        if temporary is not None:
            _discard(temporary)


def _content_of(folder: Path) -> dict[str, bytes | None]:
    """Return what a folder holds; None for what is no regular file or is very large."""
    found: dict[str, bytes | None] = {}
    for path in folder.rglob("*"):
        if path.is_dir() and not path.is_symlink():
            continue
        name = path.relative_to(folder).as_posix()
        try:
            found[name] = None if path.is_symlink() else read_regular(path, name)
        except StorageError:
            found[name] = None
    return found
