"""The steps of the chain as commands, and the chain as one."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from kuager.cli.aside import aside_fields, tell_aside
from kuager.cli.check import finding_summary
from kuager.cli.cluster_options import Cluster, cluster_options
from kuager.cli.console import (
    counted,
    note,
    print_json,
    print_status,
    progress_bar,
    result,
    wait_notice,
)
from kuager.cli.draft import OFFLINE, draft_line, run_draft
from kuager.cli.interruption import GOES_ON, interruptible
from kuager.cli.options import (
    documents_argument,
    dry_run_option,
    format_option,
    jobs_option,
    locale_option,
    pack_of,
)
from kuager.cli.working import working
from kuager.executors import Executor, open_executor
from kuager.model import State
from kuager.pack import Pack
from kuager.steps.check import check as check_step
from kuager.steps.export import ALL, ExportOutcome, exporters
from kuager.steps.export import export as export_step
from kuager.steps.export_placing import ExportReport
from kuager.steps.export_remains import remains
from kuager.steps.segment import SegmentOutcome, SegmentReport
from kuager.steps.segment import segment as segment_step
from kuager.steps.status import StatusRow
from kuager.steps.status import status as status_step


@click.command(
    epilog="\b\nExamples:\n  kuager segment\n  kuager segment 2022-03-04-kazakhstan --dry-run"
)
@documents_argument
@jobs_option
@dry_run_option
@format_option
@click.pass_context
def segment(
    context: click.Context, documents: tuple[str, ...], jobs: int | None, dry_run: bool, output: str
) -> int:
    """Cut the documents in source/ into templates and bring the catalogs up to date.

    Units whose source has not changed keep target and state. Changed sentences start from
    their old translation, to be reworked, unless the meaning differs. Nothing that somebody
    wrote is dropped. A document that cannot be used is set aside and told of; the others go on,
    and the exit code is 1.
    """
    pack = pack_of(context, dry_run=dry_run)
    outcome = _segment(pack, documents, jobs)
    if output == "json":
        print_json("segment", asdict(outcome))
    else:
        for report in outcome.documents:
            result(_segment_line(report))
        _warn(outcome)
    return tell_aside(outcome.set_aside)


def _segment(
    pack: Pack, documents: tuple[str, ...] = (), jobs: int | None = None
) -> SegmentOutcome:
    with (
        interruptible(GOES_ON),
        pack.lock(wait_notice),
        open_executor(jobs) as executor,
        progress_bar("segment") as progress,
    ):
        return segment_step(pack, documents, progress, executor)


def _warn(outcome: SegmentOutcome) -> None:
    for report in outcome.documents:
        if report.traces:
            note(
                f"kuager: the source file of {report.document} may name somebody "
                f"({', '.join(report.traces)}). Remove that before you share the pack."
            )
    for renamed in outcome.renamed:
        note(
            f"kuager: {renamed.document} seems to be {renamed.before} under a new id: "
            f"{renamed.shared} of {renamed.units} units are the same. To keep the work on them, "
            f"give it its old id (id: {renamed.before}) and run this again."
        )
    for orphan in outcome.orphans:
        if any(renamed.before == orphan for renamed in outcome.renamed):
            continue
        note(
            f"kuager: {orphan} has no source any more; its catalogs are left alone. "
            f"To remove it, delete locales/{orphan}.pot and what bears its name below locales/."
        )
    for name in outcome.unread:
        note(f"kuager: {name} is of no format that can be read; it was passed over.")


def _segment_line(report: SegmentReport) -> str:
    merges = []
    for locale, merge in report.merges.items():
        counts = {name: count for name, count in asdict(merge).items() if count}
        merges.append(f"{locale} " + ", ".join(f"{count} {n}" for n, count in counts.items()))
    size = f"{counted(report.units, 'unit')} in {counted(report.blocks, 'block')}"
    parts = [f"{report.document}: {size}", *merges]
    if not report.written:
        parts.append("unchanged")
    if report.idle_breaks:
        parts.append(f"{counted(report.idle_breaks, 'manual break')} without a place any more")
    return " · ".join(parts)


_FORMATS = "".join(f"\n  {e.id:<10} {e.description}" for e in exporters([ALL]))


@click.command(
    epilog=f"\b\nFormats:{_FORMATS}\n\n"
    "\b\nExamples:\n  kuager export --locale kk --to html --to pdf"
    "\n  kuager export --to all"
    "\n  kuager export --allow-drafts --folder /tmp/for-review"
)
@documents_argument
@locale_option
@click.option(
    "--to",
    "formats",
    multiple=True,
    metavar="FORMAT",
    help="In this format (see below; may be repeated), or in all of them."
    f"  [default: {', '.join(e.id for e in exporters())}]",
)
@click.option(
    "--allow-drafts",
    is_flag=True,
    help="Export unapproved text too; each unit is marked in the edition's own language.",
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where to put the editions.  [default: exports/ in the pack]",
)
@jobs_option
@cluster_options
@dry_run_option
@format_option
@click.pass_context
def export(
    context: click.Context,
    documents: tuple[str, ...],
    locales: tuple[str, ...],
    formats: tuple[str, ...],
    allow_drafts: bool,
    folder: Path | None,
    jobs: int | None,
    cluster: Cluster | None,
    dry_run: bool,
    output: str,
) -> int:
    """Write editions: pages and books to be read, and tables and files for other programs.

    Only approved text leaves the pack. With --allow-drafts the rest goes too, each unit with
    a mark in words. The same pack gives the same bytes on any machine and day. A document that
    cannot be used is set aside and told of; the others are exported, and the exit code is 1.
    Old editions that nothing would write any more are told of and left where they are.
    """
    pack = pack_of(context, dry_run=dry_run)
    with working(pack, jobs, cluster) as executor:
        outcome = _export(
            pack,
            documents,
            locales,
            formats,
            allow_drafts=allow_drafts,
            folder=folder,
            executor=executor,
        )
    old = remains(pack, folder, outcome, whole=not documents and not locales)
    if output == "json":
        files = [_file_fields(pack, report) for report in outcome.files]
        aside = aside_fields(outcome.set_aside)
        print_json("export", {"files": files, "set_aside": aside, "stale": old})
    else:
        for report in outcome.files:
            result(_shown(pack, report) + ("" if report.written else "  (unchanged)"))
    if old:
        note(
            f"kuager: {counted(len(old), 'file')} in the same folder seem to be old editions that "
            f"nothing would write any more: {', '.join(old[:5])}{' …' if old[5:] else ''}. "
            "They are left there; delete them before you hand on the folder."
        )
    return tell_aside(outcome.set_aside)


def _export(
    pack: Pack,
    documents: tuple[str, ...] = (),
    locales: tuple[str, ...] = (),
    formats: tuple[str, ...] = (),
    *,
    allow_drafts: bool,
    folder: Path | None = None,
    executor: Executor,
) -> ExportOutcome:
    with pack.lock(wait_notice), progress_bar("export") as progress:
        return export_step(
            pack,
            documents,
            locales,
            formats,
            allow_drafts=allow_drafts,
            folder=folder,
            progress=progress,
            executor=executor,
        )


def _file_fields(pack: Pack, report: ExportReport) -> dict[str, object]:
    return {**asdict(report), "path": _shown(pack, report)}


def _shown(pack: Pack, report: ExportReport) -> str:
    shown = report.path
    if shown.is_relative_to(pack.root):
        return shown.relative_to(pack.root).as_posix()
    return str(shown)


@click.command(epilog="\b\nExamples:\n  kuager demo\n  kuager demo --dry-run")
@dry_run_option
@click.pass_context
def demo(context: click.Context, dry_run: bool) -> int:
    """Run the whole chain: segment, draft, check, status, export (with drafts, marked)."""
    pack = pack_of(context, dry_run=dry_run)
    note("1/5  segment")
    outcome = _segment(pack)
    for report in outcome.documents:
        note(f"     {_segment_line(report)}")
    _warn(outcome)
    if dry_run and not pack.template_names():
        note("     Nothing is segmented yet; the other steps have nothing to look at.")
        return tell_aside(outcome.set_aside)
    note("2/5  draft")
    for drafted in run_draft(pack):
        note(f"     {draft_line(drafted)}")
    note(f"     {OFFLINE}")
    note("3/5  check")
    note(f"     {finding_summary(check_step(pack))}  Details: kuager check")
    note("4/5  status")
    rows = status_step(pack)
    note("5/5  export, drafts marked as such")
    with open_executor() as executor:
        exported = _export(pack, allow_drafts=True, executor=executor)
    result()
    print_status(rows)
    result()
    result("Editions:")
    for file in exported.files:
        result(f"  {_shown(pack, file)}")
    result()
    result(_advice(rows))
    return tell_aside(exported.set_aside)


def _advice(rows: list[StatusRow]) -> str:
    waiting = sum(row.units - row.reached(State.APPROVED) for row in rows)
    if not waiting:
        return "Everything is approved. Publish with: kuager export"
    drafts = sum(row.reached(State.DRAFT) for row in rows)
    return (
        f"{waiting} units wait for a person, {drafts} of them are drafts that nobody has read.\n"
        "Next: type  source .venv/bin/activate  once in this terminal, then  kuager review  opens\n"
        "      the page to translate, review and approve on;  kuager exchange out  is for those\n"
        "      who prefer Word, Poedit or OmegaT, and  kuager export  writes what is approved."
    )
