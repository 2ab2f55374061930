"""What an archive says again and again is drafted once, whenever its documents come."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kuager.engines import CarefulEngine
from kuager.model import Draft

from .support.packs import TESTIMONY, UNITS, PackFolder

CARD = "Some of it was told at night. The visit took two days."
"""Boilerplate: two sentences that documents share."""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the texts that engines are given, as they come."""
    given: list[str] = []
    translate = CarefulEngine.translate

    def counting(engine: CarefulEngine, segments: Sequence[str]) -> list[Draft]:
        given.extend(segments)
        return translate(engine, segments)

    monkeypatch.setattr(CarefulEngine, "translate", counting)
    return given


def add(pack: PackFolder, name: str, text: str) -> None:
    pack.source.with_name(f"{name}.md").write_text(
        f"---\nid: {name}\ntitle: The night visit\nlanguage: en\n---\n{text}\n", "utf-8"
    )
    assert pack.run("segment") == 0


def test_a_document_that_comes_later_has_its_boilerplate_already(
    pack: PackFolder, asked: list[str]
) -> None:
    add(pack, "first", f"They told us. {CARD}")
    assert pack.run("draft", "--locale", "kk") == 0
    assert len(asked) == len(set(asked))
    before = len(asked)
    add(pack, "second", f"He told us. {CARD} {CARD} They came at six.")
    (report,) = pack.read("draft", "draft", "--locale", "kk")["locales"]
    assert asked[before:] == ["He told us."]
    assert report["machine"] == 7
    # Title, the card's sentences, one of the testimony's: each counts once in a document.
    assert report["cached"] == 4


def test_two_locales_ask_their_own_engines_once_each(pack: PackFolder, asked: list[str]) -> None:
    for number in range(4):
        add(pack, f"d{number}", f"He told us {number}. {CARD}")
    assert pack.run("draft") == 0
    counts = {text: asked.count(text) for text in asked}
    assert set(counts.values()) == {2}
    assert set(CARD.replace(". ", ".|").split("|")) <= counts.keys()


def test_what_was_approved_is_not_drafted_even_without_the_cache(
    pack: PackFolder, asked: list[str]
) -> None:
    pack.translate()
    pack.approve()
    assert len(pack.units()) == UNITS
    for path in (pack.root / ".kuager").glob("drafts.sqlite*"):
        path.unlink()
    asked.clear()
    add(pack, "again", TESTIMONY.partition("Kazakhstan")[2] + "\nHe told us.")
    (report,) = pack.read("draft", "draft", "--locale", "kk")["locales"]
    assert asked == ["He told us."]
    assert report["memory"] == UNITS - 3 + 1
