"""What the scheduler says of its workers, and how long it says nothing."""

from __future__ import annotations

import asyncio
import concurrent.futures
import time
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from kuager.executors.cluster.extra import ClusterError

NOTICE = 5.0
"""Seconds without an answer after which that is told."""
SILENCE = 30.0
"""Seconds without an answer after which a scheduler is given up. Less than WORKER_TTL: until then
it has not lost a worker by having been stopped, and all goes on."""
WAIT = 0.5
"""Seconds to wait for an answer at a time."""

GOES_ON = "What was done is kept; the same command goes on from there."

Workers = Mapping[str, Mapping[str, Any]]
"""By address, what a scheduler says of each worker."""


class Lookout:
    """Asks a scheduler for its workers, without ever waiting for it for long.

    A scheduler that was stopped (a machine asleep, SIGSTOP, a network that loses everything)
    keeps its connections; only that it does not answer shows it.
    """

    def __init__(self, client: Any, shown: str, tell: Callable[[str], None]) -> None:
        self._client = client
        self._shown = shown
        self._tell = tell
        self._asked: concurrent.futures.Future[Any] | None = None
        self._silent = 0.0
        """Seconds since the question, without those in which this process itself was stopped."""
        self._counted = 0.0
        """Until when ``_silent`` was counted."""
        self._told = False

    def start(self, work: Coroutine[Any, Any, Any]) -> concurrent.futures.Future[Any]:
        """Begin what the client's own thread has to do."""
        return asyncio.run_coroutine_threadsafe(work, self._client.loop.asyncio_loop)

    def ask(self, wait: float = WAIT) -> Workers | None:
        """Ask, or wait on for the last question's answer; None where it is not there yet.

        Raises ClusterError when the scheduler is gone or has been silent for too long.
        """
        if self._client.status not in {"running", "newly-created"}:
            raise self.gone()
        try:
            if self._asked is None:
                self._asked = self.start(self._client.scheduler.identity(n_workers=-1))
                self._silent, self._counted = 0.0, time.monotonic()
            if not concurrent.futures.wait([self._asked], timeout=wait).done:
                self._count()
                return None
            answer = self._asked.result()
        except (OSError, TimeoutError, RuntimeError, concurrent.futures.CancelledError) as error:
            raise self.gone() from error
        self._asked = None
        if self._told:
            self._told = False
            self._tell(f"kuager: the scheduler at {self._shown} answers again.")
        workers: Workers = answer["workers"]
        return workers

    def _count(self) -> None:
        now = time.monotonic()
        # A longer step means that nobody looked, perhaps because this process was stopped itself.
        self._silent += min(now - self._counted, 2 * WAIT)
        self._counted = now
        if self._silent > SILENCE:
            raise ClusterError(
                f"The scheduler at {self._shown} has not answered for {SILENCE:.0f} seconds.",
                f"Is its program stopped, its machine asleep, a cable out? {GOES_ON}",
            )
        if self._silent > NOTICE and not self._told:
            self._told = True
            self._tell(
                f"kuager: the scheduler at {self._shown} does not answer; waiting for it, "
                f"{SILENCE:.0f} seconds at most."
            )

    def gone(self) -> ClusterError:
        """Return the error for a connection that is broken."""
        return ClusterError(
            f"The scheduler at {self._shown} does not answer any more.",
            f"Start it again, or look at the network. {GOES_ON}",
        )
