"""Tasks for executors: they return, fail, die and wait."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from kuager.errors import DocumentError
from kuager.pack import Pack

SECRET = "They came at six."


def double(_pack: Pack, number: int) -> int:
    return 2 * number


def wait_double(_pack: Pack, number: int, seconds: float) -> int:
    time.sleep(seconds)
    return 2 * number


def process(_pack: Pack, _number: int) -> int:
    time.sleep(0.05)
    return os.getpid()


def refuse_thirds(_pack: Pack, number: int) -> int:
    if number % 3 == 0:
        raise DocumentError(f"{number}: is empty.", "Write it.")
    return number


def fail_thirds(_pack: Pack, number: int) -> int:
    if number % 3 == 0:
        raise ValueError(SECRET)
    return number


def return_what_cannot_travel(_pack: Pack, number: int) -> object:
    return (lambda: number) if number == 1 else number


def end_process(_pack: Pack, number: int, deadly: tuple[int, ...], how: str) -> int:
    if number in deadly and how == "exit":
        os._exit(0)
    elif number in deadly:
        os.kill(os.getpid(), getattr(signal, how))
    return number


def end_first_process(_pack: Pack, number: int, folder: str) -> int:
    """Die of one task, but only the first time: as where memory was short for a moment."""
    mark = Path(folder) / "died"
    if number == 2 and not mark.exists():
        mark.touch()
        os._exit(1)
    return number


def print_much(_pack: Pack, number: int) -> int:
    os.write(1, SECRET.encode() * 1000)
    print(SECRET, flush=True)
    return number


def write_pid(_pack: Pack, number: int, folder: str) -> int:
    """Say which process this is, start another, and work on for a long time."""
    child = os.posix_spawnp("sleep", ["sleep", "60"], os.environ)
    path = Path(folder) / f"{number}.part"
    path.write_text(f"{os.getpid()} {child}", "ascii")
    path.rename(path.with_suffix(".pids"))
    time.sleep(60)
    return number


def open_connection(_pack: Pack, number: int) -> int:
    import socket  # noqa: PLC0415

    with socket.socket() as connection:
        connection.settimeout(1)
        connection.connect(("192.0.2.1", 9))  # documentation's own, RFC 5737
    return number
