"""What other pages, tabs and programs get from the review page: nothing."""

from __future__ import annotations

import asyncio
import stat

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import Message, Receive, Scope, Send

from kuager.errors import StorageError, UsageError
from kuager.pack import open_pack
from kuager.web.access import Access, new_epoch, new_key
from kuager.web.door import find_door, only_server, open_door, remove_link, write_link
from kuager.web.security import HEADERS, Guard
from tests.support.asgi import Answer, Client
from tests.support.packs import PackFolder

PORT = 8123
HOST = f"127.0.0.1:{PORT}"
SECRET = "She was not asleep."


@pytest.fixture
def access() -> Access:
    return Access(new_key(), new_epoch())


@pytest.fixture
def entries() -> list[str]:
    return []


async def _page(_: Request) -> Response:
    return PlainTextResponse(SECRET, headers={"server": "told", "cache-control": "public"})


async def _never(scope: Scope, receive: Receive, send: Send) -> None:
    raise AssertionError("nothing may come this far")


@pytest.fixture
def client(access: Access, entries: list[str]) -> Client:
    app = Starlette(
        routes=[
            Route("/", _page, methods=["GET", "POST"]),
            WebSocketRoute("/", _never),
        ]
    )

    async def at_fault(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/broken":
            raise ValueError(SECRET)
        await app(scope, receive, send)

    guard = Guard(
        at_fault,
        access,
        PORT,
        lambda _, status, reason: HTMLResponse(f"<p>{reason}</p>", status),
        on_entry=lambda: entries.append("used"),
    )
    return Client(guard, HOST)


@pytest.fixture
def inside(client: Client, access: Access) -> Client:
    return Client(client.app, HOST, f"{access.cookie_name}={access.cookie}", access.token)


def _is_guarded(answer: Answer) -> bool:
    return all(answer.all(name) == [value] for name, value in HEADERS)


def test_an_entry_lets_a_browser_in_once(
    client: Client, access: Access, entries: list[str]
) -> None:
    entry = access.entry()
    came = client.get("/", {"key": entry})
    assert (came.status, came.one("location"), entries) == (303, "/", ["used"])
    cookie = came.one("set-cookie").lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/" in cookie
    assert "domain" not in cookie
    assert access.key not in cookie
    inside = Client(client.app, HOST, came.one("set-cookie").partition(";")[0])
    assert inside.get("/").text == SECRET
    again = client.get("/", {"key": entry})
    assert again.status == 403
    assert not again.one("set-cookie")
    assert SECRET not in again.text


def test_the_file_that_opened_the_browser_is_let_in_by_way_of_a_page_of_ours(
    client: Client, access: Access
) -> None:
    came = client.get("/", {"key": access.entry()}, [("sec-fetch-site", "cross-site")])
    assert came.status == 200
    assert 'content="0; url=/"' in came.text
    assert access.cookie_name in came.one("set-cookie")
    assert _is_guarded(came)


def test_whoever_is_in_may_come_by_an_old_link(inside: Client) -> None:
    came = inside.get("/", {"key": "0" * 96})
    assert (came.status, came.one("location")) == (303, "/")


def test_entries_of_another_run_and_guesses_are_worth_nothing(
    client: Client, access: Access, entries: list[str]
) -> None:
    entry = access.entry()
    wrong = [
        "",
        "0" * 96,
        entry[:-1],
        entry + "0",
        entry.upper(),
        Access(access.key, new_epoch()).entry(),
        Access(new_key(), access.epoch).entry(),
        access.key,
        access.cookie,
        access.token,
        "ключ",
        "\udcff",
        "%00",
    ]
    for guess in wrong:
        query = guess.encode("utf-8", "surrogatepass")
        assert client.get("/", {"key": query}).status == 403, guess
    assert client.get("/", f"key={entry}&key={entry}").status == 403
    assert client.get("/", {"key": entry}, method="HEAD").status == 403
    assert entries == []
    assert client.get("/", {"key": entry}).status == 303


def test_without_the_cookie_there_is_nothing(client: Client, access: Access) -> None:
    name = access.cookie_name
    for cookie in (
        "",
        f"{name}=",
        f"{name}={access.cookie[:-1]}",
        f"{name}={access.key}",
        f"other={access.cookie}",
        f"{name}x={access.cookie}",
        f"{name}=\xff",
    ):
        refused = client.get("/", headers=[("cookie", cookie)])
        assert refused.status == 403
        assert SECRET not in refused.text
        assert _is_guarded(refused)
    for path in ("/broken", "/nowhere", "/static/base.css", "/../etc/passwd"):
        assert client.get(path).status == 403


def test_strange_cookies_beside_ours_do_not_lock_out(client: Client, access: Access) -> None:
    cookies = f'a="b; =; ;;{access.cookie_name}={access.cookie}; {{"'
    assert client.get("/", headers=[("cookie", cookies)]).text == SECRET


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        f"evil.example:{PORT}",
        "127.0.0.1",
        "127.0.0.1:1",
        f"127.0.0.1.evil.example:{PORT}",
        f"0.0.0.0:{PORT}",
        f"[::1]:{PORT}",
        f"2130706433:{PORT}",
        f"LOCALHOST:{PORT}",
        f"localhost.:{PORT}",
        "",
    ],
)
def test_a_name_that_was_made_to_lead_here_gets_nowhere(inside: Client, host: str) -> None:
    refused = inside.get("/", headers=[("host", host)])
    assert refused.status == 421
    assert SECRET not in refused.text
    assert _is_guarded(refused)


