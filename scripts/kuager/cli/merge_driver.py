"""``kuager merge-driver``: let git merge translations unit by unit."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import click

from kuager.cli.console import complain, counted, note, result, wait_notice
from kuager.cli.options import dry_run_option, pack_of
from kuager.errors import GateError, KuagerError, UsageError
from kuager.merging.versions import OTHER_VERSION
from kuager.steps.merge_driver import MARKER_SIZE, DriverReport, Sides, merge_sides
from kuager.steps.merge_driver_setup import SetupReport, install, uninstall

_CONFLICT = GateError.exit_code
"""What tells git that people must resolve it (gitattributes(5))."""
_NAMED = 4
"""Files on the command line: three versions and where they belong."""


@click.command(
    "merge-driver",
    epilog="\b\nExamples:\n  kuager merge-driver --install"
    "\n  kuager merge-driver base.po ours.po theirs.po \\"
    "\n      locales/kk/LC_MESSAGES/2022-03-04-kazakhstan.po"
    "\n  kuager merge-driver --uninstall",
)
@click.argument("files", nargs=-1, metavar="[BASE OURS THEIRS PATH]")
@click.option("--install", "wish", flag_value="install", help="Tell this clone's git about it.")
@click.option("--uninstall", "wish", flag_value="uninstall", help="Take that back.")
@click.option(
    "--marker-size",
    type=click.IntRange(1, 1000),
    default=MARKER_SIZE,
    help="Length of git's conflict marks, in files that are git's to merge.",
)
@dry_run_option
@click.pass_context
def merge_driver(
    context: click.Context,
    files: tuple[str, ...],
    wish: str | None,
    marker_size: int,
    dry_run: bool,
) -> int:
    """Let git merge two people's translations, unit by unit and without conflict marks.

    Run it once in every clone with --install, and commit .gitattributes. After that git itself
    calls it with three versions of a file and the file's PATH in the repository, and the
    result is written over OURS. Where both sides translated a unit differently, one text
    stays, marked as needing work, and the other is kept in the translator's comment.
    """
    if wish is not None and not files:
        return _set_up(context, wish, dry_run=dry_run)
    if wish is not None or not _NAMED - 1 <= len(files) <= _NAMED:
        raise UsageError(
            "Give either --install, or --uninstall, or three files and a path.",
            "See: kuager merge-driver --help",
        )
    if dry_run:
        raise UsageError("git's merges know no --dry-run.", "Use it with --install.")
    base, ours, theirs = map(Path, files[:3])
    place = PurePosixPath(files[-1] if len(files) == _NAMED else ours.as_posix())
    if len(files) < _NAMED and "locales" not in place.parts:
        raise UsageError(
            "It is not clear which file of the pack this is.",
            "Add its path: locales/<locale>/LC_MESSAGES/<document>.po",
        )
    sides = Sides(base, ours, theirs, place)
    try:
        report = merge_sides(sides, marker_size)
    except KuagerError as error:
        # Any code between 1 and 127 leaves the file to people, as it is on our side.
        complain(error.problem, error.mend)
        return _CONFLICT
    return _tell_merge(report, sides.name)


def _tell_merge(report: DriverReport, name: str) -> int:
    if report.disputed:
        units = counted(report.disputed, "unit")
        note(f"kuager: {name}: {units} translated differently by the two sides.")
        note(f"        Both texts are kept, one of them as a comment: “{OTHER_VERSION}…”.")
    return min(report.conflicts, _CONFLICT)


def _set_up(context: click.Context, wish: str, *, dry_run: bool) -> int:
    pack = pack_of(context, dry_run=dry_run)
    with pack.lock(wait_notice):
        report = (install if wish == "install" else uninstall)(pack)
    would = "would be " if dry_run else ""
    done = would + ("added to" if wish == "install" else "taken out of")
    for line in report.attributes:
        result(f"{done} .gitattributes: {line}")
    for key in report.settings:
        result(f"{done} the configuration of this clone: {key}")
    _tell_set_up(report, wish, dry_run=dry_run)
    return 0


def _tell_set_up(report: SetupReport, wish: str, *, dry_run: bool) -> None:
    if not (report.attributes or report.settings):
        note("Nothing to do: it is so already.")
    elif dry_run:
        note("Nothing was written (--dry-run).")
    elif wish == "install" and report.attributes:
        note("Commit .gitattributes; every other clone needs: kuager merge-driver --install")
    if report.overruled:
        note("kuager: git is told elsewhere to merge catalogs in another way, which holds.")
        note("        See: git check-attr merge locales/*/LC_MESSAGES/*.po")
