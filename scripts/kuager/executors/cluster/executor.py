"""Tasks done on other machines, through the scheduler of a ``distributed`` cluster.

The client speaks to the scheduler alone. A task goes to a worker whose installation is the same
as the client's, with the files that it reads; what it returns comes back the same way, and only
the client writes. What is sent and returned is pickled: whoever holds a certificate of the
cluster can run programs in its processes, the client's included.
"""

from __future__ import annotations

import contextlib
import pickle
import queue
import secrets
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kuager.errors import KuagerError
from kuager.executors.base import Fault, Outcome, Result, Task
from kuager.executors.cluster.connection import Connection, Sent
from kuager.executors.cluster.parcels import Packer
from kuager.executors.cluster.worker import Answer, do, keep_heavy
from kuager.pack import Pack

AHEAD = 2
"""Tasks given out for each thread of the workers, so that none waits for the next."""
HELD = 16
"""Outcomes for each thread that may wait for an earlier one before no more is given out."""
RETURNS = 20
"""Times that a task comes back undone before there is something wrong with the cluster itself."""
FULL = 8
"""Answers for each thread, one after the other, that a worker's disk is full, before all are."""


@dataclass(slots=True)
class _Flight:
    """A task that was given out."""

    index: int
    task: Task[Any]
    returns: int = 0
    suspect: bool = False
    """It was there when processes died; whether it killed them shows when it is done alone."""


class ClusterExecutor:
    """Does tasks on a cluster's workers."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def run(
        self,
        pack: Pack,
        tasks: Sequence[Task[Result]],
        progress: Callable[[int, int], None],
    ) -> Iterator[Outcome[Result]]:
        """Yield the outcome of every task, in the order of the tasks. Raises ClusterError."""
        waiting: dict[int, Outcome[Result]] = {}
        following = 0
        for done, (index, outcome) in enumerate(self.done(pack, tasks, lambda: len(waiting)), 1):
            progress(done, len(tasks))
            waiting[index] = outcome
            while following in waiting:
                yield waiting.pop(following)
                following += 1

    def done(
        self,
        pack: Pack,
        tasks: Iterable[Task[Result]],
        held: Callable[[], int] = lambda: 0,
    ) -> Iterator[tuple[int, Outcome[Result]]]:
        """Yield the outcome of every task with its number, from 0, as they come.

        ``tasks`` are asked for when there is room for them; ``held`` tells how many outcomes
        wait for an earlier one. A task whose process ends is done again, in the end alone; it
        is at fault when it ends that too. Raises ClusterError when the scheduler is lost or has
        no worker left that could do it.
        """
        run = _Run(self._connection, Packer(pack), enumerate(tasks), held)
        try:
            yield from run.outcomes()
        finally:
            run.give_up()


class _Run:
    """One pass over tasks."""

    def __init__(
        self,
        connection: Connection,
        packer: Packer,
        tasks: Iterator[tuple[int, Task[Any]]],
        held: Callable[[], int],
    ) -> None:
        self._connection = connection
        self._packer = packer
        self._tasks = tasks
        self._held = held
        self._out: dict[str, tuple[_Flight, Sent]] = {}
        self._suspects: deque[_Flight] = deque()
        self._turned_away = 0
        """Answers since the last useful one that a worker had no room on its disk."""
        self._finished: queue.SimpleQueue[str] = queue.SimpleQueue()

    def outcomes(self) -> Iterator[tuple[int, Outcome[Any]]]:
        more = True
        while more or self._out or self._suspects:
            while more and self._has_room():
                index, task = next(self._tasks, (-1, None))
                if task is None:
                    more = False
                else:
                    yield from self._give_out(_Flight(index, task))
            if not self._out and self._suspects:
                yield from self._give_out(self._suspects.popleft())
            if self._out:
                yield from self._judge(*self._out.pop(self._next()))

    def give_up(self) -> None:
        """Take back what is still out."""
        self._connection.cancel([sent for _, sent in self._out.values()])
        self._out.clear()

    def _has_room(self) -> bool:
        threads = self._connection.threads()
        if len(self._out) >= AHEAD * threads:
            return False
        return not self._out or self._held() < HELD * threads

    def _next(self) -> str:
        """Return the key of a task that is done; wait for it, as long as there is hope."""
        while True:
            with contextlib.suppress(queue.Empty):
                key = self._finished.get(timeout=0.5)
                if key in self._out:
                    return key
            self._connection.look()

    def _give_out(self, flight: _Flight) -> Iterator[tuple[int, Outcome[Any]]]:
        """Give a task out; yield its fault where that cannot be done. Raises ClusterError."""
        try:
            parcel = self._packer.parcel(flight.task)
        except KuagerError as error:
            yield self._fault(flight, error.problem, error.mend)
            return
        # The key shows in the scheduler's records: it names no document.
        key = f"kuager-{secrets.token_hex(12)}"
        sent = self._connection.submit(do, parcel, key, lambda: self._finished.put(key))
        self._out[key] = (flight, sent)

    def _judge(self, flight: _Flight, sent: Sent) -> Iterator[tuple[int, Outcome[Any]]]:
        """Yield what became of a task, or give it out once more. Raises ClusterError."""
        answer = self._connection.answer(sent)
        if not isinstance(answer, Answer) or not answer.full:
            self._turned_away = 0
        if isinstance(answer, Answer) and answer.full:
            self._turn_away(answer.worker)
            yield from self._give_out(flight)
        elif isinstance(answer, Answer) and answer.lacking:
            self._deliver(answer)
            yield from self._again(flight)
        elif isinstance(answer, Answer) and answer.fault:
            yield flight.index, Outcome(flight.task, fault=answer.fault)
        elif isinstance(answer, Answer):
            yield flight.index, Outcome(flight.task, pickle.loads(answer.value))  # noqa: S301
        elif answer == "lost":
            yield from self._again(flight)
        elif not flight.suspect:
            flight.suspect = True
            self._suspects.append(flight)
        else:
            problem = f"{flight.task.name} ended every process that worked on it."
            yield self._fault(flight, problem, "Leave it out, or give the workers more memory.")

    def _again(self, flight: _Flight) -> Iterator[tuple[int, Outcome[Any]]]:
        flight.returns += 1
        if flight.returns < RETURNS:
            yield from self._give_out(flight)
        else:
            problem = f"{flight.task.name} came back from the cluster undone {RETURNS} times."
            yield self._fault(flight, problem, "Look at the workers and run the command again.")

    def _turn_away(self, worker: str) -> None:
        """Take note that a worker had no room for a task. Raises ClusterError if none has any."""
        self._connection.tell_full(worker)
        self._turned_away += 1
        if self._turned_away > FULL * self._connection.threads():
            raise self._connection.nobody()

    def _deliver(self, answer: Answer) -> None:
        for digest in answer.lacking:
            self._connection.call(answer.worker, keep_heavy, digest, self._packer.heavy(digest))

    @staticmethod
    def _fault(flight: _Flight, problem: str, mend: str) -> tuple[int, Outcome[Any]]:
        return flight.index, Outcome(flight.task, fault=Fault(flight.task.name, problem, mend))
