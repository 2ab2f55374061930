"""Fix: what the checks can safely repair, in the actor's own work alone.

A repaired text is a new text, and the ledger keeps who wrote it. If anybody could have another's
text repaired, the other would no longer count as its translator and could approve the own
words; a draft repaired by rule would pass for a person's. So a repair touches only what the
actor alone wrote and nobody has passed yet, and what needs work goes on needing it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kuager.checks import CHECKS, fix_target, run_checks
from kuager.ledgers import check_actor
from kuager.model import CatalogEntry, Origin, State, Unit, text_hash
from kuager.pack import Pack
from kuager.review import Action, Event, Standing
from kuager.steps.units import Sheet, read_sheet

FIXABLE_STATES = frozenset({State.TRANSLATED, State.NEEDS_WORK})

PASSED = "reviewed or approved; to be reopened first"
DRAFTED = "a draft's own words; to be edited by hand"
UNKNOWN = "by an unknown hand; to be claimed first by whoever wrote it"
OTHERS = "somebody else's work; to be repaired by whoever wrote it"
DISMISSED = "with a dismissed finding, which a new text would bring back"
UNSETTLED = "not to be repaired without another finding; to be edited by hand"


@dataclass(frozen=True, slots=True)
class Repair:
    """A unit whose target was repaired."""

    number: int
    """Position in its document, from 1."""
    before: str
    after: str
    checks: tuple[str, ...]
    """Ids of the checks that find less, or nothing, in the repaired text."""


@dataclass(frozen=True, slots=True)
class FixReport:
    """What became of one document in one locale."""

    document: str
    locale: str
    repairs: tuple[Repair, ...]
    left: dict[str, int]
    """Why units that could be repaired were left alone, and how many."""


def fix(
    pack: Pack, actor: str, documents: Sequence[str] = (), locales: Sequence[str] = ()
) -> list[FixReport]:
    """Repair what is safe to repair in what ``actor`` wrote; a second run changes nothing.

    Every repair is on record as the actor's translation. Raises UsageError, DocumentError,
    CatalogError, LedgerError, StorageError.
    """
    check_actor(actor)
    return [
        _fix_sheet(read_sheet(pack, locale, document), actor)
        for document in pack.document_ids(documents)
        for locale in pack.locales(locales)
    ]


def _fix_sheet(sheet: Sheet, actor: str) -> FixReport:
    changed: dict[tuple[str, int], CatalogEntry] = {}
    events: list[Event] = []
    repairs: list[Repair] = []
    left: Counter[str] = Counter()
    for number, (entry, unit) in enumerate(sheet.pairs(), 1):
        target = fix_target(unit)
        if target == unit.target:
            continue
        before, after = _counts(unit), _counts(replace(unit, target=target))
        standing = sheet.history.standing(unit.id, entry)
        reason = _refusal(unit, standing, actor) or (UNSETTLED if after - before else "")
        if reason:
            left[reason] += 1
            continue
        changed[entry.key] = replace(entry, target=target)
        events += _events(unit, target, standing, actor)
        repairs.append(Repair(number, unit.target, target, tuple(before - after)))
    if changed:
        sheet.save(changed)
        sheet.ledger.record(actor, events)
    return FixReport(sheet.document, sheet.locale, tuple(repairs), dict(left))


def _counts(unit: Unit) -> Counter[str]:
    return Counter(finding.check for finding in run_checks(unit, CHECKS))


def _refusal(unit: Unit, standing: Standing, actor: str) -> str:
    """Return why a unit is to be left alone; empty when it may be repaired."""
    # By the ledger too: a tool that sets the fuzzy flag must not open what is approved.
    if not {unit.state, standing.state} <= FIXABLE_STATES:
        drafted = State.DRAFT in {unit.state, standing.state}
        return DRAFTED if drafted else PASSED
    if unit.origin not in {None, Origin.HUMAN}:
        return DRAFTED
    if not unit.translators:
        return UNKNOWN
    if unit.translators != (actor,):
        return OTHERS
    return DISMISSED if unit.ignored else ""


def _events(unit: Unit, target: str, standing: Standing, actor: str) -> list[Event]:
    """Return the actor's translation and, where changes were asked for, that they still are."""
    texts = text_hash(unit.source), text_hash(target)
    events = [Event(Action.TRANSLATE, actor, unit.id, *texts, Origin.HUMAN)]
    if standing.state is State.NEEDS_WORK:
        events.append(Event(Action.REQUEST_CHANGES, actor, unit.id, *texts))
    return events
