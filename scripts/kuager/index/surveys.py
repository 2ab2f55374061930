"""What is known of a sheet once it was read: its units, what was found, the counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import msgspec

from kuager.model import EngineSignature, Finding, Origin, Severity, State


@dataclass(frozen=True, slots=True)
class SurveyedUnit:
    """A unit as the index keeps it, in the order of the catalog."""

    occurrence: int
    source: str
    target: str
    state: State
    origin: Origin | None
    unedited: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A finding and the unit it is about."""

    number: int
    """Position of the unit in its document, from 1."""
    unit: str
    """The unit's id."""
    state: State
    finding: Finding


@dataclass(frozen=True, slots=True)
class Counts:
    """What there is of each kind in a sheet."""

    states: dict[str, int] = field(default_factory=dict)
    """Units in each state that occurs, by its value."""
    severities: dict[str, int] = field(default_factory=dict)
    """Findings of each severity that occurs, by its value."""
    checks: dict[str, int] = field(default_factory=dict)
    """Findings of each check, by its id."""
    confidence: dict[str, int] = field(default_factory=dict)
    """Untouched drafts in each class of confidence, where the engine could tell."""
    engines: tuple[str, ...] = ()
    """Labels of the engines whose drafts are still in the catalog."""
    words: int = 0
    """In the sources."""
    questions: int = 0
    """Units with a question that waits for an answer."""


@dataclass(frozen=True, slots=True)
class Survey:
    """All that is kept of a sheet; of one that cannot be read, why."""

    units: tuple[SurveyedUnit, ...] = ()
    found: tuple[Found, ...] = ()
    counts: Counts = Counts()
    signatures: tuple[EngineSignature, ...] = ()
    headers: tuple[str, ...] = ()
    """Fields of the catalog's header that may name somebody."""
    problem: str = ""
    """Why the sheet was set aside, empty otherwise; never a sentence of the testimony."""
    mend: str = ""


def encoded(value: object) -> bytes:
    """Return a part of a survey as it is kept."""
    return msgspec.json.encode(value)


def encoded_found(found: Sequence[Found]) -> bytes:
    """Return findings as they are kept: without the names of their fields, for there are many."""
    rows = []
    for entry in found:
        f = entry.finding
        about = (entry.number, entry.unit, entry.state.value)
        rows.append((*about, f.check, f.severity.value, f.wording, f.span, f.parts))
    return msgspec.json.encode(rows)


_FoundRow = tuple[
    int, str, State, str, Severity, str, tuple[int, int] | None, tuple[tuple[str, str], ...]
]
_found_rows = msgspec.json.Decoder(list[_FoundRow])
_counts = msgspec.json.Decoder(Counts)
_signatures = msgspec.json.Decoder(tuple[EngineSignature, ...])
_texts = msgspec.json.Decoder(tuple[str, ...])


def found_decoded(kept: bytes) -> list[Found]:
    """Return findings. Raises ValueError for what ``encoded_found`` never makes."""
    return [
        Found(number, unit, state, Finding(check, severity, wording, span, parts))
        for number, unit, state, check, severity, wording, span, parts in _found_rows.decode(kept)
    ]


def counts_decoded(kept: bytes) -> Counts:
    """Return the counts. Raises ValueError."""
    return _counts.decode(kept)


@lru_cache(maxsize=1024)
def signatures_decoded(kept: bytes) -> tuple[EngineSignature, ...]:
    """Return signatures, which are the same in most sheets. Raises ValueError."""
    return _signatures.decode(kept)


@lru_cache(maxsize=1024)
def texts_decoded(kept: bytes) -> tuple[str, ...]:
    """Return a list of texts. Raises ValueError."""
    return _texts.decode(kept)
