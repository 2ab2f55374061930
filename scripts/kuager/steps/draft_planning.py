"""What there is to draft: every catalog looked at once, before anything is changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kuager.checks import CheckContext
from kuager.engines import Manner
from kuager.executors import Task
from kuager.executors.base import attempt
from kuager.index import Summary
from kuager.model import NarratorGender, State
from kuager.pack import Pack
from kuager.review import MACHINE_WORDS
from kuager.selection import declared_gender
from kuager.steps.contexts import check_contexts
from kuager.steps.draft_known import known_sheets
from kuager.steps.draft_report import DraftReport, wants_draft
from kuager.steps.drafting import EngineInUse
from kuager.steps.proposals import engine_for, from_cldr
from kuager.steps.units import Sheet, read_sheet


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done in one locale, by what its catalogs say."""

    locale: str
    documents: tuple[str, ...]
    """Those with units that want a target."""
    asked: int
    """Different texts in each document that an engine is needed for, added up."""
    report: DraftReport
    """With what need not be looked at again: units that have a target, documents set aside."""
    engines: Mapping[str, EngineInUse]
    """By document; empty where none is needed or named."""
    taken_over: frozenset[str]
    """Approved targets that are a machine's words."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a sheet says before anything is drafted."""

    wanted: int
    """Units that want a target."""
    asked: int
    """Different texts of these that an engine is needed for."""
    untouched: int
    taken_over: frozenset[str]


def plan_locale(
    pack: Pack, locale: str, names: Sequence[str], redraft: bool, manner: Manner | None
) -> Plan:
    """Look at each sheet once; open the engines when they are needed.

    What the index knows to have nothing to draft is not even read.
    """
    every = {*names, *pack.template_names()}
    known = known_sheets(pack, sorted(every), locale)
    seen: dict[str, _Seen] = {}
    faults = []
    for name in names:
        if name in known and not _may_want(known[name].summary, redraft=redraft):
            seen[name] = _Seen(0, 0, known[name].summary.units, known[name].taken_over)
            continue
        outcome = attempt(pack, Task(name, _look, (locale, name, redraft)))
        if outcome.value is not None:
            seen[name] = outcome.value
        elif outcome.fault:
            faults.append(outcome.fault)
    asked = sum(sheet.asked for sheet in seen.values())
    words = frozenset().union(*(sheet.taken_over for sheet in seen.values()))
    if asked:
        others = every - set(names)
        words = words.union(*(known[name].taken_over for name in others & known.keys()))
        words |= _taken_over(pack, locale, others - known.keys())
    wanted = tuple(name for name, sheet in seen.items() if sheet.wanted)
    needed = manner is not None and asked and not pack.dry_run
    engines = _engines(pack, locale, wanted, manner) if needed and manner else {}
    labels = dict.fromkeys(used.engine.signature.label for used in engines.values())
    report = DraftReport(
        locale,
        ", ".join(labels),
        untouched=sum(sheet.untouched for sheet in seen.values() if not sheet.wanted),
        set_aside=tuple(faults),
    )
    return Plan(locale, wanted, asked, report, engines, words)


def _may_want(sheet: Summary, *, redraft: bool) -> bool:
    """Tell whether a sheet can have units that ``wants_draft`` is true of, by its counts."""
    states = sheet.counts.states
    draft = states.get(State.DRAFT.value, 0) if redraft else 0
    return bool(states.get(State.UNTRANSLATED.value, 0) + draft)


def _look(pack: Pack, locale: str, document: str, redraft: bool) -> _Seen:
    sheet = read_sheet(pack, locale, document)
    wanted = [unit.source for unit in sheet.units if wants_draft(unit, redraft=redraft)]
    sources = set(wanted)
    asked = sources - from_cldr(pack, locale, sources).keys()
    words = _machine_words(sheet)
    return _Seen(len(wanted), len(asked), len(sheet.units) - len(wanted), words)


def _taken_over(pack: Pack, locale: str, names: Iterable[str]) -> frozenset[str]:
    """Return the same of documents that nothing is drafted in; one that cannot be read has none."""
    tasks = (Task(name, _words, (locale, name)) for name in names)
    words = (attempt(pack, task).value for task in tasks)
    return frozenset().union(*(found for found in words if found))


def _machine_words(sheet: Sheet) -> frozenset[str]:
    """Return the approved targets that are a machine's words, taken over as they stood."""
    return frozenset(
        unit.target
        for unit in sheet.units
        if unit.state is State.APPROVED and unit.unedited and unit.origin in MACHINE_WORDS
    )


def _words(pack: Pack, locale: str, document: str) -> frozenset[str]:
    return _machine_words(read_sheet(pack, locale, document))


def _engines(
    pack: Pack, locale: str, documents: Sequence[str], manner: Manner
) -> dict[str, EngineInUse]:
    """Return the engine for each document; those whose narrators are alike share one."""
    contexts = check_contexts(pack)
    opened: dict[NarratorGender | None, EngineInUse] = {}
    engines = {}
    for document in documents:
        policy = contexts.get(document, CheckContext()).narrator_gender
        narrator = declared_gender(policy, locale)
        if narrator not in opened:
            own = replace(manner, narrator=narrator)
            opened[narrator] = EngineInUse.of(engine_for(pack, locale, own), own)
        engines[document] = opened[narrator]
    return engines
