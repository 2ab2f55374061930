"""The promise that nothing leaves the machine, enforced and not only kept."""

from __future__ import annotations

import sys
from typing import Any

from kuager.errors import KuagerError

_FORBIDDEN = frozenset({"socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.sendmsg"})


def forbid_network() -> None:
    """Make every attempt of this process to reach another machine an error, for good.

    An audit hook (PEP 578) cannot be taken out again, not even by a library that would like
    to. Sockets between processes of this machine (AF_UNIX) have no host and stay allowed.
    """
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _FORBIDDEN:
        return
    address = arguments[-1] if event != "socket.getaddrinfo" else arguments[:1]
    if isinstance(address, tuple):
        raise KuagerError(
            "Something tried to open a network connection; it was refused.",
            "Kuager works offline. Please report this.",
        )
