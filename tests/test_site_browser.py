"""The page of all languages and the site in a real browser, from a disk and from a server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest

from kuager.exporters import Edition
from kuager.model import State
from tests.support.chromium import chromium
from tests.support.editions import FORMATS, RICH, SMALL, STATES, document, edition
from tests.test_browser import CHROMIUM

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")

WIDE = "|" + " Unbreakablecell |" * 12 + "\n" + "|--" * 12 + "|\n" + "|" + " cell |" * 12
STUBBORN = f"{WIDE}\n\n```\n{'x' * 300}\n```\n\n{'y' * 200}\n\n# {'z' * 80}\n"
"""What is wider than any screen."""


def editions(body: str = RICH, states: tuple[State, ...] = STATES) -> list[Edition]:
    doc = document(body, more="recorded: 2021-06-12T19:30\ncountry: KZ\n")
    return [edition(doc, states, locale=locale) for locale in ("kk", "ru")]


def written(name: str, of: list[Edition], folder: Path) -> Path:
    """Write an export; return the file to begin with."""
    files = FORMATS[name].export(of)
    for file, content in files.items():
        (folder / file).parent.mkdir(exist_ok=True)
        (folder / file).write_bytes(content)
    return folder / next((file for file in files if file.endswith("/index.html")), min(files))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written("trilingual", editions(), tmp_path_factory.mktemp("page"))


@pytest.fixture(scope="module")
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written("site", editions(), tmp_path_factory.mktemp("site")).parent


@contextmanager
def window(browser: Browser, address: str, width: int = 1280, **settings: Any) -> Iterator[Page]:
    """Open a page in a window; whatever it complains of or asks for elsewhere fails the test."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **settings)
    page = context.new_page()
    troubles: list[str] = []
    origin = address[: address.index("/", len("file:///"))]
    page.on("console", lambda message: troubles.append(message.text))
    page.on("requestfailed", lambda request: troubles.append(request.url))
    page.on(
        "response", lambda answer: troubles.append(answer.url) if answer.status >= 400 else None
    )
    page.on(
        "request",
        lambda request: None if request.url.startswith(origin) else troubles.append(request.url),
    )
    page.goto(address)
    try:
        yield page
    finally:
        context.close()
    assert troubles == []


def left_edges(page: Page) -> dict[str, set[int]]:
    """Return where the columns of the text begin, by language."""
    script = """() => [...document.querySelectorAll('main .pair > [lang]')]
      .filter(e => e.getClientRects().length)
      .map(e => [e.lang, Math.round(e.querySelector('*').getBoundingClientRect().x)])"""
    edges: dict[str, set[int]] = {}
    for language, x in page.evaluate(script):
        edges.setdefault(language, set()).add(x)
    return edges


def overflow(page: Page) -> int:
    return int(
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )


def grave(page: Page) -> list[str]:
    """Return what axe finds serious or critical; contrast is among it."""
    axe = import_module("axe_playwright_python.sync_playwright").Axe()
    return [
        f"{violation['id']}: {node['html'][:120]}"
        for violation in axe.run(page, options={"preload": False}).response["violations"]
        if violation["impact"] in {"serious", "critical"}
        for node in violation["nodes"]
    ]


