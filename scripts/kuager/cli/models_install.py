"""``kuager models install``: the command that may fetch something."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict
from typing import Any

import click

from kuager.cli.console import counted, note, print_json, progress_bar, result, wait_notice
from kuager.cli.options import dry_run_option, format_option, pack_of
from kuager.errors import GateError
from kuager.models.index import INDEX_URL
from kuager.steps.install import Candidate, Contact, InstallReport, Outcome, Wishes
from kuager.steps.install import install as install_step

MEGABYTE = 1_000_000

index_option = click.option(
    "--index",
    metavar="FILE|URL",
    default=INDEX_URL,
    help="Index of packages; by default that of Argos, in the network.",
)
yes_option = click.option("--yes", "-y", is_flag=True, help="Confirm without being asked.")


def asks() -> bool:
    """Say whether there is somebody at a terminal who can answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


@click.command(
    epilog="\b\nExamples:\n  kuager models install translate-en_ru==1.9 --use\n"
    "  kuager models install translate-en_uk-1_0.argosmodel --sha256 4f1c…\n"
    "  kuager models install https://example.org/translate-en_ru-2_0.argosmodel\n"
    "  kuager models install unpacked/translate-en_kk-1_0 --dry-run"
)
@click.argument("source")
@click.option("--sha256", default="", metavar="HASH", help="Hash that the file must have.")
@click.option("--use", is_flag=True, help="Name it in [tool.kuager.engines] of pyproject.toml.")
@index_option
@yes_option
@dry_run_option
@format_option
@click.pass_context
def install(
    context: click.Context,
    source: str,
    sha256: str,
    use: bool,
    index: str,
    yes: bool,
    dry_run: bool,
    output: str,
) -> None:
    """Install a package from a file, a folder, an address or by its name in Argos' index.

    Of all commands this one opens a connection, and only for an address or a name; it says
    first what it fetches from where. A file whose hash is not known is shown with its hash and
    licence and must be confirmed. Then it is tried, and only then put into .kuager/packages/.
    """
    pack = pack_of(context, dry_run=dry_run)
    with ExitStack() as bar:
        # The bar is drawn only while something arrives: it must not stand beside a question.
        updates: list[Callable[[int, int], None]] = []

        def progress(done: int, total: int) -> None:
            if not updates:
                updates.append(bar.enter_context(progress_bar("MB fetched")))
            updates[0](done // MEGABYTE, max(done, total) // MEGABYTE)

        def confirm(candidate: Candidate) -> bool:
            bar.close()
            return yes or _confirm(candidate)

        contact = Contact(confirm, note, progress, wait_notice)
        report = install_step(pack, source, Wishes(sha256.lower(), use, index), contact)
    if output == "json":
        print_json("install", _fields(report))
        return
    for line in _lines(report):
        result(line)


def _confirm(candidate: Candidate) -> bool:
    for line in _described(candidate):
        note(line)
    note("Nobody here knows this hash. Compare it with what its makers publish.")
    if not asks():
        raise GateError(
            f"{candidate.name} {candidate.version} was not installed: its hash must be confirmed.",
            f"Run it again with --sha256 {candidate.sha256}, or with --yes.",
        )
    return click.confirm("Install it?", err=True)


def _described(candidate: Candidate) -> list[str]:
    pair = f"{candidate.source_locale} → {candidate.target_locale}"
    return [
        f"{candidate.name} {candidate.version}: {pair}, {candidate.size / MEGABYTE:.1f} MB",
        f"  sha256   {candidate.sha256}",
        f"  licence  {candidate.licence or 'its README states none'}",
        f"  from     {candidate.origin}",
    ]


def _lines(report: InstallReport) -> list[str]:
    candidate = report.candidate
    if candidate is None:
        return ["Nothing was fetched (dry run)."]
    lines = _described(candidate)
    lines.append(
        {
            Outcome.INSTALLED: "Installed; its trial sentences came back in the right script.",
            Outcome.UNCHANGED: "It was installed before; nothing changed.",
            Outcome.FORESEEN: "It would be installed (dry run)."
            + ("" if candidate.known else " Its hash would have to be confirmed."),
        }[report.outcome]
    )
    if report.engines:
        count = counted(len(report.engines), "locale")
        lines.append(f"Engine for {count}: {', '.join(report.engines)}.")
        lines.append("Renew untouched drafts with it: kuager draft --redraft")
    if report.fitting:
        lines.append("To draft with it, write in pyproject.toml (or install it with --use):")
        lines.append("  [tool.kuager.engines]")
        lines += [f'  {locale} = "{candidate.name}"' for locale in report.fitting]
    return lines


def _fields(report: InstallReport) -> dict[str, Any]:
    return {
        "outcome": report.outcome.value,
        "package": asdict(report.candidate) if report.candidate else None,
        "engines": list(report.engines),
        "fitting": list(report.fitting),
    }
