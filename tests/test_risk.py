"""What could identify somebody: found, weighed, told to whoever asks, and to nobody else."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kuager.risk import RANK, RULES, Level, Passage, find_risks
from kuager.risk.registers import is_iban, is_iin, is_luhn
from tests.support.packs import DOCUMENT, TESTIMONY, PackFolder

FOUND = [
    ("My name is Bolat and I drove.", "person", "Bolat", Level.CRITICAL),
    ("Our surgeon, Yerlan Asanovich, operated.", "person", "Yerlan Asanovich", Level.CRITICAL),
    ("Ruslan, a quiet boy, slept.", "person", "Ruslan", Level.HIGH),
    ("I saw A. Nurlanov there.", "person", "A. Nurlanov", Level.CRITICAL),
    ("He was nicknamed “Wolf”.", "person", "“Wolf”", Level.HIGH),
    ("They came on 6 June 2020.", "date", "6 June 2020", Level.HIGH),
    ("They came on June 6th, 2020.", "date", "June 6th, 2020", Level.HIGH),
    ("They came on 06.06.2020.", "date", "06.06.2020", Level.HIGH),
    ("It was 5 January.", "date", "5 January", Level.MEDIUM),
    ("It began in 2014.", "date", "2014", Level.LOW),
    ("They came at six in the morning.", "time", "six in the morning", Level.LOW),
    ("At 16:09 it was quiet.", "time", "16:09", Level.MEDIUM),
    ("I am 58 years old.", "age", "58 years old", Level.LOW),
    ("I was born in 1975.", "age", "1975", Level.HIGH),
    ("We left Saryagash.", "place", "Saryagash", Level.HIGH),
    ("We live in Almaty.", "place", "Almaty", Level.MEDIUM),
    ("We live in Kazakhstan.", "place", "Kazakhstan", Level.LOW),
    ("We lived in Kyzylsai then.", "place", "Kyzylsai", Level.HIGH),
    ("I live at 12 Abay Street.", "address", "12 Abay Street", Level.CRITICAL),
    ("It is at 43.2389, 76.8897.", "address", "43.2389, 76.8897", Level.CRITICAL),
    ("I lay in hospital No. 3.", "institution", "hospital No. 3", Level.HIGH),
    ("At the Medeu district police station.", "institution", "Medeu district police station", None),
    ("I drive a grain truck.", "work", "drive a grain truck", Level.LOW),
    ("My father was a beekeeper.", "work", "a beekeeper", Level.LOW),
    ("The head doctor came.", "work", "head doctor", Level.LOW),
    ("I saw Captain Ospanov.", "work", "Captain Ospanov", Level.HIGH),
    ("My elder son slept.", "family", "My elder son", Level.LOW),
    ("I have three daughters.", "family", "three daughters", Level.LOW),
    ("My phone is +7 701 234 56 78.", "contact", "+7 701 234 56 78", Level.CRITICAL),
    ("Or 8 (701) 234-56-78.", "contact", "8 (701) 234-56-78", Level.CRITICAL),
    ("Write to a.b@mail.kz.", "contact", "a.b@mail.kz", Level.CRITICAL),
    ("My IIN is 850101300122.", "document-number", "850101300122", None),
    ("Passport N12345678.", "document-number", "N12345678", Level.CRITICAL),
    ("A car, 123 ABC 02, stood.", "vehicle", "123 ABC 02", Level.CRITICAL),
    ("Card 4111 1111 1111 1111.", "bank", "4111 1111 1111 1111", Level.CRITICAL),
    ("Account KZ86 125K ZT50 0410 0100.", "bank", "KZ86 125K ZT50 0410 0100", Level.CRITICAL),
    ("There were two Uzbeks.", "origin", "Uzbeks", Level.LOW),
    ("He is a Baptist.", "origin", "a Baptist", Level.LOW),
    ("She has a weak heart.", "health", "weak heart", Level.LOW),
    ("He had a scar above his left eye.", "appearance", "a scar above his left eye", Level.LOW),
    ("I learned Kazakh.", "language", "Kazakh", Level.LOW),
    ("I was the only one on duty.", "event", "the only one", Level.LOW),
]  # fmt: skip

HARMLESS = [
    "They took my brother, and nobody told us where.",
    "Nobody showed us a search warrant.",
    "We waited for two days, and it was minus 18.",
    "The guards would not open the gate.",
    "He may come in the spring.",
    "There were 2,700 kilometres of border and 8,000 people.",
    "An officer said that we should march on.",
    "I told him the truth: nobody had paid me.",
    "The Party and the President said nothing about the Constitution.",
    "My wife sat by the window.",
]


@pytest.mark.parametrize(("text", "rule", "words", "level"), FOUND)
def test_details_are_found(text: str, rule: str, words: str, level: Level | None) -> None:
    found = {(risk.rule, risk.words): risk for risk in find_risks([Passage(text, 1)])}
    assert (rule, words) in found, [*found]
    risk = found[rule, words]
    assert text[slice(*risk.span)] == words
    assert level is None or risk.level is level


def test_every_rule_has_an_example_but_the_one_on_documents() -> None:
    assert {rule.id for rule in RULES} - {rule for _, rule, _, _ in FOUND} == {"combination"}


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_sentences_are_left_alone(text: str) -> None:
    assert find_risks([Passage(text, 1)]) == []


def with_check_digit(eleven: str) -> list[str]:
    return [eleven + str(digit) for digit in range(10) if is_iin(eleven + str(digit))]


def test_identification_numbers_are_told_by_date_century_and_check_digit() -> None:
    # 850101 3 0012: 8·1+5·2+0+1·4+0+1·6+3·7+0+0+1·10+2·11 = 81, 81 mod 11 = 4.
    assert with_check_digit("85010130012") == ["850101300124"]
    assert with_check_digit("85130130012") == []
    assert with_check_digit("85010190012") == []
    (risk,) = find_risks([Passage("It is 850101300124.", 1)])
    assert risk.level is Level.CRITICAL
    (risk,) = find_risks([Passage("It is 850101300125.", 1)])
    assert risk.level is Level.HIGH


@given(st.from_regex(r"\A[0-9]{11}\Z"))
def test_at_most_one_check_digit_is_right(eleven: str) -> None:
    assert len(with_check_digit(eleven)) <= 1


@given(st.integers(10**14, 10**15 - 1))
def test_one_digit_that_is_wrong_is_noticed(number: int) -> None:
    right = [d for d in "0123456789" if is_luhn(f"{number}{d}")]
    assert len(right) == 1


def test_account_numbers_are_told_by_their_check_digits() -> None:
    assert is_iban("GB82WEST12345698765432")  # the example of ISO 13616
    assert not is_iban("GB83WEST12345698765432")
    assert find_risks([Passage("Account KZ87 125K ZT50 0410 0100.", 1)]) == []


def test_three_kinds_of_details_in_a_sentence_raise_each_other() -> None:
    alone = find_risks([Passage("I teach geography in the village.", 1)])
    together = find_risks([Passage("I teach geography in Rudny, I am 58 years old.", 1)])
    work = next(risk for risk in together if risk.rule == "work")
    assert alone[0].level is Level.LOW
    assert work.level is Level.MEDIUM
    assert work.together == ("age", "place")


def test_place_time_and_person_over_a_document_are_told_once() -> None:
    passages = [
        Passage("We live in Saryagash.", 1),
        Passage("They came on 6 June 2020.", 2),
        Passage("I have three daughters.", 3),
    ]
    assert [r.together for r in find_risks(passages) if r.rule == "combination"] == [
        ("place", "date", "family")
    ]
    assert not [r for r in find_risks(passages[:2]) if r.rule == "combination"]


def test_the_date_of_the_front_matter_says_nothing_new() -> None:
    day = datetime(2021, 11, 5, 18, 30, tzinfo=UTC)
    passages = [Passage("November 5, 2021 - 6:30pm", 1), Passage("On 6 November 2021.", 2)]
    levels = {r.words: r.level for r in find_risks(passages, recorded=day)}
    assert levels == {
        "November 5, 2021": Level.LOW,
        "6:30pm": Level.LOW,
        "6 November 2021": Level.HIGH,
    }


def test_a_name_inside_of_a_sentence_is_one_at_the_start_of_another() -> None:
    passages = [Passage("They took Qwyntor.", 1), Passage("Qwyntor was silent.", 2)]
    assert [(r.number, r.words) for r in find_risks(passages)] == [(1, "Qwyntor"), (2, "Qwyntor")]


@pytest.mark.parametrize(
    ("locale", "target", "words"),
    [
        ("kk", "Мадинаның үйі Жаңаөзенде еді.", {"Мадинаның", "Жаңаөзенде"}),
        ("ru", "Дом Мадины был в Жанаозене.", {"Мадины", "Жанаозене"}),
        ("kk", "Нөмірі +7 701 234 56 78.", {"+7 701 234 56 78"}),
    ],
)
def test_targets_are_searched_for_names_of_the_source(
    locale: str, target: str, words: set[str]
) -> None:
    source = Passage("The house of Madina was in Zhanaozen.", 4)
    risks = find_risks([source, Passage(target, 4, locale, source=False)])
    assert {risk.words for risk in risks if risk.locale == locale} == words


@given(st.text(max_size=200))
@example("A. " * 60)
@example("one " * 50)
def test_any_text_is_read_and_spans_are_its_own(text: str) -> None:
    risks = find_risks([Passage(text, 1)])
    for risk in risks:
        assert risk.words == text[slice(*risk.span)]
        assert risk.words.strip()
    assert [RANK[risk.level] for risk in risks] == sorted(RANK[risk.level] for risk in risks)


@pytest.mark.parametrize(
    "piece", ["A ", "a ", "1 ", "1-", "Aa ", "my son ", "one two ", "@a.", "No. "]
)
def test_long_lines_are_read_in_time(piece: str) -> None:
    import time  # noqa: PLC0415

    began = time.process_time()
    find_risks([Passage(piece * 4_000, 1)])
    assert time.process_time() - began < 5


def test_rules_are_told_apart_and_explained() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert re.fullmatch(r"[a-z-]+", rule.id)
        assert rule.description.endswith(".")
        assert rule.advice.endswith(".")


def test_the_documentation_names_every_rule() -> None:
    page = (Path(__file__).parents[1] / "docs" / "RISK.md").read_text("utf-8")
    assert re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE) == [rule.id for rule in RULES]


# The command ------------------------------------------------------------------------------------

TOLD = TESTIMONY.replace(
    "He said “no”.", "Madina lives in Zhanaozen. <!-- call 8 701 234 56 78 -->"
)


def test_the_report_holds_reason_place_and_advice(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    pack.source.write_text(TOLD, "utf-8")
    assert pack.run("risk", DOCUMENT) == 0
    printed = capsys.readouterr().out
    assert f"{DOCUMENT} en 9:17-25: high: Place: Zhanaozen [place]" in printed
    assert "8 701 234 56 78" in printed  # in a comment: it goes out with the file
    (document,) = pack.read("risk", "risk")["documents"]
    levels = [risk["severity"] for risk in document["risks"]]
    assert levels == sorted(levels, key=["critical", "high", "medium", "low"].index)
    assert all(risk["reason"] and risk["advice"] for risk in document["risks"])


def test_the_gate_closes_at_a_severity(pack: PackFolder) -> None:
    assert pack.run("risk", "--gate", "critical") == 0
    assert pack.run("risk", "--gate", "low") == 1
    pack.source.write_text(TOLD, "utf-8")
    assert pack.run("risk", "--gate", "critical") == 1
    assert pack.run("risk", "--gate", "terrible") == 2
    assert pack.run("risk", "nothing-there") == 3
    assert pack.run("risk", "--locale", "de") == 2


def test_nothing_of_it_is_written_or_logged(
    pack: PackFolder, caplog: pytest.LogCaptureFixture
) -> None:
    pack.source.write_text(TOLD, "utf-8")
    pack.run("segment")
    before = pack.snapshot()
    with caplog.at_level(logging.DEBUG):
        assert pack.run("risk", "--format", "json") == 0
    assert pack.snapshot() == before
    assert "Zhanaozen" not in caplog.text


def test_targets_are_reported_by_their_locale(pack: PackFolder) -> None:
    pack.source.write_text(TOLD, "utf-8")
    pack.run("segment")
    text = "Мадина Жаңаөзенде тұрады."
    assert pack.run("review", "edit", DOCUMENT, "kk", "9", "--as", "t-1", "--text", text) == 0
    risks = pack.read("risk", "risk", "--locale", "kk")["documents"][0]["risks"]
    assert {r["words"] for r in risks if r["locale"] == "kk" and r["unit"] == 9} == {
        "Мадина",
        "Жаңаөзенде",
    }


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_explanations_come_in_a_language(
    pack: PackFolder, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    assert pack.run("risk", "--language", language) == 0
    assert "[time]" in capsys.readouterr().out
    assert json.dumps(pack.read("risk", "risk", "--language", language))
