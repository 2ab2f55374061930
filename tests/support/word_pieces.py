"""Write a SentencePiece model by hand: whole words as pieces, punctuation set apart.

Nothing is trained, so that a few words are enough and equal words give equal bytes. The format
is ``sentencepiece_model.proto`` of SentencePiece; the numbers below are its field numbers.
"""

from __future__ import annotations

import string
import struct
from collections.abc import Iterable, Mapping

CLOSING = (".", ",", "?", "!", ":", ";", "…", "...", ")", "]", "»", "”", '"')
"""Marks that are pieces of their own and stand close behind a word."""

OPENING = ("(", "[", "«", "“", '"')
"""Marks that belong to the word that they stand before."""

UNKNOWN, START, END = "<unk>", "<s>", "</s>"
_NORMAL, _UNKNOWN, _CONTROL, _USER_DEFINED = 1, 2, 3, 4
_WORD_MODEL = 3


def write_word_model(words: Iterable[str], prefix: str = "") -> bytes:
    """Return a model with these words as pieces, each once; ``prefix`` is a symbol."""
    pieces = [_piece(UNKNOWN, _UNKNOWN), _piece(START, _CONTROL), _piece(END, _CONTROL)]
    if prefix:
        pieces.append(_piece(prefix, _USER_DEFINED))
    pieces += [_piece(word, _NORMAL) for word in dict.fromkeys(words)]
    trainer = _varint(3 << 3) + _varint(_WORD_MODEL)
    normalizer = _field(1, b"words") + _field(2, _replacements(_spacing()))
    return (
        b"".join(_field(1, piece) for piece in pieces) + _field(2, trainer) + _field(3, normalizer)
    )


def _spacing() -> dict[str, str]:
    """Return what puts a space before marks, but not inside 3.5, 2,700, 4:09 or a.org."""
    inner = string.ascii_letters + string.digits
    rules = {mark: f" {mark}" for mark in (*CLOSING, *OPENING)}
    return rules | {mark + letter: mark + letter for mark in ".,:;?!" for letter in inner}


def _piece(text: str, kind: int) -> bytes:
    score = _varint(2 << 3 | 5) + struct.pack("<f", 0.0)
    return _field(1, text.encode()) + score + _varint(3 << 3) + _varint(kind)


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*encoded, number])


def _replacements(rules: Mapping[str, str]) -> bytes:
    """Return rules as SentencePiece's "precompiled charsmap".

    The length of a double array (darts-clone) as four bytes, the array, then the replacements,
    each ended by a null byte; the array leads from a key to the offset of its replacement.
    """
    texts = bytearray()
    offsets: dict[bytes, int] = {}
    for key, replacement in sorted(rules.items()):
        offsets[key.encode()] = len(texts)
        texts += replacement.encode() + b"\0"
    units = _double_array(offsets)
    return struct.pack(f"<{len(units) + 1}I", 4 * len(units), *units) + bytes(texts)


def _double_array(values: Mapping[bytes, int]) -> list[int]:
    """Return a trie in the units of darts-clone: label, offset, and a bit for "has a value"."""
    units = [0] * 256
    taken, bases = {0}, {0}

    def place(node: int, keys: list[bytes], depth: int) -> None:
        labels = sorted({key[depth] if depth < len(key) else 0 for key in keys})
        base = 1
        # A label is all that a unit knows of its parent, so no two parents share a base.
        while base in bases or any(base ^ label in taken for label in labels):
            base += 1
        bases.add(base)
        taken.update(base ^ label for label in labels)
        while len(units) <= base | 0xFF:
            units.extend([0] * 256)
        units[node] |= (node ^ base) << 10
        for label in labels:
            child = base ^ label
            below = [key for key in keys if (key[depth] if depth < len(key) else 0) == label]
            if label == 0:
                units[node] |= 1 << 8
                units[child] = 1 << 31 | values[below[0]]
            else:
                units[child] = label
                place(child, below, depth + 1)

    place(0, sorted(values), 0)
    return units
