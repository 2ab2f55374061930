"""Check a foreign zip archive and unpack it so that it can do no harm."""

from __future__ import annotations

import os
import re
import shutil
import stat
import unicodedata
import zipfile
from pathlib import Path, PurePosixPath

from kuager.errors import PackageError

ENTRY_LIMIT = 1_000
SIZE_LIMIT = 8 * 1024**3
"""Bytes in all, unpacked: the largest open translation models, quantised, stay below it."""

RATIO_LIMIT = 100
RATIO_FREE = 16 * 1024**2
"""Unpacked bytes up to which no ratio is looked at; weights hardly shrink, zeros do."""

_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_DRIVE = re.compile(r"[A-Za-z]:")
_MEND = "Do not use this package; get it from a source you trust."


def check_entries(archive: zipfile.ZipFile, label: str) -> tuple[str, dict[str, zipfile.ZipInfo]]:
    """Return the name of the one top folder, with its slash, and the files by full name.

    Refuses with PackageError what check_files refuses, and files outside of one folder.
    """
    files = check_files(archive, label)
    tops = {name.partition("/")[0] for name in files}
    if len(tops) != 1 or any("/" not in name for name in files):
        raise PackageError(f"{label} does not consist of one folder.", _MEND)
    return f"{tops.pop()}/", files


def check_files(archive: zipfile.ZipFile, label: str) -> dict[str, zipfile.ZipInfo]:
    """Return the files by full name.

    Refuses with PackageError: names that lead elsewhere (absolute, ``..``, a backslash, a drive),
    links and other special files, names that occur twice (also in other case or another
    Unicode form, which are one file on some disks), encrypted files, rare compression methods,
    too many files, too many bytes, and a compression ratio that only bombs have.
    """
    infos = archive.infolist()
    if len(infos) > ENTRY_LIMIT:
        raise PackageError(f"{label} holds more than {ENTRY_LIMIT} files.", _MEND)
    files: dict[str, zipfile.ZipInfo] = {}
    seen: set[str] = set()
    for info in infos:
        _check_name(info, label)
        _check_kind(info, label)
        folded = unicodedata.normalize("NFC", info.filename.rstrip("/")).casefold()
        if folded in seen:
            raise PackageError(f"{label} holds a name twice.", _MEND)
        seen.add(folded)
        if not info.is_dir():
            files[info.filename] = info
    for name in files:
        if any(str(folder) in files for folder in PurePosixPath(name).parents):
            raise PackageError(f"{label} holds a name both as a file and as a folder.", _MEND)
    _check_sizes(files, label)
    return files


def unpack_entries(
    archive: zipfile.ZipFile, top: str, entries: dict[str, zipfile.ZipInfo], folder: Path
) -> None:
    """Write checked entries into a new folder, without their top folder, and to the disk itself.

    ``entries`` come from check_entries. Raises OSError, and zipfile.BadZipFile where a file does
    not fit its checksum.
    """
    folder.mkdir()
    for name, info in entries.items():
        target = folder / name.removeprefix(top)
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(info) as packed, target.open("xb") as unpacked:
            shutil.copyfileobj(packed, unpacked, 1024**2)
            unpacked.flush()
            os.fsync(unpacked.fileno())


def _check_name(info: zipfile.ZipInfo, label: str) -> None:
    # ``filename`` is what zipfile made of it (cut at a null byte); ``orig_filename`` is what
    # stands in the archive.
    name = info.orig_filename
    parts = name.rstrip("/").split("/")
    if (
        name != info.filename
        or "\\" in name
        or _DRIVE.match(name)
        or any(part in {"", ".", ".."} for part in parts)
        or any(unicodedata.category(character)[0] == "C" for character in name)
    ):
        raise PackageError(f"{label} holds a name that leads out of its folder.", _MEND)


def _check_kind(info: zipfile.ZipInfo, label: str) -> None:
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise PackageError(f"{label} holds a link or a special file.", _MEND)
    if info.flag_bits & 0x1:
        raise PackageError(f"{label} is encrypted.", _MEND)
    if info.compress_type not in _METHODS:
        raise PackageError(f"{label} is compressed by a method other than deflate.", _MEND)


def _check_sizes(files: dict[str, zipfile.ZipInfo], label: str) -> None:
    # zipfile never gives out more than the size that the archive declares, so that a lie
    # here ends in a wrong checksum, not in a full disk.
    unpacked = sum(info.file_size for info in files.values())
    packed = sum(info.compress_size for info in files.values())
    if unpacked > SIZE_LIMIT or (unpacked > RATIO_FREE and unpacked > RATIO_LIMIT * packed):
        raise PackageError(f"{label} would unpack to {unpacked:,} bytes.", _MEND)
