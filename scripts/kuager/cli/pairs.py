"""``kuager check --pairs``: findings on source and target from any file, line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import click

from kuager.cli.console import JSON_VERSION, complain, counted, result
from kuager.errors import GateError, InputError, UsageError
from kuager.formats.findings import finding_fields, json_line
from kuager.model import Finding, Severity
from kuager.spelling.named import named_spellers
from kuager.steps.findings import reaches
from kuager.steps.pairs import PairsReport, check_pairs

_Found = Iterator[tuple[int, Finding]]


def print_pairs(
    stream: BinaryIO,
    locale: str,
    source_locale: str,
    spelling: Sequence[str],
    fail_on: str,
    output: str,
) -> int:
    """Print the findings as they are made; return the exit code.

    A file with lines that are no pairs is bad input, however good the rest of it: all that can
    be checked is checked, then the first bad lines are named. ``spelling`` names dictionaries, such
    as ``kk=system``. Raises UsageError, DictionaryError.
    """
    printers = {"text": _print_text, "json": _print_json, "jsonl": _print_lines}
    if output not in printers:
        raise UsageError(
            f"{output} names places in catalogs; a file of pairs has none.",
            f"Use --format {', '.join(printers)}.",
        )
    report = PairsReport()
    counts: Counter[Severity] = Counter()
    spellers = named_spellers(spelling)
    found = check_pairs(stream, locale, report, source_locale=source_locale, spellers=spellers)
    printers[output](_counting(found, counts), report)
    if output == "text":
        result(f"{counted(report.pairs, 'pair')}. {severity_summary(counts)}")
    for line in report.malformed:
        complain(f"line {line.line} {line.problem}.")
    if report.malformed:
        complain(
            f"{counted(report.malformed_count, 'line')} could not be checked.",
            "Each line is UTF-8: source, tab, target.",
        )
        return InputError.exit_code
    return GateError.exit_code if any(reaches(s, fail_on) for s in counts) else 0


def severity_summary(counts: Counter[Severity]) -> str:
    """Return how many findings there are, in all and of each severity."""
    if not counts:
        return "No findings."
    split = ", ".join(f"{counts[s]} {s.value}" for s in Severity if counts[s])
    return f"{counted(counts.total(), 'finding')}: {split}."


def _counting(found: _Found, counts: Counter[Severity]) -> _Found:
    for line, finding in found:
        counts[finding.severity] += 1
        yield line, finding


def _fields(line: int, finding: Finding) -> dict[str, Any]:
    return {"line": line, **finding_fields(finding)}


def _print_text(found: _Found, report: PairsReport) -> None:
    del report
    for line, finding in found:
        result(f"line {line}: {finding.severity.value}: {finding.message} [{finding.check}]")


def _print_lines(found: _Found, report: PairsReport) -> None:
    del report
    for line, finding in found:
        click.echo(json_line(_fields(line, finding)))


def _print_json(found: _Found, report: PairsReport) -> None:
    """Print one object, piece by piece: the findings may be more than memory holds."""
    click.echo(f'{{"kind": "check", "version": {JSON_VERSION}, "findings": [', nl=False)
    for count, (line, finding) in enumerate(found):
        click.echo(f"{',' if count else ''}\n {json_line(_fields(line, finding))}", nl=False)
    click.echo(f'\n], "pairs": {report.pairs}, "malformed": {report.malformed_count}}}')
