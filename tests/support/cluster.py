"""Clusters of real processes: a scheduler and machines that work, here or in namespaces."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

ROOT = Path(__file__).parent.parent.parent
START = 60.0
"""Seconds within which anything is there."""
KUAGER = "kuager"
QUICK = "tests.support.quick_kuager"
"""Modules to start Kuager by: as it is, and with less patience for what does not answer."""


def free_port() -> int:
    """Return a port of this machine that was free a moment ago."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def wait_until(done: Callable[[], bool], seconds: float = START) -> None:
    """Wait for something, but not for ever."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


@dataclass
class Program:
    """A program that runs beside the test, with what it has said."""

    process: subprocess.Popen[bytes]
    log: Path

    def said(self) -> str:
        """Return all that it said so far."""
        return self.log.read_text("utf-8")

    def worker(self) -> psutil.Process:
        """Return the first process that works for a machine's program."""
        for process in psutil.Process(self.process.pid).children(recursive=True):
            if "kuager.executors.cluster.process" in process.cmdline():
                return process
        raise AssertionError("no process works")

    def freeze(self) -> None:
        """Stop the program without ending it, as Ctrl-Z and a sleeping machine do."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """Kill the program; what it started ends with it."""
        self.process.kill()
        self.process.wait()


@dataclass
class LocalCluster:
    """A scheduler and the machines that work for it."""

    folder: Path
    address: str = ""
    insecure: bool = False
    module: str = KUAGER
    """What the programs are started by."""
    prefixes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By name of a machine, what its commands begin with."""
    programs: list[Program] = field(default_factory=list)

    @property
    def keys(self) -> Path:
        """The folder of certificates."""
        return self.folder / "keys"

    @property
    def options(self) -> tuple[str, ...]:
        """What a client's command needs to find the scheduler."""
        trust = ("--insecure",) if self.insecure else ("--certificates", str(self.keys))
        return ("--scheduler", self.address, *trust)

    def start(self, name: str, *arguments: str, machine: str = "", **variables: str) -> Program:
        """Start a command of Kuager; its words go to a file."""
        paths = [variables.pop("PYTHONPATH", ""), str(ROOT), os.environ.get("PYTHONPATH", "")]
        variables["PYTHONPATH"] = os.pathsep.join(path for path in paths if path)
        log = self.folder / f"{name}-{len(self.programs)}.log"
        with log.open("wb") as stream:
            process = subprocess.Popen(
                [*self.prefixes.get(machine, ()), sys.executable, "-m", self.module, *arguments],
                cwd=ROOT,
                stdout=stream,
                stderr=stream,
                stdin=subprocess.DEVNULL,
                env={**os.environ, "TMPDIR": str(self.folder), **variables},
            )
        program = Program(process, log)
        self.programs.append(program)
        return program

    def start_scheduler(self, **variables: str) -> Program:
        """Start the scheduler and wait until it serves."""
        trust = self.options[2:]
        program = self.start(
            "scheduler", "cluster", "scheduler", self.address, *trust, machine="s", **variables
        )
        wait_until(lambda: "Scheduler at" in program.said())
        return program

    def start_machine(self, machine: str = "", **variables: str) -> Program:
        """Start what works on one machine, with one process."""
        arguments = ("cluster", "worker", self.address, *self.options[2:], "--processes", "1")
        return self.start("worker", *arguments, machine=machine, **variables)

    def stop(self) -> None:
        """End everything that is still running."""
        for program in self.programs:
            for process in _family(program.process.pid):
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
            program.process.wait(timeout=START)


def _family(number: int) -> list[psutil.Process]:
    with contextlib.suppress(psutil.NoSuchProcess):
        parent = psutil.Process(number)
        return [parent, *parent.children(recursive=True)]
    return []


@contextlib.contextmanager
def local_cluster(
    folder: Path, *, machines: int = 2, insecure: bool = False, module: str = KUAGER
) -> Iterator[LocalCluster]:
    """Run a scheduler and machines on the loopback interface."""
    protocol = "tcp" if insecure else "tls"
    address = f"{protocol}://127.0.0.1:{free_port()}"
    cluster = LocalCluster(folder, address, insecure, module)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        if not insecure:
            from kuager.executors.cluster.certificates import make_certificates  # noqa: PLC0415

            make_certificates(cluster.keys, "keys")
        cluster.start_scheduler()
        for _ in range(machines):
            cluster.start_machine()
        yield cluster
    finally:
        cluster.stop()


def other_installation(folder: Path) -> dict[str, str]:
    """Copy Kuager with another version of a package; return the variables that select the copy."""
    import kuager  # noqa: PLC0415

    copy = folder / "kuager"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(kuager.__file__).parent, copy, ignore=ignored)
    package = next((copy / "packages").glob("translate-en_kk-*.argosmodel"))
    package.rename(package.with_name("translate-en_kk-9_9.argosmodel"))
    return {"PYTHONPATH": str(folder)}


def stop_politely(program: Program) -> int:
    """End a program as Ctrl-C does; return its exit code."""
    program.process.send_signal(signal.SIGINT)
    return program.process.wait(timeout=START)
