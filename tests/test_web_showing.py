"""What the review page shows of a document: rows, the open unit, filters, findings."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuager.checks.base import NO_CONTEXT
from kuager.model import Role, Severity, State, Unit, text_hash
from kuager.review import Action
from kuager.steps.places import Place, place_note, place_of
from kuager.web.filters import searchable
from kuager.web.findings import Findings
from kuager.web.listing import links_of
from kuager.web.requests import as_runs, read_runs
from kuager.web.showing import progress_of, row_of, rows_of, screen_of
from kuager.web.unit_panel import panel_of, suggestions_of
from kuager.web.views import Filter, Sides
from tests.support.packs import DOCUMENT, MENDED, UNITS, PackFolder
from tests.support.review_page import (
    SHEET,
    ReviewPage,
    page,
    review_page,
    translated,
    translated_template,
)

__all__ = ["page", "translated", "translated_template"]

SIDES = Sides("en", "kk")
NEW = "Олар сағат алтыда келді."


def _until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not true():
        assert time.monotonic() < until
        time.sleep(0.01)


# Places -----------------------------------------------------------------------------------------


@given(
    st.sampled_from(list(Role)),
    *(st.integers(1, 9_999_999) for _ in range(4)),
)
def test_a_place_is_read_as_it_was_written(
    role: Role, block: int, blocks: int, position: int, size: int
) -> None:
    place = Place(role, block, blocks, position, size)
    assert place_of(["<1>: emphasis", place_note(place)]) == place


@given(st.text())
def test_other_notes_tell_no_place(note: str) -> None:
    assert place_of([f"{note}!"]) is None


def test_paragraphs_roles_and_title_come_without_reading_the_document(page: ReviewPage) -> None:
    rows = rows_of(page.desk, range(1, UNITS + 1))
    roles = [row.role for row in rows]
    assert roles == [Role.TITLE, *[Role.PARAGRAPH] * 5, *[Role.ENTRY] * 2, *[Role.PARAGRAPH] * 2]
    assert [row.number for row in rows if row.opens_block] == [1, 2, 3, 4, 7, 8, 9]
    assert page.client.get(SHEET).text.count("The night visit") >= 1


def test_a_catalog_without_notes_is_one_paragraph(translated: PackFolder) -> None:
    catalog = translated.catalog("kk")
    lines = catalog.read_text("utf-8").splitlines(keepends=True)
    catalog.write_text("".join(line for line in lines if not line.startswith("#.")), "utf-8")
    with review_page(translated) as page:
        rows = rows_of(page.desk, range(1, UNITS + 1))
        assert [row.number for row in rows if row.opens_block] == [1]
        assert page.client.get(SHEET).status == 200


# Rows and progress ------------------------------------------------------------------------------


def test_a_row_tells_what_is_to_be_known_at_a_glance(page: ReviewPage) -> None:
    page.step(6, "question", note="Who?")
    page.step(6, "assign", assignee="t-7")
    page.type(6, "Олар")
    row = row_of(page.desk, 6)
    assert (row.target, row.state, row.translators) == (MENDED, State.TRANSLATED, ("t-1",))
    assert (row.asked, row.assignee, row.typed, row.unedited) == (True, "t-7", True, False)
    assert row_of(page.desk, 5).unedited
    assert row_of(page.desk, 5).engine == "translate-en_kk 1.0"


def test_numbers_that_there_are_not_give_no_rows(page: ReviewPage) -> None:
    assert [row.number for row in rows_of(page.desk, [0, UNITS, UNITS + 1, -1])] == [UNITS]


def test_progress_counts_every_unit_once(page: ReviewPage) -> None:
    page.step(6, "approve", "r-1")
    page.step(6, "question", note="Who?")
    progress = progress_of(page.desk)
    assert sum(progress.states.values()) == progress.units == UNITS
    assert progress.states[State.APPROVED] == 1
    assert progress.questions == 1
    assert progress.words == 45
    first, *_, last = progress.states
    assert (first, last) == (State.APPROVED, State.UNTRANSLATED)


def test_all_documents_are_listed_and_those_in_trouble_say_why(translated: PackFolder) -> None:
    translated.catalog("ru").write_bytes(b"\x00")
    with review_page(translated) as page:
        page.type(4, "Олар")
        kazakh, russian = links_of(page.desks)
        assert (kazakh.title, kazakh.locale, kazakh.typed) == ("The night visit", "kk", 1)
        assert not kazakh.trouble
        assert "night-visit.po" in russian.trouble
        assert page.client.get("/").status == 200
        assert page.client.get(f"/d/{DOCUMENT}/ru").status == 500


def test_a_screen_holds_the_rows_around_the_open_unit(
    page: ReviewPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kuager.web.showing.FIRST_ROWS", 4)

    def numbers(unit: int | None, wanted: Filter | None = None) -> list[int]:
        screen = screen_of(page.desk, wanted or Filter(), unit, "en", "en")
        assert (screen.opened.row.number if screen.opened else None) == unit
        return [row.number for row in screen.rows]

    assert numbers(None) == [1, 2, 3, 4]
    assert numbers(8) == [6, 7, 8, 9]
    assert numbers(1) == [1, 2, 3, 4]
    assert numbers(9, Filter(text="came at six")) == [4, 9, 10]
    assert screen_of(page.desk, Filter(), UNITS + 1, "en", "en").opened is None


# Filters and search -----------------------------------------------------------------------------


def test_filters_each_and_together(page: ReviewPage) -> None:
    page.step(4, "translate", text=NEW)
    page.step(7, "request-changes", "r-1", note="Who came back?")
    assert page.numbers() == list(range(1, UNITS + 1))
    assert page.numbers(state="needs-work") == [7]
    assert page.numbers(state=["needs-work", "approved"]) == [7]
    assert page.numbers(state="translated", q="алтыда") == [4]
    assert page.numbers(q="came SIX") == [4, 10]
    assert page.numbers(q="took my brother") == [6]
    assert page.numbers(q="who came back") == [7]
    assert page.numbers(q="no such words") == []
    assert page.numbers(confidence="doubtful") == []
    assert page.numbers(versions=1) == []
    assert page.numbers(changed=1) == []


def test_a_search_follows_what_is_written(page: ReviewPage) -> None:
    assert page.numbers(q="сағат") == []
    page.step(4, "translate", text=NEW)
    assert page.numbers(q="сағат") == [4]
    page.step(4, "translate", text="Олар келді.")
    assert page.numbers(q="сағат") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ұйқыда ЕМЕС", "ұйқыда емес"),
        ("й", "й"),
        ("<1>my</1>  brother", "my brother"),
        ("e\u0301te\u0301", "été"),
        ("бе\u00adкет", "бекет"),
        ("STRASSE", "straße"),
    ],
)
def test_what_looks_the_same_is_found(text: str, words: str) -> None:
    assert searchable(text) == searchable(words)


@given(st.text(), st.text())
def test_whatever_is_written_can_be_searched(one: str, other: str) -> None:
    assert searchable(searchable(one, other)) == searchable(one, other) or "<" in one + other


@given(st.sets(st.integers(1, 500), min_size=1, max_size=60))
def test_runs_are_read_as_they_were_written(numbers: set[int]) -> None:
    ordered = sorted(numbers)
    runs = as_runs(ordered)
    assert read_runs(",".join(f"{first}-{last}" for first, last in runs)) == ordered
    assert all(before[1] + 1 < after[0] for before, after in pairwise(runs))


# The open unit ----------------------------------------------------------------------------------


def test_the_panel_starts_from_what_was_typed_and_tells_on_which_text(page: ReviewPage) -> None:
    before = page.unit(4)["shown"]
    page.type(4, "Олар кел")
    panel = panel_of(page.desk, 4, row_of(page.desk, 4), SIDES, "en")
    assert (panel.text, panel.typed_by, panel.shown) == ("Олар кел", "t-2", before)
    page.step(4, "translate", "t-3", text=NEW)
    panel = panel_of(page.desk, 4, row_of(page.desk, 4), SIDES, "en")
    assert (panel.text, panel.shown) == ("Олар кел", before)
    assert panel.row.target == NEW
    fresh = panel_of(page.desk, 4, row_of(page.desk, 4), SIDES, "en", fresh=True)
    assert fresh.shown == text_hash(NEW)
    assert len(panel.earlier) == 1


def test_the_panel_tells_tags_actions_and_what_was_said(page: ReviewPage) -> None:
    page.step(6, "comment", note="As she says it.")
    page.step(6, "question", note="Which brother?")
    panel = panel_of(page.desk, 6, row_of(page.desk, 6), SIDES, "en")
    assert panel.tags == ("<1>", "</1>")
    assert {Action.APPROVE, Action.REVIEW, Action.ANSWER} <= panel.actions
    assert Action.DRAFT not in panel.actions
    assert Action.CONFIRM not in panel.actions
    assert [(said.action, said.open) for said in panel.said] == [
        (Action.COMMENT, False),
        (Action.QUESTION, True),
    ]
    assert not any(note.startswith(("before:", "after:")) for note in panel.notes)
    assert any("emphasis" in note for note in panel.notes)


def test_terms_are_shown_with_whether_they_are_used(translated: PackFolder) -> None:
    terms = "en,kk,note\nbrother,аға,elder\nnobody,ешкім,\n"
    (translated.root / "source" / "termbase.csv").write_text(terms, "utf-8")
    with review_page(translated) as page:
        panel = panel_of(page.desk, 6, row_of(page.desk, 6), SIDES, "en")
        assert [(term.term, term.used) for term in panel.terms] == [
            ("brother", True),
            ("nobody", True),
        ]
        assert panel.terms[0].renderings == ("аға",)
        page.type(6, "Олар")
        panel = panel_of(page.desk, 6, row_of(page.desk, 6), SIDES, "en")
        assert not any(term.used for term in panel.terms)


def test_findings_in_the_editor_dismissed_ones_and_repairs(page: ReviewPage) -> None:
    page.step(4, "translate", text="Олар  сағат алтыда келді .")
    panel = panel_of(page.desk, 4, row_of(page.desk, 4), SIDES, "ru")
    found = {notice.check: notice for notice in panel.notices}
    assert found["double-space"].repaired == "Олар сағат алтыда келді ."
    page.step(4, "ignore", check="double-space", note="Her own pause.")
    panel = panel_of(page.desk, 4, row_of(page.desk, 4), SIDES, "en")
    found = {notice.check: notice for notice in panel.notices}
    assert found["double-space"].ignored
    assert "double-space" not in {f.check for f in page.desk.findings.now(4)}


def test_the_memory_gives_what_was_approved_but_not_the_units_own_text(page: ReviewPage) -> None:
    page.step(6, "approve", "r-1")
    page.desk.desk.flush()
    unit = page.desk.desk.unit(6)
    found = page.desks.memories.find(unit.source, "kk", 5)
    assert [match.target for match in found] == [MENDED]
    assert suggestions_of(found, unit, "en") == ()
    (other,) = suggestions_of(found, replace(unit, target="Олар"), "en")
    assert (other.target, other.score) == (MENDED, 100)
    assert "night-visit" in other.provenance
    assert page.client.get(f"{SHEET}/unit/6/matches").status == 200


# Findings in the background ---------------------------------------------------------------------


def _unit(number: int, target: str) -> Unit:
    source = f"They came at six, {number} of them."
    return Unit("d", "kk", source, target=target, state=State.TRANSLATED)


def test_the_checks_look_at_all_units_and_again_at_those_that_change() -> None:
    units = [_unit(n, f"Олар алтыда келді, {n} адам.") for n in range(20)]
    told: list[int] = []
    findings = Findings(lambda: units, lambda: NO_CONTEXT, told.extend)
    assert findings.known(3) is None
    findings.start()
    findings.start()
    _until(lambda: all(findings.known(n) is not None for n in range(1, 21)))
    assert set(range(1, 21)) <= set(told)
    units[4] = replace(units[4], target="Олар  келді,  5 адам.")
    assert findings.known(5) is None
    findings.renew([5])
    _until(lambda: findings.known(5) is not None)
    assert (findings.counts(5) or {}).get(Severity.WARNING, 0) + len(findings.now(5)) > 0
    findings.stop()


def test_what_all_units_together_tell_comes_when_it_is_calm(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("kuager.web.findings._CALM", 0.05)
    units = [
        Unit("d", "kk", "They came.", n, f"Олар келді {'-' * n}", State.TRANSLATED)
        for n in (1, 2, 3)
    ]
    units[2] = replace(units[2], target="Басқа сөз.")
    findings = Findings(lambda: units, lambda: NO_CONTEXT, lambda _: None)
    findings.start()
    _until(lambda: any(f.check == "same-source" for f in findings.known(3) or ()))
    units[2] = replace(units[2], ignored=frozenset({"same-source"}))
    assert not any(f.check == "same-source" for f in findings.now(3))
    assert [f.check for f in findings.across(3)] == ["same-source"]
    findings.stop()


def test_nobody_waits_for_the_checks_but_work_in_the_background_goes_on() -> None:
    units = [_unit(n, "Олар келді.") for n in range(3)]
    findings = Findings(lambda: units, lambda: NO_CONTEXT, lambda _: None, lambda: True)
    findings.start()
    _until(lambda: findings.known(3) is not None)
    findings.stop()


def test_rows_come_again_when_the_checks_have_looked(page: ReviewPage) -> None:
    revision = page.revision()
    _until(lambda: len(page.numbers(finding="any") + page.numbers(finding="none")) == UNITS)
    _until(lambda: bool(page.changes(revision)["rows"]))
    assert all(row.findings is not None for row in rows_of(page.desk, [1, 2, 3]))
