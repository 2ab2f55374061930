"""``kuager exchange``: files for the programs that translators work in, out and back in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from kuager.cli.console import counted, note, print_json, result, wait_notice
from kuager.cli.options import actor_option, dry_run_option, format_option, pack_of
from kuager.errors import GateError
from kuager.model import State
from kuager.reports.wording import LANGUAGES
from kuager.steps.exchange_formats import FORMATS
from kuager.steps.exchange_in import ReturnReport
from kuager.steps.exchange_in import exchange_in as take_in
from kuager.steps.exchange_out import exchange_out as write_out

_LISTED = 20
"""Units, rows and notices of a kind that are told one by one."""


@click.group(
    epilog="\b\nExamples:\n  kuager exchange out 2022-03-04-kazakhstan kk --to docx"
    "\n  kuager exchange in exchange/2022-03-04-kazakhstan.kk.docx --as translator-1"
)
def exchange() -> None:
    """Let people work in Word, Poedit, OmegaT or a spreadsheet, and take back what they did.

    A file says of each unit what it was when it went out. So what comes back never overwrites
    newer work: a unit that was changed at both places keeps its text here and gets the other
    one as another version.
    """


@exchange.command(
    "out",
    epilog="\b\nExamples:\n  kuager exchange out 2022-03-04-kazakhstan kk --to docx --language kk"
    "\n  kuager exchange out 2022-03-04-kazakhstan ru --to po --state draft --state needs-work"
    "\n  kuager exchange out 2022-03-04-kazakhstan ru --to xliff --assigned translator-1",
)
@click.argument("document")
@click.argument("locale")
@click.option(
    "--to",
    "kind",
    required=True,
    type=click.Choice(list(FORMATS)),
    help="docx: a table for Word or LibreOffice. po: Poedit, Lokalize, Virtaal. xliff (1.2), "
    "xliff2 (2.1): OmegaT and other translators' programs. csv: spreadsheets. tmx: memories.",
)
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice([state.value for state in State]),
    help="Only units in this state (may be repeated).",
)
@click.option("--assigned", metavar="PSEUDONYM", help="Only units that this person is to work on.")
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="Language of headings and explanations in a docx, and of findings.",
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where to put the file.  [default: exchange/ in the pack]",
)
@click.option(
    "--replace", "replace_work", is_flag=True, help="Write over a file that was not taken in yet."
)
@dry_run_option
@format_option
@click.pass_context
def exchange_out(
    context: click.Context,
    document: str,
    locale: str,
    kind: str,
    states: tuple[str, ...],
    assigned: str | None,
    language: str,
    folder: Path | None,
    replace_work: bool,
    dry_run: bool,
    output: str,
) -> None:
    """Write a document in one locale as a file to work on elsewhere.

    The file names nobody but the pseudonyms in comments. The same pack gives the same bytes.
    """
    pack = pack_of(context, dry_run=dry_run)
    with pack.lock(wait_notice):
        report = write_out(
            pack,
            document,
            locale,
            kind,
            states=[State(state) for state in states],
            assigned=assigned,
            language=language,
            folder=folder.absolute() if folder else None,
            replace_work=replace_work,
        )
    shown = pack.name(report.path) if folder is None else str(folder / report.path.name)
    if output == "json":
        print_json("exchange-out", {**asdict(report), "path": shown, "dry_run": dry_run})
        return
    unchanged = "" if report.written else "  (unchanged)"
    result(
        f"{shown}: {counted(report.units, 'unit')} · {report.unfinished} to be worked on{unchanged}"
    )
    _tell_dry(dry_run=dry_run)


@exchange.command(
    "in",
    epilog="Exit codes: 0 all of it is used or was known; 1 something is left to be looked "
    "at: conflicts, refused units, sentences that are gone; 3 the file cannot be used."
    "\n\n\b\nExamples:\n"
    "  kuager exchange in exchange/2022-03-04-kazakhstan.kk.docx --as translator-1 --dry-run\n"
    "  kuager exchange in returned.xlf --as reviewer-1 --states\n"
    "  kuager exchange in old.tmx --as t-1 --document 2022-03-04-kazakhstan --locale kk\n"
    "  kuager exchange in locales/kk/LC_MESSAGES/2022-03-04-kazakhstan.po --as translator-1",
)
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@actor_option
@click.option(
    "--states",
    is_flag=True,
    help="Also confirm, review and approve, as PSEUDONYM, what the file marks so.",
)
@click.option("--document", default="", help="Which document, when the file does not say.")
@click.option("--locale", "-l", default="", help="Which locale, when the file does not say.")
@dry_run_option
@format_option
@click.pass_context
def exchange_in(
    context: click.Context,
    path: Path,
    actor: str,
    states: bool,
    document: str,
    locale: str,
    dry_run: bool,
    output: str,
) -> int:
    """Take in what somebody did in a file: DOCX, PO, XLIFF, CSV, TMX.

    New texts and comments go on record under the pseudonym; an untouched text changes nothing.
    Where both sides were changed, the catalog's text stays and the file's is kept as another
    version. A text is never deleted and a file never moved. "Needs work" in the file always
    counts; being confirmed, reviewed or approved there counts only with --states, by the same
    rules as in kuager review. A machine's draft that came back word for word stays a draft, and
    one that was confirmed unedited is approved only with kuager review approve --unedited.
    The catalog itself, edited in place, can be given too. The same file again changes nothing.
    """
    pack = pack_of(context, dry_run=dry_run)
    with pack.lock(wait_notice):
        report = take_in(pack, path, actor, states=states, document=document, locale=locale)
    if output == "json":
        print_json("exchange-in", {**asdict(report), "clean": report.clean, "dry_run": dry_run})
    else:
        _tell(report)
        _tell_dry(dry_run=dry_run)
    return 0 if report.clean else GateError.exit_code


def _tell(report: ReturnReport) -> None:
    counts = (
        (len(report.taken), "new text", "new texts"),
        (len(report.claimed), "text of yours on record", "texts of yours on record"),
        (report.comments, "comment", "comments"),
        *((count, f"{step} taken", f"{step} taken") for step, count in report.steps.items()),
        (len(report.conflicts), "conflict", "conflicts"),
        (len(report.older), "older than the catalog", "older than the catalog"),
        (len(report.emptied), "untranslated in the file", "untranslated in the file"),
        (len(report.refused), "refused", "refused"),
        (len(report.left_over), "without a unit", "without a unit"),
        (report.elsewhere, "not of this document", "not of this document"),
        (report.unchanged, "unchanged", "unchanged"),
    )
    told = " · ".join(f"{n} {one if n == 1 else many}" for n, one, many in counts if n)
    where = f"{report.document} {report.locale}"
    result(f"{where}: {told or 'nothing in the file'}")
    _list([f"unit {number}: {reason}" for number, reason in report.refused])
    _list(report.left_over)
    if report.left_over:
        note("These texts are not lost: they stay in the file, so keep it.")
    _list(report.notices)
    _units(
        report.conflicts,
        "changed here and in the file, or of unknown age; the catalog's text stays, the file's is "
        f"another version of it. See: kuager review list {where} --versions",
    )
    _units(report.older, "had the file's text before, and a newer one by now, which stays.")
    _units(report.emptied, "empty in the file, or the source once more; the catalog's texts stay.")
    _units(report.past_marks, "given a state in the file, but the text here is another one now.")
    drafts = set(report.still_drafts)
    _units(
        report.still_drafts,
        "the draft, word for word, though marked as done. If you read it: --states, or "
        "kuager review confirm",
    )
    _units(
        [number for number in report.not_raised if number not in drafts],
        "marked as further on in the file than here. To take that too: --states",
    )
    _units(
        report.unclaimed,
        "marked fuzzy and on nobody's record. Take the mark away when done, and run this again.",
    )


def _units(numbers: Sequence[int], what: str) -> None:
    if numbers:
        shown = ", ".join(map(str, numbers[:_LISTED]))
        more = f" and {len(numbers) - _LISTED} more" if len(numbers) > _LISTED else ""
        note(f"unit{'s' if len(numbers) > 1 else ''} {shown}{more}: {what}")


def _list(lines: Sequence[str]) -> None:
    for line in lines[:_LISTED]:
        note(line)
    if len(lines) > _LISTED:
        note(f"… and {len(lines) - _LISTED} more.")


def _tell_dry(*, dry_run: bool) -> None:
    if dry_run:
        note("Nothing was written (--dry-run).")
