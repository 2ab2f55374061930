"""``kuager draft``: proposals for what nobody has translated, or for lines of text."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO

import click

from kuager.cli.aside import aside_fields, tell_aside
from kuager.cli.cluster_options import Cluster, cluster_options
from kuager.cli.console import (
    counted,
    note,
    print_json,
    progress_bar,
    result,
    wait_notice,
)
from kuager.cli.interruption import GOES_ON, interruptible
from kuager.cli.memory import memory_lost
from kuager.cli.options import (
    documents_argument,
    dry_run_option,
    format_option,
    locale_option,
    pack_of,
)
from kuager.engines import Manner
from kuager.engines.remotes import remote_settings
from kuager.errors import InputError, UsageError
from kuager.pack import Pack
from kuager.steps.draft import draft as draft_step
from kuager.steps.draft_report import DraftReport
from kuager.steps.lines import draft_lines

OFFLINE = "No connection was opened."
ON_A_CLUSTER = "Sentences went to {address} and its workers, and nowhere else."

LINES_INTERRUPTED = "What was written is whole lines; nothing is kept: begin with the next line."

LONGEST_LINE = 200_000
"""Bytes of a line; a longer one is no sentence, and would be drafted for hours."""


@click.command(
    epilog="\b\nExamples:\n  kuager draft\n  kuager draft --locale kk --redraft\n"
    "  kuager draft --quick\n  kuager draft --locale ru --lines statement.txt > draft.txt\n"
    "  kuager draft --locale kk --lines < sentences.txt\n"
    "  kuager draft --scheduler tls://10.0.0.5:8786"
)
@documents_argument
@locale_option
@click.option(
    "--redraft", is_flag=True, help="Also renew drafts that nobody has touched (new engine)."
)
@click.option(
    "--quick",
    is_flag=True,
    help="One draft a segment, not the best of many: some ten times faster, and worse.",
)
@click.option(
    "--exact",
    is_flag=True,
    help="Segment by segment, so that no draft depends on what else is drafted. Where the best "
    "of many drafts is kept, that is so anyway.",
)
@click.option(
    "--lines",
    "path",
    is_flag=False,
    flag_value="-",
    metavar="[FILE]",
    help="Draft lines of a text file, or of standard input, and write one draft a line to "
    "standard output, by the engine alone. The pack is not changed and nothing is kept.",
)
@cluster_options
@dry_run_option
@format_option
@click.pass_context
def draft(
    context: click.Context,
    documents: tuple[str, ...],
    locales: tuple[str, ...],
    redraft: bool,
    quick: bool,
    exact: bool,
    path: str | None,
    dry_run: bool,
    output: str,
    cluster: Cluster | None,
) -> int:
    """Draft every unit without a target, on this machine, without a network.

    Dates and country names come from locale data, sentences that were approved before, or are
    in an imported memory, from the translation memory (kuager memory --help), everything else
    from the Argos package that [tool.kuager.engines] names: of many drafts of a segment the one
    that the others agree with most and that checks have least against. Drafts are marked fuzzy
    and never replace what a person wrote. The same text, package and settings give the same
    drafts on every run on the same kind of machine. Interrupt at any time; the next run goes on
    from there (not with --lines, of which nothing is kept). A document that cannot be read or
    drafted is set aside and told of, and the exit code is 1. With --scheduler the engine's part is
    done by machines that you name.
    """
    pack = pack_of(context, dry_run=dry_run)
    _warn_of_remotes()
    manner = None
    if quick or exact:
        manner = Manner(0 if quick else pack.configuration.drafting.candidates, exact)
    if path is not None:
        if documents or redraft or dry_run or cluster or output == "json":
            raise UsageError(
                "--lines drafts text that is in no document.",
                "Give only --locale, --quick and --exact with it.",
            )
        _lines(pack, locales, path, manner)
        return 0
    reports = run_draft(pack, documents, locales, redraft=redraft, manner=manner, cluster=cluster)
    set_aside = [fault for report in reports for fault in report.set_aside]
    if output == "json":
        fields: dict[str, object] = {"locales": [_fields(report) for report in reports]}
        if set_aside:
            fields["set_aside"] = aside_fields(set_aside)
        print_json("draft", fields)
    else:
        for report in reports:
            result(draft_line(report))
        asked = cluster and any(report.engine for report in reports)
        note(ON_A_CLUSTER.format(address=cluster.address) if cluster and asked else OFFLINE)
    return tell_aside(set_aside)


def _fields(report: DraftReport) -> dict[str, object]:
    fields = asdict(report)
    del fields["set_aside"]  # told once, for all locales
    return fields


def _lines(pack: Pack, locales: tuple[str, ...], path: str, manner: Manner | None) -> None:
    if len(locales) != 1:
        raise UsageError("--lines drafts into one locale.", "Say which: --locale kk")
    if path != "-" and not Path(path).is_file():
        raise InputError(f"{Path(path).name} is no file that can be read.", "Check the path.")
    with interruptible(LINES_INTERRUPTED), click.open_file(path, "rb") as stream:
        for draft in draft_lines(pack, locales[0], _decoded(stream, path), manner=manner):
            result(draft)


def _decoded(stream: IO[bytes], path: str) -> Iterator[str]:
    """Yield the lines of a text; Unicode's other line separators do not end one."""
    for number, line in enumerate(stream, 1):
        name = "standard input" if path == "-" else Path(path).name
        if len(line) > LONGEST_LINE:
            raise InputError(
                f"{name}, line {number} is longer than {LONGEST_LINE:,} bytes.", "Cut it in parts."
            )
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise InputError(
                f"{name}, line {number} is not UTF-8.", "Save the text as UTF-8."
            ) from error


