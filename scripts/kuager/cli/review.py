"""``kuager review``: from draft to approved, step by step, under pseudonyms."""

from __future__ import annotations

import contextlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from kuager.cli.console import note, print_json, result, wait_notice
from kuager.cli.memory import memory_lost, print_match
from kuager.cli.options import (
    Number,
    actor_option,
    dry_run_option,
    format_option,
    pack_of,
)
from kuager.cli.review_page import page_options, serve_page
from kuager.cli.review_steps import STEPS
from kuager.cli.units import describe_event, describe_term, describe_unit, report_steps, unit_fields
from kuager.errors import GateError, KuagerError, UsageError
from kuager.ledgers import check_actor
from kuager.merging.versions import other_versions
from kuager.model import CatalogEntry, State, Unit
from kuager.pack import Pack
from kuager.steps.memory import search
from kuager.steps.review import choose, edit
from kuager.steps.terms import pack_termbase, unit_terms
from kuager.steps.workbench import Workbench

SIMILAR = 3
"""Similar sentences that are shown beside a unit."""
_SCISSORS = "# ---------------------------- >8 ----------------------------"

document_argument = click.argument("document")
locale_argument = click.argument("locale")


@click.group(
    invoke_without_command=True,
    epilog="\b\nThe way of a unit:\n"
    "  draft ─ confirm or edit ─▶ translated ─ (pass ─▶ reviewed) ─ approve ─▶ approved\n"
    "  request-changes takes it back to be edited, reopen takes an approval back\n\n"
    "\b\nExamples:\n"
    "  kuager review --as translator-1\n"
    "  kuager review list 2022-03-04-kazakhstan kk\n"
    "  kuager review edit 2022-03-04-kazakhstan kk 5 --as translator-1\n"
    "  kuager review approve 2022-03-04-kazakhstan kk 5 7-9 --as reviewer-1",
)
@page_options
@click.pass_context
def review(
    context: click.Context,
    actor: str | None,
    port: int | None,
    no_browser: bool,
    language: str | None,
) -> int:
    """Translate, review and approve units, each step on record under a pseudonym.

    Without a step, the review page is opened in the browser: a server for this machine alone,
    until Ctrl-C.

    Whoever wrote or confirmed a unit cannot approve it (four eyes); a lone worker may switch
    that off in the configuration, and editions then say so.
    """
    if context.invoked_subcommand is None:
        return serve_page(
            pack_of(context), actor=actor, port=port, browser=not no_browser, language=language
        )
    if actor or port or no_browser or language:
        raise UsageError(
            "These options are for the review page.",
            f"Put --as behind the step: kuager review {context.invoked_subcommand} … --as …",
        )
    return 0


@review.command(
    "list", epilog="\b\nExample:\n  kuager review list 2022-03-04-kazakhstan kk --state draft"
)
@document_argument
@locale_argument
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice([state.value for state in State]),
    help="Only units in this state (may be repeated).",
)
@click.option("--assigned", metavar="PSEUDONYM", help="Only units that this person is to work on.")
@click.option("--open", "asked", is_flag=True, help="Only units with an unanswered question.")
@click.option("--versions", "several", is_flag=True, help="Only units with another version.")
@format_option
@click.pass_context
def list_units(
    context: click.Context,
    document: str,
    locale: str,
    states: tuple[str, ...],
    assigned: str | None,
    asked: bool,
    several: bool,
    output: str,
) -> None:
    """List units with number, state, source, target and findings."""
    bench = Workbench.open(pack_of(context), document, locale)
    units = [
        (number, unit)
        for number, unit in enumerate(bench.units, 1)
        if (not states or unit.state.value in states)
        and (assigned is None or unit.assignee == assigned)
        and (unit.asked or not asked)
        and (not several or other_versions(bench.entry(number).remark)[0])
    ]
    if output == "json":
        fields = [unit_fields(number, unit, bench.all_findings(number)) for number, unit in units]
        print_json("units", {"document": document, "locale": locale, "units": fields})
        return
    for number, unit in units:
        result(describe_unit(number, unit, bench.all_findings(number)))
        if several:
            _print_versions(bench.entry(number))


def _print_versions(entry: CatalogEntry) -> str:
    """Print a unit's other versions; return what else is remarked on it."""
    versions, remark = other_versions(entry.remark)
    for version in versions:
        result(f"    other version: {version}")
    return remark


