"""Bundles: what is inside a sealed file, a tar of a manifest and the files that it lists.

A bundle has one form only: what is read is built anew from its manifest, and every byte has to
be where it would have been written. So no tar is ever interpreted, and nothing can hide in one:
no link, no second file of a name, nothing between or behind the files.
"""

from __future__ import annotations

import hashlib
import re
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Annotated

import msgspec

from kuager.sealing import SealError
from kuager.sealing.names import check_names
from kuager.storage import SIZE_LIMIT

FORMAT = "kuager sealed hand-over"
VERSION = 1
MANIFEST = "MANIFEST.json"
"""Name of the first file, which lists the others."""

ENTRY_LIMIT = 10_000
TOTAL_LIMIT = 2 * SIZE_LIMIT
"""Bytes of a bundle, which is held in memory. Nothing in it is compressed."""

_BLOCK = 512
"""Bytes of a tar's block (POSIX.1-1988, ustar interchange format)."""
_PADDING = 64 * 1024
"""Bundles are filled up to a multiple of so many bytes: the size of a sealed file shall not
tell that a sentence or two were changed."""
_MODE = 0o600
_SIZE_FIELD = slice(124, 136)
_MEND = "Ask for it again; if it stays so, do not trust it."
_ENCODER = msgspec.json.Encoder(order="deterministic")

_Size = Annotated[int, msgspec.Meta(ge=0, le=SIZE_LIMIT)]


class Kind(Enum):
    """What a bundle holds."""

    WORK = "work"
    """Catalogs and ledgers of one document, with its template and maybe its source."""
    EXPORTS = "exports"
    FILES = "files"


@dataclass(frozen=True, slots=True)
class Bundle:
    """Files that travel together."""

    kind: Kind
    files: Mapping[str, bytes]
    """By relative names with slashes."""
    document: str = ""
    locales: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Listed:
    name: str
    size: _Size
    sha256: str


@dataclass(frozen=True, slots=True)
class _Manifest:
    format: str
    version: int
    kind: Kind
    document: str
    locales: tuple[str, ...]
    files: tuple[_Listed, ...] = field(default=())


def bundle_serialize(bundle: Bundle) -> bytes:
    """Write a bundle; the same one gives the same bytes, with no time, owner or place in them.

    Raises SealError for names that other systems could not take, and for too much.
    """
    label = "What is to be sealed"
    names = sorted(bundle.files)
    _check_number(len(names), label)
    check_names([*names, MANIFEST], label)
    if any(len(content) > SIZE_LIMIT for content in bundle.files.values()):
        raise SealError(
            f"{label}: a file is larger than {SIZE_LIMIT // 2**20} MB.", "Leave it out, or cut it."
        )
    listed = tuple(
        _Listed(name, len(bundle.files[name]), hashlib.sha256(bundle.files[name]).hexdigest())
        for name in names
    )
    manifest = _Manifest(FORMAT, VERSION, bundle.kind, bundle.document, bundle.locales, listed)
    parts = [(MANIFEST, _manifest_bytes(manifest)), *((name, bundle.files[name]) for name in names)]
    tar = b"".join(piece for name, content in parts for piece in _member(name, content, label))
    tar += bytes(_filling(len(tar)))
    if len(tar) > TOTAL_LIMIT:
        raise SealError(f"{label} is more than {TOTAL_LIMIT // 2**20} MB.", "Seal it in parts.")
    return tar


def bundle_parse(content: bytes, label: str) -> Bundle:
    """Read a bundle and prove it; ``label`` is what errors call the file.

    Raises SealError for whatever ``bundle_serialize`` would not have written.
    """
    manifest = _read_manifest(content, label)
    _check_number(len(manifest.files), label)
    check_names([*(listed.name for listed in manifest.files), MANIFEST], label)
    files: dict[str, bytes] = {}
    body = _manifest_bytes(manifest)
    position = _check_member(content, 0, MANIFEST, body, label)
    for listed in manifest.files:
        start = position + _BLOCK
        file = content[start : start + listed.size]
        if hashlib.sha256(file).hexdigest() != listed.sha256:
            raise _not_as_listed(label)
        position = _check_member(content, position, listed.name, file, label)
        files[listed.name] = file
    if content[position:] != bytes(_filling(position)) or list(files) != sorted(files):
        raise _not_as_listed(label)
    return Bundle(manifest.kind, files, manifest.document, manifest.locales)


def _read_manifest(content: bytes, label: str) -> _Manifest:
    foreign = SealError(
        f"{label} was opened, but holds no hand-over of this program's.",
        "If it is a file of another kind, open it with age itself: age --decrypt",
    )
    size = re.fullmatch(rb"([0-7]{11})\0", content[_SIZE_FIELD])
    if size is None or not content.startswith(MANIFEST.encode() + b"\0"):
        raise foreign
    try:
        body = content[_BLOCK : _BLOCK + int(size[1], 8)]
        version = msgspec.json.decode(body, type=dict[str, object])
        if version.get("format") == FORMAT and version.get("version") != VERSION:
            raise SealError(f"{label} was sealed by a newer version.", "Update this program.")
        manifest = msgspec.json.decode(body, type=_Manifest, strict=True)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise foreign from error
    if manifest.format != FORMAT:
        raise foreign
    return manifest


def _manifest_bytes(manifest: _Manifest) -> bytes:
    return _ENCODER.encode(manifest) + b"\n"


def _member(name: str, content: bytes, label: str) -> tuple[bytes, bytes, bytes]:
    """Return a tar's member: header, content, padding. Raises SealError for too long a name."""
    header = tarfile.TarInfo(name)
    header.size, header.mode = len(content), _MODE
    try:
        block = header.tobuf(tarfile.USTAR_FORMAT, "utf-8", "strict")
    except ValueError as error:
        raise SealError(f"{label}: the name of a file is too long.", "Rename it.") from error
    return block, content, bytes(-len(content) % _BLOCK)


def _check_member(content: bytes, position: int, name: str, file: bytes, label: str) -> int:
    """Return where the next member begins. Raises SealError where this one is another."""
    for piece in _member(name, file, label):
        if not content.startswith(piece, position):
            raise _not_as_listed(label)
        position += len(piece)
    return position


def _filling(length: int) -> int:
    """Return how many zeros follow: the two blocks that end a tar, and the padding."""
    return 2 * _BLOCK + -(length + 2 * _BLOCK) % _PADDING


def _check_number(files: int, label: str) -> None:
    if not 0 < files <= ENTRY_LIMIT:
        raise SealError(f"{label} is {files} files, not 1 to {ENTRY_LIMIT}.", "Choose others.")


def _not_as_listed(label: str) -> SealError:
    return SealError(f"{label} does not hold what its manifest says.", _MEND)
