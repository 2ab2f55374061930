"""What decides what a survey of a sheet comes to: its files, policy and terms, and this program."""

from __future__ import annotations

from kuager.index import digest_of
from kuager.model import NarratorGender
from kuager.pack import Pack
from kuager.steps.program import program_digest

_LIBRARIES = ("babel", "polib", "pymorphy3", "pymorphy3-dicts-ru", "rapidfuzz")
"""Those whose version decides what is read or found."""


def made_from(pack: Pack, content: bytes, gender: NarratorGender | None, terms: bytes) -> bytes:
    """Return the digest of all that decides what a survey of a sheet comes to.

    ``content`` is the digest of its files. Whatever else a check may look at belongs here.
    """
    policies = f"{pack.configuration.source_locale} {pack.configuration.policies.four_eyes}"
    parts = (
        content,
        (gender.value if gender else "").encode(),
        terms,
        policies.encode(),
        program_digest(_LIBRARIES),
    )
    return digest_of(("", part) for part in parts)


def terms_digest(pack: Pack) -> bytes:
    """Return the digest of the termbase. Raises StorageError."""
    path = pack.termbase_path
    return digest_of([(path.name, pack.content(path) or b"")])
