"""Other versions of a target, kept as lines of its translator's remark.

Where two people translated a unit differently, one text stays the target and the other is put
beside it as ``other version: TEXT``: a comment is what every PO editor shows and keeps. The
line is a person's from then on, who may edit or delete it.
"""

from __future__ import annotations

import re

OTHER_VERSION = "other version: "
"""What such a line begins with, in every locale: programs look for it."""

_LINE = re.compile(rf"\s*{OTHER_VERSION.strip().removesuffix(':')}\s*:(.*)", re.IGNORECASE)
_UNFIT = str.maketrans("\x00\x04", "  ")
"""What ends a text in C, and what parts context and text in compiled catalogs."""


def one_line(text: str) -> str:
    """Return a text as a line of a comment holds it: line ends as spaces, none at its ends."""
    return " ".join(text.translate(_UNFIT).splitlines()).strip()


def other_versions(remark: str) -> tuple[tuple[str, ...], str]:
    """Return the versions that a remark names, each once and in order, and the rest of it."""
    versions: dict[str, None] = {}
    rest = []
    for line in remark.split("\n"):
        version = _version(line)
        if version is None:
            rest.append(line)
        elif version:
            versions[version] = None
    return tuple(versions), "\n".join(rest)


def with_version(remark: str, text: str) -> str:
    """Return a remark that names a version, on a line at its end unless it does already."""
    text = one_line(text)
    if not text or text in other_versions(remark)[0]:
        return remark
    line = OTHER_VERSION + text
    return f"{remark}\n{line}" if remark.strip() else line


def without_version(remark: str, text: str) -> str:
    """Return a remark that does not name a version any more; its other lines stay."""
    text = one_line(text)
    lines = remark.split("\n")
    return "\n".join(line for line in lines if not text or _version(line) != text)


def _version(line: str) -> str | None:
    """Return the text that a line names as a version, None for any other line."""
    match = _LINE.fullmatch(line.translate(_UNFIT))
    return one_line(match[1]) if match else None
