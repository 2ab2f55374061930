"""``kuager redact``: replace what identifies somebody, in all languages alike."""

from __future__ import annotations

from pathlib import Path

import click

from kuager.cli.console import counted, note, result, wait_notice
from kuager.cli.options import dry_run_option, pack_of
from kuager.errors import GateError
from kuager.steps.redaction import RedactionReport
from kuager.steps.redaction import redact as redact_step
from kuager.steps.redaction_record import make_folder
from kuager.steps.redaction_remains import Kind, Remain
from kuager.steps.redaction_undo import undo

_REMEDIES = {
    Kind.SOURCE: "redact or edit it too",
    Kind.LEDGER: "the record of another document's work; redact that document too",
    Kind.MADE: "made before; make it anew and destroy this one",
    Kind.MEMORY: "imported: kuager memory forget NAME, or leave the file out",
    Kind.PRIVATE: "a working file; close the review page and delete it",
    Kind.NAME: "its name itself tells it; rename the file and the id in it, then: kuager segment",
    Kind.HISTORY: "the history holds everything ever committed; give the pack on without it",
}


@click.command(
    epilog="\b\nExamples:\n  kuager redact night-visit --map redactions.yaml --dry-run"
    "\n  kuager redact night-visit --map redactions.yaml"
    "\n  kuager redact night-visit --map redactions.yaml --undo"
    "\n\n\b\nA map:\n  redactions:\n  - find: {en: Karasu, kk: Қарасу, ru: Карасу}"
    "\n    replace: {en: a village, kk: ауыл, ru: село}"
)
@click.argument("document")
@click.option(
    "--map",
    "map_path",
    type=click.Path(path_type=Path),
    required=True,
    help="The words to find and to put in their place. A bare name is looked for in "
    ".kuager/redactions/ too; elsewhere in the pack a map is refused.",
)
@click.option("--undo", "undoing", is_flag=True, help="Take back what was done with this map.")
@dry_run_option
@click.pass_context
def redact(
    context: click.Context, document: str, map_path: Path, undoing: bool, dry_run: bool
) -> int:
    """Replace words of a map in a document's source, template, catalogs and memory.

    What was reviewed or approved must be so anew where its text changes; untouched drafts are
    dropped. The map keeps what it needs for --undo and is written for its owner only: whoever
    has it can undo the redaction. Exit code 1: words are left somewhere, see the list.
    """
    pack = pack_of(context, dry_run=dry_run)
    with pack.lock(wait_notice):
        make_folder(pack)
        report = (undo if undoing else redact_step)(pack, document, map_path)
    if undoing:
        _print_undone(report, dry_run=dry_run)
        return 0
    _print(report, dry_run=dry_run)
    if dry_run and report.remains:
        note("After that:")
    _print_remains(report.remains)
    left = [remain for remain in report.remains if remain.kind is not Kind.HISTORY]
    return GateError.exit_code if left else 0


def _print(report: RedactionReport, *, dry_run: bool) -> None:
    if report.finished:
        note("A redaction that had been cut off was finished first.")
    for replaced in report.replaced:
        times = f" ({replaced.count} times)" if replaced.count > 1 else ""
        result(f"{report.document} {replaced.place}: {replaced.before} → {replaced.after}{times}")
    total = sum(replaced.count for replaced in report.replaced)
    if not total:
        note(f"{report.document} holds none of these words.")
    elif dry_run:
        note(f"{counted(total, 'place')} would be redacted. Nothing was written (--dry-run).")
    else:
        note(f"{counted(total, 'place')} redacted in {counted(report.written, 'file')}.")
    for locale, count in report.revoked:
        note(f"{report.document} {locale}: {counted(count, 'approved or reviewed unit')} to be "
             "looked at and approved anew.")  # fmt: skip
    for locale, count in report.dropped:
        note(f"{report.document} {locale}: {counted(count, 'untouched draft')} dropped. Run: "
             "kuager draft")  # fmt: skip
    gone = "would go" if dry_run else "went"
    if report.terms:
        note(f"{counted(report.terms, 'term')} {gone} from the termbase.")
    if report.forgotten:
        note(f"{counted(report.forgotten, 'imported translation')} {gone} from the memory.")


def _print_remains(remains: tuple[Remain, ...]) -> None:
    for remain in remains:
        often = f" ({counted(remain.count, 'place')})" if remain.count else ""
        which = "may hold" if not remain.count else "still holds"
        note(f"kuager: {remain.name} {which} these words{often}: {_REMEDIES[remain.kind]}.")


def _print_undone(report: RedactionReport, *, dry_run: bool) -> None:
    done = "would come back" if dry_run else "came back"
    note(f"{report.document}: {counted(report.written, 'file')} {done} as before.")
    if report.forgotten:
        note(f"{counted(report.forgotten, 'imported translation')} {done} to the memory.")
    if report.kept:
        note(f"{counted(report.kept, 'target')} changed since the redaction, kept for rework.")
