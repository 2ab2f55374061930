"""How the target came about: what a reviewer should know that the text does not show."""

from __future__ import annotations

from collections.abc import Iterator

from kuager.checks.base import Check
from kuager.model import Finding, Severity, State, Unit

_SETTLED = frozenset({State.TRANSLATED, State.REVIEWED, State.APPROVED})


class Unedited(Check):
    """Point at drafts that somebody confirmed without changing a letter."""

    id = "unedited"
    name = "Draft confirmed unedited"
    description = "A machine's or memory's draft was confirmed without an edit."
    severity = Severity.INFO

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding when the target is such a draft, in whatever state it is by now."""
        if unit.unedited and unit.state in _SETTLED:
            yield self.finding("This is a draft that was confirmed without an edit.")
