"""``kuager review``: from draft to approved, step by step, under pseudonyms."""

from __future__ import annotations

import contextlib
import sys
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import click

from kuager.checks.documentation import ALL_CHECKS
from kuager.cli.console import counted, note, print_json, result, wait_notice
from kuager.cli.memory import memory_lost, print_match
from kuager.cli.options import (
    Number,
    actor_option,
    dry_run_option,
    format_option,
    pack_of,
    units_options,
)
from kuager.cli.units import describe_term, describe_unit, unit_fields
from kuager.errors import GateError, KuagerError, UsageError
from kuager.ledgers import check_actor
from kuager.model import State, Unit
from kuager.pack import Pack
from kuager.review import Action
from kuager.steps.memory import search
from kuager.steps.review import (
    ReviewReport,
    SheetFindings,
    choose,
    claim,
    edit,
    open_sheet,
    take_step,
)
from kuager.steps.terms import pack_termbase, unit_terms

SIMILAR = 3
"""Similar sentences that are shown beside a unit."""
_LISTED = 5
"""Refusals that are told one by one."""
_SCISSORS = "# ---------------------------- >8 ----------------------------"

document_argument = click.argument("document")
locale_argument = click.argument("locale")
all_option = click.option("--all", "everything", is_flag=True, help="All units that can take it.")


@click.group(
    epilog="\b\nThe way of a unit:\n"
    "  draft ─ confirm or edit ─▶ translated ─ (pass ─▶ reviewed) ─ approve ─▶ approved\n"
    "  request-changes takes it back to be edited, reopen takes an approval back\n\n"
    "\b\nExamples:\n"
    "  kuager review list 2022-03-04-kazakhstan kk\n"
    "  kuager review edit 2022-03-04-kazakhstan kk 5 --as translator-1\n"
    "  kuager review approve 2022-03-04-kazakhstan kk 5 7-9 --as reviewer-1"
)
def review() -> None:
    """Translate, review and approve units, each step on record under a pseudonym.

    Whoever wrote or confirmed a unit cannot approve it (four eyes); a lone worker may switch
    that off in the configuration, and editions then say so.
    """


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
@format_option
@click.pass_context
def list_units(
    context: click.Context, document: str, locale: str, states: tuple[str, ...], output: str
) -> None:
    """List units with number, state, source, target and findings."""
    pack = pack_of(context)
    sheet = open_sheet(pack, document, locale)
    findings = SheetFindings(pack, sheet)
    units = [
        (number, unit)
        for number, unit in enumerate(sheet.units, 1)
        if not states or unit.state.value in states
    ]
    if output == "json":
        fields = [unit_fields(number, unit, findings[number]) for number, unit in units]
        print_json("units", {"document": document, "locale": locale, "units": fields})
        return
    for number, unit in units:
        result(describe_unit(number, unit, findings[number]))


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
    sheet = open_sheet(pack, document, locale)
    choose(sheet, [number])
    entry, unit = sheet.pairs()[number - 1]
    result(describe_unit(number, unit, SheetFindings(pack, sheet)[number]))
    if entry.previous_source:
        result(f"    previous source: {entry.previous_source}")
    for line in (*entry.notes, *entry.remark.splitlines()):
        result(f"    # {line}")
    for event in sheet.history.remarks(unit.id):
        result(f"    {event.actor} ({event.action.value}): {event.note}")
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
            return _report(edit(pack, document, locale, number, text, actor), dry_run=dry_run)
    if dry_run:
        raise UsageError("--dry-run needs --text.", "An editor would leave its file behind.")
    check_actor(actor)
    sheet = open_sheet(pack, document, locale)
    choose(sheet, [number])
    unit = sheet.units[number - 1]
    with _desk(pack, unit) as desk:
        text = _ask(desk)
        if text is None:
            note("Nothing was changed.")
            return 0
        with pack.lock(wait_notice):
            report = edit(pack, document, locale, number, text, actor, shown=unit)
        if report.refused:
            raise GateError(f"Unit {number} {report.refused[0][1]}")
    return _report(report, dry_run=dry_run)


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


@review.command(
    "claim", epilog="\b\nExample:\n  kuager review claim 2022-03-04-kazakhstan kk --all --as t-1"
)
@units_options
@all_option
@click.pass_context
def claim_units(
    context: click.Context,
    document: str,
    locale: str,
    units: tuple[tuple[int, ...], ...],
    actor: str,
    dry_run: bool,
    everything: bool,
) -> int:
    """Put on record that you wrote what was translated in another program.

    For catalogs edited in Poedit, OmegaT, Lokalize … What such a program wrote into the
    header about its user is removed.
    """
    pack = pack_of(context, dry_run=dry_run)
    numbers = _numbers(units, everything=everything)
    with pack.lock(wait_notice):
        report = claim(pack, document, locale, numbers, actor)
    if everything:
        hints = ("is marked fuzzy", "is still the draft")
        told = tuple(refusal for refusal in report.refused if refusal[1].startswith(hints))
        report = ReviewReport(document, locale, report.done, told)
    return _report(report, dry_run=dry_run, lenient=everything)


