"""``kuager draft``: lines, manners, the memory, what becomes of faulty drafts."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from kuager.engines.remotes import remote_settings

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
        (["--lines", "{path}.txt", "-l", "kk"], 3, "no such file"),
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
    remembered = [unit for unit in units if unit["origin"] == "memory"]
    assert len(remembered) == report["memory"]
    assert all(unit["state"] == "draft" and unit["confidence"] is None for unit in remembered)
    assert {unit["confidence"] for unit in units if unit["origin"] == "machine"} <= {
        "sure",
        "fair",
        "doubtful",
    }


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
