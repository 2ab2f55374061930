"""Draft: what nobody has translated gets a proposal, made on this machine or its cluster."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

from kuager.draft_cache import open_cache
from kuager.engines import Manner
from kuager.errors import CatalogError, InputError
from kuager.executors import Fault, Task
from kuager.executors.base import attempt
from kuager.executors.cluster import ClusterExecutor
from kuager.formats.ledger import MACHINE
from kuager.history import text_event
from kuager.memory import Memory
from kuager.model import CatalogEntry, Origin, text_hash
from kuager.pack import Pack
from kuager.placeables import mask
from kuager.review import Action, Event
from kuager.steps import no_progress
from kuager.steps.draft_planning import Plan, plan_locale
from kuager.steps.draft_report import DraftReport, counted, is_usable, wants_draft
from kuager.steps.drafting import Answering, Drafting, EngineInUse, Job, answered_here
from kuager.steps.drafting_elsewhere import answered_elsewhere
from kuager.steps.memory import pack_memory
from kuager.steps.proposals import Proposal, from_cldr, from_memory
from kuager.steps.units import Sheet, read_sheet

Progress = Callable[[str, int, int], None]
"""Locale, segments done, segments in all."""


def draft(
    pack: Pack,
    documents: Sequence[str] = (),
    locales: Sequence[str] = (),
    *,
    redraft: bool = False,
    manner: Manner | None = None,
    cluster: Callable[[], AbstractContextManager[ClusterExecutor]] | None = None,
    progress: Progress = no_progress,
    on_loss: Callable[[], None] = no_progress,
) -> list[DraftReport]:
    """Draft the units without a target; with ``redraft`` also untouched drafts.

    What the translation memory has comes first, an engine's draft last. A target that a human
    wrote, confirmed or asked to change is never replaced. Every engine is opened before the
    first catalog is touched; then the documents are drafted, here or by the workers of a
    ``cluster`` (opened when an engine is needed), and each is saved when it has its drafts. A
    sentence that several have is drafted once. A document that cannot be read or drafted is set
    aside. A locale without an engine is left to people, unless it is among the ``locales`` asked
    for. ``manner`` goes before what the pack is configured for, the narrator's gender that a
    document declares before both; ``on_loss`` is called when the memory was damaged and made
    anew. Raises ConfigurationError, PackageError, StorageError, ClusterError; InputError where
    every document is set aside.
    """
    names = pack.document_ids(documents)
    manner = manner or Manner(pack.configuration.drafting.candidates)
    plans = []
    for locale in pack.locales(locales):
        # A locale without an engine is an error only where it is asked for by name.
        has_engine = bool(locales) or locale in pack.configuration.engines
        plans.append(plan_locale(pack, locale, names, redraft, manner if has_engine else None))
    broken = [fault for plan in plans for fault in plan.report.set_aside]
    if {fault.document for fault in broken} == set(names):
        raise InputError(broken[0].problem, broken[0].mend)
    with contextlib.ExitStack() as opened:
        answering = answered_here(pack)
        if cluster and any(plan.engines for plan in plans):
            answering = answered_elsewhere(pack, opened.enter_context(cluster()))
        memory = None
        if any(plan.asked for plan in plans):
            memory = opened.enter_context(pack_memory(pack, on_loss))
        runs = [_Run(pack, plan, memory, redraft, progress) for plan in plans]
        reports = [run.drafted(answering) for run in runs]
    faults = [fault for report in reports for fault in report.set_aside]
    if faults and len(faults) == len(plans) * len(names):
        raise InputError(faults[0].problem, faults[0].mend)
    return reports


class _Run:
    """Drafts one locale."""

    def __init__(
        self, pack: Pack, plan: Plan, memory: Memory | None, redraft: bool, progress: Progress
    ) -> None:
        self._pack = pack
        self._plan = plan
        self._memory = memory
        self._redraft = redraft
        self._progress = progress
        self._report = plan.report
        self._left = 0
        self._done = 0

    def drafted(self, answering: Answering) -> DraftReport:
        """Draft, save, and return what became of it."""
        if self._plan.engines:
            with open_cache(self._pack.private_file("drafts.sqlite")) as cache:
                drafting = Drafting(self._plan.locale, cache, answering, self._count)
                drafting.run(self._jobs(), self._finish)
        else:
            for job in self._jobs():
                self._finish(job)
        return replace(self._report, left=0 if self._pack.dry_run else self._left)

    def _count(self, more: int) -> None:
        self._done += more
        self._progress(self._plan.locale, self._done, self._plan.asked)

    def _jobs(self) -> Iterator[Job]:
        for document in self._plan.documents:
            if (sheet := self._read(document)) is not None:
                yield self._begin(sheet)

    def _read(self, document: str) -> Sheet | None:
        """Return a document's sheet; set the document aside where it cannot be read."""
        outcome = attempt(self._pack, Task(document, _sheet, (self._plan.locale, document)))
        if outcome.fault:
            self._set_aside(outcome.fault)
        return outcome.value

    def _begin(self, sheet: Sheet) -> Job:
        locale = self._plan.locale
        sources = {unit.source for unit in sheet.units if wants_draft(unit, redraft=self._redraft)}
        found = from_cldr(self._pack, locale, sources)
        if self._memory:
            rest = sources - found.keys()
            remembered = from_memory(self._memory, locale, rest, self._plan.taken_over)
            found |= remembered
            self._count(len(remembered))
        asked = sources - found.keys()
        used = self._plan.engines.get(sheet.document)
        self._left += 0 if used else len(asked)
        masked = {source: mask(source) for source in asked} if used else {}
        return Job(sheet.document, found, masked, used, sheet=sheet)

    def _finish(self, job: Job) -> None:
        """Save a document's drafts; set it aside where that cannot be done."""
        if job.fault:
            self._set_aside(job.fault)
            return
        # Read again: an engine may have taken minutes, and a translator may have saved.
        sheet = job.sheet or self._read(job.document)
        if sheet is None:
            return
        proposals = job.proposals(self._plan.locale)
        if not self._pack.dry_run:
            try:
                _apply(sheet, proposals, job.used, self._pack, self._redraft)
            except CatalogError as error:  # saved by somebody in this very moment
                self._set_aside(Fault(job.document, error.problem, error.mend))
                return
        report = replace(self._report, cached=self._report.cached + job.cached)
        self._report = counted(sheet, proposals, self._pack, self._redraft, report)

    def _set_aside(self, fault: Fault) -> None:
        self._report = replace(self._report, set_aside=(*self._report.set_aside, fault))


