"""Exports for programs: what is in them, what of it is marked, and what never leaves."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kuager.errors import InputError
from kuager.exporters import build_edition
from kuager.exporters.marks import MARKS, Reliability, reliability_of
from kuager.exporters.passages import passages
from kuager.formats.exchanged_csv import exchanged_csv_parse, unguarded
from kuager.interface import translations
from kuager.model import Origin, State, Unit
from kuager.placeables import strip_placeables
from tests.support.editions import (
    HOSTILE,
    RICH,
    SMALL,
    STATES,
    UNIT_WISE,
    document,
    edition,
    export,
    letters,
    units,
)
from tests.support.unit_wise import read

LISTING = sorted(UNIT_WISE - {"mo"})
every_listing = pytest.mark.parametrize("name", LISTING)
MARKS_IN_THE_TEXT = {"segments", "csv", "tmx"}
"""Formats in which a text can lose whatever stands beside it."""


def said_of(unit: Unit, locale: str) -> str:
    return translations(locale).gettext(MARKS[reliability_of(unit)].words)


@every_listing
@pytest.mark.parametrize("body", [SMALL, RICH, HOSTILE], ids=["small", "rich", "hostile"])
@pytest.mark.parametrize("locale", ["kk", "ru"])
def test_every_unapproved_passage_is_marked_and_no_other(name: str, body: str, locale: str) -> None:
    doc = document(body)
    given_units = units(doc, STATES, locale=locale)
    shown = read(name, export(name, edition(doc, STATES, locale=locale)))
    if name == "tmx":
        given_units = [unit for unit in given_units if unit.target]
    assert len(shown) == len(given_units)
    for unit, passage in zip(given_units, shown, strict=True):
        mark = f"[{said_of(unit, locale)}]"
        approved = unit.state is State.APPROVED
        assert letters(strip_placeables(unit.source)) == letters(passage.source)
        assert letters(passage.target).endswith(letters(strip_placeables(unit.target)))
        if name in MARKS_IN_THE_TEXT:
            assert passage.target.startswith(mark) is not approved
        else:
            assert (mark in passage.said) is not approved
            assert mark not in passage.target
        assert approved is not any(
            f"[{translations(locale).gettext(each.words)}]" in passage.target + passage.said
            for each in MARKS.values()
        )


@every_listing
def test_an_approved_edition_bears_no_mark_and_says_how_it_came_about(name: str) -> None:
    doc = document(SMALL)
    made = build_edition(
        doc, units(doc, [State.APPROVED], locale="ru"), "ru", allow_drafts=False, four_eyes=True
    )
    text = export(name, made).decode()
    for mark in MARKS.values():
        assert f"[{translations('ru').gettext(mark.words)}]" not in text
    assert "не утвержд" not in text
    if name != "csv":
        assert "утвердил второй человек" in text
        assert made.facts.source_digest in text


@every_listing
def test_a_file_with_drafts_says_so_at_its_head(name: str) -> None:
    made = edition(document(SMALL), STATES, locale="ru")
    text = export(name, made).decode()
    if name != "csv":
        for told in ("Этот перевод не утверждён.", "translate-en_ru 0.1", "серьёзные ошибки"):
            assert told in text[: len(text) // 2]


@every_listing
def test_no_pseudonym_and_no_single_engine_is_told(name: str) -> None:
    doc = document(SMALL)
    made = [
        replace(unit, translators=("quokka-1",), assignee="quokka-2", engine_digest="quokka3")
        for unit in units(doc, STATES)
    ]
    built = build_edition(doc, made, "kk", allow_drafts=True, four_eyes=True)
    assert b"quokka" not in export(name, built)


def test_words_of_a_memory_are_no_machine_draft() -> None:
    doc = document(SMALL)
    made = units(doc, [State.DRAFT], origin=Origin.MEMORY)
    built = build_edition(doc, made, "kk", allow_drafts=True, four_eyes=True)
    assert {p.reliability for p in passages(built)} == {Reliability.DRAFT}
    assert b"mt-suggestion" not in export("xliff", built)
    assert b'subState="review:draft"' not in export("xliff2", built)


ANYTHING = st.text(
    alphabet=st.one_of(
        st.characters(), st.sampled_from("=+-@\t\r\n\x00\x0b\x85\u2028\u202e\ufffe<>1/\\&\"'; ,")
    ),
    min_size=1,
    max_size=30,
)


class TestHostileTexts:
    DOC = document("One. Two.\n\nThree *four*.\n", title="Zero")

    @given(st.lists(ANYTHING, min_size=4, max_size=4))
    @settings(max_examples=150, deadline=None)
    def test_any_text_can_leave_and_be_read_again(self, targets: list[str]) -> None:
        made = edition(self.DOC, [State.APPROVED, State.DRAFT], targets=targets)
        expected = list(passages(made))
        for name in LISTING:
            content = export(name, made)
            shown = read(name, content)
            wanted = [p for p in expected if p.target.strip()] if name == "tmx" else expected
            assert len(shown) == len(wanted)
            bare = [unguarded(s.target) if name == "csv" else s.target for s in shown]
            for text, passage in zip(bare, wanted, strict=True):
                assert letters(text).endswith(letters(passage.translation))
            text = content.decode()
            assert not set(text) & set("\x00\x0b\x85\u2028\u202e\ufffe")

    @given(st.lists(ANYTHING, min_size=4, max_size=4))
    @example(["=1+1", "@SUM(A1)", "-3", "\t+7"])
    @settings(max_examples=100, deadline=None)
    def test_no_cell_is_a_formula(self, targets: list[str]) -> None:
        content = export("csv", edition(self.DOC, [State.APPROVED], targets=targets))
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
            assert not any(cell.lstrip().startswith(tuple("=+-@＝＋－＠")) for cell in row)

    def test_a_tag_that_an_invisible_character_broke_stays_words(self) -> None:
        target = "A <\u202e1> b <1>c</1>."
        made = edition(self.DOC, [State.APPROVED], targets=["x", "x", "x", target])
        assert read("xliff", export("xliff", made))[-1].target.startswith("A ")
        assert read("segments", export("segments", made))[-1].target == "A <1> b c."


def test_a_table_for_readers_cannot_be_taken_in_for_work() -> None:
    content = export("csv", edition(document(SMALL)))
    with pytest.raises(InputError, match="no columns"):
        exchanged_csv_parse(content, "the-well.kk.draft.csv")
