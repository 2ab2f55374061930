"""Segment: documents → templates and merged catalogs."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kuager.documents.heads import Source
from kuager.errors import KuagerError, StorageError
from kuager.executors import SERIAL, Executor, Fault, Task
from kuager.ledgers import Ledger
from kuager.merging import MergeReport
from kuager.pack import Pack
from kuager.steps import no_progress
from kuager.steps.segment_document import (
    MergedDocument,
    Reading,
    merge_document,
    merge_read,
    template_entries,
)
from kuager.steps.segment_known import Looked, known_before
from kuager.steps.setting_aside import each_once, fault_of, refuse_if_all, usable

__all__ = ["Renamed", "SegmentOutcome", "SegmentReport", "segment", "template_entries"]


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
class Renamed:
    """A new document that seems to be one whose source has gone."""

    document: str
    before: str
    """The id under which the work on it lies."""
    shared: int
    """Units of ``before`` that are the new document's too."""
    units: int
    """All units of ``before``."""


@dataclass(frozen=True, slots=True)
class SegmentOutcome:
    """What became of all of them."""

    documents: tuple[SegmentReport, ...]
    orphans: tuple[str, ...]
    """Segmented documents whose source has gone; their catalogs are left alone."""
    unread: tuple[str, ...]
    """Files in ``source/`` that are no document by their suffix."""
    renamed: tuple[Renamed, ...] = ()
    set_aside: tuple[Fault, ...] = ()
    """Documents that could not be used; nothing of them was changed."""


def segment(
    pack: Pack,
    documents: Sequence[str] = (),
    progress: Callable[[int, int], None] = no_progress,
    executor: Executor = SERIAL,
) -> SegmentOutcome:
    """Bring templates and catalogs up to date with the source, document by document.

    All of a document is read and merged before its first file is written, so one that cannot be
    read changes nothing and is set aside. One in which nothing changed since it was last gone
    through is passed over, with the report that it gave then. Raises DocumentError where all were
    set aside, and StorageError where a file cannot be written; what was written until then is
    whole.
    """
    chosen = pack.sources(documents)
    faults: list[Fault] = []
    sources = usable(chosen, faults)
    templates = set(pack.template_names())
    # Whose id cannot be read may be the source of any template.
    surveyed = not documents and all(source.has_id for source in chosen)
    orphans = tuple(pack.orphans({one.document for one in chosen})) if surveyed else ()
    reports: list[SegmentReport] = []
    renamed: list[Renamed] = []
    with known_before(pack) as known:
        looks = [known.look(one) if known else None for one in sources]
        tasks = [
            _task(one, look, () if one.document in templates else orphans)
            for one, look in zip(sources, looks, strict=True)
            if look is None or look.merges is None
        ]
        passed = len(sources) - len(tasks)
        outcomes = executor.run(pack, tasks, lambda done, _: progress(passed + done, len(sources)))
        for look in looks:
            if known and look and look.reading and look.merges is not None:
                known.touch(look)
                reports.append(_report(look.source.document, look.reading, look.merges, 0))
                continue
            outcome = next(outcomes)
            merged = outcome.value
            if merged is None:
                faults += [outcome.fault] if outcome.fault else []
                continue
            try:
                written = _write(pack, merged)
            except StorageError:
                raise
            except KuagerError as error:
                faults.append(fault_of(merged.document, error))
            else:
                if known and look:
                    known.keep(look, merged, written)
                merges = {locale: one.report for locale, one in merged.catalogs.items()}
                reports.append(_report(merged.document, merged.reading, merges, written))
            renamed += [Renamed(merged.document, *alike) for alike in merged.alike]
        deque(outcomes, maxlen=0)  # to its end: what is left half-way is stopped
    refuse_if_all(len(reports), faults)
    return SegmentOutcome(
        documents=tuple(reports),
        orphans=orphans,
        unread=tuple(pack.unread_sources()),
        renamed=tuple(renamed),
        set_aside=each_once(faults),
    )


def _task(source: Source, look: Looked | None, suspects: Sequence[str]) -> Task[MergedDocument]:
    if look and look.reading:
        return Task(source.document, merge_read, (source, look.reading, look.parts[1].digest))
    return Task(source.document, merge_document, (source, suspects))


def _write(pack: Pack, merged: MergedDocument) -> int:
    """Write what changed of a document, each catalog after its ledger; return how many files.

    Raises CatalogError when another program saved a catalog meanwhile, StorageError.
    """
    name = merged.document
    written = int(pack.write(pack.template_path(name), merged.template))
    for locale, catalog in merged.catalogs.items():
        if catalog.events:
            Ledger(pack, locale, name).record_drafts(catalog.events)
        written += pack.replace_catalog(locale, name, catalog.content, catalog.base)
    return written


def _report(
    document: str, reading: Reading, merges: dict[str, MergeReport], written: int
) -> SegmentReport:
    return SegmentReport(
        document=document,
        units=reading.units,
        blocks=reading.blocks,
        merges=merges,
        written=written,
        idle_breaks=reading.idle_breaks,
        traces=reading.traces,
    )
