"""How the target came about: what a reviewer should know that the text does not show."""

from __future__ import annotations

from collections.abc import Iterator

from kuager.checks.base import NOTHING, Check
from kuager.model import Finding, Severity, State, Unit

_PASSED = frozenset({State.REVIEWED, State.APPROVED})
_SETTLED = frozenset({State.TRANSLATED, State.REVIEWED, State.APPROVED})


class Unedited(Check):
    """Point at drafts that somebody confirmed without changing a letter."""

    id = "unedited"
    name = "Draft confirmed unedited"
    description = "A machine's or memory's draft was confirmed without an edit."
    severity = Severity.INFO

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding when the target is such a draft, in whatever state it is by now."""
        if not unit.unedited or unit.state not in _SETTLED:
            return NOTHING
        return iter([self.finding("This is a draft that was confirmed without an edit.")])


class SelfPassed(Check):
    """Point at texts that nobody but their translator has passed."""

    id = "own-approval"
    name = "Passed by its translator"
    description = (
        "Whoever reviewed or approved the target had translated it: no second person has read it."
    )
    severity = Severity.INFO

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding where that is so; packs with four eyes have none."""
        if not unit.self_passed or unit.state not in _PASSED:
            return NOTHING
        return iter([self.finding("No second person has read this.")])
