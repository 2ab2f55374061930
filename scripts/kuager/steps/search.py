"""Search: units by their words, in all documents at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kuager.errors import UsageError
from kuager.executors import SERIAL, Executor, Fault
from kuager.index.queries import LONGEST, Side, query_of, terms_of
from kuager.index.searching import Hit, find
from kuager.model import State
from kuager.pack import Pack
from kuager.steps import no_progress
from kuager.steps.indexing import pack_index


@dataclass(frozen=True, slots=True)
class SearchReport:
    """What was found."""

    hits: list[Hit]
    more: bool
    """There is more than was asked for."""
    set_aside: tuple[Fault, ...]
    """Why some documents were not looked through."""


def search(
    pack: Pack,
    words: Sequence[str],
    documents: Sequence[str] = (),
    locales: Sequence[str] = (),
    *,
    states: Sequence[State] = (),
    side: Side | None = None,
    limit: int = 20,
    executor: Executor = SERIAL,
    progress: Callable[[int, int], None] = no_progress,
    on_loss: Callable[[], None] = no_progress,
) -> SearchReport:
    """Return units with all of the words (``terms_of`` tells how they are meant).

    The words of one unit may stand in its source or in its target, or only in the ``side``
    asked for. Raises UsageError, DocumentError, InputError, TermbaseError, StorageError.
    """
    if sum(map(len, words)) > LONGEST:
        raise UsageError(f"That is too long: look for at most {LONGEST} characters.")
    terms = terms_of(words)
    if not terms:
        raise UsageError("There is nothing to look for.", "Give a word with letters or figures.")
    query = query_of(terms, side, locales, states)
    with pack_index(
        pack, documents, locales, executor=executor, progress=progress, on_loss=on_loss
    ) as current:
        among = current.sheets if documents else None
        hits = find(current.index, query, limit + 1, among)
        return SearchReport(hits[:limit], len(hits) > limit, current.refreshed.set_aside)
