"""Search: units by words in source or target."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuager.index import Survey, SurveyedUnit, open_index
from kuager.index.queries import Side, query_of, terms_of
from kuager.index.searching import Hit, find
from kuager.model import State
from tests.support.packs import DOCUMENT, PackFolder

TEXTS = [
    ("They came at six.", "Олар алтыда келді.", State.APPROVED),
    ("They did not come back.", "Олар қайтып келген жоқ.", State.DRAFT),
    ("She wrote a letter.", "Ол хат жазды, тағы жазбақ.", State.NEEDS_WORK),
    ("He is still there.", "Он всё ещё там, кто-то сказал.", State.TRANSLATED),
    ("Don’t say “no” <1>again</1>.", "", State.UNTRANSLATED),
]


def units() -> tuple[SurveyedUnit, ...]:
    return tuple(SurveyedUnit(1, source, target, s, None, False) for source, target, s in TEXTS)


def numbers(*words: str, **narrowed: object) -> list[int]:
    """Return the numbers of the units in a small index that a search finds."""
    return [hit.number for hit in hits(*words, **narrowed)]


def hits(*words: str, **narrowed: object) -> list[Hit]:
    with open_index(None) as index:
        with index.writing():
            index.put("a", "kk", b"1", Survey(units=units()))
        return find(index, query_of(terms_of(words), **narrowed), 9)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["they"], [1, 2]),
        (["ОЛАР"], [1, 2]),
        (["they", "six"], [1]),
        (["they", "жоқ"], [2]),
        (["жаз*"], [3]),
        (["жаз"], []),
        (["come back"], [2]),
        (["back come"], []),
        (['"did not" they'], [2]),
        (["«қайтып кел*»"], [2]),
        (["еще"], [4]),
        (["Всё"], [4]),
        (["все"], [4]),
        (["кто-то"], [4]),
        (["don't"], [5]),
        (["AND"], []),
        (["six", "OR", "letter"], []),
        (["source:they"], []),
        (["NEAR(they six)"], []),
        (["marks : localekk"], []),
        (["localekk"], []),
        (["they", "—"], [1, 2]),
        (["сто́ит"], []),
    ],
)
def test_words_phrases_and_endings(words: list[str], found: list[int]) -> None:
    assert numbers(*words) == found


def test_a_search_can_be_narrowed() -> None:
    assert numbers("келді") == [1]
    assert numbers("келді", side=Side.SOURCE) == []
    assert numbers("they", side=Side.SOURCE, states=[State.DRAFT]) == [2]
    assert numbers("she", states=[State.NEEDS_WORK, State.DRAFT]) == [3]
    assert numbers("they", locales=["kk"]) == [1, 2]
    assert numbers("they", locales=["ru"]) == []


def test_hits_show_where_they_are() -> None:
    (hit,) = hits("жаз*")
    assert [hit.target.text[a:b] for a, b in hit.target.spans] == ["жазды", "жазбақ"]
    assert hit.source.spans == ()
    assert (hit.document, hit.locale, hit.number, hit.state) == ("a", "kk", 3, State.NEEDS_WORK)


@given(st.lists(st.text(max_size=20), max_size=4))
def test_no_words_are_commands(words: list[str]) -> None:
    if terms_of(words):
        for hit in hits(*words):
            assert hit.source.text in [source for source, _, _ in TEXTS]


def test_what_is_replaced_is_not_found_any_more() -> None:
    with open_index(None) as index:
        for text in ("They came at six.", "They came at seven."):
            with index.writing():
                unit = SurveyedUnit(1, text, "", State.UNTRANSLATED, None, False)
                index.put("a", "kk", b"1", Survey(units=(unit,)))
        assert not find(index, query_of(["six"]), 9)
        assert len(find(index, query_of(["seven"]), 9)) == 1
        with index.writing():
            index.remove("a", "kk")
        assert not find(index, query_of(["seven"]), 9)
        assert not find(index, query_of(["seven"]), 9, [("a", "kk")])


def test_the_command(pack: PackFolder, capsys: pytest.CaptureFixture[str]) -> None:
    pack.translate()
    found = pack.read("search", "search", "six", "--locale", "kk", "--in", "source")
    assert [hit["number"] for hit in found["hits"]] == [4, 10]
    assert not found["more"]
    units = pack.units()
    for hit in found["hits"]:
        unit = units[hit["number"] - 1]
        assert (hit["unit"], hit["target"]) == (unit["unit"], unit["target"])
        ((start, end),) = hit["source_spans"]
        assert hit["source"][start:end] == "six"
    limited = pack.read("search", "search", "six", "--limit", "1", "--document", DOCUMENT)
    assert len(limited["hits"]) == 1
    assert limited["more"]
    capsys.readouterr()
    assert pack.run("search", "six", "--limit", "1") == 0
    told = capsys.readouterr()
    assert "[six]" in told.out
    assert "six" not in told.err, "texts are for standard output alone"


@pytest.mark.parametrize(
    ("words", "code"),
    [(["—"], 2), (["x" * 500], 2), (["six", "--document", "none"], 3), (["six", "-l", "de"], 2)],
)
def test_searches_that_make_no_sense(
    words: list[str], code: int, pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pack.run("segment") == 0
    capsys.readouterr()
    assert pack.run("search", *words) == code
    assert capsys.readouterr().err.startswith("kuager: ")
