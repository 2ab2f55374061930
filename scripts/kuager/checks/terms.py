"""Whether the terms of the source are rendered as the termbase has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kuager.checks.base import NOTHING, Check, CheckContext, masked, wording
from kuager.model import Finding, Severity, Unit
from kuager.termbase import Termbase, TermEntry, TermStatus, find_form, renderings_of

Span = tuple[int, int]


_FORBIDDEN = wording("“{term}” is not to be rendered so; the termbase forbids it.")


class Terms(Check):
    """Hold the target against the pack's termbase, in whatever form a term stands.

    Entries of a term that is both noun and verb count together. Where no person has reviewed the
    entries, the findings are no more than hints.
    """

    id = "term"
    name = "Terms"
    description = (
        "A term of the source is rendered otherwise than in the termbase, by a forbidden form, or "
        "is translated where it must not be; only a hint as long as nobody has reviewed the term."
    )
    severity = Severity.WARNING

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield nothing: without a termbase there are no terms."""
        del unit
        return NOTHING

    def check_in(self, unit: Unit, context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for each term that is missing, kept apart, or forbidden."""
        if context.termbase is None or not unit.target.strip():
            return NOTHING
        return self._judge(unit, context.termbase)

    def _judge(self, unit: Unit, termbase: Termbase) -> Iterator[Finding]:
        target = masked(unit.target)
        told: set[str] = set()
        for match in termbase.find(masked(unit.source)):
            entries = match.entries
            term = entries[0].term
            if term in told:
                continue
            told.add(term)
            known = [e for e in entries if renderings_of(e, unit.locale)]
            wanted = [
                span
                for entry in known
                for form in renderings_of(entry, unit.locale)
                for span in find_form(target, form, unit.locale)
            ]
            forbidden = [
                span
                for entry in entries
                for form in entry.forbidden_in(unit.locale)
                for span in find_form(target, form, unit.locale)
                if not any(_lies_within(span, other) for other in wanted)
            ]
            for span in sorted(set(forbidden)):
                yield self._told(entries, _FORBIDDEN, span, term=term)
            if wanted or forbidden or len(known) < len(entries):
                continue
            if all(entry.do_not_translate for entry in entries):
                yield self._told(entries, "“{term}” is not to be translated.", term=term)
            else:
                preferred = renderings_of(known[0], unit.locale)[0]
                yield self._told(
                    entries,
                    "“{term}” is not rendered as the termbase has it: {preferred}.",
                    term=term,
                    preferred=preferred,
                )

    def _told(
        self, entries: Iterable[TermEntry], words: str, span: Span | None = None, **parts: str
    ) -> Finding:
        reviewed = all(entry.status is TermStatus.REVIEWED for entry in entries)
        severity = self.severity if reviewed else Severity.INFO
        return replace(self.finding(words, span, **parts), severity=severity)


def _lies_within(span: Span, other: Span) -> bool:
    return other[0] <= span[0] and span[1] <= other[1]
