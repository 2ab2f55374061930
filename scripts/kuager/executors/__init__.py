"""Where a step's work on many documents is done: in this process, on all cores, elsewhere."""

from kuager.executors.base import Executor, Fault, Outcome, Task
from kuager.executors.processes import Processes, open_executor
from kuager.executors.serial import SERIAL, Serial

__all__ = [
    "SERIAL",
    "Executor",
    "Fault",
    "Outcome",
    "Processes",
    "Serial",
    "Task",
    "open_executor",
]
