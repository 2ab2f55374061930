"""Segments: how a document is cut, and where translators want it cut otherwise."""

from __future__ import annotations

from kuager.breaks import Break, BreakKind, name_break
from kuager.documents import Document, shown_text
from kuager.errors import UsageError
from kuager.model import TextBlock
from kuager.pack import Pack


def find_document(pack: Pack, name: str) -> Document:
    """Read one document. Raises DocumentError."""
    return pack.documents([name])[0]


def _locate(document: Document, number: int) -> tuple[TextBlock, int]:
    """Return the block of a segment (numbered from 1) and its position there (from 0)."""
    left = number - 1
    for block in document.blocks:
        if 0 <= left < len(block.segments):
            return block, left
        left -= len(block.segments)
    raise UsageError(
        f"There is no segment {number} in {document.metadata.id}.",
        f"It has segments 1 to {len(document.segments)}.",
    )


def _text(block: TextBlock, start: int, stop: int) -> str:
    return "".join(
        shown_text(segment) + segment.separator for segment in block.segments[start:stop]
    )


def join(pack: Pack, name: str, number: int) -> bool:
    """Join a segment with the next one; tell whether that changed anything.

    Raises UsageError where there is no next one in the same block.
    """
    document = find_document(pack, name)
    block, position = _locate(document, number)
    if position + 1 == len(block.segments):
        raise UsageError(
            f"Segment {number} is the last of its paragraph.",
            "Only segments of one paragraph can be joined.",
        )
    left = _text(block, 0, position + 1)
    right = _text(block, position + 1, len(block.segments))
    return _record(pack, document, name_break(BreakKind.JOIN, left, right))


def split(pack: Pack, name: str, number: int, after: str) -> bool:
    """Split a segment behind the words ``after``; tell whether that changed anything.

    Raises UsageError where the segment does not hold the words exactly once.
    """
    document = find_document(pack, name)
    block, position = _locate(document, number)
    text = shown_text(block.segments[position])
    if not after.strip() or text.count(after) != 1:
        raise UsageError(
            f"Segment {number} holds these words {text.count(after) if after else 0} times.",
            "Give words that stand in it exactly once, as they are written there.",
        )
    head, tail = text.split(after)
    if not tail.strip():
        raise UsageError(f"Segment {number} ends there already.", "Give words further left.")
    left = _text(block, 0, position) + head + after
    right = (
        tail + block.segments[position].separator + _text(block, position + 1, len(block.segments))
    )
    return _record(pack, document, name_break(BreakKind.SPLIT, left, right))


def _record(pack: Pack, document: Document, wanted: Break) -> bool:
    """Write the break down; the opposite one at the same place is taken back instead."""
    source = pack.root / document.path
    breaks = pack.breaks(source)
    opposite = [b for b in breaks if (b.before, b.after) == (wanted.before, wanted.after)]
    breaks = [b for b in breaks if b not in opposite]
    if not opposite or opposite[-1].kind is wanted.kind:
        breaks.append(wanted)
    return pack.write_breaks(source, breaks)
