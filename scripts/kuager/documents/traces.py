"""Find out what in a source file could tell who made it, without ever saying what it tells.

Nothing of it is read into a document; but the file itself lies in the pack, and is shared with it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

from kuager.documents.files import ZIP_FAULTS

_ENTRY_LIMIT = 50_000_000
"""Bytes of an unpacked entry that are looked at."""


_Look = Callable[[bytes], bool]
"""Tells whether a property is there, in time linear in the length of the text."""


def _pattern(pattern: bytes) -> _Look:
    compiled = re.compile(pattern, re.DOTALL)
    return lambda text: compiled.search(text) is not None


def _element(name: str, before: bytes = b"") -> _Look:
    """Look for an XML element of any prefix that holds something."""
    tag = rb"<(?:[\w.-]{1,40}:)?%b(?:\s[^<>]*)?(?<!/)>\s*(?:<!\[CDATA\[\s*)?[^<\s]"
    return _pattern(before + tag % name.encode())


def _attribute(name: str) -> _Look:
    """Look for an XML attribute of any prefix that holds something."""
    return _pattern(rb"[\s:]%b\s{0,9}=\s{0,9}(?:\"\s*[^\"\s]|'\s*[^'\s])" % name.encode())


_META = re.compile(rb"<meta\s[^<>]*", re.IGNORECASE)
_PATH = rb"[a-z]:[\\/]|file:|~/|/(?:home|users|mnt|media|volumes|tmp|var)/"


def _meta(name: str, held: bytes = rb"[^\s\"']") -> _Look:
    """Look for an HTML ``meta`` of a name that holds something."""
    named = re.compile(rb"\bname\s*=\s*[\"']?(?:%b)[\"'\s/]" % name.encode(), re.IGNORECASE)
    content = re.compile(rb"\bcontent\s*=\s*(?:\"([^\"]*)|'([^']*)|([^\s\"']*))", re.IGNORECASE)
    wanted = re.compile(held, re.IGNORECASE)

    def look(text: bytes) -> bool:
        for begun in _META.findall(text):
            tag = begun + b" "
            value = content.search(tag) if named.search(tag) else None
            if value and wanted.search(b"".join(filter(None, value.groups()))):
                return True
        return False

    return look


def _comment(text: bytes) -> bool:
    """Look for a comment with words, other than Internet Explorer's conditions."""
    start = text.find(b"<!--")
    while start >= 0 and (end := text.find(b"-->", start + 4)) >= 0:
        said = text[start + 4 : end].strip()
        if said and not said.startswith((b"[if", b"[endif")):
            return True
        start = text.find(b"<!--", end)
    return False


_HTML: tuple[tuple[str, str, _Look], ...] = (
    ("meta author", "", _meta("author")),
    ("meta creator", "", _meta(r"(?:dc|dcterms)\.creator")),
    ("meta owner", "", _meta("owner|publisher|copyright|reply-to")),
    ("meta generator with a path", "", _meta("generator", _PATH)),
    ("comments", "", _comment),
)

_TRACES: dict[str, tuple[tuple[str, str, _Look], ...]] = {
    # Office Open XML (ECMA-376), part 1, 15.2.12 (properties), 17.13 (comments, revisions).
    ".docx": (
        ("creator", r"docProps/core\.xml", _element("creator")),
        ("lastModifiedBy", r"docProps/core\.xml", _element("lastModifiedBy")),
        ("Company", r"docProps/app\.xml", _element("Company")),
        ("Manager", r"docProps/app\.xml", _element("Manager")),
        ("HyperlinkBase", r"docProps/app\.xml", _element("HyperlinkBase")),
        ("custom properties", r"docProps/custom\.xml", _pattern(rb"<(?:\w+:)?property\s")),
        ("comments' authors", r"word/comments\w*\.xml", _attribute("author")),
        ("people", r"word/people\.xml", _attribute("author")),
        (
            "tracked changes' authors",
            r"word/(?!comments|people)[^/]+\.xml",
            _attribute("author"),
        ),
        (
            "path of the template",
            r"word/_rels/settings\.xml\.rels",
            _pattern(rb"attachedTemplate"),
        ),
    ),
    # OpenDocument 1.3, part 3, 4.3 (metadata), 5.5 (tracked changes), 14.1 (annotations).
    ".odt": (
        ("initial-creator", r"meta\.xml", _element("initial-creator")),
        ("creator", r"meta\.xml", _element("creator")),
        ("printed-by", r"meta\.xml", _element("printed-by")),
        ("user-defined properties", r"meta\.xml", _element("user-defined")),
        ("path of the template", r"meta\.xml", _pattern(rb"<(?:\w+:)?template\s[^<>]*href=")),
        (
            "comments' authors",
            r"(?:content|styles)\.xml",
            _element("creator", rb"<office:annotation\b[^<>]*>\s*"),
        ),
        (
            "tracked changes' authors",
            r"(?:content|styles)\.xml",
            _element("creator", rb"<office:change-info\b[^<>]*>\s*"),
        ),
    ),
    # EPUB 3.3, 5.5.3 (Dublin Core elements).
    ".epub": (
        ("creator", r".*\.opf", _element("creator")),
        ("contributor", r".*\.opf", _element("contributor")),
        ("publisher", r".*\.opf", _element("publisher")),
        *((name, r".*\.x?html?", look) for name, _, look in _HTML),
    ),
    ".html": _HTML,
    ".htm": _HTML,
    ".md": _HTML[-1:],
    ".markdown": _HTML[-1:],
}
"""For each kind of file: a property's name, the entries that may hold it, how to look for it."""


def identity_traces(content: bytes, suffix: str) -> tuple[str, ...]:
    """Return the names of the properties in a file that could identify somebody, never values.

    ``suffix`` is the end of its name, with the dot. A file that is damaged has none.
    """
    known = _TRACES.get(suffix.lower(), ())
    if any(entry for _, entry, _ in known):
        try:
            parts = _entries(content, [entry for _, entry, _ in known])
        except ZIP_FAULTS:
            return ()
    else:
        parts = {"": content}
    return tuple(
        name
        for name, entry, look in known
        if any(look(part) for path, part in parts.items() if re.fullmatch(entry, path))
    )


def _entries(content: bytes, wanted: list[str]) -> dict[str, bytes]:
    """Return the entries of an archive whose names match."""
    parts = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for path in archive.namelist():
            if any(re.fullmatch(entry, path) for entry in wanted):
                with archive.open(path) as entry:
                    parts[path] = entry.read(_ENTRY_LIMIT)
    return parts
