"""Write an edition as a translation memory."""

from __future__ import annotations

from collections.abc import Iterator

from kuager.exporters.edition import Edition
from kuager.exporters.passages import Passage, meanings, passages, said_of
from kuager.formats.tmx import TmxText, TmxUnit, tmx_serialize


def export(edition: Edition) -> bytes:
    """Return TMX 1.4: each passage that has a translation is a unit, placeables are its codes.

    A memory knows no states, and programs put its texts into other documents without showing
    its notes: the mark stands in the text itself, before a translation that is not approved,
    and its meaning in a note.
    """
    language = edition.document.metadata.language
    return b"".join(tmx_serialize(language, _units(edition), notes=said_of(edition)))


def _units(edition: Edition) -> Iterator[TmxUnit]:
    told = meanings(edition)
    for passage in passages(edition):
        if passage.target.strip():
            yield TmxUnit(
                (
                    TmxText(edition.document.metadata.language, passage.source),
                    TmxText(edition.locale, _marked(passage), told.get(passage.mark, "")),
                )
            )


def _marked(passage: Passage) -> str:
    return f"{passage.mark} {passage.target}" if passage.mark else passage.target
