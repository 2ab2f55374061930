"""One document's share of an export: its gates, its editions, its files; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kuager.checks import CheckContext
from kuager.documents import Document
from kuager.documents.heads import Source
from kuager.errors import CatalogError, GateError
from kuager.exporters import EXPORTERS, Edition, build_edition, gathered
from kuager.model import Unit, number_repeats
from kuager.pack import Pack
from kuager.steps.contexts import checked_terms
from kuager.steps.findings import closing, unit_findings
from kuager.steps.units import read_sheet


@dataclass(frozen=True, slots=True)
class Made:
    """Files of one exporter for one document."""

    format: str
    locales: tuple[str, ...]
    files: Mapping[str, bytes]
    """By their names below the folder of the exports."""


@dataclass(frozen=True, slots=True)
class DocumentFiles:
    """What was made of one document."""

    document: str
    made: tuple[Made, ...]
    parts: Mapping[str, Any]
    """What goes into files of the whole pack, by the id of their exporter."""


def refusals(pack: Pack, source: Source, locales: Sequence[str]) -> list[tuple[str, str]]:
    """Return why a document's editions may not leave: what is wrong, and how to mend it.

    Raises DocumentError, CatalogError (older than its document), LedgerError, StorageError.
    """
    document = pack.read(source)
    found = []
    for locale in locales:
        try:
            units, _ = _edition(pack, document, locale, allow_drafts=False)
            _refuse_faults(pack, document, locale, units, pack.configuration.policies.export_gate)
        except GateError as error:
            found.append((error.problem, error.mend))
    return found


def make_files(
    pack: Pack,
    source: Source,
    locales: Sequence[str],
    formats: Sequence[str],
    allow_drafts: bool,
) -> DocumentFiles:
    """Make the files of a document, and its part of those of the whole pack.

    Raises GateError where a unit is not approved and drafts are not allowed, DocumentError,
    CatalogError (older than its document), LedgerError, StorageError.
    """
    document = pack.read(source)
    editions = [
        _edition(pack, document, locale, allow_drafts=allow_drafts)[1] for locale in locales
    ]
    chosen = [exporter for exporter in EXPORTERS if exporter.id in formats]
    made = [
        Made(exporter.id, tuple(edition.locale for edition in group), exporter.export(group))
        for exporter in chosen
        if exporter.whole is None
        for group in gathered(editions, exporter.scope)
    ]
    parts = {
        exporter.id: exporter.whole.part(editions)
        for exporter in chosen
        if exporter.whole is not None
    }
    return DocumentFiles(document.metadata.id, tuple(made), parts)


def files_needed(pack: Pack, source: Source, locales: Sequence[str]) -> tuple[Path, ...]:
    """Return the files that a document's editions are made from, for a machine without the pack."""
    name = source.document
    sheets = [
        path
        for locale in locales
        for path in (pack.catalog_path(locale, name), pack.ledger_folder(locale, name))
    ]
    return (*pack.files_of(source), *sheets, pack.termbase_path)


def _refuse_faults(
    pack: Pack, document: Document, locale: str, units: Sequence[Unit], gate: str
) -> None:
    context = CheckContext(document.metadata.narrator_gender, checked_terms(pack))
    faulty = [
        str(number)
        for number, findings in enumerate(unit_findings(units, context), 1)
        if closing(findings, gate)
    ]
    if faulty:
        kind = "errors" if gate == "error" else "findings"
        raise GateError(
            f"{document.metadata.id} ({locale}): {kind} in units {', '.join(faulty[:10])}"
            f"{' …' if len(faulty) > 10 else ''}.",
            "Mend them, or dismiss what is none: kuager review ignore.",
        )


def _edition(
    pack: Pack, document: Document, locale: str, *, allow_drafts: bool
) -> tuple[list[Unit], Edition]:
    name = document.metadata.id
    units = {(unit.source, unit.occurrence): unit for unit in read_sheet(pack, locale, name).units}
    sources = [segment.source for segment in document.segments]
    keys = list(zip(sources, number_repeats(sources), strict=True))
    if missing := sum(key not in units for key in keys):
        raise CatalogError(
            f"{missing} segments of {name} are not in its {locale} catalog.",
            "The source has changed since; run: kuager segment",
        )
    ordered: list[Unit] = [units[key] for key in keys]
    edition = build_edition(
        document,
        ordered,
        locale,
        allow_drafts=allow_drafts,
        four_eyes=pack.configuration.policies.four_eyes,
    )
    return ordered, edition
