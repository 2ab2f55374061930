"""The review page in a real browser: looks, room, access, the list of units."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from gettext import NullTranslations
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from kuager.web import pages
from tests.support import screens
from tests.support.chromium import Window, chromium, window
from tests.support.screen_server import ScreenServer, showing, wait_for
from tests.test_browser import CHROMIUM

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")

WIDTHS = [(320, 640), (390, 844), (900, 1100), (1366, 768), (1920, 1080)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def server() -> Iterator[ScreenServer]:
    with showing() as running:
        yield running


def _help(shown: Window) -> None:
    shown.press("F1")
    shown.page.wait_for_selector("#help[open]")


def _search(shown: Window) -> None:
    shown.press("Alt+i")
    shown.page.wait_for_selector("#filter:not([hidden])")


def _who(shown: Window) -> None:
    shown.page.click("#me")


def _choose(shown: Window) -> None:
    shown.page.locator("#u2 .source").click(modifiers=["Control"])


def _quarrel(shown: Window) -> None:
    shown.page.fill("#editor", "Олар төртеу еді.")
    wait_for(lambda: shown.server.posts("typing"))
    shown.server.change(4, target="Олар бесеу еді.")
    shown.look()
    shown.page.wait_for_selector(".conflict")


def _silent(shown: Window) -> None:
    shown.server.silent = True
    shown.page.fill("#editor", "Олар")
    shown.page.wait_for_selector("#banner:not([hidden])")


def _more(shown: Window) -> None:
    shown.page.click(".more summary")


def _nothing(shown: Window) -> None:
    shown.page.wait_for_load_state()


SCREENS: dict[str, tuple[str, Callable[[Window], None]]] = {
    "list": ("", _nothing),
    "unit": ("?unit=4", _nothing),
    "changed unit": ("?unit=6", _nothing),
    "tags": ("?unit=3", _more),
    "help": ("", _help),
    "filter": ("", _search),
    "who": ("", _who),
    "choosing": ("", _choose),
    "quarrel": ("?unit=4", _quarrel),
    "no answer": ("?unit=4", _silent),
}


def _axe(page: Page) -> list[str]:
    axe = import_module("axe_playwright_python.sync_playwright").Axe()

    found = axe.run(page).response["violations"]
    grave = [v for v in found if v["impact"] in {"serious", "critical"}]
    return [f"{v['id']}: {node['html'][:120]}" for v in grave for node in v["nodes"]]


@pytest.mark.parametrize("name", SCREENS)
def test_axe_finds_nothing_grave(browser: Browser, server: ScreenServer, name: str) -> None:
    query, act = SCREENS[name]
    # axe is put into the page as a script, which the policy rightly forbids.
    with window(browser, server, query, bypass_csp=True) as shown:
        act(shown)
        assert _axe(shown.page) == []
        shown.page.emulate_media(color_scheme="dark")
        assert _axe(shown.page) == []


@pytest.mark.parametrize("path", ["/", "/checks/numbers"])
def test_axe_finds_nothing_grave_on_other_pages(
    browser: Browser, server: ScreenServer, path: str
) -> None:
    with window(browser, server, bypass_csp=True) as shown:
        shown.page.goto(f"http://127.0.0.1:{server.port}{path}")
        assert _axe(shown.page) == []


@pytest.mark.parametrize("name", SCREENS)
def test_nothing_is_wider_than_the_screen(
    browser: Browser, server: ScreenServer, name: str
) -> None:
    query, act = SCREENS[name]
    with window(browser, server, query) as shown:
        act(shown)
        assert shown.too_wide(WIDTHS) == []


class _Longer(NullTranslations):
    """Our own words, half as long again: Russian and Kazakh take more room than English."""

    def gettext(self, message: str) -> str:
        return f"{message} {'ы' * (len(message) // 2)}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid2)


@pytest.mark.parametrize("name", ["tags", "filter", "help", "quarrel"])
def test_there_is_room_for_longer_words(
    browser: Browser, server: ScreenServer, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "translations", lambda language: _Longer())
    pages._environment.cache_clear()
    query, act = SCREENS[name]
    try:
        with window(browser, server, query) as shown:
            act(shown)
            assert shown.too_wide(WIDTHS) == []
    finally:
        pages._environment.cache_clear()


def test_the_text_stands_in_columns_where_there_is_room(
    browser: Browser, server: ScreenServer
) -> None:
    with window(browser, server, "?unit=4") as shown:
        for size in WIDTHS:
            shown.resize(size)
            source, target = shown.box("#u3 .source"), shown.box("#u3 .target")
            assert (target["x"] > source["x"] + source["width"] - 1) == (size[0] >= 760)
            panel, editor = shown.box("#panel"), shown.box("#editor")
            assert (panel["x"] >= editor["x"] + editor["width"]) == (size[0] >= 1200)


def test_what_is_touched_on_a_phone_is_large_enough(browser: Browser, server: ScreenServer) -> None:
    """WCAG 2.2, 2.5.5: 44 by 44 CSS pixels; links within sentences are free."""
    small = """() => [...document.querySelectorAll('button, summary, .number, select')]
      .filter(e => e.checkVisibility() && !e.closest('dialog'))
      .filter(e => !e.matches('.number') || e.getBoundingClientRect().top < innerHeight)
      .filter(e => (({width, height}) => height < 43.5 || width < 40)(e.getBoundingClientRect()))
      .map(e => e.outerHTML.slice(0, 80))"""
    phone = {"is_mobile": True, "has_touch": True}
    with window(browser, server, "?unit=4", (390, 844), **phone) as shown:
        assert shown.page.evaluate(small) == []


def test_without_a_script_the_text_can_be_read(browser: Browser, server: ScreenServer) -> None:
    with window(browser, server, java_script_enabled=False) as shown:
        assert shown.page.locator(".unit").count() == 24
        shown.page.click("#u3 .number")
        assert shown.page.locator("#editor").count() == 1
        assert not shown.page.locator(".actions").is_visible()
        assert not shown.page.locator("#filter").is_visible()


# The list -----------------------------------------------------------------------------------


def test_ten_thousand_units_are_there_when_they_are_looked_at(browser: Browser) -> None:
    with showing(10_000) as server, window(browser, server) as shown:
        page = shown.page
        taken = page.evaluate(
            "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
        )
        assert taken < 3000
        assert page.locator(".unit").count() < 400
        height = page.evaluate("document.documentElement.scrollHeight")
        assert height > 200_000
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight / 2)")
        shown.wait(
            """() => [...document.querySelectorAll('.unit')].some(e => {
              const {top} = e.getBoundingClientRect();
              return top > 0 && top < innerHeight && Math.abs(e.dataset.number - 5000) < 800; })"""
        )
        assert page.locator(".unit").count() < 1200
        page.goto(server.url("?unit=9000"))
        page.wait_for_selector("#u9000.open")
        box = page.locator("#editor").bounding_box()
        assert box
        assert 0 < box["y"] < 700


def test_rows_come_in_their_order_without_doubles(browser: Browser) -> None:
    with showing(500) as server, window(browser, server, "?unit=250") as shown:
        numbers = "[...document.querySelectorAll('.unit')].map(e => Number(e.dataset.number))"
        shown.wait("document.querySelectorAll('.unit').length === 500")
        assert shown.page.evaluate(numbers) == list(range(1, 501))
        assert shown.page.locator(".gap").count() == 0


def test_search_and_filter_show_what_they_promise(browser: Browser, server: ScreenServer) -> None:
    with window(browser, server) as shown:
        _search(shown)
        shown.page.fill("#filter-q", "neighbour")
        shown.wait("document.querySelectorAll('.unit').length === 4")
        assert "neighbour" not in shown.page.url
        assert "Shown: 4 of 24" in shown.page.inner_text("#filter-count")
        shown.page.fill("#filter-q", "")
        shown.page.check('input[name=state][value="draft"]')
        shown.wait("document.querySelectorAll('.unit[data-state=draft]').length === 4")
        wait_for(lambda: "state=draft" in shown.page.url)
        shown.page.fill("#filter-q", "no such words")
        shown.page.wait_for_selector("#nothing:not([hidden])")
        shown.page.click("#filter button[type=reset]")
        shown.wait("document.querySelectorAll('.unit').length === 24")


def test_keys_move_through_the_text_and_focus_is_never_lost(
    browser: Browser, server: ScreenServer
) -> None:
    with window(browser, server) as shown:
        shown.press("j")
        shown.wait("document.activeElement.matches('#u2 .number')")
        shown.press("k")
        shown.wait("document.activeElement.matches('#u1 .number')")
        shown.press("Enter")
        shown.wait_open(1)
        shown.press("Control+ArrowDown")
        shown.wait_open(2)
        shown.press("Escape")
        shown.wait("document.activeElement.matches('#u2 .number')")
        assert shown.opened is None
        assert shown.page.locator('.number[tabindex="0"]').count() == 1
        _help(shown)
        shown.press("Escape")
        shown.wait("document.activeElement.matches('#u2 .number')")


def test_single_letters_can_be_switched_off(browser: Browser, server: ScreenServer) -> None:
    """WCAG 2.2, 2.1.4."""
    with window(browser, server) as shown:
        _help(shown)
        shown.page.uncheck("#single-keys")
        shown.press("Escape")
        shown.press("j")
        shown.press("x")
        assert shown.page.locator("#chosen").is_hidden()
        assert not shown.page.evaluate("document.activeElement.matches('#u2 .number')")


def test_keys_are_told_by_their_place_whatever_the_layout(
    browser: Browser, server: ScreenServer
) -> None:
    with window(browser, server) as shown:
        shown.page.evaluate(
            """() => dispatchEvent(new KeyboardEvent('keydown',
              {code: 'KeyI', key: 'ш', altKey: true, bubbles: true, cancelable: true}))"""
        )
        shown.page.wait_for_selector("#filter:not([hidden])")
        kept = shown.page.evaluate(
            """() => ['KeyF', 'KeyA', 'KeyC', 'KeyZ', 'KeyP'].every(code => dispatchEvent(
              new KeyboardEvent('keydown', {code, ctrlKey: true, cancelable: true})))"""
        )
        assert kept


def test_several_units_are_stepped_on_only_when_chosen(
    browser: Browser, server: ScreenServer
) -> None:
    with window(browser, server) as shown:
        page = shown.page
        _choose(shown)
        page.check("#u3 .pick")
        assert "Chosen: 2" in page.inner_text("#chosen")
        page.locator("#u8 .source").click(modifiers=["Control", "Shift"])
        assert page.locator('[data-bulk="approve"]').is_disabled()
        shown.press("Escape")
        assert page.locator("#chosen").is_hidden()
        _choose(shown)
        page.check("#u3 .pick")
        page.click('[data-bulk="approve"]')
        wait_for(lambda: server.posts("steps"))
        assert server.posts("steps")[0]["numbers"] == [2, 3]
        page.wait_for_selector('#u3[data-state="approved"]')
        assert page.locator("#chosen").is_hidden()


def test_what_others_change_is_shown(browser: Browser, server: ScreenServer) -> None:
    with window(browser, server) as shown:
        server.change(2, target="Олар келді.")
        shown.look()
        shown.wait("document.querySelector('#u2 .target').innerText.includes('Олар келді.')")
        assert "0 of 24" not in shown.page.inner_text("#progress")


def test_language_changes_without_losing_the_open_unit(
    browser: Browser, server: ScreenServer
) -> None:
    with window(browser, server, "?unit=5") as shown:
        shown.page.click(".menu summary")
        shown.page.click(".menu a[lang=kk]")
        shown.page.wait_for_selector("html[lang=kk]")
        shown.wait_open(5)


def test_nothing_of_the_text_stays_in_the_browser(browser: Browser, server: ScreenServer) -> None:
    with window(browser, server, "?unit=4") as shown:
        shown.page.fill("#editor", "Құпия сөз")
        wait_for(lambda: server.posts("typing"))
        kept = shown.page.evaluate(
            "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"
        )
        assert "Құпия" not in kept
        assert kept.startswith("[{},{},")
        assert screens.FRAME.token not in kept
