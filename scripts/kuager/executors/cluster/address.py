"""Where a cluster's scheduler is, in one line or in a file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import msgspec

from kuager.errors import UsageError
from kuager.storage import read_regular, write_atomically

_ADDRESS = re.compile(
    r"(?P<protocol>tls|tcp)://(?P<host>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):(?P<port>\d{1,5})"
)
_FORM = "Give it as tls://HOST:PORT, such as tls://10.0.0.5:8786."


@dataclass(frozen=True, slots=True)
class Address:
    """Protocol, host and port of a scheduler."""

    encrypted: bool
    host: str
    port: int

    def at(self, host: str) -> str:
        """Return it as one line, with another name of the host."""
        shown = f"[{host}]" if ":" in host else host
        return f"{'tls' if self.encrypted else 'tcp'}://{shown}:{self.port}"

    def __str__(self) -> str:
        return self.at(self.host)


class _Stated(msgspec.Struct):
    """What a scheduler's file says; other programs write more."""

    address: str


def address_parse(text: str, *, insecure: bool) -> Address:
    """Read an address. Raises UsageError for what is none, and for ``tcp`` unless ``insecure``."""
    match = _ADDRESS.fullmatch(text.strip())
    if match is None or not 0 < int(match["port"]) < 2**16:
        raise UsageError("This is no address of a scheduler.", _FORM)
    encrypted = match["protocol"] == "tls"
    if not encrypted and not insecure:
        raise UsageError(
            "tcp:// sends testimonies in the clear, to whoever answers.",
            "Use tls:// with certificates (kuager cluster certificates FOLDER), or, on one machine "
            "or a wire of your own, add --insecure.",
        )
    if encrypted and insecure:
        raise UsageError("tls:// is never insecure.", "Leave --insecure out, or give tcp://.")
    return Address(encrypted, match["host"].strip("[]"), int(match["port"]))


def address_read(path: Path, *, insecure: bool) -> Address:
    """Read the file that a scheduler wrote. Raises UsageError, StorageError."""
    content = read_regular(path, path.name)
    if content is None:
        raise UsageError(f"There is no file {path.name}.", "Is the scheduler running?")
    try:
        stated = msgspec.json.decode(content, type=_Stated)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path.name} is not the file of a scheduler.", "Start it with --scheduler-file FILE."
        ) from error
    return address_parse(stated.address, insecure=insecure)


def address_write(path: Path, address: Address) -> None:
    """Write the file that clients and workers find a scheduler by. Raises StorageError."""
    write_atomically(path, msgspec.json.encode(_Stated(str(address))) + b"\n", path.name)
