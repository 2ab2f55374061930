"""``kuager status``: how far every document is."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from kuager.cli.aside import aside_fields, index_notice, tell_aside, warn_of_headers
from kuager.cli.console import print_json, print_status, progress_bar
from kuager.cli.options import (
    documents_argument,
    format_option,
    jobs_option,
    locale_option,
    pack_of,
)
from kuager.cli.working import working
from kuager.errors import UsageError
from kuager.steps.status import StatusRow, status_report, totals


@click.command(
    epilog="\b\nExamples:\n  kuager status\n  kuager status --format json"
    "\n  kuager status --summary"
    "\n  kuager status --effort --locale kk"
)
@documents_argument
@locale_option
@click.option(
    "--effort",
    "with_effort",
    is_flag=True,
    help="Also measure what became of drafts until they were approved, and what checks caught.",
)
@click.option(
    "--translated",
    is_flag=True,
    help="With --effort: count units too that are translated and not approved yet.",
)
@click.option(
    "--summary", is_flag=True, help="Only what all documents come to, a line for each locale."
)
@jobs_option
@format_option
@click.pass_context
def status(
    context: click.Context,
    documents: tuple[str, ...],
    locales: tuple[str, ...],
    with_effort: bool,
    translated: bool,
    summary: bool,
    jobs: int | None,
    output: str,
) -> int:
    """Show how far every document is in every locale.

    Effort is measured by draft and text, never by person: HTER (edits for each hundred words
    of the finished text) and chrF2, for each locale, document and engine.
    """
    if translated and not with_effort:
        raise UsageError("--translated says what --effort counts.", "Give both.")
    pack = pack_of(context)
    with working(pack, jobs) as executor, progress_bar("reading") as progress:
        report = status_report(
            pack, documents, locales, executor=executor, progress=progress, on_loss=index_notice
        )
    warn_of_headers(report.headers)
    whole = totals(report.rows)
    rows = [] if summary else report.rows
    told = None
    if with_effort:
        from kuager.cli import effort  # noqa: PLC0415 (loads numpy)

        told = effort.measured(pack, documents, locales, translated=translated)
    if output == "json":
        fields: dict[str, Any] = {"rows": [_status_fields(row) for row in rows]}
        if summary:
            fields["totals"] = [_status_fields(row) for row in whole]
        if told:
            fields["effort"] = effort.fields(told)
        if report.set_aside:
            fields["set_aside"] = aside_fields(report.set_aside)
        print_json("status", fields)
    else:
        several = len({row.document for row in report.rows}) > 1
        print_status(rows, whole if several or summary else ())
        if told:
            effort.print_effort(told)
    return tell_aside(report.set_aside)


def _status_fields(row: StatusRow) -> dict[str, object]:
    return {
        "document": row.document,
        "locale": row.locale,
        "units": row.units,
        "states": {state.value: count for state, count in row.states.items()},
        "findings": row.findings,
        "engines": list(row.engines),
        "signatures": [asdict(signature) for signature in row.signatures],
        "confidence": row.confidence,
    }
