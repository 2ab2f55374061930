"""``kuager ledger``: prove the record of the work."""

from __future__ import annotations

from dataclasses import asdict

import click

from kuager.cli.console import counted, print_json, result
from kuager.cli.options import documents_argument, format_option, locale_option, pack_of
from kuager.errors import GateError
from kuager.steps.ledger import verify


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
        return GateError.exit_code if faulty else 0
    for report in reports:
        where = f"{report.document} {report.locale}"
        for fault in report.faults:
            result(f"{where}: {fault}")
        if not report.faults:
            size = f"{counted(report.events, 'event')} in {counted(report.chains, 'chain')}"
            result(f"{where}: {size}, whole")
    return GateError.exit_code if faulty else 0