def _warn_of_remotes() -> None:
    if names := remote_settings(os.environ, Path.home):
        note(
            f"kuager: settings of Argos Translate that reach the network are ignored: "
            f"{', '.join(names)}."
        )


def run_draft(
    pack: Pack,
    documents: tuple[str, ...] = (),
    locales: tuple[str, ...] = (),
    *,
    redraft: bool = False,
    manner: Manner | None = None,
    cluster: Cluster | None = None,
) -> list[DraftReport]:
    """Draft under the pack's lock, with a progress bar."""
    with interruptible(GOES_ON), pack.lock(wait_notice), progress_bar("draft") as update:
        return draft_step(
            pack,
            documents,
            locales,
            redraft=redraft,
            manner=manner,
            cluster=(lambda: cluster.open(pack)) if cluster else None,
            progress=lambda _, done, total: update(done, total),
            on_loss=memory_lost,
        )


def draft_line(report: DraftReport) -> str:
    """Return what became of a locale, in one line."""
    parts = []
    if report.machine:
        cached = f" ({report.cached} from the cache)" if report.cached else ""
        by = f" by {report.engine}" if report.engine else ""
        parts.append(f"{report.machine} drafted{by}{cached}{_classes(report)}")
    if report.memory:
        parts.append(f"{report.memory} from the translation memory")
    if report.locale_data:
        parts.append(f"{report.locale_data} from locale data")
    if report.empty:
        parts.append(f"{report.empty} left empty by the engine")
    if report.refused:
        parts.append(f"{report.refused} left empty, because checks object to every draft")
    if report.faults:
        kinds = ", ".join(f"{name} {count}" for name, count in sorted(report.faults.items()))
        parts.append(f"faults that checks see: {kinds}")
    if report.left:
        parts.append(f"{report.left} left to people (no engine is named)")
    parts.append(f"{counted(report.untouched, 'unit')} had a target")
    return f"{report.locale}: " + " · ".join(parts)


def _classes(report: DraftReport) -> str:
    if not report.confidence:
        return ""
    names = ("sure", "fair", "doubtful")
    return ": " + ", ".join(f"{report.confidence.get(name, 0)} {name}" for name in names)
