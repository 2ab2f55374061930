"""Keep installed packages: their files, and a record of what each was when it came."""

from __future__ import annotations

import os
import re
import shutil
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from kuager.errors import PackageError
from kuager.models.archive import ENTRY_LIMIT, SIZE_LIMIT
from kuager.models.packages import METADATA_LIMIT, SUFFIX, PackageOverview
from kuager.storage import explain, make_private, read_regular, write_atomically

_TOP = re.compile(r"translate-[A-Za-z0-9_-]{1,60}")
_GET_AGAIN = "Get the package again from where it came."


class Record(msgspec.Struct, frozen=True, rename="kebab"):
    """What was known of a package when it was installed; a JSON file beside it."""

    name: str
    version: str
    sha256: str
    size: int
    """Bytes of the package file."""
    origin: str
    """``file``, ``folder`` or the address it was fetched from; never a path."""
    licence: str
    """In the words of the package's README; empty where it states none."""


class _Stated(msgspec.Struct, frozen=True):
    """What ``metadata.json`` says of name and version."""

    from_code: str
    to_code: str
    package_version: str


def package_files(folder: Path) -> list[Path]:
    """Return the package files in a folder, by name; none where there is no folder."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.name.endswith(SUFFIX))


def read_record(path: Path) -> Record | None:
    """Return the record of a package file, None where it was put there by hand.

    Raises PackageError for a damaged record, StorageError.
    """
    place = _record_path(path)
    content = read_regular(place, place.name)
    if content is None:
        return None
    try:
        return msgspec.json.decode(content, type=Record)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise PackageError(
            f"The record {place.name} is damaged.", "Remove the package and install it again."
        ) from error


def place_package(staged: Path, overview: PackageOverview, record: Record, folder: Path) -> Path:
    """Move a proven file into the folder of installed packages; return its path there.

    The record is written first: one without its package does no harm. Raises PackageError where
    another file of that name and version is installed, StorageError.
    """
    path = folder / overview.file_name
    if path.exists():
        raise PackageError(
            f"Another {overview.name} {overview.version} is installed.",
            f"Remove it first: kuager models remove {overview.name}=={overview.version}",
        )
    make_private(folder, "packages")
    content = msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n"
    write_atomically(_record_path(path), content, _record_path(path).name)
    try:
        with staged.open("rb") as stream:
            os.fsync(stream.fileno())
        staged.replace(path)
    except OSError as error:
        raise explain(error, path.name) from error
    return path


def take_out(path: Path) -> None:
    """Delete an installed package and its record. Raises StorageError."""
    try:
        path.unlink()
        _record_path(path).unlink(missing_ok=True)
    except OSError as error:
        raise explain(error, path.name) from error


def _record_path(path: Path) -> Path:
    return path.with_name(f"{path.name.removesuffix(SUFFIX)}.json")


def pack_folder(source: Path, target: Path) -> None:
    """Write an unpacked package as an ``.argosmodel`` file; equal folders give equal bytes.

    Nothing is compressed: weights hardly shrink, and the bytes then depend on no version of a
    library. What the folder is called does not come in: it may be somebody's name. Raises
    PackageError for links, special files and more than a package can hold, StorageError.
    """
    try:
        paths = list(_regular_files(source))
        top = _top(source)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
            for path in paths:
                entry = zipfile.ZipInfo(f"{top}/{path.relative_to(source).as_posix()}")
                entry.create_system = 3
                entry.external_attr = 0o644 << 16
                entry.file_size = path.stat().st_size
                with path.open("rb") as stream, archive.open(entry, "w") as packed:
                    shutil.copyfileobj(stream, packed, 1024**2)
    except OSError as error:
        raise explain(error, source.name) from error


def _top(source: Path) -> str:
    """Return name and version by ``metadata.json``, "package" where it does not give them.

    Whether it is sound is for ``models.packages`` to say, of the file that is made.
    """
    path = source / "metadata.json"
    if not path.is_file() or path.stat().st_size > METADATA_LIMIT:
        return "package"
    try:
        stated = msgspec.json.decode(path.read_bytes(), type=_Stated)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return "package"
    version = re.sub(r"[^0-9A-Za-z]", "_", stated.package_version)
    top = f"translate-{stated.from_code}_{stated.to_code}-{version}"
    return top if _TOP.fullmatch(top) else "package"


def _regular_files(folder: Path) -> Iterator[Path]:
    count = size = 0
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        if stat.S_ISDIR(status.st_mode):
            continue
        if not stat.S_ISREG(status.st_mode):
            raise PackageError(
                f"The folder {folder.name} holds a link or a special file.", _GET_AGAIN
            )
        count += 1
        size += status.st_size
        if count > ENTRY_LIMIT or size > SIZE_LIMIT:
            raise PackageError(
                f"The folder {folder.name} holds more than a package can.", "Is it the right one?"
            )
        yield path
