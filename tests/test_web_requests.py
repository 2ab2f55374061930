"""Requests that come slowly, in pieces, broken off, or only for their headers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from starlette.requests import Request
from starlette.types import Message

from kuager.web import requests
from kuager.web.requests import BODY_LIMIT, BadRequestError, Typing, read_body
from kuager.web.security import HEADERS
from tests.support.review_page import SHEET, ReviewPage, page, translated, translated_template

__all__ = ["page", "translated", "translated_template"]

TYPING = (
    b'{"unit": "0123456789abcdef", "shown": "0123456789abcdef0123456789abcdef", "text": "\xd0\xb6"}'
)


def _read(messages: Sequence[Message], headers: Sequence[tuple[bytes, bytes]] = ()) -> Typing:
    left = list(messages)

    async def receive() -> Message:
        if not left:
            await asyncio.sleep(60)
        return left.pop(0)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": list(headers)}
    return asyncio.run(read_body(Request(scope, receive), Typing))


def _piece(body: bytes, *, more: bool = True) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


def test_a_letter_may_come_in_two_pieces() -> None:
    cut = TYPING.index(b"\xb6")
    assert _read([_piece(TYPING[:cut]), _piece(TYPING[cut:], more=False)]).text == "ж"


def test_a_body_that_does_not_come_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "BODY_SECONDS", 0.05)
    with pytest.raises(BadRequestError) as refused:
        _read([_piece(TYPING[:9])])
    assert refused.value.status == 408


def test_a_body_that_breaks_off_is_no_body() -> None:
    with pytest.raises(BadRequestError) as refused:
        _read([_piece(TYPING), {"type": "http.disconnect"}])
    assert refused.value.status == 400


def test_too_much_is_noticed_before_all_of_it_is_there() -> None:
    with pytest.raises(BadRequestError) as refused:
        _read([_piece(b" " * BODY_LIMIT), _piece(b" "), _piece(b" ")])
    assert refused.value.status == 413
    for told in (b"999999999999999999999999", str(BODY_LIMIT + 1).encode()):
        with pytest.raises(BadRequestError) as refused:
            _read([], [(b"content-length", told)])
        assert refused.value.status == 413


def test_only_headers(page: ReviewPage) -> None:
    for path in ("/", SHEET, f"{SHEET}/unit/4", "/static/base.css", "/checks/quotes"):
        whole, head = page.client.get(path), page.client.get(path, method="HEAD")
        assert (head.status, whole.status) == (200, 200), path
        assert head.one("content-type") == whole.one("content-type")
        assert all(head.all(name) == [value] for name, value in HEADERS)


def test_what_is_written_to_cannot_be_read_and_the_other_way_round(page: ReviewPage) -> None:
    for path in (f"{SHEET}/unit/4/step", f"{SHEET}/steps", f"{SHEET}/unit/4/typing"):
        assert page.client.get(path).status == 405
    for path in ("/", SHEET, f"{SHEET}/rows", f"{SHEET}/changes", "/guide", "/static/base.css"):
        assert page.client.post(path, {}).status == 405


def test_static_files_and_checks_are_all_there(page: ReviewPage) -> None:
    style = page.client.get("/static/base.css")
    script = page.client.get("/static/main.js")
    assert style.one("content-type").startswith("text/css")
    assert script.one("content-type").startswith("text/javascript")
    assert "quotes" in page.client.get("/checks/quotes").text.lower()
