"""The promise that nothing leaves the machine, enforced and not only kept."""

from __future__ import annotations

import sys
from typing import Any

from kuager.errors import KuagerError

_TRANSFERS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_LOOK_UPS = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})


def forbid_network() -> None:
    """Make every attempt of this process to reach another machine an error, for good.

    An audit hook (PEP 578) cannot be taken out again, not even by a library that would like
    to. Sockets between processes of this machine (AF_UNIX) have no host and stay allowed.
    """
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    reaches_out = event in _TRANSFERS and isinstance(arguments[-1], tuple)
    if reaches_out or event in _LOOK_UPS:
        raise KuagerError(
            "Something tried to open a network connection; it was refused.",
            "Kuager works offline. Please report this.",
        )
