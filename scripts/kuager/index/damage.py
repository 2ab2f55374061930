"""Damage to an index's file."""

from __future__ import annotations

from kuager.databases import Damage, DamagedError


class DamagedIndexError(DamagedError):
    """The index is damaged, or was made by another version: it must be made anew."""


DAMAGE = Damage("index", "Run the command again: it is made anew.", DamagedIndexError)
"""How an index complains."""
