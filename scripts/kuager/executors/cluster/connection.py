"""A client's connection to a scheduler, and what can be seen of the workers through it."""

from __future__ import annotations

import concurrent.futures
import contextlib
import time
import warnings
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from kuager.errors import InputError
from kuager.executors.cluster.address import Address
from kuager.executors.cluster.extra import ClusterError, Secrets, import_extra
from kuager.executors.cluster.identity import differences, identity, resource_of
from kuager.executors.cluster.lookout import GOES_ON, WAIT, Lookout, Workers
from kuager.executors.cluster.worker import Answer, Parcel
from kuager.offline import allow_peer

CONNECT = 15.0
"""Seconds within which a scheduler answers."""
LOOK = 2.0
"""Seconds after which the workers are looked at again."""
PATIENCE = 60.0
"""Seconds without a worker until there will be none: a restarted one is back in ten."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A task that was given out, and its answer on the way."""

    future: Any
    """The scheduler's name for it; it forgets what nobody holds any more."""
    answer: concurrent.futures.Future[Answer | Literal["lost", "killed"]]


class Connection:
    """Speaks to one scheduler."""

    def __init__(self, client: Any, shown: str, tell: Callable[[str], None]) -> None:
        self._client = client
        self._shown = shown
        self._tell = tell
        self._lookout = Lookout(client, shown, tell)
        self._parts = identity()
        self._resource = resource_of(self._parts)
        self._refused: set[str] = set()
        self._full: set[str] = set()
        self._known: Collection[str] = ()
        self._threads = 0
        self._looked = self._seen = time.monotonic()

    def threads(self) -> int:
        """Return how many tasks the workers can do at a time, at least 1. Raises ClusterError."""
        self.look()
        return max(self._threads, 1)

    def submit(
        self,
        function: Callable[[Parcel], Answer],
        parcel: Parcel,
        key: str,
        came: Callable[[], None],
    ) -> Sent:
        """Give out a task to any worker with the client's installation.

        ``came`` is called, in another thread, when its answer is here. Raises ClusterError.
        """
        try:
            future = self._client.submit(
                function, parcel, key=key, pure=False, resources={self._resource: 1}
            )
            answer = self._lookout.start(self._fetched(future))
        except (OSError, TimeoutError, RuntimeError, concurrent.futures.CancelledError) as error:
            raise self._lookout.gone() from error
        answer.add_done_callback(lambda _: came())
        return Sent(future, answer)

    async def _fetched(self, future: Any) -> Answer | Literal["lost", "killed"]:
        """Return what a worker answers, as soon as it does."""
        try:
            (answer,) = await self._client.gather([future], asynchronous=True)
        except (OSError, TimeoutError, concurrent.futures.CancelledError):
            return "lost"
        except Exception as error:
            if type(error).__name__ == "KilledWorker":
                return "killed"
            raise ClusterError(
                f"A worker failed in a way of its own ({type(error).__name__}).",
                "Start scheduler and workers with kuager cluster, all of one version.",
            ) from error
        finally:
            future.release()
        if not isinstance(answer, Answer):
            raise ClusterError("A worker answered in an unknown form.", GOES_ON)
        return answer

    def answer(self, sent: Sent) -> Answer | Literal["lost", "killed"]:
        """Return an answer that came: the worker's, lost on the way, or killed with its process.

        Raises ClusterError.
        """
        try:
            answer = sent.answer.result()
        except concurrent.futures.CancelledError as error:
            raise self._lookout.gone() from error
        if answer == "lost":
            self.look(now=True)
        return answer

    def call(self, worker: str, function: Callable[..., None], *arguments: Any) -> None:
        """Have a function called by one worker; whether it was is seen by what comes next.

        Raises ClusterError.
        """
        self.look(now=True)  # it may have come since
        called = self._lookout.start(self._called(worker, function, arguments))
        # As long as it takes, large packages are slow; but for a worker that is there.
        while not concurrent.futures.wait([called], timeout=WAIT).done:
            self.look()
            if worker not in self._known:
                called.cancel()

    async def _called(self, worker: str, function: Callable[..., None], arguments: Any) -> None:
        with contextlib.suppress(OSError, TimeoutError, RuntimeError):
            await self._client.run(
                function, *arguments, workers=[worker], on_error="ignore", asynchronous=True
            )

    def cancel(self, sent: Collection[Sent]) -> None:
        """Take tasks back, as far as the scheduler is there."""
        for one in sent:
            one.answer.cancel()
        with contextlib.suppress(Exception):
            self._client.cancel([one.future for one in sent], force=True)

    def look(self, *, now: bool = False) -> None:
        """Look at scheduler and workers, every few seconds. Raises ClusterError.

        A worker that is not the client's like is told of once.
        """
        if time.monotonic() - self._looked >= LOOK or not self._threads or now:
            workers = self._lookout.ask(WAIT if now or not self._threads else 0)
            if workers is not None:
                self._see(workers)

    def _see(self, workers: Workers) -> None:
        self._looked = time.monotonic()
        self._known = workers.keys()
        alike = {
            address: int(worker["nthreads"])
            for address, worker in workers.items()
            if self._resource in (worker.get("resources") or {})
        }
        for address in workers.keys() - alike.keys() - self._refused:
            found = differences(self._parts, workers[address].get("resources") or {})
            self._refused.add(address)
            self._tell(f"kuager: the worker at {address} gets no work: {'; '.join(found[:3])}.")
        self._threads = sum(alike.values())
        if self._threads:
            self._seen = self._looked
        elif self._looked - self._seen > PATIENCE:
            raise self.nobody()

    def wait_for_workers(self, patience: float) -> None:
        """Wait until there is a worker that can be used. Raises ClusterError."""
        end = time.monotonic() + patience
        while True:
            self.look(now=True)
            if self._threads:
                return
            # Whoever is there and cannot be used will not change.
            if time.monotonic() > end or (self._known and self._refused.issuperset(self._known)):
                raise self.nobody()
            time.sleep(0.2)

    def tell_full(self, worker: str) -> None:
        """Say once that a worker's disk has no room for its tasks."""
        if worker not in self._full:
            self._full.add(worker)
            self._tell(f"kuager: the disk of the worker at {worker} is full; it leaves for now.")

    def nobody(self) -> ClusterError:
        """Return the error for a cluster in which nobody can work."""
        if self._full:
            return ClusterError(
                "No worker is left that has room on its disk for temporary files.",
                f"Make room there, or start it with another TMPDIR. {GOES_ON}",
            )
        if self._refused.intersection(self._known):
            return ClusterError(
                "No worker of the cluster has the same installation as this machine.",
                "Install the same versions on all machines (docs/CLUSTER.md), then start the "
                "workers again.",
            )
        return ClusterError(
            f"No worker is connected to the scheduler at {self._shown}.",
            f"Start one there: kuager cluster worker {self._shown}. {GOES_ON}",
        )


