"""Pairs of source and target in plain tab-separated text, read line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

LONGEST = 64 * 1024
"""Bytes of a line; no sentence is longer, and a file without line ends must not fill memory."""
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Pair:
    """A source and its target."""

    line: int
    """From 1."""
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class MalformedLine:
    """A line that is no pair."""

    line: int
    """From 1."""
    problem: str
    """Why, without a word of its text."""


def pairs_parse(stream: BinaryIO) -> Iterator[Pair | MalformedLine]:
    """Yield the pairs of a stream, one a line, and the lines that are none, in their order.

    A line is UTF-8: source, tab, target; further columns are passed over, and so are blank
    lines. There are no quotes and no escapes. Takes no more memory than a line of LONGEST bytes.
    """
    number = 0
    while content := stream.readline(LONGEST + 2):
        number += 1
        whole = content.endswith(b"\n")
        content = content.removesuffix(b"\n").removesuffix(b"\r")
        if not whole and len(content) > LONGEST:
            while (rest := stream.readline(LONGEST)) and not rest.endswith(b"\n"):
                pass
        if len(content) > LONGEST:
            yield MalformedLine(number, f"is longer than {LONGEST} bytes")
            continue
        if number == 1:
            content = content.removeprefix(_BOM)
        if content.strip():
            yield _pair(number, content)


def _pair(number: int, content: bytes) -> Pair | MalformedLine:
    if b"\0" in content:
        return MalformedLine(number, "holds NUL bytes (is it UTF-16?)")
    try:
        columns = content.decode().split("\t")
    except UnicodeDecodeError as error:
        return MalformedLine(number, f"is not UTF-8 (byte {error.start + 1})")
    if len(columns) < 2:
        return MalformedLine(number, "has no tab between source and target")
    return Pair(number, columns[0], columns[1])
