"""The documents that are open: a desk each, what the checks say of it, and what changed when."""

from __future__ import annotations

import os
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress

from kuager.errors import KuagerError
from kuager.merging.versions import other_versions
from kuager.pack import Pack
from kuager.reports.counts import words_in
from kuager.steps import no_progress
from kuager.steps.desk import Desk
from kuager.web.archive import FEW, Archive
from kuager.web.filters import Searched, passing, searchable
from kuager.web.findings import Findings
from kuager.web.memories import Memories
from kuager.web.sources import Sources
from kuager.web.views import Filter

_REFRESH_EVERY = 0.5
"""Seconds between two looks at whether other programs wrote: several tabs ask."""
_RUNS = 2**30
_PER_RUN = 2**20


class Pace:
    """Tells work in the background whether somebody waits for an answer."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._lock = threading.Lock()
        self._waiting = 0

    def is_busy(self) -> bool:
        """Tell whether somebody waits."""
        return self._waiting > 0

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Count somebody as waiting for the length of a block."""
        with self._lock:
            self._waiting += 1
        try:
            yield
        finally:
            with self._lock:
                self._waiting -= 1


class OpenDesk:
    """A desk as the page sees it. Safe to use from several threads."""

    def __init__(self, desk: Desk, sources: Sources, pace: Pace) -> None:
        """Take the desk, the pack's sources, and what tells whether somebody waits."""
        self.desk = desk
        self.sources = sources
        self._pace = pace
        self._lock = threading.RLock()
        # Tabs outlive servers: numbers of another run must not be taken for ours.
        self._first = secrets.randbelow(_RUNS) * _PER_RUN
        self.revision = self._first
        """Grows with every change that a tab may have to show."""
        self._renumbered = self._first
        self._changed: dict[int, int] = {}
        self._collected = desk.revision
        self._searched: list[Searched] | None = None
        self._words: int | None = None
        self._refreshed = 0.0
        self._unreadable: KuagerError | None = None
        self._seen: set[int] = set()
        self.findings = self._new_findings()

    def _new_findings(self) -> Findings:
        document = self.desk.document
        return Findings(
            lambda: self.desk.units,
            lambda: self.sources.context(document),
            self._found,
            self._pace.is_busy,
        )

    def start(self) -> None:
        """Let the checks begin to look, if they have not."""
        with self._lock:
            self.findings.start()

    def close(self) -> None:
        """Save what waits and let the document go. Raises KuagerError, having let go."""
        self.findings.stop()
        self.desk.close()

    # What changed ---------------------------------------------------------------------------

    def refresh(self) -> None:
        """Take in what other programs wrote. Raises CatalogError, LedgerError, StorageError."""
        if time.monotonic() - self._refreshed >= _REFRESH_EVERY:
            self._unreadable = None
            try:
                self.desk.refresh()
            except KuagerError as error:
                self._unreadable = error
            self._refreshed = time.monotonic()
        if self._unreadable is not None:
            raise self._unreadable
        self.collect()

    def collect(self) -> None:
        """Note what the desk changed since the last time."""
        with self._lock:
            revision = self.desk.revision
            changed = self.desk.changes(self._collected)
            self._collected = revision
            if changed is None:
                self._start_anew()
            elif changed:
                self._note(changed)
                if self._searched is not None:
                    for number in changed:
                        self._searched[number - 1] = self._search_in(number)
                self.findings.renew(changed)

    def _start_anew(self) -> None:
        """Forget what was known of numbers that belong to other units now."""
        self.findings.stop(wait=False)
        self.findings = self._new_findings()
        self.findings.start()
        self._searched = self._words = None
        self._changed.clear()
        self._seen.clear()
        self.revision += 1
        self._renumbered = self.revision

    def _note(self, numbers: Iterable[int]) -> None:
        self.revision += 1
        for number in numbers:
            self._changed[number] = self.revision

    def _found(self, numbers: Sequence[int]) -> None:
        """Note what the checks found, where somebody was shown that it is not known yet."""
        with self._lock:
            if seen := self._seen.intersection(numbers):
                self._note(seen)

    def changes(self, since: int) -> list[int] | None:
        """Return the units that changed after a revision; None where a tab has to start anew."""
        with self._lock:
            if not self._renumbered <= since <= self.revision:
                return None
            return sorted(n for n, revision in self._changed.items() if revision > since)

    def show(self, numbers: Iterable[int]) -> None:
        """Remember that somebody sees these units: what the checks find on them is news."""
        shown = list(numbers)
        with self._lock:
            self._seen.update(shown)
            self.findings.want(shown)

    # Filters --------------------------------------------------------------------------------

    def passing(self, wanted: Filter) -> list[int]:
        """Return the numbers of the units that a filter lets through."""
        with self._lock:
            if self._searched is None:
                self._searched = [self._search_in(n + 1) for n in range(len(self.desk.units))]
            searched = list(self._searched)
        return passing(wanted, searched, self.findings.known_of)

    def _search_in(self, number: int) -> Searched:
        unit, entry = self.desk.unit(number), self.desk.entry(number)
        versions, rest = other_versions(entry.remark)
        notes = (event.note for event in self.desk.said(number))
        texts = (unit.source, unit.target, *versions, rest, *notes)
        return Searched(unit, entry, searchable(*filter(None, texts)))

    def words(self) -> int:
        """Return the number of words in the source."""
        if self._words is None:
            self._words = sum(words_in(unit.source) for unit in self.desk.units)
        return self._words


