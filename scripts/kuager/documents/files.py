"""Take in a source file's bytes, and refuse what is unfit before any reader sees it."""

from __future__ import annotations

import io
import lzma
import os
import stat
import struct
import zipfile
import zlib
from pathlib import Path

from kuager.errors import DocumentError

SIZE_LIMIT = 20_000_000
"""Bytes; the longest novels are under 7 million characters, so no testimony comes near."""

_UNPACKED_LIMIT = 200_000_000
_ENTRY_LIMIT = 10_000
_RATIO_LIMIT = 200
"""Unpacked to packed; XML of office documents reaches about 30, a bomb 1,000 and more."""
_RATIO_FLOOR = 10_000_000

ZIP_FAULTS = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, NotImplementedError, OSError, RuntimeError, ValueError),
)
"""What zipfile raises over damaged files: names that are no text, unknown methods, cut entries."""

_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Word wraps a password-protected DOCX in an OLE file (MS-OFFCRYPTO); old .doc is one, too."""

_INDEX = {
    ".docx": "[Content_Types].xml",
    ".odt": "content.xml",
    ".epub": "META-INF/container.xml",
}
_ODF_MANIFEST = "META-INF/manifest.xml"
_EPUB_ENCRYPTION = "META-INF/encryption.xml"


def printable(name: str) -> str:
    """Return a name as an error can show it: one line, with escapes for what cannot be seen."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in name
    )


def load(path: Path, name: str, *, root: Path | None = None, size_limit: int = SIZE_LIMIT) -> bytes:
    """Read a regular file of at most ``size_limit`` bytes.

    ``name`` is what errors call the file; it must not lie outside ``root`` once all links are
    followed. Kind and size are checked before anything is read, and nothing is waited for:
    a pipe or device never gets as far as being opened. Raises DocumentError for a file that is
    missing, no regular file, outside, unreadable, empty or too large.
    """
    try:
        _check_kind(path.stat(), name, size_limit)
        if root is not None and not path.resolve().is_relative_to(root.resolve()):
            raise DocumentError(
                f"{name}: leads out of the pack.", "Copy the file itself into the pack."
            )
        # What was a file a moment ago may be a pipe by now, which would wait for a writer.
        with os.fdopen(os.open(path, os.O_RDONLY | _AT_ONCE), "rb") as file:
            _check_kind(os.fstat(file.fileno()), name, size_limit)
            content = file.read(size_limit + 1)
    except FileNotFoundError:
        raise DocumentError(f"{name}: there is no such file.", "Check the path.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name cannot be used"
        raise DocumentError(f"{name}: cannot be read: {reason}.") from None
    if len(content) > size_limit:
        raise _too_large(name, size_limit)
    if not content.strip():
        raise DocumentError(f"{name}: is empty.", "Put the testimony's text into it.")
    return content


def _check_kind(status: os.stat_result, name: str, size_limit: int) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise DocumentError(f"{name}: is not a file.", "Name a document instead.")
    if status.st_size > size_limit:
        raise _too_large(name, size_limit)


def _too_large(name: str, size_limit: int) -> DocumentError:
    return DocumentError(
        f"{name}: is larger than {size_limit / 1_000_000:g} MB.",
        "Take pictures out, or divide it into several documents.",
    )


def decode(content: bytes, name: str) -> str:
    """Return UTF-8 bytes as text, without a byte order mark.

    Raises DocumentError for another encoding or a binary file.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            found = "it seems to be UTF-16"
        else:
            line = content.count(b"\n", 0, error.start) + 1
            found = f"see line {line}"
        raise DocumentError(
            f"{name}: is not UTF-8 text ({found}).", "Save it as UTF-8 and try again."
        ) from None
    if "\0" in text:
        raise DocumentError(
            f"{name}: is a binary file, not text.", "Name a text, DOCX, ODT, HTML or EPUB file."
        )
    return text


def check_container(content: bytes, suffix: str, name: str) -> None:
    """Refuse a DOCX, ODT or EPUB file that is damaged, locked or would burst when unpacked.

    Raises DocumentError; returns nothing.
    """
    if content.startswith(_OLE):
        raise DocumentError(
            f"{name}: is password-protected, or an old .doc file.",
            f"Save it without a password as {suffix}.",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            if (
                len(entries) > _ENTRY_LIMIT
                or unpacked > _UNPACKED_LIMIT
                or unpacked > max(_RATIO_FLOOR, _RATIO_LIMIT * len(content))
            ):
                raise DocumentError(
                    f"{name}: would unpack to far more than a document holds.",
                    "Do not open it unless you know who made it.",
                )
            names = {entry.filename for entry in entries}
            if _INDEX[suffix] not in names:
                raise DocumentError(
                    f"{name}: is not a {suffix} document.", "Check the end of its name."
                )
            if any(entry.flag_bits & 1 for entry in entries) or _is_locked(archive, names):
                raise DocumentError(
                    f"{name}: is password-protected.", "Save it without a password."
                )
    except ZIP_FAULTS:
        raise DocumentError(
            f"{name}: is damaged, or not a {suffix} document.",
            "Open it where it was written, save it again.",
        ) from None


def _is_locked(archive: zipfile.ZipFile, names: set[str]) -> bool:
    """Look for the marks of encryption in ODF 1.3 (part 2, 4.3) and EPUB 3 (OCF, 4.2.5).

    EPUB readers may find fonts obfuscated, which locks no text.
    """
    if _ODF_MANIFEST in names and b"encryption-data" in archive.read(_ODF_MANIFEST):
        return True
    if _EPUB_ENCRYPTION not in names:
        return False
    listed = archive.read(_EPUB_ENCRYPTION)
    return any(end in listed for end in (b'.xhtml"', b'.html"', b'.opf"', b'.htm"'))
