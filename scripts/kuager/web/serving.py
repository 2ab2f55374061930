"""Run the review page's server until it is told to stop; nothing of it goes to a log."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from kuager.web.security import HEADERS

_HEAD_SECONDS = 10.0
"""How long the head of a request may take to arrive."""
_HEAD_BYTES = 32 * 1024
_IDLE_SECONDS = 30
"""How long a connection stays open with nothing to do; the page asks every three seconds."""
_LAST_SECONDS = 3
"""How long requests that are under way get when the server stops."""
_TURN = 0.0005
"""Seconds that a thread keeps the interpreter while others wait; Python's own are ten times that.
An answer changes threads several times."""
_STOPPING = tuple(
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    if hasattr(signal, name)
)


def run_server(
    app: ASGIApp,
    listening: socket.socket,
    *,
    on_start: Callable[[], None],
    close: Callable[[], None],
) -> None:
    """Answer requests until a signal to stop comes; then call ``close``, whatever happens.

    ``on_start`` is called when requests are answered. A second signal does not keep ``close``
    from its work: what was acknowledged is written.
    """
    server = _Server(_configuration(app), on_start)
    with _signals(server.stop), _short_turns():
        try:
            server.run([listening])
        finally:
            close()


def _configuration(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=_Protocol,
        loop="asyncio",
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=_LAST_SECONDS,
        h11_max_incomplete_event_size=_HEAD_BYTES,
    )


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, on_start: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_start = on_start

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_start()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to ``_signals``: they are ours until all is written."""
        yield

    def stop(self) -> None:
        """Stop soon; asked a second time, without waiting for what is under way."""
        self.force_exit = self.should_exit
        self.should_exit = True


@contextlib.contextmanager
def _short_turns() -> Iterator[None]:
    """Let threads take short turns, so that answers need not wait for work in the background."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(_TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


@contextlib.contextmanager
def _signals(stop: Callable[[], None]) -> Iterator[None]:
    """Call ``stop`` for every signal to stop, for the length of a block of the main thread."""

    def told(_number: int, _frame: FrameType | None) -> None:
        stop()

    if threading.current_thread() is not threading.main_thread():
        yield  # other threads get no signals
        return
    # What else waits for signals would end the process before all is written.
    wakeup = signal.set_wakeup_fd(-1)
    heard = [number for number in _STOPPING if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, told) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(wakeup, warn_on_full_buffer=False)


class _Protocol(H11Protocol):
    """HTTP/1.1 that does not wait for ever, and says no more than it must."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watch(waiting=True)

    def handle_events(self) -> None:
        super().handle_events()
        begun = self.conn.their_state is h11.IDLE and bool(self.conn.trailing_data[0])
        self._watch(waiting=begun)

    def connection_lost(self, exc: Exception | None) -> None:
        self._watch(waiting=False)
        super().connection_lost(exc)

    def _watch(self, *, waiting: bool) -> None:
        if not waiting and self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        elif waiting and self._deadline is None:
            self._deadline = self.loop.call_later(_HEAD_SECONDS, self._give_up)

    def _give_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.abort()

    def send_400_response(self, msg: str) -> None:
        del msg
        if self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            body = b'{"problem": "This is no request.", "mend": ""}'
            headers = [
                (b"content-type", b"application/json"),
                (b"content-length", str(len(body)).encode()),
                (b"connection", b"close"),
                *((name.encode(), value.encode()) for name, value in HEADERS),
            ]
            with contextlib.suppress(h11.LocalProtocolError):
                start = self.conn.send(
                    h11.Response(status_code=400, headers=headers, reason=b"Bad Request")
                )
                rest = self.conn.send(h11.Data(data=body))
                end = self.conn.send(h11.EndOfMessage())
                self.transport.write((start or b"") + (rest or b"") + (end or b""))
        self.transport.close()
