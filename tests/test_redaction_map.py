"""Redaction maps: what can be one, and in which forms its words are found and replaced."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuager.risk.map_reading import RedactionError, read_map
from kuager.risk.redactions import RedactionMap
from tests.support.redacting import MAP


def one(find: str, replacement: str, extra: str = "") -> str:
    return f"redactions:\n  - find: {find}\n    replace: {replacement}\n{extra}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a: [",
        "redactions: []",
        "redactions: [Madina]",
        "- find: x",
        one("Madina", "'a *friend*'"),
        one("Madina", "''"),
        one("M", "a friend"),
        one("Madina", "{en: a friend}"),
        one("Madina", "{en: a friend, kk: досым, ru: друг, de: Freund}"),
        one("Madina", "the friend of Madina"),
        one("Madina", "'a\u202efriend'"),
        one("Madina", "a friend", "    unknown: 1\n"),
        one("Madina", "a friend", "    case-sensitive: maybe\n"),
        one("[[Madina]]", "a friend"),
        one("Madina", "a friend").replace("\n", "\r\n") + "  - 5",
        "redactions: &a [*a]",
    ],
)
def test_maps_that_cannot_be_used_are_refused_without_their_words(text: str) -> None:
    with pytest.raises(RedactionError) as caught:
        read_map(text, "en", ["kk", "ru"])
    assert "Madina" not in str(caught.value)


def entry(find: str, replacement: str = "[–]", **options: str) -> RedactionMap:
    extra = "".join(f"    {name.replace('_', '-')}: {value}\n" for name, value in options.items())
    return read_map(
        one(find, "(–)" if replacement == "[–]" else replacement, extra), "en", ["kk", "ru"]
    )


@pytest.mark.parametrize(
    ("find", "locale", "text", "after"),
    [
        ("Madina", "en", "MADINA and Madina’s", "(–) and (–)’s"),
        ("Madina", "en", "Madinabad", "Madinabad"),
        ("the teacher", "en", "The\n teachers came", "(–) came"),
        ("Ust-Kamenogorsk", "en", "Ust\u2011Kamenogorsk-based", "(–)-based"),
        ("Karasu", "en", "Ka\u00adra\u200bsu", "(–)"),
        ("Nurgali Street", "en", "_Nurgali&nbsp;Street_", "_(–)_"),
        (
            "{kk: Мадина}",
            "kk",
            "Мадинаның, Мадинадан, МАДИНА, Мадина-апа",
            "(–), (–), (–), (–)-апа",
        ),
        ("{kk: Мадина}", "kk", "Мадинабад", "Мадинабад"),
        ("{ru: Асанов}", "ru", "Асанову, с Асановым, Асановых", "(–), с (–), (–)"),
        ("{ru: Семей}", "ru", "Семеи\u0306, в Семее", "(–), в (–)"),
        ("Karasu", "kk", "Karasu ауылы", "(–) ауылы"),
        ("{ru: Карасу}", "en", "Карасу", "Карасу"),
    ],
)
def test_words_are_found_in_their_forms(find: str, locale: str, text: str, after: str) -> None:
    assert entry(find).apply(text, locale).text == after


def test_case_counts_where_it_is_told_to() -> None:
    strict = entry("Hope", case_sensitive="yes")
    assert strict.apply("Hope had hope.", "en").text == "(–) had hope."


def test_markup_within_words_stays_behind_them() -> None:
    found = entry("{ru: Ерлан Асанов}", "сосед").apply(
        "Это <1>Ерлан <2>Асанов</2></1>.", "ru", markup=True
    )
    assert found.text == "Это <1>сосед<2></2></1>."


@given(st.text(alphabet="Madin aKrsu'’-.,\n<1/>*_\u00ad\u0301", max_size=60))
def test_after_redaction_no_word_is_left_and_a_second_changes_nothing(text: str) -> None:
    redactions = read_map(MAP, "en", ["kk", "ru"])
    for markup in (False, True):
        done = redactions.apply(text, "en", markup=markup)
        assert not redactions.find(done.text, "en", markup=markup)
        assert redactions.apply(done.text, "en", markup=markup).text == done.text
        if not redactions.find(text, "en", markup=markup):
            assert done.text == text
