"""Tasks done on all cores of this machine, each core by a process of its own.

Not ``concurrent.futures.ProcessPoolExecutor``: where one process dies, all of its tasks fail and it
is over (BrokenProcessPool), without a word on which of them did it; and a client that is killed
leaves its processes behind, and they leave theirs (pandoc).
"""

from __future__ import annotations

import contextlib
import os
import pickle
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from queue import Empty
from types import TracebackType
from typing import Any, Self

from kuager.executors.base import Executor, Fault, Outcome, Result, Task
from kuager.executors.messages import READY, Answer
from kuager.executors.serial import SERIAL
from kuager.executors.workers import Inbox, Worker, cannot_start
from kuager.pack import Pack

FEWEST = 5
"""Tasks that it is worth starting processes for. To start one takes 0.27 to 0.30 s of a core, to
segment a document of 100 units in two locales 0.12 to 0.13 s, so on two cores both ways take as
long at 4.4 to 5.1 documents (measured by tests/benchmarks/cores.py)."""
_AHEAD = 4
"""Tasks that a process has been given at once, so that it never waits for the client."""
_WINDOW = 64
"""Tasks per process that may be begun and not yet taken by the client: one long document does
not keep the others from going on behind it, and of 10,000 only so many are ever in memory."""
_BYTES = 64 * 2**20
"""Answers that wait for their turn, in bytes, before no further task is begun."""
_TRIES = 2
"""Times that a task may take its process down. The second time nothing else is at work: what
ended the process may have been the lack of memory that all of them caused together."""
_PATIENCE = 0.5
"""Seconds."""
_CRASH_MEND = "Take it out of the pack, or simplify it, and report this as a fault of Kuager."


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextlib.contextmanager
def open_executor(jobs: int | None = None, fewest: int = FEWEST) -> Iterator[Executor]:
    """Yield an executor that uses so many processes, by default one for each core.

    For one job, and for fewer tasks than ``fewest``, everything is done in this process.
    """
    wanted = cores() if jobs is None else jobs
    if wanted <= 1:
        yield SERIAL
        return
    with Processes(wanted, fewest) as processes:
        yield processes


class Processes:
    """Does tasks in processes, which stay for the next run until it is closed.

    A process that dies costs the task that it was doing, and only after a second try.
    """

    def __init__(self, jobs: int, fewest: int = FEWEST) -> None:
        self._jobs = jobs
        self._fewest = fewest
        self._inbox: Inbox = Inbox()
        self._workers: list[Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all processes."""
        for worker in self._workers:
            worker.end()
        self._workers.clear()
        self._inbox = Inbox()

    def run(
        self,
        pack: Pack,
        tasks: Sequence[Task[Result]],
        progress: Callable[[int, int], None],
    ) -> Iterator[Outcome[Result]]:
        """Yield the outcome of every task, in the order of the tasks.

        Raises InputError where no process can be started. Whoever stops listening half-way ends
        what is being done.
        """
        if len(tasks) < self._fewest:
            yield from SERIAL.run(pack, tasks, progress)
            return
        run = _Run(pack, tasks, self._inbox, self._workers, min(self._jobs, len(tasks)))
        finished = False
        try:
            for number, task in enumerate(tasks):
                while True:
                    run.take_what_came()
                    run.give_out()
                    progress(run.done, len(tasks))
                    if number in run.answers:
                        break
                    run.wait()
                yield run.outcome(number, task)
            finished = True
        finally:
            if not finished:
                self.close()


class _Run:
    """How far the tasks of one run are."""

    def __init__(
        self,
        pack: Pack,
        tasks: Sequence[Task[Any]],
        inbox: Inbox,
        workers: list[Worker],
        wanted: int,
    ) -> None:
        self.answers: dict[int, bytes] = {}
        """Those that came and were not yet taken, as they came."""
        self.done = 0
        self._pack = pack
        self._tasks = tasks
        self._inbox = inbox
        self._workers = workers
        self._wanted = wanted
        self._waiting = deque(range(len(tasks)))
        self._suspects: deque[int] = deque()
        """Tasks that a process died of, to be tried again when nothing else is at work."""
        self._alone: int | None = None
        """The one of them that is being tried again."""
        self._deaths: Counter[int] = Counter()
        self._taken = 0
        self._bytes = 0

    def outcome(self, number: int, task: Task[Result]) -> Outcome[Result]:
        """Take the answer to a task. Raises what the task raised, if that is asked for."""
        content = self.answers.pop(number)
        self._taken += 1
        self._bytes -= len(content)
        answer: Answer = pickle.loads(content)  # noqa: S301 (from a process of ours)
        if answer.raised is not None:
            raise answer.raised
        return Outcome(task, answer.value, answer.fault)

    def give_out(self) -> None:
        """Give tasks to all processes that have too few. Raises InputError."""
        while len(self._workers) < self._wanted:
            self._workers.append(Worker(self._inbox))
        if self._suspects or self._alone is not None:
            if self._alone is None and not self._at_work():
                self._alone = self._suspects.popleft()
                self._give(self._workers[0], self._alone)
            return
        ahead = max(1, min(_AHEAD, len(self._waiting) // (2 * self._wanted)))
        for depth in range(1, ahead + 1):
            for worker in self._workers:
                if self._waiting and len(worker.tasks) < depth and self._may_begin():
                    self._give(worker, self._waiting.popleft())

    def take_what_came(self) -> None:
        """Take all answers that have come. Raises InputError."""
        with contextlib.suppress(Empty):
            while True:
                self._take(*self._inbox.get_nowait())

    def wait(self) -> None:
        """Wait for an answer, or for a short while. Raises InputError."""
        with contextlib.suppress(Empty):
            # Not without end: Windows would hear no interruption.
            self._take(*self._inbox.get(timeout=_PATIENCE))

    def _at_work(self) -> bool:
        return any(worker.tasks for worker in self._workers)

    def _may_begin(self) -> bool:
        begun = len(self._tasks) - len(self._waiting) - self._taken
        within = begun < _WINDOW * self._wanted and self._bytes < _BYTES
        return within or not self._at_work()

    def _give(self, worker: Worker, number: int) -> None:
        worker.give(number, pickle.dumps((self._pack, self._tasks[number])))

    def _take(self, worker: Worker, content: bytes | None) -> None:
        if content is None:
            self._bury(worker)
        elif content == READY:
            worker.ready = True
        else:
            self._settle(worker.tasks.popleft(), content)

    def _settle(self, number: int, content: bytes) -> None:
        self.answers[number] = content
        self._bytes += len(content)
        self.done += 1
        if number == self._alone:
            self._alone = None

    def _bury(self, worker: Worker) -> None:
        """Give back what a dead process had before it, and suspect what it was doing."""
        worker.end()
        self._workers.remove(worker)
        if not worker.ready:
            raise cannot_start()
        if not worker.tasks:
            return
        suspect, *others = worker.tasks
        self._waiting.extendleft(reversed(others))
        self._deaths[suspect] += 1
        if self._deaths[suspect] < _TRIES:
            self._suspects.append(suspect)
            self._alone = None if suspect == self._alone else self._alone
            return
        name = self._tasks[suspect].name
        fault = Fault(name, f"{name}: ended the process that worked on it.", _CRASH_MEND)
        self._settle(suspect, pickle.dumps(Answer(fault=fault)))
