"""The translation memory for the review page: opened once, in a thread of its own.

Opening it reads every catalog and ledger of the pack; that must not keep anybody waiting who
only types. A connection to SQLite belongs to the thread that made it.
"""

from __future__ import annotations

import contextlib
import time
from concurrent.futures import ThreadPoolExecutor

from kuager.memory import Match, Memory
from kuager.pack import Pack
from kuager.steps.memory import pack_memory

_FRESH = 600.0
"""Seconds after which the memory is held against what is approved again."""


class Memories:
    """What was translated before, for all documents of a pack. Safe to use from any thread."""

    def __init__(self, pack: Pack) -> None:
        """Take the pack; nothing is read yet."""
        self._pack = pack
        self._executor = ThreadPoolExecutor(1, "memory")
        self._opened: contextlib.ExitStack | None = None
        self._memory: Memory | None = None
        self._read = 0.0

    def warm(self) -> None:
        """Begin to read; do not wait."""
        with contextlib.suppress(RuntimeError):
            self._executor.submit(self._quietly)

    def find(self, source: str, locale: str, limit: int) -> list[Match]:
        """Return the best matches of a segment, see ``Memory.find``.

        Raises CatalogError, LedgerError, StorageError.
        """
        return self._executor.submit(self._find, source, locale, limit).result()

    def close(self) -> None:
        """Let go of the memory; nothing is found any more."""
        with contextlib.suppress(RuntimeError):
            self._executor.submit(self._release)
        self._executor.shutdown(wait=True)

    # In the thread of the memory ------------------------------------------------------------

    def _quietly(self) -> None:
        with contextlib.suppress(Exception):
            self._open()

    def _find(self, source: str, locale: str, limit: int) -> list[Match]:
        try:
            return self._open().find(source, locale, limit=limit)
        except BaseException:
            self._release()
            raise

    def _open(self) -> Memory:
        if self._memory is None or time.monotonic() - self._read > _FRESH:
            self._release()
            with contextlib.ExitStack() as stack:
                self._memory = stack.enter_context(pack_memory(self._pack))
                self._opened = stack.pop_all()
            self._read = time.monotonic()
        return self._memory

    def _release(self) -> None:
        opened, self._opened, self._memory = self._opened, None, None
        if opened is not None:
            with contextlib.suppress(Exception):
                opened.close()
