"""Editions: what may leave, how each passage is marked, what the head and the end say."""

from __future__ import annotations

import hashlib
from io import BytesIO

import pikepdf
import pytest

from kuager.documents import Document, parse_document
from kuager.errors import GateError
from kuager.exporters import EXPORTERS, Exporter, build_edition
from kuager.exporters.edition import language_name
from kuager.exporters.marks import MARKS, Standing, standing_of
from kuager.interface import translations
from kuager.model import Origin, State, Unit
from tests.support.editions import (
    FORMATS,
    SMALL,
    STATES,
    document,
    edition,
    export,
    letters,
    units,
    words,
)
from tests.support.reading import unpacked

every_format = pytest.mark.parametrize("exporter", EXPORTERS, ids=list(FORMATS))


@pytest.fixture(scope="module")
def small() -> Document:
    return document(SMALL, more="recorded: 2021-06-12T19:30\ncountry: KZ\n")


class TestGate:
    def test_nothing_unapproved_leaves_by_default(self, small: Document) -> None:
        with pytest.raises(GateError) as refusal:
            build_edition(
                small, units(small, [State.REVIEWED]), "kk", allow_drafts=False, four_eyes=True
            )
        count = len(small.segments)
        assert refusal.value.problem == f"the-well (kk): {count} of {count} units are not approved."
        assert "--allow-drafts" in refusal.value.mend

    @pytest.mark.parametrize("state", [state for state in State if state is not State.APPROVED])
    def test_one_unapproved_unit_is_enough(self, small: Document, state: State) -> None:
        mixed = units(small, [State.APPROVED])
        mixed[3] = units(small, [state])[3]
        with pytest.raises(GateError, match=r"1 of \d+ units"):
            build_edition(small, mixed, "kk", allow_drafts=False, four_eyes=True)

    def test_an_approved_unit_without_words_is_not_approved(self, small: Document) -> None:
        empty = units(small, [State.APPROVED], targets=[" "] * len(small.segments))
        with pytest.raises(GateError):
            build_edition(small, empty, "kk", allow_drafts=False, four_eyes=True)

    def test_units_of_another_text_are_refused(self, small: Document) -> None:
        others = units(document("We had two wells.\n"), [State.APPROVED])
        with pytest.raises(ValueError, match="the-well"):
            build_edition(small, others, "kk", allow_drafts=True, four_eyes=True)

    def test_approved_text_bears_no_mark(self, small: Document) -> None:
        approved = build_edition(
            small, units(small, [State.APPROVED]), "ru", allow_drafts=False, four_eyes=True
        )
        assert not approved.notice.heading
        assert approved.title == "KK The well"
        for exporter in EXPORTERS:
            text = words(exporter, exporter.export(approved))
            assert "[" not in text
            assert "не утвержд" not in text
            assert letters("утвердил второй человек") in letters(text)

    def test_an_edition_says_when_no_second_person_was_asked_for(self, small: Document) -> None:
        approved = edition(small, [State.APPROVED], locale="ru", four_eyes=False)
        assert "Участие второго человека не требовалось." in approved.imprint[0]


