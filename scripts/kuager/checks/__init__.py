"""Checks: one class each, an explicit ordered registry, and the function that runs them.

A new check is a class in the module of its subject and an entry in ``CHECKS``; its cases go
into ``tests/cases/checks.tsv``.
"""

from __future__ import annotations

from collections.abc import Sequence

from kuager.checks.base import NO_CONTEXT, Check, CheckContext
from kuager.checks.completeness import Empty, SameAsSource
from kuager.checks.markup import Placeables
from kuager.checks.numbers import Numbers
from kuager.checks.punctuation import Brackets, EndPunctuation
from kuager.checks.quotes import Quotes
from kuager.checks.repetition import DoubledWord, DoubleSpace
from kuager.checks.script import MixedScript
from kuager.model import Finding, Unit

__all__ = ["CHECKS", "Check", "CheckContext", "run_checks"]

_EMPTY = Empty()

CHECKS: tuple[Check, ...] = (
    _EMPTY,
    SameAsSource(),
    Numbers(),
    EndPunctuation(),
    Quotes(),
    Brackets(),
    DoubleSpace(),
    DoubledWord(),
    Placeables(),
    MixedScript(),
)
"""All checks, in the order in which their findings are reported."""


AT_MOST = 3
"""Findings of one check on one unit that are told apart; the rest is counted."""


def run_checks(
    unit: Unit, checks: Sequence[Check] = CHECKS, context: CheckContext = NO_CONTEXT
) -> list[Finding]:
    """Return the findings of the checks on one unit, in the order of the checks.

    Checks that were dismissed for the unit's text are skipped. A unit without a target gets
    only the check ``empty``: there is nothing else to look at. Of each check at most AT_MOST
    findings are told apart, so that a draft gone astray does not drown the others.
    """
    blank = not unit.target or unit.target.isspace()
    findings: list[Finding] = []
    for check in checks:
        if check.id in unit.ignored or (blank and check.id != _EMPTY.id):
            continue
        found = list(check.check_in(unit, context))
        findings += found[:AT_MOST]
        if len(found) > AT_MOST:
            findings.append(check.finding(f"… and {len(found) - AT_MOST} more like these."))
    return findings
