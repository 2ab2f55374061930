"""The whole chain through the real command line, on a small pack with real engines."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest

from kuager.cli import cli, run
from kuager.engines import CarefulEngine
from kuager.formats.gettext import catalog_parse, template_parse
from tests.support.dictionary_package import build_dictionary_package
from tests.support.packs import DOCUMENT, KAZAKH, UNITS, PackFolder


def test_the_demo_runs_through_and_a_second_run_changes_nothing(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pack.run("demo") == 0
    shown = capsys.readouterr()
    assert "Editions:" in shown.out
    assert f"exports/{DOCUMENT}.kk.draft.html" in shown.out
    assert "They came" not in shown.out + shown.err
    before = pack.snapshot()
    assert pack.run("demo") == 0
    assert pack.snapshot() == before
    assert pack.states() == {"draft": UNITS}


def test_segmenting_writes_template_and_catalogs(pack: PackFolder) -> None:
    assert pack.run("segment") == 0
    template = template_parse((pack.root / "locales" / f"{DOCUMENT}.pot").read_bytes())
    assert len(template) == UNITS
    assert template[3].source == "They came at six."
    assert template[3].notes == (
        "paragraph 4 of 7, segment 1 of 3",
        "before: Kazakhstan",
        "after: We were not asleep.",
    )
    assert template[5].source == "They took <1>my brother</1>, and nobody told us where."
    assert template[5].notes[-1] == "<1>: emphasis"
    assert [(e.source, e.occurrence) for e in template][-1] == ("They came at six.", 2)
    assert {entry.reference for entry in template} == {f"source/{DOCUMENT}.md"}
    catalog = catalog_parse(pack.catalog("ru").read_bytes())
    assert [(e.source, e.target) for e in catalog] == [(e.source, "") for e in template]


def test_drafts_are_fuzzy_marked_and_recorded(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pack.run("segment") == 0
    assert pack.run("draft") == 0
    assert "2 from locale data" in capsys.readouterr().out
    units = pack.units()
    assert all(entry.fuzzy for entry in catalog_parse(pack.catalog("kk").read_bytes()))
    assert units[1]["target"] == "2021 жылғы 5 қараша, 18:30"
    assert units[2]["target"] == "Қазақстан"
    assert units[3]["target"] == "Олар келді кезінде алты."
    assert units[3]["origin"] == "machine"
    assert units[3]["engine"] == "translate-en_kk 1.0"
    assert units[2]["origin"] == "locale-data"
    assert pack.units("ru")[1]["target"] == "5 ноября 2021 года, 18:30"
    assert pack.run("ledger", "verify") == 0


def test_a_humans_text_is_never_drafted_over(pack: PackFolder) -> None:
    pack.run("demo")
    pack.run("review", "edit", DOCUMENT, "kk", "4", "--as", "t-1", "--text", "Олар алтыда келді.")
    pack.run("review", "confirm", DOCUMENT, "kk", "5", "--as", "t-1")
    pack.run(
        "review", "request-changes", DOCUMENT, "kk", "6", "--as", "t-1", "--note", "wrong verb"
    )
    before = pack.catalog("kk").read_bytes()
    assert pack.run("draft", "--redraft") == 0
    assert pack.catalog("kk").read_bytes() == before
    units = pack.units()
    assert [units[n]["state"] for n in (3, 4, 5)] == ["translated", "translated", "needs-work"]
    assert units[4]["unedited"]


def test_redraft_renews_untouched_drafts_with_a_new_engine(pack: PackFolder) -> None:
    pack.run("demo")
    newer = {**KAZAKH, "came": "кірді"}
    build_dictionary_package(pack.root / "kk.argosmodel", newer, version="2.0")
    assert pack.run("draft") == 0
    assert pack.units()[3]["engine"] == "translate-en_kk 1.0"
    assert pack.run("draft", "--redraft") == 0
    unit = pack.units()[3]
    assert (unit["target"], unit["engine"]) == ("Олар кірді кезінде алты.", "translate-en_kk 2.0")


def test_a_tool_that_drops_flags_and_headers_does_no_harm(pack: PackFolder) -> None:
    """OmegaT clears fuzzy; Poedit wraps, sorts headers and signs with the user's name."""
    pack.run("segment")
    pack.run("draft")
    path = pack.catalog("kk")
    good = path.read_bytes()
    soiled = (
        good.decode()
        .replace("#, fuzzy\n", "")
        .replace('msgstr ""\n', 'msgstr ""\n"Last-Translator: Aigerim <a@example.org>\\n"\n', 1)
    )
    path.write_text(soiled, "utf-8")
    assert pack.states() == {"draft": UNITS}
    assert pack.run("segment") == 0
    assert path.read_bytes() == good


