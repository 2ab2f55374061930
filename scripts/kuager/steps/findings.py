"""What all checks together say about a document's units, and whether that closes a gate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kuager.checks import CHECKS, CheckContext, check_document, run_checks
from kuager.model import Finding, Severity, Unit

_ORDER = list(Severity)
"""From the gravest to the lightest."""
NEVER = "never"
"""Name of the threshold that no finding reaches."""


def unit_findings(units: Sequence[Unit], context: CheckContext) -> list[list[Finding]]:
    """Return the findings on each of a document's units, in the order of the units.

    First those on the unit alone, then those that the document's other units gave rise to.
    """
    findings = [run_checks(unit, CHECKS, context) for unit in units]
    for index, finding in check_document(units):
        findings[index].append(finding)
    return findings


def reaches(severity: Severity, threshold: str) -> bool:
    """Tell whether a severity is at least as grave as a threshold: a severity's value or NEVER."""
    return threshold != NEVER and _ORDER.index(severity) <= _ORDER.index(Severity(threshold))


def closing(findings: Iterable[Finding], threshold: str) -> list[str]:
    """Return the ids of the checks whose findings reach a threshold, each once, in order."""
    return list(dict.fromkeys(f.check for f in findings if reaches(f.severity, threshold)))
