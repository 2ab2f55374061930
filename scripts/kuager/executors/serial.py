"""Tasks done one after the other, in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kuager.executors.base import Outcome, Result, Task, attempt
from kuager.pack import Pack


class Serial:
    """Does every task here and now."""

    def run(
        self,
        pack: Pack,
        tasks: Sequence[Task[Result]],
        progress: Callable[[int, int], None],
    ) -> Iterator[Outcome[Result]]:
        """Yield the outcome of every task, in the order of the tasks."""
        for done, task in enumerate(tasks, 1):
            outcome = attempt(pack, task)
            progress(done, len(tasks))
            yield outcome


SERIAL = Serial()
