"""The list of documents in a real browser: searched, narrowed, turned; nothing in the history."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.support.chromium import chromium
from tests.support.packs import DOCUMENT, TESTIMONY, PackFolder
from tests.support.review_server import review_server
from tests.support.screen_server import wait_for
from tests.test_browser import CHROMIUM

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")

DOCUMENTS = 27
"""In two locales: one more than a page holds."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def many(pack: PackFolder) -> PackFolder:
    for number in range(2, DOCUMENTS + 1):
        text = TESTIMONY.replace(DOCUMENT, f"visit-{number:02}")
        text = text.replace("The night visit", f"Visit {number}")
        (pack.root / "source" / f"visit-{number:02}.md").write_text(text, "utf-8")
    assert pack.run("segment") == 0
    return pack


def test_somebody_looks_for_a_document_and_a_sentence(browser: Browser, many: PackFolder) -> None:
    with review_server(many.root) as server, browser.new_context() as context:
        page = context.new_page()
        troubles: list[str] = []
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(server.link)
        page.wait_for_selector("html.live")
        assert page.locator(".sheet").count() == 50
        page.click('[data-page="2"]')
        wait_for(lambda: page.locator(".sheet").count() == 2 * DOCUMENTS - 50)
        page.wait_for_url("**/?page=2")

        page.fill("#find-q", "visit-07")
        wait_for(lambda: page.locator(".sheet").count() == 2)
        assert "visit-07" in (page.locator(".sheet a").first.get_attribute("href") or "")
        page.fill("#find-q", "came six")
        page.wait_for_selector(".passages mark")
        sentences = page.locator(".passages > li").count()
        assert str(sentences) in page.locator("#told").inner_text(), "said to who cannot see it"
        assert "six" not in page.url, "it would stay in the browser's history"
        page.select_option("#find-locale", "ru")
        page.wait_for_url("**/?locale=ru")
        wait_for(lambda: "/kk" not in "".join(page.locator(".passages").all_inner_texts()))
        page.route("**/list?*", lambda route: route.abort())
        page.select_option("#find-state", "draft")
        page.wait_for_selector("#behind >> visible=true")
        assert "/kk" not in "".join(page.locator(".passages").all_inner_texts()), "still there"
        page.unroute("**/list?*")
        page.select_option("#find-state", "")
        page.wait_for_selector("#behind", state="hidden")
        page.click(".languages [lang=ru]")
        page.wait_for_url("**/?language=ru&locale=ru")
        assert page.locator("#find-locale").input_value() == "ru"
        page.fill("#find-q", "came six")
        page.wait_for_selector(".passages mark")
        page.click(".passages a >> nth=0")
        page.wait_for_selector("#work")
        page.wait_for_url("**?unit=*")
        assert troubles == []