def test_a_changed_source_keeps_what_did_not_change(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    pack.translate()
    pack.approve()
    text = pack.source.read_text("utf-8")
    pack.source.write_text(
        text.replace("came back after two days", "came back after only two days")
        .replace("We were not asleep.", "We were asleep.")
        .replace("They came", "First.\n\nThey came", 1),
        "utf-8",
    )
    assert pack.run("segment") == 0
    states = pack.states()
    assert states == {"approved": UNITS - 2, "needs-work": 1, "untranslated": 2}
    units = {unit["source"]: unit for unit in pack.units()}
    assert units["We were asleep."]["target"] == ""
    assert units["He came back after only two days."]["target"] == "Ол келді қайта кейін екі күн."
    pack.run(
        "review", "show", DOCUMENT, "kk", str(units["He came back after only two days."]["number"])
    )
    assert "previous source: He came back after two days." in capsys.readouterr().out
    pack.source.write_text(text, "utf-8")
    assert pack.run("segment") == 0
    assert pack.states() == {"approved": UNITS}


def test_joining_and_splitting_segments(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    pack.run("segment")
    pack.run("draft")
    pack.run("review", "confirm", DOCUMENT, "kk", f"1-{UNITS}", "--as", "t-1")
    assert pack.run("segments", "join", DOCUMENT, "4") == 0
    assert pack.run("segment") == 0
    unit = pack.units()[3]
    assert unit["source"] == "They came at six. We were not asleep."
    assert unit["target"] == "Олар келді кезінде алты. Біз едік емес ұйқыда."
    assert unit["state"] == "needs-work"
    pack.source.write_text(pack.source.read_text("utf-8").replace("nobody", "no one"), "utf-8")
    pack.run("segment")
    assert pack.units()[3]["source"] == "They came at six. We were not asleep."
    assert pack.run("segments", "split", DOCUMENT, "4", "--after", "at six.") == 0
    pack.run("segment")
    assert pack.units()[3]["state"] == "translated"
    pack.source.write_text(pack.source.read_text("utf-8").replace("at six. We", "at seven. We"))
    pack.run("segments", "join", DOCUMENT, "4")
    pack.source.write_text(pack.source.read_text("utf-8").replace("We were not", "You were"))
    capsys.readouterr()
    pack.run("segment")
    assert "1 manual break without a place" in capsys.readouterr().out
    assert pack.run("segments", "join", DOCUMENT, "10") == 2
    assert pack.run("segments", "join", DOCUMENT, "99") == 2
    assert pack.run("segments", "split", DOCUMENT, "4", "--after", "never there") == 2


def test_joins_hold_for_a_source_that_is_a_link(pack: PackFolder) -> None:
    source = pack.root / "source" / f"{DOCUMENT}.md"
    kept = pack.root / "kept.md"
    source.rename(kept)
    source.symlink_to("../kept.md")
    assert pack.run("segment") == 0
    before = len(pack.units())
    assert pack.run("segments", "join", DOCUMENT, "4") == 0
    assert pack.run("segment") == 0
    assert len(pack.units()) == before - 1
    assert source.with_name(f"{DOCUMENT}.breaks.yaml").is_file()


def test_dry_runs_write_nothing(pack: PackFolder) -> None:
    before = pack.snapshot()
    assert pack.run("segment", "--dry-run") == 0
    assert pack.run("demo", "--dry-run") == 0
    assert pack.snapshot() == before
    pack.run("segment")
    before = pack.snapshot()
    assert pack.run("draft", "--dry-run") == 0
    assert pack.run("demo", "--dry-run") == 0
    assert pack.run("export", "--allow-drafts", "--dry-run") == 0
    assert pack.run("segments", "join", DOCUMENT, "4", "--dry-run") == 0
    edit = ("review", "edit", DOCUMENT, "kk", "4", "--as", "t-1", "--text", "Бар.")
    assert pack.run(*edit, "--dry-run") == 0
    assert pack.snapshot() == before


def test_every_command_has_help_with_an_example() -> None:
    def walk(command: click.Command, path: list[str]) -> None:
        assert command.help, path
        assert command.epilog, path
        if isinstance(command, click.Group):
            context = click.Context(command)
            for name in command.list_commands(context):
                child = command.get_command(context, name)
                assert child is not None
                walk(child, [*path, name])
        else:
            assert "Example" in command.epilog, path

    walk(cli, ["kuager"])


@pytest.mark.parametrize("arguments", [["--help"], ["review", "--help"], ["--version"]])
def test_help_ends_well(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 0
    assert capsys.readouterr().out


def test_the_program_works_from_a_folder_inside_the_pack(pack: PackFolder) -> None:
    pack.run("segment")
    done = subprocess.run(
        [str(Path(sys.executable).with_name("kuager")), "status"],
        cwd=pack.root / "source",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert DOCUMENT in done.stdout


def test_a_document_that_has_gone_is_reported_and_its_catalogs_stay(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    second = pack.source.with_name("second.md")
    second.write_text(pack.source.read_text("utf-8").replace("night-visit", "second"), "utf-8")
    pack.run("segment")
    second.unlink()
    before = pack.snapshot()
    capsys.readouterr()
    assert pack.run("segment") == 0
    assert "second has no source any more" in capsys.readouterr().err
    assert pack.snapshot() == before


def test_a_catalog_saved_while_the_engine_works_is_not_overwritten(
    pack: PackFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack.run("segment")
    path = pack.catalog("kk")

    translate = CarefulEngine.translate

    def slow(engine: CarefulEngine, segments: Any) -> Any:
        answer = translate(engine, segments)
        text = path.read_text("utf-8")
        path.write_text(
            text.replace('asleep."\nmsgstr ""', 'asleep."\nmsgstr "Ұйықтамадық."'), "utf-8"
        )
        return answer

    monkeypatch.setattr(CarefulEngine, "translate", slow)
    assert pack.run("draft", "--locale", "kk") == 0
    assert 'msgstr "Ұйықтамадық."' in path.read_text("utf-8")


def test_a_source_file_that_names_its_author_is_reported(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    page = '<html><head><meta name="author" content="Aigerim A."></head><p>They came.</p></html>'
    (pack.root / "source" / "page.html").write_text(page, "utf-8")
    fields = "id: page\ntitle: They came.\nlanguage: en\n"
    (pack.root / "source" / "page.meta.yaml").write_text(fields, "utf-8")
    assert pack.run("segment") == 0
    shown = capsys.readouterr().err
    assert "the source file of page may name somebody (" in shown
    assert "Aigerim" not in shown


def test_a_language_without_an_engine_is_left_to_people(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    path = pack.root / "pyproject.toml"
    path.write_text(path.read_text("utf-8").replace('"ru"]', '"ru", "uk"]'), "utf-8")
    assert pack.run("demo") == 0
    shown = capsys.readouterr()
    assert "uk: 2 from locale data · 7 left to people (no engine is named)" in shown.err
    assert f"exports/{DOCUMENT}.uk.draft.html" in shown.out
    assert pack.states("uk") == {"untranslated": UNITS - 2, "draft": 2}
    assert pack.run("draft", "--locale", "uk") == 3
    assert "No engine is named for uk" in capsys.readouterr().err
