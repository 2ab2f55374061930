"""Exchange: files really rewritten by GNU gettext and Translate Toolkit, and habits of editors.

The programs are run as they are; what Poedit, Weblate and OmegaT do is done by hand after them.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import polib
import pytest

from tests.support.exchange import (
    chains,
    edit_catalog,
    receive,
    send,
    strip_notes,
    translate,
    versions,
)
from tests.support.packs import DOCUMENT, UNITS, PackFolder

TEXT = "Олар таңғы алтыда келді."
OTHER = "Ол екі күннен соң қайтты."
gettext = pytest.mark.skipif(shutil.which("msgcat") is None, reason="GNU gettext is not installed")


@pytest.fixture
def drafted(pack: PackFolder) -> PackFolder:
    assert pack.run("segment") == 0
    assert pack.run("draft") == 0
    return pack


def _run(program: str, *arguments: object) -> None:
    beside = Path(sys.executable).with_name(program)
    path = str(beside) if beside.exists() else shutil.which(program)
    if path is None:
        pytest.skip(f"{program} is not installed")
    subprocess.run([path, *map(str, arguments)], check=True, capture_output=True)


def _edited(pack: PackFolder, *, comment: str = "") -> Path:
    """Send the Kazakh catalog out, and let an editor translate units 4 and 7 in it."""
    path = send(pack, "po")

    def change(entries: list[polib.POEntry]) -> None:
        translate(entries[3], TEXT)
        translate(entries[6], OTHER)
        entries[6].tcomment = comment

    edit_catalog(path, change)
    return path


def _template(pack: PackFolder) -> Path:
    return pack.root / "locales" / f"{DOCUMENT}.pot"


def _by_way_of(kind: str, path: Path, to: Path) -> None:
    between = to.with_suffix(f".{kind}")
    _run(f"po2{kind}", path, between)
    _run(f"{kind}2po", between, to)


Rewrite = Callable[[PackFolder, Path, Path], None]
REWRITES: dict[str, Rewrite] = {
    "msgcat": lambda _, path, to: _run("msgcat", "--width=40", path, "-o", to),
    "msgcat escaped": lambda _, path, to: _run("msgcat", "-E", path, "-o", to),
    "msgcat sorted": lambda _, path, to: _run("msgcat", "--sort-output", path, "-o", to),
    "msgmerge": lambda pack, path, to: _run("msgmerge", path, _template(pack), "-o", to),
    "msgattrib": lambda _, path, to: _run("msgattrib", "--no-fuzzy", path, "-o", to),
    "pot2po": lambda pack, path, to: _run("pot2po", "-t", path, _template(pack), to),
    "pogrep": lambda _, path, to: _run("pogrep", "--search=target", ".", path, to),
    "pomerge": lambda pack, path, to: _run(
        "pomerge", "-t", pack.catalog("kk"), path, to, "--mergeblanks=no"
    ),
    "po2csv, csv2po": lambda _, path, to: _by_way_of("csv", path, to),
    "po2xliff, xliff2po": lambda _, path, to: _by_way_of("xliff", path, to),
}


@gettext
@pytest.mark.parametrize("program", REWRITES)
def test_rewritten_catalogs_bring_the_texts(drafted: PackFolder, program: str) -> None:
    path = _edited(drafted)
    rewritten = path.with_name(f"{DOCUMENT}.kk.returned.po")
    REWRITES[program](drafted, path, rewritten)
    report = receive(drafted, rewritten, "--document", DOCUMENT, "--locale", "kk")
    assert report["taken"] == [4, 7]
    # pot2po, csv2po and the like clear the flags of drafts: they are drafts all the same.
    units = drafted.units()
    assert [unit["translators"] for unit in units] == [
        ["t-1"] if number in {4, 7} else [] for number in range(1, UNITS + 1)
    ]
    assert {unit["state"] for unit in units if not unit["translators"]} == {"draft"}
    assert not report["refused"]
    before = drafted.snapshot()
    again = receive(drafted, rewritten, "--document", DOCUMENT, "--locale", "kk")
    assert again["taken"] == []
    assert drafted.snapshot() == before


@gettext
def test_flags_cleared_by_a_program_make_no_translation(drafted: PackFolder) -> None:
    path = send(drafted, "po")
    _run("msgattrib", "--clear-fuzzy", path, "-o", path)
    report = receive(drafted, path, expect=0)
    assert len(report["still_drafts"]) == UNITS
    assert drafted.states() == {"draft": UNITS}


@gettext
@pytest.mark.parametrize("with_base", [True, False])
def test_flags_set_by_a_program_send_units_back(pack: PackFolder, with_base: bool) -> None:
    pack.translate()
    path = send(pack, "po")
    if not with_base:
        edit_catalog(path, strip_notes)
    _run("msgattrib", "--set-fuzzy", path, "-o", path)
    report = receive(pack, path, actor="r-1", expect=0)
    assert report["steps"] == {"request-changes": UNITS}
    assert pack.states() == {"needs-work": UNITS}


@gettext
def test_a_program_that_changes_every_text(drafted: PackFolder) -> None:
    path = send(drafted, "po")
    _run("msgfilter", "--keep-header", "-i", path, "-o", path, "sed", "s/$/!/")
    report = receive(drafted, path, expect=0)
    assert len(report["taken"]) == UNITS
    assert drafted.states() == {"needs-work": UNITS}, "the flags were left on"


@gettext
def test_the_source_in_place_of_a_translation_is_none(pack: PackFolder) -> None:
    """``msgen`` and OmegaT write it where there is no translation."""
    assert pack.run("segment") == 0
    path = send(pack, "po")
    _run("msgen", "--lang=kk", path, "-o", path)
    before = pack.snapshot()
    assert len(receive(pack, path, expect=0)["emptied"]) == UNITS
    assert pack.snapshot() == before


@gettext
@pytest.mark.parametrize("program", ["msgmerge", "pot2po"])
def test_a_text_that_a_program_guessed_is_nobodys(drafted: PackFolder, program: str) -> None:
    """Both put the translation of a similar sentence to a new one; it may say the contrary."""
    path = _edited(drafted)
    source = drafted.source.read_text("utf-8")
    drafted.source.write_text(source.replace("back after two", "back only after two"), "utf-8")
    assert drafted.run("segment") == 0
    assert drafted.run("draft") == 0
    merged = path.with_name("merged.po")
    REWRITES[program](drafted, path, merged)
    report = receive(drafted, merged, expect=1)
    assert report["taken"] == [4]
    assert report["conflicts"] == [7]
    unit = drafted.units()[6]
    assert (unit["state"], unit["translators"]) == ("draft", [])
    assert versions(drafted)[7] == f"other version: {OTHER}"


def test_a_filter_that_comments_on_texts(drafted: PackFolder) -> None:
    path, found = _edited(drafted), drafted.root / "found.po"
    edit_catalog(path, lambda entries: translate(entries[3], TEXT.removesuffix(".")))
    _run("pofilter", "-t", "endpunc", path, found)
    report = receive(drafted, found, expect=0)
    assert (report["taken"], report["comments"]) == ([4], 1)
    assert "(pofilter) endpunc" in chains(drafted)
    assert {unit["state"] for unit in drafted.units() if not unit["translators"]} == {"draft"}


def test_other_formats_made_by_programs(drafted: PackFolder) -> None:
    path = _edited(drafted)
    table, memory = path.with_name("x.csv"), path.with_name("x.tmx")
    _run("po2csv", path, table)
    assert receive(drafted, table, "--locale", "kk")["taken"] == [4, 7]
    _run("po2tmx", "-l", "ru", path, memory)
    edit = memory.read_text("utf-8").replace(TEXT, "Они пришли в шесть утра.")
    memory.write_text(edit, "utf-8")
    report = receive(drafted, memory, "--locale", "ru", "--document", DOCUMENT)
    assert 4 in report["taken"]
    assert 10 in report["taken"], "a memory's text is meant wherever the sentence stands"


def test_what_a_program_says_of_its_user_does_not_come_in(drafted: PackFolder) -> None:
    path = _edited(drafted, comment="Reworded.")
    text = path.read_text("utf-8").replace(
        '"X-Generator: Poedit 3.4\\n"',
        '"X-Generator: Poedit 3.4\\n"\n"X-Poedit-Basepath: /home/somebody/secret\\n"\n'
        '"Language-Team: Secret <team@example.org>\\n"',
    )
    path.write_text(f"# Somebody Secret <me@example.org>, 2024.\n{text}", "utf-8")
    report = receive(drafted, path, expect=0)
    assert (report["taken"], report["comments"]) == ([4, 7], 1)
    for name, (content, _) in drafted.snapshot().items():
        if name.startswith("locales/"):
            assert b"ecret" not in content
            assert b"example.org" not in content
            assert b"Poedit" not in content


def test_weblate_and_omegat_habits(drafted: PackFolder) -> None:
    """Weblate wraps and sorts flags, OmegaT clears every flag and fills repeats alike."""
    path = send(drafted, "po")

    def change(entries: list[polib.POEntry]) -> None:
        for entry in entries:
            same = entry.msgid == "They came at six."
            translate(entry, TEXT if same else entry.msgstr)

    edit_catalog(path, change)
    report = receive(drafted, path, expect=0)
    assert report["taken"] == [4, 10]
    assert drafted.states() == {"draft": UNITS - 2, "translated": 2}
