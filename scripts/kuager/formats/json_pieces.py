"""JSON piece by piece, for lists that are too long to be held at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

SLOT = "\0"
"""Stands in a document for the list that is written piece by piece."""
_SIZE = 2**16
"""Characters of a piece, about: a system call for every value would be slow."""


def json_pieces(document: Any, values: Iterable[Any]) -> Iterator[str]:
    """Yield a document as indented JSON, with ``values`` as a list in the place of SLOT.

    All pieces together are what ``json.dumps`` with ``indent=1`` makes of the whole, and a line
    end.
    """
    head, _, tail = _written(document).partition(json.dumps(SLOT))
    line = head.rpartition("\n")[2]
    margin = "\n" + " " * (len(line) - len(line.lstrip()))
    waiting, size = [f"{head}["], 0
    separator = f"{margin} "
    closing = "]"
    for value in values:
        # No text in JSON holds a line end: every one of them is between two values.
        piece = separator + _written(value).replace("\n", f"{margin} ")
        separator, closing = f",{margin} ", f"{margin}]"
        waiting.append(piece)
        size += len(piece)
        if size > _SIZE:
            yield "".join(waiting)
            waiting, size = [], 0
    yield "".join([*waiting, closing, tail, "\n"])


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)
