"""The review page within the process: a translated pack, its application, a browser that is in."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kuager.model import text_hash
from kuager.pack import open_pack
from kuager.web.access import Access, new_epoch, new_key
from kuager.web.app import make_app
from kuager.web.desks import Desks, OpenDesk
from kuager.web.visits import Settings
from tests.support.asgi import Answer, Client
from tests.support.packs import DOCUMENT, PackFolder

PORT = 8123
SHEET = f"/d/{DOCUMENT}/kk"


@dataclass
class ReviewPage:
    """The page of one pack, with somebody who is in."""

    pack: PackFolder
    desks: Desks
    access: Access
    client: Client

    @property
    def desk(self) -> OpenDesk:
        """The Kazakh sheet."""
        return self.desks.open(DOCUMENT, "kk")

    def unit(self, number: int) -> dict[str, str]:
        """Return what the page knows of a unit: id and the hash of its target."""
        unit = self.desk.desk.unit(number)
        return {"unit": unit.id, "shown": text_hash(unit.target)}

    def step(self, number: int, action: str, actor: str = "t-2", **fields: Any) -> Answer:
        """Take a step as the page's script does."""
        body = {**self.unit(number), "actor": actor, "action": action, **fields}
        return self.client.post(f"{SHEET}/unit/{number}/step", body)

    def type(self, number: int, text: str, actor: str = "t-2", **fields: Any) -> Answer:
        """Send what is typed as the page's script does."""
        body = {**self.unit(number), "actor": actor, "text": text, **fields}
        return self.client.post(f"{SHEET}/unit/{number}/typing", body)

    def numbers(self, **query: Any) -> list[int]:
        """Return the units that a filter lets through."""
        answer = self.client.get(f"{SHEET}/numbers", query)
        assert answer.status == 200, answer.text
        told = answer.json()
        numbers = [n for first, last in told["runs"] for n in range(first, last + 1)]
        assert told["count"] == len(numbers)
        return numbers

    def changes(self, since: int) -> dict[str, Any]:
        """Return what changed since a revision."""
        answer = self.client.get(f"{SHEET}/changes", {"since": since})
        assert answer.status == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def revision(self) -> int:
        """Load the page; return the revision that it says."""
        return int(re.findall(r'data-revision="(\d+)"', self.client.get(SHEET).text)[0])


@contextlib.contextmanager
def review_page(pack: PackFolder, settings: Settings | None = None) -> Iterator[ReviewPage]:
    """Open the page of a pack for the length of a block."""
    desks = Desks(open_pack(pack.root))
    access = Access(new_key(), new_epoch())
    app = make_app(desks, access, PORT, settings)
    cookie = f"{access.cookie_name}={access.cookie}"
    client = Client(app, f"127.0.0.1:{PORT}", cookie, access.token)
    try:
        yield ReviewPage(pack, desks, access, client)
    finally:
        assert desks.close() == []


@pytest.fixture(scope="session")
def translated_template(pack_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack whose Kazakh units t-1 has translated. Copy it, do not touch it."""
    root = tmp_path_factory.mktemp("translated") / "pack"
    shutil.copytree(pack_template, root)
    PackFolder(root).translate()
    return root


@pytest.fixture
def translated(translated_template: Path, tmp_path: Path) -> PackFolder:
    """A copy of it."""
    root = tmp_path / "translated"
    shutil.copytree(translated_template, root)
    return PackFolder(root)


@pytest.fixture
def page(translated: PackFolder) -> Iterator[ReviewPage]:
    """Its review page."""
    with review_page(translated) as opened:
        yield opened
