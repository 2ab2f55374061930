"""The working report in a real browser: on a screen, on a phone, on paper, in the dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kuager.model import State
from kuager.reports.pages import write_report
from tests.support.reports import ERROR, HINT, WARNING, report_of, reported, unit
from tests.test_browser import _CONTRAST, CHROMIUM, QUIET, _open

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")

FOUND = {3: (ERROR, WARNING), 7: (WARNING,), 12: (HINT,), 19: (ERROR,)}
"""What was found in which unit."""
APPROVED = range(1, 11)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    states = [State.APPROVED if n in APPROVED else State.DRAFT for n in range(1, 25)]
    units = [
        reported(
            number,
            unit(state, source="We had one well. " * (1 + number % 5), target="Құдық. " * number),
            *FOUND.get(number, ()),
            comment="x" * 200 if number == 3 else "",
        )
        for number, state in enumerate(states, 1)
    ]
    path = tmp_path / "report.html"
    path.write_bytes(write_report(report_of(units), "en"))
    return path


def _shown(page: Page) -> list[int]:
    return [
        int(name[1:])
        for name in page.evaluate(
            "[...document.querySelectorAll('.unit')]"
            ".filter(e => e.getClientRects().length).map(e => e.id)"
        )
    ]


@pytest.mark.parametrize("width", [320, 390, 900, 1280])
def test_nothing_is_wider_than_the_screen(browser: Browser, file: Path, width: int) -> None:
    page, troubles = _open(browser, file, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    source, target = (page.locator(f"#u5 {kind}").bounding_box() for kind in (".source", ".work"))
    assert source
    assert target
    beside = target["x"] >= source["x"] + source["width"] - 1
    assert beside == (width > 960)
    assert beside or target["y"] >= source["y"] + source["height"]
    assert troubles == []
    page.close()


def test_units_are_chosen_without_a_script(browser: Browser, file: Path) -> None:
    page, _ = _open(browser, file, 1280)
    assert _shown(page) == list(range(1, 25))
    page.get_by_role("radio", name="with findings").check()
    assert _shown(page) == sorted(FOUND)
    page.get_by_role("radio", name="with errors").check()
    assert _shown(page) == [3, 19]
    page.get_by_role("radio", name="not approved").check()
    assert _shown(page) == [n for n in range(1, 25) if n not in APPROVED]
    page.goto(f"{file.as_uri()}#u1")
    assert 1 in _shown(page)
    page.close()


def test_plots_are_named_and_stand_over_their_axes(browser: Browser, file: Path) -> None:
    page, _ = _open(browser, file, 1280)
    names = ("Units by state", "Findings and states along the text", "Length of targets against")
    for name in names:
        assert page.get_by_role("img", name=name).count() == 1
    ticks = page.locator(".ticks span")
    cells = page.locator(".strip .state-approved, .strip .state-draft")
    assert ticks.count() > 3
    assert cells.count() == 24
    for index in range(ticks.count()):
        tick = ticks.nth(index).bounding_box()
        cell = cells.nth(int(ticks.nth(index).inner_text()) - 1).bounding_box()
        assert tick
        assert cell
        assert abs((tick["x"] + tick["width"] / 2) - (cell["x"] + cell["width"] / 2)) < 2
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_enough_to_read(browser: Browser, file: Path, scheme: str) -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1."""
    page, _ = _open(browser, file, 1280, scheme)
    assert page.evaluate(_CONTRAST) >= 4.5
    page.close()


def test_on_paper_text_findings_and_plots_are_there(browser: Browser, file: Path) -> None:
    page, _ = _open(browser, file, 1280, "dark")
    page.emulate_media(media="print")
    text = page.inner_text("body")
    assert text.count(ERROR.message) == 2
    assert "For the team only. Not for publication." in text
    assert page.locator(".strip").is_visible()
    assert not page.locator(".filter").is_visible()
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    page.close()
