"""Plan: the program's own commands, run on a sample in processes of their own and measured."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kuager.errors import InputError
from kuager.executors.workers import cannot_start

_PASSABLE = {0, 1}
"""Exit codes of a command that did its work; 1: it found something, as in any pack."""

# A process's greatest memory is no less than that of whoever started it, before it became another
# program (getrusage(2): kept over execve). So a process that has imported next to nothing does it.
_LAUNCHER: Final = """
import os, sys, time
quiet = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1, 2)]
start = time.perf_counter()
process = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet)
_, status, usage = os.wait4(process, 0)
seconds = time.perf_counter() - start
code = os.waitstatus_to_exitcode(status)
unit = 1 if sys.platform == "darwin" else 1024
print([code, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit])
"""
# Isolated, so that no module in the current folder is imported in the place of Python's.
_PROGRAM: Final = (
    "import sys; sys.path[:] = sys.argv[1].split('\\n'); sys.argv[:] = sys.argv[1:]; "
    "from kuager.cli import main; main()"
)


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of a command took."""

    seconds: float
    core_seconds: float
    """Of the process and of all that it started and waited for."""
    memory: int
    """Bytes of the largest of these processes."""


def run_command(folder: Path, arguments: tuple[str, ...]) -> Run:
    """Run ``kuager`` on a pack; what it prints goes nowhere. Raises InputError if it fails."""
    program = [sys.executable, "-I", "-c", _PROGRAM, "\n".join(sys.path)]
    program += ["--pack", str(folder), *arguments]
    try:
        launcher = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _LAUNCHER, *program],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise cannot_start() from error
    try:
        told, _ = launcher.communicate()
    except BaseException:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(launcher.pid, signal.SIGKILL)
        launcher.wait()
        raise
    code, seconds, core_seconds, memory = json.loads(told) if told else (None, 0.0, 0.0, 0)
    if code not in _PASSABLE:
        raise InputError(
            f"kuager {arguments[0]} could not be measured on a sample of this pack.",
            f"See what it says on the pack itself: kuager {arguments[0]}",
        )
    return Run(float(seconds), float(core_seconds), int(memory))
