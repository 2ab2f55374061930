"""``kuager check --across``: what documents say in several ways."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

import click

from kuager.cli.aside import aside_fields, index_notice, tell_aside
from kuager.cli.console import counted, print_json, progress_bar, result
from kuager.errors import GateError, UsageError
from kuager.executors import SERIAL, Executor
from kuager.model import Severity
from kuager.pack import Pack
from kuager.steps.across import across
from kuager.steps.disagreements import Disagreement, Use, Wording
from kuager.steps.findings import reaches

_SHOWN: Final = 50
_WORDINGS: Final = 5
"""Of one sentence or name, that people are shown."""

across_option = click.option(
    "--across",
    "comparing",
    is_flag=True,
    help="Compare documents with each other: the same sentence worded, the same name spelled "
    "differently; what is approved and frequent comes first. That is advice, never an error.",
)


def print_across(
    pack: Pack,
    documents: Sequence[str],
    locales: Sequence[str],
    fail_on: str,
    output: str,
    executor: Executor = SERIAL,
) -> int:
    """Print what documents disagree on; return the exit code. Raises UsageError."""
    if output not in ("text", "json"):
        raise UsageError(
            f"--across is not told as {output}.", "Leave --format out, or take --format json."
        )
    with progress_bar("reading") as progress:
        report = across(
            pack, documents, locales, executor=executor, progress=progress, on_loss=index_notice
        )
    if output == "json":
        fields: dict[str, object] = {
            "disagreements": [_fields(one) for one in report.disagreements]
        }
        if report.set_aside:
            fields["set_aside"] = aside_fields(report.set_aside)
        print_json("across", fields)
    else:
        _print(report.disagreements)
    failed = any(reaches(one.severity, fail_on) for one in report.disagreements)
    return max(tell_aside(report.set_aside), GateError.exit_code if failed else 0)


def _print(disagreements: Sequence[Disagreement]) -> None:
    for one in disagreements[:_SHOWN]:
        documents, units = counted(one.documents, "document"), counted(one.units, "unit")
        result(
            f"{one.locale} {one.kind.value}, {documents}, {units}: {one.severity.value}: "
            f"{one.subject}"
        )
        for wording in one.wordings[:_WORDINGS]:
            stale = "from the memory, where other words are approved by now, "
            result(f"    {stale if wording in one.stale else ''}{_told(wording)}: {wording.text}")
        more = len(one.wordings) - _WORDINGS
        if more > 0:
            result(f"    … and {counted(more, 'wording')} more")
    if len(disagreements) > _SHOWN:
        result(f"… and {len(disagreements) - _SHOWN} more: kuager check --across --format json")
    result(_summary(disagreements))


def _summary(disagreements: Sequence[Disagreement]) -> str:
    if not disagreements:
        return "No disagreements."
    counts = Counter(one.severity for one in disagreements)
    split = ", ".join(f"{counts[s]} {s.value}" for s in Severity if counts[s])
    return f"{counted(len(disagreements), 'disagreement')}: {split}."


def _told(wording: Wording) -> str:
    place = f"{wording.example.document} unit {wording.example.number}"
    if wording.documents > 1:
        place = f"{counted(wording.documents, 'document')}, such as {place}"
    return f"{wording.state.value}, {place}"


def _fields(one: Disagreement) -> dict[str, object]:
    return {
        "kind": one.kind.value,
        "locale": one.locale,
        "severity": one.severity.value,
        "subject": one.subject,
        "documents": one.documents,
        "units": one.units,
        "wordings": [
            {
                "text": wording.text,
                "state": wording.state.value,
                "documents": wording.documents,
                "units": wording.units,
                "example": _use_fields(wording.example),
                "stale": wording in one.stale,
            }
            for wording in one.wordings
        ],
    }


def _use_fields(use: Use) -> dict[str, object]:
    return {"document": use.document, "number": use.number}
