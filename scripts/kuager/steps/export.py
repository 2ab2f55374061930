"""Export: editions of the documents, approved only unless asked otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kuager.documents.heads import Source
from kuager.errors import GateError, UsageError
from kuager.executors import SERIAL, Executor, Fault, Task
from kuager.executors.base import Result
from kuager.exporters import EXPORTERS, Exporter
from kuager.pack import Pack
from kuager.steps import no_progress
from kuager.steps.export_document import files_needed, make_files, refusals
from kuager.steps.export_placing import ExportReport, Placing, WholePlacing
from kuager.steps.setting_aside import each_once, refuse_if_all, usable
from kuager.steps.staging import open_staging

_ALIASES = {"md": "markdown", "txt": "text"}
ALL = "all"
"""Stands for every format there is."""


@dataclass(frozen=True, slots=True)
class ExportOutcome:
    """All files, and what there is none of."""

    files: tuple[ExportReport, ...]
    """Format by format, in the order of the documents."""
    set_aside: tuple[Fault, ...] = ()
    """Documents that could not be used."""


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
    executor: Executor = SERIAL,
) -> ExportOutcome:
    """Write the editions, all of them or none; a document that cannot be used is set aside.

    Every gate is passed, every file made and on the disk before the first takes its place.

    Raises GateError when drafts are not allowed and a unit is not approved or has a finding
    that nobody dismissed and that the pack's gate does not let through; StorageError; and where
    all documents were set aside, DocumentError with the reasons.
    """
    languages = tuple(pack.locales(locales))
    chosen = exporters(formats, len(languages))
    faults: list[Fault] = []
    sources = usable(pack.sources(documents), faults)
    rounds = _Rounds(pack, executor, progress, 1 if allow_drafts else 2, faults)
    if not allow_drafts:
        sources = _pass_gates(pack, rounds, sources, languages)
    arguments = (languages, tuple(exporter.id for exporter in chosen), allow_drafts)
    tasks = [
        Task(one.document, make_files, (one, *arguments), files_needed(pack, one, languages))
        for one in sources
    ]
    names = [source.document for source in sources]
    with open_staging(pack) as staging:
        placing = Placing(pack, folder or pack.exports_folder, staging)
        wholes = [
            WholePlacing(placing, exporter.id, exporter.whole.begin(names))
            for exporter in chosen
            if exporter.whole is not None
        ]
        done = 0
        for _, made in rounds.results(tasks):
            placing.add_document(made)
            for whole in wholes:
                whole.add(made.document, languages, made.parts)
            done += 1
        refuse_if_all(done, faults)
        for whole in wholes:
            whole.finish()
        if staging is not None:
            staging.place()
    order = {exporter.id: number for number, exporter in enumerate(chosen)}
    files = sorted(placing.reports, key=lambda report: order[report.format])
    return ExportOutcome(tuple(files), each_once(faults))


class _Rounds:
    """Several times through the documents, reported as one piece of work."""

    def __init__(
        self,
        pack: Pack,
        executor: Executor,
        progress: Callable[[int, int], None],
        rounds: int,
        faults: list[Fault],
    ) -> None:
        self._pack = pack
        self._executor = executor
        self._progress = progress
        self._left = rounds
        self._done = 0
        self._faults = faults

    def results(self, tasks: Sequence[Task[Result]]) -> Iterator[tuple[int, Result]]:
        """Yield each task's number and what it returned; keep why others returned nothing."""
        before, left = self._done, self._left

        def report(done: int, total: int) -> None:
            self._progress(before + done, before + total * left)

        for number, outcome in enumerate(self._executor.run(self._pack, tasks, report)):
            if outcome.fault is not None:
                self._faults.append(outcome.fault)
            elif outcome.value is not None:
                yield number, outcome.value
        self._done += len(tasks)
        self._left -= 1


def _pass_gates(
    pack: Pack, rounds: _Rounds, sources: list[Source], locales: Sequence[str]
) -> list[Source]:
    """Return the documents that may leave. Raises GateError, which tells of all refusals."""
    tasks = [
        Task(one.document, refusals, (one, locales), files_needed(pack, one, locales))
        for one in sources
    ]
    passed = []
    refused: list[tuple[str, str]] = []
    for number, reasons in rounds.results(tasks):
        passed.append(sources[number])
        refused += reasons
    if refused:
        problems = " ".join(problem for problem, _ in refused)
        mend = f"{refused[0][1]} Nothing was exported"
        if len(refused) < len(sources) * len(locales):
            mend += (
                "; what is approved can be exported alone: kuager export DOCUMENT --locale LOCALE"
            )
        raise GateError(problems, f"{mend}.")
    return passed
