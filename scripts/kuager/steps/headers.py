"""Headers of catalogs that another program wrote: they may name somebody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kuager.index import Summary
from kuager.pack import INTERFACE, Pack


@dataclass(frozen=True, slots=True)
class CatalogHeader:
    """A catalog whose header may name somebody."""

    path: str
    """Relative to the pack."""
    fields: tuple[str, ...]
    """Those at fault."""
    ours: bool
    """The catalog holds our own words."""


def foreign_headers(
    pack: Pack, summaries: Iterable[Summary], locales: Sequence[str] = ()
) -> list[CatalogHeader]:
    """Return the headers at fault, of these sheets and of our own words' catalogs.

    Those lie beside the documents' and are edited alike. Raises CatalogError, StorageError.
    """
    found = [
        CatalogHeader(pack.name(pack.catalog_path(s.locale, s.document)), s.headers, ours=False)
        for s in summaries
        if s.headers
    ]
    for locale in pack.locales(locales):
        if fields := pack.foreign_headers(locale, INTERFACE):
            path = pack.name(pack.catalog_path(locale, INTERFACE))
            found.append(CatalogHeader(path, fields, ours=True))
    return found
