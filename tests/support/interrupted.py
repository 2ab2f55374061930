"""Run a command in one folder after the other, and interrupt it each time at another place.

    python -m tests.support.interrupted FOLDER FOLDER … -- COMMAND …

The first run is left alone, and its calls of Python functions are counted; the others are
interrupted at one of these, evenly spread. Prints the exit codes, separated by spaces.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from types import FrameType

from kuager.cli import main as kuager


def main() -> None:
    """Run and print."""
    split = sys.argv.index("--")
    folders, command = sys.argv[1:split], sys.argv[split + 1 :]
    counted = Path(folders[0]) / "calls"
    codes = [_run(command, folders[0], 0, counted)]
    calls = int(counted.read_text())
    counted.unlink()
    step = calls / (len(folders) - 1)
    for number, folder in enumerate(folders[1:]):
        codes.append(_run(command, folder, round((number + 0.5) * step), None))
    print(*codes)


def _run(command: list[str], folder: str, at: int, counted: Path | None) -> int:
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    done = 0

    def call(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal done
        done += event == "call"
        if done == at:
            sys.setprofile(None)
            signal.raise_signal(signal.SIGINT)

    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.dup2(2, 1)
    os.chdir(folder)
    sys.argv = ["kuager", *command]
    sys.setprofile(call)
    code = 99
    try:
        kuager()
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        sys.setprofile(None)
        if counted:
            counted.write_text(str(done))
        sys.stdout.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
