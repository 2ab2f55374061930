"""Changes to the memory's index: whatever happened, it is as if it had been made at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kuager.memory import Memory, Pair, Provenance, open_memory, postings

_WORDS = ("they", "came", "at", "night", "and", "took", "us", "<1>all</1>", "<2/>")
_SENTENCES = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=4).map(" ".join)
_PAIRS = st.lists(
    st.tuples(_SENTENCES, st.sampled_from(("Келді.", "Пришли.")), st.sampled_from(("kk", "ru"))),
    max_size=12,
)
_CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.sampled_from(("one", "two")), _PAIRS),
        st.tuples(st.just("forget"), st.sampled_from(("one", "two")), st.just([])),
        st.tuples(st.just("approve"), st.sampled_from(("a", "b")), _PAIRS),
    ),
    min_size=1,
    max_size=6,
)
Change = tuple[str, str, list[tuple[str, str, str]]]


def change(memory: Memory, kind: str, name: str, pairs: list[tuple[str, str, str]]) -> None:
    told = [Pair(*pair) for pair in pairs]
    with memory.writing() as writer:
        if kind == "add":
            writer.add(told, Provenance(approved=False, name=name))
        elif kind == "forget":
            writer.forget(name)
        else:
            sheets = {f"{locale}/{name}": "read" for locale in ("kk", "ru")}
            writer.set_approved([(name, pair) for pair in told], sheets=sheets)


def contents(memory: Memory) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: sorted(memory._connection.execute(f"SELECT * FROM {table}"))
        for table in ("sources", "targets", "postings", "lengths", "present")
    }


@settings(deadline=None, max_examples=60)
@given(_CHANGES)
def test_an_index_that_was_changed_is_one_that_was_made_at_once(changes: list[Change]) -> None:
    with pytest.MonkeyPatch.context() as patched:
        # Chunks so small that a few sentences fill several.
        patched.setattr(postings, "CHUNK_BITS", 3)
        patched.setattr(postings, "CHUNK", 8)
        patched.setattr(postings, "_LENGTHS_SIZE", 16)
        patched.setattr(postings, "_BITS_SIZE", 1)
        kept = []
        for few in (8, -1):  # changed where it can be; made anew each time
            patched.setattr(postings, "_FEW", few)
            with open_memory(None) as memory:
                for one in changes:
                    change(memory, *one)
                kept.append(contents(memory))
        assert kept[0] == kept[1]


def test_what_was_changed_is_found_as_it_is_now(tmp_path: Path) -> None:
    with open_memory(tmp_path / "m") as memory:
        change(memory, "add", "one", [("They came at night.", "Түнде келді.", "kk")] * 2)
        change(memory, "add", "two", [("They came at noon.", "Түсте келді.", "kk")])
        change(memory, "add", "two", [("They came at night.", "Пришли ночью.", "ru")])
        found = {m.source for m in memory.find("They came at nights.", "kk")}
        assert found == {"They came at night.", "They came at noon."}
        assert [m.target for m in memory.find("They came at nights.", "ru")] == ["Пришли ночью."]
        change(memory, "forget", "one", [])
        found = {m.source for m in memory.find("They came at nights.", "kk")}
        assert found == {"They came at noon."}
        assert [m.target for m in memory.find("They came at nights.", "ru")] == ["Пришли ночью."]


def test_what_is_forgotten_gives_its_room_back(tmp_path: Path) -> None:
    path = tmp_path / "m"
    with open_memory(path) as memory:
        change(memory, "add", "one", [("They came at night.", "Түнде келді.", "kk")])
        size = path.stat().st_size
        many = [
            (f"They came {number} times.", f"Олар {number} рет.", "kk") for number in range(5000)
        ]
        change(memory, "add", "two", many)
        assert path.stat().st_size > 5 * size
        change(memory, "forget", "two", [])
        assert path.stat().st_size <= size


def test_what_leaves_is_sorted_without_being_held(tmp_path: Path) -> None:
    """Sorting in SQLite holds every text at once; only the order of an index does not."""
    with open_memory(tmp_path / "m") as memory:
        change(
            memory, "add", "two", [("They came.", "Келді.", "kk"), ("They left.", "Кетті.", "kk")]
        )
        change(memory, "add", "one", [("They came.", "Келді.", "kk"), ("They came.", "Ой.", "kk")])
        change(memory, "approve", "a", [("They came.", "Ой.", "kk")])
        statements: list[str] = []
        memory._connection.set_trace_callback(statements.append)
        (came,) = [r for r in memory.remembered(["kk"], approved_only=False) if "came" in r.source]
        assert came.targets == (("kk", "Ой.", True), ("kk", "Келді.", False))
        assert [r.source for r in memory.remembered(["kk"])] == ["They came."]
        names = [name for name, _ in memory.imported()]
        assert names == ["one", "one", "two", "two"]
        memory._connection.set_trace_callback(None)
        for statement in [s for s in statements if "JOIN" in s]:
            plan = memory._connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
            assert not {f"USE TEMP B-TREE FOR {by} BY" for by in ("ORDER", "GROUP")} & {
                row[3] for row in plan
            }
