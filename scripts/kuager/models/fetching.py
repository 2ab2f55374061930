"""Fetch a file from the network: the only module that may, and it says what from where.

It sends nothing but the request for the file: no cookies, no referrer, and the name of the
program that Argos' own downloads carry, so that among those it does not stand out. A proxy
that the system's settings name is used, and where it cannot be, nothing is fetched: who set it
does not want to be seen fetching. Connections come from ``offline.open_connection``.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urljoin, urlsplit

from kuager.errors import InputError, UsageError
from kuager.offline import open_connection
from kuager.storage import explain

USER_AGENT = "ArgosTranslate"
"""``argostranslate.networking.USER_AGENT``; some servers refuse requests without one."""

TIMEOUT = 60.0
REDIRECTS = 5
CHUNK = 256 * 1024
_REDIRECTED = frozenset({301, 302, 303, 307, 308})
_PORTS = {"https": 443, "http": 80}
_AGAIN = "Run it again; what has arrived is kept."

Report = Callable[[str], None]
Progress = Callable[[int, int], None]
"""Bytes that have arrived, bytes in all (0 where the server does not say)."""


@dataclass(frozen=True, slots=True)
class _Rest:
    """Where a broken-off file goes on."""

    start: int
    validator: str
    """ETag of the version that the first part is of; empty where only a hash can tell."""


def fetch_bytes(url: str, *, limit: int, report: Report) -> bytes:
    """Return a small file from the network. Raises InputError, UsageError."""
    with _response(url, _Rest(0, ""), report) as response:
        announced = _announced(response, limit)
        content = response.read(limit + 1)
        if len(content) > limit:
            raise _too_large(limit)
        if announced and len(content) < announced:
            raise _broken_off(len(content), announced)
        return content


def fetch_file(
    url: str, part: Path, *, limit: int, proven: bool, report: Report, progress: Progress
) -> None:
    """Fetch a file into ``part``, or go on where an earlier call broke off.

    It goes on where the server says that the file is still the same (a strong ETag), or where a
    hash will prove the whole (``proven``); else it starts anew. ``report`` is told what is
    fetched from where before it is. Raises InputError when the server cannot be reached, refuses,
    breaks off or sends more than ``limit`` bytes, UsageError for what is no such address,
    StorageError.
    """
    tag = part.with_suffix(".etag")
    try:
        start = part.stat().st_size if part.exists() else 0
        validator = tag.read_text("utf-8") if tag.exists() else ""
        rest = _Rest(start if validator or proven else 0, validator)
        with _response(url, rest, report) as response:
            goes_on = response.status == http.client.PARTIAL_CONTENT
            done = rest.start if goes_on else 0
            total = done + _announced(response, limit - done)
            if not goes_on:
                tag.write_text(_strong_tag(response), "utf-8")
            with part.open("ab" if goes_on else "wb") as stream:
                while chunk := response.read(CHUNK):
                    done += len(chunk)
                    if done > limit:
                        raise _too_large(limit)
                    stream.write(chunk)
                    progress(done, total)
        if total > done:
            raise _broken_off(done, total)
        tag.unlink(missing_ok=True)
    except OSError as error:
        raise explain(error, part.name) from error


@contextmanager
def _response(url: str, rest: _Rest, report: Report) -> Iterator[http.client.HTTPResponse]:
    """Yield the answer to a request, redirects followed, its status proven."""
    for _ in range(REDIRECTS + 1):
        parts = _split(url)
        connection = _connection(parts, report)
        try:
            try:
                response = _ask(connection, parts, rest)
            except OSError as error:  # nothing of ours is written yet: it is the network's
                raise _failed(parts, error) from error
            if response.status not in _REDIRECTED:
                _check(response, parts, rest)
                yield response
                return
            target = urljoin(url, response.getheader("Location") or "")
        except (TimeoutError, ConnectionError, http.client.HTTPException, ssl.SSLError) as error:
            raise _failed(parts, error) from error
        finally:
            connection.close()
        if urlsplit(target).scheme != "https":
            raise InputError(
                f"{parts.hostname} redirects to an address without https; it was not followed.",
                "Get the file by another way and install it from there.",
            )
        url = target
    raise InputError(
        f"{urlsplit(url).hostname} redirects without end.",
        "Get the file by another way and install it from there.",
    )


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        valid = parts.scheme in _PORTS and parts.hostname and (parts.port or 1) > 0
    except ValueError:
        valid = False
    if not valid or re.search(r"[^\x21-\x7e]", url) or parts.username or parts.password:
        raise UsageError(
            "That is no address that can be fetched.",
            "Write https://host/path, without a name or password, other letters as %…",
        )
    return parts


def _connection(parts: SplitResult, report: Report) -> http.client.HTTPConnection:
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    proxy = _proxy(parts)
    at, its_port = proxy or (host, port)
    secure = parts.scheme == "https"
    connection = (
        http.client.HTTPSConnection(
            at, its_port, timeout=TIMEOUT, context=ssl.create_default_context()
        )
        if secure
        else http.client.HTTPConnection(at, its_port, timeout=TIMEOUT)
    )
    if proxy:
        connection.set_tunnel(host, port)
    # http.client opens its socket through this attribute, TLS and tunnel come on top of it.
    connection._create_connection = _open_socket  # type: ignore[attr-defined]
    shown = f"{parts.scheme}://{parts.netloc}{parts.path}"
    report(f"Fetching {shown}" + (f" through {at}:{its_port}" if proxy else ""))
    return connection


def _open_socket(address: tuple[str, int], timeout: float, *_: object) -> socket.socket:
    return open_connection(*address, timeout)


def _proxy(parts: SplitResult) -> tuple[str, int] | None:
    """Return host and port of the proxy that the system's settings name, if they do."""
    proxies = urllib.request.getproxies()
    named = proxies.get(parts.scheme) or proxies.get("all")
    if not named or urllib.request.proxy_bypass(parts.hostname or ""):
        return None
    proxy = urlsplit(named if "://" in named else f"http://{named}")
    if proxy.scheme != "http" or not proxy.hostname or proxy.username:
        raise InputError(
            "The proxy in the system's settings is none that can be used; nothing was fetched.",
            "Use torsocks or the like, or get the file by another way and install it from there.",
        )
    return proxy.hostname, proxy.port or 80


