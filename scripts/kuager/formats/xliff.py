"""XLIFF of whatever version a file is in."""

from __future__ import annotations

from kuager.formats.exchanged import ExchangedFile
from kuager.formats.xliff1 import xliff1_parse
from kuager.formats.xliff2 import xliff2_parse
from kuager.formats.xliff_reading import unknown_version, version_of


def xliff_parse(content: bytes, name: str) -> ExchangedFile:
    """Read an XLIFF file by the version it declares: 1.1, 1.2, 2.0, 2.1 or 2.2.

    Raises InputError for any other version, and as the readers of the versions do.
    """
    version = version_of(content, name)
    if version in {"1.1", "1.2"}:
        return xliff1_parse(content, name)
    if version in {"2.0", "2.1", "2.2"}:
        return xliff2_parse(content, name)
    raise unknown_version(name, version)
