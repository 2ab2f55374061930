"""What commands tell beside their result: documents set aside, headers, an index made anew."""

from __future__ import annotations

from collections.abc import Sequence

from kuager.cli.console import complain, note
from kuager.errors import GateError
from kuager.executors import Fault
from kuager.steps.headers import CatalogHeader


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


def warn_of_headers(headers: Sequence[CatalogHeader]) -> None:
    """Say which catalogs name somebody in their header."""
    for header in headers:
        remedy = "kuager segment or kuager review claim"
        if header.ours:
            remedy = "python -m kuager.interface.upkeep"
        note(
            f"kuager: the header of {header.path} may name somebody ({', '.join(header.fields)}). "
            f"{remedy} removes that; do it before you share the file."
        )
