"""Manual joins and splits: lossless, named by text, at home only where they were made."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuager.breaks import Break, BreakKind, apply_breaks, name_break
from kuager.errors import DocumentError
from kuager.formats.breaks import breaks_parse, breaks_serialize

pieces = st.lists(st.text("ab. ", min_size=1, max_size=12), min_size=1, max_size=6)
marks = st.lists(
    st.builds(
        Break,
        st.sampled_from(BreakKind),
        st.text("ab.", min_size=1, max_size=4),
        st.text("ab", min_size=1, max_size=3),
    ),
    max_size=4,
)


@given(pieces, marks)
def test_never_loses_or_invents_text(cut: list[str], breaks: list[Break]) -> None:
    after, _ = apply_breaks(cut, breaks)
    assert "".join(after) == "".join(cut)
    assert all(after)


def test_join_and_split_take_each_other_back() -> None:
    cut = ["We met Dr. ", "Ahmetov there. ", "He left."]
    join = name_break(BreakKind.JOIN, "We met Dr. ", "Ahmetov there. He left.")
    joined, applied = apply_breaks(cut, [join])
    assert joined == ["We met Dr. Ahmetov there. ", "He left."]
    assert applied == {join}
    split = Break(BreakKind.SPLIT, join.before, join.after)
    assert apply_breaks(joined, [split])[0] == cut


def test_a_break_survives_edits_elsewhere_and_dies_with_its_sentence() -> None:
    before = "It was a cold and dark morning near the old railway station, as always; "
    after = "nobody came, and nobody was expected to come. "
    split = name_break(BreakKind.SPLIT, before, after + "He left.")
    cut, _ = apply_breaks(["New beginning. ", before + after, "New end."], [split])
    assert cut == ["New beginning. ", before, after, "New end."]
    assert apply_breaks([before + "some" + after], [split]) == ([before + "some" + after], set())


def test_a_short_context_is_at_home_only_at_the_edge_of_its_block() -> None:
    join = name_break(BreakKind.JOIN, "They came. ", "They left.")
    assert apply_breaks(["They came. ", "They left."], [join])[0] == ["They came. They left."]
    assert apply_breaks(["  They came. ", "They left.  "], [join])[1] == {join}
    for elsewhere in (
        ["Then. ", "They came. ", "They left."],
        ["They came. ", "They left. ", "We hid."],
        ["They left."],
        ["They came. ", "And they left."],
    ):
        assert apply_breaks(elsewhere, [join]) == (elsewhere, set())


@given(pieces, st.integers(1, 60), st.sampled_from(BreakKind))
def test_a_break_applies_where_it_was_made(cut: list[str], at: int, kind: BreakKind) -> None:
    text = "".join(cut)
    left, right = text[:at], text[at:]
    if not left.strip() or not right.strip():
        return
    mark = name_break(kind, left, right)
    after, applied = apply_breaks(cut, [mark])
    assert applied == {mark}
    place = len(text) - len(right.lstrip())
    edges = [sum(map(len, after[:n])) for n in range(1, len(after))]
    assert (place in edges) is (kind is BreakKind.SPLIT)


def test_many_breaks_in_a_long_block_are_found_in_linear_time() -> None:
    left, right = "a b. " * 8, "a b. " * 8
    mark = name_break(BreakKind.JOIN, left, right)
    start = time.process_time()
    apply_breaks(["a b. "] * 20_000, [mark])
    assert time.process_time() - start < 2


# Line ends of YAML are spaces in every document long before its text gets here.
any_text = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x85\u2028\u2029"),
    min_size=1,
    max_size=40,
).filter(str.strip)


@given(st.lists(st.builds(Break, st.sampled_from(BreakKind), any_text, any_text), max_size=4))
def test_the_sidecar_comes_back(breaks: list[Break]) -> None:
    assert breaks_parse(breaks_serialize(breaks), "x") == breaks


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"- kind: join\n", "entry 1"),
        (b"{", "not valid YAML"),
        (b"[" * 100_000, "not valid YAML"),
        (b"- 5", "entry 1"),
        (b"a: b", "list of breaks"),
        (b"They came", "list of breaks"),
        (b"\xff", "not valid YAML"),
        (b"- {kind: cut, before: a, after: b}", "entry 1"),
        (b"- {kind: They came, before: a, after: b}", "entry 1"),
        (b"- {kind: 2021-13-45, before: a, after: b}", "entry 1"),
        (
            b"- {kind: join, before: a, after: b}\n- {kind: join, before: [They], after: b}",
            "entry 2",
        ),
        (b"- {kind: split, before: '', after: b}", "entry 1"),
        (b"- {kind: split, before: a, after: ' '}", "entry 1"),
        (b"<<<<<<< HEAD\n- {kind: join, before: a, after: b}\n", "line 1: holds an unresolved git"),
        (b"[]\n=======\n", "line 2: holds an unresolved git"),
        (b"[]\n>>>>>>> theirs\n", "line 2: holds an unresolved git"),
    ],
)  # fmt: skip
def test_a_broken_sidecar_is_refused(content: bytes, complaint: str) -> None:
    with pytest.raises(DocumentError, match=complaint) as caught:
        breaks_parse(content, "source/a.breaks.yaml")
    assert str(caught.value).startswith("source/a.breaks.yaml")
    assert "They" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_texts_that_look_like_dates_and_numbers_are_texts() -> None:
    content = (
        b"- {kind: join, before: 2021-13-45, after: 0x10}\n- {kind: join, before: ~, after: 5}"
    )
    assert breaks_parse(content, "x") == [
        Break(BreakKind.JOIN, "2021-13-45", "0x10"),
        Break(BreakKind.JOIN, "~", "5"),
    ]
