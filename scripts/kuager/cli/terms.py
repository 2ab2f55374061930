"""``kuager terms``: the pack's termbase, listed, searched, checked, exchanged as TBX."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from kuager.cli.console import counted, note, print_json, result, wait_notice
from kuager.cli.options import (
    dry_run_option,
    format_option,
    locale_option,
    pack_of,
    read_standard_input,
)
from kuager.steps.terms import find_terms, pack_termbase, term_faults
from kuager.steps.terms_exchange import export_tbx, import_tbx
from kuager.termbase import TermEntry, TermStatus, renderings_of

LONGEST_TEXT = 1_000_000
"""Bytes that are read from standard input."""
_file = click.argument("path", metavar="FILE.tbx", type=click.Path(path_type=Path))


@click.group(
    epilog="\b\nExamples:\n  kuager terms list --locale kk"
    '\n  kuager terms find "They were tortured in the detention centre."'
    "\n  kuager terms check\n  kuager terms export terms.tbx"
)
def terms() -> None:
    """Keep terms alike: source/termbase.csv says how each is rendered, and how it is not.

    Any spreadsheet edits it. Terms are found in whatever form they stand: English plurals and
    tenses, Kazakh and Russian endings. kuager check holds translations against it.
    """


@terms.command(
    "list", epilog="\b\nExamples:\n  kuager terms list\n  kuager terms list -l kk --format json"
)
@locale_option
@format_option
@click.pass_context
def list_terms(context: click.Context, locales: tuple[str, ...], output: str) -> None:
    """Show all terms with what stands for them."""
    pack = pack_of(context)
    wanted = pack.locales(locales)
    termbase = pack_termbase(pack)
    if output == "json":
        print_json("terms", {"terms": [_fields(e, wanted) for e in termbase.entries]})
        return
    for entry in termbase.entries:
        _print_entry(entry, wanted)
    unreviewed = sum(e.status is TermStatus.UNREVIEWED for e in termbase.entries)
    note(f"{counted(len(termbase), 'term')}, {unreviewed} of them not reviewed by anybody.")


def _fields(entry: TermEntry, locales: Iterable[str]) -> dict[str, Any]:
    return {
        "term": entry.term,
        "renderings": {locale: list(renderings_of(entry, locale)) for locale in locales},
        "forbidden": {locale: list(entry.forbidden_in(locale)) for locale in locales},
        "note": entry.note,
        "part_of_speech": entry.part_of_speech.value if entry.part_of_speech else "",
        "case_sensitive": entry.case_sensitive,
        "do_not_translate": entry.do_not_translate,
        "source": entry.authority,
        "status": entry.status.value,
    }


def _print_entry(entry: TermEntry, locales: Iterable[str]) -> None:
    kind = f" ({entry.part_of_speech.value})" if entry.part_of_speech else ""
    keep = " · not to be translated" if entry.do_not_translate else ""
    result(f"{entry.term}{kind} · {entry.status.value}{keep}")
    for locale in locales:
        forms = ", ".join(renderings_of(entry, locale)) or "–"
        banned = ", ".join(entry.forbidden_in(locale))
        result(f"    {locale}: {forms}" + (f"  (not: {banned})" if banned else ""))
    if entry.note:
        result(f"    {entry.note}")
    if entry.authority:
        result(f"    source: {entry.authority}")


@terms.command(
    "find",
    epilog='\b\nExamples:\n  kuager terms find "Two detainees were beaten."'
    '\n  kuager terms find "Ұсталғандарды ұрды." --in kk\n  kuager terms find - < sentence.txt',
)
@click.argument("text")
@click.option("--in", "language", default="", help="Language of the text.  [default: the source's]")
@locale_option
@format_option
@click.pass_context
def find(
    context: click.Context, text: str, language: str, locales: tuple[str, ...], output: str
) -> None:
    """Find the terms in a text, inflected or not; - reads it from standard input."""
    if text == "-":
        text = read_standard_input(LONGEST_TEXT)
    pack = pack_of(context)
    wanted = pack.locales(locales)
    matches = find_terms(pack, text, language)
    if output == "json":
        found = [
            {
                "text": text[match.start : match.end],
                "start": match.start,
                "end": match.end,
                "terms": [_fields(entry, wanted) for entry in match.entries],
            }
            for match in matches
        ]
        print_json("terms-find", {"matches": found})
        return
    if not matches:
        note("No term of the termbase is in this text.")
    for match in matches:
        result(f"“{text[match.start : match.end]}”")
        for entry in match.entries:
            _print_entry(entry, wanted)


@terms.command(
    "check", epilog="\b\nExamples:\n  kuager terms check\n  kuager terms check --format json"
)
@format_option
@click.pass_context
def check_terms(context: click.Context, output: str) -> int:
    """Look for rows that are malformed, repeated or at odds with each other.

    Exit code 1 if there are any. (kuager check looks at the translations.)
    """
    count, faults = term_faults(pack_of(context))
    if output == "json":
        print_json("terms-check", {"terms": count, "faults": [asdict(fault) for fault in faults]})
        return 1 if faults else 0
    for fault in faults:
        result(f"{fault.place}: {fault.problem}")
    note(f"{counted(count, 'term')}, {counted(len(faults), 'fault')}.")
    return 1 if faults else 0


@terms.command(
    "import",
    epilog="\b\nExamples:\n  kuager terms import terms.tbx --dry-run"
    "\n  kuager terms import terms.tbx --replace",
)
@_file
@click.option(
    "--replace", "replacing", is_flag=True, help="Take the file's version where the two differ."
)
@dry_run_option
@format_option
@click.pass_context
def import_terms(
    context: click.Context, path: Path, replacing: bool, dry_run: bool, output: str
) -> None:
    """Add the terms of a TBX file, plain or .gz, to source/termbase.csv.

    All of it or nothing. Who wrote an entry and when is not taken over; look through notes for
    names yourself.
    """
    pack = pack_of(context, dry_run=dry_run)
    with pack.lock(wait_notice):
        report = import_tbx(pack, path, replacing=replacing)
    if output == "json":
        print_json("terms-import", {**asdict(report), "dry_run": dry_run})
        return
    parts = [counted(report.terms, "term"), f"{report.added} new", f"{report.replaced} replaced"]
    if report.passed_over:
        parts.append(f"{report.passed_over} passed over (not in the pack's languages)")
    result(" · ".join(parts))
    _tell_dry(dry_run)


@terms.command(
    "export",
    epilog="\b\nExamples:\n  kuager terms export terms.tbx\n  kuager terms export terms.tbx -n",
)
@_file
@dry_run_option
@format_option
@click.pass_context
def export_terms(context: click.Context, path: Path, dry_run: bool, output: str) -> None:
    """Write the termbase as TBX-Basic, for OmegaT, Weblate and other programs.

    The same terms give the same bytes; it says nowhere who wrote them.
    """
    pack = pack_of(context, dry_run=dry_run)
    report = export_tbx(pack, path)
    if output == "json":
        shown = pack.name(path.absolute())
        print_json("terms-export", {**asdict(report), "path": shown, "dry_run": dry_run})
        return
    unchanged = "" if report.written else "  (unchanged)"
    result(f"{path}: {counted(report.terms, 'term')}{unchanged}")
    _tell_dry(dry_run)


def _tell_dry(dry_run: bool) -> None:
    if dry_run:
        note("Nothing was written (--dry-run).")
