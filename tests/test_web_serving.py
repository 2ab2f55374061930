"""``kuager review`` as a program: sockets, signals, one server a pack, nothing on the way out."""

from __future__ import annotations

import contextlib
import re
import signal
import socket
import stat
import subprocess
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from kuager.pack import open_pack
from kuager.web import serving
from kuager.web.door import open_door
from kuager.web.security import HEADERS
from tests.support.packs import DOCUMENT, PackFolder
from tests.support.review_page import SHEET, translated, translated_template
from tests.support.review_server import PROGRAM, ReviewServer, review_server

__all__ = ["translated", "translated_template"]

NEW = "Олар сағат алтыда келді."


@pytest.fixture
def server(translated: PackFolder) -> Iterator[ReviewServer]:
    with review_server(translated.root) as running:
        running.enter()
        yield running


def _unit(server: ReviewServer, number: int) -> dict[str, str]:
    html = server.page(f"{SHEET}/unit/{number}")
    return {
        "unit": re.findall(r'data-unit="([0-9a-f]{16})"', html)[0],
        "shown": re.findall(r'data-shown="([0-9a-f]{32})"', html)[0],
    }


def _translate(server: ReviewServer, number: int, text: str) -> int:
    body = {**_unit(server, number), "actor": "t-2", "action": "translate", "text": text}
    return server.post(f"{SHEET}/unit/{number}/step", body)[0]


