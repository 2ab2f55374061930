"""``kuager memory``: what was translated before, imported, exported, searched, forgotten."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from kuager.cli.console import (
    complain,
    counted,
    note,
    print_json,
    progress_bar,
    result,
    wait_notice,
)
from kuager.cli.options import (
    dry_run_option,
    format_option,
    locale_option,
    pack_of,
    read_standard_input,
)
from kuager.memory import AT_LEAST, Change, Match, Provenance
from kuager.steps.memory import export_tmx, import_tmx
from kuager.steps.memory import forget as forget_step
from kuager.steps.memory import search as search_step
from kuager.steps.memory import status as status_step
from kuager.tmx_reader import LONGEST_UNIT

_MARKS = {Change.SAME: "{}", Change.REMOVED: "[-{}-]", Change.ADDED: "{{+{}+}}"}
"""How a difference is written: as ``git diff --word-diff`` does."""
_MOST_DOCUMENTS = 10
"""Of which each has a line of its own."""
_file = click.argument("path", metavar="FILE", type=click.Path(path_type=Path))


@click.group(
    epilog="\b\nExamples:\n  kuager memory import old-project.tmx --note unreviewed"
    '\n  kuager memory search "They came at six." --locale kk'
    "\n  kuager memory export approved.tmx"
)
def memory() -> None:
    """Use translations again: the approved units of the pack, and those of TMX files.

    The memory lies in .kuager/ and never leaves the machine by itself. What was imported stays
    marked as such; only approved units are exported unless asked otherwise.
    """


def memory_lost() -> None:
    """Say that the memory had to be made anew."""
    complain(
        "The translation memory was damaged and has been made anew from the approved units.",
        "Import your TMX files again.",
    )


@memory.command(
    "import",
    epilog="\b\nExamples:\n  kuager memory import old-project.tmx"
    '\n  kuager memory import corpus.tmx.gz --name corpus --note "machine-written, unreviewed"'
    "\n  kuager memory import corpus.tmx.gz --dry-run",
)
@_file
@click.option("--name", default="", help="What to call it, to forget it by.  [default: the file's]")
@click.option(
    "--note", "remark", default="", help="What is shown with its matches; name nobody in it."
)
@dry_run_option
@format_option
@click.pass_context
def import_memory(
    context: click.Context, path: Path, name: str, remark: str, dry_run: bool, output: str
) -> None:
    """Add the translations of a TMX file, plain or .gz, in the pack's languages.

    Texts alone are taken; who wrote them when, properties and notes are not. A file that is
    broken, or an import that is interrupted, leaves the memory as it was; the same file again
    adds nothing.
    """
    pack = pack_of(context, dry_run=dry_run)
    with pack.lock(wait_notice), progress_bar("import (MB)") as progress:
        report = import_tmx(
            pack, path, name=name, note=remark, progress=progress, on_loss=memory_lost
        )
    if output == "json":
        print_json("memory-import", {**asdict(report), "dry_run": dry_run})
        return
    parts = [
        f"{report.name}: {counted(report.units, 'unit')}",
        counted(report.pairs, "translation"),
        f"{report.added} new",
    ]
    if report.passed_over:
        parts.append(f"{report.passed_over} passed over (not in the pack's languages, or empty)")
    result(" · ".join(parts))
    _tell_dry(dry_run)


@memory.command(
    "export",
    epilog="\b\nExamples:\n  kuager memory export approved.tmx"
    "\n  kuager memory export approved-kk.tmx.gz --locale kk"
    "\n  kuager memory export everything.tmx --all",
)
@_file
@locale_option
@click.option(
    "--all", "unreviewed", is_flag=True, help="Imported translations too; each is marked as such."
)
@dry_run_option
@format_option
@click.pass_context
def export_memory(
    context: click.Context,
    path: Path,
    locales: tuple[str, ...],
    unreviewed: bool,
    dry_run: bool,
    output: str,
) -> None:
    """Write the approved translations as TMX 1.4, for OmegaT and other programs.

    It says who translated, when and with what nowhere. The same memory gives the same bytes; a
    name that ends in .gz is packed.
    """
    pack = pack_of(context, dry_run=dry_run)
    with pack.lock(wait_notice):
        report = export_tmx(pack, path, locales, unreviewed=unreviewed, on_loss=memory_lost)
    if output == "json":
        shown = pack.name(path.absolute())
        print_json("memory-export", {**asdict(report), "path": shown, "dry_run": dry_run})
        return
    parts = [
        f"{path}: {counted(report.sentences, 'sentence')}",
        counted(report.translations, "translation"),
    ]
    if report.unreviewed:
        parts.append(f"{report.unreviewed} of them not reviewed here")
    result(" · ".join(parts) + ("" if report.written else "  (unchanged)"))
    _tell_dry(dry_run)


@memory.command(
    "search",
    epilog='\b\nExamples:\n  kuager memory search "They came at six." --locale kk'
    '\n  kuager memory search "They came at seven." --at-least 60 --format json'
    "\n  kuager memory search - < sentence.txt",
)
@click.argument("text")
@locale_option
@click.option(
    "--limit",
    type=click.IntRange(1, 100),
    default=5,
    show_default=True,
    help="Matches in each locale.",
)
@click.option(
    "--at-least",
    type=click.FloatRange(30, 100),
    default=AT_LEAST,
    show_default=True,
    help="Similarity from which sentences are shown.",
)
@format_option
@click.pass_context
def search_memory(
    context: click.Context,
    text: str,
    locales: tuple[str, ...],
    limit: int,
    at_least: float,
    output: str,
) -> None:
    """Find translations of a sentence and of similar ones; - reads it from standard input.

    A similar sentence that differs in negation, numbers, names, pronouns or modality is shown,
    but never used as a draft: the reason stands beside it. [-…-] is in the memory only, {+…+}
    in your sentence only.
    """
    if text == "-":
        text = read_standard_input(LONGEST_UNIT)
    pack = pack_of(context)
    matches = search_step(pack, text, locales, limit=limit, at_least=at_least, on_loss=memory_lost)
    if output == "json":
        print_json("memory-search", {"matches": [_match_fields(match) for match in matches]})
        return
    if not matches:
        note("Nothing similar is in the memory.")
    for match in matches:
        print_match(match)


def print_match(match: Match) -> None:
    """Print a match: how like it is, where from, the difference in words, the translation."""
    score = "exact" if match.score == 100 else f"{match.score:.1f}%"
    use = (
        f"only a suggestion, differs in: {', '.join(match.refused)}" if match.refused else "usable"
    )
    result(f"{match.locale} {score} · {_shown_provenance(match.provenance)} · {use}")
    changes = "".join(_MARKS[change].format(text) for change, text in match.difference)
    result(f"    {changes or match.source}")
    result(f"    {match.target}")


def _shown_provenance(provenance: Provenance) -> str:
    if provenance.approved:
        return f"approved in {provenance.name}"
    remark = f" ({provenance.note})" if provenance.note else ""
    return f"imported from {provenance.name}{remark}"


def _match_fields(match: Match) -> dict[str, Any]:
    return {
        "locale": match.locale,
        "kind": match.kind.value,
        "score": match.score,
        "source": match.source,
        "target": match.target,
        "refused": list(match.refused),
        "provenance": asdict(match.provenance),
        "difference": [[change.value, text] for change, text in match.difference],
    }


@memory.command(
    "status", epilog="\b\nExamples:\n  kuager memory status\n  kuager memory status --format json"
)
@format_option
@click.pass_context
def memory_status(context: click.Context, output: str) -> None:
    """Show how much the memory holds, from where and in which language.

    Of more than a few documents the sum is shown; --format json has each.
    """
    report = status_step(pack_of(context), on_loss=memory_lost)
    if output == "json":
        origins = [
            {
                **asdict(origin.provenance),
                "locale": origin.locale,
                "translations": origin.translations,
            }
            for origin in report.origins
        ]
        print_json("memory-status", {"origins": origins, "bytes": report.bytes})
        return
    approved: dict[str, list[int]] = {}
    for origin in report.origins:
        if origin.provenance.approved:
            approved.setdefault(origin.locale, []).append(origin.translations)
    summed = {locale: sizes for locale, sizes in approved.items() if len(sizes) > _MOST_DOCUMENTS}
    for locale, sizes in sorted(summed.items()):
        size = counted(sum(sizes), "translation")
        result(f"{locale} approved in {len(sizes)} documents: {size}")
    for origin in report.origins:
        if not (origin.provenance.approved and origin.locale in summed):
            size = counted(origin.translations, "translation")
            result(f"{origin.locale} {_shown_provenance(origin.provenance)}: {size}")
    if not report.origins:
        note("The memory is empty: nothing is approved yet, and nothing was imported.")


@memory.command("forget", epilog="\b\nExample:\n  kuager memory forget old-project")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@dry_run_option
@click.pass_context
def forget_memory(context: click.Context, names: tuple[str, ...], dry_run: bool) -> None:
    """Take imports out of the memory; their text is overwritten on the disk.

    Approved units are not forgotten this way: they are in the memory as long as they are in
    the pack.
    """
    pack = pack_of(context, dry_run=dry_run)
    with pack.lock(wait_notice):
        gone = forget_step(pack, names, on_loss=memory_lost)
    for name, count in gone.items():
        result(f"{name}: {counted(count, 'translation')} forgotten")
    _tell_dry(dry_run)


def _tell_dry(dry_run: bool) -> None:
    if dry_run:
        note("Nothing was written (--dry-run).")
