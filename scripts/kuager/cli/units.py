"""Units as the commands show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kuager.cli.console import counted, note
from kuager.errors import GateError
from kuager.model import Finding, Unit
from kuager.review import Action, Event
from kuager.steps.review import ReviewReport
from kuager.termbase import TermEntry, TermStatus, renderings_of

_LISTED = 5
"""Refusals that are told one by one."""


def unit_fields(number: int, unit: Unit, findings: Sequence[Finding]) -> dict[str, Any]:
    """Return a unit with its findings for programs."""
    return {
        "number": number,
        "unit": unit.id,
        "state": unit.state.value,
        "origin": unit.origin.value if unit.origin else None,
        "engine": unit.engine,
        "confidence": unit.confidence.value if unit.confidence else None,
        "translators": list(unit.translators),
        "unedited": unit.unedited,
        "assignee": unit.assignee,
        "question": unit.asked,
        "source": unit.source,
        "target": unit.target,
        "findings": [finding.message for finding in findings],
    }


def describe_unit(number: int, unit: Unit, findings: Sequence[Finding]) -> str:
    """Return a unit with its findings for people, on several lines."""
    hands = [*unit.translators, unit.engine]
    if not any(hands) and unit.origin:
        hands = [unit.origin.value]
    marks = [
        unit.state.value,
        unit.confidence.value if unit.confidence else "",
        "unedited" if unit.unedited else "",
        "question open" if unit.asked else "",
        f"for {unit.assignee}" if unit.assignee else "",
    ]
    told = ", ".join(filter(None, [*marks, *hands]))
    lines = [f"{number}  ({told})", f"    {unit.source}", f"    {unit.target or '—'}"]
    lines.extend(
        f"    {finding.severity.value}: {finding.message} [{finding.check}]" for finding in findings
    )
    return "\n".join(lines)


def describe_term(entry: TermEntry, locale: str) -> str:
    """Return how a term is rendered in a locale, in one line."""
    parts = [f"term “{entry.term}”: {', '.join(renderings_of(entry, locale)) or '—'}"]
    if forbidden := entry.forbidden_in(locale):
        parts.append(f"not: {', '.join(forbidden)}")
    if entry.note:
        parts.append(entry.note)
    if entry.status is TermStatus.UNREVIEWED:
        parts.append("unreviewed")
    return " · ".join(parts)


def describe_event(event: Event) -> str:
    """Return what somebody said of a unit or asked for, in one line."""
    parts = [event.note]
    if event.action is Action.ASSIGN:
        parts.insert(0, f"to {event.assignee or 'anybody'}")
    return f"{event.actor} ({event.action.value}): {' · '.join(filter(None, parts))}"


def report_steps(report: ReviewReport, *, dry_run: bool, lenient: bool = False) -> int:
    """Print what an action came to; with ``--all``, units that cannot take it are no fault."""
    told = [
        (number, reason)
        for number, reason in report.refused
        if not (lenient and "does not lead from there" in reason)
    ]
    for number, reason in told[:_LISTED]:
        note(f"unit {number}: {reason}")
    if rest := len(report.refused) - len(told[:_LISTED]):
        note(f"{counted(rest, 'unit')}{' more' if told else ''} cannot take the step as they are.")
    if report.unedited:
        note(
            f"{counted(len(report.unedited), 'unit')} of these held back: a machine's draft, word "
            "for word. Compare, then approve expressly: --unedited"
        )
    if report.asked:
        note(f"Questions are still open about: {', '.join(map(str, report.asked))}.")
    if report.versioned:
        note(
            f"Another version stands beside: {', '.join(map(str, report.versioned))}. "
            "Compare: kuager review show"
        )
    for number, checks in report.warned[:_LISTED]:
        note(f"unit {number} has findings: {', '.join(checks)}.")
    if (warned := len(report.warned)) > _LISTED:
        note(f"Of the others {warned - _LISTED} have some too: kuager check")
    would = " would be" if dry_run else ""
    note(f"{report.document} {report.locale}: {counted(len(report.done), 'unit')}{would} done.")
    return GateError.exit_code if report.refused and not lenient else 0
