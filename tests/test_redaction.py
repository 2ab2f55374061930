"""Redaction: words go in every language and form, work survives, and all of it comes back."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import pytest

from kuager.errors import StorageError
from kuager.steps.redaction_record import OpenedMap, Step
from kuager.storage import write_atomically
from tests.support.packs import DOCUMENT, TESTIMONY, PackFolder
from tests.support.redacting import (
    MAP,
    STORY,
    contents,
    holding,
    redact,
    told_in,
    write_map,
)


@pytest.fixture
def story(pack: PackFolder) -> PackFolder:
    """A pack whose testimony names people and a village, translated and approved in Kazakh."""
    return told_in(pack)


def test_no_file_of_the_pack_holds_the_words_in_any_form(story: PackFolder) -> None:
    write_map(story)
    assert len(holding(story)) >= 3
    assert redact(story) == 0
    assert holding(story) == []
    text = story.source.read_text("utf-8")
    assert "title: The night in a village in the south-east" in text
    assert "They asked a friend, and a friend's mother wept." in text
    assert "We left\na village in the south-east   with a neighbour. A village" in text
    assert story.run("segment") == 0
    assert holding(story) == []


def test_only_what_changed_must_be_approved_anew(story: PackFolder) -> None:
    write_map(story)
    before = {unit["target"]: unit["state"] for unit in story.units()}
    assert set(before.values()) >= {"approved"}
    redact(story)
    touched = 0
    for unit in story.units():
        if unit["target"] in before and not any(w in unit["source"] for w in ("village", "friend")):
            assert unit["state"] == before[unit["target"]]
        elif unit["target"]:
            touched += 1
            assert unit["state"] == "needs-work"
    assert touched >= 3
    # Nothing was lost: every unit still has a translation, but for the names.
    assert all(unit["target"] for unit in story.units())


def test_everything_comes_back_byte_for_byte_with_its_approvals(story: PackFolder) -> None:
    path = write_map(story)
    before = contents(story)
    states = story.states()
    assert redact(story) == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert story.states() != states
    assert redact(story, "--undo") == 0
    after = contents(story)
    assert {n: c for n, c in after.items() if n in before} == before
    assert story.states() == states
    assert path.read_text("utf-8") == MAP
    assert story.run("ledger", "verify") == 0


def test_two_redactions_are_taken_back_in_turn(story: PackFolder) -> None:
    path = write_map(story)
    before = story.source.read_bytes()
    redact(story)
    more = "  - {find: wept, replace: {en: cried out, kk: жылады, ru: плакала}}\n"
    path.write_text(path.read_text("utf-8").replace("\n# Below", f"{more}\n# Below", 1), "utf-8")
    redact(story)
    assert b"wept" not in story.source.read_bytes()
    assert redact(story, "--undo") == 0
    assert story.source.read_bytes() == before


def test_undoing_keeps_what_was_translated_since(story: PackFolder) -> None:
    write_map(story)
    redact(story)
    number = next(n for n, u in enumerate(story.units(), 1) if "friend's" in u["source"])
    text = "Олар бір досымнан сұрады."
    story.run("review", "edit", DOCUMENT, "kk", str(number), "--as", "t-1", "--text", text)
    assert redact(story, "--undo") == 0
    unit = story.units()[number - 1]
    assert "Madina" in unit["source"]
    assert (unit["target"], unit["state"]) == (text, "needs-work")
    assert any("Қарасудан" in unit["target"] for unit in story.units())


def test_a_changed_source_is_not_overwritten_by_undoing(story: PackFolder) -> None:
    write_map(story)
    redact(story)
    story.source.write_text(story.source.read_text("utf-8") + "\nMore was said.\n", "utf-8")
    before = story.snapshot()
    assert redact(story, "--undo") == 3
    assert story.snapshot() == before


def test_a_second_run_changes_nothing(story: PackFolder) -> None:
    path = write_map(story)
    redact(story)
    before, record = story.snapshot(), path.read_bytes()
    redact(story)
    assert story.snapshot() == before
    assert path.read_bytes() == record


def test_a_dry_run_writes_nothing_and_shows_every_place(
    story: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_map(story)
    before = story.snapshot()
    assert redact(story, "--dry-run") == 0
    assert story.snapshot() == before
    assert path.read_text("utf-8") == MAP
    printed = capsys.readouterr()
    assert "Madina → a friend (2 times)" in printed.out
    assert "Мадинаның → Бір досым" in printed.out


def test_a_dry_run_tells_where_the_words_would_remain_as_the_run_does(
    story: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    other = story.source.with_name("letter.md")
    other.write_text(
        story.source.read_text("utf-8").replace(f"id: {DOCUMENT}", "id: letter"), "utf-8"
    )
    write_map(story)
    capsys.readouterr()
    assert redact(story, "--dry-run") == 1
    foreseen = [line for line in capsys.readouterr().err.splitlines() if "these words" in line]
    assert redact(story) == 1
    told = [line for line in capsys.readouterr().err.splitlines() if "these words" in line]
    assert [line for line in told if ".kuager" not in line] == foreseen
    assert any("source/letter.md still holds" in line for line in foreseen)


def test_a_word_in_the_id_of_the_document_is_a_matter_of_its_name(
    story: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    words = "{en: night, kk: түн, ru: ночь}\n    replace: {en: day, kk: күн, ru: день}"
    write_map(story, f"redactions:\n  - find: {words}\n")
    assert redact(story, "--dry-run") == 1
    told = capsys.readouterr().err
    assert f"source/{DOCUMENT}.md still holds these words (1 place): its name itself" in told
    assert "redact or edit it too" not in told


def test_a_map_that_is_nowhere_is_told_as_missing(
    story: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert redact(story) == 3
    assert "There is no redaction map map.yaml." in capsys.readouterr().err


def test_a_redaction_that_was_cut_off_is_finished(story: PackFolder) -> None:
    from kuager.pack import open_pack  # noqa: PLC0415

    path = write_map(story)
    before = contents(story)
    redact(story)
    done = contents(story)
    catalog = story.catalog("kk")
    catalog.write_bytes(before[catalog.relative_to(story.root).as_posix()])
    assert redact(story) == 0
    assert contents(story) == done
    (step,) = OpenedMap(open_pack(story.root), path).steps
    assert isinstance(step, Step)


def test_machine_drafts_are_dropped_not_passed_on(pack: PackFolder) -> None:
    pack.source.write_text(STORY, "utf-8")
    for step in (
        ("segment",),
        ("draft",),
        ("review", "confirm", DOCUMENT, "kk", "6-7", "--as", "t-1"),
    ):
        pack.run(*step)
    write_map(pack, MAP.replace("en: Madina,", "en: [Madina, brother],"))
    redact(pack)
    units = pack.units()
    changed = [unit for unit in units if any(w in unit["source"] for w in ("friend", "village"))]
    assert len(changed) >= 4
    for unit in changed:
        assert unit["state"] in {"untranslated", "needs-work"}
        assert not unit["target"] or unit["origin"] == "machine"


def test_words_left_in_exports_and_names_are_told(
    story: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    write_map(story)
    (story.root / "exports").mkdir()
    with zipfile.ZipFile(story.root / "exports" / "old.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<w:t>Yer</w:t><w:t>lan Asanov</w:t>")
    (story.root / "exports" / "interview-madina.txt").write_text("nothing", "utf-8")
    (story.root / ".git").mkdir()
    capsys.readouterr()
    assert redact(story) == 1
    told = capsys.readouterr().err
    assert "exports/old.docx still holds" in told
    assert "interview-madina.txt" in told
    assert ".git may hold" in told


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Then Mad*in*a came.", "segment"),
        ("<!-- Madina spoke --> Then she came.", "outside of segments"),
    ],
)
def test_what_cannot_be_replaced_is_refused_and_nothing_written(
    pack: PackFolder, capsys: pytest.CaptureFixture[str], sentence: str, words: str
) -> None:
    text = sentence.replace("<!-- Madina spoke -->", "<!-- Mad<b>ina</b> spoke -->")
    pack.source.write_text(TESTIMONY + f"\n{text}\n", "utf-8")
    write_map(pack)
    before = pack.snapshot()
    assert redact(pack) == 3
    told = capsys.readouterr().err
    assert words in told
    assert "Madina" not in told
    assert pack.snapshot() == before


def test_a_word_file_is_redacted_part_by_part(pack: PackFolder) -> None:
    import docx  # noqa: PLC0415

    document = docx.Document()
    document.add_paragraph("They took Madina from Karasu & nobody saw.")
    document.sections[0].header.paragraphs[0].text = "Interview with Madina"
    pack.source.unlink()
    path = pack.root / "source" / f"{DOCUMENT}.docx"
    document.save(str(path))
    path.with_name(f"{DOCUMENT}.meta.yaml").write_text(
        f"id: {DOCUMENT}\ntitle: Madina\nlanguage: en\n", "utf-8"
    )
    before = path.read_bytes()
    write_map(pack)
    assert redact(pack) == 0
    with zipfile.ZipFile(path) as archive:
        parts = b"".join(archive.read(entry) for entry in archive.namelist())
    assert b"Madina" not in parts
    assert b"They took a friend from a village in the south-east &amp; nobody saw." in parts
    assert "title: A friend" in path.with_name(f"{DOCUMENT}.meta.yaml").read_text("utf-8")
    assert redact(pack, "--undo") == 0
    assert path.read_bytes() == before


def test_manual_splits_follow_the_words(pack: PackFolder) -> None:
    pack.source.write_text(STORY, "utf-8")
    pack.run("segment")
    number = next(n for n, u in enumerate(pack.units(), 1) if "Madina's" in u["source"])
    split = ("segments", "split", DOCUMENT, str(number), "--after", "They asked Madina,")
    assert pack.run(*split) == 0
    pack.run("segment")
    write_map(pack)
    assert redact(pack) == 0
    assert holding(pack) == []
    sources = [unit["source"] for unit in pack.units()]
    assert "They asked a friend," in sources
    pack.run("segment")
    assert [unit["source"] for unit in pack.units()] == sources


def test_a_map_among_the_files_of_the_pack_is_refused(
    pack: PackFolder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (pack.root / "map.yaml").write_text(MAP, "utf-8")
    monkeypatch.chdir(pack.root)
    assert redact(pack) == 2
    assert ".kuager/redactions/" in capsys.readouterr().err


def test_a_map_outside_of_the_pack_may_be_used(story: PackFolder, tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    path.write_text(MAP, "utf-8")
    assert story.run("redact", DOCUMENT, "--map", str(path)) == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert holding(story) == []


def test_undoing_needs_the_map_that_did_it(story: PackFolder, tmp_path: Path) -> None:
    write_map(story)
    redact(story)
    other = tmp_path / "other.yaml"
    other.write_text(MAP, "utf-8")
    before = story.snapshot()
    assert story.run("redact", DOCUMENT, "--map", str(other), "--undo") == 3
    assert story.snapshot() == before


def test_a_map_saved_with_other_line_ends_still_undoes(story: PackFolder) -> None:
    path = write_map(story)
    before = story.source.read_bytes()
    redact(story)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert redact(story, "--undo") == 0
    assert story.source.read_bytes() == before


def test_a_damaged_record_is_told(story: PackFolder, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_map(story)
    redact(story)
    path.write_bytes(path.read_bytes()[:-200])
    assert redact(story, "--undo") == 3
    assert "record is damaged" in capsys.readouterr().err


@pytest.mark.parametrize("good", range(6))
@pytest.mark.parametrize("options", [(), ("--undo",)])
def test_a_disk_that_refuses_loses_nothing(
    story: PackFolder, monkeypatch: pytest.MonkeyPatch, good: int, options: tuple[str, ...]
) -> None:
    """However much is written when it happens, a second run ends where a first would have."""
    write_map(story)
    before = contents(story)
    assert redact(story) == 0
    if options:
        assert story.run("segment") == 0
    else:
        redact(story, "--undo")
        assert contents(story).items() >= before.items()
    written = 0

    def refuse(path: Path, content: bytes, name: str, workshop: Path | None = None) -> bool:
        nonlocal written
        written += path.suffix != ".yaml"
        if written > good:
            raise StorageError(f"{name}: the disk is full.")
        return write_atomically(path, content, name, workshop)

    with monkeypatch.context() as patched:
        patched.setattr("kuager.pack.write_atomically", refuse)
        assert redact(story, *options) == (3 if written > good else 0)
    assert redact(story, *options) in {0, 3}  # 3: it was all taken back already
    if options:
        assert contents(story).items() >= before.items()
    else:
        assert holding(story) == []
        assert redact(story, "--undo") == 0
        assert contents(story).items() >= before.items()
