"""The pack's termbase: read, searched, checked, taken in from TBX and given out as TBX."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kuager.checks.base import masked
from kuager.errors import InputError
from kuager.formats.tbx import tbx_parse, tbx_serialize
from kuager.formats.termbase import termbase_parse, termbase_serialize
from kuager.model import Unit, language_of
from kuager.pack import Pack
from kuager.selection import Terms
from kuager.storage import explain, read_regular, write_atomically
from kuager.termbase import (
    Fault,
    PlacedEntry,
    Rendering,
    Termbase,
    TermbaseError,
    TermEntry,
    TermMatch,
    TermStatus,
    find_faults,
    refuse_faults,
    renderings_of,
)

FILE = "termbase.csv"
"""Name of the termbase in ``source/``."""


@dataclass(frozen=True, slots=True)
class TermsImport:
    """What became of a TBX file."""

    terms: int
    """Terms in the file, in the pack's source language."""
    added: int
    replaced: int
    equal: int
    """Terms that the termbase had just so."""
    passed_over: int
    """Concepts without a term in the source language, or without anything to say of it."""


@dataclass(frozen=True, slots=True)
class TermsExport:
    """A TBX file."""

    path: Path
    terms: int
    written: bool
    """False where the file already held the same bytes."""


def _path(pack: Pack) -> Path:
    return pack.root / "source" / FILE


def read_terms(pack: Pack) -> list[PlacedEntry]:
    """Return the entries of the pack's termbase with their rows, faults and all.

    Empty where there is none. Raises TermbaseError where it cannot be read, StorageError.
    """
    path = _path(pack)
    content = pack.content(path)
    if content is None:
        return []
    return termbase_parse(content, pack.name(path), pack.configuration.source_locale)


def pack_termbase(pack: Pack) -> Termbase:
    """Return the pack's termbase, ready to be searched; empty where there is none.

    Raises TermbaseError, with the row, where an entry is malformed or contradicts another.
    """
    placed = read_terms(pack)
    refuse_faults(placed, pack.name(_path(pack)))
    return Termbase((here.entry for here in placed), pack.configuration.source_locale)


def drafting_terms(pack: Pack) -> Terms | None:
    """Return the pack's terms for drafting, None where there are none.

    Raises TermbaseError, StorageError.
    """
    termbase = pack_termbase(pack)
    if not termbase:
        return None
    content = pack.content(_path(pack)) or b""
    return Terms(termbase, hashlib.sha256(content).hexdigest()[:12])


def term_faults(pack: Pack) -> tuple[int, list[Fault]]:
    """Return how many terms the termbase has, and all that is wrong with them, row by row."""
    placed = read_terms(pack)
    return len(placed), find_faults(placed)


def find_terms(pack: Pack, text: str, language: str = "") -> list[TermMatch]:
    """Return the terms in a text of the source language, or in one of ``language``.

    Raises UsageError for a language that is none of the pack's, TermbaseError.
    """
    source = pack.configuration.source_locale
    termbase = pack_termbase(pack)
    if not language or language_of(language) == language_of(source):
        return termbase.find(masked(text))
    (locale,) = pack.locales([language])
    return termbase.find_rendered(masked(text), locale)


def unit_terms(termbase: Termbase, unit: Unit) -> list[TermEntry]:
    """Return the entries of the terms in a unit's source that say something of its locale.

    In the order of the source, each once: what a translator or reviewer should see beside it.
    """
    found = [entry for match in termbase.find(masked(unit.source)) for entry in match.entries]
    return [
        entry
        for entry in dict.fromkeys(found)
        if renderings_of(entry, unit.locale) or entry.forbidden_in(unit.locale) or entry.note
    ]


