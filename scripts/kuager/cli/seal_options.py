"""Passphrases and keys as the command line takes them: never as its arguments."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from kuager.cli.console import note
from kuager.errors import ConfigurationError, UsageError
from kuager.pack import Pack, open_pack
from kuager.sealing import SealError
from kuager.storage import read_regular

_LONGEST = 4096

passphrase_file_option = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path),
    help="Take the passphrase from the first line of this file, instead of asking for it.",
)


def asked_passphrase(file: Path | None, *, new: bool = False) -> str:
    """Return a passphrase from a file or, typed unseen, from the terminal; a new one typed twice.

    Raises SealError for an empty one, UsageError where there is nobody to ask.
    """
    if file is not None:
        content = None if file.is_dir() else read_regular(file, file.name, limit=_LONGEST)
        if content is None:
            raise SealError(f"There is no file {file.name}.", "Give the path of one.")
        try:
            typed = content.decode("utf-8-sig").split("\n", 1)[0].rstrip("\r")
        except UnicodeDecodeError as error:
            raise SealError(f"{file.name} is not UTF-8.", "Save it as plain text.") from error
    elif not sys.stdin.isatty():
        raise UsageError("There is no terminal to ask for the passphrase.", "Use --passphrase-file")
    else:
        typed = getpass.getpass("Passphrase: ")
        if new and typed != getpass.getpass("The same again: "):
            raise SealError("These were two different passphrases.", "Run it again.")
    if not typed:
        raise SealError("The passphrase is empty.", "Take four words or more.")
    return typed


def remembered(ask: Callable[[], str]) -> Callable[[], str]:
    """Return a function that asks once at most."""
    told: list[str] = []

    def answer() -> str:
        if not told:
            told.append(ask())
        return told[0]

    return answer


def pack_or_none(context: click.Context, *, dry_run: bool = False) -> Pack | None:
    """Open the pack that the command line names, or None where there is none."""
    folder: Path = context.obj
    try:
        return open_pack(folder, dry_run=dry_run)
    except ConfigurationError:
        # A folder that was named has to be a pack; and a broken pack is not to be passed over.
        if folder != Path() or any(
            b"[tool.kuager" in (read_regular(parent / "pyproject.toml", "pyproject.toml") or b"")
            for parent in (Path.cwd(), *Path.cwd().parents)
        ):
            raise
        return None


def warn_exposed(names: Sequence[str]) -> None:
    """Say which keys other users of the machine can read."""
    for name in names:
        note(f"kuager: other users of this machine can read {name}; mend it: chmod 600")
