"""Which names of files may stand in a sealed file: those that mean one place on every system."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath

from kuager.sealing import SealError

LONGEST_PART = 100
LONGEST = 250
"""Bytes of UTF-8 in a name: USTAR has 100 behind the last slash it parts at, 155 before it."""

# Microsoft, "Naming Files, Paths, and Namespaces": characters and device names (with any
# ending, also with superscript digits) that Windows takes for something else; it drops spaces
# and full stops at the end.
_FORBIDDEN = re.compile(r'[<>:"|?*\\]')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])", re.IGNORECASE)


def fault_of(name: str) -> str:
    """Return what is wrong with a relative name with slashes, in words; empty where nothing is."""
    parts = name.split("/")
    if any(part in {"", ".", ".."} for part in parts):
        return "leads out of its folder"
    if any(unicodedata.category(character)[0] == "C" for character in name):
        return "holds characters that cannot be seen"
    if unicodedata.normalize("NFC", name) != name:
        return "is not in Unicode's normal form NFC"
    if _FORBIDDEN.search(name) or any(part != part.strip().rstrip(".") for part in parts):
        return "means something else on Windows"
    if any(_DEVICE.fullmatch(part.partition(".")[0].rstrip()) for part in parts):
        return "is a device's on Windows"
    if any(part.startswith(".") for part in parts):
        return "is a hidden file's"
    if len(name.encode()) > LONGEST or any(len(part.encode()) > LONGEST_PART for part in parts):
        return "is too long"
    return ""


def check_names(names: Iterable[str], label: str) -> None:
    """Raise SealError unless all names are fit and none is another one's on some disk.

    Case and Unicode form make no difference on some disks, and none can be a file and a folder.
    ``label`` is what errors call the whole; a name is told by its number only.
    """
    folded: set[str] = set()
    folders: set[str] = set()
    for number, name in enumerate(names, 1):
        if fault := fault_of(name):
            raise SealError(f"{label}: the name of file {number} {fault}.", "Rename that file.")
        plain = _folded(name)
        if plain in folded:
            raise SealError(f"{label}: the name of file {number} is there twice.", "Rename one.")
        folded.add(plain)
        folders.update(str(folder) for folder in PurePosixPath(plain).parents)
    if folded & folders:
        raise SealError(f"{label}: a name is a file's and a folder's.", "Rename one of them.")


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
