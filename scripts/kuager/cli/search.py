"""``kuager search``: where in the pack something is said, and how it was translated."""

from __future__ import annotations

from typing import Any

import click

from kuager.cli.aside import aside_fields, index_notice, tell_aside
from kuager.cli.console import note, print_json, progress_bar, result
from kuager.cli.options import format_option, jobs_option, locale_option, pack_of
from kuager.cli.working import working
from kuager.index.queries import Side
from kuager.index.searching import Hit, Marked
from kuager.model import State, unit_id
from kuager.steps.search import SearchReport
from kuager.steps.search import search as search_step


@click.command(
    epilog="\b\nExamples:\n  kuager search prison\n  kuager search 'түрме*' --state approved"
    '\n  kuager search "nobody told us" --in source --locale ru'
    "\n  kuager search 12 --document night-visit --format json"
)
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--document",
    "-d",
    "documents",
    multiple=True,
    help="Only in this document (may be repeated).",
)
@locale_option
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice([state.value for state in State]),
    help="Only units in this state (may be repeated).",
)
@click.option(
    "--in",
    "side",
    type=click.Choice([side.value for side in Side]),
    help="Only in the sources, or only in the targets.",
)
@click.option(
    "--limit",
    type=click.IntRange(1, 1000),
    default=20,
    show_default=True,
    help="Show at most so many units.",
)
@jobs_option
@format_option
@click.pass_context
def search(
    context: click.Context,
    words: tuple[str, ...],
    documents: tuple[str, ...],
    locales: tuple[str, ...],
    states: tuple[str, ...],
    side: str | None,
    limit: int,
    jobs: int | None,
    output: str,
) -> int:
    """Find units by words in source or target, in all documents.

    All words must be there. A star stands for any ending: 'жаз*'. Words in quotes are a phrase.
    Capital letters, accents, and е for ё make no difference. The texts go to standard output.
    """
    pack = pack_of(context)
    with working(pack, jobs) as executor, progress_bar("reading") as progress:
        report = search_step(
            pack,
            words,
            documents,
            locales,
            states=[State(state) for state in states],
            side=Side(side) if side else None,
            limit=limit,
            executor=executor,
            progress=progress,
            on_loss=index_notice,
        )
    if output == "json":
        print_json("search", _fields(report))
    else:
        for hit in report.hits:
            result(f"{hit.document} {hit.locale} unit {hit.number} ({hit.state.value})")
            result(f"    {_shown(hit.source)}")
            result(f"    {_shown(hit.target) or '—'}")
        if not report.hits:
            note("Nothing was found.")
        elif report.more:
            note("There are more: say what to narrow the search to, or give --limit.")
    return tell_aside(report.set_aside)


def _shown(marked: Marked) -> str:
    """Return a text with what was looked for in brackets."""
    pieces, place = [], 0
    for start, end in marked.spans:
        pieces += [marked.text[place:start], f"[{marked.text[start:end]}]"]
        place = end
    return "".join([*pieces, marked.text[place:]])


def _fields(report: SearchReport) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "hits": [_hit_fields(hit) for hit in report.hits],
        "more": report.more,
    }
    if report.set_aside:
        fields["set_aside"] = aside_fields(report.set_aside)
    return fields


def _hit_fields(hit: Hit) -> dict[str, Any]:
    return {
        "document": hit.document,
        "locale": hit.locale,
        "number": hit.number,
        "unit": unit_id(hit.document, hit.source.text, hit.occurrence),
        "state": hit.state.value,
        "source": hit.source.text,
        "source_spans": hit.source.spans,
        "target": hit.target.text,
        "target_spans": hit.target.spans,
    }