class TestMarks:
    @pytest.mark.parametrize(
        ("state", "origin", "target", "standing"),
        [
            (State.DRAFT, Origin.MACHINE, "x", Standing.MACHINE_DRAFT),
            (State.NEEDS_WORK, Origin.MACHINE, "x", Standing.MACHINE_DRAFT),
            (State.DRAFT, Origin.MEMORY, "x", Standing.DRAFT),
            (State.DRAFT, Origin.LOCALE_DATA, "x", Standing.DRAFT),
            (State.DRAFT, None, "x", Standing.DRAFT),
            (State.NEEDS_WORK, Origin.HUMAN, "x", Standing.DRAFT),
            (State.TRANSLATED, Origin.HUMAN, "x", Standing.UNREVIEWED),
            (State.TRANSLATED, Origin.MACHINE, "x", Standing.UNREVIEWED),
            (State.REVIEWED, Origin.HUMAN, "x", Standing.UNAPPROVED),
            (State.APPROVED, Origin.HUMAN, "x", Standing.APPROVED),
            (State.NEEDS_WORK, Origin.HUMAN, "", Standing.UNTRANSLATED),
            (State.UNTRANSLATED, None, "", Standing.UNTRANSLATED),
            (State.APPROVED, Origin.HUMAN, "", Standing.UNTRANSLATED),
        ],
    )
    def test_standing(
        self, state: State, origin: Origin | None, target: str, standing: Standing
    ) -> None:
        unit = Unit("d", "kk", "x", target=target, state=state, origin=origin)
        assert standing_of(unit) is standing

    @every_format
    @pytest.mark.parametrize("locale", ["kk", "ru"])
    def test_every_unapproved_passage_is_marked(
        self, exporter: Exporter, locale: str, small: Document
    ) -> None:
        made = edition(small, STATES, locale=locale)
        text = letters(words(exporter, exporter.export(made)))
        for unit in units(small, STATES, locale=locale):
            standing = standing_of(unit)
            shown = unit.source if standing is Standing.UNTRANSLATED else unit.target
            mark = MARKS.get(standing)
            marked = translations(locale).gettext(mark.words) if mark else ""
            assert letters(f"{marked}{shown}") in text
            if not mark:
                for other in MARKS.values():
                    unmarked = letters(translations(locale).gettext(other.words) + shown)
                    assert unmarked not in text

    @every_format
    def test_marks_are_words_in_brackets(self, exporter: Exporter, small: Document) -> None:
        text = words(exporter, exporter.export(edition(small, STATES, locale="kk")))
        for standing in {standing_of(unit) for unit in units(small, STATES)} & set(MARKS):
            assert f"[{translations('kk').gettext(MARKS[standing].words)}]" in text

    @every_format
    def test_the_head_says_what_it_is(self, exporter: Exporter, small: Document) -> None:
        text = letters(words(exporter, exporter.export(edition(small, locale="ru"))))
        count = len(small.segments)
        for told in (
            "Этот перевод не утверждён.",
            "Его никто не проверял.",
            f"из {count}.",
            "перевод сделан программой, его никто не проверял",
            "translate-en_ru 0.1",
        ):
            assert letters(told) in text

    def test_the_head_does_not_deny_a_review_that_was(self, small: Document) -> None:
        assert "Nobody has reviewed it." in edition(small, [State.DRAFT], locale="en").notice.lines
        for state in (State.REVIEWED, State.APPROVED):
            told = edition(small, [State.DRAFT, state], locale="en").notice
            assert "Nobody has reviewed it." not in told.lines

    def test_the_legend_explains_the_marks_that_occur_and_no_others(self, small: Document) -> None:
        told = edition(small, [State.APPROVED, State.TRANSLATED], locale="en").notice
        assert [mark for mark, _ in told.legend] == ["[not yet reviewed]"]

    def test_the_title_in_the_files_properties_is_marked_too(self, small: Document) -> None:
        made = edition(small, locale="ru")
        assert made.title == "RU The well [не утверждено]"
        assert "<title>RU The well [не утверждено]</title>" in export("html", made).decode()
        assert "RU The well [не утверждено]" in unpacked(export("docx", made)).decode(
            "utf-8", "replace"
        )
        assert "RU The well [не утверждено]" in unpacked(export("epub", made)).decode(
            "utf-8", "replace"
        )
        with pikepdf.open(BytesIO(export("pdf", made))) as pdf:
            assert str(pdf.docinfo["/Title"]) == "RU The well [не утверждено]"

    def test_markdown_read_again_has_its_marks_as_words(self, small: Document) -> None:
        made = edition(small, STATES, locale="kk")
        front = b"---\nid: again\ntitle: Again\nlanguage: kk\n---\n\n"
        again = parse_document(front + export("markdown", made), "source/again.md")
        read = " ".join(segment.source for segment in again.segments)
        for unit in units(small, STATES):
            mark = MARKS.get(standing_of(unit))
            shown = unit.target or unit.source
            said = f"[{translations('kk').gettext(mark.words)}] {shown}" if mark else shown
            assert said in read


@pytest.mark.parametrize(
    ("language", "locale", "name"),
    [("en", "kk", "ағылшын тілі"), ("kk", "ru", "казахский"), ("xx", "ru", "xx"), ("?", "ru", "?")],
)
def test_language_names(language: str, locale: str, name: str) -> None:
    assert language_name(language, locale) == name


def test_the_digest_can_be_checked_by_hand() -> None:
    made = edition(document("One. Two.\n\nThree.\n", title="One. Two."))
    expected = hashlib.sha256(b"One. Two.\n\nThree.").hexdigest()[:16]
    assert made.facts.source_digest == expected