def _numbers(units: tuple[tuple[int, ...], ...], *, everything: bool = False) -> list[int]:
    numbers = list(chain.from_iterable(units))
    if bool(units) == everything:
        raise UsageError("Which units?", "Give their numbers, such as 5 or 3-8.")
    return numbers


def _report(report: ReviewReport, *, dry_run: bool, lenient: bool = False) -> int:
    """Print what an action came to; with ``--all``, units that cannot take it are no fault."""
    told = [
        (number, reason)
        for number, reason in report.refused
        if not (lenient and "does not lead from there" in reason)
    ]
    for number, reason in told[:_LISTED]:
        note(f"unit {number}: {reason}")
    if rest := len(report.refused) - len(told[:_LISTED]):
        note(f"{counted(rest, 'unit')}{' more' if told else ''} cannot take the step as they are.")
    would = " would be" if dry_run else ""
    note(f"{report.document} {report.locale}: {counted(len(report.done), 'unit')}{would} done.")
    return GateError.exit_code if report.refused and not lenient else 0


def _step_command(
    name: str, action: Action, description: str, *, for_all: bool, needs_note: bool = False
) -> None:
    """Make the command of a step that needs no more than units, actor and a note."""
    remark = ' --note "who arrested whom?"' if needs_note else ""

    def command(
        context: click.Context,
        document: str,
        locale: str,
        units: tuple[tuple[int, ...], ...],
        actor: str,
        dry_run: bool,
        remark: str,
        everything: bool = False,
    ) -> int:
        pack = pack_of(context, dry_run=dry_run)
        numbers = _numbers(units, everything=everything)
        with pack.lock(wait_notice):
            report = take_step(pack, action, document, locale, numbers, actor, note=remark)
        return _report(report, dry_run=dry_run, lenient=everything)

    note_option = click.option(
        "--note",
        "remark",
        help="A reason or question, kept on record.",
        **({"required": True} if needs_note else {"default": ""}),
    )
    with_options = note_option(click.pass_context(command))
    with_options = all_option(with_options) if for_all else with_options
    review.command(
        name,
        help=description,
        epilog="\b\nExample:\n"
        f"  kuager review {name} 2022-03-04-kazakhstan kk 5 7-9 --as someone-1{remark}",
    )(units_options(with_options))


_step_command(
    "confirm",
    Action.CONFIRM,
    "Take drafts over as they stand, having read them. It is recorded and shown that they were "
    "not edited, in editions too; so every unit must be named.",
    for_all=False,
)
_step_command(
    "pass",
    Action.REVIEW,
    "Mark translated units as reviewed, where approval is to follow later.",
    for_all=True,
)
_step_command(
    "approve",
    Action.APPROVE,
    "Approve translated units; only these are exported. Units with errors cannot be approved.",
    for_all=True,
)
_step_command(
    "request-changes",
    Action.REQUEST_CHANGES,
    "Send units back, with a reason.",
    for_all=False,
    needs_note=True,
)
_step_command("reopen", Action.REOPEN, "Take back a review or an approval.", for_all=True)
_step_command(
    "comment",
    Action.COMMENT,
    "Leave a comment or question on units.",
    for_all=False,
    needs_note=True,
)


@review.command(
    "ignore",
    epilog="\b\nExample:\n  kuager review ignore 2022-03-04-kazakhstan ru 5 --check quotes"
    ' --note "the quote runs over two sentences" --as reviewer-1',
)
@units_options
@click.option(
    "--check",
    required=True,
    metavar="ID",
    help=f"Which check: {', '.join(check.id for check in ALL_CHECKS)}.",
)
@click.option("--note", "remark", required=True, help="Why it is no error.")
@click.pass_context
def ignore_check(
    context: click.Context,
    document: str,
    locale: str,
    units: tuple[tuple[int, ...], ...],
    actor: str,
    dry_run: bool,
    check: str,
    remark: str,
) -> int:
    """Dismiss a check's findings on the present text of units, with a reason."""
    pack = pack_of(context, dry_run=dry_run)
    numbers = _numbers(units)
    with pack.lock(wait_notice):
        report = take_step(
            pack, Action.IGNORE, document, locale, numbers, actor, note=remark, check=check
        )
    return _report(report, dry_run=dry_run)
