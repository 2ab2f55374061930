"""What a look-up gives: matches, where they come from, how their source differs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from rapidfuzz.distance import Indel

from kuager.guards import meaning_differences
from kuager.model import language_of
from kuager.placeables import Literal, Tag, strip_placeables, tokenise

PLACEABLES = "placeables"
"""Reason for a refusal: the inline markup is another."""
LANGUAGE = "language"
"""Reason for a refusal: the guards cannot read sentences of this language."""
_PIECE = re.compile(r"</?[1-9][0-9]{0,3}/?>|\s+|\w+|[^\w\s]")


class MatchKind(Enum):
    """How a match was found."""

    EXACT = "exact"
    """The same sentence, but for white space and the composition of its letters."""
    FUZZY = "fuzzy"
    """A similar one."""


class Change(Enum):
    """What became of a piece of the remembered sentence."""

    SAME = "same"
    REMOVED = "removed"
    """It stands in the memory only."""
    ADDED = "added"
    """It stands in the segment only."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a remembered translation comes from."""

    approved: bool
    """It was approved in this pack; otherwise it was imported, and nobody here vouches for it."""
    name: str
    """Document, or the name that the import was given."""
    note: str = ""
    """What was said of the import, such as "machine-written"."""


@dataclass(frozen=True, slots=True)
class Match:
    """A remembered translation of the same or of a similar sentence."""

    source: str
    target: str
    locale: str
    score: float
    """Similarity of the words, 0 to 100 (normalised indel); 100 only for exact matches."""
    kind: MatchKind
    refused: tuple[str, ...]
    """Why it is no draft but a suggestion: names of ``guards.GUARDS``, PLACEABLES, LANGUAGE."""
    provenance: Provenance
    difference: tuple[tuple[Change, str], ...] = ()
    """From the remembered sentence to the segment, in words; empty for exact matches."""


def refusals(source: str, remembered: str, target: str, source_locale: str) -> tuple[str, ...]:
    """Say why the remembered translation may not be the draft of a sentence; empty if it may.

    The guards read English; of a sentence in another language only numbers and names could be
    compared, so its similar ones are never drafts.
    """
    reasons: list[str] = []
    if source != remembered:
        if language_of(source_locale) != "en":
            reasons.append(LANGUAGE)
        plain = strip_placeables(source), strip_placeables(remembered)
        reasons += meaning_differences(*plain, source_locale)
    wanted = _tags(source)
    if wanted != _tags(remembered) or sorted(map(repr, wanted)) != sorted(map(repr, _tags(target))):
        reasons.append(PLACEABLES)
    return tuple(reasons)


def _tags(text: str) -> list[Tag]:
    if "<" not in text:
        return []
    return [token for token in tokenise(text) if not isinstance(token, Literal)]


def difference(remembered: str, source: str) -> tuple[tuple[Change, str], ...]:
    """Return how to get from the remembered sentence to the segment, word by word.

    The texts of SAME and REMOVED joined are the remembered sentence, those of SAME and ADDED
    the segment; neighbours are of different kinds, and what was removed stands before what was
    added in its place.
    """
    old, new = _PIECE.findall(remembered), _PIECE.findall(source)
    pieces: list[tuple[Change, str]] = []
    removed, added = "", ""
    for step in Indel.opcodes(old, new):
        gone = "".join(old[step.src_start : step.src_end])
        come = "".join(new[step.dest_start : step.dest_end])
        if step.tag == "equal":
            pieces += _changes(removed, added)
            removed, added = "", ""
            pieces.append((Change.SAME, gone))
        else:
            removed += gone
            added += come
    return (*pieces, *_changes(removed, added))


def _changes(removed: str, added: str) -> list[tuple[Change, str]]:
    return [(c, t) for c, t in ((Change.REMOVED, removed), (Change.ADDED, added)) if t]
