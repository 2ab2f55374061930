"""Questions, answers, assignments; and a machine's words that are approved only expressly."""

from __future__ import annotations

import pytest

from kuager.history import History
from kuager.review import Action, Event
from tests.support.packs import DOCUMENT, UNITS, PackFolder


def _review(*words: str, actor: str = "t-1") -> list[str]:
    command, *rest = words
    return ["review", command, DOCUMENT, "kk", *rest, "--as", actor]


def _numbers(pack: PackFolder, *options: str) -> list[int]:
    units = pack.read("units", "review", "list", DOCUMENT, "kk", *options)["units"]
    return [unit["number"] for unit in units]


def test_a_question_is_open_until_it_is_answered(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    pack.translate()
    assert pack.run(*_review("question", "4", "--note", "who came?", actor="r-1")) == 0
    assert _numbers(pack, "--open") == [4]
    assert pack.run(*_review("approve", "4", "--unedited", actor="r-1")) == 0
    assert "Questions are still open about: 4." in capsys.readouterr().err
    assert pack.run(*_review("answer", "4", "--note", "the police")) == 0
    assert _numbers(pack, "--open") == []
    assert pack.run(*_review("answer", "4")) == 1
    assert "no open question" in capsys.readouterr().err
    assert pack.run("review", "show", DOCUMENT, "kk", "4") == 0
    shown = capsys.readouterr().out
    assert shown.index("r-1 (question): who came?") < shown.index("t-1 (answer): the police")
    assert pack.run(*_review("question", "4", "--note", "all of them?")) == 0
    assert _numbers(pack, "--open") == [4]
    assert pack.run("ledger", "verify") == 0


def test_whoever_passes_all_is_told_of_what_checks_found_there(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    pack.translate()
    for number in ("4", "5"):
        assert pack.run(*_review("edit", number, "--text", "Ол  келді ме..")) == 0
    capsys.readouterr()
    assert pack.run(*_review("pass", "4-6", actor="r-1")) == 0
    told = capsys.readouterr().err.splitlines()
    assert [line for line in told if line.startswith("unit 4 has findings: ")]
    assert [line for line in told if line.startswith("unit 5 has findings: ")]


@pytest.mark.parametrize("remark", ["comment", "question", "request-changes"])
def test_a_remark_needs_words(
    pack: PackFolder, capsys: pytest.CaptureFixture[str], remark: str
) -> None:
    pack.translate()
    before = pack.snapshot()
    assert pack.run(*_review(remark, "4", "--note", " \n")) == 2
    assert "needs words" in capsys.readouterr().err
    assert pack.snapshot() == before


def test_an_answer_closes_only_what_its_actor_knew_of() -> None:
    question = Event(Action.QUESTION, "a", "u", note="who?")
    other = Event(Action.QUESTION, "b", "u", note="when?")
    answer = Event(Action.ANSWER, "c", "u", note="they", seen=(("a.1", 1, ""),))
    history = History({"a.1": [question], "b.1": [other], "c.1": [answer]})
    assert [event.note for event in history.open_questions("u")] == ["when?"]
    history.append(Event(Action.ANSWER, "c", "u"))
    assert history.open_questions("u") == []


def test_units_are_assigned_and_taken_back(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    pack.translate()
    assert pack.run(*_review("assign", "2-4", "--to", "t-2", actor="editor-1")) == 0
    assert pack.run(*_review("assign", "4", "--to", "t-3", actor="editor-1")) == 0
    assert _numbers(pack, "--assigned", "t-2") == [2, 3]
    assert _numbers(pack, "--assigned", "t-3") == [4]
    assert pack.units()[3]["assignee"] == "t-3"
    assert pack.run(*_review("assign", "3", "--to", "", actor="t-2")) == 0
    assert _numbers(pack, "--assigned", "t-2") == [2]
    assert pack.run(*_review("assign", "3", "--to", "", actor="t-2")) == 1
    assert pack.run(*_review("assign", "3", "--to", "My Name", actor="t-2")) == 2
    assert "pseudonym" in capsys.readouterr().err
    # An agreement, no lock.
    assert pack.run(*_review("edit", "4", "--text", "Олар алтыда келді.", actor="t-9")) == 0
    assert pack.units()[3]["assignee"] == "t-3"


def test_a_machines_unchanged_words_are_approved_only_expressly(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    pack.translate()
    assert pack.run(*_review("approve", "--all", actor="r-1")) == 0
    told = capsys.readouterr().err
    assert "word for word" in told
    states = pack.states()
    # What a person wrote and what comes from locale data is no machine's.
    assert states == {"approved": 3, "translated": UNITS - 3}
    assert pack.run(*_review("approve", "4", actor="r-1")) == 1
    assert pack.run(*_review("approve", "4", "--unedited", actor="r-1")) == 0
    assert pack.units()[3]["unedited"]


def test_an_edit_keeps_the_draft_that_it_replaced(pack: PackFolder) -> None:
    pack.run("segment")
    pack.run("draft")
    draft = pack.units()[3]["target"]
    assert pack.run(*_review("edit", "4", "--text", "Олар алтыда келді.")) == 0
    assert pack.run(*_review("edit", "4", "--text", "Олар кешкі алтыда келді.")) == 0
    chains = [p.read_text("utf-8") for p in pack.root.rglob("t-1.*.jsonl")]
    assert [line.count('"replaced"') for chain in chains for line in chain.splitlines()] == [1, 0]
    assert f'"replaced":"{draft}"' in chains[0]
    assert pack.run("ledger", "verify") == 0


def test_whoever_wrote_carried_words_cannot_approve_them(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    pack.translate()
    for number, text in ((4, "Олар алтыда келді."), (5, "Біз ұйықтаған жоқпыз.")):
        assert pack.run(*_review("edit", str(number), "--text", text)) == 0
    assert pack.run("segments", "join", DOCUMENT, "4") == 0
    assert pack.run("segment") == 0
    joined = pack.units()[3]
    assert joined["target"] == "Олар алтыда келді. Біз ұйықтаған жоқпыз."
    assert (joined["state"], joined["translators"]) == ("needs-work", ["t-1"])
    assert pack.run(*_review("confirm", "4", actor="t-2")) == 0
    assert pack.units()[3]["translators"] == ["t-1", "t-2"]
    for actor in ("t-1", "t-2"):
        assert pack.run(*_review("approve", "4", actor=actor)) == 1
    assert "cannot approve it too" in capsys.readouterr().err
    assert pack.run(*_review("approve", "4", actor="r-1")) == 0
    assert pack.run("ledger", "verify") == 0