class Desks:
    """All documents of a pack in all its locales, opened when they are asked for."""

    def __init__(self, pack: Pack, on_wait: Callable[[], None] = no_progress) -> None:
        """Take the pack; nothing is read yet."""
        self.pack = pack
        self.sources = Sources(pack)
        self.memories = Memories(pack)
        self.archive = Archive(pack)
        self.pace = Pace()
        self._on_wait = on_wait
        self._lock = threading.Lock()
        self._locks: dict[tuple[str, str], threading.Lock] = {}
        self._open: dict[tuple[str, str], OpenDesk] = {}
        self._closed = False

    def names(self) -> Iterator[tuple[str, str]]:
        """Yield document and locale of all there are; none where nothing is segmented."""
        for document in self.pack.template_names():
            for locale in self.pack.locales():
                yield document, locale

    def open(self, document: str, locale: str) -> OpenDesk:
        """Return a document's desk, opened if it is not.

        Raises DocumentError and UsageError for names that there are not, CatalogError,
        LedgerError, StorageError.
        """
        known = self._open.get((document, locale))
        if known is not None and self.pack.template_path(document).is_file():
            return known
        self.pack.locales([locale])
        self.pack.document_ids([document])
        with self._lock:
            lock = self._locks.setdefault((document, locale), threading.Lock())
        with lock:
            found = self._open.get((document, locale))
            if found is None:
                if self._closed:
                    raise KuagerError("The review page is being closed.", "Start it again.")
                desk = Desk(self.pack, document, locale, on_wait=self._on_wait)
                found = self._open[document, locale] = OpenDesk(desk, self.sources, self.pace)
            return found

    def warm(self) -> threading.Thread:
        """Open every document and the memory in the background, so that nobody waits for them."""
        thread = threading.Thread(target=self._warm, name="opening", daemon=True)
        thread.start()
        return thread

    def _warm(self) -> None:
        names = list(self.names())
        if len(names) > FEW:
            self.archive.look()
            names = self.at_hand(names)
        for document, locale in names:
            try:
                self.open(document, locale).passing(Filter(text=" "))
            except KuagerError:
                continue  # told when somebody asks for it
        self.memories.warm()

    def at_hand(self, names: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Return those that are open, or hold steps that a killed program left unsaved."""
        unsaved = set()
        with suppress(OSError), os.scandir(self.pack.private_folder / "desk") as journals:
            for journal in journals:
                with suppress(OSError):  # one that has just been saved is gone
                    if journal.stat().st_size:
                        unsaved.add(journal.name)
        return [
            (document, locale)
            for document, locale in names
            if (document, locale) in self._open or f"{locale}.{document}.jsonl" in unsaved
        ]

    def recut(self, opened: OpenDesk, number: int, after: str | None) -> None:
        """Split or join segments of a document, for all its locales. See ``Desk.recut``."""
        for (document, _), other in list(self._open.items()):
            if document == opened.desk.document and other is not opened:
                other.desk.flush()
        opened.desk.recut(number, after)
        opened.collect()

    def saved(self) -> bool:
        """Tell whether all that was acknowledged is in catalogs and ledgers."""
        return all(opened.desk.saved for opened in list(self._open.values()))

    def close(self) -> list[KuagerError]:
        """Save and close everything; return why something could not be saved."""
        self._closed = True
        troubles: list[KuagerError] = []
        with ExitStack() as closing:
            closing.callback(self.memories.close)
            for name in list(self._open):
                with self._locks[name]:
                    try:
                        self._open.pop(name).close()
                    except KuagerError as error:
                        troubles.append(error)
        return troubles
