"""Large files, packed and compared piece by piece."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from kuager.storage import explain


def gzipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Pack pieces with gzip; no name, time or system stands in it."""
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=packed, mtime=0) as stream:
        for piece in pieces:
            stream.write(piece)
            if packed.tell():
                yield packed.getvalue()
                packed.seek(0)
                packed.truncate()
    yield packed.getvalue()


def holds(path: Path, pieces: Iterable[bytes], name: str) -> bool:
    """Tell whether a file holds these bytes and no others. Raises StorageError.

    All pieces are taken even so: whoever counts them on the way counts them all.
    """
    same = True
    try:
        with path.open("rb") if path.is_file() else io.BytesIO() as stream:
            for piece in pieces:
                same = same and stream.read(len(piece)) == piece
            return same and path.is_file() and not stream.read(1)
    except OSError as error:
        raise explain(error, name) from error
