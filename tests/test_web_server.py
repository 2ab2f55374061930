"""What the review page's addresses answer: to its own script, to the clumsy, to the hostile."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from kuager.errors import StorageError
from kuager.model import text_hash
from kuager.web.requests import BODY_LIMIT
from kuager.web.security import HEADERS
from kuager.web.visits import Settings
from tests.support.asgi import Answer
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

NEW = "Олар сағат алтыда келді."


def _problem(answer: Answer, status: int) -> dict[str, Any]:
    assert answer.status == status, answer.text
    told: dict[str, Any] = answer.json()
    assert told["problem"]
    assert "Traceback" not in answer.text
    assert all(answer.all(name) == [value] for name, value in HEADERS)
    return told


# Work -------------------------------------------------------------------------------------------


def test_a_unit_goes_from_typing_to_approved_by_two_people(page: ReviewPage) -> None:
    typed = page.type(4, NEW[:9])
    assert typed.json()["saved"] is True
    assert page.desk.desk.typed(4) is not None
    done = page.step(4, "translate", text=NEW).json()
    assert NEW in done["row"]
    assert 'id="work"' in done["unit"]
    assert done["next"] is None
    assert page.desk.desk.typed(4) is None
    own = _problem(page.step(4, "approve", "t-2"), 422)
    assert "t-2" in own["problem"]
    assert own["needs_unedited"] is False
    approved = page.step(4, "approve", "r-1")
    assert approved.json()["next"] == 5
    page.desk.desk.flush()
    unit = page.pack.units()[3]
    assert (unit["target"], unit["state"]) == (NEW, "approved")


def test_what_is_acknowledged_outlives_the_server(translated: PackFolder) -> None:
    with review_page(translated) as page:
        page.step(4, "translate", text=NEW)
        page.type(5, "Біз ұйық")
    with review_page(translated) as page:
        assert page.desk.desk.unit(4).target == NEW
        assert "Біз ұйық" in page.client.get(f"{SHEET}/unit/5").text
        assert page.numbers(q="сағат алтыда") == [4]


def test_a_machines_own_words_are_approved_only_expressly(page: ReviewPage) -> None:
    told = _problem(page.step(5, "approve", "r-1"), 422)
    assert told["needs_unedited"] is True
    assert page.step(5, "approve", "r-1", unedited=True).status == 200


def test_the_next_unit_is_one_that_the_filter_shows(page: ReviewPage) -> None:
    for number in (4, 6):
        page.step(number, "request-changes", "r-1", note="Who?")
    body = {**page.unit(4), "actor": "t-1", "action": "translate", "text": NEW}
    query = {"state": ["needs-work", "translated"]}
    answer = page.client.post(f"{SHEET}/unit/4/step", body, query)
    assert answer.json()["next"] == 6
    body = {**page.unit(6), "actor": "t-1", "action": "translate", "text": MENDED + " "}
    answer = page.client.post(f"{SHEET}/unit/6/step", body, {"q": "asleep"})
    assert answer.json()["next"] is None


def test_whoever_began_on_an_older_text_gets_both_and_overwrites_nothing(page: ReviewPage) -> None:
    before = page.unit(4)
    page.step(4, "translate", text=NEW)
    body = {**before, "actor": "t-3", "action": "translate", "text": "Басқа мәтін."}
    told = _problem(page.client.post(f"{SHEET}/unit/4/step", body), 409)
    assert told["theirs"] == NEW
    assert told["shown"] == text_hash(NEW)
    assert NEW in told["row"]
    assert f'data-shown="{text_hash(NEW)}"' in told["unit"]
    assert page.desk.desk.unit(4).target == NEW
    again = page.client.post(f"{SHEET}/unit/4/step", {**body, "shown": told["shown"]})
    assert again.status == 200


def test_another_program_that_saves_meanwhile_is_taken_in(page: ReviewPage) -> None:
    before, revision = page.unit(4), page.revision()
    assert page.pack.run("review", "edit", DOCUMENT, "kk", "4", "--as", "t-9", "--text", NEW) == 0
    body = {**before, "actor": "t-2", "action": "translate", "text": "Басқа мәтін."}
    told = _problem(page.client.post(f"{SHEET}/unit/4/step", body), 409)
    assert told["theirs"] == NEW
    page.desk._refreshed = 0.0
    changes = page.changes(revision)
    assert NEW in changes["rows"]["4"]
    assert changes["reload"] is False


def test_what_somebody_else_types_is_not_overwritten_unseen(page: ReviewPage) -> None:
    first = page.type(4, "Біреу", "t-2").json()
    told = _problem(page.type(4, "Екінші", "t-3"), 409)
    assert "typed" not in told
    kept = page.desk.desk.typed(4)
    assert kept is not None
    assert kept.text == "Біреу"
    assert page.type(4, "Біреу келді", "t-2", seen=first["typed"]).status == 200
    _problem(page.type(4, "Тағы", "t-2", seen=""), 409)
    assert page.type(4, "Екінші", "t-3", seen=text_hash("Біреу келді")).status == 200


def test_typing_what_is_there_already_lets_go_of_what_was_begun(page: ReviewPage) -> None:
    target = page.desk.desk.unit(4).target
    page.type(4, "Олар")
    answer = page.type(4, target)
    assert answer.json()["typed"] == ""
    assert page.desk.desk.typed(4) is None


def test_typing_says_what_the_checks_find(page: ReviewPage) -> None:
    answer = page.type(6, "Олар менің ағамды әкетті.").json()
    assert answer["errors"] >= 1
    assert 'class="notice' in answer["findings"]
    assert page.type(6, MENDED).json()["errors"] == 0


def test_several_units_take_a_step_each_for_itself(page: ReviewPage) -> None:
    body = {"actor": "r-1", "action": "approve", "numbers": [6, 4, 6, 10]}
    answer = page.client.post(f"{SHEET}/steps", body).json()
    assert answer["done"] == [6]
    assert [number for number, _ in answer["refused"]] == [4, 10]
    assert sorted(answer["rows"]) == ["10", "4", "6"]
    lost = page.client.post(f"{SHEET}/steps", {**body, "numbers": [UNITS + 1]})
    _problem(lost, 422)


def test_segments_are_joined_and_split_and_every_tab_starts_anew(page: ReviewPage) -> None:
    revision = page.revision()
    page.type(4, "Олар кел")
    unit = page.unit(4)
    lost = page.client.post(f"{SHEET}/unit/4/segments", {**_id(unit), "kind": "join"})
    assert "typing" in _problem(lost, 422)["problem"]
    page.type(4, page.desk.desk.unit(4).target)
    joined = page.client.post(f"{SHEET}/unit/4/segments", {**_id(unit), "kind": "join"})
    assert joined.json() == {"reload": True}
    assert page.changes(revision)["reload"] is True
    assert len(page.desk.desk.units) == UNITS - 1
    assert page.numbers(q="six asleep") == [4]
    told = page.client.post(f"{SHEET}/unit/4/step", {**unit, "actor": "t-1", "action": "confirm"})
    _problem(told, 422)
    body = {**_id(page.unit(4)), "kind": "split", "after": "They came at six."}
    assert page.client.post(f"{SHEET}/unit/4/segments", body).json() == {"reload": True}
    assert len(page.desk.desk.units) == UNITS
    for after in ("", "nowhere", "e"):
        body = {**_id(page.unit(4)), "kind": "split", "after": after}
        _problem(page.client.post(f"{SHEET}/unit/4/segments", body), 422)


def _id(unit: dict[str, str]) -> dict[str, str]:
    return {"unit": unit["unit"]}


def test_remarks_questions_and_hands(page: ReviewPage) -> None:
    assert page.step(4, "question", "t-2", note="Who came?").status == 200
    assert page.numbers(open=1) == [4]
    assert page.step(4, "answer", "r-1", note="The police.").status == 200
    assert page.numbers(open=1) == []
    assert page.step(4, "assign", "r-1", assignee="t-7").status == 200
    assert page.numbers(assignee="t-7") == [4]
    assert page.numbers(q="the POLICE") == [4]
    _problem(page.step(4, "comment", note="  "), 422)
    _problem(page.step(4, "ignore", check="nothing-like-it", note="fine"), 422)


# Trouble ----------------------------------------------------------------------------------------


def test_a_disk_that_refuses_is_told_and_nothing_is_acknowledged(
    page: ReviewPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = page.desk.desk.unit(4).target

    def refuse(*_: object) -> None:
        raise StorageError("the disk is full.", "Free some space.")

    journal = page.desk.desk._journal
    with monkeypatch.context() as patch:
        patch.setattr(type(journal), "append", refuse)
        told = _problem(page.step(4, "translate", text=NEW), 507)
        assert "disk is full" in told["problem"]
        _problem(page.type(4, NEW), 507)
        body = {"actor": "r-1", "action": "approve", "numbers": [6]}
        _problem(page.client.post(f"{SHEET}/steps", body), 507)
    assert page.desk.desk.unit(4).target == before
    assert page.step(4, "translate", text=NEW).status == 200


def test_a_broken_catalog_is_told_on_every_page_and_mends_itself(page: ReviewPage) -> None:
    revision = page.revision()
    catalog = page.pack.catalog("kk")
    whole = catalog.read_bytes()
    catalog.write_bytes(b"msgid \x00")
    page.desk._refreshed = 0.0
    told = page.changes(revision)
    assert told["saved"] is False
    assert "night-visit.po" in told["problem"]
    assert page.client.get("/").status == 200
    assert page.client.get(SHEET).status == 500
    assert page.type(4, "Олар сағат").status == 200
    catalog.write_bytes(whole)
    page.desk._refreshed = 0.0
    assert page.changes(revision)["problem"] == ""


def test_documents_and_locales_that_there_are_not(page: ReviewPage) -> None:
    for path in (
        "/d/nothing/kk",
        f"/d/{DOCUMENT}/xx",
        f"/d/{DOCUMENT}",
        "/d/../kk",
        "/d/%2e%2e%2f%2e%2e/kk",
        f"/d/{DOCUMENT}%0d%0aset-cookie:%20a=b/kk",
        f"/d/{DOCUMENT}\x00/kk",
        f"/d/{'a' * 5000}/kk",
        f"{SHEET}/unit/0",
        f"{SHEET}/unit/{UNITS + 1}",
        f"{SHEET}/unit/99999999999999999999",
        f"{SHEET}/unit/-1",
        f"{SHEET}/unit/1.0",
        "/checks/nothing",
        "/checks/..%2f..%2fpyproject.toml",
        "/static/../templates/screen.html.j2",
        "/static/..%2ftemplates%2fscreen.html.j2",
        "/static/%2e%2e/pages.py",
        "/static//etc/passwd",
        "/static/base.css/",
        "/nowhere",
    ):
        answer = page.client.get(path)
        assert answer.status == 404, path
        assert all(answer.all(name) == [value] for name, value in HEADERS)
        assert not answer.all("set-cookie")
        assert "msgid" not in answer.text
        assert str(page.pack.root) not in answer.text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"nonsense", 400),
        (b"{", 400),
        (b"\xff\xfe{}", 400),
        (b'{"text": "\xed\xa0\x80"}', 400),
        (b'{"text": ' * 20_000, 422),
        (b"[" * 100_000, 422),
        (b"null", 422),
        (b"[]", 422),
        (b"{}", 422),
        (b"1e999", 422),
        (b"x" * (BODY_LIMIT + 1), 413),
    ],
)
def test_bodies_that_are_none(page: ReviewPage, body: bytes, status: int) -> None:
    for path in ("unit/4/step", "unit/4/typing", "unit/4/segments", "steps"):
        told = _problem(page.client.post(f"{SHEET}/{path}", body), status)
        assert len(told["problem"]) < 200


@pytest.mark.parametrize(
    "field",
    [
        {"text": "a\x00b"},
        {"text": "a\x1bb"},
        {"text": "\ud800"},
        {"text": "x" * 100_001},
        {"text": 5},
        {"text": None},
        {"actor": "Real Name"},
        {"actor": "a\nb"},
        {"actor": "a" * 33},
        {"actor": ["t-1"]},
        {"unit": "../../etc"},
        {"unit": "0" * 16},
        {"unit": "A" * 16},
        {"shown": "short"},
        {"shown": "g" * 32},
        {"action": "engine"},
        {"action": "draft"},
        {"action": "Approve"},
        {"unedited": "yes"},
        {"unedited": 1},
        {"more": 1},
    ],
    ids=str,
)
def test_fields_of_the_wrong_kind(page: ReviewPage, field: dict[str, Any]) -> None:
    body = {**page.unit(4), "actor": "t-2", "action": "translate", "text": NEW, **field}
    before = page.desk.desk.unit(4)
    answer = page.client.post(f"{SHEET}/unit/4/step", json.dumps(body).encode())
    told = _problem(answer, 400 if field == {"text": "\ud800"} else 422)
    assert NEW not in told["problem"]
    assert page.desk.desk.unit(4) == replace(before)


@pytest.mark.parametrize("actor", ["", "machine"])
def test_a_step_needs_a_pseudonym(page: ReviewPage, actor: str) -> None:
    _problem(page.step(4, "translate", actor, text=NEW), 422)
    assert page.type(4, NEW, "").status == 200


@pytest.mark.parametrize(
    "numbers", [[], [0], [-1], ["4"], [1.5], [10**9], list(range(1, 502)), "4", None, [True]]
)
def test_numbers_that_are_none(page: ReviewPage, numbers: Any) -> None:
    body = {"actor": "r-1", "action": "approve", "numbers": numbers}
    _problem(page.client.post(f"{SHEET}/steps", body), 422)


@pytest.mark.parametrize("runs", ["", "0", "1-", "-1", "a", "1,,2", "1-601", "9" * 5000, "5-3,\n"])
def test_runs_that_are_none(page: ReviewPage, runs: str) -> None:
    answer = page.client.get(f"{SHEET}/rows", {"runs": runs})
    assert answer.status in {200, 422}
    if answer.status == 200:
        assert "<li" not in answer.text


@pytest.mark.parametrize(
    "query",
    [
        {"state": "nonsense"},
        {"finding": "nonsense"},
        {"assignee": "Real Name"},
        {"confidence": "nonsense"},
        {"q": "x" * 501},
    ],
    ids=str,
)
def test_filters_that_are_none(page: ReviewPage, query: dict[str, str]) -> None:
    _problem(page.client.get(f"{SHEET}/numbers", query), 422)


def test_a_revision_of_another_run_makes_a_tab_start_anew(page: ReviewPage) -> None:
    now = page.revision()
    assert page.changes(now)["reload"] is False
    for since in (0, 1, now - 1, now + 10**6):
        assert page.changes(since)["reload"] is True
    for nonsense in ("", "-1", "x", "1" * 17):
        _problem(page.client.get(f"{SHEET}/changes", {"since": nonsense}), 422)


# Languages --------------------------------------------------------------------------------------


def test_the_interfaces_language(translated: PackFolder) -> None:
    with review_page(translated) as page:

        def language(query: str = "", **headers: str) -> str:
            given = [(name.replace("_", "-"), value) for name, value in headers.items()]
            text = page.client.get("/", query, given).text
            return text.partition('<html lang="')[2][:2]

        cookie = page.client.cookie
        assert language() == "en"
        assert language(accept_language="de, ru;q=0.8, kk-KZ;q=0.9") == "kk"
        assert language(accept_language="ru-RU,ru;q=0.9,en;q=0.8") == "ru"
        assert language(accept_language="kk;q=0, ;;q=x, *") == "en"
        assert language(cookie=f"{cookie}; kuager-language=ru", accept_language="kk") == "ru"
        assert language(cookie=f"{cookie}; kuager-language=<b>") == "en"
        assert language("language=kk", cookie=f"{cookie}; kuager-language=ru") == "kk"
        assert language("language=../x") == "en"
        chosen = page.client.get(SHEET, "language=ru").one("set-cookie")
        assert chosen.startswith("kuager-language=ru;")
    with review_page(translated, Settings("kk", "t-5")) as page:
        assert 'lang="kk"' in page.client.get("/").text
        assert "t-5" in page.client.get(SHEET).text
