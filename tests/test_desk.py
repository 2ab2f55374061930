"""The desk: what it acknowledges is never lost, and nobody's text takes another's place unseen."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from kuager.errors import StorageError, UsageError
from kuager.journal import Journal
from kuager.merging.versions import other_versions
from kuager.model import State, text_hash
from kuager.pack import Pack, open_pack
from kuager.review import Action
from kuager.steps.desk import Desk
from kuager.steps.turns import ChangedMeanwhileError, Wish
from kuager.steps.workbench import Workbench
from tests.support import desk_worker
from tests.support.packs import DOCUMENT, UNITS, PackFolder

LATER = 3600.0
"""Seconds after which nothing has been saved by itself in a test."""


@pytest.fixture
def opened(pack: PackFolder) -> Pack:
    assert pack.run("segment") == 0
    assert pack.run("draft") == 0
    return open_pack(pack.root)


@pytest.fixture
def desk(opened: Pack) -> Iterator[Desk]:
    with Desk(opened, DOCUMENT, "kk", save_after=LATER) as desk:
        yield desk


def _translate(text: str, desk: Desk, number: int) -> Wish:
    return Wish(Action.TRANSLATE, text, shown=text_hash(desk.unit(number).target))


def _killed(desk: Desk) -> None:
    """Let go of what a killed process lets go of, and of nothing else."""
    desk._journal._stream.close()
    desk._held.close()


def test_a_step_is_seen_at_once_and_saved_in_time(pack: PackFolder, opened: Pack) -> None:
    with Desk(opened, DOCUMENT, "kk", save_after=0.01) as desk:
        desk.take(4, _translate("Олар алтыда келді.", desk, 4), "t-1")
        assert desk.unit(4).state is State.TRANSLATED
        deadline = time.monotonic() + 20
        while not desk.saved and time.monotonic() < deadline:
            time.sleep(0.01)
        assert desk.saved
    assert pack.units()[3]["target"] == "Олар алтыда келді."
    assert pack.units()[3]["translators"] == ["t-1"]
    assert pack.run("ledger", "verify") == 0
    assert not list((pack.root / ".kuager" / "desk").glob("*.jsonl"))


def test_from_draft_to_approved_by_two_people_before_anything_is_saved(
    pack: PackFolder, opened: Pack
) -> None:
    with Desk(opened, DOCUMENT, "kk", save_after=LATER) as desk:
        desk.take(4, _translate("Олар алтыда келді.", desk, 4), "t-1")
        desk.take(4, Wish(Action.REQUEST_CHANGES, note="who?"), "r-1")
        desk.take(4, _translate("Олар кешкі алтыда келді.", desk, 4), "t-1")
        desk.take(4, Wish(Action.APPROVE), "r-1")
        desk.take(5, Wish(Action.CONFIRM), "t-1")
        assert desk.unit(4).state is State.APPROVED
        assert desk.earlier(4)[0] == "Олар алтыда келді."
        in_memory = list(desk.units)
    read = Workbench.open(opened, DOCUMENT, "kk")
    assert list(read.units) == in_memory
    assert pack.run("ledger", "verify") == 0


def test_what_was_acknowledged_outlives_a_kill(pack: PackFolder, opened: Pack) -> None:
    desk = Desk(opened, DOCUMENT, "kk", save_after=LATER)
    desk.take(4, _translate("Олар алтыда келді.", desk, 4), "t-1")
    desk.take(4, Wish(Action.QUESTION, note="which six?"), "t-1")
    desk.type(5, "t-1", "Біз ұйықта", text_hash(desk.unit(5).target))
    _killed(desk)
    assert pack.units()[3]["state"] == "draft"
    with Desk(opened, DOCUMENT, "kk", save_after=LATER) as desk:
        assert desk.unit(4).target == "Олар алтыда келді."
        assert desk.unit(4).asked
        assert not desk.told
        typed = desk.typed(5)
        assert typed
        assert typed.text == "Біз ұйықта"
    assert pack.units()[3]["state"] == "translated"
    with Desk(opened, DOCUMENT, "kk", save_after=LATER) as desk:
        assert desk.typed(5) == typed
        desk.give_up(5)
    with Desk(opened, DOCUMENT, "kk", save_after=LATER) as desk:
        assert desk.typed(5) is None


@pytest.mark.parametrize("written", ["nothing", "catalog", "both"])
def test_a_kill_between_two_writes_neither_doubles_nor_loses(
    pack: PackFolder, opened: Pack, written: str
) -> None:
    desk = Desk(opened, DOCUMENT, "kk", save_after=LATER)
    for text in ("Олар келді.", "Олар алтыда келді."):
        desk.take(4, _translate(text, desk, 4), "t-1")
    desk.take(4, Wish(Action.COMMENT, note="six in the evening"), "t-1")
    desk.take(4, Wish(Action.ASSIGN, assignee="r-1"), "t-1")
    desk.take(4, Wish(Action.APPROVE), "r-1")
    saving = desk._bench.begin_saving()
    if written != "nothing":
        events = saving.events
        object.__setattr__(saving, "events", events if written == "both" else ())
        saving.write()
    _killed(desk)
    for _ in range(2):
        with Desk(opened, DOCUMENT, "kk", save_after=LATER) as desk:
            unit = desk.unit(4)
            assert (unit.target, unit.state) == ("Олар алтыда келді.", State.APPROVED)
            assert (unit.translators, unit.assignee) == (("t-1",), "r-1")
            assert [e.note for e in desk.said(4) if e.note] == ["six in the evening"]
            assert desk.entry(4).remark == ""
            assert not desk.told
    assert pack.run("ledger", "verify") == 0


def test_another_programs_work_is_taken_in_and_neither_text_is_lost(
    pack: PackFolder, desk: Desk
) -> None:
    desk.take(4, _translate("Олар алтыда келді.", desk, 4), "t-1")
    revision = desk.revision
    assert pack.run(*_edit(4, "Олар сағат алтыда келді."), "t-2") == 0
    assert pack.run(*_edit(5, "Біз ұйықтаған жоқпыз."), "t-2") == 0
    desk.refresh()
    assert desk.unit(5).target == "Біз ұйықтаған жоқпыз."
    assert set(desk.changes(revision) or ()) == {4, 5}
    assert desk.unit(4).target == "Олар сағат алтыда келді."
    assert other_versions(desk.entry(4).remark)[0] == ("Олар алтыда келді.",)
    assert "another version" in desk.told[0]
    assert "Олар" not in desk.told[0]
    desk.flush()
    assert pack.units()[3]["target"] == "Олар сағат алтыда келді."
    desk.take(4, _translate("Олар алтыда келді.", desk, 4), "t-2")
    assert desk.entry(4).remark == ""


def test_a_step_on_a_text_that_changed_is_refused(pack: PackFolder, desk: Desk) -> None:
    wish = _translate("Олар алтыда келді.", desk, 4)
    assert pack.run(*_edit(4, "Олар сағат алтыда келді."), "t-2") == 0
    with pytest.raises(ChangedMeanwhileError):
        desk.take(4, wish, "t-1")
    approval = Wish(Action.APPROVE, shown=wish.shown)
    with pytest.raises(ChangedMeanwhileError):
        desk.take(4, approval, "r-1")
    assert desk.unit(4).state is State.TRANSLATED


def test_two_windows_do_not_overwrite_what_the_other_typed(desk: Desk) -> None:
    shown = text_hash(desk.unit(4).target)
    first = desk.type(4, "t-1", "Олар к", shown)
    assert first
    with pytest.raises(ChangedMeanwhileError):
        desk.type(4, "t-2", "Келді", shown)
    assert desk.typed(4) == first
    assert desk.type(4, "t-1", "Олар кел", shown, text_hash("Олар к"))
    desk.take(4, _translate("Келді олар.", desk, 4), "t-2")
    typed = desk.typed(4)
    assert typed
    assert typed.text == "Олар кел"


def test_a_changed_source_renumbers_and_keeps_what_was_typed(pack: PackFolder, desk: Desk) -> None:
    desk.type(4, "t-1", "Олар кел", text_hash(desk.unit(4).target))
    desk.take(5, _translate("Біз ұйықтаған жоқпыз.", desk, 5), "t-1")
    revision = desk.revision
    text = pack.source.read_text("utf-8")
    pack.source.write_text(text.replace("They came", "Men came"), "utf-8")
    assert pack.run("segment") == 0
    desk.refresh()
    assert desk.changes(revision) is None
    assert [typed.text for typed in desk.stray()] == ["Олар кел"]
    assert desk.unit(5).target == "Біз ұйықтаған жоқпыз."


def test_segments_are_joined_and_split_from_the_desk(desk: Desk) -> None:
    before = [unit.source for unit in desk.units]
    desk.recut(4, None)
    assert len(desk.units) == UNITS - 1
    assert desk.unit(4).source == f"{before[3]} {before[4]}"
    desk.recut(4, before[3])
    assert [unit.source for unit in desk.units] == before
    desk.type(4, "t-1", "Олар кел", text_hash(desk.unit(4).target))
    with pytest.raises(UsageError):
        desk.recut(4, None)


def test_a_full_disk_acknowledges_nothing_and_keeps_what_was(
    pack: PackFolder, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.take(4, _translate("Олар алтыда келді.", desk, 4), "t-1")

    def full(*_: object) -> None:
        raise StorageError("the disk is full.", "Free some space.")

    before = list(desk.units)
    with monkeypatch.context() as patched:
        patched.setattr(Journal, "append", full)
        with pytest.raises(StorageError):
            desk.take(5, _translate("Біз ұйықтаған жоқпыз.", desk, 5), "t-1")
        with pytest.raises(StorageError):
            desk.type(6, "t-1", "Олар", text_hash(desk.unit(6).target))
    assert list(desk.units) == before
    assert desk.typed(6) is None
    with monkeypatch.context() as patched:
        patched.setattr("kuager.pack.Pack.write", full)
        with pytest.raises(StorageError):
            desk.flush()
    assert list(desk.units) == before
    assert not desk.saved
    desk.flush()
    assert pack.units()[3]["target"] == "Олар алтыда келді."


def test_a_damaged_journal_is_kept_aside(opened: Pack) -> None:
    desk = Desk(opened, DOCUMENT, "kk", save_after=LATER)
    desk.take(4, _translate("Олар алтыда келді.", desk, 4), "t-1")
    _killed(desk)
    (path,) = (opened.private_folder / "desk").glob("*.jsonl")
    content = b"{nonsense}\n" + path.read_bytes() + b'{"type":"step","seq'
    path.write_bytes(content)
    with Desk(opened, DOCUMENT, "kk", save_after=LATER) as desk:
        assert desk.unit(4).target == "Олар алтыда келді."
    assert path.with_suffix(".damaged").read_bytes() == content


@pytest.mark.parametrize("seed", range(3))
def test_nothing_acknowledged_is_lost_to_kill_9(pack: PackFolder, opened: Pack, seed: int) -> None:
    chance = random.Random(seed)
    promised: dict[str, dict[str, list[str]]] = {"text": {}, "typed": {}, "note": {}}
    for round_ in range(3):
        process = subprocess.Popen(
            [sys.executable, desk_worker.__file__, pack.root, DOCUMENT, "kk", f"{seed}.{round_}"],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout
        told = [process.stdout.readline() for _ in range(chance.randint(1, 120))]
        time.sleep(chance.random() / 20)
        process.kill()
        told += process.stdout.readlines()
        process.wait()
        process.stdout.close()
        for line in told:
            if line.endswith("\n"):
                kind, place, text = line.rstrip("\n").split(" ", 2)
                promised[kind].setdefault(place, []).append(text)
    assert promised["text"]
    with Desk(opened, DOCUMENT, "kk", save_after=LATER) as desk:
        assert not desk.told
        for number, unit in enumerate(desk.units, 1):
            texts, notes = promised["text"].get(unit.id), promised["note"].get(unit.id, [])
            typed = promised["typed"].get(unit.id)
            # A step may have been taken and not yet told when the process died.
            if texts and unit.target != texts[-1]:
                assert _count(unit.target) > _count(texts[-1])
            assert set(notes) <= {event.note for event in desk.said(number)}
            if typed:
                known = desk.typed(number)
                assert known
                assert known.text == typed[-1] or _count(known.text) > _count(typed[-1])
    assert pack.run("ledger", "verify") == 0


def _count(text: str) -> tuple[float, int]:
    seed, _, count = text.rstrip(".").split(" ")
    return float(seed), int(count)


def _edit(number: int, text: str) -> list[str]:
    return ["review", "edit", DOCUMENT, "kk", str(number), "--text", text, "--as"]
