"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

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
actor_option = click.option(
    "--as",
    "actor",
    required=True,
    metavar="PSEUDONYM",
    help="Who does it. Never a real name: lower-case letters, digits, hyphens.",
)


def pack_of(context: click.Context, *, dry_run: bool = False) -> Pack:
    """Open the pack that the command line names."""
    folder: Path = context.obj
    return open_pack(folder, dry_run=dry_run)
