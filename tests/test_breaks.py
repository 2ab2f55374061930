"""Manual joins and splits: lossless, named by text, at home only where they were made."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuager.breaks import Break, BreakKind, apply_breaks, name_break
from kuager.errors import DocumentError
from kuager.formats.breaks import breaks_parse, breaks_serialize

pieces = st.lists(st.text("ab. ", min_size=1, max_size=12), min_size=1, max_size=6)
marks = st.lists(
    st.builds(
        Break, st.sampled_from(BreakKind), st.text("ab.", max_size=4), st.text("ab", max_size=3)
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
    split = name_break(BreakKind.SPLIT, before, "nobody came.")
    cut, _ = apply_breaks(["New beginning. ", before + "nobody came. ", "New end."], [split])
    assert cut == ["New beginning. ", before, "nobody came. ", "New end."]
    assert apply_breaks([before + "somebody came."], [split]) == (
        [before + "somebody came."],
        set(),
    )


@given(marks)
def test_the_sidecar_comes_back(breaks: list[Break]) -> None:
    assert breaks_parse(breaks_serialize(breaks), "x") == breaks


@pytest.mark.parametrize(
    "content", [b"- kind: join\n", b"{", b"- 5", b"\xff", b"- {kind: cut, before: a, after: b}"]
)
def test_a_broken_sidecar_is_refused(content: bytes) -> None:
    with pytest.raises(DocumentError, match=r"source/a\.breaks\.yaml"):
        breaks_parse(content, "source/a.breaks.yaml")
