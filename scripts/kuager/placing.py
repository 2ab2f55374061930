"""Put several files in their places: all of them, or none as far as the disk allows.

Every file is written whole and lies on the disk before the first one takes its place, so a full
disk leaves everything as it was. Then the places change hands one after the other, without a
byte to write. Where that is refused half-way, what was there is put back.
"""

from __future__ import annotations

import contextlib
import glob
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kuager.errors import StorageError
from kuager.storage import begin_near, explain, mode_of, read_regular, sync_folder

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


def place_all(placements: Sequence[Placement], workshop: Path) -> None:
    """Give every file its new content, in this order.

    Unfinished files lie in ``workshop``, and beside the finished one where that is another disk.
    Raises StorageError, where a file is not any more what it was too; nothing is changed then.
    """
    for placement in placements:
        if read_regular(placement.path, placement.name) != placement.before:
            raise StorageError(
                f"{placement.name} was changed by another program meanwhile; nothing was written.",
                "Run the command again.",
            )
    with contextlib.ExitStack() as leftovers:
        _move_all([(_stage(one, workshop, leftovers), one) for one in placements])


def _stage(placement: Placement, workshop: Path, leftovers: contextlib.ExitStack) -> Path:
    """Write one file where it can be moved from. Raises StorageError."""
    folder = placement.path.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
        descriptor, name = begin_near(folder, workshop)
        leftovers.callback(_discard, Path(name))
        with os.fdopen(descriptor, "wb") as stream:
            _write(stream.fileno(), placement.content)
        Path(name).chmod(mode_of(placement.path))
    except OSError as error:
        raise explain(error, placement.name) from error
    return Path(name)


def _discard(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def _write(descriptor: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
    os.fsync(descriptor)


def _move_all(staged: Sequence[tuple[Path, Placement]]) -> None:
    """Move the files to their places; an interruption waits until all of them are there."""
    try:
        _move(staged)
    except KeyboardInterrupt:
        _move(staged)
        raise
    for folder in {placement.path.parent for _, placement in staged}:
        with contextlib.suppress(OSError):
            sync_folder(folder)


def _move(staged: Sequence[tuple[Path, Placement]]) -> None:
    for number, (temporary, placement) in enumerate(staged):
        if not temporary.exists():
            continue
        try:
            temporary.replace(placement.path)
        except OSError as error:
            for _, moved in reversed(staged[:number]):
                _put_back(moved)
            raise explain(error, placement.name) from error


def _put_back(placement: Placement) -> None:
    with contextlib.suppress(OSError):
        if placement.before is None:
            placement.path.unlink()
        else:
            placement.path.write_bytes(placement.before)


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
