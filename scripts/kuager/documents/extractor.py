"""Babel's way in: ``pybabel extract`` lists a document's segments as messages.

In a mapping file:

    [kuager: source/**.md]
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from kuager.documents.files import SIZE_LIMIT, decode, load
from kuager.documents.reading import parse_document, sidecar_of
from kuager.documents.segments import shown_text
from kuager.errors import DocumentError
from kuager.model import Role, TextBlock

_Message = tuple[int, str | None, str, list[str]]


def extract(
    fileobj: BinaryIO,
    keywords: Mapping[str, Any],
    comment_tags: Collection[str],
    options: Mapping[str, Any],
) -> Iterator[_Message]:
    """Yield each segment as Babel wants it: line, function (none), message, comments.

    The line is the one that the segment's block begins on in a text file, and the number of the
    block in a DOCX, ODT or EPUB file. Sentences are cut by rule only: Babel learns nothing of the
    splits and joins that translators have made by hand, and its messages differ there from those
    of ``kuager segment``, which alone makes the pack's templates. ``keywords``, ``comment_tags``
    and ``options`` belong to Babel's interface and mean nothing in prose. Raises DocumentError.
    """
    del keywords, comment_tags, options
    path = Path(getattr(fileobj, "name", "document.md"))
    name = path.name if path.is_absolute() else path.as_posix()
    content = fileobj.read(SIZE_LIMIT + 1)
    if len(content) > SIZE_LIMIT:
        raise DocumentError(f"{name}: is larger than {SIZE_LIMIT // 1_000_000} MB.")
    sidecar = None
    beside = sidecar_of(path)
    if beside.exists():
        sidecar = decode(load(beside, beside.name), beside.name)
    document = parse_document(content, name, sidecar=sidecar)
    lines = _Lines(content)
    for number, block in enumerate(document.blocks, 1):
        line = lines.find(block) or number
        for segment in block.segments:
            comments = [block.role.value]
            comments += [f"<{n}>: {kind}" for n, kind in enumerate(segment.placeables, 1)]
            yield line, None, segment.source, comments


class _Lines:
    """Find blocks in the text they were read from, one after the other."""

    def __init__(self, content: bytes) -> None:
        self._text = content.decode("utf-8-sig", errors="replace")
        # The PK of a ZIP container: its text is packed, there is nothing to find.
        self._readable = not content.startswith(b"PK")
        self._position = 0
        self._line = 1

    def find(self, block: TextBlock) -> int | None:
        """Return the line of a block's first words, or the last one found; None if unreadable.

        Between words there may be anything but words: markup, line ends.
        """
        if not self._readable:
            return None
        words = re.findall(r"\w+", "".join(map(shown_text, block.segments)))[:5]
        match = re.compile(r"\b" + r"[\W_]+".join(map(re.escape, words)), re.UNICODE).search(
            self._text, self._position
        )
        if not match:
            return self._line
        line = self._line + self._text.count("\n", self._position, match.start())
        if block.role not in (Role.NOTE, Role.TITLE):
            # A note often stands at the end of the file, far behind what is read next.
            self._position, self._line = match.start() + len(words[0]), line
        return line
