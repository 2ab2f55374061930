"""``kuager check`` through the real command line: formats, pairs, explanations, the gate."""

from __future__ import annotations

import io
import json
import re
import sys
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from kuager.checks import CHECKS
from kuager.checks.documentation import ALL_CHECKS, documentation
from kuager.cli import run
from kuager.steps.pairs import READS_ENGLISH, PairsReport, check_pairs
from tests.support.packs import DOCUMENT, PackFolder

ROOT = Path(__file__).parents[1]
CATALOG = f"locales/kk/LC_MESSAGES/{DOCUMENT}.po"
SLIP = "Олар сағат жетіде  келді."
"""Unit 4 (They came at six.): a number is wrong, and a space too many."""


@pytest.fixture
def slips(pack: PackFolder, capsys: pytest.CaptureFixture[str]) -> PackFolder:
    """A segmented pack with unit 4 badly translated into Kazakh."""
    assert pack.run("segment") == 0
    edit(pack, 4, SLIP)
    capsys.readouterr()
    return pack


def edit(pack: PackFolder, number: int, text: str, actor: str = "t-1") -> None:
    unit = ("review", "edit", DOCUMENT, "kk", str(number))
    assert pack.run(*unit, "--as", actor, "--text", text) == 0


def found(
    pack: PackFolder, capsys: pytest.CaptureFixture[str], *arguments: str
) -> list[dict[str, Any]]:
    pack.run("check", "--format", "json", *arguments)
    findings: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["findings"]
    return findings


# Formats ------------------------------------------------------------------------------------


