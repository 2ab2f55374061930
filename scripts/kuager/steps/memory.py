"""The pack's translation memory: kept up with what is approved, imported into, looked up."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import BinaryIO

from kuager.errors import InputError, UsageError
from kuager.formats.tmx import TmxText, TmxUnit, tmx_parse, tmx_serialize
from kuager.memory import (
    AT_LEAST,
    DamagedMemoryError,
    Match,
    Memory,
    OriginSize,
    Pair,
    Provenance,
    Remembered,
    discard,
    open_memory,
)
from kuager.memory.files import gzipped, holds
from kuager.pack import Pack
from kuager.steps import no_progress
from kuager.steps.approved import bring_up_to_date
from kuager.storage import explain, make_private, write_pieces

FILE = "memory.sqlite"
"""Name of the memory in ``.kuager/``."""
NOT_REVIEWED = "Imported; not reviewed here. A machine may have written it."
"""Note in an exported file beside every text that was not approved in the pack."""
LONGEST_NOTE = 200
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_REPORT_EVERY = 1_000


@dataclass(slots=True)
class ImportReport:
    """What became of a TMX file; it grows while the file is read."""

    name: str
    units: int = 0
    """Translation units in the file."""
    passed_over: int = 0
    """Of these, the ones without a text in the source language or in any target language."""
    pairs: int = 0
    """Sources with a target, in the pack's languages."""
    added: int = 0
    """Of these, the ones that the memory did not have from this import."""


@dataclass(slots=True)
class MemoryExport:
    """A TMX file; it grows while the file is written."""

    path: Path
    sentences: int = 0
    translations: int = 0
    unreviewed: int = 0
    """Of the translations, the imported ones."""
    written: bool = False
    """False where the file already held the same bytes."""


@dataclass(frozen=True, slots=True)
class MemoryStatus:
    """What the memory holds."""

    origins: tuple[OriginSize, ...]
    bytes: int
    """Size of its file."""


@contextlib.contextmanager
def pack_memory(pack: Pack, on_loss: Callable[[], None] = no_progress) -> Iterator[Memory]:
    """Open the pack's memory, brought up to date with what is approved.

    A damaged one is made anew from the approved units; ``on_loss`` is called then, for what
    was imported is gone. Of sheets that cannot be read, what was known is kept. In a dry run all
    is undone in the end. Raises StorageError; where damage shows only later, that says to start
    again.
    """
    locale = pack.configuration.source_locale
    path = pack.private_folder / FILE
    if pack.dry_run:
        with (
            open_memory(path if path.exists() else None, locale) as memory,
            memory.writing(keep=False),
        ):
            bring_up_to_date(pack, memory)
            yield memory
        return
    path = pack.private_file(FILE)
    with contextlib.ExitStack() as opened:
        try:
            memory = opened.enter_context(open_memory(path, locale))
            bring_up_to_date(pack, memory)
        except DamagedMemoryError:
            opened.close()
            discard(path)
            on_loss()
            memory = opened.enter_context(open_memory(path, locale))
            bring_up_to_date(pack, memory)
        try:
            yield memory
        except DamagedMemoryError as error:
            discard(path)
            raise DamagedMemoryError(
                "The translation memory was damaged and has been removed.",
                "Run the command again, and import your TMX files anew.",
            ) from error


# Importing ----------------------------------------------------------------------------------


def import_name(path: Path) -> str:
    """Return the name that an import gets from its file. Raises UsageError if there is none."""
    stem = path.name.lower().removesuffix(".gz").removesuffix(".tmx")
    name = re.sub(r"[^a-z0-9._-]+", "-", stem).strip("-._")[:64]
    if not name:
        raise UsageError("The file's name makes no name for the import.", "Give one: --name NAME")
    return name


def import_tmx(
    pack: Pack,
    path: Path,
    *,
    name: str = "",
    note: str = "",
    progress: Callable[[int, int], None] = no_progress,
    on_loss: Callable[[], None] = no_progress,
) -> ImportReport:
    """Add the pairs of a TMX file to the memory, all of them or, interrupted, none.

    ``progress`` gets the megabytes read and in all. Raises InputError for a file that is
    missing or broken, UsageError for a name or note that cannot be one, StorageError.
    """
    with _opened(path) as stream:
        report = ImportReport(_checked_name(name or import_name(path)))
        provenance = Provenance(approved=False, name=report.name, note=_checked_note(note))
        with pack_memory(pack, on_loss) as memory, memory.writing() as writer:
            report.added = writer.add(_pairs(pack, stream, path, report, progress), provenance)
    return report


def _checked_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise UsageError(
            "This cannot be the name of an import.",
            "Use at most 64 small letters, digits, hyphens, dots; never a person's name.",
        )
    return name


