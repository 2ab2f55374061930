"""``kuager check --fix``: safe repairs of one's own work, and of nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from kuager.formats.gettext import catalog_parse, catalog_serialize
from kuager.steps import fix as fix_step
from tests.support.packs import DOCUMENT, PackFolder

SLIP, MENDED = "Олар сағат алтыда  келді.", "Олар сағат алтыда келді."
"""Unit 4."""
FIX = ("check", "--fix", "--as", "t-1", "--fail-on", "never")


@pytest.fixture
def slip(pack: PackFolder, capsys: pytest.CaptureFixture[str]) -> PackFolder:
    """A pack in which t-1 translated unit 4 with a space too many; the rest is empty."""
    pack.run("segment")
    review(pack, "edit", "4", "--as", "t-1", "--text", SLIP)
    capsys.readouterr()
    return pack


def review(pack: PackFolder, action: str, number: str, *arguments: str) -> None:
    assert pack.run("review", action, DOCUMENT, "kk", number, *arguments) == 0


def fixes(pack: PackFolder, *arguments: str) -> dict[str, Any]:
    (report,) = pack.read("check", *FIX, "--locale", "kk", *arguments)["fixes"]
    assert isinstance(report, dict)
    return report


def unit(pack: PackFolder, number: int = 4) -> dict[str, Any]:
    return pack.units()[number - 1]


def test_ones_own_work_is_repaired_on_record_and_only_once(
    slip: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert slip.run(*FIX, "--show") == 0
    shown = capsys.readouterr()
    assert shown.out.splitlines()[:3] == [
        f"{DOCUMENT} kk unit 4: repaired [double-space]",
        f"    - {SLIP}",
        f"    + {MENDED}",
    ]
    assert "No findings." in shown.out
    after = unit(slip)
    assert (after["target"], after["state"]) == (MENDED, "translated")
    assert (after["translators"], after["origin"]) == (["t-1"], "human")
    assert slip.run("ledger", "verify") == 0
    before = slip.snapshot()
    assert slip.run(*FIX) == 0
    assert slip.snapshot() == before


def test_a_dry_run_lists_and_writes_nothing(
    slip: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    before = slip.snapshot()
    assert slip.run(*FIX, "--dry-run") == 0
    shown = capsys.readouterr().out
    assert f"{DOCUMENT} kk unit 4: would be repaired [double-space]" in shown
    assert SLIP not in shown
    assert slip.snapshot() == before


def test_texts_are_in_json_only_when_asked_for(slip: PackFolder) -> None:
    plain = fixes(slip, "--dry-run")
    assert plain["repairs"] == [{"number": 4, "checks": ["double-space"]}]
    (shown,) = fixes(slip, "--dry-run", "--show")["repairs"]
    assert (shown["before"], shown["after"]) == (SLIP, MENDED)


@pytest.mark.parametrize("output", ["jsonl", "sarif", "github"])
def test_formats_for_programs_hold_findings_alone(
    slip: PackFolder, capsys: pytest.CaptureFixture[str], output: str
) -> None:
    assert slip.run(*FIX, "--format", output, "--show") == 0
    shown = capsys.readouterr()
    assert "repaired [double-space]" in shown.err
    assert "repaired" not in shown.out
    assert SLIP not in shown.out + shown.err
    if output == "sarif":
        json.loads(shown.out)


def left_alone(pack: PackFolder, reason: str) -> None:
    before = pack.snapshot()
    report = fixes(pack)
    assert report["repairs"] == []
    assert [reason in told for told in report["left"]] == [True]
    assert pack.snapshot() == before


def test_another_ones_work_is_left_alone(slip: PackFolder) -> None:
    """Else the other would count as its translator no longer, and could approve it."""
    review(slip, "edit", "4", "--as", "t-2", "--text", SLIP.replace("сағат ", ""))
    left_alone(slip, "somebody else's")


def test_work_of_two_is_left_alone(slip: PackFolder) -> None:
    review(slip, "request-changes", "4", "--as", "t-2", "--note", "sure?")
    review(slip, "confirm", "4", "--as", "t-2")
    assert unit(slip)["translators"] == ["t-1", "t-2"]
    left_alone(slip, "somebody else's")


def test_work_of_an_unknown_hand_is_left_alone_until_it_is_claimed(slip: PackFolder) -> None:
    path = slip.catalog("kk")
    entries = catalog_parse(path.read_bytes())
    entries[3] = replace(entries[3], target="Олар  алтыда келді.")
    path.write_bytes(catalog_serialize(DOCUMENT, "kk", entries))
    left_alone(slip, "unknown hand")
    review(slip, "claim", "4", "--as", "t-1")
    assert fixes(slip)["repairs"]


@pytest.mark.parametrize("action", ["pass", "approve"])
def test_what_was_passed_stays_as_it_was_passed(slip: PackFolder, action: str) -> None:
    review(slip, action, "4", "--as", "r-1")
    left_alone(slip, "reviewed or approved")
    path = slip.catalog("kk")
    path.write_text(
        path.read_text("utf-8").replace(
            'msgid "They came at six."', '#, fuzzy\nmsgid "They came at six."', 1
        ),
        "utf-8",
    )
    assert unit(slip)["state"] == "needs-work"
    left_alone(slip, "reviewed or approved")


def test_a_drafts_words_stay_a_machines_confirmed_or_not(slip: PackFolder) -> None:
    """A draft that an editor saved with a space more is still a draft."""
    slip.run("draft")
    path = slip.catalog("kk")
    entries = catalog_parse(path.read_bytes())
    number = next(n for n, e in enumerate(entries, 1) if e.source == "We were not asleep.")
    target = entries[number - 1].target.replace(" ", "  ", 1)
    entries[number - 1] = replace(entries[number - 1], target=target, fuzzy=False)
    path.write_bytes(catalog_serialize(DOCUMENT, "kk", entries))
    report = fixes(slip)
    assert [repair["number"] for repair in report["repairs"]] == [4]
    assert [("draft" in reason) for reason in report["left"]] == [True]
    review(slip, "confirm", str(number), "--as", "t-1")
    confirmed = unit(slip, number)
    assert (confirmed["state"], confirmed["origin"]) == ("translated", "machine")
    left_alone(slip, "draft")
    assert unit(slip, number) == confirmed


def test_what_needs_work_goes_on_needing_it(slip: PackFolder) -> None:
    review(slip, "request-changes", "4", "--as", "r-1", "--note", "who are they?")
    assert len(fixes(slip)["repairs"]) == 1
    after = unit(slip)
    assert (after["target"], after["state"]) == (MENDED, "needs-work")
    assert after["translators"] == ["t-1"]
    assert catalog_parse(slip.catalog("kk").read_bytes())[3].fuzzy
    assert slip.run("ledger", "verify") == 0
    assert fixes(slip)["repairs"] == []
    review(slip, "confirm", "4", "--as", "t-1")
    assert unit(slip)["state"] == "translated"


def test_a_text_with_a_dismissed_finding_is_left_alone(slip: PackFolder) -> None:
    review(slip, "edit", "4", "--as", "t-1", "--text", "Олар сағат жетіде  келді.")
    note = ("--note", "as she said", "--as", "r-1")
    review(slip, "ignore", "4", "--check", "numbers", *note)
    left_alone(slip, "dismissed")
    review(slip, "ignore", "4", "--check", "double-space", *note)
    assert fixes(slip) == {"document": DOCUMENT, "locale": "kk", "repairs": [], "left": {}}


def test_a_repair_that_would_bring_another_finding_is_not_made(
    slip: PackFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        fix_step, "fix_target", lambda unit: unit.target.replace("алтыда", "жетіде")
    )
    left_alone(slip, "another finding")


def test_the_four_eyes_still_see_everybody(
    slip: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    fixes(slip)
    approve = ("review", "approve", DOCUMENT, "kk", "4", "--as")
    assert slip.run(*approve, "t-1") == 1
    assert slip.run(*approve, "r-1") == 0
    assert unit(slip)["state"] == "approved"