def _ask(
    connection: http.client.HTTPConnection, parts: SplitResult, rest: _Rest
) -> http.client.HTTPResponse:
    headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"}
    if rest.start:
        headers["Range"] = f"bytes={rest.start}-"
        if rest.validator:
            headers["If-Range"] = rest.validator
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.request("GET", path, headers=headers)
    return connection.getresponse()


def _check(response: http.client.HTTPResponse, parts: SplitResult, rest: _Rest) -> None:
    """Refuse an answer that is not the file, or not the part of it that was asked for."""
    resumed = response.status == http.client.PARTIAL_CONTENT
    fits = (response.getheader("Content-Range") or "").startswith(f"bytes {rest.start}-")
    encoded = response.getheader("Content-Encoding", "identity") != "identity"
    if encoded or (resumed and not (rest.start and fits)) or response.status not in {200, 206}:
        raise InputError(
            f"{parts.hostname} answers {response.status} {response.reason or ''}".strip() + ".",
            "Check the address, or get the file by another way and install it from there.",
        )


def _announced(response: http.client.HTTPResponse, limit: int) -> int:
    announced = response.getheader("Content-Length") or "0"
    size = int(announced) if re.fullmatch(r"[0-9]{1,15}", announced) else 0
    if size > limit:
        raise _too_large(limit)
    return size


def _strong_tag(response: http.client.HTTPResponse) -> str:
    tag = response.getheader("ETag") or ""
    return tag if re.fullmatch(r'"[\x21\x23-\x7e]{1,200}"', tag) else ""


def _failed(parts: SplitResult, error: Exception) -> InputError:
    return InputError(
        f"The connection to {parts.hostname} failed ({type(error).__name__}).", _AGAIN
    )


def _too_large(limit: int) -> InputError:
    return InputError(
        f"The file is larger than {limit:,} bytes; it was not fetched.", "Is it the right one?"
    )


def _broken_off(done: int, total: int) -> InputError:
    return InputError(f"The connection broke off after {done:,} of {total:,} bytes.", _AGAIN)
