"""``kuager plan``: what a whole archive will cost, from a sample of it on this machine."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any, Final

import click

from kuager.cli.console import counted, print_json, progress_bar, result
from kuager.cli.options import format_option, pack_of
from kuager.errors import UsageError
from kuager.steps.plan import ARCHIVE, PlanReport
from kuager.steps.plan import plan as plan_step
from kuager.steps.plan_costs import Cost, Wall, cost, first_walls

_WALLS: Final = 3
_GIGABYTE: Final = 1e9
_QUIET: Final = 0.5
"""Cores that others may keep busy without a word."""
_ASSUMPTIONS: Final = (
    "A unit is a sentence of the source with all its target locales.",
    "Costs are taken to grow in proportion to documents and units (see docs/SCALE.md).",
    "Every sentence is drafted once: what repeats, and what the memory knows, costs less.",
    "check, status and export were measured on quick drafts; people's texts cost about as much.",
    "More cores and machines are counted without loss; a network was not measured.",
    "Memory is that of the largest process; on several cores there is one for each.",
    "Nobody's time is in it: review is by far the largest part.",
)


@click.command(
    epilog="\b\nExamples:\n  kuager plan\n  kuager plan --documents 2000 --units 900000"
    "\n  kuager plan --machines 4 --cores 8 --format json"
)
@click.option(
    "--documents",
    type=click.IntRange(1, 100_000_000),
    help=f"Reckon for an archive of so many documents.  [default: {ARCHIVE[0]}]",
)
@click.option(
    "--units",
    type=click.IntRange(1, 100_000_000_000),
    help=f"Of so many units in all.  [default: {ARCHIVE[1]}, or as many a document as here]",
)
@click.option("--cores", type=click.IntRange(1, 4096), help="Cores of a machine.  [default: these]")
@click.option(
    "--machines",
    type=click.IntRange(1, 10_000),
    default=1,
    show_default=True,
    help="Machines like this one, for the steps that take --scheduler.",
)
@format_option
@click.pass_context
def plan(
    context: click.Context,
    documents: int | None,
    units: int | None,
    cores: int | None,
    machines: int,
    output: str,
) -> None:
    """Measure every step on a sample; reckon time, memory, disk and core hours for all.

    Takes some minutes. The pack is only read: samples are made in a private folder and removed.
    """
    if units is not None and documents is None:
        raise UsageError("--units says how large --documents are.", "Give both.")
    pack = pack_of(context)
    with progress_bar("measuring") as progress:
        report = plan_step(pack, progress)
    cores = cores or report.machine.cores
    if documents is None:
        documents, units = ARCHIVE
    elif units is None:
        units = round(documents * report.units / max(1, report.documents))
    tables = [
        ("this pack", report.documents, report.units),
        ("the archive", documents, units or 0),
    ]
    reckoned = [
        (title, count, size, _costs(report, count, size, cores, machines))
        for title, count, size in tables
    ]
    walls = first_walls(report, (units or 0) / documents, cores=cores, machines=machines)
    if output == "json":
        _print_json(report, reckoned, walls)
        return
    _print(report, reckoned, walls, cores, machines)


_Reckoned = list[tuple[str, int, int, list[Cost]]]


def _costs(report: PlanReport, documents: int, units: int, cores: int, machines: int) -> list[Cost]:
    here = report.machine.cores
    return [
        cost(rate, documents, units, here=here, cores=cores, machines=machines)
        for rate in report.rates
    ]


def _print_json(report: PlanReport, reckoned: _Reckoned, walls: list[Wall]) -> None:
    fields: dict[str, Any] = asdict(report)
    fields["costs"] = [
        {
            "for": title,
            "documents": count,
            "units": size,
            "steps": [asdict(one) for one in costs],
        }
        for title, count, size, costs in reckoned
    ]
    fields["walls"] = [asdict(wall) for wall in walls]
    fields["assumptions"] = list(_ASSUMPTIONS)
    print_json("plan", fields)


def _print(
    report: PlanReport, reckoned: _Reckoned, walls: list[Wall], cores: int, machines: int
) -> None:
    machine = report.machine
    result(
        f"Measured on {counted(report.sample_documents, 'document')} with "
        f"{counted(report.sample_units, 'unit')} in {counted(report.locales, 'locale')}, on "
        f"{counted(machine.cores, 'core')} with {_bytes(machine.memory)} of memory."
    )
    if machine.load > _QUIET:
        result(
            f"Other programs kept {machine.load:.1f} cores busy: times are too long. "
            "Core hours and memory hold."
        )
    for title, count, size, costs in reckoned:
        told = "" if report.counted or title != "this pack" else ", reckoned"
        result(
            f"\n{title.capitalize()}: {counted(count, 'document')}, {counted(size, 'unit')}{told}; "
            f"{counted(machines, 'machine')} of {counted(cores, 'core')}"
        )
        for line in _table(costs):
            result(line)
    for step in report.not_measured:
        result(
            f"{step}: not measured; it needs an engine for each locale and sentences to draft, or "
            "fails on a sample."
        )
    if walls:
        result("\nThe first walls, for documents of this size:")
    for wall in walls[:_WALLS]:
        result(f"  {wall.what} ({wall.step}): from about {_rounded(wall.documents)} documents on")
    result("\nAssumptions:")
    for line in _ASSUMPTIONS:
        result(f"  {line}")


def _table(costs: list[Cost]) -> list[str]:
    rows = [("step", "time", "from", "to", "core hours", "memory", "disk")]
    for one in costs:
        low, mean, high = one.seconds
        times = (_duration(mean), _duration(low), _duration(high))
        disk = _bytes(one.disk) if one.disk else "–"
        rows.append((one.step, *times, _figure(one.core_hours), _bytes(one.memory), disk))
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows
    ]


def _rounded(number: float) -> int:
    """Return a number with two figures: nothing here is known better."""
    if number <= 0:
        return 0
    scale = 10 ** max(0, math.floor(math.log10(number)) - 1)
    return int(round(number / scale) * scale)


def _figure(number: float) -> str:
    if number >= 10:
        return str(_rounded(number))
    return f"{number:.1f}" if number >= 0.05 else "0"


def _duration(seconds: float) -> str:
    """Return a time in the unit that people would say it in."""
    for name, length in (("days", 86_400.0), ("h", 3600.0), ("min", 60.0)):
        if seconds >= 2 * length:
            return f"{_figure(seconds / length)} {name}"
    return f"{_figure(seconds)} s"


def _bytes(count: int) -> str:
    for name, size in (("TB", 1e12), ("GB", _GIGABYTE)):
        if count >= size:
            return f"{_figure(count / size)} {name}"
    return f"{_rounded(count / 1e6) or 1} MB"
