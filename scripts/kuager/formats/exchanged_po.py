"""A document in one locale as a gettext catalog that is edited elsewhere.

It is the catalog itself with a line more in the extracted comments of each entry, the unit's
base: ``#. exchange: 9d0e3fa91c2e4b57-draft``. Poedit, Lokalize, OmegaT, Weblate and ``msgcat``
keep these comments; ``msgmerge`` and ``pot2po`` put the template's in their place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kuager.formats.exchanged import Base, ExchangedFile, ExchangedUnit
from kuager.formats.gettext import catalog_serialize, foreign_catalog_parse
from kuager.model import CatalogEntry, State, unit_id
from kuager.review import FUZZY_STATES

_BASE = "exchange: "


def exchanged_po_serialize(file: ExchangedFile, entries: Sequence[CatalogEntry]) -> bytes:
    """Return a file whose units have these entries in the catalog, one each, in their order.

    Remarks go along as extracted comments; the header names nobody. Raises CatalogError where a
    text is no valid Unicode.
    """
    written = [
        replace(entry, notes=(*_plain(entry.notes), *unit.remarks, f"{_BASE}{unit.base}"))
        for unit, entry in zip(file.units, entries, strict=True)
    ]
    return catalog_serialize(file.document, file.locale, written)


def exchanged_po_parse(content: bytes, name: str, document: str = "") -> ExchangedFile:
    """Read a PO file; ``name`` is what errors call it, ``document`` the one that it is of.

    A translator's comment leaves as the unit's ``comment``. Obsolete entries are read too: a
    tool may have made an entry obsolete that lives here. A fuzzy entry is what it was when it
    went out, if that shows as fuzzy, and needs work otherwise; a clear one likewise. The header
    is not read. Raises CatalogError.
    """
    units = []
    seen: set[tuple[str, int]] = set()
    for entry, line in foreign_catalog_parse(content, name):
        # What tells repeats apart was dropped: then their order does.
        known = document and entry.key not in seen
        unit = unit_id(document, entry.source, entry.occurrence) if known else ""
        seen.add(entry.key)
        units.append(_unit(entry, unit, line))
    return ExchangedFile(document, "", "", tuple(units))


def _unit(entry: CatalogEntry, unit: str, line: int) -> ExchangedUnit:
    base = _base(entry.notes)
    return ExchangedUnit(
        source=entry.source,
        target=entry.target,
        state=_state(entry, base),
        unit=unit,
        base=base,
        previous_source=entry.previous_source,
        comment=entry.remark,
        place=f"line {line}",
    )


def _state(entry: CatalogEntry, base: Base | None) -> State:
    if not entry.target.strip():
        return State.UNTRANSLATED
    otherwise = State.NEEDS_WORK if entry.fuzzy else State.TRANSLATED
    if base is None or base.state is State.UNTRANSLATED:
        return otherwise
    return base.state if (base.state in FUZZY_STATES) is entry.fuzzy else otherwise


def _base(notes: Iterable[str]) -> Base | None:
    told = [note.removeprefix(_BASE) for note in notes if note.startswith(_BASE)]
    return Base.parse(told[-1]) if told else None


def _plain(notes: Iterable[str]) -> Iterable[str]:
    """Return notes without a base that a catalog came by, taken over from such a file."""
    return (note for note in notes if not note.startswith(_BASE))
