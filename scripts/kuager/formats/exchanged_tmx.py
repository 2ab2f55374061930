"""A document in one locale as a translation memory (TMX): pairs of texts and nothing else."""

from __future__ import annotations

import io

from kuager.errors import InputError
from kuager.formats.exchanged import ExchangedFile, ExchangedUnit
from kuager.formats.tmx import TmxText, TmxUnit, tmx_parse, tmx_serialize
from kuager.model import State

NOT_REVIEWED = "Not reviewed. A machine may have written it."
"""Note beside every text that is not approved."""
MOST_UNITS = 100_000


def exchanged_tmx_serialize(file: ExchangedFile) -> bytes:
    """Return the units that have a target as TMX 1.4, one ``tu`` each and in their order.

    Raises InputError for a character that no XML can carry.
    """
    units = (
        TmxUnit(
            (
                TmxText(file.source_locale, unit.source),
                TmxText(
                    file.locale,
                    unit.target,
                    "" if unit.state is State.APPROVED else NOT_REVIEWED,
                ),
            )
        )
        for unit in file.units
        if unit.target.strip()
    )
    return b"".join(tmx_serialize(file.source_locale, units))


def exchanged_tmx_parse(
    content: bytes, name: str, source_locale: str, locale: str
) -> ExchangedFile:
    """Read the pairs of two languages; ``name`` is what errors call the file.

    Raises InputError as ``tmx_parse`` does, and for more than 100,000 units.
    """
    units = []
    for number, unit in enumerate(tmx_parse(io.BytesIO(content), name), 1):
        if number > MOST_UNITS:
            raise InputError(
                f"{name} has more than {MOST_UNITS} units.",
                "A whole memory is taken in with: kuager memory import",
            )
        source, target = unit.text(source_locale), unit.text(locale)
        if source.strip() and target.strip():
            units.append(ExchangedUnit(source, target, State.TRANSLATED, place=f"line {unit.line}"))
    return ExchangedFile("", source_locale, locale, tuple(units))
