"""What every step after segmenting starts from: catalogs and ledgers seen together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kuager.history import History, judge_all
from kuager.ledgers import Ledger
from kuager.model import CatalogEntry, Unit
from kuager.pack import Catalog, Pack


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document in one locale."""

    ledger: Ledger
    catalog: Catalog
    """As it was read, obsolete entries included."""
    units: tuple[Unit, ...]
    """One for each living entry, in the same order."""
    history: History

    @property
    def document(self) -> str:
        """The document's id."""
        return self.ledger.document

    @property
    def locale(self) -> str:
        """The target locale."""
        return self.ledger.locale

    def pairs(self) -> list[tuple[CatalogEntry, Unit]]:
        """Return the living entries with their units."""
        living = [entry for entry in self.catalog.entries if not entry.obsolete]
        return list(zip(living, self.units, strict=True))

    def save(self, changed: Mapping[tuple[str, int], CatalogEntry]) -> None:
        """Write the catalog with some entries changed and a clean header.

        Raises CatalogError when somebody else saved it meanwhile, StorageError.
        """
        if self.catalog.content is None:
            return
        self.ledger.pack.write_catalog(
            self.locale,
            self.document,
            [e if e.obsolete else changed.get(e.key, e) for e in self.catalog.entries],
            self.catalog,
        )


def read_sheet(pack: Pack, locale: str, document: str) -> Sheet:
    """Read one. Raises CatalogError, LedgerError."""
    ledger = Ledger(pack, locale, document)
    catalog = pack.catalog(locale, document)
    history = ledger.history()
    units = judge_all(document, locale, catalog.entries, history)
    return Sheet(ledger, catalog, tuple(units), history)
