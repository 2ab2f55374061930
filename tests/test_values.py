"""Dates, times and countries come out of locale data, or are left to a translator."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuager.values import localise_value


@pytest.mark.parametrize(
    ("source", "kazakh", "russian"),
    [
        ("March 4, 2022 - 4:09pm", "2022 жылғы 4 наурыз, 16:09", "4 марта 2022 года, 16:09"),
        ("March 4, 2022 – 4:09 p.m.", "2022 жылғы 4 наурыз, 16:09", "4 марта 2022 года, 16:09"),
        ("4 March 2022, 16:09", "2022 жылғы 4 наурыз, 16:09", "4 марта 2022 года, 16:09"),
        ("2022-03-04T16:09", "2022 жылғы 4 наурыз, 16:09", "4 марта 2022 года, 16:09"),
        ("2022-03-04", "2022 жылғы 4 наурыз", "4 марта 2022 года"),
        ("  March 4,\n2022 ", "2022 жылғы 4 наурыз", "4 марта 2022 года"),
        ("March 4th 2022", "2022 жылғы 4 наурыз", "4 марта 2022 года"),
        ("the 4th of March 2022", "2022 жылғы 4 наурыз", "4 марта 2022 года"),
        ("Sept. 1, 2021", "2021 жылғы 1 қыркүйек", "1 сентября 2021 года"),
        ("29 February 2020", "2020 жылғы 29 ақпан", "29 февраля 2020 года"),
        ("Friday, March 4, 2022", "2022 жылғы 4 наурыз, жұма", "Пятница, 4 марта 2022 года"),
        ("Fri 4 March 2022", "2022 жылғы 4 наурыз, жұма", "Пятница, 4 марта 2022 года"),
        ("March 4, 2022 at 12:00 a.m.", "2022 жылғы 4 наурыз, 00:00", "4 марта 2022 года, 00:00"),
        ("4:09 p.m.", "16:09", "16:09"),
        ("12:30 pm", "12:30", "12:30"),
        ("4 p.m.", "16:00", "16:00"),
        ("<1>March 4, 2022</1>", "<1>2022 жылғы 4 наурыз</1>", "<1>4 марта 2022 года</1>"),
        ("Kazakhstan", "Қазақстан", "Казахстан"),
        ("KAZAKHSTAN", "ҚАЗАҚСТАН", "КАЗАХСТАН"),
        ("Bosnia and Herzegovina", "Босния және Герцеговина", "Босния и Герцеговина"),
        ("Turkey", "Түркия", "Турция"),
        ("<1><2>Kazakhstan</2></1>", "<1><2>Қазақстан</2></1>", "<1><2>Казахстан</2></1>"),
    ],
)
def test_values_are_rendered_by_the_locale(source: str, kazakh: str, russian: str) -> None:
    assert localise_value(source, "en", "kk") == kazakh
    assert localise_value(source, "en", "ru") == russian


def test_a_time_without_half_of_day_stays_as_ambiguous_as_it_was() -> None:
    assert localise_value("March 4, 2022, 4:09", "en", "ru") == "4 марта 2022 года, 4:09"


@pytest.mark.parametrize(
    "source",
    [
        "03/04/2022",  # April or March
        "03.04.2022",
        "February 30, 2022",
        "29 February 2021",
        "Monday, March 4, 2022",  # it was a Friday
        "13:75",
        "14 p.m.",
        "4 Marchember 2022",
        "March 4, 2022, 25:00",
        "It was March 4, 2022.",
        "turkey",  # the bird
        "Georgia",  # or the state
        "Hong Kong",
        "Nur-Sultan",
        "Kazakhstan is large.",
        "People are scared.",
        "<1></1>",
        "",
    ],
)
def test_what_is_no_sure_value_is_left_to_a_translator(source: str) -> None:
    assert localise_value(source, "en", "kk") is None


def test_sources_in_other_languages_are_read_too() -> None:
    assert localise_value("4 марта 2022 года, 16:09", "ru", "kk") == "2022 жылғы 4 наурыз, 16:09"
    assert localise_value("2022 жылғы 4 наурыз", "kk", "ru") == "4 марта 2022 года"
    assert localise_value("04.03.2022", "ru", "en") == "March 4, 2022"
    assert localise_value("Казахстан", "ru-RU", "kk-KZ") == "Қазақстан"


def test_an_unknown_locale_has_no_values() -> None:
    assert localise_value("Kazakhstan", "en", "tlh-XX") is None


@pytest.mark.parametrize(
    ("locale", "with_time", "expected"),
    [
        ("kk", True, "2022 жылғы 4 наурыз, 16:09"),
        ("kk-KZ", False, "2022 жылғы 4 наурыз"),
        ("ru", True, "4 марта 2022 года, 16:09"),
        ("ru_RU", False, "4 марта 2022 года"),
        ("de", False, "4. März 2022"),
        ("en-GB", False, "4 March 2022"),
    ],
)
def test_dates_read_as_prose(locale: str, with_time: bool, expected: str) -> None:
    recorded = "2022-03-04T16:09" if with_time else "2022-03-04"
    assert localise_value(recorded, "fr", locale) == expected


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001
def test_every_date_survives_the_way_through_another_language(moment: datetime) -> None:
    iso = moment.strftime("%Y-%m-%dT%H:%M")
    kazakh = localise_value(iso, "en", "kk")
    assert kazakh
    assert kazakh.startswith(f"{moment.year} жылғы {moment.day} ")
    assert kazakh.endswith(f", {moment:%H:%M}")
    russian = localise_value(kazakh, "kk", "ru")
    assert russian
    assert russian.startswith(f"{moment.day} ")
    assert russian.endswith(f" {moment.year} года, {moment:%H:%M}")
    assert localise_value(russian, "ru", "kk") == kazakh


@given(st.text(), st.sampled_from(["en", "ru", "kk", "de", "xx"]))
def test_no_text_is_too_strange(text: str, locale: str) -> None:
    result = localise_value(text, locale, "kk")
    assert result is None or result


@pytest.mark.parametrize(
    ("source", "kazakh", "russian"),
    [
        ("40", "40", "40"),
        ("2022", "2022", "2022"),
        ("1,250", "1\u00a0250", "1\u00a0250"),
        ("-1,000.25", "-1\u00a0000,25", "-1\u00a0000,25"),
        ("3.5", "3,5", "3,5"),
        ("26%", "26%", "26\u00a0%"),
        ("<1>7</1>", "<1>7</1>", "<1>7</1>"),
    ],
)
def test_bare_numbers_get_the_separators_of_the_language(
    source: str, kazakh: str, russian: str
) -> None:
    assert localise_value(source, "en", "kk") == kazakh
    assert localise_value(source, "en", "ru") == russian


@pytest.mark.parametrize("source", ["3,5", "12.", "1,25", "No. 5", "7th", "1.2.3", "5 km", "%"])
def test_what_only_looks_like_a_number_is_left_to_a_translator(source: str) -> None:
    assert localise_value(source, "en", "ru") is None
