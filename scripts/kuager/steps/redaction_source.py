"""Replace words in a source file, in whatever format, and prove that they are gone."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kuager.breaks import Break, apply_breaks, name_break
from kuager.documents import Document, parse_document, shown_text
from kuager.documents.files import ZIP_FAULTS
from kuager.documents.frontmatter import split_front_matter
from kuager.documents.reading import sidecar_of
from kuager.errors import DocumentError
from kuager.formats.breaks import breaks_serialize
from kuager.pack import Pack
from kuager.placeables import strip_placeables
from kuager.risk.redactions import RedactionMap

_SHOWN_FIELDS = re.compile(r"^(?P<key>(?:title|licence):)(?P<value>.*)$", re.MULTILINE)
"""Of the front matter, what is for readers; an id or a date is changed by hand."""
_BETWEEN_TAGS = re.compile(r"(?<=>)[^<>]+(?=<)")
_TAG = re.compile(r"<[^<>]*>")
_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_MARKED_UP = frozenset({".html", ".htm"})
_ZIPPED = frozenset({".docx", ".odt", ".epub"})
_XML = (".xml", ".xhtml", ".html", ".htm", ".ncx", ".opf")
_MEND = (
    "They may be divided by formatting, or stand in a note or header. Type them anew without "
    "formatting, or take them out there, and run it again."
)


@dataclass(frozen=True, slots=True)
class NewSource:
    """A source file after redaction, not yet written."""

    files: tuple[tuple[Path, bytes, bytes], ...]
    """Path, bytes before, bytes after, of what changes."""
    document: Document
    """As it will be read."""
    replaced: tuple[tuple[str, str, int], ...]


def redact_source(pack: Pack, document: Document, redactions: RedactionMap) -> NewSource:
    """Return a document's source, sidecar and breaks without the words of a map.

    Raises DocumentError where the file would be no document any more, or would still hold words.
    """
    path = pack.root / document.path
    content = pack.content(path) or b""
    locale = document.metadata.language
    work = _Work(redactions, locale)
    after = work.file(content, path.suffix.lower(), document.path)
    files = [(path, content, after)]
    sidecar = None
    beside = pack.inside(sidecar_of(path))
    if path.suffix.lower() not in {".md", ".markdown"}:
        fields = pack.content(beside) or b""
        sidecar = work.fields(fields.decode("utf-8-sig"))
        files.append((beside, fields, sidecar.encode()))
    old_breaks = pack.breaks(path)
    breaks = old_breaks
    if old_breaks and work.replaced:
        breaks = _moved(old_breaks, document, redactions, locale)
        place = path.with_name(f"{path.stem}.breaks.yaml")
        files.append((place, pack.content(place) or b"", breaks_serialize(breaks)))
    adjust = (lambda pieces: apply_breaks(pieces, breaks)[0]) if breaks else None
    try:
        new = parse_document(after, document.path, sidecar=sidecar, adjust=adjust)
    except DocumentError as error:
        raise DocumentError(
            f"{document.path} could not be read after the redaction: {error.problem}",
            "Choose plainer replacements.",
        ) from None
    if new.metadata.id != document.metadata.id:
        raise DocumentError(f"{document.path}: the redaction would change its id.")
    _prove(new, after, path.suffix.lower(), document.path, redactions)
    changed = tuple(entry for entry in files if entry[1] != entry[2])
    return NewSource(changed, new, tuple(work.replaced))


class _Work:
    """Replaces in the parts of one file and notes what."""

    def __init__(self, redactions: RedactionMap, locale: str) -> None:
        self.redactions = redactions
        self.locale = locale
        self.replaced: list[tuple[str, str, int]] = []

    def text(self, text: str) -> str:
        done = self.redactions.apply(text, self.locale)
        self.replaced += done.replaced
        return done.text

    def fields(self, fields: str) -> str:
        return _SHOWN_FIELDS.sub(lambda match: match["key"] + self.text(match["value"]), fields)

    def marked_up(self, text: str) -> str:
        def between(match: re.Match[str]) -> str:
            plain = html.unescape(match.group())
            done = self.text(plain)
            return match.group() if done == plain else html.escape(done, quote=False)

        return _BETWEEN_TAGS.sub(between, text)

    def file(self, content: bytes, suffix: str, name: str) -> bytes:
        if suffix in _ZIPPED:
            return self.archive(content, name)
        mark = b"\xef\xbb\xbf" if content.startswith(b"\xef\xbb\xbf") else b""
        # Decoding and encoding must leave line ends as they are.
        text = content[len(mark) :].decode()
        if suffix in _MARKED_UP:
            return mark + self.marked_up(text).encode()
        split = split_front_matter(text) if suffix in {".md", ".markdown"} else None
        if split is None or split.fields is None:
            return mark + self.text(text).encode()
        head = text[: len(text) - len(split.body)]
        return mark + (self.fields(head) + self.text(split.body)).encode()

    def archive(self, content: bytes, name: str) -> bytes:
        """Return a DOCX, ODT or EPUB file with the text of its XML parts replaced."""
        written = io.BytesIO()
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w") as new:
                for entry in old.infolist():
                    part = old.read(entry)
                    if entry.filename.lower().endswith(_XML):
                        part = self.marked_up(part.decode()).encode()
                    new.writestr(entry, part, compress_type=entry.compress_type)
        except (*ZIP_FAULTS, UnicodeDecodeError):
            raise DocumentError(
                f"{name}: is damaged.", "Open it where it was written, save it again."
            ) from None
        return written.getvalue() if self.replaced else content


def _prove(
    document: Document, content: bytes, suffix: str, name: str, redactions: RedactionMap
) -> None:
    """Raise DocumentError where words of the map are left in a source file."""
    locale = document.metadata.language
    for number, segment in enumerate(document.segments, 1):
        if redactions.find(strip_placeables(segment.source), locale):
            raise DocumentError(f"{name}: segment {number} would still hold words.", _MEND)
    for part, text in parts_of(content, suffix):
        # Comments, notes, headers, attributes of pictures: all that is no segment.
        words = _TAG.sub("", _COMMENT.sub(r"\1", text))
        if redactions.find(words, locale) or redactions.find(html.unescape(text), locale):
            where = f"{name}, {part}" if part else name
            raise DocumentError(f"{where}: would still hold words outside of segments.", _MEND)


def parts_of(content: bytes, suffix: str) -> list[tuple[str, str]]:
    """Return the texts of a file: itself, or the XML parts of an archive with their names.

    Of Markdown, the front matter's id and dates are left out: nothing replaces in them.
    """
    if suffix in _ZIPPED:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return [
                (entry.filename, archive.read(entry).decode("utf-8", "replace"))
                for entry in archive.infolist()
                if entry.filename.lower().endswith(_XML)
            ]
    text = content.decode("utf-8-sig", "replace")
    return [("", split_front_matter(text).body if suffix in {".md", ".markdown"} else text)]


def _moved(
    breaks: Sequence[Break], document: Document, redactions: RedactionMap, locale: str
) -> list[Break]:
    """Return the manual joins and splits as they are named once the words around them changed.

    One that fits nowhere is dropped: it does nothing, and may hold the half of a word.
    """
    texts = [
        "".join(shown_text(segment) + segment.separator for segment in block.segments)
        for block in document.blocks
    ]
    moved: list[Break] = []
    for mark in breaks:
        places = [
            (text, place) for text in texts for place in _places(text, mark.before, mark.after)
        ]
        for text, place in places:
            left = redactions.apply(text[:place], locale).text
            right = redactions.apply(text[place:], locale).text
            moved.append(name_break(mark.kind, left, right))
    return list(dict.fromkeys(moved))


def _places(text: str, before: str, after: str) -> list[int]:
    return [
        match.start()
        for match in re.finditer(re.escape(after.strip()), text)
        if text[: match.start()].rstrip().endswith(before.strip())
    ]
