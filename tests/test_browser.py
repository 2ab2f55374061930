"""The bilingual page in a real browser: on a screen, on a phone, on paper, in the dark."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kuager.model import State
from tests.support.editions import document, export
from tests.support.editions import edition as build
from tests.support.packs import DOCUMENT, PackFolder

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")

QUIET = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture
def edition(pack: PackFolder) -> Path:
    for step in (["segment"], ["draft"], ["export", "--to", "bilingual", "--allow-drafts"]):
        assert pack.run(*step) == 0
    return pack.root / "exports" / f"{DOCUMENT}.kk.draft.bilingual.html"


def _open(
    browser: Browser, path: Path, width: int, scheme: str = "light"
) -> tuple[Page, list[str]]:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text))
    page.on("requestfailed", lambda request: troubles.append(request.url))
    page.on(
        "request",
        lambda request: None if request.url.startswith("file:") else troubles.append(request.url),
    )
    page.goto(path.as_uri())
    return page, troubles


_BOXES = """() => [...document.querySelectorAll('main p[lang], main [lang] p, main [lang]')]
  .filter(e => ['en', 'kk'].includes(e.lang))
  .map(e => [e.lang, ...(({x, y, width}) => [x, y, width])(e.getBoundingClientRect())])"""


def _columns(page: Page) -> dict[str, set[int]]:
    columns: dict[str, set[int]] = {"en": set(), "kk": set()}
    for language, x, _, width in page.evaluate(_BOXES):
        if width > 100:
            columns[language].add(round(x))
    return columns


def test_two_columns_on_a_screen_and_one_on_a_phone(browser: Browser, edition: Path) -> None:
    page, troubles = _open(browser, edition, 1280)
    columns = _columns(page)
    assert max(columns["en"]) < min(columns["kk"])
    page.close()
    page, more = _open(browser, edition, 390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    columns = _columns(page)
    assert min(columns["kk"]) < 60
    assert troubles + more == []
    page.close()


@pytest.mark.parametrize("width", [320, 390, 900])
@pytest.mark.parametrize("name", ["html", "bilingual"])
def test_a_wide_table_scrolls_by_itself(
    browser: Browser, tmp_path: Path, name: str, width: int
) -> None:
    cells = "|" + " Unbreakablecell |" * 12
    body = f"{cells}\n{'|--' * 12}|\n{cells}\n\n```\n{'x' * 300}\n```\n\n{'y' * 200}\n"
    path = tmp_path / "wide.html"
    path.write_bytes(export(name, build(document(body), [State.DRAFT])))
    page, troubles = _open(browser, path, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(
        "[...document.querySelectorAll('.table')].every(e => e.scrollWidth > e.clientWidth)"
    )
    assert troubles == []
    page.close()


def test_marks_are_read_and_copied_as_words(browser: Browser, edition: Path) -> None:
    page, _ = _open(browser, edition, 1280)
    text = page.inner_text("body")
    assert text.count("[машиналық нобай]") >= 8
    assert "Олар келді кезінде алты." in text
    assert page.evaluate("document.documentElement.lang") == "kk"
    page.close()


_CONTRAST = """() => {
  const rgb = c => c.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = e => {
    for (; e; e = e.parentElement) {
      const c = rgb(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] > 0.99) return c;
    }
    return [255, 255, 255];
  };
  let worst = 21;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !e.getClientRects().length) continue;
    const [a, b] = [light(rgb(getComputedStyle(e).color)), light(ground(e))];
    worst = Math.min(worst, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
  }
  return worst;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_enough_to_read(browser: Browser, edition: Path, scheme: str) -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1."""
    page, _ = _open(browser, edition, 1280, scheme)
    assert page.evaluate(_CONTRAST) >= 4.5
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    shades = [int(part) for part in ground[ground.index("(") + 1 : -1].split(",")[:3]]
    assert (sum(shades) < 200) == (scheme == "dark")
    page.close()


def test_on_paper_everything_is_there(browser: Browser, edition: Path, tmp_path: Path) -> None:
    page, _ = _open(browser, edition, 1280, "dark")
    page.emulate_media(media="print")
    assert "[машиналық нобай]" in page.inner_text("main")
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    page.close()
