"""Plan: what a whole archive will cost, reckoned from a sample of it on this machine.

Each step is run, by the command that people run, on samples of the pack's own documents, on as
many documents of one sentence (what starting costs, processes for several cores included), and
on many of these (what a document costs as such); the rest is what a unit costs. The samples are
several, so that one sees how far they differ.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Final

from kuager.errors import DocumentError, InputError
from kuager.pack import Pack, open_pack
from kuager.steps import no_progress
from kuager.steps.plan_runs import Run, run_command
from kuager.steps.plan_sample import (
    Sample,
    asked_texts,
    count_units,
    draw,
    engines_missing,
    thin_out,
    tiny,
    workplace,
)
from kuager.steps.status import status_report

ARCHIVE: Final = (55_000, 27_000_000)
"""Documents and units of an archive of testimonies; a unit is a sentence, in all locales."""
_TINY: Final = 150
"""Documents of one sentence each."""
_STATUSES: Final = 5
_DRAFTED: Final = 16
"""Texts of each locale that the careful way of drafting is measured on, in each sample."""
SEGMENT, QUICK, CAREFUL = "segment", "draft --quick", "draft"
CHECK, STATUS, EXPORT = "check, first time", "status, nothing changed", "export"
STEPS: Final = (SEGMENT, CAREFUL, QUICK, CHECK, STATUS, EXPORT)
_COMMANDS: Final = {
    SEGMENT: ("segment",),
    QUICK: ("draft", "--quick"),
    CAREFUL: ("draft",),
    CHECK: ("check", "--fail-on", "never"),
    STATUS: ("status", "--format", "json"),
    EXPORT: ("export", "--allow-drafts"),
}
_TINY_COMMANDS: Final = {**_COMMANDS, EXPORT: ("export", "--allow-drafts", "--to", "md")}
"""Exporting 150 documents in every format would take minutes and show nothing more."""
_DISK = {"locales": SEGMENT, ".kuager": CHECK, "exports": EXPORT}
"""The steps that fill each part of a pack."""


Spread = tuple[float, float, float]
"""Lowest, mean and highest of several measurements."""


@dataclass(frozen=True, slots=True)
class Machine:
    """Where it was measured."""

    cores: int
    memory: int
    """Bytes."""
    disk: int
    """Bytes that are free where the pack lies."""
    load: float
    """Cores that other programs kept busy when the measuring began, where the system says so."""


@dataclass(frozen=True, slots=True)
class Rate:
    """What a step costs, in seconds and bytes."""

    step: str
    start: float
    document: Spread
    unit: Spread
    core_document: float
    """Core seconds."""
    core_unit: float
    busy: float
    """Cores kept busy on average."""
    memory: int
    """Of its largest process, on the samples."""
    memory_document: float
    """By which that grows with each document, beyond what the samples take."""
    disk_unit: float
    """Written for each unit, on disk."""


@dataclass(frozen=True, slots=True)
class PlanReport:
    """What was measured."""

    machine: Machine
    sample_documents: int
    sample_units: int
    documents: int
    """Of the pack."""
    units: int
    locales: int
    counted: bool
    """Whether the pack's units were counted; they are reckoned where not all is segmented."""
    rates: tuple[Rate, ...]
    not_measured: tuple[str, ...]
    """Steps that no engine is named for, that fail on a sample, or have too little to draft."""


