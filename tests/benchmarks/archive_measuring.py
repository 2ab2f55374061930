"""What Kuager's steps cost on an archive: real command lines, in processes of their own."""

from __future__ import annotations

import gzip
import random
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kuager.index.queries import query_of, terms_of
from kuager.index.searching import find
from kuager.pack import open_pack
from kuager.steps.indexing import pack_index
from kuager.steps.plan_runs import run_command
from kuager.steps.plan_sample import count_units
from tests.benchmarks.archive_harming import touch
from tests.benchmarks.archive_texts import CORPUS

_SEARCHES: Final = 40
_WARM: Final = 3
_SETTLED: Final = 3.0
"""Seconds after which a file that was written counts as unchanged without being read."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What an operation took."""

    operation: str
    seconds: float
    memory: int | None = None
    """Bytes of the largest process; None for what was timed within a process."""
    core_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """An archive of a size, and what was measured on it."""

    documents: int
    units: int
    figures: tuple[Figure, ...]


def command(folder: Path, operation: str, *arguments: str) -> Figure:
    """Run ``kuager`` and measure it; what it prints is thrown away."""
    taken = run_command(folder, arguments)
    return Figure(operation, taken.seconds, taken.memory, taken.core_seconds)


def measure(folder: Path, *, seed: int = 1) -> Measured:
    """Measure status, search, checks and memory on an archive; one in a hundred is touched."""
    pack = open_pack(folder)
    for path in (folder / ".kuager").glob("index.sqlite*"):
        path.unlink()
    figures = [command(folder, "status, no index yet", "status", "--summary")]
    time.sleep(_SETTLED)
    command(folder, "status", "status", "--summary")
    warm = [command(folder, "status", "status", "--summary") for _ in range(_WARM)]
    figures.append(_median("status, nothing changed", warm))
    figures += _searches(folder, seed)
    figures.append(command(folder, "search, whole command", "search", "police"))
    figures.append(command(folder, "check, nothing changed", "check", "--fail-on", "never"))
    figures.append(command(folder, "check --across", "check", "--across"))
    remember = ("memory", "search", "They knocked on the door at six.", "--locale", "kk")
    figures.append(command(folder, "memory, first look-up", *remember))
    figures.append(_median("memory, look-up", [command(folder, "", *remember) for _ in range(3)]))
    touch(pack, 0.01, seed)
    figures.append(command(folder, "status, 1 % changed", "status", "--summary"))
    return Measured(len(pack.template_names()), count_units(pack), tuple(figures))


def _median(operation: str, figures: Sequence[Figure]) -> Figure:
    cores = [figure.core_seconds or 0 for figure in figures]
    memory = max(figure.memory or 0 for figure in figures)
    seconds = statistics.median(figure.seconds for figure in figures)
    return Figure(operation, seconds, memory, statistics.median(cores))


def _searches(folder: Path, seed: int) -> list[Figure]:
    """Search for words of the corpus, frequent and rare ones, within one process."""
    text = gzip.decompress(CORPUS.read_bytes()).decode()
    words = sorted({word for word in text.split() if word.isalpha() and len(word) > 3})
    asked = random.Random(seed).sample(words, _SEARCHES)
    asked = [word if place % 2 else f"{word[:4]}*" for place, word in enumerate(asked)]
    pack = open_pack(folder)
    looks, taken = [], []
    for _ in range(_WARM):
        start = time.perf_counter()
        with pack_index(pack) as current:
            looks.append(time.perf_counter() - start)
            for word in asked:
                start = time.perf_counter()
                find(current.index, query_of(terms_of([word]), None, (), ()), 20, None)
                taken.append(time.perf_counter() - start)
    return [
        Figure("looking for files that changed", statistics.median(looks)),
        Figure("search in the index, median of 40 words", statistics.median(taken)),
        Figure("search in the index, 95 of 100 words", statistics.quantiles(taken, n=20)[-1]),
    ]


def table(measured: Measured) -> str:
    """Return the figures as a Markdown table."""
    lines = [
        f"{measured.documents} documents, {measured.units} units",
        "",
        "| operation | time | core time | memory |",
        "| --- | --- | --- | --- |",
    ]
    for one in measured.figures:
        core = "" if one.core_seconds is None else seconds(one.core_seconds)
        memory = "" if one.memory is None else f"{one.memory / 1e6:.0f} MB"
        lines.append(f"| {one.operation} | {seconds(one.seconds)} | {core} | {memory} |")
    return "\n".join(lines)


def seconds(value: float) -> str:
    """Write a time for people."""
    if value < 1:
        return f"{1000 * value:.{2 if value < 0.01 else 0}f} ms"
    return f"{value:.1f} s" if value < 10 else f"{value:.0f} s"


def growth_table(sizes: Sequence[Measured]) -> str:
    """Return each operation's time at each size, with milliseconds for each thousand units."""
    head = " | ".join(f"{one.units:,} units" for one in sizes)
    lines = [f"| operation | {head} |", "| --- |" + " --- |" * len(sizes)]
    for place, figure in enumerate(sizes[0].figures):
        cells = []
        for one in sizes:
            value = one.figures[place]
            each = 1000 * 1000 * value.seconds / one.units
            cells.append(f"{seconds(value.seconds)} ({each:.1f})")
        lines.append(f"| {figure.operation} | " + " | ".join(cells) + " |")
    lines.append("")
    lines.append(f"| memory of the largest process | {head} |")
    lines.append("| --- |" + " --- |" * len(sizes))
    for place, figure in enumerate(sizes[0].figures):
        if figure.memory is not None:
            told = [f"{(one.figures[place].memory or 0) / 1e6:.0f} MB" for one in sizes]
            lines.append(f"| {figure.operation} | " + " | ".join(told) + " |")
    return "\n".join(lines)
