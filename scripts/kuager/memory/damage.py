"""Damage to a memory's file, told from a disk that refuses and from faults of our own."""

from __future__ import annotations

from kuager.databases import Damage, DamagedError


class DamagedMemoryError(DamagedError):
    """The memory's file is damaged, or was made by another version: it must be made anew."""


DAMAGE = Damage("translation memory", "Run: kuager memory status", DamagedMemoryError)
"""How a memory complains."""
damaged, told, evaluated, texts = DAMAGE.found, DAMAGE.told, DAMAGE.evaluated, DAMAGE.texts
