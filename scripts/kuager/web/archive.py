"""How far all documents are, for packs with too many of them to be opened at once."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Mapping

from kuager.errors import KuagerError
from kuager.index import Stamp, Summary, stamp_of
from kuager.index.queries import query_of, typed_terms
from kuager.index.searching import Hit, find
from kuager.pack import Pack
from kuager.steps.indexes import FILE, opened_index
from kuager.steps.indexing import pack_index
from kuager.web.views import Wanted

FEW = 60
"""Documents (in one locale each) that are all opened when the page starts."""
_FRESH = 5.0
"""Seconds for which what was looked up is shown again."""
_PATIENCE = 2.0
"""Seconds that a page waits for the index while nothing is known; then it shows that."""
_HASTE = 0.3
"""Seconds that it waits where something is known already."""


class Archive:
    """The index, looked at again and again in the background. Safe to use from any thread."""

    def __init__(self, pack: Pack) -> None:
        """Take the pack; nothing is read yet."""
        self._pack = pack
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._looked = 0.0
        self._known: tuple[Stamp | None, Mapping[tuple[str, str], Summary]] = (None, {})
        """What was read last, and of which index; replaced whole, as many threads read."""
        self.trouble = ""
        """Why the index could not be brought up to date, the last time that was tried."""

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
                self.trouble = ""
        except KuagerError as error:
            self.trouble = str(error)
        finally:
            self._looked = time.monotonic()

    def summaries(self) -> Mapping[tuple[str, str], Summary]:
        """Return what is known of the documents, by document and locale. Raises StorageError."""
        self._wait()
        stamp = stamp_of([os.fspath(self._pack.private_folder / FILE)])
        before, summaries = self._known
        if before is None or not stamp.settled or stamp.stamp != before.stamp:
            with opened_index(self._pack, lambda index: index.summaries()) as (_, summaries):
                if summaries:  # an index that is held by others gives none
                    self._known = stamp, summaries
        return summaries

    def find(self, wanted: Wanted, limit: int) -> list[Hit]:
        """Return units that the words stand in, in the locale and state that are wanted.

        Raises StorageError.
        """
        terms = typed_terms(wanted.words)
        if not terms:
            return []
        locales = [wanted.locale] if wanted.locale else []
        query = query_of(terms, None, locales, [wanted.state] if wanted.state else [])
        self._wait()
        with opened_index(self._pack, lambda index: find(index, query, limit)) as (_, hits):
            return hits

    def _wait(self) -> None:
        if thread := self.look():
            thread.join(_HASTE if self._known[1] else _PATIENCE)
