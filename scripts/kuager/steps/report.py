"""Report: one page per document and locale for those who work on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kuager.checks import CheckContext
from kuager.documents import Document, title_of
from kuager.documents.heads import Source
from kuager.effort import PostEdits, caught
from kuager.errors import DocumentError, KuagerError, StorageError
from kuager.executors import Fault
from kuager.model import Rendition, State, Unit, text_hash
from kuager.pack import Pack
from kuager.reports.facts import PostEditing, Remark, Report, ReportedUnit, effort_of
from kuager.reports.pages import write_report
from kuager.review import Action, Event
from kuager.steps import no_progress
from kuager.steps.contexts import check_contexts
from kuager.steps.effort import drafted_unit
from kuager.steps.findings import unit_findings
from kuager.steps.setting_aside import each_once, fault_of, refuse_if_all, usable
from kuager.steps.staging import open_staging, stage
from kuager.steps.units import Sheet, read_sheet


@dataclass(frozen=True, slots=True)
class ReportFile:
    """One page."""

    document: str
    locale: str
    path: Path
    written: bool
    """False where the file already held the same bytes."""


@dataclass(frozen=True, slots=True)
class ReportOutcome:
    """All pages, and what there is none of."""

    files: tuple[ReportFile, ...]
    """In the order of the documents."""
    set_aside: tuple[Fault, ...] = ()
    """Documents of which a catalog or ledger cannot be read."""


def report(
    pack: Pack,
    documents: Sequence[str] = (),
    locales: Sequence[str] = (),
    *,
    language: str = "en",
    folder: Path | None = None,
    progress: Callable[[int, int], None] = no_progress,
) -> ReportOutcome:
    """Write the reports; every page is made before one takes its place.

    ``language`` is that of the pages' own words. What cannot be read is set aside; where that is
    everything, raises DocumentError. Raises DocumentError (nothing segmented, or not what was
    named), UsageError, TermbaseError, StorageError.
    """
    names = pack.document_ids(documents)
    chosen = pack.locales(locales)
    sources = _sources(pack)
    contexts = check_contexts(pack)
    target = folder or pack.root / "reports"
    files: list[ReportFile] = []
    faults: list[Fault] = []
    with open_staging(pack) as staging:
        for number, name in enumerate(names):
            document = _read(pack, sources.get(name))
            for place, locale in enumerate(chosen, 1):
                try:
                    sheet = read_sheet(pack, locale, name)
                except KuagerError as error:
                    faults.append(fault_of(name, error))
                else:
                    context = contexts.get(name, CheckContext())
                    facts = _report(sheet, document, pack.configuration.source_locale, context)
                    path = target / f"{name}.{locale}.html"
                    written = stage(pack, staging, path, write_report(facts, language))
                    files.append(ReportFile(name, locale, path, written))
                progress(number * len(chosen) + place, len(names) * len(chosen))
        refuse_if_all(len(files), faults)
        if staging is not None:
            staging.place()
    return ReportOutcome(tuple(files), each_once(faults))


def _sources(pack: Pack) -> dict[str, Source]:
    """Return the sources that can be used, by their documents' ids."""
    try:
        return {source.document: source for source in usable(pack.sources(), [])}
    except DocumentError:
        return {}


def _read(pack: Pack, source: Source | None) -> Document | None:
    """Return a document, none where it cannot be read: its catalogs speak for themselves."""
    if source is None:
        return None
    try:
        return pack.read(source)
    except (DocumentError, StorageError):
        return None


def _report(
    sheet: Sheet, document: Document | None, source_locale: str, context: CheckContext
) -> Report:
    chains = sheet.ledger.chains()
    events = [event for name in sorted(chains) for event in chains[name].events]
    drafted = {event.source for event in events if event.action is Action.DRAFT}
    noted = _noted(events)
    findings = unit_findings(sheet.units, context)
    opening = _openings(document, sheet.units)
    return Report(
        document=sheet.document,
        title=_title(document),
        source_locale=document.metadata.language if document else source_locale,
        locale=sheet.locale,
        units=tuple(
            ReportedUnit(
                number=number,
                unit=unit,
                effort=effort_of(unit, drafted=text_hash(unit.source) in drafted),
                findings=tuple(found),
                remarks=tuple(_remark(event, unit) for event in noted.get(unit.id, ())),
                comment=entry.remark,
                opens_block=number in opening,
            )
            for number, ((entry, unit), found) in enumerate(
                zip(sheet.pairs(), findings, strict=True), 1
            )
        ),
        editing=_editing(sheet, context),
    )


def _editing(sheet: Sheet, context: CheckContext) -> PostEditing | None:
    """Return what became of the drafts of approved units; None without such units."""
    approved = {n: u for n, u in enumerate(sheet.units, 1) if u.state is State.APPROVED}
    if not approved:
        return None
    drafted = [drafted_unit(unit, sheet.history) for unit in approved.values()]
    edits = PostEdits(drafted)
    makers = edits.figures_by(lambda unit: unit.maker)
    rates = zip(approved, edits.rates(), strict=True)
    return PostEditing(
        everything=edits.figures(),
        makers=tuple((maker, makers[maker]) for maker in sorted(makers) if maker),
        rates=tuple((number, rate) for number, rate in rates if rate is not None),
        catches=tuple(caught(drafted, {sheet.document: context})),
        signatures=tuple(edits.signatures.items()),
    )


def _title(document: Document | None) -> str:
    if document is None:
        return ""
    return title_of(document, [Rendition(segment.source) for segment in document.segments])


def _openings(document: Document | None, units: Sequence[Unit]) -> set[int]:
    """Return the numbers of the units that begin a paragraph; none where that is not known."""
    if document is None or [s.source for s in document.segments] != [u.source for u in units]:
        return set()
    openings = set()
    number = 1
    for block in document.blocks:
        openings.add(number)
        number += len(block.segments)
    return openings


def _noted(events: Sequence[Event]) -> dict[str, list[Event]]:
    """Return the events with a note by unit, in their order."""
    noted: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.note:
            noted[event.unit].append(event)
    return noted


def _remark(event: Event, unit: Unit) -> Remark:
    return Remark(
        actor=event.actor,
        action=event.action,
        note=event.note,
        check=event.check,
        day=event.day,
        earlier=(event.source, event.target) != (text_hash(unit.source), text_hash(unit.target)),
    )
