"""Printing what became of drafts: ``kuager status --effort``."""

from __future__ import annotations

from dataclasses import asdict

import click
from rich.table import Table

from kuager.cli.console import print_table
from kuager.effort import EditFigures
from kuager.pack import Pack
from kuager.reports.counts import per_cent
from kuager.steps.effort import APPROVED, TRANSLATED, EffortReport, EffortRow, effort


def measured(
    pack: Pack, documents: tuple[str, ...], locales: tuple[str, ...], *, translated: bool
) -> EffortReport:
    """Measure approved units, or translated ones too."""
    return effort(pack, documents, locales, states=TRANSLATED if translated else APPROVED)


def print_effort(report: EffortReport) -> None:
    """Print what became of drafts, and what the checks caught in them."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    counts = ("no draft", "not measured", "measured", "unchanged", "words", "HTER", "chrF2")
    for name in ("post-editing", "locale"):
        table.add_column(name, no_wrap=True)
    for name in ("units", *counts):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_row("in all", "", *_edit_cells(report.everything))
    for rows in (report.locales, report.documents, report.engines):
        for row in rows:
            part = row.maker or row.document or "all documents"
            table.add_row(part, row.locale, *_edit_cells(row.figures))
    states = ", ".join(state.value for state in report.states)
    click.echo(f"\nFrom drafts to finished text (units counted: {states})")
    print_table(table)
    for name, signature in report.signatures.items():
        click.echo(f"{name}: {signature}")
    if report.checks:
        _print_catches(report)


def _edit_cells(figures: EditFigures) -> list[str]:
    counts = (figures.units, figures.undrafted, figures.unmeasured, figures.measured)
    share = per_cent(figures.unchanged, figures.measured)
    scores = (figures.hter, figures.chrf2)
    return [
        *map(str, counts),
        f"{figures.unchanged} ({share}%)" if figures.measured else "–",
        str(figures.words),
        *("–" if score is None else f"{score:.1f}" for score in scores),
    ]


def _print_catches(report: EffortReport) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for name in ("check", "locale"):
        table.add_column(name, no_wrap=True)
    for name in ("on drafts", "gone", "dismissed", "left", "new"):
        table.add_column(name, justify="right", no_wrap=True)
    for catch in report.checks:
        counts = (catch.drafts, catch.gone, catch.dismissed, catch.left, catch.brought)
        table.add_row(catch.check, catch.locale, *map(str, counts))
    click.echo("\nFindings of checks on these drafts")
    print_table(table)


def fields(report: EffortReport) -> dict[str, object]:
    """Return what became of drafts, for machines."""

    def told(rows: tuple[EffortRow, ...], *names: str) -> list[dict[str, object]]:
        return [{**{n: getattr(row, n) for n in names}, **asdict(row.figures)} for row in rows]

    return {
        "states": [state.value for state in report.states],
        "signatures": report.signatures,
        "all": asdict(report.everything),
        "locales": told(report.locales, "locale"),
        "documents": told(report.documents, "document", "locale"),
        "engines": told(report.engines, "maker", "locale"),
        "parts": told(report.parts, "maker", "document", "locale"),
        "checks": [asdict(catch) for catch in report.checks],
    }
