"""A file server on this machine's own loopback, for tests of what may be fetched."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Page:
    """What stands at a path."""

    content: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = -1
    """Bytes after which the connection breaks off; negative: never."""
    silent_length: bool = False
    """Do not say how long it is."""


class FileServer:
    """Pages by path, and the requests that came: method, path and headers."""

    def __init__(self, port: int) -> None:
        self.pages: dict[str, Page] = {}
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.port = port

    def url(self, path: str) -> str:
        """Return the address of a path."""
        return f"http://127.0.0.1:{self.port}{path}"


@contextlib.contextmanager
def serving() -> Iterator[FileServer]:
    """Run a server for the length of a block."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_CONNECT(self) -> None:
            files.requests.append(("CONNECT", self.path, dict(self.headers)))
            self.send_error(403)

        def do_GET(self) -> None:
            files.requests.append(("GET", self.path, dict(self.headers)))
            page = files.pages.get(self.path)
            if page is None:
                self.send_error(404)
                return
            content, status, extra = page.content, page.status, dict(page.headers)
            wanted = self.headers.get("Range")
            if wanted and self.headers.get("If-Range", extra.get("ETag")) == extra.get("ETag"):
                start = int(wanted.removeprefix("bytes=").removesuffix("-"))
                extra["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
                content, status = content[start:], 206
            self.send_response(status)
            for name, value in extra.items():
                self.send_header(name, value)
            if not page.silent_length:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            with contextlib.suppress(ConnectionError):  # whoever has seen enough hangs up
                self.wfile.write(content if page.cut < 0 else content[: page.cut])

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    files = FileServer(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield files
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
