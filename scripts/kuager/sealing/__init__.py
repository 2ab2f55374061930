"""Sealed hand-over: chosen files in one encrypted file for people whose keys are known.

The encryption is age's (C2SP, "The age file encryption format", age-encryption.org/v1); inside
stands a tar of plain files behind a manifest. Sealing is not deterministic: every sealed file
has a random key of its own, and two that hold the same cannot be told for that.
"""

from __future__ import annotations

from kuager.errors import InputError


class SealError(InputError):
    """A key, a passphrase or a sealed file cannot be used."""
