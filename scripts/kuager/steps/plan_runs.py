"""Plan: the program's own commands, run on a sample in processes of their own and measured."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from kuager.errors import InputError
from kuager.executors.workers import cannot_start

_KIBIBYTE = 1024
_PASSABLE = {0, 1}
"""Exit codes of a command that did its work; 1: it found something, as in any pack."""


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
    start_up = "import sys; sys.path[:] = sys.argv[1].split('\\n'); sys.argv[:] = sys.argv[1:]; "
    start_up += "from kuager.cli import main; main()"
    # Isolated, so that no module in the current folder is imported in the place of Python's.
    command = [sys.executable, "-I", "-c", start_up, "\n".join(sys.path)]
    command += ["--pack", str(folder), *arguments]
    start = time.perf_counter()
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except OSError as error:
        raise cannot_start() from error
    try:
        _, status, usage = os.wait4(process.pid, 0)
    except BaseException:
        process.kill()
        process.wait()
        raise
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in _PASSABLE:
        raise InputError(
            f"kuager {arguments[0]} could not be measured on a sample of this pack.",
            f"See what it says on the pack itself: kuager {arguments[0]}",
        )
    unit = 1 if sys.platform == "darwin" else _KIBIBYTE  # getrusage(2): bytes on macOS
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit)
