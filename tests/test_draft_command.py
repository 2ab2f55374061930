"""``kuager draft``: lines, manners, the memory, what becomes of faulty drafts."""

from __future__ import annotations

import io
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from kuager.engines.remotes import remote_settings
from kuager.steps.units import read_sheet

from .support.packs import DOCUMENT, PackFolder


def test_lines_are_drafted_one_by_one_and_nothing_is_kept(
    pack: PackFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "lines.txt"
    path.write_bytes("\ufeffThey came at six.\r\n\n  We were not asleep. He said no.\n".encode())
    before = pack.snapshot()
    assert pack.run("draft", "--lines", str(path), "--locale", "kk") == 0
    assert capsys.readouterr().out.splitlines() == [
        "Олар келді кезінде алты.",
        "",
        "Біз едік емес ұйқыда. Ол деді жоқ.",
    ]
    assert pack.snapshot() == before
    assert not (pack.root / ".kuager" / "drafts.sqlite").exists()


def test_lines_come_from_standard_input_too(
    pack: PackFolder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"He came <1>back</1>.\n")))
    assert pack.run("draft", "--locale", "ru", "--quick", "--lines") == 0
    assert "<1>" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--lines", "{path}"], 2, "one locale"),
        (["--lines", "{path}", "-l", "kk", "-l", "ru"], 2, "one locale"),
        (["--lines", "{path}", "-l", "de"], 2, "not a target locale"),
        (["--lines", "{path}", "-l", "kk", "--redraft"], 2, "in no document"),
        (["--lines", "{path}", "-l", "kk"], 3, "line 2 is not UTF-8"),
        (["--lines", "{path}.txt", "-l", "kk"], 3, "no file that can be read"),
    ],
)
def test_bad_lines_are_one_clear_error(
    pack: PackFolder,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    told: str,
) -> None:
    path = tmp_path / "lines"
    path.write_bytes(b"They came.\n\xff\xfe\n")
    assert pack.run("draft", *(word.format(path=path) for word in arguments)) == code
    shown = capsys.readouterr().err
    assert told in shown
    assert "Traceback" not in shown


def test_what_was_approved_before_comes_from_the_memory(pack: PackFolder) -> None:
    pack.translate()
    pack.approve()
    second = pack.source.with_name("second.md")
    text = pack.source.read_text("utf-8").replace(DOCUMENT, "second")
    second.write_text(text.replace("They came at six. We", "They waited. We", 1), "utf-8")
    assert pack.run("segment") == 0
    (report,) = pack.read("draft", "draft", "second", "--locale", "kk")["locales"]
    assert report["memory"] > 4
    assert report["machine"] >= 1
    units = pack.read("units", "review", "list", "second", "kk")["units"]
    remembered = [unit for unit in units if not unit["engine"] and unit["origin"] != "locale-data"]
    assert len(remembered) == report["memory"]
    assert all(unit["state"] == "draft" and unit["confidence"] is None for unit in remembered)
    classes = {unit["confidence"] for unit in units if unit["engine"]}
    assert classes <= {"sure", "fair", "doubtful"}


