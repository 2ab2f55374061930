"""Whether there is a translation at all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kuager.checks.base import PLACEABLE, Check
from kuager.model import Finding, Severity, State, Unit

_LETTER_OR_FIGURE = re.compile(r"[^\W_]")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+", re.IGNORECASE)
# A word with two letters of which one is small. Acronyms, single letters and figures may be
# the same in every language: COVID-19, SIM, 40 %.
_WORD_TO_TRANSLATE = re.compile(r"[^\W\d_]*[^\W\d_A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][^\W\d_]+|[^\W\d_]+[a-zа-яё]")


def _is_bare(text: str) -> bool:
    """Say whether there is nothing but markup and marks."""
    return not _LETTER_OR_FIGURE.search(PLACEABLE.sub("", text))


class Empty(Check):
    """Find units that claim to be translated and have no text."""

    id = "empty"
    name = "Empty"
    description = "The unit counts as drafted or translated, but its target has no words."
    severity = Severity.ERROR
    passes_plain_pair = True

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding; a unit in state untranslated is open work, not an error."""
        if unit.state is State.UNTRANSLATED:
            return
        target = unit.target
        if not target or target.isspace():
            yield self.finding("The target is empty.")
        elif "<" in target and _is_bare(target) and not _is_bare(unit.source):
            yield self.finding("The target has markup but no words.", (0, len(target)))


class SameAsSource(Check):
    """Find source text that was left as it is."""

    id = "same-as-source"
    name = "Same as source"
    description = (
        "The target is the source text; addresses, acronyms and bare figures may stay as they are."
    )
    severity = Severity.WARNING
    passes_plain_pair = True

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding when source and target are equal but for case and outer space."""
        source, target = unit.source.strip(), unit.target.strip()
        if len(source) != len(target) or source.casefold() != target.casefold():
            return
        if _WORD_TO_TRANSLATE.search(_ADDRESS.sub(" ", PLACEABLE.sub(" ", source))):
            yield self.finding("The target is the same as the source.", (0, len(unit.target)))
