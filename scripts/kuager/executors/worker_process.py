"""What runs in a process that does tasks: orders come by its input, answers leave by its output."""

from __future__ import annotations

import os
import pickle
import signal
import threading
import traceback
from queue import SimpleQueue
from typing import IO

from kuager.executors.base import attempt, internal_fault
from kuager.executors.messages import READY, Answer, read_messages, write_message
from kuager.offline import forbid_network


def main() -> None:
    """Do tasks in the order in which they come, until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the client hears it, and ends this process
    forbid_network()
    orders, answers = _own_streams()
    waiting: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_listen, args=(orders, waiting), daemon=True).start()
    write_message(answers, READY)
    while True:
        write_message(answers, _answer(waiting.get()))


def _own_streams() -> tuple[IO[bytes], IO[bytes]]:
    """Take input and output for ourselves, so that nothing a library prints gets among them."""
    orders, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    os.close(nothing)
    return orders, answers


def _listen(orders: IO[bytes], waiting: SimpleQueue[bytes]) -> None:
    """Take in orders; when the client is gone, end at once, whatever is being done.

    So nothing outlives a client that was killed. What a task has started, pandoc say, is of the
    same process group and ends with it.
    """
    for order in read_messages(orders):
        waiting.put(order)
    if os.name != "nt" and os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(0)


def _answer(order: bytes) -> bytes:
    name = ""
    try:
        pack, task = pickle.loads(order)  # noqa: S301 (from the client that started this process)
        name = task.name
        outcome = attempt(pack, task)
        answer = Answer(outcome.value, outcome.fault)
    except Exception as error:  # noqa: BLE001 (a bug; the client raises it)
        error.add_note(traceback.format_exc())
        answer = Answer(raised=error)
    try:
        return pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # noqa: BLE001 (pickling a value may raise anything)
        return pickle.dumps(Answer(fault=internal_fault(name, error)))
