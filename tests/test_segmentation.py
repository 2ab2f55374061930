"""Sentences: every case of cases/segmentation.txt, and what must hold for any text."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from choppa import SRX_2_XSD, SrxDocument, SrxTextIterator
from hypothesis import given
from hypothesis import strategies as st

from kuager.segmentation import split_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

CASES = Path(__file__).parent / "cases" / "segmentation.txt"
RULES = Path(__file__).parents[1] / "scripts" / "kuager" / "srx"
RULE = "{http://www.lisa.org/srx20}rule"
LOCALES = ("en", "ru", "kk", "kk-KZ", "fr", "ja", "est", "zxx", "", "not a locale")
MARK = " | "


def read_cases() -> Iterator[tuple[int, str, str]]:
    """Yield line number, locale and marked text of each case."""
    locale = ""
    for number, line in enumerate(CASES.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("== "):
            locale = line.removeprefix("== ").split(":")[0]
        elif line and locale:
            yield number, locale, line


EVERY_CASE = list(read_cases())
IDS = [f"line {number}, {locale}" for number, locale, _ in EVERY_CASE]


@pytest.mark.parametrize(("number", "locale", "marked"), EVERY_CASE, ids=IDS)
def test_case(number: int, locale: str, marked: str) -> None:
    text = marked.replace(MARK, " ")
    assert MARK.join(piece.strip() for piece in split_sentences(text, locale)) == marked


def test_the_case_file_holds_enough_for_each_language() -> None:
    counts = [sum(locale == language for _, locale, _ in EVERY_CASE) for language in LOCALES[:3]]
    assert min(counts) >= 70
    assert sum(counts) >= 200


# Letters and marks that rules speak of, so that generated texts meet the rules at all.
RULE_WORDS = st.sampled_from(
    (
        *("т.", "б.", "г.", "ж.", "Mr.", "p.m.", "5.", "No.", "A.", "[...]", "[1]", ".12"),
        *("I", "The", "word", "Он", "слово", "Ол", "сөз", *'!?…—«»"().。'),
        *(" ", " ", " ", "  ", "\n", "\t", "\u00a0", "\u2028", "\x1c", ". ", "? "),
    )
)
TEXTS = st.one_of(st.text(), st.lists(RULE_WORDS, max_size=40).map("".join))


@given(TEXTS, st.sampled_from(LOCALES))
def test_nothing_is_lost(text: str, locale: str) -> None:
    assert "".join(split_sentences(text, locale)) == text


@given(TEXTS, st.sampled_from(LOCALES))
def test_white_space_stays_with_the_sentence_before(text: str, locale: str) -> None:
    pieces = split_sentences(text, locale)
    assert all(piece.strip() for piece in pieces) or len(pieces) == 1
    assert not any(piece[0].isspace() for piece in pieces[1:])


@pytest.mark.parametrize(("locale", "marked"), [case[1:] for case in EVERY_CASE], ids=IDS)
def test_any_white_space_parts_sentences(locale: str, marked: str) -> None:
    text = marked.replace(MARK, "\u00a0 \n\t ")
    assert MARK.join(piece.strip() for piece in split_sentences(text, locale)) == marked


@given(TEXTS)
def test_a_region_changes_nothing(text: str) -> None:
    assert split_sentences(text, "kk_KZ") == split_sentences(text, "KK-Cyrl-KZ")
    assert split_sentences(text, "kk-KZ") == split_sentences(text, "kk")


@pytest.mark.parametrize(("locale", "marked"), [case[1:] for case in EVERY_CASE], ids=IDS)
def test_a_sentence_is_cut_no_further(locale: str, marked: str) -> None:
    """Cutting a sentence of the cases again leaves it whole.

    This does not hold for any text: rules look to both sides, and a piece has lost its left one
    ("2. Money" after "1. Fear." is the entry of a list where it opens the text).
    """
    for piece in split_sentences(marked.replace(MARK, " "), locale):
        assert split_sentences(piece, locale) == [piece]


@pytest.mark.parametrize("text", ["", " ", "\n\t "])
def test_no_sentence(text: str) -> None:
    assert split_sentences(text, "kk") == ([text] if text else [])


@pytest.mark.parametrize("locale", ["en", "ru", "kk", "zxx"])
@pytest.mark.parametrize("unit", [".", "a", "5.", "А.", ". ", " ", "«", '."', "т.", "A. ", "[1]"])
def test_long_runs_come_to_an_end(locale: str, unit: str) -> None:
    """A rule that takes quadratic time needs minutes here; a linear one some milliseconds."""
    text = unit * 100_000
    assert "".join(split_sentences(text, locale)) == text


def rule_places() -> Iterator[tuple[str, int]]:
    """Yield language and place of each rule for a language with cases."""
    for language in LOCALES[:3]:
        for place in range(len(list(ElementTree.parse(RULES / f"{language}.srx").iter(RULE)))):
            yield language, place


@pytest.mark.parametrize(("language", "place"), list(rule_places()))
def test_every_rule_is_needed_by_a_case(language: str, place: int, tmp_path: Path) -> None:
    tree = ElementTree.parse(RULES / f"{language}.srx")
    (group,) = tree.iter(RULE.replace("rule", "languagerule"))
    group.remove(group[place])
    tree.write(tmp_path / "one-rule-less.srx", encoding="utf-8")
    rules = SrxDocument(ruleset=tmp_path / "one-rule-less.srx")
    assert any(
        [piece.strip() for piece in SrxTextIterator(rules, language, marked.replace(MARK, " "))]
        != marked.split(MARK)
        for _, locale, marked in EVERY_CASE
        if locale == language
    )


@pytest.mark.parametrize("path", sorted(RULES.glob("*.srx")), ids=lambda path: path.name)
def test_rule_files_are_valid_srx(path: Path) -> None:
    SrxDocument(ruleset=path, validate_ruleset=SRX_2_XSD)


def test_the_library_is_not_loaded_before_a_text_is_cut() -> None:
    program = "import sys, kuager.segmentation; sys.exit('choppa' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
