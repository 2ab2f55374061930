"""Tasks for workers of a cluster to do in tests."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from kuager.errors import DocumentError
from kuager.pack import Pack


def tell_files(pack: Pack) -> list[tuple[str, int]]:
    """Return the files of the pack here, with their sizes."""
    files = [path for path in sorted(pack.root.rglob("*")) if path.is_file()]
    return [(path.relative_to(pack.root).as_posix(), path.stat().st_size) for path in files]


def multiply(_: Pack, number: int, seconds: float = 0.0) -> tuple[int, int]:
    """Return a product and the process that made it, after a while."""
    time.sleep(seconds)
    return number * number, os.getpid()


def refuse(_: Pack, name: str) -> None:
    """Fail as a document does that cannot be read."""
    raise DocumentError(f"{name}: cannot be read.", "Mend it.")


def break_down(_: Pack) -> None:
    """Fail as a bug does; its words may quote a text."""
    raise ZeroDivisionError("They came at six.")


def die(_: Pack) -> None:
    """Take the process down."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_once(_: Pack, marker: str) -> int:
    """Take the process down the first time only."""
    path = Path(marker)
    if not path.exists():
        path.write_text("")
        os.kill(os.getpid(), signal.SIGKILL)
    return os.getpid()


def reach_out(_: Pack, host: str, port: int) -> None:
    """Connect to another machine, which is refused."""
    import socket  # noqa: PLC0415

    socket.create_connection((host, port), timeout=1).close()


def mark(_: Pack, folder: str, number: int, seconds: float) -> tuple[int, int]:
    """Leave a file for each time that this is begun; return number and process after a while."""
    Path(folder, f"{number}-{os.urandom(4).hex()}").write_text("")
    time.sleep(seconds)
    return number, os.getpid()


def fill_disk(pack: Pack) -> None:
    """Fail as whatever needs more room than the disk has."""
    with (pack.root / "large").open("wb") as stream:
        for _ in range(64):
            stream.write(bytes(2**20))
