"""Run a command in one folder after the other, killed by the system each time at another place.

    python -m tests.support.killed HOW FOLDER FOLDER … -- COMMAND …

The first run goes through and is measured. The others die, evenly spread, at an operation on
files if HOW is ``operation`` (with half of the bytes written, where it writes), and after a time
if it is ``time``. ``{}`` in the command stands for the name of the folder. Prints how each run
ended: an exit code, or the negative number of a signal.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kuager.cli import run

OPERATIONS = ("open", "write", "fsync", "chmod", "replace", "rename", "unlink", "mkdir", "rmdir")
"""Of the module ``os``; all that changes files goes through these."""


def main() -> None:
    """Run and print."""
    split = sys.argv.index("--")
    how, folders, command = sys.argv[1], sys.argv[2:split], sys.argv[split + 1 :]
    counted = Path(f"{folders[0]}.counted")
    begun = time.monotonic()
    codes = [_run(command, folders[0], 0, 0, counted)]
    whole = int(counted.read_text()) if how == "operation" else time.monotonic() - begun
    counted.unlink()
    for number, folder in enumerate(folders[1:]):
        place = (number + 0.5) * whole / (len(folders) - 1)
        at, after = (round(place + 0.5), 0.0) if how == "operation" else (0, place)
        codes.append(_run(command, folder, at, after, None))
    print(*codes)


def _run(command: list[str], folder: str, at: int, after: float, counted: Path | None) -> int:
    child = os.fork()
    if child:
        if after:
            time.sleep(after)
            os.kill(child, signal.SIGKILL)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    count = _die_at(at)
    code = 99
    try:
        os.dup2(2, 1)
        os.chdir(folder)
        code = run([word.replace("{}", Path(folder).name) for word in command])
    finally:
        if counted:
            done = count()
            counted.write_text(str(done))
        sys.stderr.flush()
        os._exit(code)


def _die_at(wanted: int) -> Callable[[], int]:
    """Have this process die at an operation, 0 for none; return how many there were."""
    done = 0

    def wrapped(name: str, operation: Callable[..., Any]) -> Callable[..., Any]:
        def operate(*arguments: Any, **options: Any) -> Any:
            nonlocal done
            done += 1
            if done == wanted:
                if name == "write":
                    operation(arguments[0], arguments[1][: len(arguments[1]) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            return operation(*arguments, **options)

        return operate

    for name in OPERATIONS:
        setattr(os, name, wrapped(name, getattr(os, name)))
    return lambda: done


if __name__ == "__main__":
    main()
