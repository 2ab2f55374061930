"""Search files to the bottom: archives, streams and codings in one another, as deep as they go.

A trace is a word that can be in a file only if somebody put it there. It is looked for without
regard to case in every layer of a file: the file itself, what it unpacks to, and what each of
these says when it is read as UTF-16, percent-coded, base64 and so on.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import hashlib
import io
import quopri
import re
import sqlite3
import struct
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote_to_bytes

import pikepdf

DEPTH = 8
"""Archives and codings in one another that are looked through."""
CODINGS = 2
"""Codings in one another, without an archive between them."""

Opener = Callable[[bytes], bytes | None]
"""Opens what only a key opens; None for anything else."""


@dataclass(frozen=True)
class Layer:
    """What a file says at some depth."""

    place: str
    """How to get there: ``a.docx > docProps/core.xml > percent``."""
    content: bytes


@dataclass(frozen=True)
class Find:
    """A trace, and where it is."""

    trace: str
    place: str

    def __str__(self) -> str:
        return f"{self.trace} in {self.place}"


class Search:
    """Looks for traces in files."""

    def __init__(
        self,
        traces: Iterable[str],
        pattern: str = r"(?!)",
        hints: Iterable[str] = (),
        opener: Opener | None = None,
    ) -> None:
        """Look for words without case, and for what a regular expression matches.

        Slashes in a word stand for backslashes too. With every word its hashes are looked for,
        which give it away to whoever guesses it. One of the ``hints`` is in whatever the
        expression matches: looking for these first is much faster. ``opener`` opens sealed files.
        """
        self._needles = {needle: trace for trace in traces for needle in _needles(trace)}
        self._hashes = {_digest(name, trace): trace for trace in traces for name in _HASHES}
        self._pattern = re.compile(pattern.encode())
        self._hints = [hint.encode() for hint in hints]
        self._opener = opener

    def find(self, files: Mapping[str, bytes]) -> list[Find]:
        """Return what is found, by file and place."""
        found: dict[Find, None] = {}
        for name, content in files.items():
            for layer in [
                Layer(f"{name} (name)", name.encode()),
                *layers(name, content, self._opener),
            ]:
                for trace in self._in(layer.content):
                    found[Find(trace, layer.place)] = None
        return list(found)

    def _in(self, content: bytes) -> Iterator[str]:
        """Yield the traces in some bytes."""
        low = content.lower()
        for needle, trace in self._needles.items():
            if needle in low:
                yield trace
        if not self._hints or any(hint in content for hint in self._hints):
            for match in self._pattern.finditer(content):
                yield match[0].decode("utf-8", "replace")
        for run in _DIGITS.findall(low):
            for digest, trace in self._hashes.items():
                if digest in run:
                    yield f"{trace} (hash)"


_HASHES = ("md5", "sha1", "sha256", "sha512")
_DIGITS = re.compile(rb"[0-9a-f]{16,}")


def _digest(name: str, text: str) -> bytes:
    return hashlib.new(name, text.encode()).hexdigest()[:16].encode()


def _needles(trace: str) -> Iterator[bytes]:
    """Yield a word as bytes in the encodings that files are in, lower-case as ASCII has it."""
    for case in {trace, trace.lower(), trace.upper(), trace.title()}:
        for path in {case, case.replace("/", "\\")}:
            for form in ("NFC", "NFD"):
                text = unicodedata.normalize(form, path)
                for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
                    yield text.encode(encoding).lower()


def layers(place: str, content: bytes, opener: Opener | None = None) -> Iterator[Layer]:
    """Yield a file and all that is in it, each once."""
    known: set[bytes] = set()
    waiting = [(Layer(place, content), 0, 0)]
    while waiting:
        layer, depth, codings = waiting.pop()
        digest = hashlib.sha256(layer.content).digest()
        if digest in known:
            continue
        known.add(digest)
        yield layer
        if depth == DEPTH:
            continue
        parts = _unpacked(layer.content, opener, whole=not depth)
        if parts is not None:
            steps = ((name, part, 0) for name, part in parts)
        elif codings < CODINGS:
            steps = ((name, part, codings + 1) for name, part in _decoded(layer.content))
        else:
            continue
        for name, part, count in steps:
            waiting.append((Layer(f"{layer.place} > {name}", part), depth + 1, count))


def _unpacked(
    content: bytes, opener: Opener | None, *, whole: bool
) -> list[tuple[str, bytes]] | None:
    """Return what is in an archive, with names; None for what is none.

    ``whole`` bytes are what they seem to be; others may be an archive that a wrong reading has
    torn.
    """
    if opener is not None and (opened := opener(content)) is not None:
        return [("unsealed", opened)]
    for place, begins, unpack in _CONTAINERS:
        if content.startswith(begins, place):
            try:
                return list(unpack(content))
            except _TORN:
                if whole:
                    raise
    return None


# Containers -----------------------------------------------------------------------------------


def _zip(content: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        yield "comment", archive.comment
        for entry in archive.infolist():
            told = f"{entry.filename} at {_moment(*entry.date_time)}"
            yield f"{entry.filename} (entry)", told.encode() + b" " + entry.comment + entry.extra
            yield entry.filename, archive.read(entry)


def _moment(year: int, month: int, day: int, *rest: int) -> str:
    return f"{year:04}-{month:02}-{day:02} {rest}"


def _tar(content: bytes) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        for entry in archive.getmembers():
            told = f"{entry.name} {entry.linkname} {entry.uname} {entry.gname} {entry.mtime} "
            yield f"{entry.name} (entry)", f"{told} {entry.pax_headers}".encode()
            stream = archive.extractfile(entry)
            yield entry.name, stream.read() if stream else b""


def _gzip(content: bytes) -> Iterator[tuple[str, bytes]]:
    # RFC 1952, 2.3: the time is a number of seconds, zero for none.
    (moment,) = struct.unpack("<I", content[4:8])
    yield "time", f"{moment}".encode() if moment else b""
    yield "unpacked", gzip.decompress(content)


def _pdf(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "comments", b"\n".join(re.findall(rb"%[^\r\n]*", content))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for number, thing in enumerate(pdf.objects):
            yield f"object {number}", "\n".join(_strings(thing)).encode()
            if isinstance(thing, pikepdf.Stream):
                yield f"stream {number}", bytes(thing.read_bytes())
        yield "trailer", "\n".join(_strings(pdf.trailer)).encode()


def _strings(thing: object) -> Iterator[str]:
    """Yield names and texts in a PDF object, but not those of other objects."""
    if isinstance(thing, pikepdf.String):
        yield str(thing)
        yield bytes(thing).decode("utf-8", "replace")
    elif isinstance(thing, pikepdf.Name):
        yield str(thing)
    elif isinstance(thing, pikepdf.Array):
        for part in thing:
            if not getattr(part, "is_indirect", False):
                yield from _strings(part)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for key, part in thing.items():
            yield key
            if not getattr(part, "is_indirect", False):
                yield from _strings(part)


def _sqlite(content: bytes) -> Iterator[tuple[str, bytes]]:
    with sqlite3.connect(":memory:") as database:
        database.deserialize(content)
        yield "rows", "\n".join(database.iterdump()).encode("utf-8", "replace")
    database.close()


def _png(content: bytes) -> Iterator[tuple[str, bytes]]:
    place = 8
    while place + 8 <= len(content):
        (length,) = struct.unpack(">I", content[place : place + 4])
        kind, chunk = content[place + 4 : place + 8], content[place + 8 : place + 8 + length]
        place += length + 12
        if kind == b"tIME":
            year, *rest = struct.unpack(">HBBBBB", chunk)
            yield "time", _moment(year, *rest).encode()
        elif kind in {b"tEXt", b"zTXt", b"iTXt", b"eXIf"}:
            yield kind.decode(), chunk
            for start in (place for place in range(len(chunk)) if chunk[place : place + 1] == b"x"):
                yield "unpacked", _inflated(chunk[start:])


def _inflated(content: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(content)
    except zlib.error:
        return b""


_CONTAINERS: tuple[tuple[int, bytes, Callable[[bytes], Iterator[tuple[str, bytes]]]], ...] = (
    (0, b"PK\x03\x04", _zip),
    (0, b"\x1f\x8b", _gzip),
    (0, b"%PDF", _pdf),
    (0, b"SQLite format 3\x00", _sqlite),
    (0, b"\x89PNG\r\n", _png),
    (257, b"ustar", _tar),
)
_TORN = (
    EOFError, OSError, ValueError, RuntimeError, struct.error, zlib.error, zipfile.BadZipFile,
    tarfile.TarError, pikepdf.PdfError, sqlite3.Error,
)  # fmt: skip


# Codings --------------------------------------------------------------------------------------

_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{12,}(?:\r?\n[ \t]*[A-Za-z0-9+/_-]+)*")
_HEX = re.compile(rb"(?:[0-9A-Fa-f]{2}[\s:,]?){6,}")
_ESCAPE = re.compile(rb"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-7]{3})|(.))", re.DOTALL)
_RUN = re.compile(rb"[\t\n\r\x20-\x7e\x80-\xff]{12,}")
_TAG = re.compile(rb"<[^<>]*>")
_FOLD = re.compile(rb'"\s*\n\s*"|=\r?\n|\r?\n[ \t]|\\\r?\n')
"""Where PO, quoted-printable, MIME and shells go on with a line."""


def _decoded(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield what text says in each coding; of binary files, what in them looks like text."""
    content = content if _is_text(content) else b"\n".join(_RUN.findall(content))
    if b"%" in content:
        yield "percent", unquote_to_bytes(content)
    if b"=" in content:
        yield "quoted-printable", quopri.decodestring(content)
    if b"&" in content:
        yield (
            "references",
            unescape(content.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogatepass"),
        )
    if b"\\" in content:
        yield "escapes", _unescaped(content)
    if b"<" in content:
        yield "without tags", _TAG.sub(b"", content)
    yield "unfolded", _FOLD.sub(b"", content)
    digits = (re.sub(rb"[\s:,]", b"", run) for run in _HEX.findall(content))
    yield from _together("hex", map(binascii.unhexlify, digits))
    yield from _together("base64", _base64(content))


def _together(name: str, runs: Iterable[bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield what runs of letters say as one layer, archives apart."""
    rest = []
    for run in runs:
        if any(run.startswith(begins, place) for place, begins, _ in _CONTAINERS):
            yield name, run
        else:
            rest.append(run)
    yield name, b"\n".join(rest)


def _is_text(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return b"\0" not in content


def _base64(content: bytes) -> Iterator[bytes]:
    """Yield what runs of letters say if they are base64, wherever it begins in them."""
    for run in _BASE64.findall(content):
        letters = re.sub(rb"\s", b"", run).translate(bytes.maketrans(b"-_", b"+/"))
        for start in range(4):
            part = letters[start:]
            whole = part[: len(part) // 4 * 4] if len(part) % 4 == 1 else part
            yield base64.b64decode(whole + b"=" * (-len(whole) % 4))


def _unescaped(content: bytes) -> bytes:
    def one(match: re.Match[bytes]) -> bytes:
        by_point, by_byte, by_octal, by_itself = match.groups()
        if by_point:
            return chr(int(by_point, 16)).encode("utf-8", "surrogatepass")
        if by_byte or by_octal:
            return bytes([int(by_byte, 16) if by_byte else int(by_octal, 8) & 255])
        return by_itself

    return _ESCAPE.sub(one, content)
