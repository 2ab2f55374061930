"""Checks: one class each, an explicit ordered registry, and the function that runs them.

A new check is a class in the module of its subject and an entry in ``CHECKS``; its cases go
into a table in ``tests/cases``. What targets a check need not look at it says itself
(``passes_plain``). What looks at a whole document is in ``consistency``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from kuager.checks.addresses import Urls
from kuager.checks.alphabet import Alphabet
from kuager.checks.base import (
    NO_CONTEXT,
    NOTHING,
    Check,
    CheckContext,
    is_plain,
    is_plain_source,
    wording,
)
from kuager.checks.capitals import Capitals
from kuager.checks.certainty import Certainty
from kuager.checks.characters import Invisible, UnicodeForm
from kuager.checks.completeness import Empty, SameAsSource
from kuager.checks.consistency import DOCUMENT_CHECKS, DocumentCheck, check_document
from kuager.checks.dashes import Dashes
from kuager.checks.dates import Dates
from kuager.checks.gender import Gender
from kuager.checks.language import WrongLanguage
from kuager.checks.length import Length, Sentences, Truncated
from kuager.checks.marks import DoubledMark
from kuager.checks.markup import Placeables
from kuager.checks.names import Names
from kuager.checks.numbers import Numbers
from kuager.checks.polarity import Polarity
from kuager.checks.process import SelfPassed, Unedited
from kuager.checks.pronouns import Pronouns
from kuager.checks.punctuation import Brackets, EndPunctuation
from kuager.checks.questions import Questions
from kuager.checks.quotes import Quotes
from kuager.checks.repetition import DoubledWord, DoubleSpace, RepeatedNgram
from kuager.checks.residue import EnglishResidue
from kuager.checks.roles import Roles
from kuager.checks.script import MixedScript
from kuager.checks.spaces import NoBreak, Spaces
from kuager.checks.spelling import Spelling
from kuager.checks.tense import Tense
from kuager.checks.terms import Terms
from kuager.model import Finding, Unit

__all__ = [
    "CHECKS",
    "DOCUMENT_CHECKS",
    "Check",
    "CheckContext",
    "DocumentCheck",
    "check_document",
    "fix_target",
    "run_checks",
]

_EMPTY = Empty()
_MORE = wording("… and {count} more like these.")

CHECKS: tuple[Check, ...] = (
    _EMPTY,
    SameAsSource(),
    WrongLanguage(),
    EnglishResidue(),
    Length(),
    Truncated(),
    Sentences(),
    Numbers(),
    Dates(),
    Urls(),
    EndPunctuation(),
    Quotes(),
    Brackets(),
    Dashes(),
    DoubledMark(),
    DoubleSpace(),
    Spaces(),
    NoBreak(),
    DoubledWord(),
    RepeatedNgram(),
    Capitals(),
    Placeables(),
    Invisible(),
    UnicodeForm(),
    MixedScript(),
    Alphabet(),
    Polarity(),
    Roles(),
    Pronouns(),
    Tense(),
    Names(),
    Certainty(),
    Questions(),
    Gender(),
    Terms(),
    Spelling(),
    Unedited(),
    SelfPassed(),
)
"""All checks, in the order in which their findings are reported."""


_Run = Callable[[Unit], Iterator[Finding]]
_RunIn = Callable[[Unit, CheckContext], Iterator[Finding]]

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
    target, ignored = unit.target, unit.ignored
    if not target or target.isspace():
        checks = [check for check in checks if check.id == _EMPTY.id]
    plain = is_plain(target, unit.locale)
    plain_pair = plain and "«" not in target and "»" not in target and is_plain_source(unit.source)
    findings: list[Finding] = []
    for check, run, run_in in _worth_running(tuple(checks), plain, plain_pair):
        if ignored and check.id in ignored:
            continue
        yielded = run(unit) if run_in is None else run_in(unit, context)
        if yielded is not NOTHING and (found := list(yielded)):
            findings += found[:AT_MOST]
            if len(found) > AT_MOST:
                findings.append(check.finding(_MORE, count=str(len(found) - AT_MOST)))
    return findings


@lru_cache(maxsize=64)
def _worth_running(
    checks: tuple[Check, ...], plain: bool, plain_pair: bool
) -> tuple[tuple[Check, _Run, _RunIn | None], ...]:
    """Return the checks that may find something in such a target, and how they are run.

    The last is None for checks that ask for no context.
    """
    return tuple(
        (check, check.check, _run_in(check))
        for check in checks
        if not (plain and check.passes_plain) and not (plain_pair and check.passes_plain_pair)
    )


def _run_in(check: Check) -> _RunIn | None:
    return check.check_in if type(check).check_in is not Check.check_in else None


def fix_target(unit: Unit, checks: Sequence[Check] = CHECKS) -> str:
    """Return the unit's target with all that the checks can safely repair repaired.

    The same text when there is nothing to repair. Checks that were dismissed are left out. A
    second call on what comes back changes nothing.
    """
    for _ in range(_ROUNDS):
        before = unit.target
        for check in checks:
            if check.id not in unit.ignored and unit.target and not unit.target.isspace():
                unit = replace(unit, target=check.fix(unit) or unit.target)
        if unit.target == before:
            break
    return unit.target


_ROUNDS = 4
"""One repair may make room for another; they settle in two rounds."""
