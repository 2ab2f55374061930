"""One document's share of segmenting: read, cut, merged; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kuager.documents import Document
from kuager.documents.heads import Source
from kuager.errors import KuagerError
from kuager.formats.gettext import catalog_serialize, template_parse, template_serialize
from kuager.formats.ledger import MACHINE
from kuager.history import judge, judge_all, reconcile, text_event
from kuager.index import digest_of
from kuager.ledgers import Ledger
from kuager.merging import MergeReport, merge
from kuager.model import (
    CatalogEntry,
    Segment,
    TemplateEntry,
    Unit,
    number_repeats,
    unit_id,
)
from kuager.pack import Catalog, Pack
from kuager.placeables import strip_placeables
from kuager.review import DRAFT_ORIGINS, Action, Event
from kuager.steps.places import Place, place_note

_NEIGHBOUR = 60
"""Characters of a neighbouring segment shown to translators as context."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a document came to, but for its template."""

    units: int
    blocks: int
    idle_breaks: int
    """Manual joins and splits that fit nowhere any more."""
    traces: tuple[str, ...]
    """Names of the source file's properties that could identify somebody."""


@dataclass(frozen=True, slots=True)
class MergedCatalog:
    """A catalog brought up to date, not yet written."""

    base: Catalog
    """What it was made from: the bytes alone."""
    content: bytes
    report: MergeReport
    events: tuple[Event, ...]
    """To be put on record before the catalog is written."""


@dataclass(frozen=True, slots=True)
class MergedDocument:
    """A document's template and catalogs brought up to date, not yet written."""

    document: str
    reading: Reading
    template: bytes
    catalogs: dict[str, MergedCatalog]
    """By target locale."""
    restored: bool
    """The template comes back from its file as it went there."""
    alike: tuple[tuple[str, int, int], ...] = ()
    """Templates whose sentences are largely this document's: id, shared units, all units."""


def merge_document(pack: Pack, source: Source, suspects: Sequence[str]) -> MergedDocument:
    """Read a document and merge its template into its catalogs; nothing is written.

    ``suspects``: templates without a source, one of which may be this document's under an
    earlier name. Raises DocumentError, CatalogError, LedgerError, StorageError.
    """
    document = pack.read(source)
    name = document.metadata.id
    template = template_entries(document)
    previous = pack.template(name)
    content = template_serialize(name, template)
    return MergedDocument(
        document=name,
        reading=Reading(
            units=len(template),
            blocks=len(document.blocks),
            idle_breaks=len(pack.idle_breaks(document)),
            traces=pack.traces(document),
        ),
        template=content,
        catalogs=_merge_locales(pack, name, template, previous),
        restored=template == previous or template == template_parse(content),
        alike=_alike(pack, template, suspects),
    )


def merge_read(pack: Pack, source: Source, reading: Reading, template: bytes) -> MergedDocument:
    """Merge a document, of which it is known what reading it comes to, into its catalogs.

    ``template`` is the digest of its template's file; where that is another by now, and only
    then, the document is read after all. Raises as ``merge_document`` does.
    """
    name = source.document
    path = pack.template_path(name)
    content = pack.content(path) or b""
    if template_digest(pack, name, content) != template:
        return merge_document(pack, source, ())
    entries = template_parse(content, pack.name(path))
    return MergedDocument(
        document=name,
        reading=reading,
        template=content,
        catalogs=_merge_locales(pack, name, entries, entries),
        restored=True,
    )


def template_digest(pack: Pack, document: str, content: bytes) -> bytes:
    """Return the digest of a template's file, of its name and content."""
    return digest_of([(pack.name(pack.template_path(document)), content)])


def _alike(
    pack: Pack, template: Sequence[TemplateEntry], suspects: Sequence[str]
) -> tuple[tuple[str, int, int], ...]:
    """Return which templates have most of their sentences in this one."""
    own = {entry.source for entry in template}
    found = []
    for name in suspects:
        try:
            sources = [entry.source for entry in pack.template(name)]
        except KuagerError:
            continue  # what lies about without a source is no reason to set this one aside
        shared = sum(source in own for source in sources)
        if shared * 2 > len(sources):
            found.append((name, shared, len(sources)))
    return tuple(found)


