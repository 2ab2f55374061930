"""DOCX files from strangers: opened, proven, and their XML read piece by piece.

The package follows ECMA-376 part 2; parts are found by their relationships, since programs name
them differently. XML is read through ``guarded_xml``; what it holds is never held in memory
whole, only one paragraph, table row or comment at a time.
"""

from __future__ import annotations

import io
import lzma
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from kuager.errors import InputError
from kuager.guarded_xml import GuardedParser

SIZE_LIMIT = 64 * 2**20
"""Bytes; a table of 10,000 rows has about one million."""
_UNPACKED_LIMIT = 256 * 2**20
_ENTRY_LIMIT = 2_000
_RATIO_LIMIT = 200
"""Unpacked to packed; tables of Word and LibreOffice reach 40, a bomb 1,000 and more."""
_RATIO_FLOOR = 16 * 2**20
_DEEPEST = 200
"""Elements within each other; a table in a table in a table has about thirty."""
_LARGEST_PIECE = 200_000
"""Elements of a paragraph or row; the most scattered real one has some hundred."""
_CHUNK = 2**16

_ZIP_FAULTS = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, NotImplementedError, OSError, RuntimeError, ValueError),
)
"""What zipfile raises over damaged files: names that are no text, unknown methods, cut entries."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""Name of the stream that holds a DOCX with a password (MS-OFFCRYPTO, 2.3.4.4)."""

_SPACES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc:",
    "http://schemas.openxmlformats.org/package/2006/relationships": "",
    "http://schemas.openxmlformats.org/package/2006/content-types": "",
    "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties": "",
    "http://purl.oclc.org/ooxml/officeDocument/customProperties": "",
}
"""What an element is called here, by its namespace (ECMA-376 parts 1 to 4, and part 1's strict
form); elements of all others begin with a question mark."""
_OTHER = "?"
_MEND = "Open it in Word or LibreOffice, save it anew as DOCX, and try again."


@dataclass(slots=True)
class Element:
    """An element of XML with all that is in it; attributes go by their local names."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def child(self, tag: str) -> Element | None:
        """Return the first child element of that name."""
        for child in self.children:
            if isinstance(child, Element) and child.tag == tag:
                return child
        return None


@dataclass(frozen=True, slots=True)
class WordPackage:
    """A DOCX file, opened."""

    name: str
    """What errors call it."""
    _archive: zipfile.ZipFile
    _main: str
    _related: dict[str, str]
    """Parts by the last word of their relationship's type, ``comments`` for example."""

    def body(self, captured: Collection[str]) -> Iterator[Element]:
        """Yield the outermost elements of those names in the text, in order."""
        return _elements(self._archive, self._main, self.name, captured)

    def related(self, kind: str, captured: Collection[str]) -> Iterator[Element]:
        """Yield the outermost elements of those names in a part beside the text, if it exists."""
        if kind not in self._related:
            return iter(())
        return _elements(self._archive, self._related[kind], self.name, captured)


def open_package(content: bytes, name: str) -> WordPackage:
    """Open a DOCX.

    Raises InputError for all that is none: other formats, passwords, macros, damage, bombs.
    """
    _refuse_other_formats(content, name)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        _check_sizes(archive, len(content), name)
        entries = frozenset(archive.namelist())
        if "[Content_Types].xml" not in entries:
            kind = "is an ODT document" if "content.xml" in entries else "is no Word document"
            raise InputError(f"{name} {kind}.", "Save it as DOCX.")
        types = _content_types(archive, name)
        top = _relationships(archive, "", entries, name)
        main = top.get("officeDocument", "")
        kind = types.get(main, "")
        if "macroEnabled" in kind or any(part.endswith("vbaProject.bin") for part in entries):
            raise InputError(f"{name} can hold macros.", "Save it as DOCX, without macros.")
        if "wordprocessingml" not in kind:
            raise InputError(f"{name} is no Word document.", "Save it as DOCX.")
        related = {**top, **_relationships(archive, main, entries, name)}
    except _ZIP_FAULTS:
        raise _damaged(name) from None
    return WordPackage(name, archive, main, related)


def _refuse_other_formats(content: bytes, name: str) -> None:
    if not content.strip():
        raise InputError(f"{name} is empty.", "Fetch it anew.")
    if len(content) > SIZE_LIMIT:
        raise InputError(
            f"{name} is larger than {SIZE_LIMIT // 2**20} MB.", "Take pictures out of it."
        )
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise InputError(
                f"{name} is protected with a password.", "Save it without one, as DOCX."
            )
        raise InputError(f"{name} is an old .doc file.", "Save it as DOCX.")
    if not content.startswith(b"PK"):
        raise InputError(f"{name} is no DOCX file, whatever its name says.", "Save it as DOCX.")


