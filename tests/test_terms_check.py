"""The check of terms hears what the termbase is for, in whatever form a term stands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuager.checks import CHECKS, CheckContext, run_checks
from kuager.formats.termbase import termbase_parse
from kuager.model import Severity, State, Unit
from kuager.termbase import Termbase, refuse_faults

FOLDER = Path(__file__).parent / "cases"
TERMS = [check for check in CHECKS if check.id == "term"]
PLACED = termbase_parse((FOLDER / "termbase.csv").read_bytes(), "termbase.csv", "en")
CONTEXT = CheckContext(termbase=Termbase(here.entry for here in PLACED))
CASES = [
    tuple(line.split("\t"))
    for line in (FOLDER / "terms.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def unit(source: str, target: str, locale: str = "kk") -> Unit:
    return Unit("testimony", locale, source, target=target, state=State.TRANSLATED)


@pytest.mark.parametrize(
    ("locale", "source", "target", "expected"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_exactly_the_expected_terms_are_found_wanting(
    locale: str, source: str, target: str, expected: str
) -> None:
    fired = {finding.check for finding in run_checks(unit(source, target, locale), TERMS, CONTEXT)}
    assert fired == (set() if expected == "-" else {expected})


def test_the_termbase_of_the_cases_is_sound_and_the_names_are_unique() -> None:
    refuse_faults(PLACED, "termbase.csv")
    assert len({case[0] for case in CASES}) == len(CASES)
    assert {case[4] for case in CASES} == {"-", "term"}


def test_a_term_nobody_reviewed_only_hints() -> None:
    (missing,) = run_checks(unit("They tortured him.", "Оны ренжітті."), TERMS, CONTEXT)
    assert (missing.severity, missing.span) == (Severity.INFO, None)
    assert missing.message == "“torture” is not rendered as the termbase has it: азаптау."
    (reviewed,) = run_checks(unit("A Kazakhstani law.", "Закон казахов.", "ru"), TERMS, CONTEXT)
    assert reviewed.severity is Severity.WARNING


def test_a_forbidden_form_is_pointed_at_in_its_ending() -> None:
    target = "<1>Біз</1> Астанада тұрамыз."
    (finding,) = run_checks(unit("<1>We</1> live in Nur-Sultan.", target), TERMS, CONTEXT)
    assert finding.span is not None
    assert target[slice(*finding.span)] == "Астанада"


def test_a_term_is_told_once_and_untranslated_units_are_left_alone() -> None:
    twice = unit("Torture is torture: they tortured, tortured, tortured.", "Солай.")
    assert len(run_checks(twice, TERMS, CONTEXT)) == 1
    open_work = replace(twice, target="", state=State.UNTRANSLATED)
    assert run_checks(open_work, TERMS, CONTEXT) == []


def test_without_a_termbase_there_are_no_terms() -> None:
    slip = unit("They tortured him.", "Оны ренжітті.")
    assert run_checks(slip, TERMS) == []
    assert run_checks(slip, TERMS, CheckContext(termbase=Termbase())) == []


def test_a_third_language_is_matched_word_for_word() -> None:
    termbase = termbase_parse(b"en,de\ntorture,Folter\n", "t.csv", "en")
    context = CheckContext(termbase=Termbase(here.entry for here in termbase))
    assert run_checks(unit("Torture.", "Die Folter.", "de"), TERMS, context) == []
    assert len(run_checks(unit("Torture.", "Die Foltern.", "de"), TERMS, context)) == 1


PIECES = st.lists(
    st.sampled_from(
        [
            *"абвгдежзыікқғпңүұө-’'\ufffc<>1/ \u00a0\u00ad\u0130",
            *(form for here in PLACED for r in here.entry.renderings for form in r.terms),
            *(here.entry.term for here in PLACED),
            "<1>", "</1>", "-ның", "дар", "ing", "s", "ß", "İ",
        ]
    ),
    max_size=12,
).map("".join)  # fmt: skip


@given(PIECES, PIECES, st.sampled_from(["kk", "ru", "de", "kk-KZ", "xx"]))
def test_no_text_breaks_it_and_spans_lie_within_the_target(
    source: str, target: str, locale: str
) -> None:
    for finding in run_checks(unit(source, target, locale), TERMS, CONTEXT):
        if finding.span is not None:
            start, end = finding.span
            assert 0 <= start < end <= len(target)
