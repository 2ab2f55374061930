"""Where a command's work on many documents is done, as its options say."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kuager.errors import UsageError
from kuager.executors import Executor, open_executor
from kuager.pack import Pack

if TYPE_CHECKING:  # a command without --scheduler does not load it
    from kuager.cli.cluster_options import Cluster


@contextlib.contextmanager
def working(pack: Pack, jobs: int | None, cluster: Cluster | None = None) -> Iterator[Executor]:
    """Yield the executor that ``--jobs`` or ``--scheduler`` asks for.

    Raises UsageError for both at once, ClusterError, InputError.
    """
    if cluster is None:
        with open_executor(jobs) as executor:
            yield executor
        return
    if jobs is not None:
        raise UsageError("--jobs is for this machine.", "Leave it out with --scheduler.")
    with cluster.open(pack) as executor:
        yield executor