def template_entries(document: Document) -> list[TemplateEntry]:
    """Return a document's template: one entry a segment, with notes for translators."""
    numbered = [
        (Place(block.role, number, len(document.blocks), position, len(block.segments)), segment)
        for number, block in enumerate(document.blocks, 1)
        for position, segment in enumerate(block.segments, 1)
    ]
    sources = [segment.source for _, segment in numbered]
    # The id, not the file's name: a name like "interview with …" belongs into no catalog.
    reference = f"source/{document.metadata.id}{Path(document.path).suffix}"
    entries = []
    for index, ((place, segment), occurrence) in enumerate(
        zip(numbered, number_repeats(sources), strict=True)
    ):
        notes = [place_note(place)]
        if index:
            notes.append(f"before: {_shorten(sources[index - 1], tail=True)}")
        if index + 1 < len(sources):
            notes.append(f"after: {_shorten(sources[index + 1])}")
        notes.extend(_explain(segment))
        entries.append(TemplateEntry(segment.source, occurrence, reference, tuple(notes)))
    return entries


def _explain(segment: Segment) -> list[str]:
    return [f"<{number}>: {kind}" for number, kind in enumerate(segment.placeables, 1)]


def _shorten(source: str, *, tail: bool = False) -> str:
    text = " ".join(strip_placeables(source).split())
    if len(text) <= _NEIGHBOUR:
        return text
    words = (text[-_NEIGHBOUR:] if tail else text[:_NEIGHBOUR]).split(" ")
    return "… " + " ".join(words[1:]) if tail else " ".join(words[:-1]) + " …"


def _merge_locales(
    pack: Pack, name: str, template: Sequence[TemplateEntry], previous: Sequence[TemplateEntry]
) -> dict[str, MergedCatalog]:
    return {
        locale: _merge_locale(pack, locale, name, template, previous) for locale in pack.locales()
    }


def _merge_locale(
    pack: Pack,
    locale: str,
    document: str,
    template: Sequence[TemplateEntry],
    previous: Sequence[TemplateEntry],
) -> MergedCatalog:
    catalog = pack.catalog(locale, document)
    history = Ledger(pack, locale, document).history()

    def human(entry: CatalogEntry) -> bool:
        unit = judge(document, locale, entry, history)
        untouched = unit.origin in DRAFT_ORIGINS and not unit.translators
        return bool(entry.target.strip()) and not untouched

    merged, report = merge(
        template,
        catalog.entries,
        carry=human,
        locale=pack.configuration.source_locale,
        previous=previous,
    )
    before = judge_all(document, locale, catalog.entries, history)
    events = _carried(document, before, merged)
    history = history.with_drafts(events)
    entries = [
        entry if entry.obsolete else reconcile(entry, judge(document, locale, entry, history))
        for entry in merged
    ]
    return MergedCatalog(
        base=Catalog(content=catalog.content),
        content=catalog_serialize(document, locale, entries),
        report=report,
        events=tuple(events),
    )


def _carried(document: str, before: Sequence[Unit], merged: Sequence[CatalogEntry]) -> list[Event]:
    """Return what puts on record whose words were carried to another sentence.

    Without that, they would be an unknown hand's there: a machine's could be claimed by anybody,
    and a person's approved by the one who wrote them.
    """
    written = {(unit.source, unit.target): unit for unit in before if unit.target.strip()}
    events: list[Event] = []
    for entry in merged:
        if entry.obsolete or not entry.fuzzy or (entry.source, entry.target) in written:
            continue
        whole = written.get((entry.previous_source, entry.target))
        parts = [whole] if whole else []
        if whole is None and entry.previous_source == entry.source:  # joined of several
            parts = [u for u in before if u.source in entry.source and _stands_in(u, entry)]
        events += _on_record(document, entry, parts)
    return events


def _stands_in(unit: Unit, entry: CatalogEntry) -> bool:
    return bool(unit.target.strip()) and unit.target in entry.target


def _on_record(document: str, entry: CatalogEntry, parts: Sequence[Unit]) -> list[Event]:
    """Return the events that say whose words an entry's target is made of."""
    place = unit_id(document, entry.source, entry.occurrence)
    texts = (MACHINE, place, entry.source, entry.target)
    hands = tuple(sorted({name for unit in parts for name in unit.translators}))
    events = [replace(text_event(Action.CARRY, *texts), hands=hands)] if hands else []
    drafted = next((unit for unit in parts if unit.origin in DRAFT_ORIGINS), None)
    if drafted is not None:
        origin, engine = drafted.origin, drafted.engine_digest
        events.append(text_event(Action.DRAFT, *texts, origin=origin, engine=engine))
        # Not to be drafted anew as an untouched draft: somebody had taken it over, or joined it.
        events.append(text_event(Action.REQUEST_CHANGES, *texts))
    return events
