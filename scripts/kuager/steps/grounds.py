"""What decides what a survey of a sheet comes to: its files, policy and terms, and this program."""

from __future__ import annotations

from pathlib import Path

from kuager.index import digest_of
from kuager.model import NarratorGender
from kuager.pack import Pack
from kuager.steps.program import program_digest

_LIBRARIES = ("babel", "chunspell", "polib", "pymorphy3", "pymorphy3-dicts-ru", "rapidfuzz")
"""Those whose version decides what is read or found."""


def words_path(pack: Pack, locale: str, document: str = "") -> Path:
    """Return where the list of a document's words that are spelled right lies, or of the pack's."""
    folder = pack.root / "locales" / locale
    return folder / "words" / f"{document}.txt" if document else folder / "words.txt"


class Grounds:
    """What all of a pack's surveys rest on. Whatever else a check may look at belongs here."""

    def __init__(self, pack: Pack) -> None:
        """Look at the pack. Raises StorageError."""
        policies = f"{pack.configuration.source_locale} {pack.configuration.policies.four_eyes}"
        self.terms = _terms_digest(pack)
        """Digest of the termbase."""
        shared = (policies.encode(), self.terms, _spelling(pack), program_digest(_LIBRARIES))
        self._shared = digest_of(("", part) for part in shared)

    def of(self, content: bytes, gender: NarratorGender | None) -> bytes:
        """Return the digest of all that decides what a survey of a sheet comes to.

        ``content`` is the digest of its files, ``gender`` the narrator's as the document's policy
        has it. Empty where the files cannot be read.
        """
        if not content:
            return b""
        return digest_of([(gender.value if gender else "", self._shared + content)])


def _terms_digest(pack: Pack) -> bytes:
    path = pack.termbase_path
    return digest_of([(path.name, pack.content(path) or b"")])


def _spelling(pack: Pack) -> bytes:
    if not pack.configuration.spelling:
        return b""
    # Most packs ask for none, and need not wait for what it is made of.
    from kuager.steps.dictionaries import spelling_digest  # noqa: PLC0415

    return spelling_digest(pack)
