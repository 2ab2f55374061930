"""Findings for programs: complete, escaped, and no more of the testimony than they need."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuager.checks.documentation import ALL_CHECKS
from kuager.formats.findings import PlacedFinding, findings_github, findings_jsonl
from kuager.formats.gettext import catalog_lines, catalog_parse
from kuager.formats.pairs import LONGEST, MalformedLine, Pair, pairs_parse
from kuager.formats.sarif import sarif_pieces
from kuager.model import Finding, Severity, State


def placed(
    message: str = "The number 54 is not in the source.",
    severity: Severity = Severity.ERROR,
    path: str = "locales/kk/LC_MESSAGES/night-visit.po",
) -> PlacedFinding:
    finding = Finding("numbers", severity, message, (5, 7))
    return PlacedFinding(finding, "night-visit", "kk", 4, "a" * 16, State.DRAFT, path, 31)


# SARIF ------------------------------------------------------------------------------------

TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
RULE = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "string"},
        "name": {"type": "string"},
        "shortDescription": TEXT,
        "fullDescription": TEXT,
        "help": TEXT,
        "defaultConfiguration": {"type": "object", "properties": {"level": LEVEL}},
    },
}
LOCATION = {
    "type": "object",
    "properties": {
        "physicalLocation": {
            "type": "object",
            "required": ["artifactLocation"],
            "properties": {
                "artifactLocation": {"type": "object", "properties": {"uri": {"type": "string"}}},
                "region": {"type": "object", "properties": {"startLine": {"type": "integer"}}},
            },
        },
        "logicalLocations": {
            "type": "array",
            "members": {
                "type": "object",
                "properties": {
                    "name": {"type": "string"},
                    "fullyQualifiedName": {"type": "string"},
                },
            },
        },
    },
}
RESULT = {
    "type": "object",
    "required": ["message"],
    "properties": {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer"},
        "level": LEVEL,
        "message": TEXT,
        "locations": {"type": "array", "members": LOCATION},
        "partialFingerprints": {"type": "object", "values": {"type": "string"}},
    },
}
DRIVER = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string"},
        "version": {"type": "string"},
        "semanticVersion": {"type": "string"},
        "rules": {"type": "array", "members": RULE},
    },
}
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "$schema": {"type": "string"},
        "version": {"enum": ["2.1.0"]},
        "runs": {
            "type": "array",
            "members": {
                "type": "object",
                "required": ["tool"],
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {"driver": DRIVER},
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {"type": "array", "members": RESULT},
                },
            },
        },
    },
}
"""The part of SARIF 2.1.0's published schema that we write, put down by hand; in the schema
too, an object takes no other properties than those it knows."""
KINDS = {"object": dict, "array": list, "string": str, "integer": int}


def hold(value: Any, rule: dict[str, Any], path: str = "$") -> None:
    """Fail where a value breaks a rule."""
    if "enum" in rule:
        assert value in rule["enum"], path
        return
    assert type(value) is KINDS[rule["type"]], path
    if isinstance(value, list):
        for number, member in enumerate(value):
            hold(member, rule["members"], f"{path}[{number}]")
    if isinstance(value, dict):
        assert set(rule.get("required", ())) <= set(value), path
        for name, member in value.items():
            assert "values" in rule or name in rule["properties"], f"{path}.{name}"
            hold(member, rule.get("values") or rule["properties"][name], f"{path}.{name}")


def test_sarif_has_the_published_structure() -> None:
    findings = [placed(severity=severity) for severity in Severity]
    document = json.loads("".join(sarif_pieces(findings, ALL_CHECKS, "0.1.0")))
    hold(document, SARIF)
    (run,) = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [check.id for check in ALL_CHECKS]
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert all(rule["help"]["text"].startswith(rule["fullDescription"]["text"]) for rule in rules)
    assert [result["level"] for result in run["results"]] == ["error", "warning", "note"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        (location,) = result["locations"]
        assert location["physicalLocation"]["region"]["startLine"] == 31
        assert result["partialFingerprints"] == {"unit/v1": "kk/" + "a" * 16}


def test_sarif_without_findings_is_a_run_without_results() -> None:
    document = json.loads("".join(sarif_pieces([], ALL_CHECKS, "0.1.0")))
    hold(document, SARIF)
    assert document["runs"][0]["results"] == []


def test_sarif_escapes_paths_and_placeholders() -> None:
    finding = placed("The bracket { has no partner.", path="locales/kk/a b%.po")
    (result,) = json.loads("".join(sarif_pieces([finding], ALL_CHECKS, "0.1.0")))["runs"][0][
        "results"
    ]
    assert result["message"]["text"] == "The bracket {{ has no partner."
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "locales/kk/a%20b%25.po"


# JSON Lines and annotations -----------------------------------------------------------------


def test_json_lines_tell_place_and_finding() -> None:
    (line,) = findings_jsonl([placed()]).splitlines()
    assert json.loads(line) == {
        "document": "night-visit",
        "locale": "kk",
        "number": 4,
        "unit": "a" * 16,
        "state": "draft",
        "path": "locales/kk/LC_MESSAGES/night-visit.po",
        "line": 31,
        "check": "numbers",
        "severity": "error",
        "message": "The number 54 is not in the source.",
        "span": [5, 7],
    }
    assert findings_jsonl([]) == ""


@given(st.lists(st.text(), max_size=4))
def test_every_finding_is_one_line_whatever_it_says(messages: list[str]) -> None:
    findings = [placed(message) for message in messages]
    lines = findings_jsonl(findings).splitlines()
    assert [json.loads(line)["message"] for line in lines] == messages
    assert findings_github(findings).count("\n") == len(messages)
    assert "\r" not in findings_github(findings)


def test_annotations_are_escaped() -> None:
    finding = placed("100 %\r\nof a:b,c", Severity.INFO, "locales/a,b:c%.po")
    assert findings_github([finding]) == (
        "::notice file=locales/a%2Cb%3Ac%25.po,line=31,title=kuager numbers::"
        "Unit 4: 100 %25%0D%0Aof a:b,c\n"
    )
    assert findings_github([placed()]).startswith("::error file=locales/kk/")
    assert findings_github([placed(severity=Severity.WARNING)]).startswith("::warning ")


# Lines of a catalog -------------------------------------------------------------------------


def test_lines_of_a_catalog_are_those_of_its_sources() -> None:
    content = (
        'msgid ""\nmsgstr ""\n"Language: kk\\n"\n\n'
        '#: source/a.md\n#, fuzzy\nmsgid "One."\nmsgstr ""\n\n'
        'msgctxt "2"\nmsgid ""\n"On"\n"e."\nmsgstr "Бір."\n\n#~ msgid "Gone."\n#~ msgstr "Жоқ."\n'
    ).encode()
    assert catalog_lines(content) == {("One.", 1): 7, ("One.", 2): 11}
    assert {e.key for e in catalog_parse(content) if not e.obsolete} == set(catalog_lines(content))


# Pairs --------------------------------------------------------------------------------------


def test_pairs_are_read_with_whatever_line_ends_and_further_columns() -> None:
    stream = io.BytesIO("\ufeffOne.\tБір.\r\n\n  \nTwo.\tЕкі.\ttopic\nThree.\t".encode())
    assert list(pairs_parse(stream)) == [
        Pair(1, "One.", "Бір."),
        Pair(4, "Two.", "Екі."),
        Pair(5, "Three.", ""),
    ]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b"no tab", "has no tab between source and target"),
        ("Тауып\tалды".encode("cp1251"), "is not UTF-8 (byte 1)"),
        ("One.\tБір.".encode("utf-16-le"), "holds NUL bytes (is it UTF-16?)"),
        (b"a\t" + b"b" * LONGEST, f"is longer than {LONGEST} bytes"),
        (b"a\t" + b"b" * (5 * LONGEST), f"is longer than {LONGEST} bytes"),
    ],
)
@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_lines_that_are_no_pairs_are_named(line: bytes, problem: str, end: bytes) -> None:
    last = [Pair(3, "c", "d")] if end else []
    stream = io.BytesIO(b"a\tb\n" + line + end + (b"c\td" if end else b""))
    assert list(pairs_parse(stream)) == [Pair(1, "a", "b"), MalformedLine(2, problem), *last]


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_the_longest_line_is_read(end: bytes) -> None:
    line = b"a\t" + b"b" * (LONGEST - 2)
    entries = list(pairs_parse(io.BytesIO(line + end + (b"c\td" if end else b""))))
    assert entries[0] == Pair(1, "a", "b" * (LONGEST - 2))
    assert len(entries) == (2 if end else 1)


@given(st.binary(max_size=80))
def test_any_bytes_come_out_as_lines_in_order(content: bytes) -> None:
    entries = list(pairs_parse(io.BytesIO(content)))
    numbers = [entry.line for entry in entries]
    assert numbers == sorted(set(numbers))
    assert not numbers or numbers[-1] <= content.count(b"\n") + 1
