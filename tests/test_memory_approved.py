"""How what is approved comes into the memory: from the index or the files, what changed only."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from kuager.history import judge_all
from kuager.memory import Pair, Provenance, open_memory

from .support.packs import TESTIMONY, UNITS, PackFolder

SENTENCES = UNITS - 1
"""Of the testimony, the repeated one once."""


@pytest.fixture
def approved(pack: PackFolder) -> PackFolder:
    """A pack with everything approved in Kazakh, and files that were not written just now."""
    pack.translate()
    pack.approve()
    settle(pack)
    return pack


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Return the sheets whose files the memory reads, as they come."""
    seen: list[tuple[str, str]] = []

    def judging(document: str, locale: str, *rest: Any) -> Any:
        seen.append((document, locale))
        return judge_all(document, locale, *rest)

    monkeypatch.setattr("kuager.steps.approved.judge_all", judging)
    return seen


def settle(pack: PackFolder) -> None:
    """Make files old: the times of those written just now prove nothing."""
    for path in [*(pack.root / "locales").rglob("*"), *(pack.root / "source").rglob("*")]:
        os.utime(path, (1, 1))


def memory_of(pack: PackFolder) -> Path:
    return pack.root / ".kuager" / "memory.sqlite"


def contents(pack: PackFolder) -> list[str]:
    with contextlib.closing(sqlite3.connect(memory_of(pack))) as connection:
        return sorted(connection.iterdump())


def sizes(pack: PackFolder) -> dict[tuple[str, str], int]:
    origins = pack.read("memory-status", "memory", "status")["origins"]
    return {(o["name"], o["locale"]): o["translations"] for o in origins}


def test_the_index_gives_what_the_files_give_and_they_are_not_read(
    approved: PackFolder, judged: list[tuple[str, str]]
) -> None:
    assert sizes(approved) == {("night-visit", "kk"): SENTENCES}
    assert judged == [("night-visit", "kk")]  # in Russian nothing is approved
    from_files = contents(approved)
    memory_of(approved).unlink()
    assert approved.run("status") == 0
    assert approved.run("status") == 0
    assert sizes(approved) == {("night-visit", "kk"): SENTENCES}
    assert len(judged) == 1
    assert contents(approved) == from_files
    edit = ("review", "edit", "night-visit", "kk", "5", "--as", "t-1")
    assert approved.run(*edit, "--text", "Біз ұйықтаған жоқпыз.") == 0
    assert sizes(approved) == {("night-visit", "kk"): SENTENCES - 1}
    assert judged[1:] == [("night-visit", "kk")]


def test_an_index_that_is_no_more_true_is_not_asked(approved: PackFolder) -> None:
    for _ in range(2):
        assert approved.run("status") == 0
    chain = next((approved.root / "locales" / "kk" / "ledger").rglob("r-1.*.jsonl"))
    chain.with_suffix(".seal").unlink()
    chain.unlink()
    assert sizes(approved) == {}


def test_of_a_sheet_that_cannot_be_read_what_was_known_is_kept(
    approved: PackFolder, judged: list[tuple[str, str]]
) -> None:
    assert sizes(approved) == {("night-visit", "kk"): SENTENCES}
    judged.clear()
    chain = next((approved.root / "locales" / "kk" / "ledger").rglob("r-1.*.jsonl"))
    whole = chain.read_bytes()
    chain.write_bytes(b"torn")
    approved.source.with_name("later.md").write_text(
        TESTIMONY.replace("night-visit", "later"), "utf-8"
    )
    assert approved.run("segment", "later") == 0
    torn = approved.root / "locales" / "ru" / "ledger" / "later"
    torn.mkdir(parents=True)
    (torn / "t-1.123456.jsonl").write_bytes(b"torn")  # nothing approved in it
    assert sizes(approved) == {("night-visit", "kk"): SENTENCES}
    assert judged == []
    chain.write_bytes(whole)
    edit = ("review", "edit", "night-visit", "kk", "5", "--as", "t-1")
    assert approved.run(*edit, "--text", "Біз ұйықтаған жоқпыз.") == 0
    for _ in range(2):
        assert sizes(approved) == {("night-visit", "kk"): SENTENCES - 1}
        assert judged == [("night-visit", "kk")]


def test_of_many_documents_the_sum_is_told(
    approved: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sizes(approved)
    with open_memory(memory_of(approved)) as opened, opened.writing() as writer:
        pairs = [Pair("They came.", "Келді.", "kk"), Pair("They came.", "Пришли.", "ru")]
        for number in range(12):
            writer.add(pairs[:1], Provenance(approved=True, name=f"d{number}"))
        writer.add(pairs, Provenance(approved=False, name="old"))
    capsys.readouterr()
    assert approved.run("memory", "status") == 0
    assert capsys.readouterr().out.splitlines() == [
        f"kk approved in 13 documents: {SENTENCES + 12} translations",
        "kk imported from old: 1 translation",
        "ru imported from old: 1 translation",
    ]


@pytest.mark.parametrize("indexed", [False, True])
def test_what_was_approved_of_a_sentence_that_changed_is_remembered(
    approved: PackFolder, capsys: pytest.CaptureFixture[str], *, indexed: bool
) -> None:
    text = approved.source.read_text("utf-8")
    approved.source.write_text(text.replace("after two days", "after nine days"), "utf-8")
    assert approved.run("segment") == 0
    settle(approved)
    for _ in range(2 * indexed):
        assert approved.run("status") == 0
    capsys.readouterr()
    assert sizes(approved) == {("night-visit", "kk"): SENTENCES}
    assert approved.run("memory", "search", "He came back after nine days.") == 0
    assert "only a suggestion, differs in: numbers" in capsys.readouterr().out
    approved.source.write_text(text, "utf-8")
    assert approved.run("segment") == 0
    assert sizes(approved) == {("night-visit", "kk"): SENTENCES}


def test_what_nobody_approved_of_a_sentence_that_went_is_not(pack: PackFolder) -> None:
    pack.translate()
    text = pack.source.read_text("utf-8")
    pack.source.write_text(text.replace("- He does not speak about it.\n", ""), "utf-8")
    assert pack.run("segment") == 0
    assert sizes(pack) == {}
