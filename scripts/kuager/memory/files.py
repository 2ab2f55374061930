"""Large files, written piece by piece, and still whole or not at all."""

from __future__ import annotations

import contextlib
import filecmp
import gzip
import io
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from kuager.storage import explain


def gzipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Pack pieces with gzip; no name, time or system stands in it."""
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=packed, mtime=0) as stream:
        for piece in pieces:
            stream.write(piece)
            if packed.tell():
                yield packed.getvalue()
                packed.seek(0)
                packed.truncate()
    yield packed.getvalue()


def holds(path: Path, pieces: Iterable[bytes], name: str) -> bool:
    """Tell whether a file holds these bytes and no others. Raises StorageError.

    All pieces are taken even so: whoever counts them on the way counts them all.
    """
    same = True
    try:
        with path.open("rb") if path.is_file() else io.BytesIO() as stream:
            for piece in pieces:
                same = same and stream.read(len(piece)) == piece
            return same and path.is_file() and not stream.read(1)
    except OSError as error:
        raise explain(error, name) from error


def write_pieces(path: Path, pieces: Iterable[bytes], name: str, workshop: Path) -> bool:
    """Put the pieces in the file, whole or not at all; return whether that changed anything.

    A file that holds them already is not touched; one that exists keeps its permissions. The
    unfinished file lies in ``workshop`` where that is on the same disk, else beside the
    finished one. Raises StorageError; the old file is intact then.
    """
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        folder = path.parent
        if workshop.stat().st_dev == folder.stat().st_dev:
            folder = workshop
        descriptor, temporary = tempfile.mkstemp(prefix=".kuager-", suffix=".tmp", dir=folder)
        with os.fdopen(descriptor, "wb") as stream:
            for piece in pieces:
                stream.write(piece)
            stream.flush()
            os.fsync(stream.fileno())
        if path.is_file() and filecmp.cmp(temporary, path, shallow=False):
            return False
        Path(temporary).chmod(_mode(path))
        Path(temporary).replace(path)
        temporary = None
    except OSError as error:
        raise explain(error, name) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
    return True


def _mode(path: Path) -> int:
    if path.exists():
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