def test_two_hosts_are_none(inside: Client) -> None:
    refused = inside.get("/", headers=[("host", HOST), ("host", "evil.example")])
    assert refused.status == 421


def test_localhost_is_ours(inside: Client) -> None:
    assert inside.get("/", headers=[("host", f"localhost:{PORT}")]).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": f"https://{HOST}"},
        {"origin": "http://127.0.0.1:1"},
        {"origin": ""},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "same-origin, cross-site"},
    ],
)
def test_another_site_cannot_write(inside: Client, access: Access, headers: dict[str, str]) -> None:
    good = {"x-kuager": access.token, "content-type": "application/json"}

    def write(headers: dict[str, str]) -> Answer:
        return inside.send("POST", "/", headers=headers.items(), body=[b"{}"])

    refused = write({**good, **headers})
    assert refused.status == 403
    assert "problem" in refused.json()
    assert _is_guarded(refused)
    assert write(good).status == 200
    same = {"origin": f"http://{HOST}", "sec-fetch-site": "same-origin"}
    assert write({**good, **same}).status == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site", "nonsense"])
def test_another_site_cannot_read(inside: Client, site: str) -> None:
    refused = inside.get("/", headers=[("sec-fetch-site", site)])
    assert refused.status == 403
    assert SECRET not in refused.text


def test_a_form_of_another_site_cannot_pass_for_json(inside: Client, access: Access) -> None:
    trick = b'{"action": "approve", "x": "=\r\n"}'
    for headers, status in (
        ({"content-type": "text/plain"}, 403),
        ({"content-type": "application/x-www-form-urlencoded"}, 403),
        ({"content-type": "application/json"}, 403),
        ({"content-type": "application/json", "x-kuager": access.token[:-1]}, 403),
        ({"content-type": "application/json", "x-kuager": access.cookie}, 403),
        ({"content-type": "text/plain", "x-kuager": access.token}, 415),
        ({"content-type": "text/plain; application/json", "x-kuager": access.token}, 415),
        ({"x-kuager": access.token}, 415),
    ):
        answer = inside.send("POST", "/", headers=headers.items(), body=[trick])
        assert answer.status == status


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "X"])
def test_other_methods_are_refused(inside: Client, access: Access, method: str) -> None:
    headers = {"x-kuager": access.token, "content-type": "application/json"}
    refused = inside.send(method, "/", headers=headers.items())
    assert refused.status == 405
    assert refused.one("allow") == "GET, HEAD, POST"
    assert not refused.all("access-control-allow-origin")
    assert _is_guarded(refused)


