"""``kuager ledger``: prove the record of the work."""

from __future__ import annotations

from dataclasses import asdict

import click

from kuager.cli.console import print_json, result
from kuager.cli.options import documents_argument, format_option, locale_option, pack_of
from kuager.steps.ledger import verify

GATE_CLOSED = 1


@click.group(epilog="\b\nExample:\n  kuager ledger verify")
def ledger() -> None:
    """Prove the record of who did what (under which pseudonym)."""


@ledger.command(
    "verify", epilog="\b\nExamples:\n  kuager ledger verify\n  kuager ledger verify --locale kk"
)
@documents_argument
@locale_option
@format_option
@click.pass_context
def verify_ledgers(
    context: click.Context, documents: tuple[str, ...], locales: tuple[str, ...], output: str
) -> int:
    """Find any event that was altered, moved or taken out; exit with 1 if there is one."""
    reports = verify(pack_of(context), documents, locales)
    faulty = any(report.faults for report in reports)
    if output == "json":
        print_json("ledger", {"ledgers": [asdict(report) for report in reports]})
        return GATE_CLOSED if faulty else 0
    for report in reports:
        where = f"{report.document} {report.locale}"
        for fault in report.faults:
            result(f"{where}: {fault}")
        if not report.faults:
            result(f"{where}: {report.events} events in {report.chains} chains, whole")
    return GATE_CLOSED if faulty else 0