def import_tbx(pack: Pack, path: Path, *, replacing: bool = False) -> TermsImport:
    """Add the terms of a TBX file to the termbase; with ``replacing``, in place of those there.

    A term is the same by its words and part of speech. Languages that the pack does not have
    are left out. Raises TermbaseError for the first fault, and for a term that the termbase has
    in another way unless it is to be replaced; InputError, StorageError. The termbase is left as
    it was then.
    """
    read = _read_tbx(path, pack)
    name = pack.name(_path(pack))
    known = read_terms(pack)
    refuse_faults(known, name)
    incoming, passed_over = _wanted(pack, read)
    refuse_faults(incoming, path.name)
    merged = {here.entry.key: here for here in known}
    added = replaced = equal = 0
    for here in incoming:
        there = merged.get(here.entry.key)
        if there is None:
            merged[here.entry.key] = here
            added += 1
        elif (renewed := _joined(there.entry, here.entry)) == there.entry:
            equal += 1
        elif replacing:
            merged[here.entry.key] = PlacedEntry(there.place, renewed)
            replaced += 1
        else:
            raise TermbaseError(
                f"{path.name}, {here.place}: the term differs from {there.place} of {name}.",
                "Import it with --replace, or mend one of them.",
            )
    refuse_faults(list(merged.values()), f"{path.name} with {name}")
    if added or replaced:
        entries = [here.entry for here in merged.values()]
        content = termbase_serialize(entries, pack.configuration.source_locale)
        pack.write(_path(pack), content)
    return TermsImport(len(incoming), added, replaced, equal, passed_over)


def _read_tbx(path: Path, pack: Pack) -> list[PlacedEntry]:
    if not path.exists():
        raise InputError(f"There is no file {path.name}.", "Look at the path.")
    if not path.is_file():
        raise InputError(f"{path.name} is not a regular file.", "Give a .tbx file.")
    try:
        with path.open("rb") as stream:
            return tbx_parse(stream, path.name, pack.configuration.source_locale)
    except OSError as error:
        raise explain(error, path.name) from error


def _wanted(pack: Pack, read: Sequence[PlacedEntry]) -> tuple[list[PlacedEntry], int]:
    """Return the entries in the pack's languages, and how many are none of the pack's.

    Other programs name a country where the pack may not: ru-RU is the pack's ru.
    """
    own = {language_of(locale): locale.replace("_", "-").lower() for locale in pack.locales()}
    wanted = []
    for here in read:
        joined: dict[str, Rendering] = {}
        for rendering in here.entry.renderings:
            if (tag := own.get(language_of(rendering.locale))) is not None:
                before = joined.get(tag, Rendering(tag))
                terms = dict.fromkeys((*before.terms, *rendering.terms))
                forbidden = dict.fromkeys((*before.forbidden, *rendering.forbidden))
                joined[tag] = Rendering(tag, tuple(terms), tuple(forbidden))
        entry = replace(here.entry, renderings=tuple(joined[tag] for tag in sorted(joined)))
        if entry.term and (joined or entry.do_not_translate):
            wanted.append(PlacedEntry(here.place, entry))
    return wanted, len(read) - len(wanted)


def _joined(old: TermEntry, new: TermEntry) -> TermEntry:
    """Return the old entry with what the new one says; where that says nothing, the old holds.

    A changed entry is as reviewed as the new one is.
    """
    renderings: dict[str, Rendering] = {r.locale: r for r in old.renderings}
    renderings.update((r.locale, r) for r in new.renderings)
    joined = replace(
        old,
        renderings=tuple(renderings[tag] for tag in sorted(renderings)),
        note=new.note or old.note,
        authority=new.authority or old.authority,
        case_sensitive=old.case_sensitive or new.case_sensitive,
        do_not_translate=old.do_not_translate or new.do_not_translate,
    )
    if joined == old and new.status is TermStatus.UNREVIEWED:
        return old
    return replace(joined, status=new.status)


def export_tbx(pack: Pack, path: Path) -> TermsExport:
    """Write the termbase as TBX-Basic; the same terms give the same bytes.

    Raises TermbaseError where there is nothing to write or something is wrong, StorageError.
    """
    termbase = pack_termbase(pack)
    if not len(termbase):
        raise InputError("The pack has no termbase.", f"Put one there: source/{FILE}")
    content = tbx_serialize(termbase.entries, pack.configuration.source_locale)
    target = path.absolute()
    if pack.dry_run:
        written = read_regular(target, path.name) != content
    else:
        written = write_atomically(target, content, path.name)
    return TermsExport(path, len(termbase), written)
