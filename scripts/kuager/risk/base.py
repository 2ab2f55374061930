"""What every rule on identifying details is, and what it finds."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from kuager.model import language_of


class Level(Enum):
    """How much a detail helps to find out who somebody is, the most first."""

    CRITICAL = "critical"
    """Leads to one person alone: a number of identity, a phone, a full name."""
    HIGH = "high"
    """Leads to one person together with little else: a name, a village, an exact date."""
    MEDIUM = "medium"
    LOW = "low"
    """Says something only together with other details."""


RANK = {level: rank for rank, level in enumerate(Level)}
"""For sorting: the smaller, the worse."""


def raised(level: Level) -> Level:
    """Return the next level up."""
    return list(Level)[max(0, RANK[level] - 1)]


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text that is looked through: the words of one unit, markup left out."""

    text: str
    number: int = 0
    """Of the unit in its document, from 1; 0 for what is outside of the units."""
    locale: str = "en"
    source: bool = True
    """False for a target."""

    @property
    def language(self) -> str:
        """Language of the text."""
        return language_of(self.locale)


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a rule sees something, and how grave it is."""

    start: int
    end: int
    level: Level


@dataclass(frozen=True, slots=True)
class Risk:
    """A detail that could identify somebody. It holds the words: for the terminal alone."""

    rule: str
    """Id of the rule."""
    level: Level
    number: int
    locale: str
    span: tuple[int, int]
    """Characters of the passage; (0, 0) where no one place is meant."""
    words: str
    together: tuple[str, ...] = ()
    """Ids of the rules whose findings beside this one raised its level, or that combine."""


class Rule(ABC):
    """One kind of detail; pure, with the same answer every time."""

    id: ClassVar[str]
    name: ClassVar[str]
    description: ClassVar[str]
    """One sentence: what is looked for, and why it can identify."""
    advice: ClassVar[str]
    """One sentence: what to put in its place."""
    level: ClassVar[Level]
    """Usual level; a find may have another."""
    quasi: ClassVar[bool] = False
    """Whether it identifies above all together with other details."""
    neutral: ClassVar[bool] = False
    """Whether it reads texts of every language, not English alone."""

    @abstractmethod
    def find(self, passage: Passage) -> Iterator[Hit]:
        """Yield what the rule sees in a passage; spans may overlap."""

    def hits(
        self, pattern: re.Pattern[str], text: str, level: Level | None = None
    ) -> Iterator[Hit]:
        """Yield a hit for each match of a pattern: its group "it" where it has one."""
        for match in pattern.finditer(text):
            group = "it" if "it" in pattern.groupindex and match["it"] is not None else 0
            yield Hit(*match.span(group), level or self.level)


NUMBER = (
    r"(?:[0-9]{1,3}|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|one|two|three|four|five|six|seven|"
    r"eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
)
"""A count of people or years."""
ORDINAL = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|"
    r"(?:thir|four|fif|six|seven|eigh|nine)teenth|(?:twent|thirt|fort|fift|sixt|sevent|eight|ninet)"
    r"ieth|(?:twenty|thirty|forty|fifty)-(?:first|second|third|fourth|fifth|sixth|seventh|eighth|"
    r"ninth)|[0-9]{1,2}(?:st|nd|rd|th))"
)
RELATION = (
    r"(?:(?:grand)?(?:mother|father|daughter|sons?|parents?)|(?:step)?(?:mother|father|daughter"
    r"|son)"
    r"|husband|wife|brother|sister|uncle|aunt|cousin|nephew|niece|grandm[ao]ther|grandma|grandpa|"
    r"(?:brother|sister|mother|father|son|daughter)-in-law|fianc[eé]e?|mum|mom|dad|boy|girl|twin)"
)
