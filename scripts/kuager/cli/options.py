"""Arguments and options that several commands share."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import click

from kuager.errors import InputError
from kuager.pack import Pack, open_pack

documents_argument = click.argument("documents", nargs=-1, metavar="[DOCUMENT]...")
locale_option = click.option(
    "--locale", "-l", "locales", multiple=True, help="Only this locale (may be repeated)."
)
dry_run_option = click.option(
    "--dry-run", "-n", is_flag=True, help="Write nothing; say what would be done."
)
format_option = click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people or for programs.",
)
jobs_option = click.option(
    "--jobs",
    "-j",
    type=click.IntRange(1, 256),
    metavar="N",
    help="Processes to work in; 1: none but this.  [default: one for each core]",
)
actor_option = click.option(
    "--as",
    "actor",
    required=True,
    metavar="PSEUDONYM",
    help="Who does it. Never a real name: lower-case letters, digits, hyphens.",
)


class UnitNumbers(click.ParamType[tuple[int, ...]]):
    """Numbers of units: ``5`` or, for a run of them, ``3-8``."""

    name = "unit"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        """Return the numbers that a word of the command line stands for."""
        if isinstance(value, tuple):
            return value
        match = re.fullmatch(r"([1-9][0-9]{0,5})(?:-([1-9][0-9]{0,5}))?", str(value))
        if match is None:
            self.fail("give numbers of units, such as 5 or 3-8.", param, ctx)
        first = int(match[1])
        last = int(match[2] or first)
        if last < first:
            self.fail("the first unit of a run comes first, such as 3-8.", param, ctx)
        return tuple(range(first, last + 1))


class Number(click.ParamType[int]):
    """The number of one unit or segment, from 1."""

    name = "number"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Return the number; what is none is not repeated, it may be a translation."""
        if isinstance(value, int):
            return value
        if re.fullmatch(r"[1-9][0-9]{0,5}", str(value)) is None:
            self.fail("give the number of one unit, such as 5.", param, ctx)
        return int(str(value))


def units_options(command: Callable[..., int]) -> Callable[..., int]:
    """Add what all commands take that do something to units of one document and locale."""
    for option in reversed(
        (
            click.argument("document"),
            click.argument("locale"),
            click.argument("units", nargs=-1, type=UnitNumbers(), metavar="[UNIT]..."),
            actor_option,
            dry_run_option,
        )
    ):
        command = option(command)
    return command


def pack_of(context: click.Context, *, dry_run: bool = False) -> Pack:
    """Open the pack that the command line names."""
    folder: Path = context.obj
    return open_pack(folder, dry_run=dry_run)


def read_standard_input(limit: int) -> str:
    """Return what stands on standard input, at most so many bytes. Raises InputError."""
    try:
        return sys.stdin.buffer.read(limit).decode()
    except UnicodeDecodeError as error:
        raise InputError("Standard input is not UTF-8.", "Convert it first.") from error
