"""The pack's termbase: read, searched and checked."""

from __future__ import annotations

import hashlib

from kuager.checks.base import masked
from kuager.formats.termbase import termbase_parse
from kuager.model import Unit, language_of
from kuager.pack import Pack
from kuager.selection import Terms
from kuager.termbase import (
    Fault,
    PlacedEntry,
    Termbase,
    TermEntry,
    TermMatch,
    find_faults,
    refuse_faults,
    renderings_of,
)


def read_terms(pack: Pack) -> list[PlacedEntry]:
    """Return the entries of the pack's termbase with their rows, faults and all.

    Empty where there is none. Raises TermbaseError where it cannot be read, StorageError.
    """
    path = pack.termbase_path
    content = pack.content(path)
    if content is None:
        return []
    return termbase_parse(content, pack.name(path), pack.configuration.source_locale)


def pack_termbase(pack: Pack) -> Termbase:
    """Return the pack's termbase, ready to be searched; empty where there is none.

    Raises TermbaseError, with the row, where an entry is malformed or contradicts another.
    """
    placed = read_terms(pack)
    refuse_faults(placed, pack.name(pack.termbase_path))
    return Termbase((here.entry for here in placed), pack.configuration.source_locale)


def drafting_terms(pack: Pack) -> Terms | None:
    """Return the pack's terms for drafting, None where there are none.

    Raises TermbaseError, StorageError.
    """
    termbase = pack_termbase(pack)
    if not termbase:
        return None
    content = pack.content(pack.termbase_path) or b""
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
