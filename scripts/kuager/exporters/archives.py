"""Rewrite ZIP-based formats (DOCX, EPUB) so that nothing in them tells of machine or moment."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP entry can bear."""


def rewrite(archive: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """Return an archive with its entries changed, in the same order.

    ``change`` gets an entry's name and content and returns the content to write. Times,
    rights and the writing system of the entries are constants; ``mimetype`` stays
    uncompressed (EPUB Open Container Format 3.3, section 4.2.2).
    """
    written = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(archive)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.create_system = 0
            stored = name == "mimetype"
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            new.writestr(entry, change(name, old.read(name)))
    return written.getvalue()
