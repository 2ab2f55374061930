"""``kuager report``: a page per document and locale for those who work on it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from kuager.cli.aside import aside_fields, tell_aside
from kuager.cli.console import print_json, progress_bar, result, wait_notice
from kuager.cli.options import (
    documents_argument,
    dry_run_option,
    format_option,
    locale_option,
    pack_of,
)
from kuager.reports.wording import LANGUAGES
from kuager.steps.report import report as report_step


@click.command(
    epilog="\b\nExamples:\n  kuager report\n  kuager report --locale kk --language ru"
    "\n  kuager report 2022-03-04-kazakhstan --folder /tmp/for-the-team"
)
@documents_argument
@locale_option
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default=LANGUAGES[0],
    show_default=True,
    help="Language of the report's own words; findings are worded in English.",
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where to put the reports.  [default: reports/ in the pack]",
)
@dry_run_option
@format_option
@click.pass_context
def report(
    context: click.Context,
    documents: tuple[str, ...],
    locales: tuple[str, ...],
    language: str,
    folder: Path | None,
    dry_run: bool,
    output: str,
) -> int:
    """Write working reports: the text with its findings, states, effort and plots.

    One web page per document and locale, without a network, to be read or printed. It holds
    unreviewed text and the team's remarks: it is not for publication. A document that cannot be
    used is set aside and told of; of the others there are reports, and the exit code is 1.
    """
    pack = pack_of(context, dry_run=dry_run)
    with pack.lock(wait_notice), progress_bar("report") as progress:
        outcome = report_step(
            pack, documents, locales, language=language, folder=folder, progress=progress
        )
    if output == "json":
        files = [{**asdict(file), "path": pack.name(file.path)} for file in outcome.files]
        print_json("report", {"files": files, "set_aside": aside_fields(outcome.set_aside)})
    else:
        for file in outcome.files:
            inside = file.path.is_relative_to(pack.root)
            shown = pack.name(file.path) if inside else str(file.path)
            result(shown + ("" if file.written else "  (unchanged)"))
    return tell_aside(outcome.set_aside)
