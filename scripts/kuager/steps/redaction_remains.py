"""Where words of a redaction map are left in a pack, though its documents hold them no more."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from kuager.documents.files import ZIP_FAULTS
from kuager.pack import Pack
from kuager.risk.redactions import RedactionMap

_FOLDERS = ("source", "locales", "exports", "exchange", "reports", ".kuager")
_LEFT_OUT = {(".kuager", part) for part in ("redactions", "packages", "unpacked")}
_PACKAGES = (".argosmodel",)
_ENOUGH = 64 * 2**20
"""Bytes of a file that are read; and of an archive's part."""
_UNREADABLE = (".pdf",)
"""Compressed inside: what they hold cannot be told by looking at the bytes."""


class Kind(Enum):
    """What can be done about words that are left."""

    SOURCE = "source"
    """Another document, a termbase: redact or edit it too."""
    LEDGER = "ledger"
    """Notes and replaced drafts in a chain, which cannot be altered without breaking it."""
    MADE = "made"
    """An edition, a report, an exchanged file: make it anew, destroy this one."""
    MEMORY = "memory"
    """Imported translations, a corpus: forget the import."""
    PRIVATE = "private"
    """A working file in .kuager/."""
    NAME = "name"
    """The name of a file, and of the document in it: rename both."""
    HISTORY = "history"
    """Git's history: everything that was ever committed."""


@dataclass(frozen=True, slots=True)
class Remain:
    """A place where words are left, or may be."""

    name: str
    """Of the file, relative to the pack."""
    kind: Kind
    count: int
    """How many times at least; 0 where that cannot be told."""


def find_remains(
    pack: Pack,
    redactions: RedactionMap,
    map_path: Path,
    document: str,
    pending: Mapping[str, bytes] | None = None,
) -> list[Remain]:
    """Return where a pack still holds words of a map, git's history always among them.

    ``document``: the id of the one that was redacted, which stands in its files. ``pending``: in
    a dry run, what the files would hold; working files, which the run makes anew, are passed over
    then. The map itself, model packages and what lies outside of the pack are not looked at.
    Raises nothing for a file that cannot be read: it is passed over.
    """
    found: list[Remain] = []
    for path in _files(pack):
        if path == map_path or path.suffix in _PACKAGES:
            continue
        name = pack.name(path)
        kind = _kind(name)
        if pending is not None and (name.startswith(".kuager/") or pending.get(name) == b""):
            continue
        if kind is Kind.MADE and path.suffix.lower() in _UNREADABLE:
            found.append(Remain(name, kind, 0))
            continue
        after = pending.get(name) if pending else None
        texts = [_text(after)] if after is not None else list(_texts(path))
        count = sum(_count(text, redactions) for text in texts)
        if count and kind is Kind.SOURCE:
            texts = [text.replace(document, "") for text in texts]
            count = sum(_count(text, redactions) for text in texts)
        if count:
            found.append(Remain(name, kind, count))
        elif _count(re.sub(r"[-_.]", " ", path.name), redactions):
            # A file's name must not name what its text hides.
            found.append(Remain(name, Kind.NAME, 1))
    if any((folder / ".git").exists() for folder in (pack.root, *pack.root.parents)):
        found.append(Remain(".git", Kind.HISTORY, 0))
    return found


def _files(pack: Pack) -> Iterator[Path]:
    for folder in _FOLDERS:
        top = pack.root / folder
        for path in sorted(top.rglob("*")) if top.is_dir() else ():
            left_out = path.relative_to(pack.root).parts[:2] in _LEFT_OUT
            if path.is_file() and not path.is_symlink() and not left_out:
                yield path


def _kind(name: str) -> Kind:
    top = name.partition("/")[0]
    if top == ".kuager":
        return Kind.MEMORY if "memory" in name else Kind.PRIVATE
    if "/ledger/" in name:
        return Kind.LEDGER
    if name.startswith("locales/memory/"):
        return Kind.MEMORY
    return Kind.MADE if top in {"exports", "exchange", "reports"} else Kind.SOURCE


def _texts(path: Path) -> Iterator[str]:
    """Yield the texts of a file: packed ones unpacked, others as far as they are UTF-8."""
    try:
        with path.open("rb") as stream:
            content = stream.read(_ENOUGH)
        if content.startswith(b"\x1f\x8b"):
            with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
                content = packed.read(_ENOUGH)
        if content.startswith(b"PK\x03\x04"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for entry in archive.infolist():
                    with archive.open(entry) as part:
                        text = part.read(_ENOUGH).decode("utf-8", "ignore")
                        yield re.sub(r"<[^<>]*>", "", text)
            return
    except (*ZIP_FAULTS, zlib.error):
        return
    yield _text(content)


def _text(content: bytes) -> str:
    return content.decode("utf-8", "ignore")


def _count(text: str, redactions: RedactionMap) -> int:
    locales = ("en", *sorted(redactions.languages - {"en"}))
    lines = [line for line in text.splitlines() if redactions.may_hold(line)]
    return sum(redactions.holds(line, locales) for line in lines)