@review.command("show", epilog="\b\nExample:\n  kuager review show 2022-03-04-kazakhstan kk 5")
@document_argument
@locale_argument
@click.argument("number", type=Number())
@click.pass_context
def show_unit(context: click.Context, document: str, locale: str, number: int) -> None:
    """Show one unit with its notes, previous source, comments, terms and similar sentences.

    Terms come from source/termbase.csv, similar sentences from the translation memory.
    """
    pack = pack_of(context)
    bench = Workbench.open(pack, document, locale)
    choose(bench.units, [number])
    entry, unit = bench.entry(number), bench.unit(number)
    result(describe_unit(number, unit, bench.all_findings(number)))
    if entry.previous_source:
        result(f"    previous source: {entry.previous_source}")
    remark = _print_versions(entry)
    for line in (*entry.notes, *remark.splitlines()):
        result(f"    # {line}")
    for event in bench.history.remarks(unit.id):
        result(f"    {describe_event(event)}")
    for term in unit_terms(pack_termbase(pack), unit):
        result(f"    {describe_term(term, locale)}")
    for match in search(pack, unit.source, [locale], limit=SIMILAR, on_loss=memory_lost):
        if match.target != unit.target:
            print_match(match)


@review.command(
    "edit",
    epilog="\b\nExamples:\n"
    '  kuager review edit 2022-03-04-kazakhstan kk 5 --as translator-1 --text "…"\n'
    "  EDITOR=nano kuager review edit 2022-03-04-kazakhstan kk 5 --as translator-1",
)
@document_argument
@locale_argument
@click.argument("number", type=Number())
@actor_option
@click.option("--text", help="The new target.  [default: ask an editor, or standard input]")
@dry_run_option
@click.pass_context
def edit_unit(
    context: click.Context,
    document: str,
    locale: str,
    number: int,
    actor: str,
    text: str | None,
    dry_run: bool,
) -> int:
    """Give a unit a new target."""
    pack = pack_of(context, dry_run=dry_run)
    if text is not None or not sys.stdin.isatty():
        text = _standard_input() if text is None else text
        with pack.lock(wait_notice):
            report = edit(pack, document, locale, number, text, actor)
        return report_steps(report, dry_run=dry_run)
    if dry_run:
        raise UsageError("--dry-run needs --text.", "An editor would leave its file behind.")
    check_actor(actor)
    bench = Workbench.open(pack, document, locale)
    choose(bench.units, [number])
    unit = bench.unit(number)
    with _desk(pack, unit) as desk:
        text = _ask(desk)
        if text is None:
            note("Nothing was changed.")
            return 0
        with pack.lock(wait_notice):
            report = edit(pack, document, locale, number, text, actor, shown=unit)
        if report.refused:
            raise GateError(f"Unit {number} {report.refused[0][1]}")
    return report_steps(report, dry_run=dry_run)


def _standard_input() -> str:
    try:
        return sys.stdin.buffer.read().decode()
    except UnicodeDecodeError as error:
        raise UsageError("Standard input is not UTF-8.", "Convert it first.") from error


@contextlib.contextmanager
def _desk(pack: Pack, unit: Unit) -> Iterator[Path]:
    """Yield a file to edit, within the pack and for its owner only.

    It goes when all went well; what could not be saved stays there.
    """
    folder = pack.private_file("edit")
    folder.mkdir(mode=0o700, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=folder, suffix=".txt", delete=False
    ) as stream:
        stream.write(f"{unit.target}\n\n{_SCISSORS}\n# {unit.source}\n")
    desk = Path(stream.name)
    before = desk.read_bytes()
    try:
        yield desk
    except BaseException:
        if desk.read_bytes() != before:
            note(f"Your text is kept in {pack.name(desk)}.")
        else:
            desk.unlink()
        raise
    desk.unlink()


def _ask(desk: Path) -> str | None:
    """Return what the translator wrote, None if the editor was left without a change."""
    before = desk.read_bytes()
    click.edit(filename=str(desk))
    if desk.read_bytes() == before:
        return None
    try:
        text = desk.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise KuagerError("The editor did not save UTF-8.") from error
    return " ".join(text.partition(_SCISSORS)[0].split("\n")).strip()


for _step in STEPS:
    review.add_command(_step)
