"""Check: findings on the targets of a pack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kuager.checks import CheckContext
from kuager.formats.findings import PlacedFinding
from kuager.formats.gettext import catalog_lines
from kuager.model import Finding, Unit
from kuager.pack import INTERFACE, Pack
from kuager.steps.contexts import check_contexts
from kuager.steps.findings import unit_findings
from kuager.steps.units import read_sheet


@dataclass(frozen=True, slots=True)
class UnitFinding:
    """A finding and the unit it is about."""

    unit: Unit
    number: int
    """Position of the unit in its document, from 1."""
    finding: Finding


def check(
    pack: Pack, documents: Sequence[str] = (), locales: Sequence[str] = ()
) -> list[UnitFinding]:
    """Run every check on every unit, and those of whole documents.

    Raises DocumentError, CatalogError, LedgerError.
    """
    contexts = check_contexts(pack)
    return [
        UnitFinding(unit, number, finding)
        for document in pack.document_ids(documents)
        for locale in pack.locales(locales)
        for units in [read_sheet(pack, locale, document).units]
        for number, (unit, findings) in enumerate(
            zip(units, unit_findings(units, contexts.get(document, CheckContext())), strict=True),
            1,
        )
        for finding in findings
    ]


def place(pack: Pack, findings: Sequence[UnitFinding]) -> list[PlacedFinding]:
    """Return the findings with the lines of the catalogs that they are about.

    Raises CatalogError, StorageError.
    """
    catalogs: dict[tuple[str, str], tuple[str, dict[tuple[str, int], int]]] = {}
    placed = []
    for entry in findings:
        unit = entry.unit
        if (unit.locale, unit.document) not in catalogs:
            path = pack.catalog_path(unit.locale, unit.document)
            lines = catalog_lines(pack.content(path) or b"", pack.name(path))
            catalogs[unit.locale, unit.document] = (pack.name(path), lines)
        name, lines = catalogs[unit.locale, unit.document]
        placed.append(
            PlacedFinding(
                finding=entry.finding,
                document=unit.document,
                locale=unit.locale,
                number=entry.number,
                unit=unit.id,
                state=unit.state,
                path=name,
                # A unit that another program has taken out meanwhile is shown at the top.
                line=lines.get((unit.source, unit.occurrence), 1),
            )
        )
    return placed


def foreign_headers(
    pack: Pack, documents: Sequence[str] = (), locales: Sequence[str] = ()
) -> list[tuple[str, tuple[str, ...]]]:
    """Return the catalogs whose header another program wrote, with the fields at fault.

    Also those of our own words, which lie beside the documents' and are edited alike.
    """
    names = [*pack.document_ids(documents), INTERFACE]
    return [
        (pack.name(pack.catalog_path(locale, name)), headers)
        for name in names
        for locale in pack.locales(locales)
        if (headers := pack.foreign_headers(locale, name))
    ]
