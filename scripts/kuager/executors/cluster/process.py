"""One process of a worker; started by ``programs`` with its orders on standard input.

When standard input ends, whoever started the process is gone, and so is the process.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import msgspec

from kuager.errors import InputError
from kuager.executors.cluster.address import Address
from kuager.executors.cluster.extra import ClusterError, Secrets, import_extra, silent
from kuager.executors.cluster.identity import identity, resources
from kuager.executors.cluster.room import lacks_room
from kuager.executors.cluster.worker import found_no_room, work_in
from kuager.offline import allow_peer, forbid_network

AGAIN = 1.0
"""Seconds until a scheduler that does not answer is tried once more."""
ANSWER = 15.0
LOST, REFUSED, FULL = 0, 4, 5
"""Exit codes: the scheduler has gone, or never took the worker in; or the disk is full."""


class Orders(msgspec.Struct, frozen=True):
    """What a process is told."""

    address: Address
    authority: str
    certificate: str
    key: str
    folder: str
    """Private folder of the process; it exists and is empty."""
    host: str
    """Address to listen on; empty for the one that leads to the scheduler."""
    port: int
    core: int
    """The one core to work on; -1 where the process may use all."""

    @property
    def secrets(self) -> Secrets:
        """The certificate."""
        return Secrets(self.authority, self.certificate, self.key)


def main() -> None:
    """Work for a scheduler until it or the starter is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the starter attends to it
    orders = msgspec.json.decode(sys.stdin.buffer.readline(), type=Orders)
    folder = Path(orders.folder)
    threading.Thread(target=_watch, args=(folder,), daemon=True).start()
    if orders.core >= 0 and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {orders.core})
    os.environ.pop("KUAGER_DEBUG", None)  # no task may raise: what it raises would be logged
    forbid_network()
    work_in(folder)
    code = asyncio.run(_work(orders))
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(code)  # no thread of a task in progress may hold it up


def _watch(folder: Path) -> None:
    """End the process when its starter is gone."""
    # Not sys.stdin: its lock would be held for good.
    with contextlib.suppress(OSError):
        while os.read(0, 1024):
            pass
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(LOST)


async def _work(orders: Orders) -> int:
    """Work until the scheduler is gone or the disk full; return the exit code."""
    address = orders.address
    distributed = import_extra()
    while True:
        try:
            peer, own = allow_peer(
                address.host,
                address.port,
                ANSWER,
                lambda stream: orders.secrets.prove(address, stream),
            )
            break
        except ClusterError:
            return REFUSED
        except InputError:
            await asyncio.sleep(AGAIN)
    host = orders.host or own
    distributed.worker.get_ip = lambda *_: host  # which asks for the way to another machine
    worker_class: Any = silent(distributed.Worker)
    try:
        async with worker_class(
            address.at(peer),
            security=orders.secrets.security(address),
            host=host,
            port=orders.port,
            nthreads=1,
            name=f"kuager-{os.urandom(6).hex()}",
            resources=resources(identity(), 1),
            memory_limit=None,
            local_directory=str(Path(orders.folder) / "distributed"),
            death_timeout=ANSWER,
        ) as worker:
            await worker.finished()
    except (OSError, TimeoutError, RuntimeError, asyncio.CancelledError) as error:
        return FULL if found_no_room() or lacks_room(error) else REFUSED
    return FULL if found_no_room() else LOST


if __name__ == "__main__":
    main()
