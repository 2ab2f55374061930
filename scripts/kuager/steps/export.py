"""Export: editions of the documents, approved only unless asked otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kuager.documents import Document
from kuager.errors import CatalogError, GateError, UsageError
from kuager.exporters import EXPORTERS, Edition, Exporter, build_edition
from kuager.model import Unit, number_repeats
from kuager.pack import Pack
from kuager.steps import no_progress
from kuager.steps.units import read_sheet


@dataclass(frozen=True, slots=True)
class ExportReport:
    """One file."""

    document: str
    locale: str
    format: str
    path: Path
    written: bool
    """False where the file already held the same bytes."""


def exporters(wanted: Sequence[str] = ()) -> list[Exporter]:
    """Return the exporters, all or those wanted by id. Raises UsageError."""
    known = {exporter.id: exporter for exporter in EXPORTERS}
    for name in wanted:
        if name not in known:
            raise UsageError(f"There is no format {name}.", f"There are: {', '.join(known)}.")
    return [known[name] for name in dict.fromkeys(wanted)] or list(EXPORTERS)


def export(
    pack: Pack,
    documents: Sequence[str] = (),
    locales: Sequence[str] = (),
    formats: Sequence[str] = (),
    *,
    allow_drafts: bool = False,
    folder: Path | None = None,
    progress: Callable[[int, int], None] = no_progress,
) -> list[ExportReport]:
    """Write the editions; every gate is passed before the first file is written.

    Raises GateError when a unit is not approved and drafts are not allowed, DocumentError,
    CatalogError (catalog older than its document), LedgerError, StorageError.
    """
    chosen = exporters(formats)
    editions = []
    refusals = []
    for document in pack.documents(documents):
        for locale in pack.locales(locales):
            try:
                editions.append(_edition(pack, document, locale, allow_drafts=allow_drafts))
            except GateError as error:
                refusals.append(error)
    if refusals:
        problems = " ".join(error.problem for error in refusals)
        raise GateError(problems, f"{refusals[0].mend} Nothing was exported.")
    target = folder or pack.exports_folder
    reports = []
    total = len(editions) * len(chosen)
    for edition in editions:
        for exporter in chosen:
            path = target / exporter.file_name(edition)
            written = pack.write(path, exporter.export(edition))
            reports.append(
                ExportReport(
                    edition.document.metadata.id, edition.locale, exporter.id, path, written
                )
            )
            progress(len(reports), total)
    return reports


def _edition(pack: Pack, document: Document, locale: str, *, allow_drafts: bool) -> Edition:
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
    return build_edition(
        document,
        ordered,
        locale,
        allow_drafts=allow_drafts,
        four_eyes=pack.configuration.policies.four_eyes,
    )
