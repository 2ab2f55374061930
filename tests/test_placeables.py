"""Placeables: the codec is a bijection, masking loses no tag that a reader would miss."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuager.placeables import (
    MAX_NUMBER,
    Close,
    Literal,
    Open,
    Standalone,
    Token,
    escape,
    mask,
    serialise,
    strip_placeables,
    tokenise,
    unescape,
    unmask,
)

# Letters that tags are made of come often, so that text looks like tags.
TAGLIKE = st.text(alphabet="<>/\\019 aж.,", max_size=30)
TEXTS = TAGLIKE | st.text(max_size=30)
NUMBERS = st.integers(min_value=1, max_value=MAX_NUMBER)
TOKENS = st.lists(
    st.builds(Literal, TEXTS.filter(bool))
    | st.builds(Open, NUMBERS)
    | st.builds(Close, NUMBERS)
    | st.builds(Standalone, NUMBERS)
)
SEGMENTS = st.lists(
    st.sampled_from(["<1>", "</1>", "<2/>", "<3>", "</3>", "<4/>", "<5>", "</6>", " ", ". "])
    | st.sampled_from(["Aigul", "said", "5", "no", "<\\1>"])
).map("".join)
DRAFTS = st.lists(
    st.sampled_from(["Aigul", "айтты", "5", "жоқ", "<1>", "<2/>", ".", " ", " "])
).map("".join)


def merged(tokens: list[Token]) -> tuple[Token, ...]:
    """Join neighbouring literals."""
    result: list[Token] = []
    for token in tokens:
        if result and isinstance(token, Literal) and isinstance(result[-1], Literal):
            result[-1] = Literal(result[-1].text + token.text)
        else:
            result.append(token)
    return tuple(result)


@given(TEXTS)
def test_escaping_is_undone_by_unescaping(text: str) -> None:
    assert unescape(escape(text)) == text


@given(TEXTS.filter(bool))
def test_escaped_text_is_one_literal(text: str) -> None:
    assert tokenise(escape(text)) == (Literal(text),)


@given(TOKENS)
def test_tokens_survive_writing_and_reading(tokens: list[Token]) -> None:
    assert tokenise(serialise(tokens)) == merged(tokens)


@given(TEXTS)
def test_any_text_survives_reading_and_writing(text: str) -> None:
    assert serialise(tokenise(text)) == text


@pytest.mark.parametrize(
    ("plain", "escaped"),
    [
        ("a <1> b", "a <\\1> b"),
        ("a </12> b", "a <\\/12> b"),
        ("a <3/> b", "a <\\3/> b"),
        ("a <\\1> b", "a <\\\\1> b"),
        ("2 < 3 > 1, <b>, <01>, <12345>, </1/>", "2 < 3 > 1, <b>, <01>, <12345>, </1/>"),
    ],
)
def test_only_what_looks_like_a_tag_is_escaped(plain: str, escaped: str) -> None:
    assert escape(plain) == escaped


@pytest.mark.parametrize("number", [0, -1, MAX_NUMBER + 1])
def test_a_number_that_no_tag_can_carry_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="number"):
        serialise([Standalone(number)])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<1>Six</1> people<2/>.", "Six people."),
        ("first line<1/>second line", "first line second line"),
        ("first line <1/>second line", "first line second line"),
        ("a <\\1> b", "a <1> b"),
        ("<1/>", ""),
    ],
)
def test_stripping_leaves_the_words(text: str, words: str) -> None:
    assert strip_placeables(text) == words


@pytest.mark.parametrize(
    ("text", "draft", "expected"),
    [
        # Around the whole segment, or at its edges: back to the edges.
        ("<1>All of it.</1>", "Бәрі.", "<1>Бәрі.</1>"),
        ("<1/> Look.<2/>", "Қараңыз.", "<1/> Қараңыз.<2/>"),
        ("<1>He left.<2/></1>", "Ол кетті.", "<1>Ол кетті.<2/></1>"),
        ("He left.</1>", "Ол кетті.", "Ол кетті.</1>"),
        # In the middle: around the same words, or not at all.
        ("In <1>Astana</1> it was cold.", "Astana қаласы суық.", "<1>Astana</1> қаласы суық."),
        ("In <1>Astana</1> it was cold.", "Астанада суық.", "Астанада суық."),
        ("<1>Ann</1> saw Ann.", "Ann көрді Ann.", "<1>Ann</1> көрді Ann."),
        ("Ann saw <1>Ann</1>.", "Ann көрді Ann.", "Ann көрді <1>Ann</1>."),
        ("Not <1>5</1> of 55.", "55 жоқ 5.", "55 жоқ <1>5</1>."),
        ("<1>One <2>A1</2></1> two.", "Бір A1 екі.", "Бір <2>A1</2> екі."),
        # Standalones in the middle: behind the same share of the words, spaced as they were.
        ("One two<1/> three four.", "Бір екі үш төрт.", "Бір екі<1/> үш төрт."),
        ("One two <1/> three four.", "Бір екі үш төрт.", "Бір екі <1/> үш төрт."),
        ("One two <1/>three four.", "Бір екі үш төрт.", "Бір екі <1/>үш төрт."),
        ("One two<1/>three four.", "Бір екі үш төрт.", "Бір екі<1/>үш төрт."),
        ("One two<1/>, three four.", "Бір екі, үш төрт.", "Бір екі<1/>, үш төрт."),
        ("One two<1/>.", "Бір екі.", "Бір екі<1/>."),
        # One end only: the pair goes on into the next segment.
        ("He left. <1>She stayed.", "Ол кетті. Ол қалды.", "Ол кетті. <1>Ол қалды."),
        # What an engine makes up is text.
        ("He left.", "Ол <1> кетті.", "Ол <\\1> кетті."),
        ("Nothing.", "", ""),
        ("<1/>", "", "<1/>"),
    ],
)
def test_tags_find_their_way_into_a_draft(text: str, draft: str, expected: str) -> None:
    assert unmask(draft, mask(text)) == expected


def test_an_engine_sees_words_only() -> None:
    assert mask(" <1>Six</1> <2/> people <\\1>. ").plain == "Six people <1>."


@given(SEGMENTS, DRAFTS)
def test_a_draft_keeps_its_words_and_every_standalone(text: str, draft: str) -> None:
    masked = mask(text)
    result = unmask(draft, masked)
    if not masked.plain:
        assert result == text
        return
    if not draft.strip():
        assert result == ""
        return

    def squeezed(written: str) -> str:
        return "".join(strip_placeables(written).split())

    def tags(written: str) -> Counter[Token]:
        return Counter(token for token in tokenise(written) if not isinstance(token, Literal))

    assert squeezed(result) == squeezed(escape(draft))
    assert tags(result) <= tags(text)
    dropped = tags(text) - tags(result)
    assert not any(isinstance(tag, Standalone) for tag in dropped)
    for tag in dropped:
        assert isinstance(tag, Open | Close)
        other = Close(tag.number) if isinstance(tag, Open) else Open(tag.number)
        assert other in dropped, "a pair is left out whole"


@given(SEGMENTS)
def test_masking_and_setting_back_is_stable(text: str) -> None:
    plain = mask(text).plain
    result = unmask(plain, mask(text))
    assert mask(result).plain == plain
