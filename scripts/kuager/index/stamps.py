"""Whether files are as they were: by their names, sizes and times, without reading them."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
    seen = [*paths, *_within(folder, tuple(endings))] if folder else paths
    newest = 0
    parts, names = [], []
    for path in seen:
        name = path.rpartition(os.sep)[2]
        try:
            found = os.stat(path)  # noqa: PTH116 (a Path for each of 90,000 files takes long)
        except OSError:
            parts.append(f"{name}\0")
            continue
        names.append(path)
        written, changed = found.st_mtime_ns, found.st_ctime_ns
        newest = max(newest, written, changed)
        kind = stat.S_IFMT(found.st_mode)
        parts.append(f"{name}\0{found.st_size} {written} {changed} {found.st_ino} {kind}\0")
    stamp = hashlib.blake2b("".join(parts).encode("utf-8", "surrogateescape"), digest_size=16)
    settled = newest < time.time_ns() - _SETTLED_AFTER
    return Stamp(stamp.digest(), settled, tuple(names))


def _within(folder: str, endings: tuple[str, ...]) -> list[str]:
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208
    except OSError:
        return []
    return [
        f"{folder}{os.sep}{name}"
        for name in names
        if name.endswith(endings) and not name.startswith(".")
    ]


def digest_of(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """Return the digest of names with their contents."""
    found = hashlib.blake2b(digest_size=DIGEST_SIZE)
    for name, content in parts:
        encoded = name.encode("utf-8", "surrogateescape")
        found.update(b"%d %d\n%b" % (len(encoded), len(content), encoded))
        found.update(content)
    return found.digest()
