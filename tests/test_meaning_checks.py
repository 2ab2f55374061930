"""The checks of meaning hear what was lost, added, swapped or made more certain."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuager.checks import CHECKS, CheckContext, run_checks
from kuager.checks.meaning.transliteration import cyrillic_key, latin_key
from kuager.model import NarratorGender, Severity, State, Unit

IDS = (
    "polarity",
    "names",
    "roles",
    "pronouns",
    "certainty",
    "question",
    "narrator-gender",
    "tense",
)
MEANING = [check for check in CHECKS if check.id in IDS]
CASES = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "cases" / "meaning.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def unit(source: str, target: str, locale: str = "kk") -> Unit:
    return Unit("testimony", locale, source, target=target, state=State.TRANSLATED)


@pytest.mark.parametrize(
    ("locale", "source", "target", "expected"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_exactly_the_expected_checks_of_meaning_fire(
    locale: str, source: str, target: str, expected: str
) -> None:
    fired = {finding.check for finding in run_checks(unit(source, target, locale), MEANING)}
    assert fired == (set() if expected == "-" else set(expected.split(",")))


def test_every_check_of_meaning_is_registered_and_has_cases() -> None:
    assert {check.id for check in MEANING} == set(IDS)
    assert {case[4] for case in CASES} >= set(IDS)
    assert len({case[0] for case in CASES}) == len(CASES)


def test_a_lost_negation_closes_the_export_gate() -> None:
    (finding,) = run_checks(unit("They did not beat us.", "Олар бізді ұрды."), MEANING)
    assert finding.severity is Severity.ERROR


def test_a_negation_that_was_added_is_pointed_at() -> None:
    target = "<1>Олар</1> бізге шындықты айтпады."
    (finding,) = run_checks(unit("<1>They</1> told us the truth.", target), MEANING)
    assert finding.span is not None
    assert target[slice(*finding.span)] == "айтпады"


@pytest.mark.parametrize(
    ("policy", "target", "shown"),
    [
        (NarratorGender.NEUTRAL, "Я пришла домой.", ["пришла"]),
        (NarratorGender.NEUTRAL, "Я пришёл домой.", ["пришёл"]),
        (NarratorGender.NEUTRAL, "Мне удалось вернуться домой.", []),
        (NarratorGender.NEUTRAL, "Я возвращаюсь домой.", []),
        (NarratorGender.FEMININE, "Я пришла домой.", []),
        (NarratorGender.FEMININE, "Я была рада и пришёл домой.", ["пришёл"]),
        (NarratorGender.MASCULINE, "Я пришла домой.", ["пришла"]),
        (NarratorGender.MASCULINE, "Пришла домой ночью.", ["Пришла"]),
        (NarratorGender.MASCULINE, "Я пришёл, когда она ушла.", []),
        (NarratorGender.MASCULINE, "Она пришла. «Я устала», — сказала она.", []),
        (NarratorGender.MASCULINE, "Я сел за стол у стола.", []),
        (None, "Я пришла домой.", []),
    ],
)
def test_the_policy_says_what_may_show_of_the_narrator(
    policy: NarratorGender | None, target: str, shown: list[str]
) -> None:
    context = CheckContext(narrator_gender=policy)
    findings = run_checks(unit("I came home.", target, "ru"), MEANING, context)
    pointed = [
        target[slice(*finding.span)]
        for finding in findings
        if finding.check == "narrator-gender" and finding.span
    ]
    assert pointed == shown


def test_another_persons_gender_is_not_the_narrators() -> None:
    context = CheckContext(narrator_gender=NarratorGender.NEUTRAL)
    assert run_checks(unit("She came home.", "Она пришла домой.", "ru"), MEANING, context) == []


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("Zhanaozen", "Жаңаөзен"),
        ("Zhanaozen", "Жанаозен"),
        ("Shymkent", "Шымкент"),
        ("Kyzylorda", "Қызылорда"),
        ("Qyzylorda", "Кызылорда"),
        ("Gulnara", "Гүлнара"),
        ("Mukhtar", "Мұхтар"),
        ("Gdańsk", "Гданьск"),
        ("Tölegen", "Төлеген"),
    ],
)
def test_a_name_has_one_key_in_both_scripts(latin: str, cyrillic: str) -> None:
    assert latin_key(latin) == cyrillic_key(cyrillic)


def test_dismissed_findings_are_not_repeated() -> None:
    dismissed = replace(
        unit("They did not beat us.", "Олар бізді ұрды."), ignored=frozenset({"polarity"})
    )
    assert run_checks(dismissed, MEANING) == []


VOCABULARY = """
I me we us he her they not never no nobody until without was beaten told Almaty Nurlan
я меня мы он её они не никто пока пришёл пришла били кажется Алматы Нурлан ли ни
мен мені біз бізді ол оны олар емес жоқ ешкім ұрды ұрдым күттік бәлкім ма Алматыда
? . , « » “ ” <1> </1> — …
"""
WORDS = st.lists(st.sampled_from(VOCABULARY.split()), max_size=14).map(" ".join)


@given(WORDS, WORDS, st.sampled_from(["kk", "ru", "kk-KZ"]))
def test_no_sentence_breaks_a_check_of_meaning(source: str, target: str, locale: str) -> None:
    found = run_checks(unit(source, target, locale), MEANING)
    for finding in found:
        assert finding.message
        if finding.span is not None:
            start, end = finding.span
            assert 0 <= start < end <= len(target)
    assert run_checks(unit(source, target, locale), MEANING) == found


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(["kk", "ru"]))
def test_no_text_breaks_a_check_of_meaning(source: str, target: str, locale: str) -> None:
    for finding in run_checks(unit(source, target, locale), MEANING):
        if finding.span is not None:
            start, end = finding.span
            assert 0 <= start < end <= len(target)
