"""Rewrite ZIP-based formats so that nothing in them tells of machine or moment."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from itertools import chain

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP entry can bear."""

Change = Callable[[str, bytes], bytes | None]
"""Gets the name of an entry and its content; returns the content to write, or None to leave the
entry out."""


def rewrite(archive: bytes, change: Change, added: Mapping[str, bytes] | None = None) -> bytes:
    """Return an archive with its entries changed, in the same order, and some added at its end.

    Times, rights and the writing system of the entries are constants; ``mimetype`` stays
    uncompressed (EPUB Open Container Format 3.3, section 4.2.2; OpenDocument 1.3 part 2, 3.3).
    """
    written = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(archive)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        changed = ((name, change(name, old.read(name))) for name in old.namelist())
        for name, content in chain(changed, (added or {}).items()):
            if content is None:
                continue
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.create_system = 0
            stored = name == "mimetype"
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
            entry.external_attr = 0  # zipfile puts rights of Unix there
    return written.getvalue()
