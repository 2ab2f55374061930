"""What of a text comes into the memory: nothing invisible alone, nothing a terminal obeys."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kuager.memory import Memory, Pair, Provenance, open_memory

IMPORTED = Provenance(approved=False, name="old")
BREAKING = ["\x00", "\x1b", "\x7f", "\x85", "\x9b", "\x9f", "\u2028", "\u2029"]
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.fixture
def memory() -> Iterator[Memory]:
    with open_memory(None) as opened:
        yield opened


def add(memory: Memory, source: str, target: str) -> int:
    with memory.writing() as writer:
        return writer.add([Pair(source, target, "kk")], IMPORTED)


def kept(memory: Memory, target: str) -> str:
    """Return what a target is remembered as."""
    assert add(memory, "They came.", target) == 1
    (match,) = memory.exact("They came.", "kk")
    return match.target


@pytest.mark.parametrize("nothing", ["\u200b\u200b", "\u2060 \ufeff", "\u202e", "\x9f", "\u2028"])
def test_a_side_that_nobody_can_see_is_empty(memory: Memory, nothing: str) -> None:
    assert add(memory, "They came.", nothing) == 0
    assert add(memory, nothing, "Олар келді.") == 0
    with memory.writing() as writer:
        writer.set_approved([("d", Pair("They came.", nothing, "kk"))], "1")
        writer.set_approved([("d", Pair(nothing, "Олар келді.", "kk"))], "2")
    assert memory.sizes() == []
    assert memory.find(nothing, "kk") == []


@pytest.mark.parametrize("character", BREAKING)
def test_control_characters_and_line_separators_become_spaces(
    memory: Memory, character: str
) -> None:
    assert kept(memory, f"{character}Олар{character} келді.{character}") == "Олар келді."
    assert add(memory, f"They{character}went.{character}", "Олар кетті.") == 1
    for wanted in ("They went.", f"They{character}went."):
        (match,) = memory.exact(wanted, "kk")
        assert match.source == "They went."
        assert memory.find(wanted, "kk")[0].source == "They went."


@pytest.mark.parametrize(
    "target",
    [
        "Ол \u202bسلام\u202c деді.",
        "Ол \u2067سلام \u202a1\u202c\u2069 деді.",
        "Ол \u2068سلام\u2069 деді.",
        "Не\u00adге\u200b?",
        "Ол\u00a0келді.",
    ],
)
def test_balanced_directions_and_what_is_unseen_within_stay(memory: Memory, target: str) -> None:
    assert kept(memory, target) == target


@pytest.mark.parametrize(
    "target",
    [
        "Олар \u202eкелді.",
        "Олар \u202cкелді.",
        "Олар \u2069\u2067келді.",
        "Олар \u202b\u2067келді\u202c.\u2069",
        "Олар \u2066 \u2066келді.\u2069",
    ],
)
def test_of_unbalanced_directions_none_stays(memory: Memory, target: str) -> None:
    assert kept(memory, target) == "Олар келді."


def test_what_is_approved_stays_as_it_is(memory: Memory) -> None:
    with memory.writing() as writer:
        writer.set_approved([("d", Pair("They came.", "Олар  \u202eкелді.", "kk"))], "1")
    assert memory.exact("They came.", "kk")[0].target == "Олар  \u202eкелді."
    with memory.writing() as writer:
        writer.set_approved([("d", Pair("They\x9fcame.", "Олар  \u202eкелді.", "kk"))], "2")
    assert [o.translations for o in memory.sizes()] == [1]


@settings(deadline=None)
@given(st.text(st.sampled_from([*"аб <1>\u0301\u200b", *BREAKING, *TURNING]), max_size=12))
def test_nothing_imported_turns_the_line_or_steers_a_terminal(target: str) -> None:
    with open_memory(None) as memory:
        add(memory, "They came.", target)
        for match in memory.exact("They came.", "kk"):
            text = match.target
            assert not any(unicodedata.category(c) in {"Cc", "Zl", "Zp", "Cs"} for c in text)
            opened = sum(text.count(c) for c in "\u202a\u202b\u202d\u202e")
            assert opened == text.count("\u202c")
            isolated = sum(text.count(c) for c in "\u2066\u2067\u2068")
            assert isolated == text.count("\u2069")
            assert any(unicodedata.category(c) not in {"Cf", "Zs"} for c in text)
