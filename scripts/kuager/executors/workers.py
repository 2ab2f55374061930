"""The client's end of a process that does tasks."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from queue import SimpleQueue
from typing import IO

from kuager.errors import InputError
from kuager.executors.messages import read_messages, write_message

Inbox = SimpleQueue[tuple["Worker", bytes | None]]
"""What workers answer, and None from each that is gone."""

_START = (
    "import sys; sys.path[:] = sys.argv[1:]; "
    "from kuager.executors.worker_process import main; main()"
)
"""Python is started isolated, so that no module in the current folder, which may be somebody
else's pack, is imported in the place of one of Python's; then it looks where the client looks."""


class Worker:
    """A process of its own group, with pipes to it and nothing else shared.

    A new interpreter and not a fork: other threads of the client, or of a library, may hold locks
    that a fork would keep for ever. Not ``multiprocessing`` either: it imports the client's main
    module anew, twice the time of what a task needs, and does not say which task took its process
    down.
    """

    def __init__(self, inbox: Inbox) -> None:
        """Start the process; its first answer is READY. Raises InputError."""
        self.tasks: deque[int] = deque()
        """Numbers of the tasks that it has been given and has not answered, in order."""
        self.ready = False
        debugging = bool(os.environ.get("KUAGER_DEBUG"))
        command = [sys.executable, "-I", "-X", f"utf8={sys.flags.utf8_mode}", "-c", _START]
        command += sys.path
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # What a library says when it fails may hold what it was given: the text.
                stderr=None if debugging else subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            raise cannot_start() from error
        threading.Thread(target=self._listen, args=(inbox,), daemon=True).start()

    @property
    def _orders(self) -> IO[bytes]:
        stream = self._process.stdin
        assert stream is not None  # noqa: S101 (it is a pipe)
        return stream

    def _listen(self, inbox: Inbox) -> None:
        stream = self._process.stdout
        assert stream is not None  # noqa: S101 (it is a pipe)
        with stream:
            for answer in read_messages(stream):
                inbox.put((self, answer))
        inbox.put((self, None))

    def give(self, number: int, order: bytes) -> None:
        """Give it a task. Should it be gone, the inbox tells."""
        self.tasks.append(number)
        with contextlib.suppress(OSError):
            write_message(self._orders, order)

    def end(self) -> None:
        """End the process with all that it has started, wherever it stands."""
        if os.name == "nt":
            self._process.kill()
        else:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            self._orders.close()
        self._process.wait()


def cannot_start() -> InputError:
    """Return the error for a machine that does not let us start processes."""
    return InputError(
        "A process to do the work in could not be started.", "Work in this one: --jobs 1"
    )
