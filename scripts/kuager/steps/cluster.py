"""Reach a cluster from a pack: which scheduler, with which certificates."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from kuager.executors.cluster import ClusterExecutor
from kuager.executors.cluster.address import Address
from kuager.executors.cluster.certificates import find_credentials
from kuager.executors.cluster.connection import connected
from kuager.executors.cluster.extra import Secrets

FOLDER = "cluster"
"""Folder in ``.kuager/`` with a pack's own certificates, where none other is named."""


def secrets_for(address: Address, folder: Path, role: str) -> Secrets:
    """Return what a role shows of itself at an address; nothing for an unencrypted one.

    Raises InputError where the folder lacks a file, StorageError.
    """
    if not address.encrypted:
        return Secrets()
    found = find_credentials(folder, folder.name or "The folder", role)
    paths = (found.authority, found.certificate, found.key)
    return Secrets(*(str(path.absolute()) for path in paths))


@contextlib.contextmanager
def open_cluster(
    address: Address, folder: Path, tell: Callable[[str], None]
) -> Iterator[ClusterExecutor]:
    """Yield an executor over a cluster's workers; its certificates are in ``folder``.

    ``tell`` gets a line for each worker that cannot be used. Raises ClusterError when scheduler or
    workers cannot be reached, InputError where a certificate is missing.
    """
    with connected(address, secrets_for(address, folder, "client"), tell) as connection:
        yield ClusterExecutor(connection)
