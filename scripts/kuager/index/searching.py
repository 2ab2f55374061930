"""Units found by their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kuager.index.damage import DAMAGE
from kuager.index.store import Index
from kuager.index.tables import unit_name
from kuager.model import State

_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
"""Set around hits by SQLite: noncharacters, which no text should hold (Unicode 15, 23.7)."""
_COLUMNS = (
    "p.document, p.locale, p.number, p.occurrence, p.state, p.source, p.target,"
    f" highlight(words, 0, '{_OPEN}', '{_CLOSE}'), highlight(words, 1, '{_OPEN}', '{_CLOSE}')"
)


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and the parts of it that were looked for."""

    text: str
    spans: tuple[tuple[int, int], ...]
    """Start and end of each part, in characters."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit that was found."""

    document: str
    locale: str
    number: int
    """Position of the unit in its document, from 1."""
    occurrence: int
    state: State
    source: Marked
    target: Marked


def find(
    index: Index, query: str, limit: int, sheets: Sequence[tuple[str, str]] | None = None
) -> list[Hit]:
    """Return at most ``limit`` units that a query (see ``index.queries``) finds.

    With ``sheets``, those of these documents and locales, in this order; else in the order in
    which the index came to know them, so that a search for a frequent word is as quick as any.
    Raises DamagedIndexError, StorageError.
    """
    if sheets is None:
        return _find(index, query, limit, "")
    hits: list[Hit] = []
    for sheet in sheets:
        if len(hits) == limit:
            break
        if number := index.number_of(*sheet):
            first, end = unit_name(number, 0), unit_name(number + 1, 0)
            reach = f" AND words.rowid >= {first} AND words.rowid < {end}"
            hits += _find(index, query, limit - len(hits), reach)
    return hits


def _find(index: Index, query: str, limit: int, reach: str) -> list[Hit]:
    with DAMAGE.evaluated():
        rows = index.connection.execute(
            f"SELECT {_COLUMNS} FROM words JOIN placed p ON p.id = words.rowid"  # noqa: S608
            f" WHERE words MATCH ?{reach} ORDER BY words.rowid LIMIT ?",
            (query, limit),
        ).fetchall()
        return [_hit(row) for row in rows]


def _hit(row: tuple[object, ...]) -> Hit:
    document, locale, number, occurrence, state, *texts = row
    names = DAMAGE.texts(document, locale, state)
    source, target, in_source, in_target = DAMAGE.texts(*texts)
    numbers = [value for value in (number, occurrence) if isinstance(value, int)]
    return Hit(
        document=names[0],
        locale=names[1],
        number=numbers[0],
        occurrence=numbers[1],
        state=State(names[2]),
        source=_marked(source, in_source),
        target=_marked(target, in_target),
    )


def _marked(text: str, highlighted: str) -> Marked:
    """Return a text with the places that SQLite set its marks at."""
    if _OPEN in text or _CLOSE in text:
        return Marked(text, ())  # such marks would be the text's own
    spans, start, place = [], 0, 0
    for character in highlighted:
        if character == _OPEN:
            start = place
        elif character == _CLOSE:
            spans.append((start, place))
        else:
            place += 1
    return Marked(text, tuple(spans))
