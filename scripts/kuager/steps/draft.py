"""Draft: what nobody has translated gets a proposal, made on this machine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kuager.checks import CheckContext
from kuager.engines import Engine, Manner
from kuager.formats.ledger import MACHINE, engine_digest
from kuager.history import text_event
from kuager.memory import Memory
from kuager.model import CatalogEntry, NarratorGender, Origin, State, Unit, text_hash
from kuager.pack import Pack
from kuager.review import DRAFT_ORIGINS, Action, Event
from kuager.selection import declared_gender
from kuager.steps import no_progress
from kuager.steps.contexts import check_contexts
from kuager.steps.memory import pack_memory, taken_over
from kuager.steps.proposals import Proposal, engine_for, from_cldr, from_engine, from_memory
from kuager.steps.units import Sheet, read_sheet

Progress = Callable[[str, int, int], None]
"""Locale, segments done, segments in all."""


@dataclass(frozen=True, slots=True)
class DraftReport:
    """What became of one locale."""

    locale: str
    engine: str
    """Label of the engine, empty when none was needed."""
    machine: int = 0
    cached: int = 0
    """Of these, drafted in an earlier run that was interrupted, or in another document."""
    memory: int = 0
    """From the translation memory, approved or imported."""
    locale_data: int = 0
    empty: int = 0
    """Segments the engine had nothing to say to."""
    untouched: int = 0
    """Units that had a target already."""
    left: int = 0
    """Different sentences left to people, because no engine is named for the locale."""
    confidence: dict[str, int] = field(default_factory=dict)
    """Drafts in each class of confidence."""
    faults: dict[str, int] = field(default_factory=dict)
    """Drafts that a check objects to, by the check's id; a draft can be under several."""
    refused: int = 0
    """Left empty because checks object to the draft and the pack wants it so."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be done in one locale."""

    locale: str
    asked: int
    """Different texts in each document that an engine is needed for, added up."""
    engines: Mapping[str, Engine]
    """By document; empty where none is needed or named."""
    taken_over: frozenset[str] = frozenset()
    """Approved targets that are a machine's words."""


def draft(
    pack: Pack,
    documents: Sequence[str] = (),
    locales: Sequence[str] = (),
    *,
    redraft: bool = False,
    manner: Manner | None = None,
    progress: Progress = no_progress,
    on_loss: Callable[[], None] = no_progress,
) -> list[DraftReport]:
    """Draft the units without a target; with ``redraft`` also untouched drafts.

    What the translation memory has comes first, an engine's draft last. A target that a human
    wrote, confirmed or asked to change is never replaced. Every engine is opened before the
    first catalog is touched; then one document after the other is drafted and saved. A locale
    without an engine is left to people, unless it is among the ``locales`` asked for.
    ``manner`` goes before what the pack is configured for, the narrator's gender that a document
    declares before both; ``on_loss`` is called when the memory was damaged and made anew. Raises
    ConfigurationError, PackageError, CatalogError, LedgerError, StorageError.
    """
    names = pack.document_ids(documents)
    manner = manner or Manner(pack.configuration.drafting.candidates)
    plans = []
    for locale in pack.locales(locales):
        asked = sum(len(_asked(pack, locale, name, redraft=redraft)) for name in names)
        # A locale without an engine is an error only where it is asked for by name.
        has_engine = bool(locales) or locale in pack.configuration.engines
        needed = has_engine and asked and not pack.dry_run
        engines = _engines(pack, locale, names, manner) if needed else {}
        words = taken_over(pack, locale) if asked else frozenset()
        plans.append(_Plan(locale, asked, engines, words))
    if not any(plan.asked for plan in plans):
        return [_draft_locale(pack, names, plan, None, redraft, progress) for plan in plans]
    with pack_memory(pack, on_loss) as memory:
        return [_draft_locale(pack, names, plan, memory, redraft, progress) for plan in plans]


def _engines(
    pack: Pack, locale: str, documents: Sequence[str], manner: Manner
) -> dict[str, Engine]:
    """Return the engine for each document; those whose narrators are alike share one."""
    contexts = check_contexts(pack)
    opened: dict[NarratorGender | None, Engine] = {}
    engines = {}
    for document in documents:
        policy = contexts.get(document, CheckContext()).narrator_gender
        narrator = declared_gender(policy, locale)
        if narrator not in opened:
            opened[narrator] = engine_for(pack, locale, replace(manner, narrator=narrator))
        engines[document] = opened[narrator]
    return engines


