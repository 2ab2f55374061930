"""Packages made by ``kuager models build``, drafted with: prefixes, and pieces of the target."""

from __future__ import annotations

from pathlib import Path

import pytest

from kuager.engines import ArgosEngine
from kuager.models import open_package

from .support.building import build
from .support.checkpoints import (
    ENGLISH,
    LIMIT,
    Original,
    marian_original,
    processor,
    write_release,
)
from .test_building import CASES


@pytest.mark.parametrize("name", ["release, multilingual", "M2M-100", "NLLB"])
def test_drafts_are_told_the_languages(name: str, tmp_path: Path) -> None:
    original = CASES[name].original()
    checkpoint = CASES[name].write(tmp_path / "checkpoint", original)
    path = build(checkpoint, "--quantization", "float32")
    engine = ArgosEngine(open_package(path, tmp_path / "cache"), beam=1, threads=1)
    drafts = engine.translate(ENGLISH)
    drawn = [engine.draw(window, 2)[0] for text in ENGLISH for window in engine.windows(text)]
    for sentence, draft, first in zip(ENGLISH, drafts, drawn, strict=True):
        expected = _joined(original, original.translate(sentence)[0])
        # The engine's own limit lies beyond LIMIT; a model of random weights seldom ends.
        assert draft.text.startswith(expected)
        assert first == draft.text
    assert len({draft.text for draft in drafts}) > len(ENGLISH) / 2


def test_targets_are_joined_by_their_own_model(tmp_path: Path) -> None:
    original = marian_original(shared=False, bytewise=True)
    path = build(write_release(tmp_path / "checkpoint", original), "--quantization", "float32")
    package = open_package(path, tmp_path / "cache")
    assert package.target_tokenizer_path is not None
    assert "It joins the target's pieces with the SentencePiece model of the source." in (
        package.readme
    )
    engine = ArgosEngine(package, beam=1, threads=1)
    seen: set[str] = set()
    for sentence, draft in zip(ENGLISH, engine.translate(ENGLISH), strict=True):
        tokens = original.translate(sentence)[0]
        seen.update(token for token in tokens if token.startswith("<0x"))
        assert "<0x" not in draft.text
        assert draft.text.startswith(_joined(original, tokens).rstrip("\ufffd"))
    assert seen
    (window,) = engine.windows(ENGLISH[0])
    assert engine.plain(window) == ENGLISH[0]


def _joined(original: Original, tokens: list[str]) -> str:
    text: str = processor(original.target_model).decode_pieces(tokens)
    assert len(tokens) <= LIMIT
    return text.replace("▁", " ").strip()
