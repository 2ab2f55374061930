"""``kuager check``: findings for people and programs, on a pack or on any pairs; repairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, BinaryIO

import click

from kuager import __version__
from kuager.checks.documentation import ALL_CHECKS
from kuager.cli.aside import aside_fields, index_notice, tell_aside, warn_of_headers
from kuager.cli.check_across import across_option, print_across
from kuager.cli.cluster_options import Cluster, cluster_options
from kuager.cli.console import (
    JSON_VERSION,
    complain,
    counted,
    note,
    progress_bar,
    result,
    visible,
    wait_notice,
)
from kuager.cli.explain import LANGUAGES, explain
from kuager.cli.options import (
    documents_argument,
    dry_run_option,
    jobs_option,
    locale_option,
    pack_of,
)
from kuager.cli.pairs import print_pairs, severity_summary
from kuager.cli.working import working
from kuager.errors import GateError, UsageError
from kuager.formats.findings import PlacedFinding, findings_github, findings_jsonl
from kuager.formats.json_pieces import SLOT, json_pieces
from kuager.formats.sarif import sarif_pieces
from kuager.model import Severity
from kuager.pack import Pack
from kuager.steps.check import CheckReport, UnitFinding, check_report, place
from kuager.steps.findings import NEVER, reaches
from kuager.steps.fix import FixReport, fix

FORMATS = ("text", "json", "jsonl", "sarif", "github")

_fail_option = click.option(
    "--fail-on",
    type=click.Choice([*(severity.value for severity in Severity), NEVER]),
    default=Severity.ERROR.value,
    show_default=True,
    help="Exit with 1 when there is a finding at least this severe.",
)
_format_option = click.option(
    "--format",
    "output",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="For people, for programs (a line each with jsonl), for code scanning, for workflows.",
)


def _options(command: Callable[..., int]) -> Callable[..., int]:
    """Add what is asked for by options of its own: pairs, repairs, explanations."""
    for option in reversed(
        (
            click.option(
                "--pairs",
                type=click.File("rb"),
                metavar="FILE",
                help="Check this file of source TAB target instead of a pack; - reads standard "
                "input. Needs one --locale.",
            ),
            click.option(
                "--source-locale",
                help="Language of the sources in --pairs; of another than en less can be told.  "
                "[default: en]",
            ),
            click.option(
                "--spelling",
                multiple=True,
                metavar="LOCALE=DICTIONARY",
                help="Look at spelling in --pairs too, with a dictionary of hunspell: the system's "
                "(kk=system) or the path of its .aff and .dic without ending. Name Russian ones "
                "beside Kazakh.",
            ),
            click.option(
                "--fix",
                "fixing",
                is_flag=True,
                help="First repair what is safe to repair, in what you alone wrote and nobody "
                "has passed yet. Needs --as.",
            ),
            click.option("--as", "actor", metavar="PSEUDONYM", help="Who repairs (see --fix)."),
            click.option("--show", is_flag=True, help="Show repaired texts, before and after."),
            dry_run_option,
            click.option(
                "--explain",
                "explaining",
                is_flag=True,
                help="Explain the checks with these ids, or all; no pack is looked at.",
            ),
            click.option(
                "--language",
                type=click.Choice(LANGUAGES),
                help="Language of --explain.  [default: en]",
            ),
        )
    ):
        command = option(command)
    return command


@click.command(
    epilog="\b\nExamples:\n  kuager check\n  kuager check --locale ru --fail-on warning"
    "\n  kuager check --format sarif > findings.sarif"
    "\n  kuager check --pairs memory.tsv --locale kk --format jsonl"
    "\n  kuager check --across --locale kk"
    "\n  kuager check --fix --dry-run --show --as translator-1"
    "\n  kuager check --explain polarity names --language ru"
)
@documents_argument
@locale_option
@_fail_option
@_format_option
@across_option
@_options
@jobs_option
@cluster_options
@click.pass_context
def check(
    context: click.Context,
    documents: tuple[str, ...],
    locales: tuple[str, ...],
    fail_on: str,
    output: str,
    comparing: bool,
    pairs: BinaryIO | None,
    source_locale: str | None,
    spelling: tuple[str, ...],
    fixing: bool,
    actor: str | None,
    show: bool,
    dry_run: bool,
    explaining: bool,
    language: str | None,
    jobs: int | None,
    cluster: Cluster | None,
) -> int:
    """Look for errors in the targets: meaning, numbers, names, punctuation, markup, script.

    A finding that is none is dismissed with a reason: kuager review ignore.
    """
    _refuse_stray(
        {
            "--as": actor and not fixing,
            "--show": show and not fixing,
            "--dry-run": dry_run and not fixing,
            "--language": language and not explaining,
            "--source-locale": source_locale and not pairs,
            "--spelling": spelling and not pairs,
            "--fix": fixing and (pairs or explaining),
            "--pairs": pairs and explaining,
            "--across": comparing and (pairs or explaining or fixing),
        }
    )
    if explaining:
        explain(documents, language or "en")
        return 0
    if pairs is not None:
        if documents or len(locales) != 1:
            raise UsageError(
                "A file of pairs is checked in one language and without documents.",
                "Such as: kuager check --pairs FILE --locale kk",
            )
        return print_pairs(pairs, locales[0], source_locale or "en", spelling, fail_on, output)
    pack = pack_of(context, dry_run=dry_run)
    tell_spelling(pack)
    if comparing:
        with working(pack, jobs, cluster) as executor:
            return print_across(pack, documents, locales, fail_on, output, executor)
    fixes = _fix(pack, actor, documents, locales) if fixing else []
    with (
        working(pack, jobs, cluster) as executor,
        progress_bar("reading") as progress,
        check_report(
            pack, documents, locales, executor=executor, progress=progress, on_loss=index_notice
        ) as report,
    ):
        warn_of_headers(report.headers)
        _print_fixes(fixes, note if output != "text" else result, show=show, dry_run=dry_run)
        _print(pack, report, fixes if fixing else None, output, show=show)
    return max(tell_aside(report.set_aside), _exit_code(report.severities, fail_on))


def tell_spelling(pack: Pack) -> None:
    """Say why spelling that the pack asks for is not checked; it keeps nothing else from work."""
    if not pack.configuration.spelling:
        return
    # Most packs ask for none, and need not wait for what it is made of.
    from kuager.steps.dictionaries import spelling_problems  # noqa: PLC0415

    for problem in spelling_problems(pack):
        complain(f"Spelling is not checked: {problem.problem}", problem.mend)


def _refuse_stray(stray: dict[str, object]) -> None:
    """Raise UsageError for an option that goes with another one that is not there."""
    for option, is_stray in stray.items():
        if is_stray:
            raise UsageError(f"{option} does not go with what else was asked for.", _TOGETHER)


_TOGETHER = (
    "--as, --show and --dry-run go with --fix; --language with --explain; --source-locale and "
    "--spelling with --pairs (a pack names its dictionaries in pyproject.toml); and of --across, "
    "--fix, --explain and --pairs there can be one."
)


def _fix(
    pack: Pack, actor: str | None, documents: Sequence[str], locales: Sequence[str]
) -> list[FixReport]:
    if actor is None:
        raise UsageError("Who repairs?", "Give your pseudonym: kuager check --fix --as PSEUDONYM")
    with pack.lock(wait_notice):
        return fix(pack, actor, documents, locales)


def _print_fixes(
    fixes: Sequence[FixReport], say: Callable[[str], None], *, show: bool, dry_run: bool
) -> None:
    done = "would be repaired" if dry_run else "repaired"
    for report in fixes:
        where = f"{report.document} {report.locale}"
        for repair in report.repairs:
            say(f"{where} unit {repair.number}: {done} [{', '.join(repair.checks)}]")
            if show and say is result:
                say(f"    - {repair.before}")
                say(f"    + {repair.after}")
        for reason, count in report.left.items():
            note(f"{where}: {counted(count, 'unit')} left alone: {reason}.")


def _print(
    pack: Pack,
    report: CheckReport,
    fixes: Sequence[FixReport] | None,
    output: str,
    *,
    show: bool,
) -> None:
    findings = report.findings()
    # An archive has too many findings to be held at once: they are printed as they come.
    if output == "json":
        fields: dict[str, Any] = {"findings": SLOT}
        if fixes is not None:
            fields["fixes"] = [_fix_fields(fix, show=show) for fix in fixes]
        if report.set_aside:
            fields["set_aside"] = aside_fields(report.set_aside)
        document = {"kind": "check", "version": JSON_VERSION, **fields}
        _print_pieces(json_pieces(document, map(_finding_fields, findings)))
    elif output == "sarif":
        _print_pieces(sarif_pieces(place(pack, findings), ALL_CHECKS, __version__))
    elif output in _LINES:
        for finding in place(pack, findings):
            click.echo(_LINES[output](finding), nl=False)
    else:
        for entry in findings:
            result(
                f"{entry.document} {entry.locale} unit {entry.number}: "
                f"{entry.finding.severity.value}: {entry.finding.message} [{entry.finding.check}]"
            )
        result(severity_summary(report.severities))


def _print_pieces(pieces: Iterable[str]) -> None:
    for piece in pieces:
        click.echo(piece, nl=False)


_LINES: dict[str, Callable[[PlacedFinding], str]] = {
    "jsonl": lambda finding: findings_jsonl([finding]),
    "github": lambda finding: visible(findings_github([finding])),
}


def _exit_code(severities: Counter[Severity], fail_on: str) -> int:
    failed = any(count and reaches(severity, fail_on) for severity, count in severities.items())
    return GateError.exit_code if failed else 0


def _fix_fields(report: FixReport, *, show: bool) -> dict[str, Any]:
    return {
        "document": report.document,
        "locale": report.locale,
        "repairs": [
            {
                "number": repair.number,
                "checks": list(repair.checks),
                **({"before": repair.before, "after": repair.after} if show else {}),
            }
            for repair in report.repairs
        ],
        "left": report.left,
    }


def _finding_fields(entry: UnitFinding) -> dict[str, object]:
    return {
        "document": entry.document,
        "locale": entry.locale,
        "number": entry.number,
        "unit": entry.unit,
        "state": entry.state.value,
        "check": entry.finding.check,
        "severity": entry.finding.severity.value,
        "message": entry.finding.message,
        "span": entry.finding.span,
    }


def finding_summary(findings: Sequence[UnitFinding]) -> str:
    """Return how many findings there are, in all and of each severity."""
    return severity_summary(Counter(entry.finding.severity for entry in findings))
