"""Spelling in a pack, through the command line: asked for, missing, broken, listed, redacted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kuager.checks import CHECKS, run_checks
from kuager.cli import run
from kuager.model import State, Unit
from kuager.pack import open_pack
from kuager.web.sources import Sources
from tests.support.packs import DOCUMENT, PackFolder
from tests.support.redacting import MAP, holding, redact, told_in, write_map
from tests.support.spelling import ask_for, write_kazakh, write_russian

SLIP = "Они прешли в шесть."


@pytest.fixture
def spelled(pack: PackFolder, capsys: pytest.CaptureFixture[str]) -> PackFolder:
    """A segmented pack with dictionaries of its own and a slip in unit 4 in Russian."""
    write_russian(pack.root / "dictionaries" / "ru_RU")
    write_kazakh(pack.root / "dictionaries" / "kk_KZ")
    ask_for(pack, ru="dictionaries/ru_RU", kk="dictionaries/kk_KZ")
    assert pack.run("segment") == 0
    unit = ("review", "edit", DOCUMENT, "ru", "4", "--as", "t-1")
    assert pack.run(*unit, "--text", SLIP) == 0
    capsys.readouterr()
    return pack


def words(pack: PackFolder, capsys: pytest.CaptureFixture[str], *options: str) -> list[str]:
    """Return the words that are called slips."""
    capsys.readouterr()
    pack.run("check", "--locale", "ru", "--format", "json", *options)
    printed: dict[str, Any] = json.loads(capsys.readouterr().out)
    return [
        entry["message"].split("“")[1].split("”")[0]
        for entry in printed["findings"]
        if entry["check"] == "spelling"
    ]


def test_a_slip_is_told_as_a_hint_that_closes_no_gate(
    spelled: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert spelled.run("check", "--locale", "ru") == 0
    printed = capsys.readouterr()
    assert "ru unit 4: info: “прешли” is in no dictionary" in printed.out
    assert printed.err == ""


def test_a_pack_that_asks_for_nothing_is_told_nothing(
    spelled: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    ask_for(spelled)
    assert words(spelled, capsys) == []
    ask_for(spelled, ru="dictionaries/ru_RU")
    assert words(spelled, capsys) == ["прешли"]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_findings_are_renewed_when_lists_or_dictionaries_change(
    spelled: PackFolder, capsys: pytest.CaptureFixture[str], jobs: str
) -> None:
    own = spelled.root / "locales" / "ru" / "words" / f"{DOCUMENT}.txt"
    shared = spelled.root / "locales" / "ru" / "words.txt"
    assert words(spelled, capsys, "--jobs", jobs) == ["прешли"]
    for path in (own, shared):
        path.parent.mkdir(exist_ok=True)
        path.write_text("прешли  # said so\n", "utf-8")
        assert words(spelled, capsys, "--jobs", jobs) == []
        path.unlink()
        assert words(spelled, capsys, "--jobs", jobs) == ["прешли"]
    dictionary = spelled.root / "dictionaries" / "ru_RU.dic"
    dictionary.write_text(dictionary.read_text("utf-8") + "прешли\n", "utf-8")
    assert words(spelled, capsys, "--jobs", jobs) == []


def test_a_machine_with_another_dictionary_is_told_of_and_not_remembered(
    spelled: PackFolder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert words(spelled, capsys) == ["прешли"]
    for content in (b"one", b"another"):
        own = spelled.root / "locales" / "ru" / "words" / f"{DOCUMENT}.txt"
        own.parent.mkdir(exist_ok=True)
        own.write_bytes(content)
        with monkeypatch.context() as elsewhere:
            ordered = {"kk": content, "ru": content}
            elsewhere.setattr("kuager.steps.surveying.dictionaries", lambda _, given=ordered: given)
            assert spelled.run("check", "--locale", "ru") == 3
            assert "is another one here than where the work" in capsys.readouterr().err
        assert words(spelled, capsys) == ["прешли"]


def test_a_list_of_another_document_is_not_taken(
    spelled: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = spelled.root / "locales" / "ru" / "words"
    folder.mkdir()
    (folder / "another.txt").write_text("прешли\n", "utf-8")
    assert words(spelled, capsys) == ["прешли"]


def test_renderings_of_the_termbase_are_right_in_all_forms(
    spelled: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    termbase = spelled.root / "source" / "termbase.csv"
    termbase.write_text("en,ru\ncome,прешля\n", "utf-8")
    assert words(spelled, capsys) == []


def test_a_missing_dictionary_is_told_once_and_keeps_nothing_from_work(
    spelled: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    ask_for(spelled, ru="dictionaries/none", kk="dictionaries/none")
    assert spelled.run("check") == 0
    printed = capsys.readouterr()
    assert printed.err.count("Spelling is not checked: There is no dictionaries/none.aff.") == 1
    assert "[spelling]" not in printed.out
    assert spelled.run("status") == 0
    assert capsys.readouterr().err == ""


def test_a_missing_library_is_told_with_the_extra_to_install(
    pack: PackFolder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kuager.spelling.dictionaries.find_spec", lambda name: None)
    write_russian(pack.root / "dictionaries" / "ru_RU")
    ask_for(pack, ru="dictionaries/ru_RU")
    assert pack.run("segment") == 0
    capsys.readouterr()
    assert pack.run("check", "--locale", "ru") == 0
    printed = capsys.readouterr()
    assert printed.err.count("that reads dictionaries is not installed") == 1
    assert "'.[spelling]'" in printed.err
    assert "[spelling]" not in printed.out


@pytest.mark.parametrize("content", [b"", b"\0\xff" * 99, b"SET UTF-8\nSFX A Y 999999999\n"])
def test_a_broken_dictionary_is_told_without_a_traceback(
    spelled: PackFolder, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    (spelled.root / "dictionaries" / "ru_RU.aff").write_bytes(content)
    assert spelled.run("check", "--locale", "ru") == 0
    printed = capsys.readouterr()
    assert "Traceback" not in printed.err
    assert printed.err.count("Spelling is not checked") == (1 if content else 0)


def test_a_dictionary_that_leads_out_of_the_pack_is_not_read(
    spelled: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    outside = write_russian(spelled.root.parent / "outside")
    for ending in (".aff", ".dic"):
        inside = spelled.root / "dictionaries" / f"link{ending}"
        inside.symlink_to(outside.with_name(f"outside{ending}"))
    ask_for(spelled, ru="dictionaries/link")
    assert spelled.run("check", "--locale", "ru") == 0
    printed = capsys.readouterr()
    assert "dictionaries/link.aff leads out of the pack" in printed.err
    assert "[spelling]" not in printed.out


@pytest.mark.parametrize("place", ["/usr/share/ru", "../ru", "", "a/", "C:\\ru", "~/ru"])
def test_a_place_outside_of_the_pack_is_refused(
    spelled: PackFolder, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    ask_for(spelled, ru=place.replace("\\", "\\\\"))
    assert spelled.run("check") == 3
    assert "names no dictionary in the pack" in capsys.readouterr().err


def test_the_systems_dictionary_is_taken_where_it_is_asked_for(
    spelled: PackFolder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DICPATH", str(spelled.root / "dictionaries"))
    ask_for(spelled, ru="system")
    assert words(spelled, capsys) == ["прешли"]


def test_a_list_that_is_no_text_sets_its_document_aside_or_is_told(
    spelled: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    shared = spelled.root / "locales" / "ru" / "words.txt"
    shared.write_bytes("прешли".encode("cp1251"))
    assert spelled.run("check", "--locale", "ru") == 0
    printed = capsys.readouterr()
    assert "Spelling is not checked: locales/ru/words.txt is not UTF-8 text." in printed.err
    shared.unlink()
    own = shared.with_name("words") / f"{DOCUMENT}.txt"
    own.parent.mkdir()
    own.write_bytes("прешли".encode("cp1251"))
    assert spelled.run("check", "--locale", "ru") == 3
    assert f"words/{DOCUMENT}.txt is not UTF-8 text" in capsys.readouterr().err


def test_reports_show_slips_too(spelled: PackFolder) -> None:
    assert spelled.run("report", "--locale", "ru") == 0
    (page,) = (spelled.root / "reports").rglob(f"*{DOCUMENT}*.html")
    assert "прешли” is in no dictionary" in page.read_text("utf-8").replace("&#34;", '"')


def test_redaction_takes_names_out_of_word_lists_and_puts_them_back(pack: PackFolder) -> None:
    told_in(pack)
    lists = [
        pack.root / "locales" / "kk" / "words.txt",
        pack.root / "locales" / "kk" / "words" / f"{DOCUMENT}.txt",
    ]
    lists[1].parent.mkdir()
    lists[0].write_text("Қарасу\nАсанов\nшатыр\n", "utf-8")
    lists[1].write_text("палатка # Мадина said so\nқосын\nЕрлан\n", "utf-8")
    before = [path.read_bytes() for path in lists]
    write_map(pack)
    assert redact(pack) == 0
    assert [path.read_text("utf-8") for path in lists] == ["шатыр\n", "қосын\n"]
    assert holding(pack) == []
    assert redact(pack, "--undo") == 0
    assert [path.read_bytes() for path in lists] == before
    assert redact(pack) == 0
    lists[0].write_text("шатыр\nжаңа\n", "utf-8")
    assert redact(pack, "--undo") == 0
    assert lists[0].read_text("utf-8").split() == ["шатыр", "жаңа", "Қарасу", "Асанов"]


@pytest.mark.parametrize(
    "word", ["Асановым", "мамедова", "али-мамедову", "айгүл", "Ас\u00adанов", "ли", "Yerlan"]
)
def test_redaction_knows_names_in_word_lists_by_each_of_their_parts(
    pack: PackFolder, word: str
) -> None:
    told_in(pack)
    listed = pack.root / "locales" / "ru" / "words.txt"
    listed.write_text(f"лист\n{word}\nмамы\n", "utf-8")
    more = """
  - find: {en: Aigul Ali-Mamedov, kk: Айгүл, ru: Али-Мамедов}
    replace: {en: a friend, kk: дос, ru: друг}
    case-sensitive: true
  - find: {en: Li, ru: Ли}
    replace: {en: a friend, kk: дос, ru: друг}
