"""What every executor offers, and what becomes of a task that fails.

A task reads and computes; it never writes to the pack. What it returns is written by whoever
gave it out, through the same atomic paths and ledgers as ever. So it does not matter where a task
is done, or whether it is done twice.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from kuager.errors import KuagerError
from kuager.pack import Pack

Result = TypeVar("Result")

INTERNAL_MEND = "Please report it; KUAGER_DEBUG=1 shows where it happened."


@dataclass(frozen=True, slots=True)
class Task(Generic[Result]):
    """One document's share of a step."""

    name: str
    """Of the document, as reports call it."""
    function: Callable[..., Result]
    """A function of a module, called with the pack and the arguments."""
    arguments: tuple[Any, ...] = ()
    """What can be pickled."""
    files: tuple[Path, ...] = ()
    """Files and folders of the pack that it reads, for a machine that has no other disk."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a document was set aside. Neither part ever holds a sentence of the testimony."""

    document: str
    problem: str
    mend: str


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Result]):
    """What became of a task: a value, or a fault."""

    task: Task[Result]
    value: Result | None = None
    fault: Fault | None = None


class Executor(Protocol):
    """Somewhere tasks are done."""

    def run(
        self,
        pack: Pack,
        tasks: Sequence[Task[Result]],
        progress: Callable[[int, int], None],
    ) -> Iterator[Outcome[Result]]:
        """Yield the outcome of every task, in the order of the tasks.

        A task that fails, or takes its process down with it, costs the others nothing.
        ``progress`` is told how many are done, of how many.
        """


def attempt(pack: Pack, task: Task[Result]) -> Outcome[Result]:
    """Do one task here. Only interruptions are raised; with KUAGER_DEBUG=1 also what is a bug."""
    try:
        return Outcome(task, task.function(pack, *task.arguments))
    except KuagerError as error:
        return Outcome(task, fault=Fault(task.name, error.problem, error.mend))
    except Exception as error:
        if os.environ.get("KUAGER_DEBUG"):
            raise
        return Outcome(task, fault=internal_fault(task.name, error))


def internal_fault(name: str, error: Exception) -> Fault:
    """Return how a bug is told: its kind, and nothing of its words, which may quote the text."""
    return Fault(name, f"{name}: internal error ({type(error).__name__}).", INTERNAL_MEND)
