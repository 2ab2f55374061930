"""Redaction of what documents share: termbase, word lists, imports in the translation memory."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from kuager.formats.termbase import termbase_parse, termbase_serialize
from kuager.memory import Pair, Provenance
from kuager.pack import TERMBASE, Pack
from kuager.risk.redactions import RedactionMap
from kuager.spelling.lists import words_parse
from kuager.steps.grounds import words_path
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


def redact_lists(
    pack: Pack, document: str, redactions: RedactionMap
) -> tuple[tuple[ChangedFile, ...], list[tuple[str, str, str, int]]]:
    """Return the pack's and the document's word lists without the words: files, and what went.

    A line with a word of the map, or of one of its names, goes, comment and all. Of what went:
    the locale, the word, and nothing in its place. Raises WordListError, StorageError.
    """
    changed, gone = [], []
    parts = _with_parts(redactions)
    for locale in pack.locales():
        tongues = sorted({locale, *redactions.languages})
        for path in (words_path(pack, locale), words_path(pack, locale, document)):
            content = pack.content(path)
            if content is None:
                continue
            words_parse(content, pack.name(path))
            kept = []
            for line in content.decode("utf-8-sig").splitlines(keepends=True):
                if parts.may_hold(line) and parts.holds(line, tongues):
                    gone.append((locale, line.partition("#")[0].strip(), "", 1))
                else:
                    kept.append(line)
            after = "".join(kept).encode()
            if after != content.removeprefix(BOM_UTF8):
                changed.append(ChangedFile(pack.name(path), content, after))
    return tuple(changed), gone


def _with_parts(redactions: RedactionMap) -> RedactionMap:
    """Return a map that finds each word of its names, from any language, in small letters too.

    Whoever lists words lists them one by one, as they stand in the text.
    """
    entries = []
    for entry in redactions.entries:
        forms = [form for _, own in entry.forms for form in own]
        parts = [part for form in forms for part in _JOINTS.split(form) if len(part) > _LEAST]
        found = tuple(dict.fromkeys((*forms, *parts)))
        entries.append(replace(entry, forms=(("", found),), case_sensitive=False))
    return RedactionMap(tuple(entries))


_JOINTS = re.compile(r"[\s\u2010\u2011-]+")
_LEAST = 2
"""Letters of words that are no part of a name by themselves: al, de, и."""


def is_word_list(name: str) -> bool:
    """Say whether a file of the pack is a word list, by its name."""
    parts = PurePosixPath(name).parts
    own = len(parts) == 4 and parts[2] == "words" and name.endswith(".txt")
    return parts[:1] == ("locales",) and (own or parts[2:] == ("words.txt",))


def restored_list(file: ChangedFile, now: bytes) -> bytes:
    """Return a word list with the lines that a redaction took out, those added since kept."""
    before, after = (text.decode("utf-8-sig").splitlines() for text in (file.before, file.after))
    present = now.decode("utf-8-sig", "replace").splitlines()
    back = [line for line in before if line not in after and line not in present]
    return "".join(f"{line}\n" for line in (*present, *back)).encode()


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
