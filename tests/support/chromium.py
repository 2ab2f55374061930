"""Chromium at a page of the review page's stand-in, and what it complains of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.support.screen_server import ScreenServer, wait_for
from tests.test_browser import CHROMIUM, QUIET

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run a browser for the length of a block."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Window:
    """A window of the browser."""

    page: Page
    server: ScreenServer
    troubles: list[str] = field(default_factory=list)
    """Errors of the script, violations of the policy, requests to anywhere else."""

    @property
    def editor(self) -> str:
        """What the editor holds."""
        return self.page.input_value("#editor")

    @property
    def opened(self) -> int | None:
        """Number of the unit that is open."""
        number = self.page.evaluate("document.getElementById('work')?.dataset.number ?? null")
        return None if number is None else int(number)

    @property
    def focus(self) -> str:
        """Identifier of what has the focus, or of the row that it is in."""
        return str(
            self.page.evaluate(
                "document.activeElement.id || document.activeElement.closest('[id]')?.id || ''"
            )
        )

    def look(self) -> None:
        """Let the page ask for changes now; it does when it comes to the front."""
        self.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    def press(self, keys: str) -> None:
        self.page.keyboard.press(keys)

    def wait_open(self, number: int) -> None:
        """Wait until a unit is open and its editor has the focus."""
        self.page.wait_for_selector(f'#work[data-number="{number}"]')
        self.wait("document.activeElement.id === 'editor'")

    def wait(self, expression: str) -> None:
        """Wait until an expression of the script holds; the policy allows no other way."""
        wait_for(lambda: self.page.evaluate(expression))

    def resize(self, size: tuple[int, int]) -> None:
        """Give the window another size."""
        self.page.set_viewport_size({"width": size[0], "height": size[1]})

    def too_wide(self, sizes: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """Return the sizes of the window at which something sticks out."""
        wide = []
        for size in sizes:
            self.resize(size)
            width = self.page.evaluate("document.documentElement.scrollWidth")
            wide += [size] if width > size[0] else []
        return wide

    def box(self, selector: str) -> dict[str, float]:
        """Return where an element stands."""
        found = self.page.locator(selector).bounding_box()
        assert found
        return {name: found[name] for name in ("x", "y", "width", "height")}


@contextmanager
def window(
    browser: Browser,
    server: ScreenServer,
    query: str = "",
    size: tuple[int, int] = (1366, 768),
    **settings: Any,
) -> Iterator[Window]:
    """Open a page in a window of its own; whatever it complains of fails the test."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **settings)
    opened = Window(context.new_page(), server)
    origin = f"http://127.0.0.1:{server.port}/"

    def note(text: str) -> None:
        # A server that is made to refuse is told of by the browser itself.
        if "Failed to load resource" not in text and "Blocked script execution" not in text:
            opened.troubles.append(text)

    opened.page.on("console", lambda message: note(message.text))
    opened.page.on("pageerror", lambda error: note(str(error)))
    opened.page.on(
        "request", lambda r: None if r.url.startswith(origin) else note(f"asked for {r.url}")
    )
    opened.page.goto(server.url(query))
    if settings.get("java_script_enabled", True):
        opened.page.wait_for_selector("html.live")
    try:
        yield opened
    finally:
        context.close()
    assert not opened.troubles, opened.troubles
