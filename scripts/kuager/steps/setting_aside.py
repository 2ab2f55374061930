"""Documents that a step cannot use are set aside, and the rest goes on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kuager.documents.heads import Source, in_one
from kuager.errors import DocumentError, KuagerError
from kuager.executors import Fault


def fault_of(document: str, error: KuagerError) -> Fault:
    """Return an error as the reason why a document is set aside."""
    return Fault(document, error.problem, error.mend)


def usable(sources: Sequence[Source], faults: list[Fault]) -> list[Source]:
    """Return the sources that can be used; add to ``faults`` why the others cannot."""
    faults += [fault_of(one.document, one.fault) for one in sources if one.fault is not None]
    return [source for source in sources if source.fault is None]


def refuse_if_all(done: int, faults: Iterable[Fault]) -> None:
    """Raise DocumentError when there was something to do and all of it was set aside."""
    errors = [DocumentError(fault.problem, fault.mend) for fault in faults]
    if errors and not done:
        raise in_one(errors)


def each_once(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Return the faults without those that say again what an earlier one said."""
    return tuple({fault.problem: fault for fault in faults}.values())
