"""What passes through the pipes between a client and the processes that do its tasks.

A message is its length in eight bytes and a pickle. Pickles can run code, so both ends are
processes of ours, and the pipes have no name that anybody else could open.
"""

from __future__ import annotations

import contextlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from kuager.executors.base import Fault

_LENGTH = struct.Struct("<Q")
READY = b""
"""The first message of a process: it has started."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a task: one of the three."""

    value: Any = None
    fault: Fault | None = None
    raised: BaseException | None = None
    """For the client to raise: a bug, where somebody looks for it (KUAGER_DEBUG=1)."""


def write_message(stream: IO[bytes], content: bytes) -> None:
    """Write one message whole. Raises OSError where nobody reads any more."""
    stream.write(_LENGTH.pack(len(content)))
    stream.write(content)
    stream.flush()


def read_messages(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield messages until the other end is gone; half a message counts for none."""
    with contextlib.suppress(OSError, ValueError):  # closed under our hands
        while len(head := stream.read(_LENGTH.size)) == _LENGTH.size:
            (length,) = _LENGTH.unpack(head)
            content = stream.read(length)
            if len(content) < length:
                return
            yield content
