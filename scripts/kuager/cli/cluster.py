"""``kuager cluster``: certificates, scheduler and workers for work on several machines."""

from __future__ import annotations

import os
from pathlib import Path

import click

from kuager.cli.cluster_options import certificates_option, insecure_option
from kuager.cli.console import note, result
from kuager.cli.interruption import interruptible
from kuager.errors import UsageError
from kuager.executors.cluster.address import Address, address_parse, address_read
from kuager.executors.cluster.certificates import VALID, make_certificates
from kuager.executors.cluster.extra import Secrets
from kuager.steps.cluster import secrets_for

ENDED = "The work of others goes on elsewhere, or waits until it is started again."
_UNITS = {"": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30}
_CERTIFICATES = "Folder of this machine's certificate (kuager cluster certificates)."


class Size(click.ParamType[int]):
    """A number of bytes, such as ``4GB``."""

    name = "size"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Return the number of bytes."""
        if isinstance(value, int):
            return value
        number = str(value).upper().rstrip("KMGIB")
        unit = str(value).upper().removeprefix(number)
        if not number.isdecimal() or unit not in _UNITS:
            self.fail("give a size such as 4GB or 500MiB.", param, ctx)
        return int(number) * _UNITS[unit]


@click.group(
    epilog="\b\nExamples:\n  kuager cluster certificates keys\n"
    "  kuager cluster scheduler tls://10.0.0.5:8786 --certificates keys\n"
    "  kuager cluster worker tls://10.0.0.5:8786 --certificates keys\n"
    "  kuager draft --scheduler tls://10.0.0.5:8786"
)
def cluster() -> None:
    """Let several machines share the work of draft, check and export (docs/CLUSTER.md).

    Needs more software: .venv/bin/pip install --require-hashes -r requirements-cluster.lock

    One machine runs the scheduler, each that works the worker; draft, check and export on the
    machine with the pack take --scheduler. No disk is shared and only that machine writes the
    pack.
    """


@cluster.command(epilog="\b\nExample:\n  kuager cluster certificates keys")
@click.argument("folder", type=click.Path(path_type=Path))
def certificates(folder: Path) -> None:
    """Make certificates by which client, scheduler and workers know each other.

    Nothing can be added to them later: for one machine more, copy the folder of its role; to shut
    a machine out, make all anew. The authority's own key is not kept.
    """
    made = make_certificates(folder, folder.name or "The folder")
    result(f"Certificates, valid for {VALID.days} days. Carry them by hand, not by mail:")
    result(f"  {made['scheduler']} → the machine of the scheduler")
    result(f"  {made['worker']} → each machine that works")
    result(f"  {made['client']} → .kuager/cluster in the pack")
    note(
        "Whoever has one of them can read what is sent and run programs in the cluster. Delete "
        "this folder when each machine has its own."
    )


@cluster.command(
    epilog="\b\nExamples:\n  kuager cluster scheduler tls://10.0.0.5:8786 --certificates keys\n"
    "  kuager cluster scheduler tcp://127.0.0.1:8786 --insecure"
)
@click.argument("address", metavar="tls://HOST:PORT")
@certificates_option(_CERTIFICATES)
@insecure_option
@click.option(
    "--scheduler-file",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the address to a file, for --scheduler-file of the others.",
)
def scheduler(address: str, certificates: Path | None, insecure: bool, file: Path | None) -> None:
    """Be the scheduler of a cluster, at an address of this machine, until Ctrl-C.

    It passes tasks and results on and keeps none. It connects only to workers that have come to
    it with a certificate, and serves no page for browsers. Do not stop it with Ctrl-Z: after 30
    seconds without an answer commands end, and are to be run again.
    """
    from kuager.executors.cluster.programs import serve_scheduler  # noqa: PLC0415 (heavy)

    where = address_parse(address, insecure=insecure)
    secrets = _secrets(where, certificates, "scheduler")
    with interruptible(ENDED):
        serve_scheduler(
            where, secrets, lambda: note(f"Scheduler at {where}. Ctrl-C ends it."), file
        )


@cluster.command(
    epilog="\b\nExamples:\n  kuager cluster worker tls://10.0.0.5:8786 --certificates keys\n"
    "  kuager cluster worker tls://10.0.0.5:8786 --certificates keys --processes 2 "
    "--memory-limit 4GB"
)
@click.argument("address", metavar="[tls://HOST:PORT]", required=False)
@click.option(
    "--scheduler-file",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The file that the scheduler wrote, in place of the address.",
)
@certificates_option(_CERTIFICATES)
@insecure_option
@click.option(
    "--processes",
    type=click.IntRange(1, 1024),
    metavar="NUMBER",
    help="Tasks at a time; by default one for each core.",
)
@click.option(
    "--memory-limit",
    type=Size(),
    default="4GB",
    show_default=True,
    help="What one process may use; it is ended and replaced when it takes more. 0: no limit.",
)
@click.option(
    "--host",
    default="",
    metavar="NUMBER",
    help="Address of this machine to listen on for the scheduler; by default the one that leads "
    "to it.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    help="Port of the first process, the others count up; by default any that is free.",
)
def worker(
    address: str | None,
    file: Path | None,
    certificates: Path | None,
    insecure: bool,
    processes: int | None,
    memory_limit: int,
    host: str,
    port: int,
) -> None:
    """Work for a cluster's scheduler on this machine, until Ctrl-C.

    Waits for the scheduler where it is not there yet. A process that dies is replaced; one whose
    disk for temporary files is full (TMPDIR) rests and tries again. What a task needs lies in a
    private folder and is deleted after it. What else may be said, and what to do then:
    docs/CLUSTER.md.
    """
    from kuager.executors.cluster.programs import Workers  # noqa: PLC0415 (heavy)

    if (address is None) == (file is None):
        raise UsageError("Name the scheduler.", "Give tls://HOST:PORT or --scheduler-file FILE.")
    if address is not None:
        where = address_parse(address, insecure=insecure)
    else:
        where = address_read(file or Path(), insecure=insecure)
    secrets = _secrets(where, certificates, "worker")
    count = processes or _cores()
    with interruptible(ENDED):
        Workers(where, secrets, count, memory_limit, host, port).serve(note)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _secrets(address: Address, folder: Path | None, role: str) -> Secrets:
    if address.encrypted and folder is None:
        raise UsageError("tls:// needs certificates.", "Give --certificates FOLDER.")
    return secrets_for(address, folder or Path(), role)