def _wanted(unit: Unit, *, redraft: bool) -> bool:
    if unit.state is State.UNTRANSLATED:
        return True
    return redraft and unit.state is State.DRAFT and unit.origin in DRAFT_ORIGINS


def _sources(sheet: Sheet, *, redraft: bool) -> set[str]:
    return {unit.source for unit in sheet.units if _wanted(unit, redraft=redraft)}


def _asked(pack: Pack, locale: str, document: str, *, redraft: bool) -> set[str]:
    """Return the texts of a document that an engine is needed for."""
    sources = _sources(read_sheet(pack, locale, document), redraft=redraft)
    return sources - from_cldr(pack, locale, sources).keys()


def _draft_locale(
    pack: Pack,
    documents: Sequence[str],
    plan: _Plan,
    memory: Memory | None,
    redraft: bool,
    progress: Progress,
) -> DraftReport:
    done, left = 0, 0
    labels = dict.fromkeys(engine.signature.label for engine in plan.engines.values())
    report = DraftReport(plan.locale, ", ".join(labels))

    def count(more: int) -> None:
        nonlocal done
        done += more
        progress(plan.locale, done, plan.asked)

    for document in documents:
        sheet = read_sheet(pack, plan.locale, document)
        sources = _sources(sheet, redraft=redraft)
        proposals = from_cldr(pack, plan.locale, sources)
        if memory:
            open_sources = sources - proposals.keys()
            remembered = from_memory(memory, plan.locale, open_sources, plan.taken_over)
            proposals |= remembered
            count(len(remembered))
        asked = sources - proposals.keys()
        engine = plan.engines.get(document)
        left += 0 if engine else len(asked)
        if engine and asked:
            drafts, cached = from_engine(pack, engine, plan.locale, asked, count)
            proposals |= drafts
            report = replace(report, cached=report.cached + cached)
            # Read again: the engine may have taken minutes, and a translator may have saved.
            sheet = read_sheet(pack, plan.locale, document)
        report = _count(sheet, proposals, pack, redraft, report)
        if not pack.dry_run:
            _apply(sheet, proposals, engine, pack, redraft)
    return replace(report, left=0 if pack.dry_run else left)


def _usable(proposal: Proposal | None, pack: Pack) -> bool:
    if proposal is None or not proposal.text:
        return False
    return not (proposal.faults and pack.configuration.drafting.faulty == "empty")


def _count(
    sheet: Sheet,
    proposals: Mapping[str, Proposal],
    pack: Pack,
    redraft: bool,
    report: DraftReport,
) -> DraftReport:
    """Add to a report what becomes of a document, or, in a dry run, would become of it."""
    counts: Counter[str] = Counter()
    classes, faults = Counter(report.confidence), Counter(report.faults)
    for unit in sheet.units:
        proposal = proposals.get(unit.source)
        if not _wanted(unit, redraft=redraft):
            counts["untouched"] += 1
        elif proposal is None:
            counts["machine"] += pack.dry_run
        elif proposal.origin is Origin.LOCALE_DATA:
            counts["locale_data"] += 1
        elif not proposal.text:
            counts["empty"] += 1
        else:
            usable = _usable(proposal, pack)
            kind = "memory" if proposal.note else "machine"
            counts[kind if usable else "refused"] += 1
            faults.update(proposal.faults)
            if proposal.confidence and usable:
                classes[proposal.confidence.value] += 1
    sums = {name: getattr(report, name) + number for name, number in counts.items()}
    return replace(report, confidence=dict(classes), faults=dict(faults), **sums)


def _apply(
    sheet: Sheet,
    proposals: Mapping[str, Proposal],
    engine: Engine | None,
    pack: Pack,
    redraft: bool,
) -> None:
    digest = engine_digest(engine.signature) if engine else ""
    changed: dict[tuple[str, int], CatalogEntry] = {}
    events: list[Event] = []
    for entry, unit in sheet.pairs():
        proposal = proposals.get(entry.source)
        if proposal is None or not _wanted(unit, redraft=redraft):
            continue
        target = proposal.text if _usable(proposal, pack) else ""
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
        if engine and any(event.engine for event in events):
            introduction = Event(Action.ENGINE, MACHINE, engine=digest, signature=engine.signature)
            events.insert(0, introduction)
        sheet.ledger.record_drafts(events)
    if changed:
        sheet.save(changed)
