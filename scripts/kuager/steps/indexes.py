"""The pack's index: opened, and made anew where it is damaged."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from kuager.errors import StorageError
from kuager.index import DamagedIndexError, Index, discard, open_index
from kuager.pack import Pack
from kuager.steps import no_progress

FILE = "index.sqlite"
"""Name of the index in ``.kuager/``."""
_Brought = TypeVar("_Brought")


@contextlib.contextmanager
def opened_index(
    pack: Pack,
    bring: Callable[[Index], _Brought],
    on_loss: Callable[[], None] = no_progress,
) -> Iterator[tuple[Index, _Brought]]:
    """Open the pack's index and bring it up to date, in whichever way.

    One that is damaged, or of another version, is made anew; ``on_loss`` is called then. In a
    dry run, and where the disk takes none, it lives in working memory. Where damage shows only
    later, raises DamagedIndexError that says to start again.
    """
    path = _place(pack)
    with contextlib.ExitStack() as opened:
        try:
            index = opened.enter_context(open_index(path))
            brought = bring(index)
        except DamagedIndexError:
            opened.close()
            discard_index(pack)
            on_loss()
            index = opened.enter_context(open_index(path))
            brought = bring(index)
        except StorageError:
            opened.close()
            if path is None:
                raise
            index = opened.enter_context(open_index(None))
            brought = bring(index)
        try:
            yield index, brought
        except DamagedIndexError as error:
            opened.close()
            discard_index(pack)
            raise DamagedIndexError(
                "The index was damaged and has been removed.",
                "Run the command again: it is made anew.",
            ) from error


def _place(pack: Pack) -> Path | None:
    if pack.dry_run:
        return None
    try:
        return pack.private_file(FILE)
    except StorageError:
        return None


def discard_index(pack: Pack) -> None:
    """Remove the pack's index, with every text in it. Raises StorageError."""
    discard(pack.inside(pack.private_folder / FILE))
