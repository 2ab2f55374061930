"""A stand-in for the review page's server: made-up units, and a note of all that was sent."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from kuager.checks import CHECKS
from kuager.model import State, text_hash
from kuager.web import pages
from kuager.web.views import Frame, Panel, Row, SheetLink
from tests.support import screens

HTML, JSON = "text/html; charset=utf-8", "application/json"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_AFTER = {
    "translate": State.TRANSLATED,
    "confirm": State.TRANSLATED,
    "review": State.REVIEWED,
    "approve": State.APPROVED,
    "request-changes": State.NEEDS_WORK,
    "reopen": State.TRANSLATED,
}


class RefusedError(Exception):
    """What a request gets instead of an answer."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(status)
        self.status = status
        self.body = body


@dataclass
class ScreenServer:
    """The units, what was asked for, and how the server is to misbehave."""

    rows: list[Row]
    frame: Frame = screens.FRAME
    port: int = 0
    sent: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    typed: dict[int, str] = field(default_factory=dict)
    stale: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Texts begun on an earlier target: text, and hash of that target."""
    silent: bool = False
    """Hang up on everything but pages."""
    refuse: list[tuple[str, RefusedError]] = field(default_factory=list)
    """Refusals to come, each for paths that end with a word."""
    changed: dict[int, int] = field(default_factory=dict)
    """Revision in which somebody else changed a unit, by its number."""
    revision: int = 1
    recut: bool = False
    """The document is cut into other units now."""
    trouble: str = ""
    """Why nothing can be put into the catalog."""

    def url(self, query: str = "") -> str:
        return f"http://127.0.0.1:{self.port}/d/night-visit/kk{query}"

    def posts(self, kind: str) -> list[dict[str, Any]]:
        """Bodies of what was posted to paths that end with a word."""
        return [body for path, body in self.sent if path.endswith(kind)]

    def change(self, number: int, **fields: Any) -> None:
        """Let somebody else change a unit."""
        self.rows[number - 1] = replace(self.rows[number - 1], **fields)
        self.revision += 1
        self.changed[number] = self.revision

    # Answers --------------------------------------------------------------------------------

    def get(self, path: str, query: dict[str, list[str]]) -> tuple[str, str] | None:
        frame = replace(self.frame, language=query.get("language", [self.frame.language])[0])
        parts = path.strip("/").split("/")
        if parts[0] == "static":
            content = pages.static_file(parts[1])
            return (content.decode(), pages.STATIC_FILES[parts[1]]) if content else None
        if path == "/":
            return self._index(frame), HTML
        if parts[0] == "checks":
            return pages.check_page(CHECKS[0], frame), HTML
        if len(parts) == 3:
            return self._page(int(query.get("unit", ["0"])[0]), frame), HTML
        return self._piece(parts[3:], query, frame)

    def _index(self, frame: Frame) -> str:
        done = screens.progress(self.rows)
        links = [SheetLink("night-visit", "The night visit", "kk", done, 2)]
        links.append(SheetLink("other", "", "ru", done, 0, "Its catalog cannot be read."))
        return pages.index_page(screens.listing(links), frame)

    def _page(self, number: int, frame: Frame) -> str:
        opened = self._panel(number) if number else None
        first = max(1, number - 20)
        return pages.screen_page(screens.screen(self.rows, first=first, opened=opened), frame)

    def _piece(
        self, rest: list[str], query: dict[str, list[str]], frame: Frame
    ) -> tuple[str, str] | None:
        if rest == ["rows"]:
            return pages.rows(self._wanted(query["runs"][0]), screens.SIDES, frame), HTML
        if rest == ["numbers"]:
            runs = [[n, n] for n in self._filtered(query)]
            return json.dumps({"runs": runs, "count": len(runs)}), JSON
        if rest == ["changes"]:
            return json.dumps(self._changes(int(query["since"][0]))), JSON
        if rest[-1] == "matches":
            return pages.matches(screens.MATCHES, screens.SIDES, frame), HTML
        return pages.unit(self._panel(int(rest[1])), frame), HTML

    def _changes(self, since: int) -> dict[str, Any]:
        rows = {n: self._row(n) for n, at in self.changed.items() if at > since}
        done = self._done() if rows else None
        answer = {"revision": self.revision, "rows": rows, "progress": done}
        trouble = {"problem": self.trouble, "mend": "Make room.", "saved": not self.trouble}
        return {**answer, **trouble, "reload": self.recut, "told": []}

    def _filtered(self, query: dict[str, list[str]]) -> list[int]:
        states = set(query.get("state", []))
        found = [line for line in self.rows if not states or line.state.value in states]
        if "finding" in query:
            found = [line for line in found if line.findings]
        words = query.get("q", [""])[0].casefold()
        return [n.number for n in found if words in f"{n.source} {n.target}".casefold()]

    def _wanted(self, runs: str) -> list[Row]:
        wanted = []
        for run in runs.split(","):
            first, _, last = run.partition("-")
            wanted += self.rows[int(first) - 1 : int(last or first)]
        return wanted

    def _row(self, number: int) -> str:
        return pages.row(self.rows[number - 1], screens.SIDES, self.frame)

    def _panel(self, number: int) -> Panel:
        text, shown = self.stale.get(number, (self.typed.get(number), ""))
        panel = screens.panel(self.rows[number - 1], text)
        return replace(panel, shown=shown) if shown else panel

    def _done(self) -> str:
        return pages.progress(screens.progress(self.rows), self.frame)

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        kind = path.rsplit("/", 1)[-1]
        for pending in self.refuse:
            if pending[0] == kind:
                self.refuse.remove(pending)
                raise pending[1]
        if kind == "steps":
            rows = {n: self._step(n, body["action"]) for n in body["numbers"]}
            return {"done": body["numbers"], "refused": [], "rows": rows, "progress": self._done()}
        if kind == "segments":
            return {"reload": True}
        number = int(path.split("/")[5])
        if body["shown"] != text_hash(self.rows[number - 1].target):
            raise RefusedError(409, self.conflict(number))
        return self._typing(number, body) if kind == "typing" else self._take(number, body)

    def _typing(self, number: int, body: dict[str, Any]) -> dict[str, Any]:
        known = self.typed.get(number)
        if known not in {None, body["text"]} and body["seen"] != text_hash(known or ""):
            raise RefusedError(409, self.conflict(number))
        self.typed[number] = body["text"]
        found = () if body["text"] == self.rows[number - 1].target else screens.NOTICES[:2]
        errors = sum(notice.severity.value == "error" for notice in found)
        return {
            "saved": True,
            "typed": text_hash(body["text"]),
            "findings": pages.notices(found, self.frame),
            "errors": errors,
        }

    def _take(self, number: int, body: dict[str, Any]) -> dict[str, Any]:
        self.typed.pop(number, None)
        row = self._step(number, body["action"], body.get("text", ""))
        later = [line.number for line in self.rows[number:] if line.state.value != "approved"]
        self.revision += 1
        return {
            "row": row,
            "unit": pages.unit(self._panel(number), self.frame),
            "progress": self._done(),
            "revision": self.revision,
            "next": later[0] if later else None,
        }

    def conflict(self, number: int) -> dict[str, Any]:
        unit = pages.unit(self._panel(number), self.frame)
        told = {"problem": "Unit was changed.", "mend": "Compare.", "row": self._row(number)}
        return {**told, "unit": unit, "theirs": self.rows[number - 1].target}

    def _step(self, number: int, action: str, text: str = "") -> str:
        line = self.rows[number - 1]
        state = _AFTER.get(action, line.state)
        self.rows[number - 1] = replace(line, state=state, target=text or line.target)
        return self._row(number)


def _answer(server: ScreenServer, handler: BaseHTTPRequestHandler) -> None:
    address = urlsplit(handler.path)
    parts = address.path.strip("/").split("/")
    body = handler.rfile.read(int(handler.headers.get("Content-Length", "0")))
    if server.silent and len(parts) > 3:
        handler.close_connection = True
        return
    status = 200
    if handler.command == "POST":
        sent = json.loads(body)
        server.sent.append((address.path, sent))
        assert handler.headers["X-Kuager"] == server.frame.token
        try:
            content, kind = json.dumps(server.post(address.path, sent)), JSON
        except RefusedError as refused:
            status, content, kind = refused.status, json.dumps(refused.body), JSON
    else:
        server.asked.append(handler.path)
        answer = server.get(address.path, parse_qs(address.query))
        status = 200 if answer else 404
        content, kind = answer or ("", "text/plain")
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Security-Policy", _POLICY)
    handler.send_header("Content-Length", str(len(content.encode())))
    handler.end_headers()
    handler.wfile.write(content.encode())


@contextlib.contextmanager
def showing(units: int = 24, frame: Frame = screens.FRAME) -> Iterator[ScreenServer]:
    """Run the stand-in for the length of a block."""
    server = ScreenServer([screens.row(number) for number in range(1, units + 1)], frame)

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            with contextlib.suppress(ConnectionError):
                _answer(server, self)

        def do_POST(self) -> None:
            with contextlib.suppress(ConnectionError):
                _answer(server, self)

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.port = http.server_address[1]
    thread = threading.Thread(target=http.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        thread.join()
        http.server_close()


def wait_for(ready: Callable[[], object], seconds: float = 30.0) -> None:
    """Wait until something is so; fail where it never is."""
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
