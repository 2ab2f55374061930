"""Files, written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from kuager.errors import StorageError

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
    return StorageError(f"{name}: {reason}", f"{mend} Nothing was changed there.".strip())


def write_atomically(path: Path, content: bytes, name: str) -> bool:
    """Put ``content`` in the file, whole or not at all; return whether that changed anything.

    A file that holds it already is not touched, so a second run leaves every time stamp.
    Raises StorageError (full, read-only, in the way); the old file is intact then.
    """
    temporary = None
    try:
        if path.exists() and path.read_bytes() == content:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        # mkstemp makes files private; catalogs are shared like any other file of the folder.
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(path)
        temporary = None
        _sync_folder(path.parent)
    except OSError as error:
        raise explain(error, name) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
    return True


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows cannot open folders; its rename is durable enough.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def locked(path: Path, name: str, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold the lock file, waiting for as long as another process does.

    ``on_wait`` is called once when there is something to wait for. The system frees the lock
    of a process that dies. Raises StorageError.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
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
