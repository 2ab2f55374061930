"""A client that calls an ASGI application directly, and may be as rude as it likes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, urlencode

from starlette.types import ASGIApp, Message


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def all(self, name: str) -> list[str]:
        """Return all values of a header."""
        return [value for key, value in self.headers if key == name]

    def one(self, name: str) -> str:
        """Return a header that is there once, empty if it is not there."""
        values = self.all(name)
        assert len(values) < 2, name
        return values[0] if values else ""

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    def json(self) -> Any:
        """Return the body, read as JSON."""
        assert self.one("content-type") == "application/json"
        return json.loads(self.body)


@dataclass
class Client:
    """One browser, or what passes itself off as one."""

    app: ASGIApp
    host: str
    cookie: str = ""
    token: str = ""
    sent: list[str] = field(default_factory=list)

    def get(
        self,
        path: str,
        query: dict[str, Any] | str = "",
        headers: Iterable[tuple[str, str]] = (),
        method: str = "GET",
    ) -> Answer:
        """Ask for a page."""
        return self.send(method, path, query, headers)

    def post(self, path: str, body: Any, query: dict[str, Any] | str = "") -> Answer:
        """Send JSON as the page's script does."""
        headers = (("content-type", "application/json"), ("x-kuager", self.token))
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.send("POST", path, query, headers, [content])

    def send(
        self,
        method: str,
        path: str,
        query: dict[str, Any] | str = "",
        headers: Iterable[tuple[str, str]] = (),
        body: Sequence[bytes] = (),
    ) -> Answer:
        """Send any request. A header given here stands in the place of the usual one."""
        given = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        names = {name for name, _ in given}
        usual = [("host", self.host), ("cookie", self.cookie)]
        given += [(n.encode(), v.encode()) for n, v in usual if v and n.encode() not in names]
        if body and b"content-length" not in names and b"transfer-encoding" not in names:
            given.append((b"content-length", str(sum(map(len, body))).encode()))
        text = query if isinstance(query, str) else urlencode(query, doseq=True)
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "server": ("127.0.0.1", int(self.host.rpartition(":")[2])),
            "client": ("127.0.0.1", 50000),
            "scheme": "http",
            "method": method,
            "root_path": "",
            "path": unquote(path),
            "raw_path": quote(path, safe="/%").encode(),
            "query_string": text.encode("latin-1"),
            "headers": given,
            "state": {},
        }
        return asyncio.run(_exchange(self.app, scope, body))


async def _exchange(app: ASGIApp, scope: dict[str, Any], body: Sequence[bytes]) -> Answer:
    pieces = list(body) or [b""]
    messages: list[Message] = []

    async def receive() -> Message:
        if not pieces:
            await asyncio.sleep(3600)
        piece = pieces.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

    async def send(message: Message) -> None:
        messages.append(message)

    await app(scope, receive, send)
    start, *rest = messages
    assert start["type"] == "http.response.start"
    return Answer(
        start["status"],
        tuple((n.decode("latin-1"), v.decode("latin-1")) for n, v in start["headers"]),
        b"".join(message.get("body", b"") for message in rest),
    )
