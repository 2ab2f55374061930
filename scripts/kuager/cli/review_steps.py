"""The steps of ``kuager review`` that units take by their numbers."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import Any

import click

from kuager.checks.documentation import ALL_CHECKS
from kuager.cli.console import wait_notice
from kuager.cli.options import pack_of, units_options
from kuager.cli.units import report_steps
from kuager.errors import UsageError
from kuager.pack import Pack
from kuager.review import Action
from kuager.steps.review import ReviewReport, claim, take_step
from kuager.steps.turns import Wish

all_option = click.option("--all", "everything", is_flag=True, help="All units that can take it.")


@click.command(
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
    return report_steps(report, dry_run=dry_run, lenient=everything)


def _numbers(units: tuple[tuple[int, ...], ...], *, everything: bool = False) -> list[int]:
    numbers = list(chain.from_iterable(units))
    if bool(units) == everything:
        raise UsageError("Which units?", "Give their numbers, such as 5 or 3-8.")
    return numbers


def _take(
    pack: Pack,
    wish: Wish,
    document: str,
    locale: str,
    numbers: list[int],
    actor: str,
    *,
    lenient: bool = False,
) -> int:
    """Let units take a step while nobody else writes; tell what came of it."""
    with pack.lock(wait_notice):
        report = take_step(pack, wish, document, locale, numbers, actor)
    return report_steps(report, dry_run=pack.dry_run, lenient=lenient)


_Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def _step_command(
    name: str,
    action: Action,
    description: str,
    *,
    for_all: bool,
    needs_note: bool = False,
    extra: tuple[_Decorator, ...] = (),
) -> click.Command:
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
        unedited: bool = False,
    ) -> int:
        wish = Wish(action, note=remark, unedited=unedited)
        pack, numbers = pack_of(context, dry_run=dry_run), _numbers(units, everything=everything)
        return _take(pack, wish, document, locale, numbers, actor, lenient=everything)

    note_option = click.option(
        "--note",
        "remark",
        help="A reason or question, kept on record.",
        **({"required": True} if needs_note else {"default": ""}),
    )
    with_options = note_option(click.pass_context(command))
    for option in (*extra, *([all_option] if for_all else ())):
        with_options = option(with_options)
    return click.command(
        name,
        help=description,
        epilog="\b\nExample:\n"
        f"  kuager review {name} 2022-03-04-kazakhstan kk 5 7-9 --as someone-1{remark}",
    )(units_options(with_options))


@click.command(
    "assign",
    epilog="\b\nExamples:\n"
    "  kuager review assign 2022-03-04-kazakhstan kk 1-12 --to translator-1 --as editor-1\n"
    "  kuager review list 2022-03-04-kazakhstan kk --assigned translator-1",
)
@units_options
@click.option("--to", "assignee", required=True, metavar="PSEUDONYM", help="Who is to do it.")
@click.pass_context
def assign_units(
    context: click.Context,
    document: str,
    locale: str,
    units: tuple[tuple[int, ...], ...],
    actor: str,
    dry_run: bool,
    assignee: str,
) -> int:
    """Say who is to work on units; an empty pseudonym ("") takes that back.

    Everybody may still work on them: it is an agreement, not a lock.
    """
    wish = Wish(Action.ASSIGN, assignee=assignee)
    pack, numbers = pack_of(context, dry_run=dry_run), _numbers(units)
    return _take(pack, wish, document, locale, numbers, actor)


@click.command(
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
    wish = Wish(Action.IGNORE, note=remark, check=check)
    pack, numbers = pack_of(context, dry_run=dry_run), _numbers(units)
    return _take(pack, wish, document, locale, numbers, actor)


STEPS: tuple[click.Command, ...] = (
    claim_units,
    _step_command(
        "confirm",
        Action.CONFIRM,
        "Take drafts over as they stand, having read them. It is recorded and shown that they were "
        "not edited, in editions too; so every unit must be named.",
        for_all=False,
    ),
    _step_command(
        "pass",
        Action.REVIEW,
        "Mark translated units as reviewed, where approval is to follow later.",
        for_all=True,
    ),
    _step_command(
        "approve",
        Action.APPROVE,
        "Approve translated units; only these are exported. Units with errors cannot be approved. "
        "A machine's draft that was taken over word for word is approved only with --unedited.",
        for_all=True,
        extra=(
            click.option(
                "--unedited",
                is_flag=True,
                help="Also what is a machine's draft word for word; compare each before.",
            ),
        ),
    ),
    _step_command(
        "request-changes",
        Action.REQUEST_CHANGES,
        "Send units back, with a reason.",
        for_all=False,
        needs_note=True,
    ),
    _step_command("reopen", Action.REOPEN, "Take back a review or an approval.", for_all=True),
    _step_command(
        "comment",
        Action.COMMENT,
        "Leave a comment on units.",
        for_all=False,
        needs_note=True,
    ),
    _step_command(
        "question",
        Action.QUESTION,
        "Ask something about units. The question stays open until somebody answers: "
        "kuager review list --open",
        for_all=False,
        needs_note=True,
    ),
    _step_command("answer", Action.ANSWER, "Answer the open questions about units.", for_all=False),
    assign_units,
    ignore_check,
)
"""The commands, in the order of a unit's way."""
