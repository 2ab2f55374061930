"""The scheduler of a cluster, and a machine's worker processes."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import filelock
import msgspec

from kuager.errors import InputError, UsageError
from kuager.executors.cluster.address import Address, address_write
from kuager.executors.cluster.extra import ClusterError, Secrets, import_extra, silent
from kuager.executors.cluster.process import AGAIN, ANSWER, FULL, LOST, REFUSED, Orders
from kuager.executors.cluster.room import lacks_room
from kuager.offline import allow_address, allow_numbers, allow_peer

LOOK = 0.5
"""Seconds after which processes are looked at."""
GRACE = 5.0
"""Seconds of life from which a process that ended may be replaced at once."""
REST = 90.0
"""Seconds until it is tried whether a full disk has room again."""
_PREFIX = "kuager-workers-"
_LOCK = "lock"
_OLD = 60.0
"""Seconds after which a folder without a lock belongs to nobody; a new one gets it at once."""


def serve_scheduler(
    address: Address, secrets: Secrets, ready: Callable[[], None], file: Path | None = None
) -> None:
    """Be the scheduler at an address of this machine until interrupted.

    Only workers that have come by themselves and shown their certificate are connected to. There
    is no page to look at: it would show more than it should. ``file`` is where the address is
    written for others; ``ready`` is called when it serves. Raises ClusterError when it cannot
    listen there, UsageError for a name in place of a number, StorageError.
    """
    distributed = import_extra()
    try:
        number = ipaddress.ip_address(address.host)
    except ValueError:
        number = None
    if number is None or number.is_unspecified:
        raise UsageError(
            "A scheduler listens on one address of its machine.",
            "Give the number by which the others reach it, such as tls://10.0.0.5:8786.",
        )
    allow_numbers()
    with (
        tempfile.TemporaryDirectory(prefix="kuager-scheduler-") as folder,
        contextlib.suppress(asyncio.CancelledError),
    ):
        asyncio.run(_schedule(distributed, address, secrets, ready, file, folder))


async def _schedule(
    distributed: Any,
    address: Address,
    secrets: Secrets,
    ready: Callable[[], None],
    file: Path | None,
    folder: str,
) -> None:
    class Doorkeeper(distributed.SchedulerPlugin):  # type: ignore[misc]
        """Lets this process answer the workers that came."""

        name = "kuager-doorkeeper"

        def add_worker(self, scheduler: Any, worker: str) -> None:  # noqa: ARG002
            host, _, port = worker.partition("://")[2].rpartition(":")
            allow_address(host.strip("[]"), int(port))

    try:
        scheduler = await silent(distributed.Scheduler)(
            local_directory=folder,
            host=address.host,
            port=address.port,
            protocol="tls" if address.encrypted else "tcp",
            security=secrets.security(address),
            dashboard=False,
            plugins=[Doorkeeper()],
        )
    except (OSError, RuntimeError, ValueError) as error:
        raise ClusterError(
            f"Nothing can listen on {address}.",
            "Is it an address of this machine, and free? Are the certificates whole?",
        ) from error
    try:
        if file is not None:
            address_write(file, address)
        ready()
        await scheduler.finished()
    finally:
        if file is not None:
            file.unlink(missing_ok=True)
        await scheduler.close(fast=True)


@dataclass(slots=True)
class _Place:
    """Where one process after the other works."""

    number: int
    process: subprocess.Popen[bytes] | None = None
    folder: Path = field(default_factory=Path)
    begun: float = 0.0
    rests_until: float = 0.0


@dataclass(frozen=True, slots=True)
class Workers:
    """A machine's share in a cluster."""

    address: Address
    secrets: Secrets
    processes: int
    memory_limit: int
    """Bytes that a process may use; 0 for no limit."""
    host: str = ""
    """Address to listen on; empty for the one that leads to the scheduler."""
    port: int = 0
    """Of the first process, the others count up; 0 for any that is free."""

    def serve(self, tell: Callable[[str], None]) -> None:
        """Keep the processes going until interrupted; ``tell`` gets what should be known.

        One that dies, or takes more memory than it may, is replaced. Their private folders are
        deleted with them. Raises ClusterError when the scheduler refuses the certificates.
        """
        import_extra()
        self._wait_for_scheduler(tell)
        _sweep()
        with (
            tempfile.TemporaryDirectory(prefix=_PREFIX) as name,
            filelock.FileLock(Path(name) / _LOCK),
        ):
            places = [_Place(number) for number in range(self.processes)]
            try:
                while True:
                    for place in places:
                        self._attend(place, Path(name), tell)
                    time.sleep(LOOK)
            finally:
                for place in places:
                    _end(place)

    def _wait_for_scheduler(self, tell: Callable[[str], None]) -> None:
        told = False
        while True:
            try:
                allow_peer(
                    self.address.host,
                    self.address.port,
                    ANSWER,
                    lambda stream: self.secrets.prove(self.address, stream),
                )
                break
            except ClusterError:
                raise
            except InputError:
                if not told:
                    tell(f"Waiting for the scheduler at {self.address}.")
                told = True
                time.sleep(AGAIN)
        tell(f"The scheduler at {self.address} answers; {self.processes} at work for it.")

    def _attend(self, place: _Place, folder: Path, tell: Callable[[str], None]) -> None:
        """Start a process where none is, and see after the one that is there."""
        process = place.process
        if process is not None and process.poll() is None:
            if not self.memory_limit or _memory(process) <= self.memory_limit:
                return
            tell("A process took more memory than it may; another takes its place.")
        elif process is not None:
            self._look_back(place, process.returncode, tell)
        if process is not None:
            _end(place)
            # One that cannot live must not keep the machine busy with being born.
            if time.monotonic() - place.begun < GRACE:
                time.sleep(AGAIN)
        if time.monotonic() < place.rests_until:
            return
        try:
            place.folder = Path(tempfile.mkdtemp(dir=folder))
        except OSError as error:
            if not lacks_room(error):
                raise
            self._look_back(place, FULL, tell)
        else:
            self._start(place)

    def _start(self, place: _Place) -> None:
        place.begun = time.monotonic()
        place.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "kuager.executors.cluster.process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL if not os.environ.get("KUAGER_DEBUG") else None,
            env={**os.environ, "TMPDIR": str(place.folder)},
        )
        stream = place.process.stdin
        if stream is not None:
            with contextlib.suppress(BrokenPipeError):
                stream.write(msgspec.json.encode(self._orders(place)) + b"\n")
                stream.flush()

    def _look_back(self, place: _Place, code: int, tell: Callable[[str], None]) -> None:
        """Tell how a process ended, where that should be known."""
        if code == FULL:
            place.rests_until = time.monotonic() + REST
            tell(
                "The disk for temporary files is full: make room, or start this with another "
                f"TMPDIR. A process tries again in {REST:.0f} seconds."
            )
        elif code == LOST:
            tell(f"A process lost the scheduler at {self.address}; another waits for it.")
        elif code == REFUSED:
            tell(f"The scheduler at {self.address} did not take a process in; it is tried again.")
        elif code < 0:
            tell(f"A process was killed (signal {-code}); another takes its place.")
        elif code:
            tell(f"A process ended by itself (exit code {code}); another takes its place.")

    def _orders(self, place: _Place) -> Orders:
        secrets = self.secrets
        cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
        shared = self.processes < len(cores) or not cores
        return Orders(
            self.address,
            secrets.authority,
            secrets.certificate,
            secrets.key,
            str(place.folder),
            self.host,
            self.port + place.number if self.port else 0,
            -1 if shared else cores[place.number % len(cores)],
        )


def _sweep() -> None:
    """Delete what programs like this one left that were killed with all their processes."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError, filelock.Timeout):
            status = folder.lstat()
            mine = (
                stat.S_ISDIR(status.st_mode) and status.st_uid == getattr(os, "getuid", lambda: 0)()
            )
            if mine and time.time() - status.st_mtime > _OLD:
                with filelock.FileLock(folder / _LOCK, timeout=0):
                    shutil.rmtree(folder)


def _memory(process: subprocess.Popen[bytes]) -> int:
    import psutil  # noqa: PLC0415 (an extra)

    try:
        return int(psutil.Process(process.pid).memory_info().rss)
    except psutil.Error:
        return 0


def _end(place: _Place) -> None:
    if place.process is not None:
        with contextlib.suppress(ProcessLookupError):
            place.process.kill()
        place.process.wait()
        if place.process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                place.process.stdin.close()
        place.process = None
        shutil.rmtree(place.folder, ignore_errors=True)
