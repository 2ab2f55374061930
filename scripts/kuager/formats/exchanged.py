"""What every format carries that translators take away and bring back.

A file says of each unit what its target and state were when it went out (its ``Base``). That
is enough to tell later, without a copy of the file, whether the unit was worked on there, here,
or at both places.
"""

from __future__ import annotations

from dataclasses import dataclass

from kuager.model import Origin, Role, State, text_hash

_DIGITS = 16
"""Hexadecimal digits of the target's hash in a base: short enough for a table's cell."""


@dataclass(frozen=True, slots=True)
class Base:
    """A unit as it went out."""

    target: str
    """Beginning of the target's ``text_hash``, 16 hexadecimal digits."""
    state: State

    @classmethod
    def of(cls, target: str, state: State) -> Base:
        """Return the base of a unit that goes out now."""
        return cls(text_hash(target)[:_DIGITS], state)

    @classmethod
    def parse(cls, token: str) -> Base | None:
        """Read what ``str`` wrote; None for anything else."""
        target, _, state = token.strip().partition("-")
        if len(target) != _DIGITS or set(target) - set("0123456789abcdef"):
            return None
        try:
            return cls(target, State(state))
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.target}-{self.state.value}"

    def is_of(self, target: str) -> bool:
        """Tell whether a target is the one that went out."""
        return text_hash(target).startswith(self.target)


@dataclass(frozen=True, slots=True)
class ExchangedUnit:
    """A unit in a file that goes out or comes back."""

    source: str
    """With placeables."""
    target: str = ""
    """With placeables; empty for none."""
    state: State = State.UNTRANSLATED
    """As the file says; where it says nothing, TRANSLATED with a target and UNTRANSLATED
    without."""
    unit: str = ""
    """Unit id; empty where a file that comes back has none."""
    number: int = 0
    """Position in the document from 1; 0 where a file that comes back does not say."""
    base: Base | None = None
    """None where a file that comes back does not say."""
    origin: Origin | None = None
    engine: str = ""
    """Label of the engine that made the draft."""
    previous_source: str = ""
    role: Role = Role.PARAGRAPH
    opens_block: bool = False
    """The unit is the first one of its paragraph."""
    remarks: tuple[str, ...] = ()
    """For whoever gets the file, one line each: ``reviewer-1: who arrested whom?``."""
    comment: str = ""
    """What whoever had the file wrote about the unit; empty on the way out."""
    place: str = ""
    """Where it stands in a file that comes back, for messages: ``row 7``, ``line 120``."""


@dataclass(frozen=True, slots=True)
class ExchangedFile:
    """A document in one locale, on its way out or back."""

    document: str
    """Id; empty where a file that comes back does not say."""
    source_locale: str
    locale: str
    """Empty where a file that comes back does not say."""
    units: tuple[ExchangedUnit, ...]
    title: str = ""
    notices: tuple[str, ...] = ()
    """What was found while reading a file that people should know, a sentence each, without
    the text: ``row 7: tracked changes were accepted.``"""
