"""Whether files are as they were: by their names, sizes and times, without reading them."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter

_SETTLED_AFTER = 2_000_000_000
"""Nanoseconds. The clock of a file system can be as coarse as two seconds (FAT); a file that was
written less than that before may be written again without its time showing it."""
DIGEST_SIZE = 16
"""Bytes: no two contents of a pack are taken for one another by chance."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Some files as the file system sees them."""

    stamp: bytes
    """Of their names, sizes, times and inodes: the same as long as nobody touches them."""
    settled: bool
    """They were last written long enough before that another change would show."""
    names: tuple[str, ...] = ()
    """Of the files that are there, as paths."""


def stamp_of(paths: Iterable[str], folder: str = "", endings: Sequence[str] = ()) -> Stamp:
    """Return the stamp of some files and of those in a folder whose names end in a certain way.

    What is not there, or cannot be looked at, is part of the stamp too. Hidden files in the
    folder are none of ours.
    """
    seen: list[tuple[str, os.stat_result | None]] = []
    for path in paths:
        try:
            seen.append((path, os.stat(path)))  # noqa: PTH116
        except OSError:
            seen.append((path, None))
    if folder:
        seen += sorted(_within(folder, tuple(endings)), key=itemgetter(0))
    newest = 0
    parts, names = [], []
    for path, status in seen:
        name = os.path.basename(path)  # noqa: PTH119
        if status is None:
            parts.append(f"{name}\0")
            continue
        names.append(path)
        newest = max(newest, status.st_mtime_ns, status.st_ctime_ns)
        parts.append(
            f"{name}\0{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"
            f" {stat.S_IFMT(status.st_mode)}\0"
        )
    stamp = hashlib.blake2b("".join(parts).encode("utf-8", "surrogateescape"), digest_size=16)
    settled = newest < time.time_ns() - _SETTLED_AFTER
    return Stamp(stamp.digest(), settled, tuple(names))


def _within(folder: str, endings: tuple[str, ...]) -> Iterable[tuple[str, os.stat_result | None]]:
    try:
        entries = os.scandir(folder)
    except OSError:
        return
    with entries:
        for entry in entries:
            if entry.name.endswith(endings) and not entry.name.startswith("."):
                try:
                    yield entry.path, entry.stat()
                except OSError:
                    yield entry.path, None


def digest_of(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """Return the digest of names with their contents."""
    found = hashlib.blake2b(digest_size=DIGEST_SIZE)
    for name, content in parts:
        for part in (name.encode("utf-8", "surrogateescape"), content):
            found.update(len(part).to_bytes(8, "big") + part)
    return found.digest()
