"""The desk under mishaps: sentences that vanish, disks that refuse halfway, the same said twice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kuager.errors import StorageError, UsageError
from kuager.journal import Journal
from kuager.model import Origin, State, Unit, text_hash
from kuager.pack import Pack, open_pack
from kuager.review import Action
from kuager.steps.desk import Desk
from kuager.steps.turns import Wish
from kuager.steps.workbench import Saving, Workbench
from tests.support.packs import DOCUMENT, PackFolder

LATER = 3600.0
"""Seconds after which nothing has been saved by itself in a test."""
CAME = "Олар алтыда келді."


@pytest.fixture
def opened(pack: PackFolder) -> Pack:
    assert pack.run("segment") == 0
    assert pack.run("draft") == 0
    return open_pack(pack.root)


@pytest.fixture
def desk(opened: Pack) -> Iterator[Desk]:
    with Desk(opened, DOCUMENT, "kk", save_after=LATER) as desk:
        yield desk


def _translate(text: str, unit: Unit) -> Wish:
    return Wish(Action.TRANSLATE, text, shown=text_hash(unit.target))


def _killed(desk: Desk) -> None:
    """Let go of what a killed process lets go of, and of nothing else."""
    desk._journal._stream.close()
    desk._held.close()


def _full(*_: object) -> None:
    raise StorageError("the disk is full.", "Free some space.")


def _change(pack: PackFolder, old: str, new: str) -> None:
    text = pack.source.read_text("utf-8")
    assert old in text
    pack.source.write_text(text.replace(old, new), "utf-8")
    assert pack.run("segment") == 0


def _on_disk(pack: PackFolder) -> Workbench:
    return Workbench.open(open_pack(pack.root), DOCUMENT, "kk")


def _notes(bench: Workbench, number: int) -> list[str]:
    return [event.note for event in bench.history.remarks(bench.unit(number).id)]


@pytest.mark.parametrize("killed", [False, True])
def test_words_for_a_sentence_that_vanishes_are_kept_and_told(
    pack: PackFolder, opened: Pack, killed: bool
) -> None:
    desk = Desk(opened, DOCUMENT, "kk", save_after=LATER)
    desk.type(4, "t-1", "Олар к", text_hash(desk.unit(4).target))
    desk.take(4, _translate("Олар.", desk.unit(4)), "t-1")
    desk.take(4, _translate(CAME, desk.unit(4)), "t-1")
    desk.take(4, Wish(Action.COMMENT, note="six in the evening"), "t-1")
    if killed:
        _killed(desk)
    _change(pack, "They came", "Men came")
    if not killed:
        for _ in range(2):
            desk.refresh()
        desk.flush()
        desk.close()
    words = f"Олар к\n{CAME}\nsix in the evening"
    for _ in range(2):
        with Desk(opened, DOCUMENT, "kk", save_after=LATER) as desk:
            assert [typed.text for typed in desk.stray()] == [words]
            assert sum(words in told for told in desk.told) == 1


def test_words_without_a_sentence_are_let_go_of_once_they_stand_elsewhere(
    pack: PackFolder, opened: Pack
) -> None:
    with Desk(opened, DOCUMENT, "kk", save_after=LATER) as desk:
        desk.take(4, _translate(CAME, desk.unit(4)), "t-1")
        _change(pack, "They came", "Men came")
        desk.refresh()
        assert [typed.text for typed in desk.stray()] == [CAME]
        desk.take(5, _translate(CAME, desk.unit(5)), "t-1")
    with Desk(opened, DOCUMENT, "kk", save_after=LATER) as desk:
        assert not desk.stray()
        assert not desk.told


def test_a_step_is_with_the_unit_that_was_meant_whatever_its_number_is_by_now(
    pack: PackFolder, desk: Desk
) -> None:
    _change(pack, "He said", "Maybe. Who knows. It was so. He said")
    desk.refresh()
    number = next(n for n, unit in enumerate(desk.units, 1) if unit.source == "Who knows.")
    meant = desk.unit(number)
    assert meant.target == desk.unit(number + 1).target == ""
    _change(pack, "Maybe. ", "")
    desk.take(number, _translate("Кім білсін.", meant), "t-1", meant.id)
    assert [u.source for u in desk.units if u.target == "Кім білсін."] == ["Who knows."]
    _change(pack, "Who knows. ", "")
    with pytest.raises(UsageError):
        desk.take(number, _translate("Кім білсін екен.", meant), "t-1", meant.id)
    with pytest.raises(UsageError):
        desk.take(len(desk.units) + 1, Wish(Action.COMMENT, note="?"), "t-1")


def test_the_same_words_said_twice_are_two_remarks_after_a_kill(
    pack: PackFolder, opened: Pack
) -> None:
    desk = Desk(opened, DOCUMENT, "kk", save_after=LATER)
    for question in ("why?", "really?"):
        desk.take(4, Wish(Action.QUESTION, note=question), "r-1")
        desk.take(4, Wish(Action.ANSWER, note="yes"), "t-1")
        if question == "why?":
            desk.flush()
    _killed(desk)
    for _ in range(2):
        with Desk(opened, DOCUMENT, "kk", save_after=LATER) as desk:
            assert not desk.open_questions(4)
    assert _notes(_on_disk(pack), 4) == ["why?", "yes", "really?", "yes"]


def test_a_remark_is_kept_whatever_became_of_the_text_it_was_made_on(
    pack: PackFolder, desk: Desk
) -> None:
    shown = text_hash(desk.unit(4).target)
    desk.take(4, Wish(Action.COMMENT, note="six in the evening", shown=shown), "t-1")
    assert pack.run("review", "edit", DOCUMENT, "kk", "4", "--text", CAME, "--as", "t-2") == 0
    desk.refresh()
    assert [event.note for event in desk.said(4)] == ["six in the evening"]
    assert not desk.told


def test_an_approval_is_not_taken_again_on_a_text_that_nobody_saw(
    pack: PackFolder, opened: Pack
) -> None:
    desk = Desk(opened, DOCUMENT, "kk", save_after=LATER)
    desk.take(4, _translate(CAME, desk.unit(4)), "t-1")
    desk.flush()
    desk.take(4, Wish(Action.APPROVE), "r-1")
    _killed(desk)
    other = "Олар сағат алтыда келді."
    assert pack.run("review", "edit", DOCUMENT, "kk", "4", "--text", other, "--as", "t-2") == 0
    with Desk(opened, DOCUMENT, "kk", save_after=LATER) as desk:
        assert (desk.unit(4).target, desk.unit(4).state) == (other, State.TRANSLATED)


def test_a_disk_that_can_be_neither_written_nor_read_for_a_while_loses_no_record(
    pack: PackFolder, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.take(4, _translate(CAME, desk.unit(4)), "t-1")
    with monkeypatch.context() as patched:
        patched.setattr("kuager.pack.Pack.write", _full)
        patched.setattr("kuager.pack.Pack.content", _full)
        with pytest.raises(StorageError):
            desk.flush()
    desk.flush()
    assert desk.saved
    assert _on_disk(pack).unit(4).translators == ("t-1",)


def test_a_step_that_was_refused_is_not_saved_by_another_one(
    pack: PackFolder, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = desk.unit(4).target
    with monkeypatch.context() as patched:
        patched.setattr(Journal, "append", _full)
        patched.setattr("kuager.pack.Pack.content", _full)
        with pytest.raises(StorageError):
            desk.take(4, _translate(CAME, desk.unit(4)), "t-1")
    desk.take(5, _translate("Біз ұйықтаған жоқпыз.", desk.unit(5)), "t-1")
    desk.flush()
    assert _on_disk(pack).unit(4).target == before


@pytest.mark.parametrize("late", [False, True])
def test_a_step_that_is_refused_during_a_saving_doubles_nothing(
    pack: PackFolder, desk: Desk, monkeypatch: pytest.MonkeyPatch, late: bool
) -> None:
    write = Saving.write

    def disturbed(saving: Saving) -> bytes | None:
        content = write(saving) if late else None
        with monkeypatch.context() as patched:
            patched.setattr(Journal, "append", _full)
            with pytest.raises(StorageError):
                desk.take(5, Wish(Action.COMMENT, note="other"), "t-1")
        return content if late else write(saving)

    desk.take(4, Wish(Action.COMMENT, note="first"), "t-1")
    with monkeypatch.context() as patched:
        patched.setattr(Saving, "write", disturbed)
        desk.flush()
    desk.take(6, Wish(Action.COMMENT, note="second"), "t-1")
    desk.flush()
    bench = _on_disk(pack)
    assert [_notes(bench, number) for number in (4, 5, 6)] == [["first"], [], ["second"]]


def test_trouble_is_over_when_the_disk_takes_the_last_line(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.take(4, Wish(Action.COMMENT, note="first"), "t-1")
    with monkeypatch.context() as patched:
        patched.setattr(Journal, "append", _full)
        desk._save_in_background()
    assert desk.trouble
    desk._save_in_background()
    assert desk.trouble is None


@pytest.mark.parametrize("detour", ["", "Басқа сөздер."])
def test_a_machines_words_stay_its_own_for_every_repeat_of_a_sentence(
    desk: Desk, detour: str
) -> None:
    number = next(n for n, unit in enumerate(desk.units, 1) if unit.occurrence == 2)
    draft = desk.unit(number).target
    for text in filter(None, (detour, draft)):
        desk.take(number, _translate(text, desk.unit(number)), "t-1")
    unit = desk.unit(number)
    assert (unit.origin, unit.unedited) == (Origin.MACHINE, True)


@pytest.mark.parametrize(
    "sign", "\u00ad\u034f\u115f\u17b4\u180b\u200b\u2063\u3164\ufe0f\uffa0\U000e0100"
)
def test_a_sign_that_nobody_sees_makes_no_draft_a_persons(desk: Desk, sign: str) -> None:
    draft = desk.unit(4).target
    desk.take(4, _translate(draft[:-1] + sign + draft[-1], desk.unit(4)), "t-1")
    assert (desk.unit(4).origin, desk.unit(4).unedited) == (Origin.MACHINE, True)