def _raw(server: ReviewServer, request: bytes, *, wait: float = 5.0) -> bytes:
    """Send bytes as they are; return all that comes until the server closes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=wait) as connection:
        connection.sendall(request)
        answer = b""
        with contextlib.suppress(TimeoutError, ConnectionResetError):
            while piece := connection.recv(65536):
                answer += piece
        return answer


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_told_to_stop_it_saves_and_ends_well(
    translated: PackFolder, server: ReviewServer, number: int
) -> None:
    assert _translate(server, 4, NEW) == 200
    code, told = server.stop(number)
    assert code == 0, told
    assert told.endswith("All saved.\n")
    unit = translated.units()[3]
    assert (unit["target"], unit["state"]) == (NEW, "translated")
    assert translated.run("ledger", "verify") == 0


def test_told_twice_it_saves_all_the_same(translated: PackFolder, server: ReviewServer) -> None:
    assert _translate(server, 4, NEW) == 200
    server.process.send_signal(signal.SIGINT)
    server.process.send_signal(signal.SIGINT)
    code, told = server.stop(signal.SIGINT)
    assert code == 0, told
    assert translated.units()[3]["target"] == NEW


def test_killed_it_has_lost_nothing(translated: PackFolder, server: ReviewServer) -> None:
    assert _translate(server, 4, NEW) == 200
    typing = {**_unit(server, 5), "text": "Біз ұйық"}
    assert server.post(f"{SHEET}/unit/5/typing", typing)[0] == 200
    server.process.kill()
    server.process.wait()
    with review_server(translated.root) as again:
        # A tab that was open goes on: same port, same cookie, same token.
        again.cookie, again.token = server.cookie, server.token
        assert again.port == server.port
        assert NEW in again.page(SHEET)
        assert "Біз ұйық" in again.page(f"{SHEET}/unit/5")
        assert _translate(again, 5, "Біз ұйықтаған жоқпыз.") == 200
        assert again.stop()[0] == 0
    assert translated.units()[3]["target"] == NEW


def test_a_second_command_leads_to_the_server_that_runs(
    translated: PackFolder, server: ReviewServer
) -> None:
    command = [PROGRAM, "--pack", str(translated.root), "review", "--no-browser"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 0
    assert "open already" in done.stderr
    (link,) = re.findall(r"http://\S+", done.stderr)
    second = ReviewServer(server.process, link)
    second.enter()
    assert second.port == server.port
    assert second.cookie == server.cookie
    refused, text = ReviewServer(server.process, link).ask("GET", f"/?{link.partition('?')[2]}")
    assert refused.status == 403
    assert "set-cookie" not in refused.headers
    assert "kuager review" in text


def test_the_browser_is_started_with_a_file_that_goes_when_it_was_used(
    translated: PackFolder,
) -> None:
    private = translated.root / ".kuager"
    noted = translated.root / "started-with"
    browser = translated.root / "browser.sh"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > "{noted}"\n', "utf-8")
    browser.chmod(0o700)
    command = ["env", f"BROWSER={browser} %s", PROGRAM, "--pack", str(translated.root), "review"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        until = time.monotonic() + 20
        while not (noted.exists() and noted.read_text()):
            assert time.monotonic() < until
            time.sleep(0.05)
        address = noted.read_text()
        assert address == (private / "open.html").as_uri()
        assert stat.S_IMODE((private / "open.html").stat().st_mode) == 0o600
        (link,) = set(re.findall(r'http://[^"]+(?=">)', (private / "open.html").read_text()))
        ReviewServer(process, link).enter()
        assert not (private / "open.html").exists()
    finally:
        process.terminate()
        process.communicate(timeout=20)
    assert process.returncode == 0


def test_it_works_while_connections_and_look_ups_are_forbidden(server: ReviewServer) -> None:
    """The program forbids them before anything else (see ``kuager.offline``)."""
    assert "sheets" in server.page("/")
    answer, _ = server.ask("GET", f"http://127.0.0.1:{server.port}/")
    assert answer.status in {200, 404}


def test_only_this_machine_can_reach_it(server: ReviewServer) -> None:
    listening = subprocess.run(
        ["cat", f"/proc/{server.process.pid}/net/tcp"], capture_output=True, text=True, check=False
    ).stdout
    if not listening:
        pytest.skip("this system does not show its sockets")
    ours = [line.split()[1] for line in listening.splitlines() if f":{server.port:04X} " in line]
    assert "0100007F:" + f"{server.port:04X}" in ours
    assert not any(address.startswith("00000000:") for address in ours)


_NONSENSE = (
    b"GET / HTTP/1.1",
    b"nonsense",
    b"GET /",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20,
    b"GET / HTTP/1.1\r\nHost: x\r\nHost: y",
    b"GET / HTTP/1.1\r\nHost : 127.0.0.1",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"a" * 100_000,
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked",
    b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1",
    b"TRACE / HTTP/1.1\r\nHost: x\r\nCookie: secret=1",
    b"CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443",
    b"OPTIONS * HTTP/1.1\r\nHost: x",
    b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: h2c",
    b"PRI * HTTP/2.0",
)


def test_what_is_no_request_of_ours_gets_headers_and_nothing_else(server: ReviewServer) -> None:
    for request in _NONSENSE:
        answer = _raw(server, request + b"\r\nConnection: close\r\n\r\n0\r\n\r\n")
        shown = request[:40]
        assert 400 <= int(answer.split(b" ")[1]) < 500, shown
        head = answer.partition(b"\r\n\r\n")[0].lower()
        for name, value in HEADERS:
            assert f"\r\n{name}: {value}".lower().encode() in head, (shown, name)
        assert b"\r\nserver:" not in head, shown
        assert b"\r\ndate:" not in head, shown
        assert b"secret" not in answer, shown
        assert b"Traceback" not in answer, shown
    assert server.page("/")


async def _never(scope: Scope, receive: Receive, send: Send) -> None:
    raise AssertionError("no request was complete")


def test_whoever_sends_slowly_is_hung_up_on(
    translated: PackFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "_HEAD_SECONDS", 0.3)
    servers: list[serving._Server] = []

    class Kept(serving._Server):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            servers.append(self)

    monkeypatch.setattr(serving, "_Server", Kept)
    listening, door = open_door(open_pack(translated.root))
    started = threading.Event()
    thread = threading.Thread(
        target=serving.run_server,
        args=(_never, listening),
        kwargs={"on_start": started.set, "close": lambda: None},
    )
    thread.start()
    assert started.wait(10)
    for sent in (b"", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nX: "):
        with socket.create_connection(("127.0.0.1", door.port), timeout=5) as connection:
            connection.sendall(sent)
            with contextlib.suppress(ConnectionResetError):
                assert connection.recv(1) == b""
    servers[0].stop()
    thread.join(10)
    assert not thread.is_alive()


def test_nothing_of_the_text_or_the_key_is_said_or_written_outside(
    translated: PackFolder, server: ReviewServer
) -> None:
    assert _translate(server, 4, NEW) == 200
    server.ask("GET", "/?key=guess")
    _raw(server, b"nonsense\r\n\r\n")
    typing = {**_unit(server, 5), "text": "\ud800"}
    assert server.post(f"{SHEET}/unit/5/typing", typing)[0] in {400, 422}
    code, told = server.stop()
    assert code == 0
    assert NEW not in told
    cookie = server.cookie.partition("=")[2]
    assert cookie not in told
    written = [p for p in translated.root.rglob("*") if p.is_file()]
    holding = [p.name for p in written if cookie.encode() in p.read_bytes()]
    assert holding == []


# The command line -------------------------------------------------------------------------------


def test_what_the_command_refuses(
    translated: PackFolder, server: ReviewServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert translated.run("review", "--as", "Real Name") == 2
    assert translated.run("review", "--port", "0") == 2
    assert translated.run("review", "--port", "70000") == 2
    assert translated.run("review", "--language", "de") == 2
    assert translated.run("review", "--as", "t-1", "list", DOCUMENT, "kk") == 2
    assert "behind the step" in capsys.readouterr().err


def test_a_port_that_is_taken_is_told(
    translated: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        assert translated.run("review", "--no-browser", "--port", port) == 2
    assert "used by another program" in capsys.readouterr().err


def test_without_a_document_there_is_nothing_to_serve(
    pack: PackFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pack.run("review", "--no-browser") == 3
    assert "kuager segment" in capsys.readouterr().err
