"""Export: editions of the documents, approved only unless asked otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kuager.checks import CheckContext
from kuager.documents import Document
from kuager.errors import CatalogError, GateError, UsageError
from kuager.exporters import EXPORTERS, Edition, Exporter, build_edition
from kuager.model import Unit, number_repeats
from kuager.pack import Pack
from kuager.steps import no_progress
from kuager.steps.contexts import checked_terms
from kuager.steps.findings import closing, unit_findings
from kuager.steps.units import read_sheet

_ALIASES = {"md": "markdown"}


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
    wanted = [_ALIASES.get(name, name) for name in wanted]
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
    """Write the editions; every gate is passed and every file made before one is written.

    Raises GateError when drafts are not allowed and a unit is not approved or has a finding
    that nobody dismissed and that the pack's gate does not let through, DocumentError,
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
        raise GateError(
            problems,
            f"{refusals[0].mend} Nothing was exported; what is approved can be exported alone: "
            "kuager export DOCUMENT --locale LOCALE.",
        )
    target = folder or pack.exports_folder
    total = len(editions) * len(chosen)
    finished = []
    for edition in editions:
        for exporter in chosen:
            finished.append((edition, exporter, exporter.export(edition)))
            progress(len(finished), total)
    return [
        _write(pack, target / exporter.file_name(edition), edition, exporter, content)
        for edition, exporter, content in finished
    ]


def _write(
    pack: Pack, path: Path, edition: Edition, exporter: Exporter, content: bytes
) -> ExportReport:
    written = pack.write(path, content)
    document = edition.document.metadata.id
    return ExportReport(document, edition.locale, exporter.id, path, written)


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
    edition = build_edition(
        document,
        ordered,
        locale,
        allow_drafts=allow_drafts,
        four_eyes=pack.configuration.policies.four_eyes,
    )
    if not allow_drafts:
        _refuse_faults(pack, document, locale, ordered, pack.configuration.policies.export_gate)
    return edition
