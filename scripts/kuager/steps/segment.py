"""Segment: documents → templates and merged catalogs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kuager.documents import Document
from kuager.history import judge, reconcile
from kuager.ledgers import Ledger
from kuager.merging import MergeReport, merge
from kuager.model import CatalogEntry, Segment, TemplateEntry, number_repeats
from kuager.pack import Catalog, Pack
from kuager.placeables import strip_placeables
from kuager.review import DRAFT_ORIGINS
from kuager.steps import no_progress

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

    base: Catalog
    entries: list[CatalogEntry]
    report: MergeReport


def template_entries(document: Document) -> list[TemplateEntry]:
    """Return a document's template: one entry a segment, with notes for translators."""
    numbered = [
        (number, position, block.role.value, len(block.segments), segment)
        for number, block in enumerate(document.blocks, 1)
        for position, segment in enumerate(block.segments, 1)
    ]
    sources = [segment.source for *_, segment in numbered]
    # The id, not the file's name: a name like "interview with …" belongs into no catalog.
    reference = f"source/{document.metadata.id}{Path(document.path).suffix}"
    entries = []
    for index, ((number, position, role, size, segment), occurrence) in enumerate(
        zip(numbered, number_repeats(sources), strict=True)
    ):
        notes = [f"{role} {number} of {len(document.blocks)}, segment {position} of {size}"]
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
        previous=pack.template(document),
    )
    entries = [
        entry if entry.obsolete else reconcile(entry, judge(document, locale, entry, history))
        for entry in merged
    ]
    return _Plan(catalog, entries, report)
