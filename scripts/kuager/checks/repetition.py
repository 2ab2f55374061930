"""Whether anything is there twice that should be there once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kuager.checks.base import Check, masked
from kuager.model import Finding, Severity, Unit
from kuager.numerals import language_of

_SPACES = " \t\u00a0\u202f\u2009"
_DOUBLE_SPACE = re.compile(rf"[{_SPACES}]{{2,}}")
_DOUBLED = re.compile(rf"(?<![\w'’-])([^\W\d_]+)[{_SPACES}\n]+(\1)(?![\w'’-])", re.IGNORECASE)
# Legitimate doubles without a hyphen: grammar ("had had") and sounds, which are written either
# way. Reduplication with a hyphen (бір-бір, чуть-чуть) the pattern excludes.
_LEGITIMATE = {
    "en": frozenset({"had", "that"}),
    "ru": frozenset({"тук", "ха"}),
    "kk": frozenset({"тық", "ха"}),
}


class DoubleSpace(Check):
    """Find runs of spaces."""

    id = "double-space"
    name = "Double space"
    description = "Two or more spaces follow each other in the target."
    severity = Severity.INFO

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding for each run, wherever it stands."""
        for match in _DOUBLE_SPACE.finditer(unit.target):
            yield self.finding(f"{len(match.group())} spaces in a row.", match.span())


class DoubledWord(Check):
    """Find a word written twice in a row."""

    id = "doubled-word"
    name = "Doubled word"
    description = (
        "A word stands twice in a row; pairs joined by a hyphen (бір-бір, чуть-чуть) are right, "
        "and so is doubling where the source doubles a word too."
    )
    severity = Severity.WARNING

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding for each pair, unless the source has a doubled word of its own."""
        matches = list(_DOUBLED.finditer(masked(unit.target)))
        if not matches:
            return
        legitimate = _LEGITIMATE.get(language_of(unit.locale), frozenset())
        if any(
            match.group(1).lower() not in _LEGITIMATE["en"]
            for match in _DOUBLED.finditer(masked(unit.source))
        ):
            return
        for match in matches:
            if match.group(1).lower() not in legitimate:
                yield self.finding("A word stands twice in a row.", match.span())
