"""What every step after segmenting starts from: catalogs and ledgers seen together."""

from __future__ import annotations

from dataclasses import dataclass

from kuager.model import CatalogEntry, Unit
from kuager.pack import Pack
from kuager.review import History, judge


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document in one locale."""

    document: str
    locale: str
    entries: tuple[CatalogEntry, ...]
    """As in the catalog, obsolete ones included."""
    units: tuple[Unit, ...]
    """One for each living entry, in the same order."""
    history: History

    def pairs(self) -> list[tuple[CatalogEntry, Unit]]:
        """Return the living entries with their units."""
        living = [entry for entry in self.entries if not entry.obsolete]
        return list(zip(living, self.units, strict=True))


def read_sheet(pack: Pack, locale: str, document: str) -> Sheet:
    """Read one. Raises CatalogError, LedgerError."""
    entries = pack.catalog(locale, document)
    history = pack.history(locale, document)
    units = tuple(judge(document, locale, e, history) for e in entries if not e.obsolete)
    return Sheet(document, locale, tuple(entries), units, history)