def plan(pack: Pack, progress: Callable[[int, int], None] = no_progress) -> PlanReport:
    """Measure every step on samples of a pack, in a private folder that is removed again.

    Takes some minutes. The pack itself is only read. Raises DocumentError where there is nothing
    to measure on, InputError where a sample cannot be segmented, StorageError.
    """
    machine = _machine(pack)
    missing = engines_missing(pack)
    steps = tuple(s for s in STEPS if not (missing and s in {QUICK, CAREFUL}))
    with workplace(pack) as folder:
        samples = draw(pack, folder)
        few = max(1, min(_TINY // 10, *(sample.documents for sample in samples)))
        base, many = tiny(pack, folder / "few", few), tiny(pack, folder / "many", _TINY)
        measured = _measure([base, many, *samples], steps, progress)
        waking = [_status_seconds(sample) for sample in (base, many)]
        units = [sample.units() for sample in samples]
        if not all(units):
            raise DocumentError("The sample has no sentence.", "Is there text in source/?")
        empty, *sizes = [sample.sizes() for sample in (base, *samples)]
        asked = [asked_texts(sample) for sample in samples]
        drafted = [thin_out(sample, _DRAFTED) for sample in (base, *samples)]
        careful = _careful([base, *samples], steps, progress)
    done = [s for s in steps if all(s in runs for runs in measured) or (s == CAREFUL and careful)]
    locales = len(pack.locales())
    texts = {QUICK: asked, CAREFUL: drafted[1:]}
    rates = []
    for step in done:
        share = [count / locales for count in texts.get(step, ())] or units
        if not all(share):
            continue
        if step == CAREFUL:
            rates.append(_rate(step, careful[0], None, careful[1:], share, base, samples))
            continue
        one, more, *others = (runs[step] for runs in measured)
        if step == STATUS:
            rates.append(_status_rate(one, more, waking, others, few))
            continue
        rate = _rate(step, one, more, others, share, base, samples)
        parts = [part for part, owner in _DISK.items() if owner == step]
        written = sum(max(0, size[part] - empty[part]) for size in sizes for part in parts)
        rates.append(replace(rate, disk_unit=written / sum(units)))
    # Drafts that took no longer than starting were too few to tell anything.
    rates = [rate for rate in rates if rate.step not in texts or rate.unit[1]]
    told = {rate.step for rate in rates}
    documents, total, counted = _size(pack, fmean(units) / fmean(s.documents for s in samples))
    return PlanReport(
        machine=machine,
        sample_documents=sum(sample.documents for sample in samples),
        sample_units=sum(units),
        documents=documents,
        units=total,
        locales=locales,
        counted=counted,
        rates=tuple(rates),
        not_measured=tuple(step for step in STEPS if step not in told),
    )


def _measure(
    packs: list[Sample], steps: Sequence[str], progress: Callable[[int, int], None]
) -> list[dict[str, Run]]:
    """Run the steps on every pack; one that fails is left out from there on.

    Without SEGMENT there is nothing to measure: raises InputError.
    """
    order = [step for step in (SEGMENT, QUICK, CHECK, STATUS, EXPORT) if step in steps]
    total = len(order) * len(packs) + (len(packs) - 1) * (CAREFUL in steps)
    measured, done = [], 0
    for number, sample in enumerate(packs):
        runs: dict[str, Run] = {}
        for step in list(order):
            command = (_TINY_COMMANDS if number < 2 else _COMMANDS)[step]
            try:
                runs[step] = run_command(sample.folder, command)
            except InputError:
                if step == SEGMENT:
                    raise
                order.remove(step)
            done += 1
            progress(done, total)
        measured.append(runs)
    return measured


def _careful(
    packs: list[Sample], steps: Sequence[str], progress: Callable[[int, int], None]
) -> list[Run]:
    """Run the careful way of drafting; nothing comes back where it fails."""
    runs: list[Run] = []
    before = (len(packs) + 1) * (len(steps) - 1)
    for sample in packs if CAREFUL in steps else ():
        try:
            runs.append(run_command(sample.folder, _COMMANDS[CAREFUL]))
        except InputError:
            return []
        progress(before + len(runs), before + len(packs))
    return runs


def _status_seconds(sample: Sample) -> list[float]:
    """Time a status of what has not changed in this process: starting one takes longer."""
    pack = open_pack(sample.folder)
    status_report(pack)
    taken = []
    for _ in range(_STATUSES):
        start = time.perf_counter()
        status_report(pack)
        taken.append(time.perf_counter() - start)
    return taken


def _status_rate(
    one: Run, many: Run, waking: Sequence[list[float]], runs: list[Run], documents: int
) -> Rate:
    """Return what a status costs: it looks at every document's files, and at no unit."""
    few, more = waking
    base = min(few)
    each = _spread([max(0.0, seconds - base) / (_TINY - documents) for seconds in more])
    return Rate(
        step=STATUS,
        start=one.seconds,
        document=each,
        unit=(0.0, 0.0, 0.0),
        core_document=each[1],
        core_unit=0.0,
        busy=1.0,
        memory=max(run.memory for run in runs),
        memory_document=_growth(many, runs),
        disk_unit=0.0,
    )


def _spread(values: Sequence[float]) -> Spread:
    return (min(values), fmean(values), max(values))


def _growth(many: Run, runs: Sequence[Run]) -> float:
    """Return by how much memory grows with documents: what a few long ones took is no growth."""
    return max(0.0, (many.memory - max(run.memory for run in runs)) / _TINY)


def _rate(
    step: str,
    one: Run,
    many: Run | None,
    runs: Sequence[Run],
    units: Sequence[float],
    base: Sample,
    samples: Sequence[Sample],
) -> Rate:
    """Take apart what a step cost: starting, each document, each unit.

    ``one`` is the run on ``base``.
    """
    document = core_document = 0.0
    if many:
        span = _TINY - base.documents
        document = max(0.0, many.seconds - one.seconds) / span
        core_document = max(0.0, many.core_seconds - one.core_seconds) / span
    others = [sample.documents - base.documents for sample in samples]
    each = [
        max(0.0, run.seconds - one.seconds - document * more) / count
        for run, more, count in zip(runs, others, units, strict=True)
    ]
    beyond = sum(run.seconds - one.seconds for run in runs)
    worked = sum(run.core_seconds - one.core_seconds for run in runs)
    return Rate(
        step=step,
        start=max(0.0, one.seconds - document * base.documents),
        document=(document, document, document),
        unit=_spread(each),
        core_document=core_document,
        core_unit=max(0.0, worked - core_document * sum(others)) / sum(units),
        busy=max(1.0, worked / beyond) if beyond > 0 else 1.0,
        memory=max(run.memory for run in runs),
        memory_document=_growth(many, runs) if many else 0.0,
        disk_unit=0.0,
    )


def _size(pack: Pack, per_document: float) -> tuple[int, int, bool]:
    """Return the pack's documents and units, and whether the units were counted."""
    documents, segmented = len(pack.source_paths()), len(pack.template_names())
    if segmented >= documents:
        return documents, count_units(pack), True
    return documents, round(documents * per_document), False


def _machine(pack: Pack) -> Machine:
    affinity = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return Machine(cores, memory, shutil.disk_usage(pack.root).free, load)