@contextlib.contextmanager
def connected(
    address: Address,
    secrets: Secrets,
    tell: Callable[[str], None],
    *,
    patience: float = PATIENCE,
) -> Iterator[Connection]:
    """Connect to a scheduler, and to nothing else, until the context ends.

    ``tell`` gets a line for each worker that cannot be used; ``patience`` is how many seconds to
    wait for one that can. Raises ClusterError.
    """
    distributed = import_extra()
    try:
        host, _ = allow_peer(
            address.host, address.port, CONNECT, lambda stream: secrets.prove(address, stream)
        )
    except ClusterError:
        raise
    except InputError as error:
        raise ClusterError(
            f"The scheduler at {address} does not answer.",
            f"Is it running? kuager cluster scheduler {address}",
        ) from error
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            client = distributed.Client(
                address.at(host),
                security=secrets.security(address),
                timeout=CONNECT,
                set_as_default=False,
                direct_to_workers=False,
            )
        except (OSError, TimeoutError, ValueError, TypeError) as error:
            raise ClusterError(
                f"The scheduler at {address} does not speak to this machine.",
                "Is it a scheduler of kuager, with certificates of the same authority?",
            ) from error
        try:
            connection = Connection(client, str(address), tell)
            connection.wait_for_workers(patience)
            yield connection
        finally:
            with contextlib.suppress(Exception):
                client.close(timeout=2)
