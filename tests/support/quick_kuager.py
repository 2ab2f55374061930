"""Kuager with shorter patience, for tests: ``python -m tests.support.quick_kuager COMMAND …``."""

from __future__ import annotations

from kuager.cli import main
from kuager.executors.cluster import extra, lookout, programs

WORKER_TTL = 12.0
SILENCE = 9.0
REST = 4.0


def hurry() -> None:
    """Wait a fraction of the usual times for what does not answer."""
    lookout.NOTICE, lookout.SILENCE = 1.5, SILENCE
    programs.REST = REST
    extra.SETTINGS["distributed.scheduler.worker-ttl"] = WORKER_TTL
    extra.SETTINGS["distributed.comm.timeouts.tcp"] = "11s"  # it takes no less


if __name__ == "__main__":
    hurry()
    main()
