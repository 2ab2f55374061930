"""Files, written whole or not at all, and never read without knowing what they are."""

from __future__ import annotations

import contextlib
import errno
import filecmp
import os
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from kuager.errors import StorageError

SIZE_LIMIT = 64 * 2**20
"""Bytes of a catalog or ledger; 100,000 long sentences with their notes take half of it."""
_PREFIX, _SUFFIX = ".kuager-", ".tmp"
"""Of the names of unfinished files; between the two, the process that writes and some letters."""
_REASONS = {
    errno.ENOSPC: ("the disk is full.", "Free some space and run it again."),
    errno.EFBIG: ("the disk takes no file of that size.", "Free some space and run it again."),
    errno.EDQUOT: ("the disk quota is used up.", "Free some space and run it again."),
    errno.EROFS: ("the disk is read-only.", "Copy the pack to a place you can write to."),
    errno.EACCES: ("no permission to write there.", "Make the folder writable, or copy the pack."),
    errno.EPERM: ("no permission to write there.", "Make the folder writable, or copy the pack."),
    errno.ENOTDIR: ("a file stands where a folder should.", "Move that file away."),
    errno.EEXIST: ("a file stands where a folder should.", "Move that file away."),
    errno.EISDIR: ("a folder stands where a file should.", "Move that folder away."),
}


def explain(error: OSError, name: str) -> StorageError:
    """Turn the system's refusal into one clear line; ``name`` is a path relative to the pack."""
    reason, mend = _REASONS.get(
        error.errno or 0, (f"{(error.strerror or 'the system refused').lower()}.", "")
    )
    return StorageError(f"{name}: {reason}", f"{mend} That file was not changed.".strip())


def read_regular(path: Path, name: str, *, limit: int = SIZE_LIMIT) -> bytes | None:
    """Return a file's content, None where there is no file; ``name`` is what errors call it.

    Raises StorageError for what is no regular file (a pipe would be waited for without end),
    for one larger than ``limit`` bytes, and where the system refuses.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise StorageError(f"{name} is not a regular file.", "Move it away.")
        if status.st_size > limit:
            raise StorageError(
                f"{name} is larger than {limit // 2**20} MB.", "Take the last good version."
            )
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise explain(error, name) from error


def make_private(folder: Path, name: str) -> None:
    """Make a folder that only its owner can look into. Raises StorageError."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise explain(error, name) from error


def write_atomically(path: Path, content: bytes, name: str, workshop: Path | None = None) -> bool:
    """Put ``content`` in the file, whole or not at all; return whether that changed anything.

    A file that holds it already is not touched, so a second run leaves every time stamp; one
    that exists keeps its permissions. The unfinished file lies in ``workshop`` where that is
    on the same disk, else beside the finished one. Raises StorageError (full, read-only, in
    the way); the old file is intact then.
    """
    if read_regular(path, name) == content:
        return False
    return _put(path, (content,), name, workshop)


def write_pieces(path: Path, pieces: Iterable[bytes], name: str, workshop: Path) -> bool:
    """Put the pieces in the file as ``write_atomically`` does, without holding all in memory.

    What is there is compared with the finished file, and not touched where they are the same.
    """
    return _put(path, pieces, name, workshop, compare=True)


def _put(
    path: Path,
    pieces: Iterable[bytes],
    name: str,
    workshop: Path | None,
    *,
    compare: bool = False,
) -> bool:
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = begin_near(path.parent, workshop)
        with os.fdopen(descriptor, "wb") as stream:
            for piece in pieces:
                stream.write(piece)
            stream.flush()
            os.fsync(stream.fileno())
        if compare and path.is_file() and filecmp.cmp(temporary, path, shallow=False):
            return False
        Path(temporary).chmod(mode_of(path))
        Path(temporary).replace(path)
        temporary = None
        sync_folder(path.parent)
    except OSError as error:
        raise explain(error, name) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
    return True


def begin_near(folder: Path, workshop: Path | None = None) -> tuple[int, str]:
    """Open an unfinished file that can be moved into ``folder``; return descriptor and path.

    It lies in ``workshop`` where that is on the same disk. Else it lies in the folder itself, and
    what killed processes left there before is removed first. Raises OSError.
    """
    near = folder
    if workshop is not None and workshop.stat().st_dev == folder.stat().st_dev:
        near = workshop
    else:
        sweep_abandoned(folder)
    return tempfile.mkstemp(prefix=f"{_PREFIX}{os.getpid()}-", suffix=_SUFFIX, dir=near)


def sweep_abandoned(folder: Path) -> None:
    """Remove unfinished files whose process is dead from a folder that others write to too."""
    if os.name == "nt":
        return  # there os.kill ends the process that it is to ask after
    for leftover in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        process = leftover.name.removeprefix(_PREFIX).partition("-")[0]
        with contextlib.suppress(OSError):
            if process.isdecimal() and leftover.is_file() and not _is_alive(int(process)):
                leftover.unlink()


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True


def mode_of(path: Path) -> int:
    """Return the permissions that a file has or, as a new one, would get from the system."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk. Raises OSError."""
    if os.name == "nt":
        return  # Windows cannot open folders; its rename is durable enough.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep(workshop: Path) -> None:
    """Remove what a killed process left unfinished. Only for whoever holds the lock."""
    for leftover in workshop.glob(f"{_PREFIX}*{_SUFFIX}"):
        with contextlib.suppress(OSError):
            leftover.unlink()


@contextlib.contextmanager
def locked(path: Path, name: str, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold the lock file, waiting for as long as another process does.

    ``on_wait`` is called once when there is something to wait for. The system frees the lock
    of a process that dies. Raises StorageError.
    """
    try:
        lock = FileLock(path)
        try:
            lock.acquire(timeout=0.3)
        except Timeout:
            on_wait()
            lock.acquire()
    except OSError as error:
        raise explain(error, name) from error
    try:
        yield
    finally:
        lock.release()
