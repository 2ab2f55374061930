"""The review page in several windows: no step on what a window has not shown."""

from __future__ import annotations

from kuager.model import State
from tests.support.packs import MENDED
from tests.support.review_page import (
    SHEET,
    ReviewPage,
    page,
    translated,
    translated_template,
)

__all__ = ["page", "translated", "translated_template"]


def test_several_units_take_no_step_on_texts_that_nobody_saw(page: ReviewPage) -> None:
    revision = page.revision()
    body = {"actor": "r-1", "action": "review", "numbers": [6, 7], "revision": revision}
    shown = {str(number): page.unit(number)["shown"] for number in (6, 7)}
    page.step(6, "translate", text=MENDED.replace("айтпады", "айтқан жоқ"))
    answer = page.client.post(f"{SHEET}/steps", {**body, "shown": shown}).json()
    assert answer["done"] == [7]
    assert [number for number, _ in answer["refused"]] == [6]
    for wrong in ({"shown": {"x": shown["6"]}}, {"shown": {"6": "x"}}, {"revision": "1"}):
        assert page.client.post(f"{SHEET}/steps", {**body, **wrong}).status == 422


def test_several_units_take_no_step_by_numbers_that_are_other_units_by_now(
    page: ReviewPage,
) -> None:
    revision = page.revision()
    joined = {"unit": page.unit(4)["unit"], "kind": "join"}
    assert page.client.post(f"{SHEET}/unit/4/segments", joined).status == 200
    body = {"actor": "r-1", "action": "review", "numbers": [7], "revision": revision}
    assert page.client.post(f"{SHEET}/steps", body).status == 422
    assert page.desk.desk.unit(7).state is State.TRANSLATED
    answer = page.client.post(f"{SHEET}/steps", {**body, "revision": page.revision()})
    assert answer.json()["done"] == [7]


def test_what_others_changed_before_a_step_is_still_to_be_asked_for(page: ReviewPage) -> None:
    revision = page.revision()
    page.step(7, "translate", "t-3", text="Ол екі күннен кейін келді.")
    page.step(4, "translate", text="Олар сағат алтыда келді.")
    assert set(page.changes(revision)["rows"]) >= {"4", "7"}
    script = page.client.get("/static/steps.js").text
    assert "progress.revision =" not in script
