"""Plan: what so many documents and units will cost, from what a sample of them did.

The model is ``start + documents * a + units * b``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kuager.steps.plan import (
    CAREFUL,
    CHECK,
    EXPORT,
    QUICK,
    SEGMENT,
    STATUS,
    PlanReport,
    Rate,
    Spread,
)

SEVERAL_MACHINES: Final = frozenset({CAREFUL, QUICK, CHECK, EXPORT})
"""Steps that take ``--scheduler``."""
_BUSY = 1.25
"""Cores kept busy, on average, from which on a step is taken to use all of them."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a step will cost for a number of documents and units."""

    step: str
    seconds: Spread
    core_hours: float
    memory: int
    disk: int


@dataclass(frozen=True, slots=True)
class Wall:
    """Where a step first comes up against something."""

    step: str
    what: str
    """``memory``, ``disk`` or ``time``."""
    documents: int
    """From about which number on."""


def cost(rate: Rate, documents: int, units: int, *, here: int, cores: int, machines: int) -> Cost:
    """Reckon what a step costs for so many documents and units.

    ``here`` is the number of cores that it was measured on. More cores, and machines, are
    counted without loss for steps that use them, and not at all for others.
    """
    gain = cores / here if rate.busy >= _BUSY else 1.0
    if rate.step in SEVERAL_MACHINES:
        gain *= machines
    low, mean, high = (
        rate.start + (document * documents + unit * units) / gain
        for document, unit in zip(rate.document, rate.unit, strict=True)
    )
    return Cost(
        step=rate.step,
        seconds=(low, mean, high),
        core_hours=(rate.core_document * documents + rate.core_unit * units) / 3600,
        memory=round(rate.memory + rate.memory_document * documents),
        disk=round(rate.disk_unit * units),
    )


_DAY = 86_400.0
PATIENCE: Final = {
    SEGMENT: _DAY,
    CAREFUL: 30 * _DAY,
    QUICK: 30 * _DAY,
    CHECK: _DAY,
    STATUS: 10.0,
    EXPORT: 7 * _DAY,
}
"""Seconds that are taken to be bearable: a month of drafting, a week of exporting, a day for
segmenting and the first check, ten seconds for a status."""
_SHARE = 0.8
"""Of memory and free disk that may be used."""


def first_walls(
    report: PlanReport, units_per_document: float, *, cores: int, machines: int
) -> list[Wall]:
    """Return where each step meets a limit of this machine, or of patience, nearest first."""
    walls = list(_walls(report, units_per_document, cores, machines))
    return sorted(walls, key=lambda wall: wall.documents)


def _walls(
    report: PlanReport, units_per_document: float, cores: int, machines: int
) -> Iterator[Wall]:
    machine = report.machine
    for rate in report.rates:
        if rate.memory_document > 0:
            room = max(0.0, _SHARE * machine.memory - rate.memory)
            yield Wall(rate.step, "memory", int(room / rate.memory_document))
        thousand = cost(
            rate,
            1000,
            round(1000 * units_per_document),
            here=machine.cores,
            cores=cores,
            machines=machines,
        )
        seconds = thousand.seconds[1] - rate.start
        if seconds > 0:
            yield Wall(rate.step, "time", int(1000 * PATIENCE[rate.step] / seconds))
    written = sum(rate.disk_unit for rate in report.rates) * units_per_document
    if written > 0:
        yield Wall("all steps", "disk", int(_SHARE * machine.disk / written))
