"""Units of a document are held against each other."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from kuager.checks.consistency import DOCUMENT_CHECKS, check_document
from kuager.model import Finding, State, Unit


def units(*pairs: tuple[str, str], locale: str = "ru") -> list[Unit]:
    """Return translated units; equal sources get their occurrence."""
    sources = [source for source, _ in pairs]
    return [
        Unit(
            "testimony",
            locale,
            source,
            occurrence=sources[: index + 1].count(source),
            target=target,
            state=State.TRANSLATED,
        )
        for index, (source, target) in enumerate(pairs)
    ]


def fired(*pairs: tuple[str, str], locale: str = "ru") -> list[tuple[int, str]]:
    return [
        (index, finding.check) for index, finding in check_document(units(*pairs, locale=locale))
    ]


def test_the_same_source_translated_otherwise_is_found() -> None:
    assert fired(
        ("They came.", "Они пришли."),
        ("They came.", "Они пришли."),
        ("They came.", "Они приехали."),
    ) == [(2, "same-source")]


def test_case_markup_and_outer_marks_make_no_other_translation() -> None:
    assert not fired(
        ("They came.", "Они пришли."),
        ("They came.", "<1>Они</1> пришли…"),
        ("They CAME.", "они пришли"),
    )


def test_another_mark_makes_another_source() -> None:
    assert not fired(("You came.", "Ты пришёл."), ("You came?", "Приходил ли ты?"))


def test_the_same_target_of_another_source_is_found() -> None:
    assert fired(
        ("I was silent all night.", "Всю ночь я молчал."),
        ("I was not silent all night.", "Всю ночь я молчал."),
    ) == [(1, "same-target")]


def test_short_answers_may_have_many_sources() -> None:
    assert not fired(("Yes.", "Да."), ("I did.", "Да."), ("Of course.", "Да."))


def test_untranslated_units_take_no_part() -> None:
    assert not fired(("They came.", "Они пришли."), ("They came.", ""), ("We left.", " "))


def test_a_name_spelled_otherwise_is_found_and_pointed_at() -> None:
    document = units(
        ("We saw Zhanaozen burn.", "Біз Жаңаөзеннің өртенгенін көрдік."),
        ("They left for Zhanaozen.", "Олар Жаңаөзенге кетті."),
        ("He was born in Zhanaozen.", "Ол Жанаозенде туған."),
        locale="kk",
    )
    ((index, finding),) = check_document(document)
    assert (index, finding.check) == (2, "name-spelling")
    assert finding.span is not None
    assert document[2].target[slice(*finding.span)] == "Жанаозенде"


def test_endings_make_no_other_spelling() -> None:
    assert not fired(
        ("I saw Yerlan there.", "Там я видел Ерлана."),
        ("He spoke with Yerlan about it.", "Он говорил об этом с Ерланом."),
        ("Later came Yerlan.", "Позже пришёл Ерлан."),
    )


def test_names_that_sound_alike_are_kept_apart() -> None:
    assert not fired(
        ("I saw Aigul and Gulnara there.", "Там я видел Айгуль и Гульнару."),
        ("Later I met Aigul.", "Позже я встретил Айгуль."),
        ("Then I met Gulnara.", "Потом я встретил Гульнару."),
    )


def test_other_languages_and_dismissed_findings_are_left_alone() -> None:
    pairs = (("They came.", "Sie kamen."), ("They came.", "Sie sind gekommen."))
    first, second = units(*pairs, locale="de")
    assert [index for index, _ in check_document([first, second])] == [1]
    dismissed = Unit(
        second.document,
        second.locale,
        second.source,
        occurrence=2,
        target=second.target,
        state=second.state,
        ignored=frozenset({"same-source"}),
    )
    assert not check_document([first, dismissed])


def test_only_the_checks_asked_for_are_run() -> None:
    pairs = (("They came.", "Они пришли."), ("They came.", "Они приехали."))
    names = [check for check in DOCUMENT_CHECKS if check.id == "name-spelling"]
    assert not check_document(units(*pairs), names)


def test_the_registry_describes_itself() -> None:
    assert len({check.id for check in DOCUMENT_CHECKS}) == len(DOCUMENT_CHECKS)
    for check in DOCUMENT_CHECKS:
        assert check.name
        assert check.description.endswith(".")


TEXTS = st.lists(
    st.tuples(
        st.sampled_from(["A came.", "In Zhem Aigul came.", "B left.", "", "He saw Anna."]),
        st.sampled_from(["", " ", "Пришла Айгуль в Жем.", "Б ушёл.", "Он видел Анну и Онну."]),
    ),
    max_size=12,
)


@given(TEXTS)
def test_findings_are_ordered_and_lie_within_their_targets(pairs: list[tuple[str, str]]) -> None:
    document = units(*pairs)
    findings = check_document(document)
    assert [index for index, _ in findings] == sorted(index for index, _ in findings)
    for index, finding in findings:
        assert isinstance(finding, Finding)
        if finding.span:
            assert 0 <= finding.span[0] < finding.span[1] <= len(document[index].target)


def test_long_documents_take_linear_time() -> None:
    def seconds(count: int) -> float:
        document = [
            Unit("t", "ru", f"Person {n % 50} met Yerlan in a town.", 1, f"Ерлана встретил {n}.")
            for n in range(count)
        ]
        start = time.perf_counter()
        check_document(document)
        return time.perf_counter() - start

    seconds(200)
    assert seconds(4000) < 40 * max(seconds(400), 0.002)
