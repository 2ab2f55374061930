"""Numbers in running text are read by value, in figures and in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuager.numerals import Certainty, may_call_for_number, read_hints, read_numbers


def values(text: str, locale: str) -> list[str]:
    return [
        mention.readings[0]
        for mention in read_numbers(text, locale)
        if mention.certainty is not Certainty.HINT
    ]


@pytest.mark.parametrize(
    ("locale", "text", "expected"),
    [
        ("en", "2,700 kilometres, 3.5 kilograms and 40%", ["2700", "3.5", "40"]),
        ("ru", "2\u00a0700 км, 3,5 кг и 40\u00a0%", ["2700", "3.5", "40"]),
        ("kk", "412 500 теңге", ["412500"]),
        ("de", "2.700 Kilometer und 3,5 Kilo", ["2700", "3.5"]),
        ("en", "At 4:09pm, not at 4:09 a.m.", ["16:09", "4:09"]),
        ("en", "12:00 am and 12:00 pm", ["0:00", "12:00"]),
        ("en", "A score of 12:75", ["12", "75"]),
        ("kk", "2022 жылғы 4 наурыз, 16:09", ["2022", "4", "month-3", "16:09"]),
        ("ru", "04.03.2022", ["4", "month-3", "2022"]),
        ("en", "2022-03-04", ["4", "month-3", "2022"]),
        ("en", "four hundred and fifty-six", ["456"]),
        ("en", "two hundred thousand and six", ["200006"]),
        ("en", "three or four, five and six", ["3", "4", "5", "6"]),
        ("en", "in nineteen thirty-seven", ["1937"]),
        ("en", "half a million, 4.2 million and £125m", ["500000", "4200000", "125000000"]),
        ("ru", "четыреста пятьдесят шесть тысяч двадцать первый", ["456021"]),
        ("ru", "пятеро из двадцати двух", ["5", "22"]),
        ("ru", "без двадцати семь", ["20", "7"]),
        ("kk", "төрт жүз елу алты мың он екі", ["456012"]),
        ("kk", "оннан екіге дейін", ["10", "2"]),
        ("kk", "олардың он тоғызы, жиырма екіміз", ["19", "22"]),
        ("kk", "жиырмасыншы күні", ["20"]),
        ("kk", "жетеуінің алтауы", ["7", "6"]),
        ("xx", "six, 6 and шесть", ["6"]),
    ],
)
def test_values_are_read(locale: str, text: str, expected: list[str]) -> None:
    assert values(text, locale) == expected


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "One of them was the first, a second later; half left at noon."),
        ("en", "You may march."),
        ("ru", "Он забрал семью."),
        ("kk", "Сен үшін онда оны оның жүзінен көрдім."),
        ("kk", "Бірі алтының бәрін алды."),
    ],
)
def test_words_that_only_look_like_numbers_call_for_none(locale: str, text: str) -> None:
    assert values(text, locale) == []


def test_a_text_with_nothing_but_hints_needs_no_reading() -> None:
    assert not may_call_for_number("One of them was the first.", "en")
    assert not may_call_for_number("Ол біреуге бір сөз айтты.", "kk")
    assert may_call_for_number("One hundred of them came.", "en")


def test_ranges_share_their_scale() -> None:
    first, second = read_numbers("от 58 до 145 тысяч", "ru")
    assert first.readings == ("58", "58000")
    assert second.readings == ("145000",)


def test_a_part_of_the_day_lets_an_hour_be_after_noon() -> None:
    (hour,) = read_numbers("Олар кешкі алтыда келді.", "kk")
    assert {"6", "18:00"} <= set(hour.readings)
    (morning,) = read_numbers("Олар таңғы алтыда келді.", "kk")
    assert morning.readings == ("6",)


def test_compounds_and_roman_numerals_are_hints() -> None:
    readings = {
        reading
        for mention in read_hints("Шестидесятитрёхлетний плотник XIX века в декабрьский день", "ru")
        for reading in mention.readings
    }
    assert {"63", "19", "month-12"} <= readings


def _listed(words: str) -> list[str]:
    return words.split()


ENGLISH_TENS = _listed("twenty thirty forty fifty sixty seventy eighty ninety")
ENGLISH_UNITS = _listed("one two three four five six seven eight nine")
RUSSIAN_TENS = _listed(
    "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто"
)
RUSSIAN_UNITS = _listed("один два три четыре пять шесть семь восемь девять")
KAZAKH_TENS = _listed("жиырма отыз қырық елу алпыс жетпіс сексен тоқсан")
KAZAKH_UNITS = _listed("бір екі үш төрт бес алты жеті сегіз тоғыз")


@given(st.integers(2, 9), st.integers(1, 9), st.integers(2, 9))
def test_the_same_number_reads_the_same_in_three_languages(
    tens: int, units: int, thousands: int
) -> None:
    expected = [str(thousands * 1000 + tens * 10 + units)]
    english = f"{ENGLISH_UNITS[thousands - 1]} thousand {ENGLISH_TENS[tens - 2]}"
    assert values(f"{english}-{ENGLISH_UNITS[units - 1]} people", "en") == expected
    russian = f"{RUSSIAN_UNITS[thousands - 1]} тысяч {RUSSIAN_TENS[tens - 2]}"
    assert values(f"{russian} {RUSSIAN_UNITS[units - 1]} человек", "ru") == expected
    kazakh = f"{KAZAKH_UNITS[thousands - 1]} мың {KAZAKH_TENS[tens - 2]}"
    assert values(f"{kazakh} {KAZAKH_UNITS[units - 1]} адам", "kk") == expected


@given(st.text(max_size=80), st.sampled_from(["en", "ru", "kk", "de", "ar", "xx", ""]))
def test_any_text_can_be_read_and_mentions_lie_within_it(text: str, locale: str) -> None:
    for mention in (*read_numbers(text, locale), *read_hints(text, locale)):
        start, end = mention.span
        assert 0 <= start < end <= len(text)
        assert mention.readings
        if mention.certainty is not Certainty.HINT:
            assert may_call_for_number(text, locale)
