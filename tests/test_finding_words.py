"""What findings say can be said in the languages of those who read it."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from kuager.checks import CHECKS, check_document, run_checks
from kuager.interface import translations
from kuager.model import Finding, Severity, State, Unit

ROOT = Path(__file__).resolve().parents[1]
TABLES = ("checks.tsv", "mechanical.tsv", "meaning.tsv")


def units() -> list[Unit]:
    lines = [
        line.split("\t")
        for name in TABLES
        for line in (ROOT / "tests" / "cases" / name).read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    return [
        Unit("testimony", locale, source, target=target, state=State.TRANSLATED)
        for _, locale, source, target, *_ in lines
    ]


@pytest.fixture(scope="module")
def findings() -> list[Finding]:
    """All that the checks say of the case tables, and of them as one document."""
    cases = units()
    across = [finding for _, finding in check_document(cases)]
    return [finding for case in cases for finding in run_checks(case, CHECKS)] + across


def test_every_wording_is_found_for_translation(findings: list[Finding]) -> None:
    with (ROOT / "locales" / "kuager.pot").open("rb") as stream:
        known = {message.id for message in read_po(stream)}
    assert len(findings) > 100
    assert {finding.wording for finding in findings} <= known


@pytest.mark.parametrize("locale", ["kk", "ru"])
def test_findings_are_told_in_both_languages(findings: list[Finding], locale: str) -> None:
    translate = translations(locale).gettext
    for finding in findings:
        told = finding.told(translate)
        assert told != finding.message
        assert all(text in told for _, text in finding.parts if text in finding.message)


def test_parts_take_their_places_and_braces_of_the_text_stay() -> None:
    finding = Finding("names", Severity.ERROR, "{name} of the source", parts=(("name", "{x}"),))
    assert finding.message == "{x} of the source"
    assert Finding("names", Severity.ERROR, "a {brace").message == "a {brace"
