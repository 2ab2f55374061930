"""The options by which commands find a cluster, and how they open it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from kuager.cli.console import note
from kuager.errors import UsageError
from kuager.executors.cluster import ClusterExecutor
from kuager.executors.cluster.address import Address, address_parse, address_read
from kuager.pack import Pack
from kuager.steps.cluster import FOLDER, open_cluster

CERTIFICATES = "certificates"


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where a command's work is to be done."""

    address: Address
    certificates: Path | None

    @contextlib.contextmanager
    def open(self, pack: Pack) -> Iterator[ClusterExecutor]:
        """Yield an executor over the cluster's workers. Raises ClusterError, InputError."""
        folder = self.certificates or pack.private_folder / FOLDER
        with open_cluster(self.address, folder, note) as executor:
            yield executor


def cluster_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--scheduler``, ``--scheduler-file``, ``--certificates`` and ``--insecure``.

    The command gets one parameter, ``cluster``: a Cluster, or None to work on this machine.
    """

    def gathered(*args: Any, **given: Any) -> Any:
        where = (given.pop("scheduler"), given.pop("scheduler_file"))
        certificates, insecure = given.pop(CERTIFICATES), given.pop("insecure")
        return command(*args, cluster=_cluster(*where, certificates, insecure), **given)

    gathered.__name__, gathered.__doc__ = command.__name__, command.__doc__
    gathered.__dict__.update(command.__dict__)  # click keeps a command's options there
    wrapped: Callable[..., Any] = gathered
    for option in reversed(
        (
            click.option(
                "--scheduler",
                metavar="tls://HOST:PORT",
                help="Let the workers of this scheduler do it (docs/CLUSTER.md).",
            ),
            click.option(
                "--scheduler-file",
                type=click.Path(path_type=Path),
                metavar="FILE",
                help="The same; the file that the scheduler wrote names it.",
            ),
            certificates_option(
                "With --scheduler: folder of this machine's certificate; by default "
                ".kuager/cluster in the pack."
            ),
            insecure_option,
        )
    ):
        wrapped = option(wrapped)
    return wrapped


def certificates_option(text: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the option that names a folder of certificates."""
    return click.option(
        "--certificates", CERTIFICATES, type=click.Path(path_type=Path), metavar="FOLDER", help=text
    )


insecure_option = click.option(
    "--insecure",
    is_flag=True,
    help="Allow tcp://, without encryption or certificates: only within one machine or on a "
    "wire of your own.",
)


def _cluster(
    scheduler: str | None, file: Path | None, certificates: Path | None, insecure: bool
) -> Cluster | None:
    if scheduler and file:
        raise UsageError("There can be one scheduler.", "Give --scheduler or --scheduler-file.")
    if scheduler:
        return Cluster(address_parse(scheduler, insecure=insecure), certificates)
    if file:
        return Cluster(address_read(file, insecure=insecure), certificates)
    if certificates or insecure:
        raise UsageError(
            "--certificates and --insecure are about a scheduler, and none is named.",
            "Give --scheduler tls://HOST:PORT, or leave them out.",
        )
    return None
