"""``kuager segments``: see how a document is cut, join and split."""

from __future__ import annotations

import click

from kuager.cli.console import note, print_json, result, wait_notice
from kuager.cli.options import Number, dry_run_option, format_option, pack_of
from kuager.steps.segments import find_document, join, split

_AFTERWARDS = "Bring the catalogs up to date with: kuager segment"


@click.group(
    epilog="\b\nExamples:\n  kuager segments list 2022-03-04-kazakhstan"
    "\n  kuager segments join 2022-03-04-kazakhstan 7"
    '\n  kuager segments split 2022-03-04-kazakhstan 4 --after "events will unfold,"'
)
def segments() -> None:
    """See how a document is cut into segments; join two or split one."""


def _tell(outcome: str, *, changed: bool, dry_run: bool) -> None:
    if dry_run:
        note(f"{outcome} Nothing was written (--dry-run).")
    elif changed:
        note(f"{outcome} {_AFTERWARDS}")
    else:
        note("That is on record already.")


@segments.command("list", epilog="\b\nExample:\n  kuager segments list 2022-03-04-kazakhstan")
@click.argument("document")
@format_option
@click.pass_context
def list_segments(context: click.Context, document: str, output: str) -> None:
    """List a document's segments with their numbers."""
    found = find_document(pack_of(context), document)
    if output == "json":
        sources = [segment.source for segment in found.segments]
        print_json("segments", {"document": document, "segments": sources})
        return
    number = 0
    for block in found.blocks:
        result(f"[{block.role.value}]")
        for segment in block.segments:
            number += 1
            result(f"{number:5}  {segment.source}")


@segments.command("join", epilog="\b\nExample:\n  kuager segments join 2022-03-04-kazakhstan 7")
@click.argument("document")
@click.argument("number", type=Number())
@dry_run_option
@click.pass_context
def join_segments(context: click.Context, document: str, number: int, dry_run: bool) -> None:
    """Join segment NUMBER with the one after it.

    The place is kept beside the source and survives edits elsewhere. The translations of both
    are joined too, to be reworked.
    """
    pack = pack_of(context, dry_run=dry_run)
    with pack.lock(wait_notice):
        changed = join(pack, document, number)
    _tell(f"Segments {number} and {number + 1} are to be one.", changed=changed, dry_run=dry_run)


@segments.command(
    "split",
    epilog="\b\nExample:\n"
    '  kuager segments split 2022-03-04-kazakhstan 4 --after "events will unfold,"',
)
@click.argument("document")
@click.argument("number", type=Number())
@click.option("--after", required=True, help="Words of the segment that end its first part.")
@dry_run_option
@click.pass_context
def split_segment(
    context: click.Context, document: str, number: int, after: str, dry_run: bool
) -> None:
    """Split segment NUMBER behind the given words.

    The place is kept beside the source and survives edits elsewhere.
    """
    pack = pack_of(context, dry_run=dry_run)
    with pack.lock(wait_notice):
        changed = split(pack, document, number, after)
    _tell(f"Segment {number} is to be two.", changed=changed, dry_run=dry_run)