def test_every_answer_has_every_header_once(inside: Client) -> None:
    for path, status in (("/", 200), ("/nowhere", 404), ("/broken", 500)):
        answer = inside.get(path)
        assert answer.status == status
        assert _is_guarded(answer)
        assert not answer.all("server")
        assert not answer.all("date")
    policy = inside.get("/").one("content-security-policy")
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_a_fault_of_ours_says_its_kind_and_never_its_words(inside: Client) -> None:
    answer = inside.get("/broken")
    assert answer.status == 500
    assert "ValueError" in answer.json()["problem"]
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text


def test_web_sockets_and_upgrades_are_refused(inside: Client) -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    async def knock() -> None:
        await inside.app({"type": "websocket", "path": "/", "headers": []}, receive, send)

    asyncio.run(knock())
    assert [message["type"] for message in sent] == ["websocket.close"]
    refused = inside.get("/", headers=[("connection", "upgrade"), ("upgrade", "websocket")])
    assert refused.status == 400


# The door ---------------------------------------------------------------------------------------


def test_a_pack_has_one_server_and_its_key_outlives_it(pack: PackFolder) -> None:
    opened = open_pack(pack.root)
    with only_server(opened) as alone:
        assert alone
        listening, door = open_door(opened)
        with only_server(opened) as second:
            assert not second
        assert find_door(opened).access.enter(find_door(opened).access.entry())
        assert door.access.enter(find_door(opened).access.entry())
        address = listening.getsockname()
        listening.close()
    with only_server(opened) as alone:
        assert alone
        listening, after = open_door(opened)
        listening.close()
    assert address == ("127.0.0.1", door.port)
    assert (after.port, after.access.cookie) == (door.port, door.access.cookie)
    assert not after.access.enter(door.access.entry())


def test_where_another_program_took_the_port_there_is_a_new_key(pack: PackFolder) -> None:
    opened = open_pack(pack.root)
    squatter, door = open_door(opened)
    with squatter:
        listening, after = open_door(opened)
        listening.close()
        assert after.port != door.port
        assert after.access.cookie != door.access.cookie
        with pytest.raises(UsageError, match="used by another program"):
            open_door(opened, door.port)


def test_what_lets_people_in_lies_in_files_for_their_owner_only(pack: PackFolder) -> None:
    opened = open_pack(pack.root)
    listening, door = open_door(opened)
    listening.close()
    link = door.link()
    path = write_link(opened, link)
    assert link.replace("&", "&amp;") in path.read_text("utf-8")
    for file in (path, pack.root / ".kuager" / "page.json"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE((pack.root / ".kuager").stat().st_mode) == 0o700
    remove_link(opened)
    assert not path.exists()
    remove_link(opened)
    assert door.access.key not in link
    assert door.access.key not in repr(door)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"\xff",
        b'{"version": 1, "port": 0, "key": "", "epoch": ""}',
        b'{"version": 1, "port": 99999, "key": "'
        + b"0" * 64
        + b'", "epoch": "'
        + b"0" * 32
        + b'"}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_file_leads_to_a_new_key(pack: PackFolder, content: bytes) -> None:
    opened = open_pack(pack.root)
    (pack.root / ".kuager").mkdir(exist_ok=True)
    (pack.root / ".kuager" / "page.json").write_bytes(content)
    listening, door = open_door(opened)
    listening.close()
    assert len(door.access.key) == 64
    assert door.access.key != "0" * 64


def test_a_server_that_says_nothing_is_not_waited_for_without_end(
    pack: PackFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kuager.web.door._PATIENCE", 0.2)
    with pytest.raises(StorageError, match=r"page\.json"):
        find_door(open_pack(pack.root))
