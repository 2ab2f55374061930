"""How far all documents are, for packs with too many of them to be opened at once."""

from __future__ import annotations

import threading
import time

from kuager.errors import KuagerError
from kuager.index import Summary
from kuager.pack import Pack
from kuager.steps.indexes import opened_index
from kuager.steps.indexing import pack_index

FEW = 60
"""Documents (in one locale each) that are all opened when the page starts."""
_FRESH = 5.0
"""Seconds for which what was looked up is shown again."""
_PATIENCE = 2.0
"""Seconds that a page waits for the index; then it shows what is known so far."""


class Archive:
    """The index, looked at again and again in the background. Safe to use from any thread."""

    def __init__(self, pack: Pack) -> None:
        """Take the pack; nothing is read yet."""
        self._pack = pack
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._looked = 0.0

    def look(self) -> threading.Thread | None:
        """Begin to bring the index up to date, unless that was done a moment before."""
        with self._lock:
            running = self._thread is not None and self._thread.is_alive()
            if not running and (not self._looked or time.monotonic() - self._looked > _FRESH):
                self._thread = threading.Thread(target=self._look, name="index", daemon=True)
                self._thread.start()
                running = True
            return self._thread if running else None

    def _look(self) -> None:
        try:
            with pack_index(self._pack):
                pass
        except KuagerError:
            pass  # told by the commands; the page shows what is known
        finally:
            self._looked = time.monotonic()

    def summaries(self) -> dict[tuple[str, str], Summary]:
        """Return what is known of the documents, by document and locale. Raises StorageError."""
        if thread := self.look():
            thread.join(_PATIENCE)
        with opened_index(self._pack, lambda index: index.summaries()) as (_, summaries):
            return summaries
