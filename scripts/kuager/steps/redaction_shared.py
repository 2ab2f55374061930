"""Redaction of what all documents share: the termbase, and imports in the translation memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kuager.formats.termbase import termbase_parse, termbase_serialize
from kuager.memory import Pair, Provenance
from kuager.pack import TERMBASE, Pack
from kuager.risk.redactions import RedactionMap
from kuager.steps.memory import FILE as MEMORY
from kuager.steps.memory import pack_memory
from kuager.steps.redaction_record import ChangedFile
from kuager.termbase import TermEntry

_Pair = tuple[str, str, str, str]
_Words = tuple[str, str, int]


def redact_terms(
    pack: Pack, redactions: RedactionMap
) -> tuple[tuple[ChangedFile, ...], int, list[_Words]]:
    """Return the termbase without the words: the file, entries that go, words replaced in notes.

    A term, or a rendering, that holds a word goes with its entry: who is called by it is what is
    to be hidden. Raises TermbaseError.
    """
    content = pack.content(pack.root / TERMBASE)
    if content is None:
        return (), 0, []
    source = pack.configuration.source_locale
    placed = termbase_parse(content, TERMBASE, source)
    replaced: list[_Words] = []
    kept = [
        _noted(here.entry, redactions, source, replaced)
        for here in placed
        if not _holds(here.entry, redactions, source)
    ]
    if len(kept) == len(placed) and not replaced:
        return (), 0, []
    changed = ChangedFile(TERMBASE, content, termbase_serialize(kept, source))
    return (changed,), len(placed) - len(kept), replaced


def _holds(entry: TermEntry, redactions: RedactionMap, source: str) -> bool:
    texts = [(entry.term, source)]
    texts += [(form, r.locale) for r in entry.renderings for form in (*r.terms, *r.forbidden)]
    return any(redactions.find(text, locale) for text, locale in texts)


def _noted(
    entry: TermEntry, redactions: RedactionMap, source: str, replaced: list[_Words]
) -> TermEntry:
    texts = []
    for text in (entry.note, entry.authority):
        done = redactions.apply_any(text, (source, *sorted(redactions.languages)))
        replaced += done.replaced
        texts.append(done.text)
    return replace(entry, note=texts[0], authority=texts[1])


def restored_terms(file: ChangedFile, now: bytes, pack: Pack) -> bytes:
    """Return the termbase with what a redaction took out; what was done since stays.

    Raises TermbaseError.
    """
    source = pack.configuration.source_locale
    before, after, present = (
        {here.entry.key: here.entry for here in termbase_parse(content, TERMBASE, source)}
        for content in (file.before, file.after, now)
    )
    for key, entry in before.items():
        if present.get(key) == after.get(key):
            present[key] = entry
    return termbase_serialize(present.values(), source)


def imports_holding(pack: Pack, redactions: RedactionMap) -> tuple[_Pair, ...]:
    """Return the imported pairs in the memory that hold words of a map. Raises StorageError."""
    if not (pack.private_folder / MEMORY).exists():
        return ()
    source = pack.configuration.source_locale
    with pack_memory(pack) as memory:
        return tuple(
            (name, pair.source, pair.target, pair.locale)
            for name, pair in memory.imported()
            if (redactions.may_hold(pair.source) and redactions.find(pair.source, source))
            or (redactions.may_hold(pair.target) and redactions.find(pair.target, pair.locale))
        )


def drop_imports(pack: Pack, pairs: Sequence[_Pair]) -> None:
    """Make the memory forget these imported pairs. Raises StorageError."""
    if not pairs or pack.dry_run:
        return
    with pack_memory(pack) as memory, memory.writing() as writer:
        for name, own in _by_import(pairs).items():
            writer.drop(name, own)


def bring_back_imports(pack: Pack, pairs: Sequence[_Pair]) -> None:
    """Add pairs that a redaction had the memory forget. Raises StorageError."""
    if not pairs or pack.dry_run:
        return
    with pack_memory(pack) as memory, memory.writing() as writer:
        for name, own in _by_import(pairs).items():
            writer.add(own, Provenance(approved=False, name=name))


def _by_import(pairs: Sequence[_Pair]) -> dict[str, list[Pair]]:
    found: dict[str, list[Pair]] = {}
    for name, source, target, locale in pairs:
        found.setdefault(name, []).append(Pair(source, target, locale))
    return found