def _checked_note(note: str) -> str:
    if len(note) > LONGEST_NOTE or any(unicodedata.category(c) in {"Cc", "Cs"} for c in note):
        raise UsageError(f"The note is not one line of at most {LONGEST_NOTE} characters.")
    return note


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    if not path.exists():
        raise InputError(f"There is no file {path.name}.", "Give the path of a TMX file.")
    if not path.is_file():
        raise InputError(f"{path.name} is not a regular file.", "Give the path of a TMX file.")
    try:
        stream = path.open("rb")
    except OSError as error:
        raise explain(error, path.name) from error
    with stream:
        yield stream


def _pairs(
    pack: Pack,
    stream: BinaryIO,
    path: Path,
    report: ImportReport,
    progress: Callable[[int, int], None],
) -> Iterator[Pair]:
    size = path.stat().st_size >> 20
    source_locale, locales = pack.configuration.source_locale, pack.locales()
    for unit in tmx_parse(stream, path.name):
        report.units += 1
        source = unit.text(source_locale)
        targets = [(locale, unit.text(locale)) for locale in locales]
        pairs = [
            Pair(source, text, locale)
            for locale, text in targets
            if source.strip() and text.strip()
        ]
        report.pairs += len(pairs)
        report.passed_over += not pairs
        yield from pairs
        if not report.units % _REPORT_EVERY:
            progress(stream.tell() >> 20, size)


# Exporting ----------------------------------------------------------------------------------


def export_tmx(
    pack: Pack,
    path: Path,
    locales: Sequence[str] = (),
    *,
    unreviewed: bool = False,
    on_loss: Callable[[], None] = no_progress,
) -> MemoryExport:
    """Write the approved pairs, and with ``unreviewed`` the imported ones, as TMX 1.4.

    A name that ends in ``.gz`` is packed. The same memory gives the same bytes. Raises
    UsageError for a locale that is none of the pack's, StorageError.
    """
    wanted = pack.locales(locales)
    report = MemoryExport(path)
    shown = pack.name(path.absolute())
    with pack_memory(pack, on_loss) as memory:
        remembered = memory.remembered(wanted, approved_only=not unreviewed)
        pieces = tmx_serialize(
            pack.configuration.source_locale,
            _units(remembered, pack.configuration.source_locale, report),
        )
        if path.suffix.lower() == ".gz":
            pieces = gzipped(pieces)
        if pack.dry_run:
            report.written = not holds(path, pieces, shown)
        else:
            workshop = pack.private_file("tmp")
            make_private(workshop, ".kuager/tmp")
            report.written = write_pieces(path, pieces, shown, workshop)
    return report


def _units(
    remembered: Iterator[Remembered], source_locale: str, report: MemoryExport
) -> Iterator[TmxUnit]:
    """Yield units with one text a language: programs read no second one of the same."""
    for sentence in remembered:
        report.sentences += 1
        by_locale: dict[str, list[TmxText]] = {}
        for locale, text, approved in sentence.targets:
            report.translations += 1
            report.unreviewed += not approved
            note = "" if approved else NOT_REVIEWED
            by_locale.setdefault(locale, []).append(TmxText(locale, text, note))
        source = TmxText(source_locale, sentence.source)
        for targets in zip_longest(*by_locale.values()):
            yield TmxUnit((source, *(target for target in targets if target is not None)))


# Looking ------------------------------------------------------------------------------------


def search(
    pack: Pack,
    text: str,
    locales: Sequence[str] = (),
    *,
    limit: int = 5,
    at_least: float = AT_LEAST,
    on_loss: Callable[[], None] = no_progress,
) -> list[Match]:
    """Return the best matches of a sentence in each locale. Raises UsageError, StorageError."""
    if not text.strip():
        raise UsageError("There is nothing to look for.", "Give a sentence.")
    wanted = pack.locales(locales)
    with pack_memory(pack, on_loss) as memory:
        return [
            match
            for locale in wanted
            for match in memory.find(text, locale, limit=limit, at_least=at_least)
        ]


def status(pack: Pack, on_loss: Callable[[], None] = no_progress) -> MemoryStatus:
    """Return what the memory holds and from where. Raises StorageError."""
    with pack_memory(pack, on_loss) as memory:
        origins = tuple(memory.sizes())
    return MemoryStatus(origins, (pack.private_folder / FILE).stat().st_size)


def forget(
    pack: Pack, names: Sequence[str], on_loss: Callable[[], None] = no_progress
) -> dict[str, int]:
    """Take imports out of the memory; return how many translations each had.

    Raises UsageError for a name that no import has; nothing is forgotten then.
    """
    with pack_memory(pack, on_loss) as memory:
        known = memory.imports()
        for name in names:
            if name not in known:
                raise UsageError(
                    "There is no import of that name.",
                    f"There are: {', '.join(known[:10])}." if known else "Nothing was imported.",
                )
        with memory.writing() as writer:
            return {name: writer.forget(name) for name in dict.fromkeys(names)}
