"""Exchange: files that do not say what their units were when they went out."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.support.exchange import (
    chains,
    edit_catalog,
    fill_table,
    receive,
    send,
    strip_notes,
    translate_all,
    versions,
    write,
    write_table,
)
from tests.support.packs import DOCUMENT, UNITS, PackFolder

TEXT, OTHER = "Ол екі күннен соң қайтты.", "Ол екі күннен кейін оралды."


@pytest.fixture
def drafted(pack: PackFolder) -> PackFolder:
    assert pack.run("segment") == 0
    assert pack.run("draft") == 0
    return pack


def _two_columns(path: Path, changes: dict[int, str]) -> None:
    """Leave of a table what somebody's own table would have."""
    fill_table(path, {number: {"target": text} for number, text in changes.items()})
    rows = csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline=""))
    write_table(path, [{"source": row["source"], "target": row["target"]} for row in rows])


def test_a_draft_gives_way_and_a_persons_text_does_not(drafted: PackFolder) -> None:
    write(drafted, 8, "Ол бұл туралы айтпайды.")
    path = send(drafted, "csv")
    _two_columns(path, {7: TEXT, 8: OTHER})
    report = receive(drafted, path, expect=1)
    assert (report["taken"], report["conflicts"]) == ([7], [8])
    assert versions(drafted) == {8: f"other version: {OTHER}"}


def test_a_text_that_it_had_before_is_older(drafted: PackFolder) -> None:
    path = send(drafted, "csv")
    _two_columns(path, {7: TEXT})
    write(drafted, 7, TEXT, "t-1")
    write(drafted, 7, OTHER)
    before = drafted.snapshot()
    assert receive(drafted, path, expect=0)["older"] == [7]
    assert drafted.snapshot() == before


def test_what_is_not_said_confirms_nothing(drafted: PackFolder) -> None:
    path = send(drafted, "csv")
    _two_columns(path, {})
    before = drafted.snapshot()
    report = receive(drafted, path, "--states", expect=0)
    assert (report["unchanged"], report["not_raised"], report["steps"]) == (UNITS, [], {})
    assert drafted.snapshot() == before


def test_what_is_not_said_takes_no_approval_back(pack: PackFolder) -> None:
    pack.translate()
    pack.approve()
    path = send(pack, "po")
    edit_catalog(path, strip_notes)
    before = pack.snapshot()
    assert receive(pack, path, "--states", actor="r-2", expect=0)["unchanged"] == UNITS
    assert pack.snapshot() == before


@pytest.mark.parametrize("space", ["  ", "\u00a0", "\u200b "])
def test_a_draft_with_a_space_more_is_still_the_draft(drafted: PackFolder, space: str) -> None:
    path = send(drafted, "csv")
    draft = drafted.units()[6]["target"]
    fill_table(path, {7: {"target": draft.replace(" ", space)}})
    report = receive(drafted, path, expect=0)
    assert (report["unchanged"], report["older"]) == (UNITS, [])
    assert drafted.states() == {"draft": UNITS}


def test_a_comment_that_lost_its_mark_is_not_put_on_record_again(drafted: PackFolder) -> None:
    ask = ("review", "question", DOCUMENT, "kk", "7", "--note", "Who?", "--as", "r-1")
    assert drafted.run(*ask) == 0
    path = send(drafted, "csv")
    fill_table(path, {7: {"comment": "r-1: Who?\nHe."}})
    assert receive(drafted, path, expect=0)["comments"] == 1
    assert chains(drafted).count("Who?") == 1


def test_a_version_in_a_comment_is_one(drafted: PackFolder) -> None:
    write(drafted, 7, TEXT, "t-1")
    write(drafted, 7, OTHER)
    path = send(drafted, "po")
    told = f"other version: Ол қайтты.\nother version: {OTHER}\nother version: {TEXT}"
    edit_catalog(path, lambda entries: entries[6].__setattr__("tcomment", told))
    assert receive(drafted, path, expect=0)["comments"] == 0
    # The one is the text itself, the other a text that gave way to it.
    assert versions(drafted) == {7: "other version: Ол қайтты."}


def test_a_state_given_to_a_text_that_changed_since_is_told(drafted: PackFolder) -> None:
    path = send(drafted, "csv")
    fill_table(path, {7: {"state": "needs-work"}})
    write(drafted, 7, TEXT)
    assert receive(drafted, path, expect=0)["past_marks"] == [7]
    assert drafted.units()[6]["state"] == "translated"


def test_a_memory_of_many_documents(drafted: PackFolder) -> None:
    path = send(drafted, "tmx")
    memory = path.read_text("utf-8")
    foreign = "".join(
        f'<tu><tuv xml:lang="en"><seg>Foreign {n}.</seg></tuv>'
        f'<tuv xml:lang="kk"><seg>Бөтен {n}.</seg></tuv></tu>'
        for n in range(99)
    )
    path.write_text(memory.replace("</body>", f"{foreign}</body>"), "utf-8")
    report = receive(drafted, path, expect=0)
    assert (report["elsewhere"], report["unchanged"]) == (99, UNITS)


def test_the_header_of_the_catalog_itself_is_cleaned(drafted: PackFolder) -> None:
    path = drafted.catalog("kk")
    clean = path.read_bytes()
    edit_catalog(path, lambda _: None)
    assert b"example.org" in path.read_bytes()
    receive(drafted, path, expect=0)
    assert path.read_bytes() == clean


def test_drafts_in_the_catalog_itself(drafted: PackFolder) -> None:
    path = drafted.catalog("kk")
    edit_catalog(path, translate_all)
    report = receive(drafted, path, expect=0)
    assert len(report["still_drafts"]) == UNITS
    edit_catalog(path, translate_all)
    assert receive(drafted, path, "--states", expect=0)["steps"] == {"confirm": UNITS}
    assert {unit["unedited"] for unit in drafted.units()} == {True}


@pytest.mark.parametrize(
    ("attributes", "taken"),
    [
        ('state="needs-translation" state-qualifier="mt-suggestion"', []),
        ('state="needs-translation" state-qualifier="leveraged-mt"', []),
        ('state="translated"', [7]),
        ("", [7]),
    ],
)
def test_what_another_programs_machine_wrote_is_nobodys(
    drafted: PackFolder, attributes: str, taken: list[int]
) -> None:
    """A hand-made file, as programs with a machine translation of their own write them."""
    path = drafted.root / "foreign.xlf"
    path.write_text(
        '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="x.md" '
        'source-language="en" target-language="kk-KZ" datatype="plaintext"><body>'
        '<trans-unit id="1"><source>He came back after two days.</source>'
        f"<target {attributes}>{TEXT}</target></trans-unit></body></file></xliff>",
        "utf-8",
    )
    report = receive(drafted, path)
    assert report["taken"] == taken
    if not taken:
        assert report["conflicts"] == [7]
        assert versions(drafted) == {7: f"other version: {TEXT}"}
        assert drafted.units()[6]["translators"] == []