def test_faulty_drafts_are_left_empty_where_the_pack_wants_it(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    pack.source.write_text(
        pack.source.read_text("utf-8") + "\nHe came after 27 days and 3 nights in 1999.\n"
    )
    configuration = pack.root / "pyproject.toml"
    configuration.write_text(
        configuration.read_text("utf-8") + '[tool.kuager.drafting]\nfaulty = "empty"\n', "utf-8"
    )
    assert pack.run("segment") == 0
    (report,) = pack.read("draft", "draft", "--locale", "kk")["locales"]
    assert report["refused"] == sum(1 for unit in pack.units() if unit["state"] == "untranslated")
    assert report["refused"] > 0
    capsys.readouterr()
    assert pack.run("draft", "--locale", "kk") == 0
    shown = capsys.readouterr()
    assert "left empty, because checks object" in shown.out
    assert "No connection was opened." in shown.err


def test_status_signs_the_drafts(pack: PackFolder, capsys: pytest.CaptureFixture[str]) -> None:
    pack.run("segment")
    pack.run("draft", "--quick")
    capsys.readouterr()
    rows = pack.read("status", "status")["rows"]
    signature = rows[0]["signatures"][0]
    assert signature["beam"] == 4
    assert len(signature["sha256"]) == 64
    assert pack.run("status") == 0
    assert f"sha256 {signature['sha256'][:12]}" in capsys.readouterr().out


def test_a_quick_draft_has_a_class_too(pack: PackFolder) -> None:
    pack.run("segment")
    reports = pack.read("draft", "draft", "--quick")["locales"]
    for report in reports:
        classes = [unit["confidence"] for unit in pack.units(report["locale"]) if unit["engine"]]
        assert classes
        assert set(classes) <= {"sure", "fair", "doubtful"}
        assert Counter(classes) == Counter(report["confidence"])


@pytest.mark.parametrize("manner", [(), ("--quick",)])
def test_a_declared_narrator_is_part_of_what_decides_russian_drafts(
    pack: PackFolder, manner: tuple[str, ...]
) -> None:
    told = pack.source.read_text("utf-8")
    declared = told.replace("country: KZ", "country: KZ\nnarrator-gender: feminine")
    pack.source.write_text(declared, "utf-8")
    pack.source.with_name("second.md").write_text(told.replace(DOCUMENT, "second"), "utf-8")
    assert pack.run("segment") == 0
    assert pack.run("draft", *manner) == 0
    signed = {
        (row["document"], row["locale"]): row["signatures"][0]["engine"]
        for row in pack.read("status", "status")["rows"]
    }
    assert {key for key, engine in signed.items() if "narrator feminine" in engine} == {
        (DOCUMENT, "ru")
    }
    assert signed[DOCUMENT, "kk"] == signed["second", "kk"]


def test_settings_that_reach_the_network_are_named_and_ignored(
    pack: PackFolder,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ARGOS_MODEL_PROVIDER", "LIBRETRANSLATE")
    pack.run("segment")
    assert pack.run("draft", "--locale", "kk") == 0
    assert "ignored: ARGOS_MODEL_PROVIDER" in capsys.readouterr().err
    settings = tmp_path / ".config" / "argos-translate" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text('{"OPENAI_API_KEY": "x", "ARGOS_BEAM_SIZE": 2}')
    assert remote_settings({}, lambda: tmp_path) == ["OPENAI_API_KEY"]
    settings.write_text("[")
    assert remote_settings({}, lambda: tmp_path) == []
    assert remote_settings({}, lambda: tmp_path / "nobody") == []


def test_a_unit_is_shown_with_its_terms_and_similar_sentences(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    head = "en,kk,ru,note,forbidden kk,part of speech\n"
    (pack.root / "source" / "termbase.csv").write_text(
        f"{head}brother,аға; іні,брат,older or younger,бауыр,noun\n", "utf-8"
    )
    pack.translate()
    pack.approve()
    second = pack.source.with_name("second.md")
    text = pack.source.read_text("utf-8").replace(DOCUMENT, "second")
    second.write_text(text.replace("nobody told us where.", "they told us where."), "utf-8")
    assert pack.run("segment") == 0
    capsys.readouterr()
    assert pack.run("review", "show", "second", "kk", "6") == 0
    shown = capsys.readouterr().out
    assert "term “brother”: аға, іні · not: бауыр · older or younger · unreviewed" in shown
    assert "only a suggestion, differs in: negation" in shown
    assert f"approved in {DOCUMENT}" in shown


TMX = """\
<?xml version="1.0"?><tmx version="1.4"><header creationtool="x" creationtoolversion="1"
segtype="sentence" o-tmf="x" adminlang="en" srclang="en" datatype="plaintext"/><body>
<tu><tuv xml:lang="en"><seg>We were not asleep.</seg></tuv>
<tuv xml:lang="kk"><seg>Біз ұйықтаған жоқпыз.</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>He came back after two days.</seg></tuv>
<tuv xml:lang="kk"><seg>Ол 27 күннен кейін оралған жоқ.</seg></tuv></tu>
</body></tmx>
"""


def test_imported_words_stay_words_that_nobody_vouches_for(
    pack: PackFolder, tmp_path: Path
) -> None:
    path = tmp_path / "other.tmx"
    path.write_text(TMX, "utf-8")
    pack.run("segment")
    assert pack.run("memory", "import", str(path), "--note", "machine-written") == 0
    (report,) = pack.read("draft", "draft", "--locale", "kk")["locales"]
    imported = [unit for unit in pack.units() if unit["origin"] == "imported"]
    # What checks object to is not taken over from somebody else.
    assert [unit["target"] for unit in imported] == ["Біз ұйықтаған жоқпыз."]
    assert report["memory"] == 1
    assert pack.run("export", "--locale", "kk", "--to", "markdown", "--allow-drafts") == 0
    (edition,) = (pack.root / "exports").rglob("*.md")
    text = edition.read_text("utf-8")
    assert "[машиналық нобай] Біз ұйықтаған жоқпыз." in text.replace("\\[", "[").replace(
        "\\]", "]"
    ).replace("**", "").replace("*", "")


@pytest.mark.parametrize("indexed", [False, True])
def test_a_machines_words_do_not_become_a_persons_by_way_of_the_memory(
    pack: PackFolder, monkeypatch: pytest.MonkeyPatch, indexed: bool
) -> None:
    pack.translate()
    pack.approve()
    if indexed:
        # The time stamps of files that were just written prove nothing; this settles them.
        for path in (pack.root / "locales").rglob("*"):
            os.utime(path, (1, 1))
        assert pack.run("status") == 0
    else:
        (pack.root / ".kuager" / "index.sqlite").unlink(missing_ok=True)
    second = pack.source.with_name("second.md")
    second.write_text(pack.source.read_text("utf-8").replace(DOCUMENT, "second"), "utf-8")
    assert pack.run("segment") == 0
    read = []

    def watched(*arguments: Any) -> Any:
        read.append(arguments[2])
        return read_sheet(*arguments)

    monkeypatch.setattr("kuager.steps.draft_planning.read_sheet", watched)
    assert pack.run("draft", "second", "--locale", "kk") == 0
    assert sorted(read) == (["second"] if indexed else [DOCUMENT, "second"])
    first = {unit["source"]: unit for unit in pack.units()}
    for unit in pack.read("units", "review", "list", "second", "kk")["units"]:
        by_machine = first[unit["source"]]["unedited"] and unit["origin"] != "locale-data"
        assert unit["origin"] in (["machine"] if by_machine else ["memory", "locale-data"])
        assert unit["engine"] == ""


def test_renewed_drafts_that_checks_object_to_are_emptied_where_the_pack_wants_it(
    pack: PackFolder,
) -> None:
    pack.source.write_text(
        pack.source.read_text("utf-8") + "\nHe came after 27 days and 3 nights in 1999.\n"
    )
    pack.run("segment")
    pack.run("draft", "--locale", "kk")
    assert "untranslated" not in pack.states()
    configuration = pack.root / "pyproject.toml"
    configuration.write_text(
        configuration.read_text("utf-8") + '[tool.kuager.drafting]\nfaulty = "empty"\n', "utf-8"
    )
    (report,) = pack.read("draft", "draft", "--locale", "kk", "--redraft")["locales"]
    assert report["refused"] == pack.states()["untranslated"] > 0
    before = pack.snapshot()
    assert pack.run("draft", "--locale", "kk", "--redraft") == 0
    assert pack.snapshot() == before


def test_lost_markup_is_a_fault_of_the_draft(pack: PackFolder) -> None:
    from kuager.model import Confidence, Draft  # noqa: PLC0415
    from kuager.placeables import mask  # noqa: PLC0415
    from kuager.steps.proposals import propose  # noqa: PLC0415

    source = "They took <1/>him<2/> & <3>my sister</3>, <4>here</4>.<5/>"
    proposal = propose(source, "ru", Draft("Его и сестру забрали.", agreement=0.9), mask(source))
    assert ("placeables" in proposal.faults) == (proposal.confidence is Confidence.DOUBTFUL)
    plain = r"He wrote <\1>fake</\1> on it."
    told = propose(plain, "ru", Draft("Он написал на нём <1>fake</1>."), mask(plain))
    assert "placeables" not in told.faults


def test_a_package_path_may_hold_a_plus_and_none_leaves_the_pack(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    root = pack.root.with_name("c++")
    pack.root.rename(root)
    moved = PackFolder(root)
    moved.run("segment")
    assert moved.run("draft", "--locale", "kk") == 0
    configuration = root / "pyproject.toml"
    text = configuration.read_text("utf-8")
    configuration.write_text(text.replace('"kk.', '"../kk.').replace('model"', 'model + x"', 1))
    capsys.readouterr()
    assert moved.run("draft", "--locale", "kk", "--redraft") == 3
    assert str(root.parent) not in capsys.readouterr().err
