"""Where the review page of a pack is to be found, in files for the pack's owner only.

.kuager/page.lock    held by the one server that the pack has
.kuager/page.json    its port, key and epoch (see ``access``)
.kuager/open.html    what a browser is started with: the entry must not stand on a command
                     line, which every user of the machine can read in the list of processes
"""

from __future__ import annotations

import contextlib
import errno
import html
import os
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from kuager.errors import StorageError, UsageError
from kuager.pack import Pack
from kuager.storage import explain
from kuager.web.access import Access, is_epoch, is_key, new_epoch, new_key

LOCK = "page.lock"
PLACE = "page.json"
LINK = "open.html"
_VERSION = 1
_PATIENCE = 10.0
"""Seconds that a server which holds the lock gets to say where it is."""


class _Saved(msgspec.Struct, frozen=True):
    version: int
    port: int
    key: str
    epoch: str


@dataclass(frozen=True, slots=True)
class Door:
    """Where the page is, and what lets people in."""

    port: int
    access: Access

    @property
    def address(self) -> str:
        """The page, for those who are in."""
        return f"http://127.0.0.1:{self.port}/"

    def link(self) -> str:
        """Return an address that lets a browser in once."""
        return f"{self.address}?key={self.access.entry()}"


@contextlib.contextmanager
def only_server(pack: Pack) -> Iterator[bool]:
    """Hold the pack's only server; yield False where another process does. Raises StorageError."""
    path = pack.private_file(LOCK)
    lock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        yield False
        return
    except OSError as error:
        raise explain(error, pack.name(path)) from error
    try:
        yield True
    finally:
        lock.release()


def open_door(pack: Pack, port: int | None = None) -> tuple[socket.socket, Door]:
    """Return a socket that listens on 127.0.0.1, and put on file where it is.

    ``port`` is the one wanted; None takes the last one if it is free, else any. Only for
    whoever is the pack's only server. Raises UsageError for a port that cannot be had,
    StorageError.
    """
    saved = _saved(pack)
    listening = None
    if port is None and saved is not None:
        with contextlib.suppress(OSError):
            listening = _listen(saved.port)
    if listening is None:
        listening = _listen_at(port or 0)
    found = int(listening.getsockname()[1])
    key = saved.key if saved is not None and saved.port == found else new_key()
    epoch = new_epoch()
    try:
        _write(pack, PLACE, msgspec.json.encode(_Saved(_VERSION, found, key, epoch)))
    except BaseException:
        listening.close()
        raise
    return listening, Door(found, Access(key, epoch))


def find_door(pack: Pack) -> Door:
    """Return where the server is that another process runs. Raises StorageError if it is mute."""
    until = time.monotonic() + _PATIENCE
    while (saved := _saved(pack)) is None:
        if time.monotonic() > until:
            raise StorageError(
                f"{pack.name(pack.private_file(PLACE))} does not say where the review page is.",
                "Stop the other kuager review and start it again.",
            )
        time.sleep(0.1)
    return Door(saved.port, Access(saved.key, saved.epoch))


def write_link(pack: Pack, link: str) -> Path:
    """Write the file that a browser is started with; return its path. Raises StorageError."""
    quoted = html.escape(link, quote=True)
    page = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Kuager</title>'
        '<meta name="referrer" content="no-referrer">'
        f'<meta http-equiv="refresh" content="0; url={quoted}">'
        f'<p><a href="{quoted}">Kuager</a></p></html>\n'
    )
    return _write(pack, LINK, page.encode())


def remove_link(pack: Pack) -> None:
    """Remove the file that a browser was started with: it has served."""
    with contextlib.suppress(OSError, StorageError):
        pack.private_file(LINK).unlink(missing_ok=True)


def _saved(pack: Pack) -> _Saved | None:
    content = pack.content(pack.private_file(PLACE))
    try:
        saved = msgspec.json.decode(content or b"", type=_Saved)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    good = is_key(saved.key) and is_epoch(saved.epoch) and 0 < saved.port < 65536
    return saved if good and saved.version == _VERSION else None


def _write(pack: Pack, name: str, content: bytes) -> Path:
    """Write a file that nobody else can read, not even for a moment."""
    path = pack.private_file(name)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        path.chmod(0o600)
    except OSError as error:
        raise explain(error, pack.name(path)) from error
    pack.write(path, content)
    return path


def _listen(port: int) -> socket.socket:
    # asyncio looks for the protocol before it sets TCP_NODELAY; without, answers take 40 ms more.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name != "nt":
            # On Windows, it would let another program take the port over.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        listening.listen(128)
    except BaseException:
        listening.close()
        raise
    return listening


def _listen_at(port: int) -> socket.socket:
    try:
        return _listen(port)
    except OSError as error:
        reason = {
            errno.EADDRINUSE: "is used by another program",
            errno.EACCES: "is not for programs of users",
        }.get(error.errno or 0, "cannot be had")
        raise UsageError(
            f"The port {port} {reason}." if port else "No port could be had.",
            "Take another one, or none: a free one is found.",
        ) from error
