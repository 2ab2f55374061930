"""The desk: a document in one locale, kept open while people work on it in the review page.

What is acknowledged is in the journal first and in catalog and ledger soon after, in the
background; between the two, a killed program loses nothing. Other programs may save the
catalog meanwhile: their work is taken in, steps that wait are taken again on top of it, and
where both changed a unit, one text becomes the other version of the other.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Self

from kuager.errors import KuagerError, StorageError, UsageError
from kuager.journal import Dropped, Journal, Saved, Step, Typed
from kuager.ledgers import check_actor
from kuager.model import CatalogEntry, Finding, Unit
from kuager.pack import Pack
from kuager.review import Event
from kuager.steps import no_progress
from kuager.steps.begun import Begun
from kuager.steps.replaying import as_step, count_alike, left_over, replay
from kuager.steps.segment import segment
from kuager.steps.segments import join, split
from kuager.steps.turns import Wish, check_wish, tidy_target
from kuager.steps.watching import look
from kuager.steps.workbench import Workbench
from kuager.storage import locked, make_private

SAVE_AFTER = 0.7
"""Seconds from a step to the saving of catalog and ledger: several steps are saved at once."""
_REST = 4
"""Times as long as a saving took that nothing is saved after it: large catalogs take a second."""
_RETRY_AFTER = 5.0
"""Seconds after a refused saving until the next attempt."""
_MOST_EARLIER = 20


class Desk:
    """One document in one locale; safe to use from several threads. Units count from 1.

    Its methods raise UsageError and TransitionError as the workbench does; DocumentError,
    CatalogError and LedgerError where what is on the disk cannot be used any more; StorageError
    where the disk refuses: then nothing was acknowledged.
    """

    def __init__(
        self,
        pack: Pack,
        document: str,
        locale: str,
        *,
        save_after: float = SAVE_AFTER,
        on_wait: Callable[[], None] = no_progress,
    ) -> None:
        """Read the document, and take again what a killed program had acknowledged."""
        self._pack = pack
        self.document = document
        self.locale = locale
        self._save_after = save_after
        self._on_wait = on_wait
        self._lock = threading.RLock()
        self._saving = threading.Lock()
        self._pause = 0.0
        self._timer: threading.Timer | None = None
        self._closed = False
        self._bench = Workbench.open(pack, document, locale)
        self._disk = self._look()
        self._across: list[list[Finding]] = [[] for _ in self._bench.units]
        self.revision = 1
        """Grows with every change that a page may have to show."""
        self._renumbered = 1
        self._changes: dict[int, int] = {}
        self.trouble: KuagerError | None = None
        """Why what was acknowledged could not be saved yet; None when all is well."""
        self.told: list[str] = []
        """What people should know of words and steps that have no place any more; with their
        words, so never for a log."""
        self._earlier: dict[str, list[str]] = defaultdict(list)
        self._waiting: list[Step | Dropped] = []
        self._sequence = 0
        folder = pack.private_file("desk")
        make_private(folder, ".kuager/desk")
        path = folder / f"{locale}.{document}.jsonl"
        self._held = contextlib.ExitStack()
        self._held.enter_context(locked(path.with_suffix(".lock"), pack.name(path), on_wait))
        self._journal = Journal(path, pack.name(path))
        self._recover()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # What is there --------------------------------------------------------------------------

    @property
    def units(self) -> Sequence[Unit]:
        """The units as they are now; the sequence changes under whoever keeps it."""
        return self._bench.units

    def unit(self, number: int) -> Unit:
        """Return a unit as it is now."""
        return self._bench.unit(number)

    def entry(self, number: int) -> CatalogEntry:
        """Return a unit's catalog entry as it is now."""
        return self._bench.entry(number)

    def number_of(self, unit: str) -> int | None:
        """Return the number of the unit with an id, None if there is none any more."""
        return self._bench.number_of(unit)

    def findings(self, number: int, target: str | None = None) -> list[Finding]:
        """Return the findings on a unit alone, or on it with a text that is being typed."""
        if target is not None:
            target = tidy_target(target)
        return self._bench.findings(number, target)

    def look_across(self) -> None:
        """Look for what the document's units give rise to together; takes its time."""
        with self._lock:
            bench = self._bench
        found = bench.look_across()
        with self._lock:
            if bench is self._bench:
                self._across = found

    def findings_across(self, number: int) -> list[Finding]:
        """Return what ``look_across`` found on a unit the last time."""
        return self._across[number - 1] if number <= len(self._across) else []

    def said(self, number: int) -> list[Event]:
        """Return remarks and assignments of a unit, in order."""
        return self._bench.history.remarks(self._bench.unit(number).id)

    def open_questions(self, number: int) -> list[Event]:
        """Return the questions about a unit that wait for an answer."""
        return self._bench.history.open_questions(self._bench.unit(number).id)

    def earlier(self, number: int) -> list[str]:
        """Return the targets a unit had since the desk was opened, the latest first."""
        return list(reversed(self._earlier[self._bench.unit(number).id]))

    def typed(self, number: int) -> Typed | None:
        """Return what somebody has begun to type for a unit."""
        return self._begun.of(self._bench.unit(number).id)

    def stray(self) -> list[Typed]:
        """Return what was begun for sentences that are not in the document any more."""
        return self._begun.stray(self._bench)

    def changes(self, since: int) -> list[int] | None:
        """Return the units that changed after a revision; None if the numbers changed too."""
        with self._lock:
            if since < self._renumbered:
                return None
            return sorted(n for n, revision in self._changes.items() if revision > since)

    @property
    def saved(self) -> bool:
        """All that was acknowledged is in catalog and ledger."""
        return not self._waiting

    # What people do -------------------------------------------------------------------------

    def type(self, number: int, actor: str, text: str, shown: str, seen: str = "") -> Typed | None:
        """Keep what somebody is typing; it is safe when this returns.

        ``shown`` is the hash of the target that it was begun on, ``seen`` that of the typed
        text that the page knew of. Raises ChangedMeanwhileError when somebody else is typing a
        text of the unit that the page had not seen.
        """
        if actor:
            check_actor(actor)
        tidy_target(text)  # refuses what is no valid Unicode
        with self._lock:
            unit = self._bench.unit(number)
            known = self._begun.of(unit.id)
            if text == unit.target:
                self._begun.check(known, text, seen)
                self._forget(unit.id)
                return None
            typed = self._begun.keep(Typed(unit.id, actor, text, shown), seen)
            if known is None:
                self._note(number)
            if self._journal.is_large:
                self._journal.rewrite([*self._waiting, *self._begun.all()])
            return typed

    def give_up(self, number: int) -> None:
        """Let go of what somebody has typed for a unit."""
        with self._lock:
            self._forget(self._bench.unit(number).id)

    def _forget(self, unit: str) -> None:
        if self._begun.forget(unit) and (number := self._bench.number_of(unit)) is not None:
            self._note(number)

    def take(self, number: int, wish: Wish, actor: str, meant: str = "") -> None:
        """Take a step with a unit; it is safe when this returns.

        ``meant`` is the unit's id: what others did meanwhile may have given its number away.
        """
        self.refresh()
        with self._lock:
            wish = check_wish(wish)
            number = self._find(number, meant)
            unit = self._bench.unit(number)
            alike = count_alike(self._bench, number, wish.action, wish.note, actor)
            self._bench.take(number, wish, actor)
            self._sequence += 1
            self._keep(as_step(self._sequence, actor, unit, wish, alike))
            if wish.target is not None:
                self._remember(unit)
                self._begun.finish(unit.id, wish.target)
            self._note(number)

    def _find(self, number: int, meant: str) -> int:
        found = self._bench.number_of(meant) if meant else number
        if found is None or not 1 <= found <= len(self._bench.units):
            raise UsageError("There is no such unit any more.", "Load the page again.")
        return found

    def drop_version(self, number: int, text: str, meant: str = "") -> None:
        """Let go of another text that somebody wrote for a unit; safe when this returns."""
        self.refresh()
        with self._lock:
            number = self._find(number, meant)
            self._bench.drop_version(number, text)
            self._sequence += 1
            self._keep(Dropped(self._sequence, self._bench.unit(number).id, text))
            self._note(number)

    def _keep(self, line: Step | Dropped) -> None:
        """Make a step that was taken in memory safe, or undo it there."""
        try:
            self._journal.append(line)
        except StorageError:
            self._read_again()
            raise
        self._waiting.append(line)
        self._save_soon()

    def _remember(self, before: Unit) -> None:
        earlier = self._earlier[before.id]
        if before.target and before.target not in earlier[-1:]:
            earlier.append(before.target)
            del earlier[:-_MOST_EARLIER]

    def recut(self, number: int, after: str | None) -> None:
        """Split a unit behind the words ``after``, or join it with the next one without any.

        All numbers may be others after that. Raises UsageError where it cannot be cut so.
        """
        if self.typed(number) or (after is None and self._typed_after(number)):
            raise UsageError(
                "A text that somebody is typing would be lost.", "Finish it, or give it up."
            )
        meant = self._bench.unit(number).id
        self.flush()
        with self._pack.lock(self._on_wait):
            self.refresh()
            number = self._find(number, meant)
            if after is None:
                join(self._pack, self.document, number)
            else:
                split(self._pack, self.document, number, after)
            segment(self._pack, [self.document])
        self.refresh()

    def _typed_after(self, number: int) -> Typed | None:
        return self.typed(number + 1) if number < len(self.units) else None

    def _note(self, number: int) -> None:
        self.revision += 1
        self._changes[number] = self.revision

    # The disk -------------------------------------------------------------------------------

    def _look(self) -> tuple[object, ...]:
        return look(self._pack, self.document, self.locale)

    def refresh(self) -> None:
        """Take in what other programs wrote meanwhile."""
        if self._look() != self._disk and not self._saving.locked():
            with self._lock:
                if self._look() != self._disk and not self._saving.locked():
                    self._read_again()

    def _read_again(self) -> None:
        # Where this fails, what is in memory is not to be trusted: the next look differs.
        disk, self._disk = self._look(), ()
        before = list(self._bench.units)
        bench = Workbench.open(self._pack, self.document, self.locale)
        self._tell(replay(bench, self._waiting))
        self._bench = bench
        self._tell(self._begun.keep_adrift(self._bench, self._waiting))
        self._disk = disk
        if [u.id for u in before] != [u.id for u in bench.units]:
            self.revision += 1
            self._renumbered = self.revision
            self._across = [[] for _ in bench.units]
            return
        for number, (old, new) in enumerate(zip(before, bench.units, strict=True), 1):
            if old != new:
                if old.target != new.target:
                    self._remember(old)
                self._note(number)

    def _recover(self) -> None:
        self._waiting, typed, self._sequence = left_over(self._journal.lines())
        self._begun = Begun(self._journal, typed)
        if self._waiting:
            self._tell(replay(self._bench, self._waiting))
            self._save_soon()
        self._tell(self._begun.keep_adrift(self._bench, self._waiting))

    def _tell(self, sentences: Iterable[str]) -> None:
        self.told += [sentence for sentence in sentences if sentence not in self.told]

    def _save_soon(self, at_least: float = 0.0) -> None:
        seconds = max(self._save_after, self._pause, at_least)
        with self._lock:
            if self._timer is None and not self._closed:
                self._timer = threading.Timer(seconds, self._save_in_background)
                self._timer.daemon = True
                self._timer.start()

    def _save_in_background(self) -> None:
        with self._lock:
            self._timer = None
        try:
            self.flush()
        except KuagerError as error:
            self.trouble = error
            self._save_soon(_RETRY_AFTER)
        except Exception as error:  # noqa: BLE001 (a thread has nobody above it to tell)
            self.trouble = KuagerError(f"Internal error ({type(error).__name__}) while saving.")
            self._save_soon(_RETRY_AFTER)

    def flush(self) -> None:
        """Write what was acknowledged to catalog and ledger, now."""
        if not self._waiting:
            self._settle()
            return
        begun = time.monotonic()
        with self._saving, self._pack.lock(self._on_wait):
            with self._lock:
                if self._look() != self._disk:
                    self._read_again()
                bench = self._bench
                saving = bench.begin_saving()
                sequence = self._sequence
            try:
                content = saving.write()
            except BaseException:
                with self._lock:
                    self._read_again()
                raise
            with self._lock:
                bench.end_saving(saving, content)
                # Another bench was read in the midst of the writing, for a step that was refused.
                self._disk = self._look() if bench is self._bench else ()
                self._waiting = [line for line in self._waiting if line.sequence > sequence]
                self._journal.append(Saved(sequence))
                self.trouble = None
                self.revision += 1
                if not self._waiting:
                    self._journal.rewrite(self._begun.all())
                self._pause = _REST * (time.monotonic() - begun)

    def _settle(self) -> None:
        """Have done with a saving whose last line the disk refused."""
        with self._lock:
            if self.trouble is not None and not self._waiting:
                self._journal.rewrite(self._begun.all())
                self.trouble = None

    def close(self) -> None:
        """Save what waits and let the document go. Raises what saving raises, having let go."""
        with self._lock:
            self._closed = True
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
        try:
            self.flush()
        finally:
            self._journal.close()
            self._held.close()
