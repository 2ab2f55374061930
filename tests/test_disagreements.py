"""What counts as another wording or spelling, and what is told first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuager.checks.spellings import renderings, source_names, stems
from kuager.checks.wordings import gender_free, spoken
from kuager.model import NarratorGender, Severity, State
from kuager.steps.disagreements import (
    Disagreement,
    Kind,
    NameBook,
    Use,
    compare_sentence,
    ranked,
)

SOURCE = "They came at night and asked for him."
DRAFT, APPROVED = State.DRAFT, State.APPROVED
FEMININE, MASCULINE = NarratorGender.FEMININE, NarratorGender.MASCULINE


def uses(*texts: str, state: State = DRAFT) -> list[tuple[str, Use]]:
    return [(text, Use(f"d{number}", 1, state)) for number, text in enumerate(texts)]


def spellings(locale: str, name: str, *targets: str) -> list[set[str]]:
    """Return the spellings that a book holds of a name, empty where all agree."""
    book = NameBook(locale)
    for number, target in enumerate(targets):
        book.note(source_names(f"Then {name} came back."), target, Use(f"d{number}", 1, DRAFT))
    return [{wording.text for wording in one.wordings} for one in book.disagreements()]


# Sentences ----------------------------------------------------------------------------------


def test_words_of_the_memory_are_stale_once_others_are_approved() -> None:
    source = "They came to our house at night."
    remembered = Use("d2", 1, DRAFT, remembered=True)
    old, new = "Они пришли к нам ночью.", "Ночью они явились в наш дом."
    told = compare_sentence("ru", source, [(new, Use("d1", 1, State.APPROVED)), (old, remembered)])
    assert told is not None
    assert [wording.text for wording in told.stale] == [old]
    assert told.severity is Severity.WARNING
    for other in (Use("d2", 1, State.TRANSLATED), Use("d2", 1, State.APPROVED, remembered=True)):
        kept = compare_sentence("ru", source, [(new, Use("d1", 1, State.APPROVED)), (old, other)])
        assert kept is not None
        assert kept.stale == ()


def test_two_wordings_in_two_documents_disagree() -> None:
    told = compare_sentence("ru", SOURCE, uses("Они пришли ночью.", "Ночью они явились."))
    assert told is not None
    assert (told.documents, told.units, told.kind) == (2, 2, Kind.SENTENCE)
    assert {wording.text for wording in told.wordings} == {
        "Они пришли ночью.",
        "Ночью они явились.",
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Они пришли ночью.", "они  пришли, ночью!"),
        ("Её увели.", "«Ее увели»"),
        ("Они <1>пришли</1> ночью.", "<1>Они</1> пришли ночью."),
    ],
)
def test_marks_capitals_markup_and_yo_are_no_other_wording(one: str, other: str) -> None:
    assert compare_sentence("ru", SOURCE, uses(one, other)) is None


def test_a_question_is_another_wording() -> None:
    assert compare_sentence("ru", SOURCE, uses("Они пришли?", "Они пришли.")) is not None


def test_within_one_document_nothing_is_told() -> None:
    same = [("Они пришли.", Use("d", 1, DRAFT)), ("Они явились.", Use("d", 9, DRAFT))]
    assert compare_sentence("ru", SOURCE, same) is None


def test_short_sentences_are_let_go() -> None:
    assert compare_sentence("ru", "Yes, I did.", uses("Да.", "Сделал.")) is None
    assert compare_sentence("ru", "<1>Yes</1>, I did.", uses("Да.", "Сделал.")) is None
    assert compare_sentence("ru", "Yes, I did it.", uses("Да.", "Сделал.")) is not None


@pytest.mark.parametrize(
    ("masculine", "feminine"),
    [
        ("Я пошёл домой сам.", "Я пошла домой сама."),
        ("Я боялся.", "Я боялась."),
        ("Я был арестован и должен молчать.", "Я была арестована и должна молчать."),
        ("Я был один и уставший.", "Я была одна и уставшая."),
        ("Я взят под стражу?", "Я взята под стражу?"),
    ],
)
def test_the_narrators_gender_is_no_other_wording_where_the_narrators_differ(
    masculine: str, feminine: str
) -> None:
    def told(first: NarratorGender, second: NarratorGender) -> Disagreement | None:
        stand = [
            (masculine, Use("d1", 1, DRAFT, first)),
            (feminine, Use("d2", 1, DRAFT, second)),
        ]
        return compare_sentence("ru", SOURCE, stand)

    assert told(MASCULINE, FEMININE) is None
    assert told(MASCULINE, MASCULINE) is not None


def test_words_that_differ_in_more_than_gender_stay_apart() -> None:
    assert gender_free("я читал") != gender_free("я читаю")
    assert gender_free("он вышел") != gender_free("он вошел")
    assert gender_free(spoken("Он ушёл?")) != gender_free(spoken("Он ушёл."))


# Weight -------------------------------------------------------------------------------------


def test_approved_comes_before_drafts_however_many_these_are() -> None:
    drafts = compare_sentence("kk", SOURCE, uses("Бір сөз.", *["Екі сөз."] * 40))
    approved = compare_sentence("kk", SOURCE, uses("Бір сөз.", "Екі сөз.", state=APPROVED))
    mixed = compare_sentence(
        "kk", SOURCE, uses("Бір сөз.", state=APPROVED) + uses("x", "Екі сөз.")[1:]
    )
    assert drafts
    assert approved
    assert mixed
    assert ranked([drafts, mixed, approved]) == [approved, mixed, drafts]
    assert approved.severity is Severity.WARNING
    assert drafts.severity is mixed.severity is Severity.INFO


def test_of_equal_states_more_documents_come_first() -> None:
    few = compare_sentence("kk", "a b c d", uses("Бір.", "Екі."))
    many = compare_sentence("kk", "e f g h", uses("Бір.", "Екі.", "Екі."))
    assert few
    assert many
    assert ranked([few, many]) == [many, few]


@given(
    st.lists(
        st.tuples(st.sampled_from(["Бір.", "Екі.", "бір", "Үш!"]), st.sampled_from(State)),
        max_size=12,
    )
)
def test_every_unit_is_counted_once(texts: list[tuple[str, State]]) -> None:
    stand = [(text, Use(f"d{number}", 1, state)) for number, (text, state) in enumerate(texts)]
    told = compare_sentence("kk", SOURCE, stand)
    different = {spoken(text) for text, _ in texts}
    assert (told is not None) == (len(different) > 1)
    if told:
        assert told.units == told.documents == len(texts)
        assert len(told.wordings) == len(different)
        assert all(wording.state is wording.example.state for wording in told.wordings)


# Names --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("locale", "name", "forms"),
    [
        ("ru", "Nurlan", "Нурлан Нурлана Нурлану Нурланом Нурлане"),
        ("ru", "Aigul", "Айгуль Айгули Айгулью"),
        ("ru", "Aliya", "Алия Алии Алию Алиёй"),
        ("ru", "Akhmetov", "Ахметов Ахметова Ахметовым Ахметову"),
        ("ru", "Akhmetova", "Ахметова Ахметовой Ахметову"),
        ("ru", "Pavel", "Павел Павла Павлом"),
        ("ru", "Sergei", "Сергей Сергея Сергею"),
        ("ru", "Almaty", "Алматы"),
        ("kk", "Nurlan", "Нұрлан Нұрланның Нұрланға Нұрланнан Нұрланмен Нұрланды"),
        ("kk", "Serik", "Серік Серіктің Серікке Серігі"),
        ("kk", "Aigul", "Айгүл Айгүлге Айгүлдің"),
        ("kk", "Almaty", "Алматы Алматыға Алматыда Алматыдан Алматының"),
    ],
)
def test_the_forms_of_a_name_are_one_spelling(locale: str, name: str, forms: str) -> None:
    assert spellings(locale, name, *forms.split()) == []


@pytest.mark.parametrize(
    ("locale", "name", "targets", "expected"),
    [
        ("ru", "Yerlan", "Ерлан Ерлана Эрлану", {"Ерлан", "Эрлану"}),
        ("ru", "Aigul", "Айгуль Айгули Айгул", {"Айгуль", "Айгул"}),
        ("ru", "Zhanaozen", "Жанаозене Жанаозен Жанаозэне", {"Жанаозен", "Жанаозэне"}),
        ("kk", "Nurlan", "Нұрлан Нұрланға Нурланның", {"Нұрлан", "Нурланның"}),
        ("kk", "Zhanaozen", "Жаңаөзенде Жанаозенде", {"Жаңаөзенде", "Жанаозенде"}),
        ("kk", "Serik", "Серік Серикке", {"Серік", "Серикке"}),
    ],
)
def test_another_spelling_is_told(locale: str, name: str, targets: str, expected: set[str]) -> None:
    assert spellings(locale, name, *targets.split()) == [expected]


def test_other_words_are_no_spelling_of_a_name() -> None:
    assert spellings("ru", "Taraz", "В Таразе было тихо.", "Мы вышли на Трассу.") == []
    assert spellings("kk", "Dubai", "Дубайға кетті.", "Топтың бәрі келді.") == []
    assert spellings("ru", "Nurlan", "Нурлан вернулся.", "Ержан вернулся.") == []


def test_a_unit_with_two_words_that_would_do_tells_nothing() -> None:
    assert spellings("ru", "Tom", "Потом пришёл Том.", "Там пришёл Том.") == []
    twice = spellings("ru", "Yerlan", "Эрлан ждал, и Эрлана увели.", "Ерлан ушёл.")
    assert twice == [{"Эрлан", "Ерлан"}]
    assert spellings("ru", "Tom", "Пришёл Том.", "Пришёл Там.") == [{"Том", "Там"}]


def test_capitals_that_are_no_names_are_left_out() -> None:
    assert source_names("I met Nurlan's father in March in Kazakhstan.") == {"Nurlan"}
    assert source_names("The Human Rights Council Met Nurlan There") == frozenset()
    assert source_names("Nurlan came.") == frozenset()


def test_of_several_names_a_word_belongs_to_the_longest() -> None:
    names = frozenset({"Nur", "Nurlan"})
    assert list(renderings(names, "Пришёл Нурлан.")) == [("Nurlan", "Нурлан")]


@given(
    st.sampled_from(["Nurlan", "Aigul", "Serik", "Aliya"]), st.text("абвгдеикланорсуьү", max_size=9)
)
def test_stems_begin_a_word_and_sound_like_the_name(name: str, ending: str) -> None:
    word = "Нурлан" + ending
    for language in ("kk", "ru"):
        for stem, _ in stems(word, name, language):
            assert word.lower()[: len(stem) - 1] == stem[:-1]
