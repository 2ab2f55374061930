"""The review page as a program of its own, and a client that talks to it over a real socket."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PROGRAM = str(Path(sys.executable).with_name("kuager"))


@dataclass
class ReviewServer:
    """A running ``kuager review``."""

    process: subprocess.Popen[str]
    link: str
    told: list[str] = field(default_factory=list)
    cookie: str = ""
    token: str = ""

    @property
    def port(self) -> int:
        """Where it listens."""
        return urlsplit(self.link).port or 0

    def connect(self) -> http.client.HTTPConnection:
        """Return a connection of one's own."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)

    def enter(self) -> None:
        """Come in by the link, and read the token of the page."""
        parts = urlsplit(self.link)
        answer, _ = self.ask("GET", f"{parts.path}?{parts.query}")
        assert answer.status == 303
        self.cookie = (answer.getheader("set-cookie") or "").partition(";")[0]
        self.token = re.findall(r'kuager-token" content="([0-9a-f]{64})"', self.page("/"))[0]

    def ask(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[http.client.HTTPResponse, str]:
        """Ask for something on a new connection."""
        connection = self.connect()
        sent = {"Cookie": self.cookie} if self.cookie else {}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        with contextlib.closing(connection):
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            return answer, answer.read().decode()

    def page(self, path: str) -> str:
        """Return a page."""
        answer, text = self.ask("GET", path)
        assert answer.status == 200, answer.status
        return text

    def post(self, path: str, body: Any) -> tuple[int, Any]:
        """Send JSON as the page's script does; return status and answer."""
        answer, text = self.ask(
            "POST",
            path,
            json.dumps(body).encode(),
            Content_Type="application/json",
            X_Kuager=self.token,
        )
        return answer.status, json.loads(text)

    def stop(self, number: int = signal.SIGINT) -> tuple[int, str]:
        """Tell it to stop; return exit code and what it said."""
        self.process.send_signal(number)
        _, rest = self.process.communicate(timeout=30)
        return self.process.returncode, "".join(self.told) + rest


@contextlib.contextmanager
def review_server(root: Path, *options: str, wait: float = 30.0) -> Iterator[ReviewServer]:
    """Run ``kuager review`` on a pack for the length of a block."""
    process = subprocess.Popen(
        [PROGRAM, "--pack", str(root), "review", "--no-browser", *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_heed_interruptions,  # noqa: PLW1509  (no threads yet in what is started)
    )
    told: list[str] = []
    link = ""
    until = time.monotonic() + wait
    assert process.stderr is not None
    while not link and time.monotonic() < until and process.poll() is None:
        told.append(process.stderr.readline())
        if found := re.search(r"http://127\.0\.0\.1:\d+/\?key=[0-9a-f]+", told[-1]):
            link = found[0]
    try:
        assert link, told
        yield ReviewServer(process, link, told)
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
        process.stderr.close()


def _heed_interruptions() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
