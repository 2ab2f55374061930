"""Units as the commands show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kuager.model import Finding, Unit
from kuager.termbase import TermEntry, TermStatus, renderings_of


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
