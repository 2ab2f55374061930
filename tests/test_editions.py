"""Editions: what may leave, how each passage is marked, what the head and the end say."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest

from kuager.documents import Document, parse_document
from kuager.errors import GateError
from kuager.exporters import Edition, Exporter, build_edition
from kuager.exporters.edition import language_name
from kuager.exporters.marks import MARKS, Reliability, reliability_of
from kuager.interface import translations
from kuager.model import Origin, State, Unit
from tests.support.editions import (
    FORMATS,
    READABLE,
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

every_format = pytest.mark.parametrize("exporter", READABLE.values(), ids=list(READABLE))


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
        for exporter in READABLE.values():
            text = words(exporter, export(exporter.id, approved))
            assert "[" not in text
            assert "не утвержд" not in text
            assert letters("утвердил второй человек") in letters(text)

    def test_an_edition_says_when_no_second_person_was_asked_for(self, small: Document) -> None:
        approved = edition(small, [State.APPROVED], locale="ru", four_eyes=False)
        assert "Участие второго человека не требовалось." in approved.imprint[0]


class TestMarks:
    @pytest.mark.parametrize(
        ("state", "origin", "target", "reliability"),
        [
            (State.DRAFT, Origin.MACHINE, "x", Reliability.MACHINE_DRAFT),
            (State.NEEDS_WORK, Origin.MACHINE, "x", Reliability.MACHINE_DRAFT),
            (State.DRAFT, Origin.MEMORY, "x", Reliability.DRAFT),
            (State.DRAFT, Origin.LOCALE_DATA, "x", Reliability.DRAFT),
            (State.DRAFT, None, "x", Reliability.DRAFT),
            (State.NEEDS_WORK, Origin.HUMAN, "x", Reliability.DRAFT),
            (State.TRANSLATED, Origin.HUMAN, "x", Reliability.UNREVIEWED),
            (State.TRANSLATED, Origin.MACHINE, "x", Reliability.UNREVIEWED),
            (State.REVIEWED, Origin.HUMAN, "x", Reliability.UNAPPROVED),
            (State.APPROVED, Origin.HUMAN, "x", Reliability.APPROVED),
            (State.NEEDS_WORK, Origin.HUMAN, "", Reliability.UNTRANSLATED),
            (State.UNTRANSLATED, None, "", Reliability.UNTRANSLATED),
            (State.APPROVED, Origin.HUMAN, "", Reliability.UNTRANSLATED),
        ],
    )
    def test_reliability(
        self, state: State, origin: Origin | None, target: str, reliability: Reliability
    ) -> None:
        unit = Unit("d", "kk", "x", target=target, state=state, origin=origin)
        assert reliability_of(unit) is reliability

    @every_format
    @pytest.mark.parametrize("locale", ["kk", "ru"])
    def test_every_unapproved_passage_is_marked(
        self, exporter: Exporter, locale: str, small: Document
    ) -> None:
        made = edition(small, STATES, locale=locale)
        text = letters(words(exporter, export(exporter.id, made)))
        for unit in units(small, STATES, locale=locale):
            reliability = reliability_of(unit)
            shown = unit.source if reliability is Reliability.UNTRANSLATED else unit.target
            mark = MARKS[reliability] if reliability is not Reliability.APPROVED else None
            marked = translations(locale).gettext(mark.words) if mark else ""
            assert letters(f"{marked}{shown}") in text
            if not mark:
                for other in (MARKS[each] for each in MARKS if each is not Reliability.APPROVED):
                    unmarked = letters(translations(locale).gettext(other.words) + shown)
                    assert unmarked not in text

    @every_format
    def test_marks_are_words_in_brackets(self, exporter: Exporter, small: Document) -> None:
        text = words(exporter, export(exporter.id, edition(small, STATES, locale="kk")))
        for reliability in {reliability_of(unit) for unit in units(small, STATES)}:
            if reliability is Reliability.APPROVED:
                continue
            assert f"[{translations('kk').gettext(MARKS[reliability].words)}]" in text

    @every_format
    def test_the_head_says_what_it_is(self, exporter: Exporter, small: Document) -> None:
        text = letters(words(exporter, export(exporter.id, edition(small, locale="ru"))))
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
        told = edition(small, [State.TRANSLATED, State.APPROVED], locale="en").notice
        assert [mark for mark, _ in told.legend] == ["[not yet reviewed]", "[approved]"]

    @every_format
    def test_a_mixed_paragraph_shows_where_unapproved_text_ends(self, exporter: Exporter) -> None:
        doc = document("One. Two. Three. Four.\n\nFive. Six.\n\nSeven.\n", title="Zero")
        a, d = State.APPROVED, State.DRAFT
        made = edition(doc, [a, a, d, a, a, a, d, a], locale="ru")
        text = letters(words(exporter, export(exporter.id, made)))
        expected = (
            "RU One. [машинный черновик] RU Two. [утверждено] RU Three. [утверждено] RU Four.",
            "RU Five. [машинный черновик] RU Six.",
            "RU Seven.",
        )
        for paragraph in expected:
            assert letters(paragraph) in text
        # Three and four, and in the legend.
        assert text.count("утверждено") == 3 + text.count("неутверждено")


def taken_over(doc: Document, count: int, locale: str, state: State = State.APPROVED) -> Edition:
    """Return an edition of which some units are drafts that somebody confirmed as they were."""
    made = units(doc, [State.APPROVED], locale=locale)
    for place in range(count):
        made[place] = replace(made[place], state=state, unedited=True, origin=Origin.MACHINE)
    return build_edition(doc, made, locale, allow_drafts=True, four_eyes=True)


class TestUneditedDrafts:
    @pytest.mark.parametrize(
        ("locale", "count", "told"),
        [
            ("en", 1, "1 of {} passages is a machine draft that a person took over unchanged"),
            ("en", 2, "2 of {} passages are machine drafts that a person took over unchanged"),
            ("kk", 3, "Барлығы {} үзінді, адам өзгертпей қабылдаған машиналық нобайлар: 3"),
            ("ru", 1, "1 фрагмент из {} — машинный черновик, принятый человеком без изменений"),
            ("ru", 3, "3 фрагмента из {} — машинные черновики, принятые человеком без изменений"),
            ("ru", 5, "5 фрагментов из {} — машинные черновики, принятые человеком без изменений"),
        ],
    )
    def test_the_imprint_counts_them(
        self, small: Document, locale: str, count: int, told: str
    ) -> None:
        made = taken_over(small, count, locale)
        assert made.facts.unedited == count
        assert made.facts.unedited_engines == (f"translate-en_{locale} 0.1",)
        sentence = f"{told.format(len(small.segments))} (translate-en_{locale} 0.1)."
        assert made.imprint[1] == sentence
        assert letters(sentence) in letters(words(FORMATS["html"], export("html", made)))

    def test_none_is_not_mentioned(self, small: Document) -> None:
        made = edition(small, [State.APPROVED], locale="en")
        assert (made.facts.unedited, made.facts.unedited_engines) == (0, ())
        assert "unchanged" not in " ".join(made.imprint)

    @pytest.mark.parametrize("origin", [Origin.HUMAN, Origin.MEMORY, Origin.LOCALE_DATA])
    def test_a_text_that_no_machine_translated_is_none(
        self, small: Document, origin: Origin
    ) -> None:
        made = [replace(unit, unedited=True) for unit in units(small, [State.APPROVED])]
        made = [replace(unit, origin=origin) for unit in made]
        built = build_edition(small, made, "en", allow_drafts=False, four_eyes=True)
        assert built.facts.unedited == 0

    def test_a_draft_that_nobody_stands_by_is_a_draft(self, small: Document) -> None:
        made = taken_over(small, 2, "en", State.NEEDS_WORK)
        assert made.facts.unedited == 0
        assert made.facts.engines == ("translate-en_en 0.1",)

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
            shown = unit.target or unit.source
            said = f"[{translations('kk').gettext(MARKS[reliability_of(unit)].words)}] {shown}"
            assert (said if unit.state is not State.APPROVED else shown) in read


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
