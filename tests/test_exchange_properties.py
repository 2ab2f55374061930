"""Exchange: whatever both sides do, no text is lost and nothing passes for more than it is."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kuager.model import State
from kuager.review import RANK
from tests.support.exchange import fill_table, receive, send, versions, write
from tests.support.packs import DOCUMENT, UNITS, PackFolder

TEXTS = ("Бір.", "Екі.", "Үш.", "")
THERE = st.tuples(
    st.sampled_from([*TEXTS, None]), st.sampled_from([None, *(state.value for state in State)])
)
HERE = st.sampled_from([None, *TEXTS[:-1], "confirm", "request-changes"])


@pytest.fixture(scope="module")
def drafted(pack_template: Path) -> Iterator[Path]:
    """A pack with units 1 to 3 translated by people, 1 approved, the others untouched drafts."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "pack"
        shutil.copytree(pack_template, root)
        pack = PackFolder(root)
        assert pack.run("segment") == 0
        assert pack.run("draft") == 0
        for number in (1, 2, 3):
            write(pack, number, f"Сөз {number}.", "t-0")
        assert pack.run("review", "approve", DOCUMENT, "kk", "1", "--as", "r-0") in {0, 1}
        yield root


@dataclass(frozen=True)
class _Side:
    text: str | None
    state: str | None


def _work_there(path: Path, kind: str, changes: dict[int, _Side]) -> None:
    if kind == "csv":
        cells: dict[int, dict[str, str]] = {}
        for number, side in changes.items():
            told = {"target": side.text, "state": side.state}
            cells[number] = {name: cell for name, cell in told.items() if cell is not None}
        fill_table(path, cells)
        return
    catalog = polib.pofile(str(path))
    for number, side in changes.items():
        entry = catalog[number - 1]
        entry.msgstr = entry.msgstr if side.text is None else side.text
        if side.state is not None:
            fuzzy = side.state in {"draft", "needs-work"}
            entry.flags = ["fuzzy"] if fuzzy else []
        if kind == "po without base":
            entry.comment = ""
    catalog.save(str(path))


def _work_here(pack: PackFolder, changes: dict[int, str]) -> None:
    for number, what in changes.items():
        if what in {"confirm", "request-changes"}:
            note = ("--note", "?") if what == "request-changes" else ()
            pack.run("review", what, DOCUMENT, "kk", str(number), *note, "--as", "t-2")
        else:
            write(pack, number, what)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(["csv", "po", "po without base"]),
    there=st.dictionaries(st.integers(1, UNITS), THERE, max_size=6),
    here=st.dictionaries(st.integers(1, UNITS), HERE, max_size=6),
)
def test_nothing_is_lost_and_nothing_rises(
    drafted: Path,
    kind: str,
    there: dict[int, tuple[str | None, str | None]],
    here: dict[int, str | None],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        pack = PackFolder(Path(folder) / "pack")
        shutil.copytree(drafted, pack.root)
        path = send(pack, kind.partition(" ")[0])
        sides = {number: _Side(*side) for number, side in there.items()}
        _work_there(path, kind, sides)
        sent = pack.units()
        _work_here(pack, {number: what for number, what in here.items() if what})
        before = pack.units()
        report = receive(pack, path, actor="t-3")
        after = pack.units()
        beside = versions(pack)
        for number, (old, new) in enumerate(zip(before, after, strict=True), 1):
            risen = RANK[State(old["state"])] > RANK[State(sent[number - 1]["state"])]
            newer = risen or old["target"] != sent[number - 1]["target"]
            text = sides[number].text if number in sides else None
            if text:
                kept = text == new["target"] or f"other version: {text}" in beside.get(number, "")
                assert kept or number in report["older"], "a text of the file is lost"
            if old["target"] != new["target"]:
                assert number in report["taken"]
                assert new["translators"] == ["t-3"]
                assert RANK[State(new["state"])] <= RANK[State.TRANSLATED]
                assert not newer, "newer work is gone"
            else:
                assert new["translators"] == old["translators"]
                assert RANK[State(new["state"])] <= RANK[State(old["state"])]
        once = pack.snapshot()
        receive(pack, path, actor="t-3")
        assert pack.snapshot() == once
