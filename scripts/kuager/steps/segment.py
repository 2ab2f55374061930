"""Segment: documents → templates and merged catalogs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kuager.documents import Document
from kuager.formats.ledger import MACHINE
from kuager.history import judge, judge_all, reconcile, text_event
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
from kuager.steps import no_progress
from kuager.steps.places import Place, place_note

_NEIGHBOUR = 60
"""Characters of a neighbouring segment shown to translators as context."""


@dataclass(frozen=True, slots=True)
class SegmentReport:
    """What became of one document."""

    document: str
    units: int
    blocks: int
    merges: dict[str, MergeReport]
    """By target locale."""
    written: int
    """Files that changed."""
    idle_breaks: int = 0
    """Manual joins and splits that fit nowhere any more."""
    traces: tuple[str, ...] = ()
    """Names of the source file's properties that could identify somebody."""


@dataclass(frozen=True, slots=True)
class SegmentOutcome:
    """What became of all of them."""

    documents: tuple[SegmentReport, ...]
    orphans: tuple[str, ...]
    """Segmented documents whose source has gone; their catalogs are left alone."""
    unread: tuple[str, ...]
    """Files in ``source/`` that are no document by their suffix."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """A merged catalog, not yet written."""

    ledger: Ledger
    base: Catalog
    entries: list[CatalogEntry]
    report: MergeReport
    events: list[Event]
    """To be put on record before the catalog is written."""


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


def segment(
    pack: Pack,
    documents: Sequence[str] = (),
    progress: Callable[[int, int], None] = no_progress,
) -> SegmentOutcome:
    """Bring templates and catalogs up to date with the source.

    Everything is read and merged before the first file is written, so a document that cannot
    be read changes nothing. Raises DocumentError, CatalogError, LedgerError, StorageError.
    """
    read = pack.documents(documents)
    plans = []
    for done, document in enumerate(read, 1):
        template = template_entries(document)
        merged = {
            locale: _merge_locale(pack, locale, document.metadata.id, template)
            for locale in pack.locales()
        }
        plans.append((document, template, merged))
        progress(done, len(read))
    reports = []
    for document, template, merged in plans:
        name = document.metadata.id
        written = int(pack.write_template(name, template))
        for locale, plan in merged.items():
            if plan.events:
                plan.ledger.record_drafts(plan.events)
            written += pack.write_catalog(locale, name, plan.entries, plan.base)
        reports.append(
            SegmentReport(
                document=name,
                units=len(template),
                blocks=len(document.blocks),
                merges={locale: plan.report for locale, plan in merged.items()},
                written=written,
                idle_breaks=len(pack.idle_breaks(document)),
                traces=pack.traces(document),
            )
        )
    orphans = () if documents else tuple(pack.orphans(read))
    return SegmentOutcome(tuple(reports), orphans, tuple(pack.unread_sources()))


def _merge_locale(
    pack: Pack, locale: str, document: str, template: Sequence[TemplateEntry]
) -> _Plan:
    catalog = pack.catalog(locale, document)
    ledger = Ledger(pack, locale, document)
    history = ledger.history()

    def human(entry: CatalogEntry) -> bool:
        unit = judge(document, locale, entry, history)
        untouched = unit.origin in DRAFT_ORIGINS and not unit.translators
        return bool(entry.target.strip()) and not untouched

    merged, report = merge(
        template,
        catalog.entries,
        carry=human,
        locale=pack.configuration.source_locale,
        previous=pack.template(document),
    )
    before = judge_all(document, locale, catalog.entries, history)
    events = _carried(document, before, merged)
    history = history.with_drafts(events)
    entries = [
        entry if entry.obsolete else reconcile(entry, judge(document, locale, entry, history))
        for entry in merged
    ]
    return _Plan(ledger, catalog, entries, report, events)


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
