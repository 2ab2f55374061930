"""Export: editions of the documents, approved only unless asked otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kuager.checks import CheckContext
from kuager.documents import Document
from kuager.errors import CatalogError, GateError, UsageError
from kuager.exporters import EXPORTERS, Edition, Exporter, build_edition, gathered
from kuager.model import Unit, number_repeats
from kuager.pack import Pack
from kuager.placing import Placement, place_all
from kuager.steps import no_progress
from kuager.steps.contexts import checked_terms
from kuager.steps.findings import closing, unit_findings
from kuager.steps.units import read_sheet
from kuager.storage import read_regular

_ALIASES = {"md": "markdown", "txt": "text"}
ALL = "all"
"""Stands for every format there is."""


@dataclass(frozen=True, slots=True)
class ExportReport:
    """One file."""

    documents: tuple[str, ...]
    locales: tuple[str, ...]
    format: str
    name: str
    """Of the file below the folder of the exports, with slashes."""
    path: Path
    written: bool
    """False where the file already held the same bytes."""


def exporters(wanted: Sequence[str] = (), locales: int | None = None) -> list[Exporter]:
    """Return the exporters wanted by id; the usual ones where none is, every one for ``all``.

    ``locales``: how many there are to be exported. A format that needs more is left out, unless
    it was wanted by name. Raises UsageError for such a one, and for a format there is none of.
    """
    known = {exporter.id: exporter for exporter in EXPORTERS}
    names = [_ALIASES.get(name, name) for name in wanted]
    for name in names:
        if name not in known and name != ALL:
            raise UsageError(f"There is no format {name}.", f"There are: {', '.join(known)}.")
        if name != ALL and locales is not None and locales < known[name].fewest_locales:
            raise UsageError(
                f"{name} needs {known[name].fewest_locales} locales or more.",
                "Choose more with --locale, or another format.",
            )
    return [
        exporter
        for exporter in EXPORTERS
        if exporter.id in names
        or ((ALL in names or (not names and exporter.usual)) and _fits(exporter, locales))
    ]


def _fits(exporter: Exporter, locales: int | None) -> bool:
    return locales is None or locales >= exporter.fewest_locales


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
    """Write the editions, all of them or none.

    Every gate is passed, every file made and on the disk before the first takes its place.

    Raises GateError when drafts are not allowed and a unit is not approved or has a finding
    that nobody dismissed and that the pack's gate does not let through, DocumentError,
    CatalogError (catalog older than its document), LedgerError, StorageError.
    """
    languages = pack.locales(locales)
    chosen = exporters(formats, len(languages))
    editions = _editions(pack, documents, languages, allow_drafts=allow_drafts)
    exports = [
        (exporter, group) for exporter in chosen for group in gathered(editions, exporter.scope)
    ]
    made: list[tuple[Exporter, Sequence[Edition], Mapping[str, bytes]]] = []
    for exporter, group in exports:
        made.append((exporter, group, exporter.export(group)))
        progress(len(made), len(exports))
    target = folder or pack.exports_folder
    changed = _write(pack, {target / name: files[name] for _, _, files in made for name in files})
    return [
        ExportReport(
            documents=tuple(dict.fromkeys(edition.document.metadata.id for edition in group)),
            locales=tuple(dict.fromkeys(edition.locale for edition in group)),
            format=exporter.id,
            name=name,
            path=target / name,
            written=target / name in changed,
        )
        for exporter, group, files in made
        for name in files
    ]


def _write(pack: Pack, files: Mapping[Path, bytes]) -> set[Path]:
    """Write files, all of them or none; return those that are new or changed.

    So a disk that is full leaves the old editions, not some of these and some of those.
    """
    placements: dict[Path, Placement] = {}
    for path, content in files.items():
        real = pack.inside(path) if path.is_relative_to(pack.root) else path
        before = read_regular(real, pack.name(path))
        if before != content:
            placements[path] = Placement(real, pack.name(path), before, content)
    if placements and not pack.dry_run:
        place_all(list(placements.values()), pack.workshop())
    return set(placements)


def _editions(
    pack: Pack, documents: Sequence[str], locales: Sequence[str], *, allow_drafts: bool
) -> list[Edition]:
    """Return all editions that are asked for. Raises GateError, which tells of all refusals."""
    editions = []
    refusals = []
    for document in pack.documents(documents):
        for locale in locales:
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
    return editions


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
