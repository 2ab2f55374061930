"""The pack's termbase, taken in from TBX and given out as TBX."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kuager.errors import InputError
from kuager.formats.tbx import tbx_parse, tbx_serialize
from kuager.formats.termbase import termbase_serialize
from kuager.model import language_of
from kuager.pack import Pack
from kuager.steps.terms import pack_termbase, read_terms
from kuager.storage import explain, read_regular, write_atomically
from kuager.termbase import (
    PlacedEntry,
    Rendering,
    TermbaseError,
    TermEntry,
    TermStatus,
    refuse_faults,
)


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


def import_tbx(pack: Pack, path: Path, *, replacing: bool = False) -> TermsImport:
    """Add the terms of a TBX file to the termbase; with ``replacing``, in place of those there.

    A term is the same by its words and part of speech. Languages that the pack does not have
    are left out. Raises TermbaseError for the first fault, and for a term that the termbase has
    in another way unless it is to be replaced; InputError, StorageError. The termbase is left as
    it was then.
    """
    read = _read_tbx(path, pack)
    name = pack.name(pack.termbase_path)
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
        pack.write(pack.termbase_path, content)
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
        raise InputError(
            "The pack has no termbase.", f"Put one there: {pack.name(pack.termbase_path)}"
        )
    content = tbx_serialize(termbase.entries, pack.configuration.source_locale)
    target = path.absolute()
    if pack.dry_run:
        written = read_regular(target, path.name) != content
    else:
        written = write_atomically(target, content, path.name)
    return TermsExport(path, len(termbase), written)
