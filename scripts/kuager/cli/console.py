"""Printing: results to standard output, progress and complaints to standard error."""

from __future__ import annotations

import contextlib
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from kuager.model import Confidence, EngineSignature, State

if TYPE_CHECKING:  # every command waits for this module: it loads nothing of ours but words
    from kuager.steps.status import StatusRow

JSON_VERSION = 1
"""Version of everything printed with ``--format json``; grows when a field changes meaning."""
_PLAIN_WIDTH = 110
"""Columns of a table where there is no terminal to ask."""


def _console(*, stderr: bool = False) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _PLAIN_WIDTH
    return Console(file=stream, width=width, highlight=False, soft_wrap=True)


def print_table(table: Table) -> None:
    """Print a table as wide as the terminal."""
    _console().print(table)


def complain(problem: str, mend: str = "") -> None:
    """Print what is wrong and how to mend it, to standard error."""
    click.echo(f"kuager: {visible(problem)}", err=True)
    if mend:
        click.echo(f"        {visible(mend)}", err=True)


def note(text: str) -> None:
    """Print a remark on how the work goes, to standard error."""
    click.echo(visible(text), err=True)


_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff]"
)


def visible(text: str) -> str:
    """Return a text with what a terminal would obey or hide spelled out: ``⟨U+202E⟩``.

    A reviewer must see what there is to approve.
    """
    return _HIDDEN.sub(lambda match: f"⟨U+{ord(match.group()):04X}⟩", text)


def counted(count: int, noun: str) -> str:
    """Return a number with its noun: 1 unit, 2 units."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def result(text: str = "") -> None:
    """Print a line of the result, to standard output."""
    click.echo(visible(text))


def print_json(kind: str, fields: Mapping[str, Any]) -> None:
    """Print a result for machines: one object with its kind and version."""
    document = {"kind": kind, "version": JSON_VERSION, **fields}
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))


_COUNTED = {
    "empty": State.UNTRANSLATED,
    "drafted": State.DRAFT,
    "needs work": State.NEEDS_WORK,
    "translated": State.TRANSLATED,
    "reviewed": State.REVIEWED,
    "approved": State.APPROVED,
}
"""States by the headings of their columns."""
_LONG = 500
"""Rows from which a table is not worth the time that setting it takes: half a minute for 20,000."""


def print_status(rows: Sequence[StatusRow], totals: Sequence[StatusRow] = ()) -> None:
    """Print the table of documents and locales; below it, what several come to, if given."""
    names = ("document", "locale", "units", *_COUNTED, "findings")
    cells = [
        (
            row.document or "all documents",
            row.locale,
            str(row.units),
            *(str(row.reached(state)) for state in _COUNTED.values()),
            str(row.findings),
        )
        for row in (*rows, *totals)
    ]
    if len(cells) > _LONG:
        _print_plain([names, *cells])
    else:
        table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
        for number, name in enumerate(names):
            table.add_column(
                name, no_wrap=number < _NAMES, justify="left" if number < _NAMES else "right"
            )
        for row_cells in cells:
            table.add_row(*row_cells)
        print_table(table)
    for locale in dict.fromkeys(row.locale for row in rows or totals):
        own = [row for row in rows or totals if row.locale == locale]
        for signature in dict.fromkeys(s for row in own for s in row.signatures):
            click.echo(f"machine drafts in {locale}: {_signed(signature)}")
        classes: Counter[str] = Counter()
        for row in own:
            classes.update(row.confidence)
        if classes:
            counts = ", ".join(f"{classes[kind.value]} {kind.value}" for kind in Confidence)
            click.echo(f"  of those that nobody has touched, the engine is: {counts}")


_NAMES = 2
"""Columns that hold names, not numbers."""


def _print_plain(lines: Sequence[Sequence[str]]) -> None:
    """Print a table of any length: names to the left, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for cells in lines:
        set_cells = (
            cell.ljust(width) if number < _NAMES else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        click.echo("  ".join(set_cells))


def _signed(signature: EngineSignature) -> str:
    libraries = ", ".join(" ".join(library) for library in signature.libraries)
    return (
        f"{signature.label} ({signature.engine}; beam {signature.beam}; "
        f"{signature.compute_type}; sha256 {signature.sha256[:12]}…; {libraries})"
    )


class _Rate(ProgressColumn):
    """Segments a second, as soon as there is something to tell."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.1f}/s" if task.speed else "")


@contextlib.contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """Show progress on a terminal; yield a function that takes segments done and in all."""
    console = _console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as p:
        task = p.add_task(label, total=None)

        def update(done: int, total: int) -> None:
            p.update(task, completed=done, total=total)

        yield update


def wait_notice() -> None:
    """Say that another process has the lock."""
    note("kuager: another kuager is writing to this pack; waiting for it …")
