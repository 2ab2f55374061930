"""``kuager review``: from draft to approved, step by step, under pseudonyms."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import click

from kuager.checks import run_checks
from kuager.cli.console import note, print_json, result, wait_notice
from kuager.cli.options import actor_option, dry_run_option, format_option, pack_of
from kuager.errors import UsageError
from kuager.model import State, Unit
from kuager.pack import Pack
from kuager.review import Action
from kuager.steps.review import ReviewReport, choose, claim, edit, take_step
from kuager.steps.units import Sheet, read_sheet

REFUSED = 1

document_argument = click.argument("document")
locale_argument = click.argument("locale")
numbers_argument = click.argument("numbers", nargs=-1, type=int, metavar="[UNIT]...")
all_option = click.option("--all", "everything", is_flag=True, help="Every unit that can take it.")


@click.group(
    epilog="\b\nThe way of a unit:\n"
    "  draft → confirm or edit → (review) → approve\n"
    "  any of these → request-changes → edit → …      approved → reopen\n\n"
    "\b\nExamples:\n"
    "  kuager review list 2022-03-04-kazakhstan kk\n"
    "  kuager review edit 2022-03-04-kazakhstan kk 5 --as translator-1\n"
    "  kuager review approve 2022-03-04-kazakhstan kk 5 6 7 --as reviewer-1"
)
def review() -> None:
    """Translate, review and approve units, each step on record under a pseudonym.

    Whoever wrote or confirmed a unit cannot approve it (four eyes); a lone worker may switch
    that off in the configuration, and editions then say so.
    """


def _sheet(pack: Pack, document: str, locale: str) -> Sheet:
    pack.locales([locale])
    pack.document_ids([document])
    return read_sheet(pack, locale, document)


def _fields(number: int, unit: Unit) -> dict[str, Any]:
    return {
        "number": number,
        "unit": unit.id,
        "state": unit.state.value,
        "origin": unit.origin.value if unit.origin else None,
        "engine": unit.engine,
        "translator": unit.translator,
        "unedited": unit.unedited,
        "source": unit.source,
        "target": unit.target,
        "findings": [f.message for f in run_checks(unit)],
    }


def _describe(number: int, unit: Unit) -> str:
    by = unit.translator or unit.engine or (unit.origin.value if unit.origin else "")
    flag = f"{unit.state.value}{', unedited' if unit.unedited else ''}{f' ({by})' if by else ''}"
    lines = [f"{number}  {flag}", f"    {unit.source}", f"    {unit.target or '—'}"]
    lines.extend(f"    ! {finding.message} [{finding.check}]" for finding in run_checks(unit))
    return "\n".join(lines)


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
    sheet = _sheet(pack_of(context), document, locale)
    units = [
        (number, unit)
        for number, unit in enumerate(sheet.units, 1)
        if not states or unit.state.value in states
    ]
    if output == "json":
        print_json(
            "units",
            {
                "document": document,
                "locale": locale,
                "units": [_fields(number, unit) for number, unit in units],
            },
        )
        return
    for number, unit in units:
        result(_describe(number, unit))


@review.command("show", epilog="\b\nExample:\n  kuager review show 2022-03-04-kazakhstan kk 5")
@document_argument
@locale_argument
@click.argument("number", type=int)
@click.pass_context
def show_unit(context: click.Context, document: str, locale: str, number: int) -> None:
    """Show one unit with its notes, previous source and comments."""
    sheet = _sheet(pack_of(context), document, locale)
    choose(sheet, [number])
    entry, unit = sheet.pairs()[number - 1]
    result(_describe(number, unit))
    if entry.previous_source:
        result(f"    previous source: {entry.previous_source}")
    for line in (*entry.notes, *entry.remark.splitlines()):
        result(f"    # {line}")
    for event in sheet.history.remarks(unit.id):
        result(f"    {event.actor} ({event.action.value}): {event.note}")


@review.command(
    "edit",
    epilog="\b\nExamples:\n"
    "  kuager review edit 2022-03-04-kazakhstan kk 5 --as translator-1   (opens an editor)\n"
    '  kuager review edit 2022-03-04-kazakhstan kk 5 --as translator-1 --text "…"',
)
@document_argument
@locale_argument
@click.argument("number", type=int)
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
) -> None:
    """Give a unit a new target."""
    pack = pack_of(context, dry_run=dry_run)
    if text is None:
        sheet = _sheet(pack, document, locale)
        choose(sheet, [number])
        text = _ask(sheet.units[number - 1])
    with pack.lock(wait_notice):
        _report(edit(pack, document, locale, number, text, actor))


def _ask(unit: Unit) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.read().strip()
    heading = f"# {unit.source}\n# Lines that begin with # are left out.\n"
    answer = click.edit(heading + unit.target) or ""
    return " ".join(line for line in answer.splitlines() if not line.startswith("#")).strip()


@review.command(
    "claim", epilog="\b\nExample:\n  kuager review claim 2022-03-04-kazakhstan kk --all --as t-1"
)
@document_argument
@locale_argument
@numbers_argument
@all_option
@actor_option
@dry_run_option
@click.pass_context
def claim_units(
    context: click.Context,
    document: str,
    locale: str,
    numbers: tuple[int, ...],
    everything: bool,
    actor: str,
    dry_run: bool,
) -> int:
    """Put on record that you wrote what was translated in another program (Poedit, OmegaT …)."""
    pack = pack_of(context, dry_run=dry_run)
    _require_choice(numbers, everything=everything)
    with pack.lock(wait_notice):
        report = claim(pack, document, locale, numbers, actor)
    return _report(report, lenient=everything)


def _require_choice(numbers: tuple[int, ...], *, everything: bool) -> None:
    if bool(numbers) == everything:
        raise UsageError("Which units?", "Give their numbers, or --all.")


def _report(report: ReviewReport, *, lenient: bool = False) -> int:
    """Print what an action came to; with ``--all``, units that cannot take it are no fault."""
    if not lenient:
        for number, reason in report.refused:
            note(f"unit {number}: {reason}")
    note(f"{report.document} {report.locale}: {report.done} units done.")
    return REFUSED if report.refused and not (lenient and report.done) else 0


def _simple(name: str, action: Action, description: str) -> Callable[..., int]:
    """Make the command of a step that needs no more than units, actor and a note."""

    @review.command(
        name,
        help=description,
        epilog=f"\b\nExample:\n  kuager review {name} 2022-03-04-kazakhstan kk 5 --as someone-1",
    )
    @document_argument
    @locale_argument
    @numbers_argument
    @all_option
    @actor_option
    @click.option("--note", "remark", default="", help="A reason or question, kept on record.")
    @dry_run_option
    @click.pass_context
    def command(
        context: click.Context,
        document: str,
        locale: str,
        numbers: tuple[int, ...],
        everything: bool,
        actor: str,
        remark: str,
        dry_run: bool,
    ) -> int:
        pack = pack_of(context, dry_run=dry_run)
        _require_choice(numbers, everything=everything)
        if action in {Action.REQUEST_CHANGES, Action.COMMENT} and not remark:
            raise UsageError(f"{name} needs --note.", "Say what is to be changed or asked.")
        with pack.lock(wait_notice):
            report = take_step(pack, action, document, locale, numbers, actor, note=remark)
        return _report(report, lenient=everything)

    return command


_simple("confirm", Action.CONFIRM, "Take a draft over as it stands; that is recorded and shown.")
_simple("pass", Action.REVIEW, "Mark translated units as reviewed; approval may follow.")
_simple("approve", Action.APPROVE, "Approve translated units; only these are exported.")
_simple("request-changes", Action.REQUEST_CHANGES, "Send units back, with a reason.")
_simple("reopen", Action.REOPEN, "Take back a review or an approval.")
_simple("comment", Action.COMMENT, "Leave a comment or question on units.")


@review.command(
    "ignore",
    epilog="\b\nExample:\n  kuager review ignore 2022-03-04-kazakhstan ru 5 --check quotes"
    ' --note "the quote runs over two sentences" --as reviewer-1',
)
@document_argument
@locale_argument
@numbers_argument
@click.option("--check", required=True, help="Id of the check, as kuager check shows it.")
@actor_option
@click.option("--note", "remark", required=True, help="Why it is no error.")
@dry_run_option
@click.pass_context
def ignore_check(
    context: click.Context,
    document: str,
    locale: str,
    numbers: tuple[int, ...],
    check: str,
    actor: str,
    remark: str,
    dry_run: bool,
) -> int:
    """Dismiss a check's findings on the present text of units, with a reason."""
    pack = pack_of(context, dry_run=dry_run)
    _require_choice(numbers, everything=False)
    with pack.lock(wait_notice):
        report = take_step(
            pack, Action.IGNORE, document, locale, numbers, actor, note=remark, check=check
        )
    return _report(report)
