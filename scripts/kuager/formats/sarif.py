"""Findings as SARIF 2.1.0, the format of code scanning (OASIS Standard, errata 01, 2023)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

from kuager.checks import Check, DocumentCheck
from kuager.formats.findings import PlacedFinding
from kuager.formats.json_pieces import SLOT, json_pieces
from kuager.model import Severity

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
"""Named, never fetched."""
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_BRACES = str.maketrans({"{": "{{", "}": "}}"})
"""A single brace would begin a placeholder (SARIF 2.1.0, 3.11.5)."""
_DISMISSAL = "If it is no error, dismiss it with a reason: kuager review ignore … --check "


def sarif_pieces(
    findings: Iterable[PlacedFinding], checks: Sequence[Check | DocumentCheck], version: str
) -> Iterator[str]:
    """Yield findings as one SARIF run of the tool kuager; ``checks`` become its rules.

    Each result has its level, the catalog and line of its unit, and as partial fingerprint
    locale and id of the unit, by which a finding is known again after the file has grown. No
    time, no machine, no absolute path. ``version`` is the program's.
    """
    order = {check.id: index for index, check in enumerate(checks)}
    run = {
        "tool": {
            "driver": {
                "name": "kuager",
                "version": version,
                "semanticVersion": version,
                "rules": [_rule(check) for check in checks],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": SLOT,
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    results = (_result(placed, order[placed.finding.check]) for placed in findings)
    return json_pieces(document, results)


def _rule(check: Check | DocumentCheck) -> dict[str, Any]:
    return {
        "id": check.id,
        "name": check.name,
        "shortDescription": {"text": check.name},
        "fullDescription": {"text": check.description},
        "help": {"text": f"{check.description} {_DISMISSAL}{check.id}"},
        "defaultConfiguration": {"level": _LEVELS[check.severity]},
    }


def _result(placed: PlacedFinding, rule: int) -> dict[str, Any]:
    return {
        "ruleId": placed.finding.check,
        "ruleIndex": rule,
        "level": _LEVELS[placed.finding.severity],
        "message": {"text": placed.finding.message.translate(_BRACES)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(placed.path)},
                    "region": {"startLine": placed.line},
                },
                "logicalLocations": [
                    {"name": f"unit {placed.number}", "fullyQualifiedName": _qualified(placed)}
                ],
            }
        ],
        "partialFingerprints": {"unit/v1": f"{placed.locale}/{placed.unit}"},
    }


def _qualified(placed: PlacedFinding) -> str:
    return f"{placed.document}/{placed.locale}/{placed.number}"
