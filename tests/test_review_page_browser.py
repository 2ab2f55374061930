"""A whole review in a real browser at the real server: two people, from draft to approved."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from tests.support.chromium import chromium
from tests.support.packs import DOCUMENT, MENDED, UNITS, PackFolder
from tests.support.review_server import ReviewServer, review_server
from tests.support.screen_server import wait_for
from tests.test_browser import CHROMIUM

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")

SHEET = f"/d/{DOCUMENT}/kk"
WORDS = {
    "en": ("Search and filter", "All saved"),
    "kk": ("Іздеу және сүзгі", "Бәрі сақталды"),
    "ru": ("Поиск и отбор", "Всё сохранено"),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def drafted(pack: PackFolder) -> PackFolder:
    assert pack.run("segment") == 0
    assert pack.run("draft", "--locale", "kk") == 0
    return pack


@contextmanager
def _person(browser: Browser, server: ReviewServer, link: str, actor: str) -> Iterator[Page]:
    """Let somebody in, in a browser profile of their own, and say who it is."""
    with browser.new_context(viewport={"width": 1366, "height": 768}) as context:
        page = context.new_page()
        troubles: list[str] = []
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(link)
        page.goto(f"http://127.0.0.1:{server.port}{SHEET}")
        page.wait_for_selector("html.live")
        page.click("[data-does=who]")
        page.fill("#who-actor", actor)
        page.keyboard.press("Enter")
        yield page
        assert troubles == []


def _wait(page: Page, expression: str) -> None:
    wait_for(lambda: page.evaluate(expression))


def _opened(page: Page, number: int) -> None:
    page.wait_for_selector(f'#work[data-number="{number}"]')
    _wait(page, "document.activeElement.id === 'editor'")


def _serious(page: Page) -> list[str]:
    axe = import_module("axe_playwright_python.sync_playwright").Axe()  # it has no types
    found = axe.run(page).response["violations"]
    return [v["id"] for v in found if v["impact"] in {"serious", "critical"}]


def _reach(page: Page, number: int, state: str) -> None:
    """Wait until the page shows a unit in a state, open or not."""
    shown = f"document.getElementById('u{number}').dataset.state"
    work = "document.getElementById('work')?.dataset"
    _wait(page, f"({work}?.number === '{number}' ? {work}.state : {shown}) === '{state}'")


def _settled(page: Page) -> None:
    _wait(page, "document.getElementById('saved').classList.contains('all')")


def _links(server: ReviewServer, root: PackFolder) -> Iterator[str]:
    """Yield ways in: the one that was printed, then fresh ones; each serves once."""
    from kuager.pack import open_pack  # noqa: PLC0415
    from kuager.web.door import find_door  # noqa: PLC0415

    yield server.link
    while True:
        yield find_door(open_pack(root.root)).link()


@pytest.mark.parametrize("language", ["en", "kk", "ru"])
def test_from_draft_to_approved_by_two_people_with_the_keyboard(
    browser: Browser, drafted: PackFolder, language: str
) -> None:
    with review_server(drafted.root, "--language", language) as server:
        links = _links(server, drafted)
        with _person(browser, server, next(links), "t-1") as page:
            assert page.evaluate("document.documentElement.lang") == language
            search, saved = WORDS[language]
            assert search in page.inner_text("header")
            page.goto(f"{page.url}?unit=1")
            for number in range(1, UNITS + 1):
                _opened(page, number)
                if number in {4, 6}:
                    text = MENDED if number == 6 else "Олар кешкі алтыда келді."
                    page.fill("#editor", text)
                    page.keyboard.press("Control+Enter")
                else:
                    page.keyboard.press("Control+Enter")
                    page.wait_for_selector("#ask[open]")
                    page.keyboard.press("Enter")
                _reach(page, number, "translated")
            assert _serious(page) == []
            _settled(page)
            assert saved in page.inner_text("#saved")
        with _person(browser, server, next(links), "r-1") as page:
            page.goto(f"{page.url}?unit=1")
            for number in range(1, UNITS + 1):
                _opened(page, number)
                page.keyboard.press("Control+Shift+Enter")
                if number not in {2, 3, 4, 6}:  # locale data and what a person wrote
                    page.wait_for_selector("#ask[open]")
                    page.keyboard.press("Enter")
                _reach(page, number, "approved")
            _settled(page)
            assert _serious(page) == []
        assert server.stop()[0] == 0
    assert drafted.states() == {"approved": UNITS}
    units = drafted.units()
    assert units[3]["target"] == "Олар кешкі алтыда келді."
    assert {tuple(unit["translators"]) for unit in units} == {("t-1",)}
    assert drafted.run("ledger", "verify") == 0
    assert drafted.run("export", "--locale", "kk", "--to", "markdown") == 0


def test_a_killed_server_and_a_closed_browser_lose_nothing(
    browser: Browser, drafted: PackFolder
) -> None:
    with (
        review_server(drafted.root) as server,
        _person(browser, server, server.link, "t-1") as page,
    ):
        page.goto(f"http://127.0.0.1:{server.port}{SHEET}?unit=4")
        page.wait_for_selector("html.live")
        _opened(page, 4)
        page.fill("#editor", "Олар кешкі ал")
        wait_for(lambda: "kept" in (page.get_attribute("#saved", "class") or ""))
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
    assert drafted.units()[3]["state"] == "draft"
    with review_server(drafted.root) as server, browser.new_context() as context:
        page = context.new_page()
        page.goto(server.link)
        page.goto(f"http://127.0.0.1:{server.port}{SHEET}?unit=4")
        page.wait_for_selector("html.live")
        _opened(page, 4)
        assert page.input_value("#editor") == "Олар кешкі ал"
        assert server.stop()[0] == 0


def test_the_guide_opens_with_its_picture(browser: Browser, drafted: PackFolder) -> None:
    with review_server(drafted.root, "--language", "ru") as server:
        with browser.new_context() as context:
            page = context.new_page()
            page.goto(server.link)
            page.click("a[href='/guide']")
            page.wait_for_selector("h1")
            assert re.search("Руководство", page.inner_text("main h1, h1"))
            assert page.evaluate("document.querySelector('img').naturalWidth") > 600
            assert _serious(page) == []
        assert server.stop()[0] == 0
