"""``kuager check --across`` on a pack of three documents."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kuager.pack import open_pack
from tests.support.packs import PackFolder

SHARED = "They came at night and asked for him."
NAMED = "In the end we met {} at the gate."


@pytest.fixture
def archive(tmp_path: Path) -> PackFolder:
    (tmp_path / "source").mkdir()
    (tmp_path / "pyproject.toml").write_text('[tool.kuager]\ntarget-locales = ["kk", "ru"]\n')
    for name in ("first", "second", "third"):
        head = f"---\nid: {name}\ntitle: The {name} one\nlanguage: en\n---\n\n"
        body = f"{SHARED} {NAMED.format('Nurlan')}\n"
        (tmp_path / "source" / f"{name}.md").write_text(head + body, "utf-8")
    folder = PackFolder(tmp_path)
    assert folder.run("segment") == 0
    return folder


def translate(folder: PackFolder, document: str, locale: str, **targets: str) -> None:
    """Write targets by the first word of their source, by an unknown hand."""
    pack = open_pack(folder.root)
    catalog = pack.catalog(locale, document)
    entries = [
        replace(entry, target=targets.get(entry.source.split()[0], entry.target))
        for entry in catalog.entries
    ]
    pack.write_catalog(locale, document, entries, catalog)


def found(folder: PackFolder, *arguments: str) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = folder.read("across", "check", "--across", *arguments)[
        "disagreements"
    ]
    return told


def test_nothing_is_told_while_documents_agree(
    archive: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("first", "second"):
        translate(archive, name, "ru", They="Они пришли ночью и спросили о нём.")
    assert archive.run("check", "--across") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "No disagreements."


def test_sentences_and_names_are_told_with_their_places(archive: PackFolder) -> None:
    translate(archive, "first", "kk", They="Олар түнде келіп, оны сұрады.", In="Нұрланды көрдік.")
    translate(archive, "second", "kk", They="Түнде келіп, соны сұрады.", In="Нұрлан келді.")
    translate(archive, "third", "kk", In="Нурланды көрдік.")
    name, *rest = (one for one in found(archive) if one["kind"] == "name")
    assert not rest
    assert (name["subject"], name["documents"], name["units"]) == ("Nurlan", 3, 3)
    assert [wording["text"] for wording in name["wordings"]] == ["Нұрлан", "Нурланды"]
    (sentence,) = (
        one for one in found(archive) if one["kind"] == "sentence" and one["subject"] == SHARED
    )
    assert [wording["example"] for wording in sentence["wordings"]] == [
        {"document": "first", "number": 2},
        {"document": "second", "number": 2},
    ]


def test_a_match_of_the_memory_is_stale_once_other_words_are_approved(
    archive: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    def approve(words: str) -> None:
        for step in (("edit", "--as", "t-1", "--text", words), ("approve", "--as", "r-1")):
            assert archive.run("review", step[0], "first", "ru", "2", *step[1:]) == 0

    approve("Они пришли ночью и спросили о нём.")
    assert archive.run("draft", "second") == 0  # no engine: from the memory alone
    capsys.readouterr()
    assert archive.run("check", "--across") == 0
    assert "from the memory" not in capsys.readouterr().out
    approve("Ночью они явились и стали спрашивать про него.")
    (told,) = found(archive)
    assert [wording["stale"] for wording in told["wordings"]] == [False, True]
    assert told["severity"] == "warning"
    assert archive.run("check", "--across") == 0
    assert "from the memory, where other words are approved by now" in capsys.readouterr().out


def test_locales_and_documents_narrow_what_is_told_not_what_is_compared(
    archive: PackFolder,
) -> None:
    translate(archive, "first", "ru", They="Они пришли ночью и спросили о нём.")
    translate(archive, "second", "ru", They="Ночью они явились и спросили его.")
    assert len(found(archive)) == 1
    assert found(archive, "--locale", "kk") == []
    assert len(found(archive, "first")) == 1
    assert found(archive, "third") == []


def test_it_is_advice_unless_asked_otherwise(archive: PackFolder) -> None:
    translate(archive, "first", "ru", They="Они пришли ночью и спросили о нём.")
    translate(archive, "second", "ru", They="Ночью они явились и спросили его.")
    assert archive.run("check", "--across") == 0
    assert archive.run("check", "--across", "--fail-on", "warning") == 0
    assert archive.run("check", "--across", "--fail-on", "info") == 1


def test_two_approved_wordings_are_a_warning(archive: PackFolder) -> None:
    texts = ("Они пришли ночью и спросили о нём.", "Ночью они явились и спросили его.")
    for name, text in zip(("first", "second"), texts, strict=True):
        edit = ("review", "edit", name, "ru", "2", "--as", "t-1", "--text", text)
        assert archive.run(*edit) == 0
        assert archive.run("review", "approve", name, "ru", "2", "--as", "r-1") == 0
    (told,) = found(archive)
    assert told["severity"] == "warning"
    assert archive.run("check", "--across", "--fail-on", "warning") == 1


def test_a_broken_document_is_set_aside(
    archive: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    translate(archive, "first", "ru", They="Они пришли ночью и спросили о нём.")
    translate(archive, "second", "ru", They="Ночью они явились и спросили его.")
    archive.root.joinpath("locales/ru/LC_MESSAGES/third.po").write_bytes(b"")
    assert archive.run("check", "--across") == 1
    told = capsys.readouterr()
    assert "set aside" in told.err
    assert "third" in told.err
    assert "1 disagreement: 1 info." in told.out


@pytest.mark.parametrize(
    "arguments",
    [("--explain",), ("--fix", "--as", "t-1"), ("--format", "sarif"), ("--format", "jsonl")],
)
def test_what_does_not_go_together_is_refused(
    archive: PackFolder, arguments: tuple[str, ...]
) -> None:
    assert archive.run("check", "--across", *arguments) == 2


@pytest.mark.parametrize("arguments", [("nowhere",), ("--locale", "xx")])
def test_what_there_is_not_is_an_error(archive: PackFolder, arguments: tuple[str, ...]) -> None:
    assert archive.run("check", "--across", *arguments) in (2, 3)


def test_untranslated_units_are_no_wording(archive: PackFolder) -> None:
    translate(archive, "first", "ru", They="Они пришли ночью и спросили о нём.")
    assert found(archive) == []
