"""Redaction: words replaced in a document's source, template and catalogs, and back again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kuager.formats.gettext import template_serialize
from kuager.ledgers import Ledger, all_ledgers
from kuager.pack import Pack
from kuager.risk.map_reading import read_map
from kuager.risk.redactions import RedactionMap
from kuager.steps.memory import pack_memory
from kuager.steps.redaction_catalogs import NewCatalog, redact_catalog
from kuager.steps.redaction_ledgers import NewLedger, redact_ledger
from kuager.steps.redaction_record import (
    ChangedFile,
    OpenedMap,
    Step,
    apply_step,
    is_unfinished,
    refuse_foreign,
)
from kuager.steps.redaction_remains import Remain, find_remains
from kuager.steps.redaction_shared import (
    drop_imports,
    imports_holding,
    redact_lists,
    redact_terms,
)
from kuager.steps.redaction_source import redact_source
from kuager.steps.segment import template_entries

_CACHES = ("drafts.sqlite", "index.sqlite")
"""In ``.kuager/``: what holds texts and is made anew when it is missing."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """Words that were replaced. It holds words of the text: for the terminal alone."""

    place: str
    """``source``, ``terms``, or a locale."""
    before: str
    after: str
    count: int


@dataclass(frozen=True, slots=True)
class RedactionReport:
    """What a redaction, or taking it back, came to."""

    document: str
    replaced: tuple[Replaced, ...] = ()
    written: int = 0
    """Files that changed."""
    revoked: tuple[tuple[str, int], ...] = ()
    """By locale: units that were reviewed or approved and must be so anew."""
    dropped: tuple[tuple[str, int], ...] = ()
    """By locale: untouched drafts of machines that are to be drafted anew."""
    terms: int = 0
    """Entries of the termbase that went."""
    forgotten: int = 0
    """Imported pairs that the memory forgot."""
    remains: tuple[Remain, ...] = ()
    finished: bool = False
    """A redaction that had been cut off was finished first."""
    kept: int = 0
    """Undoing: targets that somebody changed since, kept as they are, to be reworked."""


def redact(pack: Pack, name: str, map_path: Path) -> RedactionReport:
    """Replace the words of a map in one document, in all that was made of it and in what it shares.

    A unit whose source or target changes is another text for the ledger: what was reviewed or
    approved becomes needs-work, a machine's untouched draft is dropped. Entries of the termbase
    and imported pairs that hold a word go. Nothing is written before everything is worked out;
    the record goes into the map first. Raises RedactionError, DocumentError, CatalogError,
    LedgerError, TermbaseError, UsageError, StorageError.
    """
    opened = OpenedMap(pack, map_path)
    redactions = read_map(opened.words, pack.configuration.source_locale, pack.locales())
    finished = _finish(pack, opened)
    document = pack.documents([name])[0]
    source = redact_source(pack, document, redactions)
    before = [(e.source, e.occurrence) for e in template_entries(document)]
    template = template_entries(source.document)
    after = [(entry.source, entry.occurrence) for entry in template]
    renamed = dict(zip(before, after, strict=True)) if len(before) == len(after) else {}
    files = [ChangedFile(pack.name(path), old, new) for path, old, new in source.files]
    catalogs: list[NewCatalog] = []
    old_template = pack.content(pack.template_path(name))
    if old_template is not None:
        new_template = template_serialize(name, template)
        files.append(ChangedFile(pack.name(pack.template_path(name)), old_template, new_template))
        for locale in pack.locales():
            catalogs += redact_catalog(pack, locale, name, redactions, template, renamed)
    files += [
        ChangedFile(pack.name(pack.catalog_path(c.locale, name)), c.before, c.after, c.locale)
        for c in catalogs
    ]
    replaced = [("source", *entry) for entry in source.replaced]
    replaced += [(catalog.locale, *entry) for catalog in catalogs for entry in catalog.replaced]
    # Without words of the map in it, a document is left as it is, whatever segmenting would do.
    found = bool(replaced)
    ledgers = _ledgers(pack, name, redactions, catalogs if found else None)
    replaced += [(locale, *entry) for locale, new in ledgers for entry in new.replaced]
    terms, fewer_terms, in_terms = redact_terms(pack, redactions)
    replaced += [("terms", *entry) for entry in in_terms]
    lists, in_lists = redact_lists(pack, name, redactions)
    replaced += in_lists
    pairs = imports_holding(pack, redactions)
    shared = [*(file for _, ledger in ledgers for file in ledger.files), *terms, *lists]
    changed = tuple(f for f in (*(files if found else ()), *shared) if f.before != f.after)
    written = 0
    if changed or pairs:
        units = tuple((*old, *new) for old, new in renamed.items())
        chains = tuple(chain for _, ledger in ledgers for chain in ledger.names)
        step = Step(name, changed, units, chains, pairs)
        opened.save([*opened.steps, step])
        for catalog in catalogs if found else ():
            if catalog.events:
                Ledger(pack, catalog.locale, name).record_drafts(catalog.events)
        written = apply_step(pack, step)
        drop_imports(pack, pairs)
    if any(step.document == name for step in opened.steps):
        forget_stale(pack)
    pending = {file.path: file.after for file in changed} if pack.dry_run else None
    counts = Counter((place, old, new) for place, old, new, _ in replaced)
    return RedactionReport(
        document=name,
        replaced=tuple(Replaced(*words, count) for words, count in counts.items()),
        written=written,
        revoked=tuple((c.locale, c.revoked) for c in catalogs if c.revoked and found),
        dropped=tuple((c.locale, c.dropped) for c in catalogs if c.dropped and found),
        terms=fewer_terms,
        forgotten=len(pairs),
        remains=tuple(find_remains(pack, redactions, opened.path, name, pending)),
        finished=finished,
    )


def _ledgers(
    pack: Pack, name: str, redactions: RedactionMap, catalogs: Sequence[NewCatalog] | None
) -> list[tuple[str, NewLedger]]:
    """Return the document's ledgers after redaction, by locale.

    Without ``catalogs`` no text changes. Of a locale that is none of the pack's any more,
    nothing but words does. Raises LedgerError.
    """
    by_locale = {catalog.locale: catalog for catalog in catalogs or ()}
    done = []
    for ledger in all_ledgers(pack):
        if ledger.document != name:
            continue
        own = by_locale.get(ledger.locale)
        changes = catalogs is not None and ledger.locale in pack.locales()
        kept = (own.untouched if own else frozenset()) if changes else None
        renamed = own.renamed if own else {}
        done.append((ledger.locale, redact_ledger(ledger, redactions, renamed, kept)))
    return done


def _finish(pack: Pack, opened: OpenedMap) -> bool:
    """Finish the last redaction where it was cut off; tell whether it was."""
    if not opened.steps or not is_unfinished(pack, opened.steps[-1]):
        return False
    refuse_foreign(pack, opened.steps[-1])
    apply_step(pack, opened.steps[-1])
    return True


def forget_stale(pack: Pack) -> None:
    """Bring the memory up to date with what is still approved; throw caches with texts away."""
    if pack.dry_run:
        return
    with pack_memory(pack):
        pass
    for cache in _CACHES:
        for rest in ("", "-journal", "-wal", "-shm"):
            pack.private_file(cache + rest).unlink(missing_ok=True)
