"""The one module that may open a connection: what it sends, follows, refuses and goes on with."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import kuager
from kuager.errors import InputError, UsageError
from kuager.models import fetching
from kuager.models.fetching import fetch_bytes, fetch_file

from .support.server import FileServer, Page, serving

PACKAGE = Path(kuager.__file__).parent
CONTENT = bytes(range(256)) * 4_000
NETWORK = {"socket", "ssl", "http", "urllib.request", "ftplib", "smtplib", "asyncio", "requests"}

_FORBIDDEN = """
import socket, sys, urllib.request
from kuager.errors import KuagerError
from kuager.offline import forbid_network, open_connection
forbid_network()
port = int(sys.argv[1])
def outcome(action):
    try:
        action().close()
        return "open"
    except KuagerError as error:
        return error.problem.split()[0]
print(outcome(lambda: socket.create_connection(("127.0.0.1", port))))
print(outcome(lambda: open_connection("127.0.0.1", port, 5)))
print(outcome(lambda: socket.create_connection(("127.0.0.1", port))))
print(outcome(lambda: urllib.request.urlopen(f"http://127.0.0.1:{port}/file")))
"""


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)


@pytest.fixture
def files() -> Iterator[FileServer]:
    with serving() as server:
        server.pages["/file"] = Page(CONTENT, headers={"ETag": '"one"'})
        yield server


class Told:
    """What a fetch reported."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.progress: list[tuple[int, int]] = []

    def line(self, text: str) -> None:
        self.lines.append(text)

    def moved(self, done: int, total: int) -> None:
        self.progress.append((done, total))


def fetch(url: str, part: Path, *, limit: int = 10**7, proven: bool = False) -> Told:
    told = Told()
    fetch_file(url, part, limit=limit, proven=proven, report=told.line, progress=told.moved)
    return told


def _imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def _text(name: str) -> str:
    return (PACKAGE / name).read_text("utf-8")


LISTENING = {"web/door.py", "web/requests.py", "web/serving.py"}
"""Parts of the review page, which is served to this machine: they listen and never connect."""

CONNECTION = "executors/cluster/connection.py"
LENDING = {f"executors/cluster/{name}.py" for name in ("extra", "lookout")}
"""Parts of the cluster that work with connections of others and name no address."""
CLUSTER = {f"executors/cluster/{name}.py" for name in ("extra", "lookout", "programs", "process")}
"""Parts of the cluster: they connect through ``distributed`` alone, which the guard lets reach the
addresses that ``offline.allow_peer`` and ``allow_address`` were given."""


def test_only_two_modules_know_the_way_out_and_one_of_them_asks_the_other() -> None:
    knowing, asking, allowing = set(), set(), set()
    for path in PACKAGE.rglob("*.py"):
        imported = _imports(path)
        if any(name in NETWORK or name.split(".")[0] in NETWORK for name in imported):
            knowing.add(path.relative_to(PACKAGE).as_posix())
        if "kuager.offline.open_connection" in imported:
            asking.add(path.relative_to(PACKAGE).as_posix())
        if imported & {"kuager.offline.allow_peer", "kuager.offline.allow_address"}:
            allowing.add(path.relative_to(PACKAGE).as_posix())
    assert knowing == {"offline.py", "models/fetching.py"} | LISTENING | CLUSTER
    assert allowing == CLUSTER - LENDING | {CONNECTION}
    for name in LISTENING | CLUSTER:
        assert not re.search(r"\.connect(_ex)?\(|create_connection|urlopen", _text(name))
    assert asking == {"models/fetching.py"}


def test_only_installing_reaches_the_fetching_module() -> None:
    users = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if any(name.startswith("kuager.models.fetching") for name in _imports(path))
    }
    assert users == {"steps/install.py"}


