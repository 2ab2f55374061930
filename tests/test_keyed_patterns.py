"""Keyed patterns find exactly what their patterns find: a key spares a search, never a match."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kuager.checks
from kuager.checks.meaning.keyed import KeyedPattern, any_of, compiled, keys_in, words


def _inside(value: object) -> Iterator[KeyedPattern]:
    """Yield the keyed patterns in a constant of a module, however deep."""
    if isinstance(value, KeyedPattern):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _inside(part)
    elif isinstance(value, tuple):
        for part in value:
            yield from _inside(part)


MODULES = [
    importlib.import_module(module.name)
    for module in pkgutil.walk_packages(kuager.checks.__path__, "kuager.checks.")
]
PATTERNS = {
    pattern.bit: pattern
    for module in MODULES
    for value in vars(module).values()
    for pattern in _inside(value)
}
_CASES = (Path(__file__).parent / "cases" / "meaning.tsv").read_text("utf-8").lower()
_SENTENCES = [
    part
    for line in _CASES.splitlines()
    if line and not line.startswith("#")
    for part in line.split("\t")[2:4]
]
_WORDS = sorted({word for sentence in _SENTENCES for word in re.findall(r"[\w'-]+", sentence)})
_JOINTS = st.sampled_from(
    [" ", " ", " ", ", ", ". ", "-", "? ", "! ", " — ", "'", " «", "» ", "\n"]
)
_MADE = st.lists(st.tuples(st.sampled_from(_WORDS), _JOINTS), max_size=12).map(
    lambda parts: "".join(word + joint for word, joint in parts)
)

LISTS = {
    listed: compiled(listed)
    for listed in ("a", "ab*", "a_b", "b*_a*", "a-b", "b'a", "и a*b", "1 a_и")
}


def _check(text: str) -> None:
    for pattern in PATTERNS.values():
        wanted = [match.span() for match in pattern.pattern.finditer(text)]
        assert [match.span() for match in pattern.finditer(text)] == wanted
        assert pattern.count(text) == len(wanted)
        found = pattern.search(text)
        assert (found.span() if found else None) == (wanted[0] if wanted else None)
        assert pattern.has_key(text) or not wanted


def test_every_keyed_pattern_finds_all_that_its_pattern_finds_in_the_cases() -> None:
    assert len(PATTERNS) > 100
    for sentence in _SENTENCES:
        _check(sentence)


@given(_MADE)
def test_every_keyed_pattern_finds_all_that_its_pattern_finds_in_words_of_the_cases(
    text: str,
) -> None:
    _check(text)


@given(
    st.sampled_from([*PATTERNS.values()]).flatmap(
        lambda keyed: st.tuples(st.just(keyed), st.from_regex(keyed.pattern))
    )
)
@settings(max_examples=300, deadline=None)
def test_whatever_a_keyed_pattern_matches_has_one_of_its_keys(
    example: tuple[KeyedPattern, str],
) -> None:
    keyed, text = example
    small = text.lower()
    assert keyed.has_key(small) or not keyed.pattern.search(small)


@given(st.text(alphabet="abи -*_.'1", max_size=24))
def test_a_list_finds_what_its_words_find(text: str) -> None:
    for listed, pattern in LISTS.items():
        wanted = re.findall(words(listed), text)
        assert [match.group() for match in pattern.finditer(text)] == wanted


@pytest.mark.parametrize(
    ("keys", "text", "expected"),
    [
        ("not", "i did not go", True),
        ("not", "a knot, and nothing", False),
        ("un*", "unknown", True),
        ("un*", "it was known", False),
        ("*less", "a homeless man", True),
        ("*less", "less is a lesson", True),
        ("*less", "a lesson", False),
        ("ба$", "бара ма, ба?!", True),
        ("ба$", "ба да", False),
        ("*ды$", "ол барды.", True),
        ("*ды$", "барды да", False),
        ("one two", "only two", True),
        ("one", "", False),
        ("one", "?!", False),
    ],
)
def test_a_key_stands_in_a_text_by_its_words(keys: str, text: str, *, expected: bool) -> None:
    pattern = KeyedPattern("(?!)", keys)
    assert pattern.has_key(text) is expected
    assert bool(keys_in(text) & any_of([pattern])) is expected


def test_a_word_without_end_costs_little() -> None:
    assert KeyedPattern("(?!)", "begin* *end").has_key("beg" * 400_000 + "end")