def test_every_format_tells_the_same_findings(
    slips: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    findings = found(slips, capsys)
    assert {f["check"] for f in findings} == {"numbers", "double-space"}
    line = slips.catalog("kk").read_text("utf-8").splitlines().index('msgid "They came at six."')
    assert slips.run("check") == 1
    text = capsys.readouterr().out.splitlines()
    assert len(text) == len(findings) + 1
    assert slips.run("check", "--format", "jsonl") == 1
    lines = [json.loads(row) for row in capsys.readouterr().out.splitlines()]
    assert [{k: row[k] for k in findings[0]} for row in lines] == findings
    assert {(row["path"], row["line"]) for row in lines} == {(CATALOG, line + 1)}
    assert slips.run("check", "--format", "sarif") == 1
    results = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    assert [r["ruleId"] for r in results] == [f["check"] for f in findings]
    assert slips.run("check", "--format", "github") == 1
    commands = capsys.readouterr().out.splitlines()
    assert len(commands) == len(findings)
    assert all(c.split(" ", 1)[1].startswith(f"file={CATALOG},line={line + 1},") for c in commands)


@pytest.mark.parametrize("output", ["text", "json", "jsonl", "sarif", "github"])
def test_no_format_tells_the_testimony(
    slips: PackFolder, capsys: pytest.CaptureFixture[str], output: str
) -> None:
    slips.run("check", "--format", output)
    shown = capsys.readouterr()
    for text in ("They came", "Олар", str(slips.root)):
        assert text not in shown.out + shown.err


def test_formats_without_findings_are_empty_but_valid(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    pack.run("segment")
    capsys.readouterr()
    for output in ("jsonl", "github"):
        assert pack.run("check", "--format", output) == 0
        assert capsys.readouterr().out == ""
    assert pack.run("check", "--format", "sarif") == 0
    assert json.loads(capsys.readouterr().out)["runs"][0]["results"] == []


def test_findings_of_the_whole_document_are_told_counted_and_dismissed(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    pack.run("segment")
    edit(pack, 4, "Олар сағат алтыда келді.")
    edit(pack, 10, "Олар алтыда келіп кірді.")
    capsys.readouterr()
    (finding,) = found(pack, capsys)
    assert (finding["check"], finding["number"]) == ("same-source", 10)
    (row,) = pack.read("status", "status", "--locale", "kk")["rows"]
    assert row["findings"] == 1
    ignore = ("review", "ignore", DOCUMENT, "kk", "--check", "same-source", "--as", "r-1")
    assert pack.run(*ignore, "4", "--note", "other sense") == 1
    assert pack.run(*ignore, "10", "--note", "other sense") == 0
    capsys.readouterr()
    assert found(pack, capsys) == []


# The gate -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gate", "numbers", "warnings"),
    [(None, 1, 0), ("error", 1, 0), ("warning", 1, 1), ("never", 0, 0)],
)
def test_the_pack_says_what_closes_the_gate(
    pack: PackFolder,
    capsys: pytest.CaptureFixture[str],
    gate: str | None,
    numbers: int,
    warnings: int,
) -> None:
    if gate:
        path = pack.root / "pyproject.toml"
        path.write_text(path.read_text() + f'[tool.kuager.policies]\nexport-gate = "{gate}"\n')
    pack.run("segment")
    edit(pack, 4, "Олар сағат жетіде келді.")
    edit(pack, 5, "Біз ұйықтаған жоқпыз")
    approve = ("review", "approve", DOCUMENT, "kk", "--unedited", "--as", "r-1")
    capsys.readouterr()
    assert pack.run(*approve, "4") == numbers
    assert ("(numbers)" in capsys.readouterr().err) == bool(numbers)
    assert pack.run(*approve, "5") == warnings
    told = capsys.readouterr().err
    assert ("has findings (end-punctuation)" in told) == bool(warnings)


def test_a_gate_set_higher_holds_back_what_was_approved(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    pack.translate()
    edit(pack, 10, "Олар алтыда келіп кірді.")
    pack.approve()
    export = ("export", "--locale", "kk", "--to", "md")
    assert pack.run(*export) == 0
    path = pack.root / "pyproject.toml"
    path.write_text(path.read_text() + '[tool.kuager.policies]\nexport-gate = "warning"\n')
    capsys.readouterr()
    assert pack.run(*export) == 1
    assert "findings in units" in capsys.readouterr().err


def test_a_gate_that_does_not_exist_is_named(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    path = pack.root / "pyproject.toml"
    path.write_text(path.read_text() + '[tool.kuager.policies]\nexport-gate = "info"\n')
    assert pack.run("check") == 3
    assert "export-gate" in capsys.readouterr().err


# Pairs --------------------------------------------------------------------------------------

PAIRS = "He came.\tОн пришёл.\nI was not beaten.\tМеня били.\n\nNobody saw it.\tЭто видели.\n"


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.tsv"
    path.write_text(PAIRS, "utf-8")
    return path


def test_pairs_are_checked_without_a_pack(
    pairs: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    command = ["check", "--pairs", str(pairs), "--locale", "ru"]
    assert run([*command, "--format", "jsonl"]) == 1
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["line"], row["check"], row["severity"]) for row in rows] == [
        (2, "polarity", "error"),
        (4, "polarity", "error"),
    ]
    assert set(rows[0]) == {"line", "check", "severity", "message", "span"}
    assert run([*command, "--format", "json", "--fail-on", "never"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document == {
        "kind": "check", "version": 1, "findings": rows, "pairs": 3, "malformed": 0,
    }  # fmt: skip
    assert run(command) == 1
    text = capsys.readouterr().out.splitlines()
    assert text[0].startswith("line 2: error: ")
    assert text[-1] == "3 pairs. 2 findings: 2 error."


def test_pairs_come_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stream = io.TextIOWrapper(io.BytesIO("He came.\tОн пришёл.\n".encode()))
    monkeypatch.setattr(sys, "stdin", stream)
    assert run(["check", "--pairs", "-", "--locale", "ru"]) == 0
    assert capsys.readouterr().out == "1 pair. No findings.\n"


@pytest.mark.parametrize("output", ["text", "json", "jsonl"])
def test_bad_lines_are_bad_input_but_the_rest_is_checked(
    pairs: Path, capsys: pytest.CaptureFixture[str], output: str
) -> None:
    pairs.write_bytes(b"They took us.\n" + b"\xff\ta\n" * 7 + PAIRS.encode())
    command = ["check", "--pairs", str(pairs), "--locale", "ru", "--format", output]
    assert run(command) == 3
    shown = capsys.readouterr()
    complaints = shown.err.splitlines()
    assert complaints[0] == "kuager: line 1 has no tab between source and target."
    assert complaints[1] == "kuager: line 2 is not UTF-8 (byte 1)."
    assert complaints[5] == "kuager: 8 lines could not be checked."
    assert shown.out.count("polarity") == 2
    assert "They took us" not in shown.err


def test_a_source_that_is_not_english_gets_the_checks_that_need_no_english(
    pairs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert {check.id for check in CHECKS} >= READS_ENGLISH
    pairs.write_text("I am 12 and not 13.\tМен 14 жастамын\n", "utf-8")
    command = ["check", "--pairs", str(pairs), "--locale", "kk", "--format", "jsonl"]
    checks = []
    for source in ("en", "de"):
        run([*command, "--source-locale", source])
        rows = capsys.readouterr().out.splitlines()
        checks.append({json.loads(row)["check"] for row in rows})
    assert checks[1] == {"numbers", "end-punctuation"}
    assert checks[0] == checks[1] | {"polarity"}


def test_a_pair_with_anything_in_it_does_no_harm(
    pairs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pairs.write_text("\tБар.\nHere.\t\n\t\t\n\u2028\t\u202e\x1b[31m\n", "utf-8")
    assert run(["check", "--pairs", str(pairs), "--locale", "kk"]) in {0, 1}
    shown = capsys.readouterr()
    assert "\x1b" not in shown.out + shown.err
    assert "line 2: error: " in shown.out


class Endless(io.RawIOBase):
    """A stream of the same wrong pair, for as long as somebody reads."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        line = "I was not beaten.\tМеня били.\n".encode()
        self.lines += 1
        buffer[: len(line)] = line
        return len(line)


def test_findings_come_while_the_pairs_are_still_read() -> None:
    stream, report = Endless(), PairsReport()
    found = check_pairs(io.BufferedReader(stream), "ru", report)
    assert [line for line, _ in islice(found, 50)] == list(range(1, 51))
    assert report.pairs == 50
    assert stream.lines < 500


@pytest.mark.parametrize(
    "arguments",
    [
        ["--pairs", "{}"],
        ["--pairs", "{}", "--locale", "kk", "--locale", "ru"],
        ["--pairs", "{}", "--locale", "kk", "night-visit"],
        ["--pairs", "{}", "--locale", "klingon"],
        ["--pairs", "{}", "--locale", "../kk"],
        ["--pairs", "{}", "--locale", "en"],
        ["--pairs", "{}", "--locale", "kk", "--source-locale", "nowhere"],
        ["--pairs", "{}", "--locale", "kk", "--format", "sarif"],
        ["--pairs", "{}", "--locale", "kk", "--format", "github"],
        ["--pairs", "{}", "--locale", "kk", "--fix", "--as", "t-1"],
        ["--pairs", "{}.none", "--locale", "kk"],
        ["--pairs", "{}", "--locale", "kk", "--explain"],
        ["--source-locale", "en"],
        ["--language", "kk"],
        ["--dry-run"],
        ["--show"],
        ["--as", "t-1"],
        ["--fix"],
        ["--fix", "--as", "A. Person"],
        ["--fix", "--explain"],
        ["--explain", "no-such-check"],
        ["--explain", "--language", "en", "night-visit"],
    ],
)
def test_what_makes_no_sense_is_a_usage_error(
    pack: PackFolder, pairs: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert pack.run("check", *(word.format(pairs) for word in arguments)) == 2
    assert capsys.readouterr().out == ""


# Explanations -------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "kk", "ru"])
def test_every_check_is_explained(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--explain", "--language", language]) == 0
    shown = capsys.readouterr().out
    heads = [line for line in shown.splitlines() if " · " in line]
    assert [head.split(" · ")[0] for head in heads] == [check.id for check in ALL_CHECKS]
    assert "kuager review ignore" in shown
    foreign = re.compile(r"[а-яёәғқңөұүһі]")
    assert all(bool(foreign.search(head)) == (language != "en") for head in heads)


def test_chosen_checks_are_explained_in_the_language_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["check", "--explain", "polarity", "double-space", "--language", "ru"]) == 0
    shown = capsys.readouterr().out
    assert "polarity · Отрицание · Ошибка" in shown
    assert "double-space · Двойной пробел" in shown
    assert shown.count("--fix") == 1
    assert "names" not in shown


def test_the_page_about_the_checks_is_what_the_registry_says() -> None:
    page = (ROOT / "docs" / "CHECKS.md").read_text("utf-8")
    assert page == documentation(), "run: python -m kuager.checks.documentation > docs/CHECKS.md"
    rows = re.findall(r"^\| `([\w-]+)` \|(.*)\|$", page, re.MULTILINE)
    assert [name for name, _ in rows] == [check.id for check in ALL_CHECKS]
    for _, cells in rows:
        assert len(re.split(r"(?<!\\)\|", cells)) == 5


def test_ids_are_told_apart_and_can_be_typed() -> None:
    ids = [check.id for check in ALL_CHECKS]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in ids)