class TestColumns:
    def test_three_on_a_wide_screen(self, browser: Browser, tmp_path: Path) -> None:
        path = written("trilingual", editions(SMALL), tmp_path)
        with window(browser, path.as_uri(), 1280) as page:
            edges = left_edges(page)
            assert max(edges["en"]) < min(edges["kk"])
            assert max(edges["kk"]) < min(edges["ru"])
            labels = page.locator(".labels").inner_text().split("\n")
            assert [label.split()[-1] for label in labels if label] == [
                "English",
                "тілі",
                "русский",
            ]

    def test_two_below_the_original_on_a_narrower_one(
        self, browser: Browser, tmp_path: Path
    ) -> None:
        path = written("trilingual", editions(SMALL), tmp_path)
        with window(browser, path.as_uri(), 800) as page:
            edges = left_edges(page)
            assert max(edges["en"]) < 100
            assert max(edges["kk"]) < min(edges["ru"])

    def test_one_on_a_phone_with_the_languages_named(
        self, browser: Browser, tmp_path: Path
    ) -> None:
        path = written("trilingual", editions(SMALL), tmp_path)
        with window(browser, path.as_uri(), 390) as page:
            assert all(max(places) < 80 for places in left_edges(page).values())
            names = page.evaluate(
                """['en', 'kk', 'ru'].map(l => getComputedStyle(
                  document.querySelector(`main .pair:not(.labels) > [lang=${l}]`), '::before'
                ).content)"""
            )
            assert names == ['"English"', '"Қазақ тілі"', '"Русский"']

    def test_nothing_is_wider_than_the_screen(self, browser: Browser, tmp_path: Path) -> None:
        files = [
            written("trilingual", editions(STUBBORN), tmp_path),
            *written("site", editions(STUBBORN), tmp_path).parent.glob("*.html"),
        ]
        for file in files:
            with window(browser, file.as_uri()) as page:
                for width in (320, 390, 800, 1160, 1600):
                    page.set_viewport_size({"width": width, "height": 900})
                    assert overflow(page) == 0, (file.name, width)

    def test_a_sentence_lights_up_with_its_counterparts(
        self, browser: Browser, tmp_path: Path
    ) -> None:
        path = written("trilingual", editions(SMALL), tmp_path)
        with window(browser, path.as_uri()) as page:
            page.hover("#kk-5")
            grounds = page.evaluate(
                """['en-5', 'kk-5', 'ru-5', 'kk-4'].map(name => getComputedStyle(
                  document.getElementById(name)).backgroundColor)"""
            )
            assert len(set(grounds[:3])) == 1
            assert grounds[3] != grounds[0]

    def test_on_paper_three_columns_lie_across(
        self, browser: Browser, page_file: Path, tmp_path: Path
    ) -> None:
        with window(browser, page_file.as_uri(), color_scheme="dark") as page:
            content = page.pdf(prefer_css_page_size=True)
            with pikepdf.open(BytesIO(content)) as pdf:
                sizes = {tuple(round(float(side)) for side in p.MediaBox[2:]) for p in pdf.pages}
            # A4 (ISO 216) across, in points; browsers round to whole pixels.
            ((width, height),) = sizes
            assert abs(width - 842) <= 1
            assert abs(height - 595) <= 1
            # The width of that paper between its margins, in CSS pixels.
            page.set_viewport_size({"width": 1009, "height": 680})
            page.emulate_media(media="print")
            edges = left_edges(page)
            assert min(edges["en"]) < min(edges["kk"]) < min(edges["ru"])
            assert "[машиналық нобай]" in page.inner_text("main")


class TestSite:
    def test_a_reader_finds_the_way_from_a_disk(self, browser: Browser, site_folder: Path) -> None:
        with window(browser, (site_folder / "index.html").as_uri()) as page:
            page.click("text=Қазақ тілі")
            page.click("h2 a")
            assert page.evaluate("document.documentElement.lang") == "kk"
            page.click("nav >> text=Русский")
            assert "RU" in page.inner_text("main")
            assert page.locator("nav [aria-current]").inner_text() == "Русский"
            page.locator("nav li a").last.click()
            assert len(left_edges(page)) == 3
            page.click("nav p a")
            assert page.url.endswith("/index.html")

    def test_styles_are_there_from_a_server_too(self, browser: Browser, site_folder: Path) -> None:
        class Quiet(SimpleHTTPRequestHandler):
            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site_folder)))
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            grounds = []
            for base in (f"http://127.0.0.1:{server.server_port}", site_folder.as_uri()):
                with window(browser, f"{base}/the-well.trilingual.html") as page:
                    assert len(left_edges(page)) == 3
                    script = "getComputedStyle(document.documentElement).backgroundColor"
                    grounds.append(page.evaluate(script))
            assert set(grounds) == {"rgb(252, 251, 248)"}
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    @pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
    @pytest.mark.parametrize("name", ["index.kk", "the-well.ru", "the-well.trilingual"])
    def test_axe_finds_nothing_grave(
        self, browser: Browser, site_folder: Path, name: str, scheme: str, width: int
    ) -> None:
        address = (site_folder / f"{name}.html").as_uri()
        # axe is put into the page as a script, which the policy rightly forbids.
        with window(browser, address, width, bypass_csp=True, color_scheme=scheme) as page:
            assert grave(page) == []
