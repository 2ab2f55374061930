"""A client's connection to a scheduler, and what can be seen of the workers through it."""

from __future__ import annotations

import contextlib
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from typing import Any, Literal

from kuager.errors import InputError
from kuager.executors.cluster.address import Address
from kuager.executors.cluster.extra import ClusterError, Secrets, import_extra
from kuager.executors.cluster.identity import differences, identity, resource_of
from kuager.executors.cluster.worker import Answer, Parcel
from kuager.offline import allow_peer

CONNECT = 15.0
"""Seconds within which a scheduler answers."""
LOOK = 2.0
"""Seconds after which the workers are looked at again."""
PATIENCE = 60.0
"""Seconds without a worker until there will be none: a restarted one is back in ten."""

_GOES_ON = "What was done is kept; the same command goes on from there."


class Connection:
    """Speaks to one scheduler."""

    def __init__(self, client: Any, shown: str, tell: Callable[[str], None]) -> None:
        self._client = client
        self._shown = shown
        self._tell = tell
        self._parts = identity()
        self._resource = resource_of(self._parts)
        self._refused: dict[str, list[str]] = {}
        self._threads = 0
        self._looked = self._seen = time.monotonic()

    def threads(self) -> int:
        """Return how many tasks the workers can do at a time, at least 1."""
        self.look()
        return max(self._threads, 1)

    def submit(self, function: Callable[[Parcel], Answer], parcel: Parcel, key: str) -> Any:
        """Give out a task to any worker with the client's installation. Raises ClusterError."""
        with self._told():
            return self._client.submit(
                function, parcel, key=key, pure=False, resources={self._resource: 1}
            )

    def answer(self, future: Any) -> Answer | Literal["lost", "killed"]:
        """Return what a worker answered: lost on the way, or killed with its process.

        Raises ClusterError.
        """
        try:
            answer = future.result(timeout=PATIENCE)
        except CancelledError:
            self.look(now=True)
            return "lost"
        except (OSError, TimeoutError):
            self.look(now=True)
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
            raise ClusterError("A worker answered in an unknown form.", _GOES_ON)
        return answer

    def call(self, worker: str, function: Callable[..., None], *arguments: Any) -> None:
        """Have a function called by one worker; whether it was is seen by what comes next."""
        with self._told(), contextlib.suppress(OSError, TimeoutError):
            self._client.run(function, *arguments, workers=[worker], on_error="ignore")

    def cancel(self, futures: list[Any]) -> None:
        """Take tasks back, as far as the scheduler is there."""
        with contextlib.suppress(Exception):
            self._client.cancel(futures, force=True)

    def look(self, *, now: bool = False) -> None:
        """Look at scheduler and workers, every few seconds. Raises ClusterError.

        A worker that is not the client's like is told of once.
        """
        if self._client.status not in {"running", "newly-created"}:
            raise self._gone()
        if time.monotonic() - self._looked < LOOK and self._threads and not now:
            return
        with self._told():
            workers = self._client.scheduler_info(n_workers=-1)["workers"]
        self._looked = time.monotonic()
        alike = {
            address: worker["nthreads"]
            for address, worker in workers.items()
            if self._resource in (worker.get("resources") or {})
        }
        for address in workers.keys() - alike.keys() - self._refused.keys():
            found = differences(self._parts, workers[address].get("resources") or {})
            self._refused[address] = found
            self._tell(f"kuager: the worker at {address} gets no work: {'; '.join(found[:3])}.")
        self._threads = sum(alike.values())
        if self._threads:
            self._seen = self._looked
        elif time.monotonic() - self._seen > PATIENCE:
            raise self._nobody(workers.keys())

    def wait_for_workers(self, patience: float) -> None:
        """Wait until there is a worker that can be used. Raises ClusterError."""
        end = time.monotonic() + patience
        while True:
            self.look(now=True)
            if self._threads:
                return
            known = self._client.scheduler_info(n_workers=-1)["workers"].keys()
            # Whoever is there and cannot be used will not change.
            if time.monotonic() > end or known & self._refused.keys() == known != set():
                raise self._nobody(known)
            time.sleep(0.2)

    def _nobody(self, workers: Any) -> ClusterError:
        if any(address in self._refused for address in workers):
            return ClusterError(
                "No worker of the cluster has the same installation as this machine.",
                "Install the same versions on all machines (docs/CLUSTER.md), then start the "
                "workers again.",
            )
        return ClusterError(
            f"No worker is connected to the scheduler at {self._shown}.",
            f"Start one there: kuager cluster worker {self._shown}. {_GOES_ON}",
        )

    def _gone(self) -> ClusterError:
        return ClusterError(
            f"The scheduler at {self._shown} does not answer any more.",
            f"Start it again, or look at the network. {_GOES_ON}",
        )

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except ClusterError:
            raise
        except (OSError, TimeoutError, RuntimeError, CancelledError) as error:
            raise self._gone() from error


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
