"""Work on other machines, through the scheduler of a ``distributed`` cluster (docs/CLUSTER.md)."""

from kuager.executors.cluster.executor import ClusterExecutor
from kuager.executors.cluster.extra import ClusterError

__all__ = ["ClusterError", "ClusterExecutor"]
