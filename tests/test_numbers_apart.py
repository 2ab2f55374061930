"""Numbers that stand apart: read quickly, and never otherwise than when all is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuager.checks import dates, numbers
from kuager.checks.dates import Dates
from kuager.checks.numbers import Numbers
from kuager.model import State, Unit
from kuager.numerals import numbers_apart, read_numbers
from kuager.numerals.reading import relevant_words

OTHERS = {
    "en": ["and", "a", "of", "the", "men", "p.m.", "am", "km", "%"],
    "kk": ["және", "адам", "жылы", "сағат", "күн", "пайыз", "-ші", "№"],
    "ru": ["и", "с", "без", "человек", "года", "часов", "утра", "-го", "№"],
}
FIGURES = [
    "13th",
    "7–11",
    "96%",
    "25:70",
    "9:05",
    "2.50",
    "3 May",
    "March 8",
    "7",
    "12",
    "1,300",
    "1 300",
    "49\u00a0312",
    "1986",
    "14.20",
    "3,5",
    "12:30",
    "5-6",
    "$4",
]
SIGNS = [" ", " ", " ", " ", "-", ", ", ". ", " «", "» ", "\u00a0", "–", ""]

EXCHANGED = [
    ("five men came", "пришли пятеро"),
    ("both came", "пришли оба"),
    ("one of them came", "один из них пришёл"),
    ("they came on 5 May", "они пришли 5 мая"),
    ("march with us", "идите с нами"),
    ("we may go", "мы можем идти"),
    ("in January", "в январе"),
    ("Jan came", "пришёл Ян"),
    ("two hundred and five", "двести пять"),
    ("twenty-one days", "двадцать один день"),
    ("a thousand times", "тысячу раз"),
    ("2,005 people", "2\u00a0005 человек"),
    ("at 14:20", "в 14:20"),
    ("2.5 per cent", "2,5 процента"),
    ("they came", "они пришли"),
]


@pytest.mark.parametrize("language", sorted(OTHERS))
@given(drawn=st.data())
def test_what_is_read_quickly_is_what_is_read(language: str, drawn: st.DataObject) -> None:
    words = [*sorted(relevant_words(language)), *OTHERS[language] * 8, *FIGURES * 4]
    parts = drawn.draw(
        st.lists(st.tuples(st.sampled_from(words), st.sampled_from(SIGNS)), max_size=12)
    )
    text = "".join(map("".join, parts))
    apart = numbers_apart(text, language)
    if apart is None:
        return
    mentions = read_numbers(text, language)
    read = {reading for mention in mentions for reading in mention.readings}
    assert apart.values <= read
    assert all(not apart.values.isdisjoint(mention.readings) for mention in mentions)


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("They came at six.", "en", {"6"}),
        ("Three of the seven were 1,300 metres away.", "en", {"3", "7", "1300"}),
        ("2022-ден бері 49 312 адам", "kk", {"2022", "49312"}),
        ("В январе к нам пришли пятеро", "ru", {"month-1", "5"}),
        ("Nobody came.", "en", set()),
        ("Twenty-five came, one of them with two hundred thousand", "en", {"25", "1", "200000"}),
        ("It may be three.", "en", {"3"}),
        ("on 3 May, at 14:20", "en", {"3", "month-5", "14:20"}),
        ("7–11 ақпан, 2,5 пайыз", "kk", {"7", "11", "month-2", "2.5"}),
        ("the 13th and 96%", "en", {"13", "96"}),
        ("on 7 Jan, not in February", "en", {"7", "month-1", "month-2"}),
        ("он төрт адам, бір-біріне үш мыңнан", "kk", {"14", "1", "3000"}),
        ("в двадцать пятом и тридцать шестом", "ru", {"25", "36"}),
    ],
)
def test_numbers_that_stand_apart_are_read(text: str, language: str, values: set[str]) -> None:
    apart = numbers_apart(text, language)
    assert apart is not None
    assert apart.values == values


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("two and three", "en"),
        ("a hundred and two", "en"),
        ("a thousand", "en"),
        ("8 million", "en"),
        ("half a million", "en"),
        ("at 9 p.m.", "en"),
        ("10 12", "en"),
        ("14:70", "ru"),
        ("at 10 and 11 a.m.", "en"),
        ("May was 3.", "en"),
        ("March with us on 5 May.", "en"),
        ("March to 5 March Street.", "en"),
        ("Jan told me.", "en"),
        ("They came in january.", "en"),
        ("Их пришло 2\u2009005\u00a0000.", "ru"),
        ("без двадцати семь", "ru"),
        ("без двадцати пяти семь", "ru"),
        ("он, он төрт", "kk"),
        ("двадцать, двадцать пять", "ru"),
        ("9" * 5_000 + ":1", "en"),
    ],
)
def test_what_may_be_one_number_or_two_is_left_alone(text: str, language: str) -> None:
    assert numbers_apart(text, language) is None


TAILS = st.sampled_from(["", " in May", " and both of us", " on 5 March", ", Jan said", " двое"])


@given(
    st.lists(st.sampled_from(EXCHANGED), min_size=1, max_size=4),
    st.lists(st.sampled_from(EXCHANGED), min_size=1, max_size=4),
    TAILS,
)
def test_what_is_told_quickly_is_what_is_told_in_full(
    here: list[tuple[str, str]], there: list[tuple[str, str]], tail: str
) -> None:
    source = f"{', '.join(english for english, _ in here)}{tail}."
    target = f"{', '.join(russian for _, russian in there)}."
    unit = Unit("u", "ru", source, target=target, state=State.TRANSLATED)
    for check in (Numbers(), Dates()):
        quick = list(check.check(unit))
        with pytest.MonkeyPatch.context() as slow:
            for module in (numbers, dates):
                slow.setattr(module, "numbers_apart", lambda *_: None)
            assert list(check.check(unit)) == quick


@pytest.mark.parametrize(
    ("source", "target", "agrees"),
    [
        ("Two came.", "Екеуі келді.", True),
        ("We had 500 left.", "Бір досымызда 500 қалды.", True),
        ("One of us left.", "Біз кеттік.", True),
        ("Both of the 3 left.", "3 адам кетті.", True),
        ("We had 500 left.", "Екі досымызда 500 қалды.", False),
        ("Three of them left.", "Олар кетті.", False),
        ("The third left.", "Екіншісі кетті.", False),
    ],
)
def test_only_hints_may_be_left_over_and_only_on_one_side(
    source: str, target: str, *, agrees: bool
) -> None:
    ours, theirs = numbers_apart(target, "kk"), numbers_apart(source, "en")
    assert ours is not None
    assert theirs is not None
    assert ours.agrees_with(theirs) is theirs.agrees_with(ours) is agrees