def test_the_ban_lets_through_one_connection_and_nothing_beside_it(files: FileServer) -> None:
    command = [sys.executable, "-c", _FORBIDDEN, str(files.port)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["Something", "open", "Something", "Something"], done.stderr


def test_a_file_arrives_whole_and_it_is_said_from_where(files: FileServer, tmp_path: Path) -> None:
    part = tmp_path / "x.part"
    told = fetch(files.url("/file"), part)
    assert part.read_bytes() == CONTENT
    assert told.lines == [f"Fetching {files.url('/file')}"]
    assert told.progress[-1] == (len(CONTENT), len(CONTENT))
    assert [path.name for path in tmp_path.iterdir()] == ["x.part"]


def test_nothing_is_sent_that_could_tell_who_asks(files: FileServer, tmp_path: Path) -> None:
    fetch(files.url("/file"), tmp_path / "x.part")
    ((_, _, headers),) = files.requests
    assert headers == {
        "Host": f"127.0.0.1:{files.port}",
        "User-Agent": "ArgosTranslate",
        "Accept-Encoding": "identity",
    }


def test_a_broken_off_file_is_gone_on_with(files: FileServer, tmp_path: Path) -> None:
    part = tmp_path / "x.part"
    files.pages["/file"].cut = 300_000
    with pytest.raises(InputError, match="broke off after 300,000 of 1,024,000 bytes"):
        fetch(files.url("/file"), part)
    files.pages["/file"].cut = -1
    fetch(files.url("/file"), part)
    assert part.read_bytes() == CONTENT
    assert files.requests[-1][2]["Range"] == "bytes=300000-"
    assert files.requests[-1][2]["If-Range"] == '"one"'


def test_a_file_that_changed_meanwhile_starts_anew(files: FileServer, tmp_path: Path) -> None:
    part = tmp_path / "x.part"
    files.pages["/file"].cut = 300_000
    with pytest.raises(InputError):
        fetch(files.url("/file"), part)
    files.pages["/file"] = Page(CONTENT[::-1], headers={"ETag": '"two"'})
    fetch(files.url("/file"), part)
    assert part.read_bytes() == CONTENT[::-1]


@pytest.mark.parametrize("proven", [True, False])
def test_without_a_version_mark_only_a_hash_allows_to_go_on(
    proven: bool, files: FileServer, tmp_path: Path
) -> None:
    part = tmp_path / "x.part"
    part.write_bytes(CONTENT[:1000])
    files.pages["/file"].headers.clear()
    fetch(files.url("/file"), part, proven=proven)
    assert part.read_bytes() == CONTENT
    assert ("Range" in files.requests[0][2]) == proven


@pytest.mark.parametrize("silent", [True, False])
def test_more_than_the_limit_is_not_fetched(
    silent: bool, files: FileServer, tmp_path: Path
) -> None:
    files.pages["/file"].silent_length = silent
    with pytest.raises(InputError, match="larger than 1,000 bytes"):
        fetch(files.url("/file"), tmp_path / "x.part", limit=1_000)
    with pytest.raises(InputError, match="larger than 1,000 bytes"):
        fetch_bytes(files.url("/file"), limit=1_000, report=Told().line)
    assert not (tmp_path / "x.part").exists() or (tmp_path / "x.part").stat().st_size == 0


def test_a_redirect_without_https_is_not_followed(files: FileServer, tmp_path: Path) -> None:
    files.pages["/moved"] = Page(status=302, headers={"Location": files.url("/file")})
    with pytest.raises(InputError, match="without https"):
        fetch(files.url("/moved"), tmp_path / "x.part")
    assert [path for _, path, _ in files.requests] == ["/moved"]


def test_a_redirect_to_https_is_followed_and_said(files: FileServer, tmp_path: Path) -> None:
    target = f"https://127.0.0.1:{files.port}/file"
    files.pages["/moved"] = Page(status=301, headers={"Location": target})
    told = Told()
    with pytest.raises(InputError, match="failed"):  # the server speaks no TLS
        fetch_file(
            files.url("/moved"),
            tmp_path / "x.part",
            limit=10,
            proven=False,
            report=told.line,
            progress=told.moved,
        )
    assert told.lines[1:] == [f"Fetching {target}"]


@pytest.mark.parametrize(
    "page",
    [
        Page(status=404),
        Page(CONTENT, headers={"Content-Encoding": "gzip"}),
        Page(CONTENT, status=206, headers={"Content-Range": "bytes 5-9/10"}),
        Page(status=304),
    ],
    ids=["missing", "encoded", "part", "unchanged"],
)
def test_an_answer_that_is_not_the_file_is_refused(
    page: Page, files: FileServer, tmp_path: Path
) -> None:
    files.pages["/odd"] = page
    with pytest.raises(InputError, match="answers"):
        fetch(files.url("/odd"), tmp_path / "x.part")
    assert not (tmp_path / "x.part").exists()


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/x",
        "file:///etc/passwd",
        "https://",
        "https://user:word@example.org/x",
        "https://example.org/a b",
        "https://example.org/x\r\nCookie: y",
        "https://example.org:99999/x",
    ],
)
def test_what_is_no_address_is_refused_before_anything_is_opened(url: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        fetch(url, tmp_path / "x.part")


def test_a_proxy_is_used_and_named(
    files: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{files.port}")
    told = Told()
    with pytest.raises(InputError, match="failed"):  # this one refuses to connect
        fetch_bytes("https://packages.example/x", limit=10, report=told.line)
    assert files.requests[0][:2] == ("CONNECT", "packages.example:443")
    assert told.lines == [f"Fetching https://packages.example/x through 127.0.0.1:{files.port}"]


def test_with_a_proxy_that_cannot_be_used_nothing_is_fetched(
    files: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("all_proxy", "socks5://127.0.0.1:9050")
    with pytest.raises(InputError, match="nothing was fetched"):
        fetch(files.url("/file"), tmp_path / "x.part")
    assert files.requests == []


def test_a_host_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    with serving() as server:
        port = server.port
    with pytest.raises(InputError, match=r"127\.0\.0\.1 does not answer"):
        fetch(f"http://127.0.0.1:{port}/x", tmp_path / "x.part")


def test_a_slow_server_is_given_up(
    files: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket  # noqa: PLC0415

    monkeypatch.setattr(fetching, "TIMEOUT", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"http://127.0.0.1:{mute.getsockname()[1]}/x"
        with pytest.raises(InputError, match="TimeoutError"):
            fetch(url, tmp_path / "x.part")
