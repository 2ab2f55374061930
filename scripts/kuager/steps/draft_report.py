"""What became of a locale's units when they were drafted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kuager.executors import Fault
from kuager.model import Confidence, Origin, State, Unit
from kuager.pack import Pack
from kuager.review import DRAFT_ORIGINS
from kuager.steps.proposals import Proposal
from kuager.steps.units import Sheet


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
    set_aside: tuple[Fault, ...] = ()
    """Documents that could not be read or drafted, and why."""


def wants_draft(unit: Unit, *, redraft: bool) -> bool:
    """Tell whether a unit is to be drafted: an empty one, with ``redraft`` an untouched draft."""
    if unit.state is State.UNTRANSLATED:
        return True
    return redraft and unit.state is State.DRAFT and unit.origin in DRAFT_ORIGINS


def is_usable(proposal: Proposal | None, pack: Pack) -> bool:
    """Tell whether there is something to propose that the pack wants to have."""
    if proposal is None or not proposal.text:
        return False
    return not (proposal.faults and pack.configuration.drafting.faulty == "empty")


def counted(
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
        if not wants_draft(unit, redraft=redraft):
            counts["untouched"] += 1
        elif proposal is None:
            counts["machine"] += pack.dry_run
        elif proposal.origin is Origin.LOCALE_DATA:
            counts["locale_data"] += 1
        elif not proposal.text:
            counts["empty"] += 1
        else:
            usable = is_usable(proposal, pack)
            kind = "memory" if proposal.note else "machine"
            counts[kind if usable else "refused"] += 1
            faults.update(proposal.faults)
            if proposal.confidence and usable:
                classes[proposal.confidence.value] += 1
    sums = {name: getattr(report, name) + number for name, number in counts.items()}
    ordered = {kind.value: classes[kind.value] for kind in Confidence if classes[kind.value]}
    return replace(report, confidence=ordered, faults=dict(sorted(faults.items())), **sums)
