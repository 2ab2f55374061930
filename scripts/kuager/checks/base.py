"""What every check is, and how it sees a unit's texts."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from kuager.model import Finding, NarratorGender, Severity, Unit

PLACEABLE = re.compile(r"<(/?)([1-9][0-9]{0,3})(/?)>")
"""Inline markup in a segment: ``<1>…</1>`` around text, ``<2/>`` in its place."""

_WORD = re.compile(r"[^\W\d_]+")

MASK = "\ufffc"
"""Stands in for each character of a placeable: no letter, no figure, no space."""


@dataclass(frozen=True, slots=True)
class CheckContext:
    """What a check may know of a unit's document."""

    narrator_gender: NarratorGender | None = None
    """The document's policy; None where it is not known, and then nothing is said about it."""


NO_CONTEXT = CheckContext()


class Check(ABC):
    """One question put to a unit; pure, with the same answer every time."""

    id: ClassVar[str]
    """Lower case with hyphens; what a translator writes to dismiss a finding."""
    name: ClassVar[str]
    description: ClassVar[str]
    """One sentence for translators; the documentation is made from it."""
    severity: ClassVar[Severity]

    @abstractmethod
    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield what is wrong with the unit's target; spans lie within the target."""

    def check_in(self, unit: Unit, context: CheckContext) -> Iterator[Finding]:
        """Yield as ``check`` does; a check that depends on the document overrides this."""
        del context
        return self.check(unit)

    def fix(self, unit: Unit) -> str | None:  # noqa: ARG002
        """Return the target repaired; None where nothing is at fault or no repair is safe.

        Pure, and settled: a repaired target needs no second repair by the same check.
        """
        return None

    def finding(self, message: str, span: tuple[int, int] | None = None) -> Finding:
        """Return a finding of this check."""
        return Finding(self.id, self.severity, message, span)


@lru_cache(maxsize=512)
def masked(text: str) -> str:
    """Return the text with its placeables masked, character for character."""
    if "<" not in text:
        return text
    return PLACEABLE.sub(lambda match: MASK * len(match.group()), text)


class View:
    """What several checks look at in one text, worked out once and shared."""

    __slots__ = ("signs", "text", "words")

    def __init__(self, text: str) -> None:
        self.text = masked(text)
        """The text with its placeables masked."""
        self.words: list[str] = _WORD.findall(self.text.lower())
        """Its words in lower case, in order; parts joined by a hyphen count apart."""
        self.signs = frozenset(text)
        """Which characters occur, those of placeables too: the cheapest of all tests."""


@lru_cache(maxsize=512)
def view(text: str) -> View:
    """Return the view of a text; cached, since source and target are seen by every check."""
    return View(text)
