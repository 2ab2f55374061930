"""Checks find the slips they are for, and leave clean translations alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuager.checks import CHECKS, run_checks
from kuager.model import Severity, State, Unit

_SIGNS = str.maketrans(
    {
        "␣": "\u00a0",
        "⍽": "\u202f",
        "∅": "",
        "¦": "\u200b",
        "¬": "\u00ad",
        "‡": "\u0301",
        "†": "\u0306",
    }
)


_FOLDER = Path(__file__).parent / "cases"
_WITHOUT_CASES = {"unedited", "own-approval", "spelling"}  # texts are not enough; tested apart


def _cases(*names: str) -> list[tuple[str, ...]]:
    lines = [line for name in names for line in (_FOLDER / name).read_text("utf-8").splitlines()]
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]


CASES = _cases("checks.tsv", "mechanical.tsv")


def unit(source: str, target: str, locale: str = "kk", state: State = State.TRANSLATED) -> Unit:
    return Unit("testimony", locale, source, target=target, state=state)


@pytest.mark.parametrize(
    ("locale", "source", "target", "expected"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_exactly_the_expected_checks_fire(
    locale: str, source: str, target: str, expected: str
) -> None:
    findings = run_checks(unit(source, target.translate(_SIGNS), locale))
    fired = list(dict.fromkeys(finding.check for finding in findings))
    assert fired == ([] if expected == "-" else expected.split(","))


def test_every_check_has_cases_that_fire_and_the_case_names_are_unique() -> None:
    every = _cases(*(path.name for path in _FOLDER.glob("*.tsv")))
    fired = {check for case in every for check in case[4].split(",")}
    assert fired >= {check.id for check in CHECKS} - _WITHOUT_CASES | {"-"}
    assert len({case[0] for case in CASES}) == len(CASES)


def test_the_registry_describes_itself() -> None:
    assert len({check.id for check in CHECKS}) == len(CHECKS)
    for check in CHECKS:
        assert check.id == check.id.lower().replace(" ", "-")
        assert check.name
        assert check.description.endswith(".")


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.UNTRANSLATED, []),
        (State.DRAFT, ["empty"]),
        (State.TRANSLATED, ["empty"]),
        (State.REVIEWED, ["empty"]),
        (State.APPROVED, ["empty"]),
    ],
)
def test_an_untranslated_unit_is_open_work_and_no_error(state: State, expected: list[str]) -> None:
    findings = run_checks(unit("We waited 45 minutes.", "", state=state))
    assert [finding.check for finding in findings] == expected


def test_dismissed_checks_are_skipped() -> None:
    slips = unit("Six people died.", "Жеті  адам қаза тапты.")
    assert {finding.check for finding in run_checks(slips)} == {"numbers", "double-space"}
    dismissed = replace(slips, ignored=frozenset({"numbers"}))
    assert [finding.check for finding in run_checks(dismissed)] == ["double-space"]


def test_only_the_checks_asked_for_are_run() -> None:
    spaces = [check for check in CHECKS if check.id == "double-space"]
    findings = run_checks(unit("Six people died.", "Жеті  адам қаза тапты."), spaces)
    assert [finding.check for finding in findings] == ["double-space"]


def test_findings_point_at_the_slip_and_carry_the_severity_of_their_check() -> None:
    target = "Олар Aлматыда 54 минут күтті."
    findings = run_checks(unit("They waited 45 minutes in Almaty.", target))
    pointed = [target[slice(*finding.span)] for finding in findings if finding.span]
    assert pointed == ["54", "Aлматыда"]
    assert {finding.severity for finding in findings} == {Severity.ERROR}


def test_spans_count_the_characters_of_markup() -> None:
    target = "<1>Олар</1> 54 минут күтті."
    (added, missing) = run_checks(unit("<1>They</1> waited 45 minutes.", target))
    assert added.span is not None
    assert target[slice(*added.span)] == "54"
    assert missing.span is None


def test_number_words_of_a_cyrillic_source_are_read_in_its_own_language() -> None:
    assert run_checks(unit("Погибли шесть человек.", "Алты адам қаза тапты.")) == []
    assert run_checks(unit("Он ушёл.", "Ол кетті.")) == []
    findings = run_checks(unit("Погибли шесть человек.", "Жеті адам қаза тапты."))
    assert {finding.check for finding in findings} == {"numbers"}


NUMBERS = [check for check in CHECKS if check.id == "numbers"]
TEXTS = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from("0123456789:.,/-–— \u00a0\u202f<>/«»“”„\"'()[]amp№шестьалтыжүзмыңtwoIXV"),
    ),
    max_size=60,
)


@given(TEXTS, TEXTS, st.sampled_from(["kk", "ru", "de", "en", "kk-KZ", "xx", "ar"]))
def test_no_text_breaks_a_check_and_spans_lie_within_the_target(
    source: str, target: str, locale: str
) -> None:
    findings = run_checks(unit(source, target, locale))
    for finding in findings:
        assert finding.message
        if finding.span is not None:
            start, end = finding.span
            assert 0 <= start < end <= len(target)
    assert run_checks(unit(source, target, locale)) == findings


@given(st.integers(0, 10**9), st.sampled_from(["kk", "ru"]))
def test_a_grouped_number_is_equal_and_its_neighbour_is_not(number: int, locale: str) -> None:
    source = f"They counted {number:,} of them."
    grouped = f"{number:,}".replace(",", "\u00a0")
    assert run_checks(unit(source, f"Саны {grouped} болды.", locale), NUMBERS) == []
    other = f"{number + 1:,}".replace(",", "\u202f")
    findings = run_checks(unit(source, f"Саны {other} болды.", locale), NUMBERS)
    assert {finding.check for finding in findings} == {"numbers"}


@given(st.integers(0, 23), st.integers(0, 59))
def test_clock_times_agree_in_both_notations(hour: int, minute: int) -> None:
    half = "am" if hour < 12 else "pm"
    source = f"At {hour % 12 or 12}:{minute:02}{half} they came."
    assert run_checks(unit(source, f"Олар {hour}:{minute:02}-де келді.")) == []
    wrong = run_checks(unit(source, f"Олар {(hour + 12) % 24}:{minute:02}-де келді."))
    assert {finding.check for finding in wrong} == {"numbers"}
