"""Ctrl-C at any moment: a clear line and exit code 130, never a traceback.

Imported before everything else, for it takes most of a second to import the rest: until
``imports_done`` an interruption ends the process at once. Only while Python itself starts, before
it reads a line of ours, is an interruption shown in Python's own way.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from types import FrameType

INTERRUPTED = 130
"""Exit code of a program that Ctrl-C ended: 128 and the number of SIGINT (POSIX shells)."""

NOTHING_HALF = "Nothing is half written; run the same command again."
GOES_ON = "What was done is kept; the same command goes on from there."

GRACE = 5.0
"""Seconds to tidy up in; a large model may be at work for much longer, deaf to Python."""


_SHOW_CURSOR = "\r\x1b[?25h"
"""What a terminal needs to hear after a progress bar that was not taken down (ECMA-48, DECTCEM)."""

_INTERRUPTIONS = ("SIGINT", "SIGTERM", "SIGHUP")


_mends = [NOTHING_HALF]
"""What is to be said of the work that is being done, the innermost last."""


class Interruption(KeyboardInterrupt):
    """An interruption of work that knows what becomes of it."""

    def __init__(self, mend: str) -> None:
        super().__init__(mend)
        self.mend = mend


@contextlib.contextmanager
def interruptible(mend: str) -> Iterator[None]:
    """Say ``mend`` to whoever interrupts the work within."""
    _mends.append(mend)
    try:
        yield
    except KeyboardInterrupt:
        raise Interruption(mend) from None
    finally:
        _mends.pop()


def _leave(_number: int = 0, _frame: FrameType | None = None) -> None:
    """End the process where it stands; files are written whole or not at all."""
    shown = _SHOW_CURSOR if os.isatty(2) else ""
    with contextlib.suppress(OSError):
        os.write(2, f"{shown}kuager: Interrupted.\n        {_mends[-1]}\n".encode())
    os._exit(INTERRUPTED)


def imports_done() -> None:
    """Let interruptions be exceptions again."""
    if signal.getsignal(signal.SIGINT) is _leave:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def take_over() -> None:
    """Make this process heed the first interruption, in peace and within GRACE seconds.

    A closed terminal (SIGHUP) and a polite request to end (SIGTERM) are interruptions too. What
    whoever started the process wants ignored (nohup) stays ignored.
    """
    import threading  # noqa: PLC0415 (not before the rest is imported)

    heeded = False

    def heed(_number: int, _frame: FrameType | None) -> None:
        nonlocal heeded
        if not heeded:  # what comes later must not disturb the tidying up
            heeded = True
            raise KeyboardInterrupt

    numbers = [getattr(signal, name) for name in _INTERRUPTIONS if hasattr(signal, name)]
    wanted = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]
    told, tell = os.pipe()
    os.set_blocking(tell, False)
    signal.set_wakeup_fd(tell, warn_on_full_buffer=False)
    sys.unraisablehook = _pass_over
    threading.Thread(target=_watch, args=(told, heed), daemon=True).start()
    for number in wanted:
        signal.signal(number, heed)


def _watch(told: int, heed: Callable[[int, FrameType | None], None]) -> None:
    """End the process when it is not gone in time after it was told to; runs in a thread.

    Only where ``heed`` is in charge: a server that attends to signals itself takes its time to
    write what it has acknowledged.
    """
    while signal.getsignal(os.read(told, 1)[0]) is not heed:
        pass
    time.sleep(GRACE)
    _leave()


def _pass_over(dropped: sys.UnraisableHookArgs) -> None:
    """Report what Python cannot raise, in destructors and the like, but for interruptions."""
    if dropped.exc_type is not KeyboardInterrupt:
        sys.__unraisablehook__(dropped)


def stand_down() -> None:
    """Let nothing disturb the process while it ends; what it had to do is done."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    with contextlib.suppress(ValueError):  # not in the main thread
        signal.signal(signal.SIGINT, _leave)
