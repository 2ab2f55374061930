"""The corpus in ``locales/memory``: whole, marked as what it is, as its data sheet says."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from kuager.formats.tmx import TmxUnit, tmx_parse
from kuager.models.training.cleaning import Overlap

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "locales" / "memory" / "kuager-testimony.tmx.gz"


@pytest.fixture(scope="module")
def units() -> list[TmxUnit]:
    with CORPUS.open("rb") as stream:
        return list(tmx_parse(stream, CORPUS.name))


def test_the_data_sheet_counts_what_is_there(units: list[TmxUnit]) -> None:
    sheet = (CORPUS.parent / "README.md").read_text("utf-8")
    assert f"holds {len(units):,} sentences" in sheet
    for locale, name in (("en", "English"), ("kk", "Kazakh"), ("ru", "Russian")):
        words = sum(len(unit.text(locale).split()) for unit in units)
        assert re.search(rf"{words:,} {name}", sheet)


def test_every_translation_says_that_a_machine_wrote_it(units: list[TmxUnit]) -> None:
    for unit in units:
        assert [text.locale for text in unit.texts] == ["en", "kk", "ru"]
        assert all(text.text.strip() for text in unit.texts)
    with gzip.open(CORPUS, "rt", encoding="utf-8") as stream:
        notes = sum("no person has reviewed it" in line for line in stream)
    assert notes == 2 * len(units)


def test_no_sentence_is_twice_or_from_the_testimonies(units: list[TmxUnit]) -> None:
    sources = [unit.text("en") for unit in units]
    assert len(set(sources)) == len(sources)
    texts = [path.read_text("utf-8") for path in (ROOT / "source").glob("*.md")]
    overlap = Overlap(part for text in texts for part in re.split(r"(?<=[.!?])\s+|\n", text))
    assert not [source for source in sources if len(source) > 40 and overlap.holds(source)]
