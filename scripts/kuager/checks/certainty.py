"""Whether the target is as certain as the source: «кажется», «меніңше», "allegedly"."""

from __future__ import annotations

from collections.abc import Iterator

from kuager.checks.base import Check
from kuager.checks.meaning import hedges
from kuager.checks.meaning.texts import lowered, target_language
from kuager.model import Finding, Severity, Unit


class Certainty(Check):
    """Compare hedges: what the source says with reserve, the target may not say as a fact."""

    id = "certainty"
    name = "Certainty"
    description = (
        "The source hedges (I think, allegedly, as far as I know) and the target does not, or "
        "the other way round."
    )
    severity = Severity.WARNING

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding where all hedges are lost, or one stands where nothing calls for it."""
        language = target_language(unit)
        if not language:
            return
        source, target = lowered(unit.source), lowered(unit.target)
        if hedges.SURE.is_in(source):
            if not hedges.ANY[language].is_in(target):
                yield self.finding("The source says this with reserve.")
            return
        if hedges.MODAL.is_in(source):
            if not hedges.ANY[language].is_in(target) and not hedges.POSSIBLE[language].search(
                target
            ):
                yield self.finding("The source says this with reserve.")
            return
        found = hedges.PLAIN[language].search(target)
        if found and not hedges.ENGLISH.is_in(source):
            yield self.finding("The source says this without reserve.", found.span())