"""
    write_map(pack, MAP + more.lstrip("\n"))
    assert redact(pack) == 0
    assert listed.read_text("utf-8").split() == ["лист", "мамы"]


def test_the_review_page_tells_of_slips_and_obeys_word_lists(spelled: PackFolder) -> None:
    sources = Sources(open_pack(spelled.root))
    unit = Unit("x", "ru", "They came at six.", target=SLIP, state=State.TRANSLATED)

    def slips(document: str) -> int:
        found = run_checks(unit, CHECKS, sources.context(document))
        return sum(finding.check == "spelling" for finding in found)

    assert slips(DOCUMENT) == 1
    listed = spelled.root / "locales" / "ru" / "words" / f"{DOCUMENT}.txt"
    listed.parent.mkdir()
    listed.write_text("прешли\n", "utf-8")
    sources = Sources(open_pack(spelled.root))
    assert slips(DOCUMENT) == 0
    assert slips("another") == 1


@pytest.mark.parametrize("locale", ["ru", "ru-KZ"])
def test_pairs_are_spelled_with_the_dictionaries_that_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], locale: str
) -> None:
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text(f"They came at six.\t{SLIP}\nHe said no.\tОн сказал мектеп.\n", "utf-8")
    russian = write_russian(tmp_path / "ru_RU")
    kazakh = write_kazakh(tmp_path / "kk_KZ")
    command = ["check", "--pairs", str(pairs), "--locale", locale, "--format", "jsonl"]
    assert run(command) == 0
    assert "spelling" not in capsys.readouterr().out
    assert run([*command, "--spelling", f"kk={kazakh}", "--spelling", f"ru={russian}"]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["line"], row["span"]) for row in found if row["check"] == "spelling"] == [
        (1, [4, 10])
    ]


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--spelling", "kk={}"], 2, "--spelling names no dictionary for ru."),
        (["--spelling", "ru"], 2, "“ru” names no dictionary."),
        (
            ["--spelling", "kk={}", "--spelling", "kk-KZ={}"],
            2,
            "Two dictionaries are named for kk.",
        ),
        (["--spelling", "=system"], 2, "“=system” names no dictionary."),
        (["--spelling", "ru={}x"], 3, "There is no kk_KZx.aff."),
    ],
)
def test_dictionaries_that_are_named_wrongly_are_one_line(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    code: int,
    said: str,
) -> None:
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text(f"They came.\t{SLIP}\n", "utf-8")
    kazakh = write_kazakh(tmp_path / "kk_KZ")
    named = [option.format(kazakh) for option in options]
    assert run(["check", "--pairs", str(pairs), "--locale", "ru", *named]) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert said in printed.err


def test_a_pack_is_not_spelled_with_an_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--spelling", "ru=system"]) == 2
    assert "--spelling does not go with" in capsys.readouterr().err