def _sheet(pack: Pack, locale: str, document: str) -> Sheet:
    return read_sheet(pack, locale, document)


def _apply(
    sheet: Sheet,
    proposals: Mapping[str, Proposal],
    used: EngineInUse | None,
    pack: Pack,
    redraft: bool,
) -> None:
    digest = used.digest if used else ""
    changed: dict[tuple[str, int], CatalogEntry] = {}
    events: list[Event] = []
    for entry, unit in sheet.pairs():
        proposal = proposals.get(entry.source)
        if proposal is None or not wants_draft(unit, redraft=redraft):
            continue
        target = proposal.text if is_usable(proposal, pack) else ""
        changed[entry.key] = replace(entry, target=target, fuzzy=bool(target), previous_source="")
        by = digest if proposal.origin is Origin.MACHINE and not proposal.note else ""
        texts = text_hash(entry.source), text_hash(target)
        if target and not sheet.history.has_draft(unit.id, *texts, proposal.origin, by):
            events.append(
                text_event(
                    Action.DRAFT,
                    MACHINE,
                    unit.id,
                    entry.source,
                    target,
                    origin=proposal.origin,
                    engine=by,
                    confidence=proposal.confidence,
                    note=proposal.note,
                )
            )
    # The record goes first: an event about a text that is not there yet does no harm, a draft
    # without a record would pass for somebody's work.
    if events:
        if used and any(event.engine for event in events):
            signature = used.engine.signature
            introduction = Event(Action.ENGINE, MACHINE, engine=digest, signature=signature)
            events.insert(0, introduction)
        sheet.ledger.record_drafts(events)
    if changed:
        sheet.save(changed)
