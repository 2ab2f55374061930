"""Unsealing work into a pack that has work of its own: nothing anybody wrote is lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.packs import DOCUMENT, KAZAKH, TESTIMONY
from tests.support.sealing import Copy, copies, drafted, files_below, two_copies, whole

__all__ = ["copies", "drafted"]


def test_different_units(copies: tuple[Copy, Copy]) -> None:
    a, b = copies
    a.edit(4, "Олар алтыда келді.", "t-1")
    b.edit(5, "Біз ұйықтаған жоқпыз.", "t-2")
    b.take(a)
    a.take(b)
    whole(a, b)
    assert a.work == b.work
    assert [a.state(number) for number in (4, 5)] == ["translated", "translated"]
    before = a.snapshot()
    a.take(b)
    assert a.snapshot() == before


def test_each_side_goes_on_with_what_the_other_wrote(copies: tuple[Copy, Copy]) -> None:
    """No base travels, and still newer is told from older, from the record."""
    a, b = copies
    a.edit(4, "Олар келді.", "t-1")
    b.take(a)
    b.edit(4, "Олар алтыда келді.", "t-2")
    a.take(b)
    assert a.texts(4) == {"Олар алтыда келді."}
    assert a.run("review", "approve", DOCUMENT, "kk", "4", "--as", "r-1") == 0
    b.take(a)
    assert b.state(4) == "approved"
    old = a.send(b)
    a.edit(4, "Олар сағат алтыда келді.", "t-1")
    b.take(a)
    assert (b.state(4), b.texts(4)) == ("translated", {"Олар сағат алтыда келді."})
    assert b.run("unseal", str(old)) == 0
    assert b.texts(4) == {"Олар сағат алтыда келді."}
    whole(a, b)


def test_the_same_unit_in_two_ways_and_a_decision(
    copies: tuple[Copy, Copy], capsys: pytest.CaptureFixture[str]
) -> None:
    a, b = copies
    a.edit(4, "Олар алтыда келді.", "t-1")
    b.edit(4, "Олар сағат алтыда келді.", "t-2")
    parcel = b.send(a)
    assert a.run("unseal", str(parcel)) == 1
    told = capsys.readouterr()
    assert "unit 4: translated differently" in told.err
    assert "келді" not in told.out + told.err
    both = {"Олар алтыда келді.", "Олар сағат алтыда келді."}
    assert (a.state(4), a.texts(4)) == ("needs-work", both)
    assert a.entries()[3].target == "Олар алтыда келді."
    before = a.work
    assert a.run("unseal", str(parcel)) == 0
    assert a.work == before
    b.take(a, code=1)
    assert (b.state(4), b.texts(4)) == ("needs-work", both)
    a.edit(4, "Олар таңғы алтыда келді.", "t-1")
    assert a.run("unseal", str(parcel)) == 0
    assert a.entries()[3].target == "Олар таңғы алтыда келді."
    b.take(a)
    assert b.entries()[3].target == "Олар таңғы алтыда келді."
    assert (a.state(4), b.state(4)) == ("translated", "translated")
    assert "Олар сағат алтыда келді." in b.texts(4)
    whole(a, b)


def test_a_confirmed_draft_is_work_and_an_untouched_one_is_none(
    copies: tuple[Copy, Copy],
) -> None:
    a, b = copies
    draft = a.entries()[6].target
    assert a.run("review", "confirm", DOCUMENT, "kk", "7", "--as", "t-1") == 0
    b.edit(7, "Ол екі күннен кейін оралды.", "t-2")
    b.edit(8, "Ол бұл туралы айтпайды.", "t-2")
    a.take(b, code=1)
    assert a.texts(7) == {draft, "Ол екі күннен кейін оралды."}
    assert a.texts(8) == {"Ол бұл туралы айтпайды."}
    whole(a)


def test_a_review_here_stands_against_an_edit_there(copies: tuple[Copy, Copy]) -> None:
    a, b = copies
    a.edit(4, "Олар таңғы алтыда келді.", "t-1")
    b.take(a)
    assert a.run("review", "approve", DOCUMENT, "kk", "4", "--as", "r-1") == 0
    b.edit(4, "Олар алтыда келді.", "t-2")
    a.take(b, code=1)
    assert a.state(4) == "needs-work"
    assert a.texts(4) == {"Олар таңғы алтыда келді.", "Олар алтыда келді."}


def test_what_no_record_tells_of_is_not_lost(copies: tuple[Copy, Copy]) -> None:
    """A text and a comment that an editor wrote into the catalog, both here and there."""
    a, b = copies
    a.edit(4, "Олар келді.", "t-1")
    b.take(a)
    for copy, text in ((a, "Олар алтыда келді."), (b, "Олар сағат алтыда келді.")):
        content = copy.catalog("kk").read_text("utf-8")
        assert content.count("Олар келді.") == 1
        content = content.replace("Олар келді.", text)
        content = content.replace("#. ", f"# from {copy.root.name}\n#. ", 1)
        copy.catalog("kk").write_text(content, "utf-8")
    a.take(b, code=1)
    assert a.texts(4) == {"Олар алтыда келді.", "Олар сағат алтыда келді."}
    assert a.state(4) == "needs-work"
    remarks = "\n".join(entry.remark for entry in a.entries())
    assert "from a" in remarks
    assert "from b" in remarks
    before = a.work
    a.take(b)
    assert a.work == before
    b.edit(4, "Олар кешкі алтыда келді.", "t-2")
    a.take(b, code=1)
    assert {"Олар алтыда келді.", "Олар кешкі алтыда келді."} <= a.texts(4)


def test_an_edit_on_record_here_does_not_undo_one_without_a_record_there(
    copies: tuple[Copy, Copy],
) -> None:
    a, b = copies
    a.edit(4, "Олар келді.", "t-1")
    b.take(a)
    content = b.catalog("kk").read_text("utf-8")
    b.catalog("kk").write_text(content.replace("Олар келді.", "Олар сағат алтыда келді."), "utf-8")
    a.edit(4, "Олар алтыда келді.", "t-1")
    a.take(b, code=1)
    assert a.texts(4) == {"Олар алтыда келді.", "Олар сағат алтыда келді."}


def test_a_source_of_another_name_is_not_doubled(
    copies: tuple[Copy, Copy], pack_template: Path, tmp_path: Path
) -> None:
    a, _ = copies
    new = tmp_path / "new"
    (new / "source").mkdir(parents=True)
    shutil.copy(pack_template / "pyproject.toml", new)
    shutil.copy(a.source, new / "source" / "their-visit.md")
    c = Copy.of(new)
    assert c.run("unseal", str(a.send(c, "--with-source"))) == 1
    assert [path.name for path in (new / "source").iterdir()] == ["their-visit.md"]
    whole(c)


def test_a_comment_here_stays_beside_a_newer_text_from_there(copies: tuple[Copy, Copy]) -> None:
    a, b = copies
    content = a.catalog("kk").read_text("utf-8")
    a.catalog("kk").write_text(content.replace("#. ", "# ask who came\n#. "), "utf-8")
    b.edit(4, "Олар алтыда келді.", "t-2")
    a.take(b)
    assert a.texts(4) == {"Олар алтыда келді."}
    assert "ask who came" in a.entries()[3].remark


def test_a_draft_whose_mark_an_editor_took_away_is_a_draft_still(copies: tuple[Copy, Copy]) -> None:
    a, b = copies
    content = b.catalog("kk").read_text("utf-8")
    b.catalog("kk").write_text(content.replace("#, fuzzy\n", ""), "utf-8")
    b.edit(4, "Олар алтыда келді.", "t-2")
    a.take(b)
    assert a.states() == {"draft": 9, "translated": 1}
    assert sum(entry.fuzzy for entry in a.entries()) == 9


def test_another_version_of_the_source(copies: tuple[Copy, Copy]) -> None:
    a, b = copies
    a.edit(5, "Біз ұйықтаған жоқпыз.", "t-1")
    a.edit(4, "Олар алтыда келді.", "t-1")
    b.source.write_text(TESTIMONY.replace("We were not asleep. ", "They had no papers. "), "utf-8")
    assert b.run("segment") == 0
    b.take(a, code=1)
    whole(b)
    assert {entry.target for entry in b.entries() if entry.obsolete} >= {"Біз ұйықтаған жоқпыз."}
    assert b.texts(4) == {"Олар алтыда келді."}
    b.source.write_text(TESTIMONY, "utf-8")
    assert b.run("segment") == 0
    assert b.texts(5) == {"Біз ұйықтаған жоқпыз."}
    assert b.run("export", DOCUMENT, "-l", "kk", "--allow-drafts") == 0


def test_a_new_translator_gets_everything(
    copies: tuple[Copy, Copy], pack_template: Path, tmp_path: Path
) -> None:
    a, _ = copies
    a.edit(4, "Олар алтыда келді.", "t-1")
    new = tmp_path / "new"
    new.mkdir()
    shutil.copy(pack_template / "pyproject.toml", new)
    c = Copy.of(new)
    before = files_below(new)
    assert c.run("unseal", str(a.send(c))) == 3
    assert files_below(new) == before
    assert c.run("unseal", str(a.send(c, "--with-source"))) == 0
    assert c.source.read_bytes() == a.source.read_bytes()
    assert c.state(4) == "translated"
    assert {n: f for n, f in c.work.items() if "kk" in n} == {
        n: f for n, f in a.work.items() if "kk" in n
    }
    a.source.write_text(TESTIMONY + "\nNo.\n", "utf-8")
    assert c.run("unseal", str(a.send(c, "--with-source"))) == 1
    assert c.source.read_text("utf-8") == TESTIMONY
    c.take(a)
    whole(c)


# Always ---------------------------------------------------------------------------------------

WORDS = sorted(set(KAZAKH.values()) - {"«", "»"})
STEPS = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from((4, 5, 9)), st.sampled_from(WORDS)),
    min_size=1,
    max_size=5,
)


@settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(before=STEPS, after=STEPS)
def test_nothing_that_anybody_wrote_last_is_lost(
    drafted: Path,
    tmp_path_factory: pytest.TempPathFactory,
    before: list[tuple[str, int, str]],
    after: list[tuple[str, int, str]],
) -> None:
    a, b = two_copies(drafted, tmp_path_factory.mktemp("copies"))
    for steps in (before, after):
        last: dict[tuple[str, int], str] = {}
        for who, number, word in steps:
            last[who, number] = f"Олар {word}."
            (a if who == "a" else b).edit(number, last[who, number], f"t-{who}")
        for taker, giver in ((a, b), (b, a)):
            assert taker.run("unseal", str(giver.send(taker))) in {0, 1}
        whole(a, b)
        for (_, number), text in last.items():
            assert text in a.texts(number) & b.texts(number)
        alone = {number for _, number in last} - {
            number for who, number in last if who == "a" and ("b", number) in last
        }
        for number in alone:
            (text,) = (text for (_, known), text in last.items() if known == number)
            assert a.entries()[number - 1].target == text == b.entries()[number - 1].target
