"""What a report tells of a document in one locale, ready to be counted and written."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from kuager.model import Finding, Severity, Unit
from kuager.review import DRAFT_ORIGINS, Action

if TYPE_CHECKING:  # it loads numpy, which counting does without
    from kuager.effort import CheckCatch, EditFigures

SEVERITIES = tuple(Severity)
"""From the worst on."""


class Effort(Enum):
    """What people did to bring a unit's present target about."""

    DRAFT = "draft"
    """The draft as it was made; nobody has taken it over."""
    UNCHANGED = "unchanged"
    """A draft that somebody took over as it stands."""
    CHANGED = "changed"
    """There was a draft; the target is another text."""
    OWN = "own"
    """Written without a draft."""
    NONE = "none"
    """There is no target."""


def effort_of(unit: Unit, *, drafted: bool) -> Effort:
    """Return how a unit's target came about.

    ``drafted``: a draft of the unit's source is on record, whatever its text was.
    """
    if not unit.target.strip():
        return Effort.NONE
    if unit.origin in DRAFT_ORIGINS:
        return Effort.UNCHANGED if unit.unedited else Effort.DRAFT
    return Effort.CHANGED if drafted else Effort.OWN


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody noted about a unit."""

    actor: str
    """Pseudonym."""
    action: Action
    note: str
    check: str = ""
    """Id of the check that was dismissed."""
    day: str = ""
    """ISO date, or empty."""
    earlier: bool = False
    """It speaks of another source or target than the present one."""


@dataclass(frozen=True, slots=True)
class ReportedUnit:
    """A unit with all that is known about it."""

    number: int
    """Position in the document, from 1."""
    unit: Unit
    effort: Effort
    findings: tuple[Finding, ...] = ()
    remarks: tuple[Remark, ...] = ()
    comment: str = ""
    """What a translator wrote into the catalog."""
    opens_block: bool = False
    """The unit is the first one of a paragraph."""

    @property
    def worst(self) -> Severity | None:
        """The severity of the worst finding; None without any."""
        return min((f.severity for f in self.findings), key=SEVERITIES.index, default=None)


@dataclass(frozen=True, slots=True)
class PostEditing:
    """What became of the drafts of approved units."""

    everything: EditFigures
    makers: tuple[tuple[str, EditFigures], ...]
    """By engine's label, or value of the ``Origin`` of drafts that no engine made."""
    rates: tuple[tuple[int, float], ...]
    """Number and HTER of each measured unit."""
    catches: tuple[CheckCatch, ...]
    signatures: tuple[tuple[str, str], ...]
    """sacreBLEU's, by name of the figure."""


@dataclass(frozen=True, slots=True)
class Report:
    """A document in one locale."""

    document: str
    title: str
    """Of the original, plain text; empty where the document is not there."""
    source_locale: str
    locale: str
    units: tuple[ReportedUnit, ...]
    """In document order."""
    editing: PostEditing | None = None
    """None where nothing is approved."""

    @property
    def engines(self) -> tuple[str, ...]:
        """Labels of the engines whose words are still in the targets."""
        return tuple(sorted({entry.unit.engine for entry in self.units if entry.unit.engine}))
