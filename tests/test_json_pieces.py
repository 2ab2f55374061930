"""JSON piece by piece: the same bytes as in one go, and no more of it held than a piece."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kuager.formats.json_pieces import SLOT, json_pieces

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.lists(VALUES, max_size=5), VALUES.filter(lambda value: '"\\u0000"' not in dumped(value)))
def test_pieces_are_what_is_written_in_one_go(values: list[Any], other: Any) -> None:
    for document, whole in (
        ({"kind": "x", "list": SLOT, "z": other}, {"kind": "x", "list": values, "z": other}),
        ({"a": [{"z": SLOT}], "b": other}, {"a": [{"z": values}], "b": other}),
        (SLOT, values),
    ):
        assert "".join(json_pieces(document, iter(values))) == f"{dumped(whole)}\n"


def dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def test_values_are_taken_when_their_turn_comes() -> None:
    taken = 0

    def values() -> Iterator[str]:
        nonlocal taken
        for number in range(100):
            taken = number
            yield "x" * 30_000

    sizes: list[int] = []
    for piece in json_pieces({"list": SLOT}, values()):
        assert taken < 3 * (len(sizes) + 1)
        sizes.append(len(piece))
    assert len(sizes) > 30
    assert max(sizes) < 200_000
