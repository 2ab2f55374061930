"""Findings for programs: JSON Lines and GitHub's workflow annotations (SARIF: see ``sarif``).

None of them holds more of the testimony than the few characters that a finding's message names.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kuager.model import Finding, Severity, State

_LINE_ENDS = str.maketrans({"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})
"""Line ends to some readers of JSON Lines; JSON leaves them as they are."""
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_IN_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


@dataclass(frozen=True, slots=True)
class PlacedFinding:
    """A finding with all that says where it is."""

    finding: Finding
    document: str
    locale: str
    number: int
    """Position of the unit in its document, from 1."""
    unit: str
    """The unit's id."""
    state: State
    path: str
    """The catalog, relative to the pack."""
    line: int
    """Where the unit's source stands in the catalog, from 1."""


def finding_fields(finding: Finding) -> dict[str, Any]:
    """Return what every format tells of a finding, wherever it is."""
    return {
        "check": finding.check,
        "severity": finding.severity.value,
        "message": finding.message,
        "span": list(finding.span) if finding.span else None,
    }


def json_line(fields: Mapping[str, Any]) -> str:
    """Return an object as one line of JSON, whatever a reader takes for the end of a line."""
    return json.dumps(fields, ensure_ascii=False).translate(_LINE_ENDS)


def findings_jsonl(findings: Iterable[PlacedFinding]) -> str:
    """Return findings as JSON Lines, one a line; empty when there are none."""
    return "".join(
        json_line(
            {
                "document": placed.document,
                "locale": placed.locale,
                "number": placed.number,
                "unit": placed.unit,
                "state": placed.state.value,
                "path": placed.path,
                "line": placed.line,
                **finding_fields(placed.finding),
            }
        )
        + "\n"
        for placed in findings
    )


def findings_github(findings: Iterable[PlacedFinding]) -> str:
    """Return findings as commands that GitHub's workflows show beside the lines of a file.

    Format and escapes: docs.github.com, "Workflow commands for GitHub Actions", and
    ``escapeData``, ``escapeProperty`` in actions/toolkit, packages/core/src/command.ts.
    """
    return "".join(
        f"::{_COMMANDS[placed.finding.severity]} "
        f"file={placed.path.translate(_IN_PROPERTY)},line={placed.line},"
        f"title={f'kuager {placed.finding.check}'.translate(_IN_PROPERTY)}::"
        f"{f'Unit {placed.number}: {placed.finding.message}'.translate(_IN_MESSAGE)}\n"
        for placed in findings
    )
