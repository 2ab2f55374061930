"""The translation memory: an index on disk of what was approved here and what was imported."""

from kuager.memory.damage import DamagedMemoryError
from kuager.memory.database import discard
from kuager.memory.matches import Change, Match, MatchKind, Provenance, difference, refusals
from kuager.memory.store import AT_LEAST, Memory, OriginSize, Remembered, open_memory
from kuager.memory.writing import Pair, Writer

__all__ = [
    "AT_LEAST",
    "Change",
    "DamagedMemoryError",
    "Match",
    "MatchKind",
    "Memory",
    "OriginSize",
    "Pair",
    "Provenance",
    "Remembered",
    "Writer",
    "difference",
    "discard",
    "open_memory",
    "refusals",
]
