"""The promise that nothing leaves the machine, enforced and not only kept."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import sys
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from kuager.errors import InputError, KuagerError

_TRANSFERS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_LOOK_UPS = frozenset({"socket.getaddrinfo", "socket.gethostbyname"})
_REVERSE_LOOK_UPS = frozenset({"socket.gethostbyaddr", "socket.getnameinfo"})
"""For the name of a number, which asks other machines."""


@dataclass(frozen=True, slots=True)
class _Permit:
    """The one connection that may be opened at the moment."""

    event: str
    target: tuple[str, int]
    """Host and port of a look-up, address and port of a connection."""


_permit: ContextVar[_Permit | None] = ContextVar("permit", default=None)

_peers: set[tuple[str, int]] = set()
"""Addresses and ports of other processes of a cluster, allowed until the process ends."""

_in_cluster: list[bool] = []
"""Not empty in a process of a cluster: numbers may be looked up, which asks no other machine."""


def forbid_network() -> None:
    """Make every attempt of this process to reach another machine an error, for good.

    An audit hook (PEP 578) cannot be taken out again, not even by a library that would like
    to. Sockets between processes of this machine (AF_UNIX) have no host and stay allowed, and
    so does what ``open_connection`` opens, and what ``allow_peer`` names.
    """
    sys.addaudithook(_refuse)


def open_connection(host: str, port: int, timeout: float) -> socket.socket:
    """Return a connection to a host, the only kind that forbid_network lets through.

    For ``kuager.models.fetching`` and ``allow_peer``; a test holds that. Only this host is looked
    up, and only the addresses found are tried. Raises InputError when none answers.
    """
    try:
        with _permitted("socket.getaddrinfo", (host, port)):
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise InputError(f"{host} was not found.", "Check the name and the connection.") from error
    for family, kind, protocol, _, address in found:
        connection = None
        try:
            connection = socket.socket(family, kind, protocol)
            connection.settimeout(timeout)
            with _permitted("socket.connect", (str(address[0]), int(address[1]))):
                connection.connect(address)
        except OSError:
            if connection is not None:
                connection.close()
        else:
            return connection
    raise InputError(f"{host} does not answer.", "Check the connection and run it again.")


def allow_peer(
    host: str, port: int, timeout: float, prove: Callable[[socket.socket], None]
) -> tuple[str, str]:
    """Let this process connect to one other process of a cluster, whoever in it asks.

    Return the peer's address, without a name to look up any more, and the address of this
    machine that the peer sees. ``prove`` gets the first connection, to see who answers, and
    raises what it likes. The libraries of a cluster connect in threads of their own, so the
    permission is the process's and lasts until it ends. Raises InputError when the peer does not
    answer.
    """
    with open_connection(host, port, timeout) as connection:
        peer, own = str(connection.getpeername()[0]), str(connection.getsockname()[0])
        prove(connection)
    allow_address(peer, port)
    allow_numbers()
    return peer, own


def allow_address(address: str, port: int) -> None:
    """Let this process connect to an address of a cluster's process; see ``allow_peer``.

    Only of a number, so that nothing is ever looked up. Raises ValueError for a name.
    """
    _peers.add((str(ipaddress.ip_address(address)), port))


def allow_numbers() -> None:
    """Let this process look addresses up that are numbers, as libraries of clusters do.

    No other machine is asked for these; names stay refused.
    """
    _in_cluster.append(True)


def _is_number(host: object) -> bool:
    try:
        ipaddress.ip_address(host if isinstance(host, str) else "")
    except ValueError:
        return False
    return True


@contextlib.contextmanager
def _permitted(event: str, target: tuple[str, int]) -> Iterator[None]:
    token = _permit.set(_Permit(event, target))
    try:
        yield
    finally:
        _permit.reset(token)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _LOOK_UPS:
        target = arguments[:2]
    elif event in _REVERSE_LOOK_UPS:
        target = ()
    elif event in _TRANSFERS and isinstance(arguments[-1], tuple):
        target = arguments[-1][:2]
    else:
        return
    allowed = (
        _permit.get() == _Permit(event, tuple(target))
        or tuple(target) in _peers
        or (bool(_in_cluster) and event in _LOOK_UPS and _is_number(target[0]))
    )
    if not allowed:
        raise KuagerError(
            "Something tried to open a network connection; it was refused.",
            "Kuager works offline. Please report this.",
        )
