"""The termbase: what terms there are, how each is rendered, and where they stand in a text."""

from kuager.termbase.entries import (
    Fault,
    PartOfSpeech,
    PlacedEntry,
    Rendering,
    TermbaseError,
    TermEntry,
    TermStatus,
    find_faults,
    refuse_faults,
    tidied,
)
from kuager.termbase.matching import Termbase, TermMatch, find_form, renderings_of

__all__ = [
    "Fault",
    "PartOfSpeech",
    "PlacedEntry",
    "Rendering",
    "TermEntry",
    "TermMatch",
    "TermStatus",
    "Termbase",
    "TermbaseError",
    "find_faults",
    "find_form",
    "refuse_faults",
    "renderings_of",
    "tidied",
]
