"""How commands tell of documents that were set aside, and of an index that was made anew."""

from __future__ import annotations

from collections.abc import Sequence

from kuager.cli.console import complain, note
from kuager.errors import GateError
from kuager.executors import Fault


def tell_aside(faults: Sequence[Fault]) -> int:
    """Say which documents were set aside and why; return the exit code that this means."""
    for fault in faults:
        complain(f"set aside: {fault.problem}", fault.mend)
    return GateError.exit_code if faults else 0


def aside_fields(faults: Sequence[Fault]) -> list[dict[str, str]]:
    """Return for programs what was set aside."""
    return [
        {"document": fault.document, "problem": fault.problem, "mend": fault.mend}
        for fault in faults
    ]


def index_notice() -> None:
    """Say that the index had to be made anew."""
    note("kuager: the index was damaged or made by another version; it is made anew.")