def _damaged(name: str) -> InputError:
    return InputError(f"{name} is damaged or cut off.", "Fetch it anew, or save it anew as DOCX.")


def _check_sizes(archive: zipfile.ZipFile, packed: int, name: str) -> None:
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if (
        len(entries) > _ENTRY_LIMIT
        or unpacked > _UNPACKED_LIMIT
        or unpacked > max(_RATIO_FLOOR, _RATIO_LIMIT * packed)
    ):
        raise InputError(
            f"{name} would unpack to far more than a document holds.",
            "Do not open it unless you know who made it.",
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise InputError(f"{name} is protected with a password.", "Save it without one.")


def _content_types(archive: zipfile.ZipFile, name: str) -> dict[str, str]:
    """Return the content type of each part that has one of its own."""
    found = _elements(archive, "[Content_Types].xml", name, {"Override"})
    return {
        element.attributes.get("PartName", "").lstrip("/"): element.attributes["ContentType"]
        for element in found
        if "ContentType" in element.attributes
    }


def _relationships(
    archive: zipfile.ZipFile, part: str, entries: frozenset[str], name: str
) -> dict[str, str]:
    """Return the parts that a part (or the package) refers to, by the kind of the relation."""
    folder, base = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", f"{base}.rels")
    if relations not in entries:
        return {}
    related: dict[str, str] = {}
    for element in _elements(archive, relations, name, {"Relationship"}):
        kind = element.attributes.get("Type", "").rpartition("/")[2]
        target = element.attributes.get("Target", "")
        path = target[1:] if target.startswith("/") else posixpath.join(folder, target)
        path = posixpath.normpath(path)
        if element.attributes.get("TargetMode") != "External" and path in entries:
            related.setdefault(kind, path)
    return related


def _elements(
    archive: zipfile.ZipFile, part: str, name: str, captured: Collection[str]
) -> Iterator[Element]:
    builder = _Builder(name, captured)
    try:
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                yield from builder.feed(chunk)
    except _ZIP_FAULTS:
        raise _damaged(name) from None
    yield from builder.feed(b"", last=True)


class _Builder:
    """A parser that builds the elements of some names, and forgets all others."""

    def __init__(self, name: str, captured: Collection[str]) -> None:
        self._parser = GuardedParser(name, _MEND, self._start, self._end, self._characters)
        self._captured = captured
        self._depth = 0
        self._scopes: list[tuple[int, dict[str, str], dict[str, str]]] = [(0, {}, {})]
        """Depth, prefixes and names seen so far, for each element that declares prefixes."""
        self._open: list[Element] = []
        self._size = 0
        self._finished: list[Element] = []

    def feed(self, chunk: bytes, *, last: bool = False) -> list[Element]:
        """Take the next bytes; return the elements that end in them."""
        self._parser.feed(chunk, last=last)
        finished, self._finished = self._finished, []
        return finished

    def _start(self, element: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._parser.fault("its elements are nested too deep")
        if "xmlns" in " ".join(attributes):  # asked of a million elements: any(…) takes longer
            declared = {
                name.partition(":")[2]: _SPACES.get(uri, _OTHER)
                for name, uri in attributes.items()
                if name.startswith("xmlns")
            }
            self._scopes.append((self._depth, {**self._scopes[-1][1], **declared}, {}))
        tag = self._tag(element)
        if not self._open and tag not in self._captured:
            return
        self._size += 1
        if self._size > _LARGEST_PIECE:
            raise self._parser.fault("a paragraph or row is larger than any real one")
        built = Element(tag)
        for name, value in attributes.items():
            built.attributes[name.rpartition(":")[2]] = value
        if self._open:
            self._open[-1].children.append(built)
        self._open.append(built)

    def _tag(self, element: str) -> str:
        _, prefixes, known = self._scopes[-1]
        if (tag := known.get(element)) is None:
            prefix, colon, local = element.partition(":")
            if not colon:
                prefix, local = "", element
            tag = known[element] = prefixes.get(prefix, _OTHER) + local
        return tag

    def _end(self, _: str) -> None:
        if self._open:
            ended = self._open.pop()
            if not self._open:
                self._finished.append(ended)
                self._size = 0
        if self._scopes[-1][0] == self._depth:
            self._scopes.pop()
        self._depth -= 1

    def _characters(self, text: str) -> None:
        if self._open:
            self._open[-1].children.append(text)
