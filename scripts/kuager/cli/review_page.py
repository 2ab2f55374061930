"""``kuager review`` without a step: the review page in the browser."""

from __future__ import annotations

import os
import sys
import threading
import webbrowser
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from kuager.cli.console import note, wait_notice
from kuager.errors import KuagerError
from kuager.ledgers import check_actor
from kuager.pack import Pack
from kuager.reports.wording import LANGUAGES

if TYPE_CHECKING:
    from kuager.web.door import Door

_OPTIONS = (
    click.option(
        "--as",
        "actor",
        metavar="PSEUDONYM",
        help="Who you are on the page, to begin with. Never a real name.",
    ),
    click.option(
        "--port",
        type=click.IntRange(1, 65535),
        help="Where the page listens on this machine.  [default: the last one, or a free one]",
    ),
    click.option("--no-browser", is_flag=True, help="Open no browser; print the link alone."),
    click.option(
        "--language",
        type=click.Choice(LANGUAGES),
        help="Language of the page's own words.  [default: the browser's]",
    ),
)


def page_options(command: Callable[..., int]) -> Callable[..., int]:
    """Add what the page takes."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def serve_page(
    pack: Pack, *, actor: str | None, port: int | None, browser: bool, language: str | None
) -> int:
    """Serve the review page until Ctrl-C; where it is served already, open the browser alone.

    Raises UsageError, StorageError, and what could not be saved in the end.
    """
    # A web server is nothing that kuager status should wait for.
    from kuager.web.app import make_app  # noqa: PLC0415
    from kuager.web.desks import Desks  # noqa: PLC0415
    from kuager.web.door import find_door, only_server, open_door, remove_link  # noqa: PLC0415
    from kuager.web.serving import run_server  # noqa: PLC0415
    from kuager.web.visits import Settings  # noqa: PLC0415

    if actor is not None:
        check_actor(actor)
    pack.document_ids()
    troubles: list[KuagerError] = []
    with only_server(pack) as alone:
        if not alone:
            note("The review page of this pack is open already.")
            _show(pack, find_door(pack), browser=browser)
            return 0
        listening, door = open_door(pack, port)
        desks = Desks(pack, wait_notice)
        app = make_app(
            desks,
            door.access,
            door.port,
            Settings(language or "", actor or ""),
            on_entry=lambda: remove_link(pack),
        )

        def started() -> None:
            desks.warm()
            _show(pack, door, browser=browser)
            note("Ctrl-C ends it.")

        run_server(app, listening, on_start=started, close=lambda: troubles.extend(desks.close()))
        remove_link(pack)
    if troubles:
        raise troubles[0]
    note("All saved.")
    return 0


def _show(pack: Pack, door: Door, *, browser: bool) -> None:
    from kuager.web.door import write_link  # noqa: PLC0415

    note(f"The review page: {door.link()}")
    note("The link serves once, on this machine alone. For another one: kuager review")
    if browser and _has_screen():
        address = write_link(pack, door.link()).as_uri()
        # Some browsers keep whoever started them waiting.
        threading.Thread(target=_open, args=(address,), name="browser", daemon=True).start()


def _has_screen() -> bool:
    """Tell whether a browser with windows can be opened; others would take over the terminal."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))


def _open(address: str) -> None:
    try:
        webbrowser.open(address)
    except (OSError, webbrowser.Error):
        note("No browser could be opened; use the link.")
