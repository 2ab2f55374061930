"""Machines that are network namespaces, each with an address of its own and no way out."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

NETWORK = "10.213.17"


@dataclass(frozen=True)
class Namespaces:
    """A switch that connects them; the first machine has it, and the first address."""

    tag: str
    machines: tuple[str, ...]

    def name(self, machine: str) -> str:
        """Return how the system calls a machine."""
        return f"kuager-{self.tag}-{machine}"

    def prefix(self, machine: str) -> list[str]:
        """Return what a command begins with to run on a machine."""
        return ["ip", "netns", "exec", self.name(machine)]

    def address(self, machine: str) -> str:
        """Return a machine's address."""
        return f"{NETWORK}.{self.machines.index(machine) + 1}"

    def cut(self, machine: str) -> None:
        """Pull a machine's cable."""
        self._set(machine, "down")

    def mend(self, machine: str) -> None:
        """Plug it in again."""
        self._set(machine, "up")

    def _set(self, machine: str, state: str) -> None:
        _ip("-n", self.name(self.machines[0]), "link", "set", f"to-{machine}", state)


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True, timeout=10)


def why_not() -> str:
    """Return why this system gives no namespaces with cables between them, empty if it does."""
    if shutil.which("ip") is None or os.geteuid() != 0:
        return "network namespaces need the program ip and the rights of root"
    try:
        with namespaces(("s", "a")):
            return ""
    except (subprocess.SubprocessError, OSError):
        return "this system gives no network namespaces with cables between them"


@contextlib.contextmanager
def namespaces(machines: Sequence[str]) -> Iterator[Namespaces]:
    """Make machines on one switch; unmake them in the end."""
    made = Namespaces(secrets.token_hex(3), tuple(machines))
    switch = made.name(machines[0])
    try:
        for machine in machines:
            _ip("netns", "add", made.name(machine))
            _ip("-n", made.name(machine), "link", "set", "lo", "up")
        _ip("-n", switch, "link", "add", "br0", "type", "bridge")
        _ip("-n", switch, "addr", "add", f"{made.address(machines[0])}/24", "dev", "br0")
        _ip("-n", switch, "link", "set", "br0", "up")
        for machine in machines[1:]:
            cable, own = f"to-{machine}", made.name(machine)
            peer = ("peer", "name", "eth0", "netns", own)
            _ip("-n", switch, "link", "add", cable, "type", "veth", *peer)
            _ip("-n", switch, "link", "set", cable, "master", "br0")
            _ip("-n", switch, "link", "set", cable, "up")
            _ip("-n", own, "addr", "add", f"{made.address(machine)}/24", "dev", "eth0")
            _ip("-n", own, "link", "set", "eth0", "up")
        yield made
    finally:
        for machine in machines:
            with contextlib.suppress(subprocess.SubprocessError):
                _ip("netns", "del", made.name(machine))
