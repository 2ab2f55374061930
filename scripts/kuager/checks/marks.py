"""Whether punctuation marks follow each other that should not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kuager.checks.base import Check, masked
from kuager.model import Finding, Severity, Unit

# «,,» «, .» «;;» «..» «.,» after a longer word; not «...», «?..», «т. д.,» and «?!».
_DOUBLED = re.compile(
    r"[,;:] ?[,;:.](?![.)(])|(?<![.?!])\.\.(?!\.)|(?<=[^\W\d_]{5})\.,|[?!]{4,}|(?<=\w)…[.…]"
)


class DoubledMark(Check):
    """Find marks that exclude each other, side by side, unless the source has such a pair too."""

    id = "doubled-mark"
    name = "Doubled mark"
    description = "Two punctuation marks follow each other of which one is too many: «,,» or «..»."
    severity = Severity.WARNING
    passes_plain = True

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding for each pair."""
        for match in _DOUBLED.finditer(masked(unit.target)):
            if not _DOUBLED.search(masked(unit.source)):
                yield self.finding("Two marks, of which one is too many.", match.span())
