"""Merge driver: three versions of a catalog or template, as git hands them over, become one.

git calls it in the middle of a merge, a rebase or a cherry-pick, with files that have any name
and may lie outside of a pack; only the path tells what they are. The files of programs, our
own interface's among them, are left to git's merge of lines.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TypeVar

from kuager.configuration import check_locale
from kuager.errors import CatalogError, ConfigurationError, InputError, KuagerError
from kuager.formats.gettext import (
    catalog_parse,
    catalog_serialize,
    template_parse,
    template_serialize,
)
from kuager.history import History, judge
from kuager.ledgers import Ledger
from kuager.merging.threeway import merge_catalogs, merge_templates
from kuager.model import CatalogEntry, TemplateEntry
from kuager.pack import INTERFACE, open_pack
from kuager.review import DRAFT_ORIGINS
from kuager.storage import read_regular, write_atomically

MARKER_SIZE = 7
"""Characters of git's conflict marks where nobody says otherwise (gitattributes(5))."""
_MOST_CONFLICTS = 127
"""git merge-file returns the number of conflicts up to this one, more for errors."""
_Entry = TypeVar("_Entry", CatalogEntry, TemplateEntry)


@dataclass(frozen=True, slots=True)
class Sides:
    """The three files to merge; the result goes over ``ours``."""

    base: Path
    """What both come from; empty or missing where there is no such version."""
    ours: Path
    theirs: Path
    place: PurePosixPath
    """Where the file lies in the repository."""

    @property
    def name(self) -> str:
        """What messages call the file."""
        return str(self.place).encode("utf-8", "replace").decode()


@dataclass(frozen=True, slots=True)
class DriverReport:
    """How a merge went."""

    conflicts: int
    """Left for people to resolve; none where the file is merged."""
    disputed: int = 0
    """Units that both sides translated differently; both texts are kept."""


def merge_sides(sides: Sides, marker_size: int = MARKER_SIZE) -> DriverReport:
    """Merge three files into ``ours``, whole or not at all.

    Raises CatalogError where a side cannot be read, InputError where git is missing for a file
    that is not ours to merge, StorageError; ``ours`` is as it was then.
    """
    match _kind(sides.place):
        case (locale, document):
            return _merge_catalog(sides, locale, document)
        case (document,) if document:
            return _merge_template(sides, document)
    return _merge_lines(sides, marker_size)


def _kind(place: PurePosixPath) -> tuple[str, ...]:
    """Return a catalog's locale and document, a template's document, or nothing."""
    document = place.stem
    named = document.encode("utf-8", "ignore").decode()
    if document == INTERFACE or document != named:
        return ()
    match place.parts[-4:], place.suffix:
        case ("locales", locale, "LC_MESSAGES", _), ".po":
            try:
                check_locale(locale, str(place))
            except ConfigurationError:
                return ()
            return (locale, document)
        case (*_, "locales", _), ".pot":
            return (document,)
    return ()


def _merge_catalog(sides: Sides, locale: str, document: str) -> DriverReport:
    drafts = _Drafts(sides.place, locale, document)
    merged = merge_catalogs(*_read(sides, catalog_parse), untouched=drafts.untouched)
    _write(sides, catalog_serialize(document, locale, merged.entries))
    return DriverReport(0, len(merged.disputed))


def _merge_template(sides: Sides, document: str) -> DriverReport:
    _write(sides, template_serialize(document, merge_templates(*_read(sides, template_parse))))
    return DriverReport(0)


def _read(
    sides: Sides, parse: Callable[[bytes, str], list[_Entry]]
) -> tuple[list[_Entry], list[_Entry], list[_Entry]]:
    """Return the entries of base, ours and theirs. Raises CatalogError, StorageError."""
    ours = parse(_side(sides.ours, sides.name, "our side"), f"{sides.name} (our side)")
    theirs = parse(_side(sides.theirs, sides.name, "their side"), f"{sides.name} (their side)")
    try:
        base = parse(read_regular(sides.base, sides.name) or b"", sides.name)
    except KuagerError:
        # Two good versions are not to wait for one that nobody needs any more: without it,
        # what differs is kept twice.
        base = []
    return base, ours, theirs


def _side(path: Path, name: str, side: str) -> bytes:
    content = read_regular(path, f"{name} ({side})")
    if not (content or b"").strip():
        raise CatalogError(
            f"{name}: {side} is {'missing' if content is None else 'empty'}.",
            "Take the version of the other side, or mend this one, and git add the file.",
        )
    return content or b""


def _write(sides: Sides, content: bytes) -> None:
    write_atomically(sides.ours, content, sides.name)


class _Drafts:
    """Tells a machine's untouched drafts by the ledger beside the catalog, if there is one."""

    def __init__(self, place: PurePosixPath, locale: str, document: str) -> None:
        self._place = place
        self._locale = locale
        self._document = document

    @cached_property
    def _history(self) -> History | None:
        """What this copy has on record; None where that cannot be told.

        git writes the other side's ledgers when all files are merged. Where it has written
        some, the record is not whole for the moment.
        """
        folder = Path(*self._place.parts[:-4]).resolve()
        try:
            pack = open_pack(folder, dry_run=True)
            if pack.root != folder:
                return None
            return Ledger(pack, self._locale, self._document).history()
        except KuagerError:
            return None

    def untouched(self, entry: CatalogEntry) -> bool:
        """Tell whether an entry's target is known as a draft that nobody touched."""
        if self._history is None:
            return False
        unit = judge(self._document, self._locale, entry, self._history)
        return unit.origin in DRAFT_ORIGINS and not unit.translators


def _merge_lines(sides: Sides, marker_size: int) -> DriverReport:
    """Merge as git would have without a driver. Raises InputError."""
    git = shutil.which("git")
    if git is None:
        raise InputError(f"{sides.name} is merged by git, which was not found.", "Install git.")
    files = [str(path.absolute()) for path in (sides.ours, sides.base, sides.theirs)]
    labels = [part for side in ("ours", "base", "theirs") for part in ("-L", side)]
    done = subprocess.run(
        [git, "merge-file", "-p", "--quiet", f"--marker-size={marker_size}", *labels, *files],
        capture_output=True,
        check=False,
    )
    if not 0 <= done.returncode <= _MOST_CONFLICTS:
        raise InputError(
            f"{sides.name}: git cannot merge it line by line.", "Choose the version of one side."
        )
    _write(sides, done.stdout)
    return DriverReport(done.returncode)
