"""The way in, in a real browser: from the private file to the page, and to nobody else's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kuager.pack import open_pack
from kuager.web.door import find_door, write_link
from tests.support.chromium import chromium
from tests.support.packs import PackFolder
from tests.support.review_page import SHEET, translated, translated_template
from tests.support.review_server import ReviewServer, review_server
from tests.support.server import Page as ServedPage
from tests.support.server import serving
from tests.test_browser import CHROMIUM

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["translated", "translated_template"]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")

_HOSTILE = """<!doctype html><title>waiting</title>
<form id="f" method="post" enctype="text/plain" action="http://127.0.0.1:PORT/SHEET/steps">
<input name='{"actor":"r-1","action":"approve","numbers":[6],"x":"' value='"}'></form>
<iframe src="http://127.0.0.1:PORT/SHEET" id="frame"></iframe>
<script>
const told = [];
const sheet = "http://127.0.0.1:PORT/SHEET";
const json = {"X-Kuager": "x", "Content-Type": "application/json"};
const ask = (mode, init) => fetch(sheet, {mode, credentials: "include", ...init})
  .then(async (a) => told.push(mode + " " + a.type + " " + (await a.text()).length))
  .catch((e) => told.push(mode + " " + e.name));
Promise.all([
  ask("cors"), ask("no-cors"),
  ask("cors", {method: "POST", body: "{}", headers: json}),
  ask("no-cors", {method: "POST", body: "{}"}),
]).then(() => { document.title = told.join("; "); });
</script>"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def server(translated: PackFolder) -> Iterator[ReviewServer]:
    with review_server(translated.root) as running:
        yield running


def _start_file(pack: PackFolder) -> Path:
    opened = open_pack(pack.root)
    return write_link(opened, find_door(opened).link())


def test_from_the_private_file_to_the_page(
    browser: Browser, translated: PackFolder, server: ReviewServer
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(_start_file(translated).as_uri())
        page.wait_for_url(f"http://127.0.0.1:{server.port}/")
        page.click("text=The night visit")
        page.wait_for_selector("#u4, [id='u4']")
        assert "key=" not in page.evaluate("document.referrer + location.href")
        (cookie,) = [c for c in context.cookies() if re.fullmatch(r"kuager-[0-9a-f]{8}", c["name"])]
        assert cookie["httpOnly"]
        assert cookie["sameSite"] == "Strict"


def test_a_page_of_another_site_reads_and_writes_nothing(
    browser: Browser, translated: PackFolder, server: ReviewServer
) -> None:
    with browser.new_context() as context, serving() as other:
        page = context.new_page()
        page.goto(_start_file(translated).as_uri())
        page.wait_for_url(f"http://127.0.0.1:{server.port}/")
        html = _HOSTILE.replace("PORT", str(server.port)).replace("/SHEET", SHEET)
        other.pages["/"] = ServedPage(html.encode(), headers={"Content-Type": "text/html"})
        # The same machine by another name is another site; by the same name, another origin.
        for host in ("127.0.0.1", "localhost"):
            hostile = context.new_page()
            hostile.goto(f"http://{host}:{other.port}/")
            hostile.wait_for_function("document.title !== 'waiting'")
            told = hostile.title().split("; ")
            assert sorted(told) == [
                "cors TypeError",
                "cors TypeError",
                "no-cors TypeError",
                "no-cors TypeError",
            ]
            frame = hostile.frames[1]
            assert "They came" not in frame.content()
            hostile.evaluate("document.getElementById('f').submit()")
            hostile.wait_for_url(f"**{SHEET}/steps")
            assert "problem" in hostile.content()
        page.goto(f"http://127.0.0.1:{server.port}{SHEET}")
        assert "They came" in page.content()
    assert translated.states() == {"translated": 10}
