"""Redaction of what is kept beside documents: ledgers, the termbase, imports in the memory."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kuager.model import text_hash, unit_id
from tests.support.packs import DOCUMENT, PackFolder
from tests.support.redacting import STORY, contents, holding, redact, told_in, write_map

NOTE = "Is Мадинаның right? Ask in Karasu."
TERMS = """\
en,kk,ru,note
river,өзен,река,the one behind Karasu
Karasu,Қарасу,Карасу,
father,әке,отец,
"""
TMX = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header creationtool="x" creationtoolversion="9" segtype="sentence"
o-tmf="c" adminlang="en" srclang="en" datatype="plaintext"/><body>
<tu><tuv xml:lang="en"><seg>Madina came home.</seg></tuv>
<tuv xml:lang="kk"><seg>Мадина үйге келді.</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>She came home.</seg></tuv>
<tuv xml:lang="kk"><seg>Ол үйге келді.</seg></tuv></tu></body></tmx>
"""


@pytest.fixture
def story(pack: PackFolder) -> PackFolder:
    """A pack with an approved translation, notes about it, a termbase and imports."""
    told_in(pack)
    (pack.root / "source" / "termbase.csv").write_text(TERMS, "utf-8")
    for number in ("1", "7"):
        note = ("review", "comment", DOCUMENT, "kk", number, "--as", "r-1", "--note", NOTE)
        assert pack.run(*note) == 0
    corpus = pack.root.parent / "corpus.tmx"
    corpus.write_text(TMX, "utf-8")
    assert pack.run("memory", "import", str(corpus)) == 0
    write_map(pack)
    return pack


def ledger_bytes(pack: PackFolder) -> bytes:
    folders = (pack.root / "locales").glob(f"*/ledger/{DOCUMENT}")
    return b"".join(p.read_bytes() for f in folders for p in sorted(f.rglob("*")) if p.is_file())


def whole(pack: PackFolder) -> bool:
    return pack.run("ledger", "verify") == 0


def notes(pack: PackFolder) -> list[str]:
    path = next((pack.root / "locales" / "kk" / "ledger" / DOCUMENT).glob("r-1.*.jsonl"))
    return [line for line in path.read_text("utf-8").splitlines() if '"note"' in line]


def test_nothing_at_all_is_left_to_be_told(
    story: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(holding(story)) >= 5
    capsys.readouterr()
    assert redact(story) == 0
    told = capsys.readouterr().err
    assert "still hold" not in told
    assert "1 term went from the termbase" in told
    assert "1 imported translation went" in told
    assert holding(story) == []
    assert whole(story)


def test_notes_stay_without_the_words(story: PackFolder) -> None:
    redact(story)
    assert len(notes(story)) == 2
    assert all("бір досым right? Ask in a village in the south-east." in n for n in notes(story))


def test_no_hash_is_left_that_could_confirm_a_guess(story: PackFolder) -> None:
    """An unsalted hash of a sentence gives a name away to whoever tries all names."""
    units = [unit for unit in story.units() if "Madina" in unit["source"]]
    guesses = [text_hash(unit[side]) for unit in units for side in ("source", "target")]
    guesses += [unit_id(DOCUMENT, unit["source"], 1) for unit in units]
    assert units
    assert all(guess.encode() in ledger_bytes(story) for guess in guesses)
    redact(story)
    assert not any(guess.encode() in ledger_bytes(story) for guess in guesses)


def test_drafts_of_machines_leave_no_hash_either(pack: PackFolder) -> None:
    pack.source.write_text(STORY, "utf-8")
    assert pack.run("segment") == 0
    assert pack.run("draft") == 0
    confirm = ("review", "confirm", DOCUMENT, "kk", "1-13", "--as", "t-1")
    assert pack.run(*confirm) == 0
    edit = ("review", "edit", DOCUMENT, "ru", "7", "--as", "t-1", "--text", "Спросили Мадину.")
    assert pack.run(*edit) == 0
    guesses = [text_hash(u["source"]) for u in pack.units() if "Madina" in u["source"]]
    before = contents(pack)
    assert guesses
    assert all(guess.encode() in ledger_bytes(pack) for guess in guesses)
    write_map(pack)
    assert redact(pack) == 0
    assert not any(guess.encode() in ledger_bytes(pack) for guess in guesses)
    assert whole(pack)
    assert redact(pack, "--undo") == 0
    assert contents(pack).items() >= before.items()
    assert whole(pack)


def test_whoever_translated_cannot_approve_after_the_redaction_either(story: PackFolder) -> None:
    redact(story)
    number = next(str(n) for n, u in enumerate(story.units(), 1) if "friend's" in u["source"])
    assert story.run("review", "confirm", DOCUMENT, "kk", number, "--as", "r-1") == 0
    approve = ("review", "approve", DOCUMENT, "kk", number, "--unedited", "--as")
    assert story.run(*approve, "t-1") != 0
    assert story.run(*approve, "r-2") == 0


def test_work_that_followed_survives_undoing(story: PackFolder) -> None:
    states = story.states()
    redact(story)
    note = ("review", "comment", DOCUMENT, "kk", "1", "--as", "r-1", "--note", "Good.")
    assert story.run(*note) == 0
    with (story.root / "source" / "termbase.csv").open("a") as termbase:
        termbase.write("mother,ана,мать,,,,,,\n")
    assert redact(story, "--undo") == 0
    assert whole(story)
    assert story.states() == states
    assert [NOTE in note for note in notes(story)] == [True, True, False]
    table = (story.root / "source" / "termbase.csv").read_text("utf-8")
    assert all(word in table for word in ("Карасу", "behind Karasu", "мать"))


def test_undoing_gives_the_memory_its_imports_back(story: PackFolder) -> None:
    def size() -> int:
        rows = story.read("memory-status", "memory", "status")["origins"]
        return sum(row["translations"] for row in rows if row["name"] == "corpus")

    assert size() == 2
    redact(story)
    assert size() == 1
    assert b"Madina" not in (story.root / ".kuager" / "memory.sqlite").read_bytes()
    redact(story, "--undo")
    assert size() == 2


def test_two_copies_redacted_alike_go_on_fitting_together(
    story: PackFolder, tmp_path: Path
) -> None:
    copy = PackFolder(tmp_path / "copy")
    shutil.copytree(story.root, copy.root)
    assert redact(story) == 0
    assert redact(copy) == 0
    assert contents(copy) == contents(story)


def test_a_note_alone_is_redacted_without_touching_anything_else(story: PackFolder) -> None:
    redact(story)
    before = contents(story)
    note = ("review", "comment", DOCUMENT, "kk", "1", "--as", "r-2", "--note", NOTE)
    assert story.run(*note) == 0
    assert redact(story) == 0
    assert whole(story)
    after = contents(story)
    assert holding(story) == []
    assert {name for name in after if after[name] != before.get(name)} == {
        name for name in after if "/r-2." in name
    }


def test_a_broken_ledger_is_not_smoothed_over(story: PackFolder) -> None:
    path = next((story.root / "locales" / "kk" / "ledger" / DOCUMENT).glob("t-1.*.jsonl"))
    path.write_bytes(path.read_bytes().replace(b"translate", b"confirm  ", 1))
    before = contents(story)
    assert redact(story) == 3
    assert contents(story) == before
