"""What is remembered of words is what would be worked out anew, and never without bound."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kuager.remembering import Remembered


@given(st.lists(st.text(alphabet="aбв", max_size=3), max_size=60), st.integers(1, 8))
def test_answers_are_right_and_few_are_kept(words: list[str], most: int) -> None:
    known = Remembered(len, most)
    for word in words:
        assert known[word] == len(word)
        assert len(known) <= most


def test_a_word_is_worked_out_once() -> None:
    asked: list[str] = []

    def work_out(word: str) -> str:
        asked.append(word)
        return word.upper()

    known = Remembered(work_out)
    assert [known["а"], known["б"], known["а"]] == ["А", "Б", "А"]
    assert asked == ["а", "б"]
