"""The workbench: a document in one locale, held in memory while people take steps.

Steps are taken one by one, each knowing the ones before; catalog and ledger are written when
``save`` is called. The catalog is written before the record: should the second fail, a text is
there that nobody is known to have written, which is true of it and loses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Self

from kuager.checks import CHECKS, CheckContext, check_document, run_checks
from kuager.formats.gettext import catalog_serialize
from kuager.history import History, judge
from kuager.ledgers import Ledger, check_actor
from kuager.merging.versions import with_version, without_version
from kuager.model import CatalogEntry, Finding, Unit
from kuager.pack import Catalog, Pack
from kuager.review import Event
from kuager.steps.contexts import check_contexts
from kuager.steps.turns import Turn, Wish, check_wish, take_turn
from kuager.steps.units import Sheet, read_sheet


class Workbench:
    """One document in one locale. Units are numbered from 1."""

    def __init__(self, sheet: Sheet) -> None:
        """Take a sheet, which is not changed; what was read from the ledger goes on growing."""
        self._sheet = sheet
        self._pack = sheet.ledger.pack
        self._history: History = sheet.history
        self._catalog = sheet.catalog
        self._entries = [entry for entry in sheet.catalog.entries if not entry.obsolete]
        self._units = list(sheet.units)
        self._numbers = {unit.id: number for number, unit in enumerate(self._units, 1)}
        self._events: list[Event] = []
        self._changed = False
        self._context: CheckContext | None = None
        self._across: list[list[Finding]] | None = None

    @classmethod
    def open(cls, pack: Pack, document: str, locale: str) -> Self:
        """Read a document in one locale. Raises UsageError, DocumentError, CatalogError."""
        return cls(open_sheet(pack, document, locale))

    @property
    def document(self) -> str:
        """The document's id."""
        return self._sheet.document

    @property
    def locale(self) -> str:
        """The target locale."""
        return self._sheet.locale

    @property
    def units(self) -> Sequence[Unit]:
        """The units as they are now, unsaved steps included."""
        return self._units

    @property
    def history(self) -> History:
        """All that is on record, unsaved steps included."""
        return self._history

    def unit(self, number: int) -> Unit:
        """Return a unit as it is now."""
        return self._units[number - 1]

    def entry(self, number: int) -> CatalogEntry:
        """Return a unit's catalog entry as it is now."""
        return self._entries[number - 1]

    def number_of(self, unit: str) -> int | None:
        """Return the number of the unit with an id, None if there is none any more."""
        return self._numbers.get(unit)

    # Findings -------------------------------------------------------------------------------

    @property
    def context(self) -> CheckContext:
        """What the checks may know of the document."""
        if self._context is None:
            contexts = check_contexts(self._pack)
            self._context = contexts.get(self.document, CheckContext())
        return self._context

    def findings(self, number: int, target: str | None = None) -> list[Finding]:
        """Return the findings on a unit alone, or on it with another target."""
        unit = self.unit(number)
        if target is not None and target != unit.target:
            unit = replace(unit, target=target, ignored=frozenset())
        return run_checks(unit, CHECKS, self.context)

    def findings_across(self, number: int) -> list[Finding]:
        """Return the findings on a unit that the document's other units give rise to."""
        if self._across is None:
            self._across = self.look_across()
        return self._across[number - 1]

    def look_across(self) -> list[list[Finding]]:
        """Return for each unit the findings that the document's other units give rise to."""
        units = tuple(self._units)
        across: list[list[Finding]] = [[] for _ in units]
        for index, finding in check_document(units):
            across[index].append(finding)
        return across

    def all_findings(self, number: int) -> list[Finding]:
        """Return all findings on a unit: its own and those of the document."""
        return self.findings(number) + self.findings_across(number)

    # Steps ----------------------------------------------------------------------------------

    def take(self, number: int, wish: Wish, actor: str) -> None:
        """Take a step with a unit.

        Raises TransitionError where the unit cannot take it, UsageError for a wish or an actor
        that makes no sense; nothing is changed then.
        """
        check_actor(actor)
        if wish.assignee:
            check_actor(wish.assignee)
        entry, unit = self.entry(number), self.unit(number)
        turn = Turn(
            entry,
            unit,
            self._history.standing(unit.id, entry),
            lambda: self.all_findings(number),
        )
        after, event = take_turn(turn, check_wish(wish), actor, self._pack.configuration.policies)
        # A version that somebody takes over is no other version any more.
        after = replace(after, remark=without_version(after.remark, after.target))
        self._history.append(event)
        self._events.append(event)
        self._put(number, after)

    def add_version(self, number: int, text: str) -> None:
        """Keep another text that somebody wrote for a unit, to be compared and chosen from."""
        entry = self.entry(number)
        self._put(number, replace(entry, remark=with_version(entry.remark, text)))

    def drop_version(self, number: int, text: str) -> None:
        """Let go of another text that somebody wrote for a unit."""
        entry = self.entry(number)
        self._put(number, replace(entry, remark=without_version(entry.remark, text)))

    def _put(self, number: int, entry: CatalogEntry) -> None:
        before = self._entries[number - 1]
        self._changed = self._changed or entry != before
        if entry.target != before.target:
            self._across = None
        self._entries[number - 1] = entry
        self._units[number - 1] = judge(self.document, self.locale, entry, self._history)

    # Saving ---------------------------------------------------------------------------------

    @property
    def unsaved(self) -> bool:
        """Something is to be written."""
        return self._changed or bool(self._events)

    def save(self) -> None:
        """Write catalog and ledger, the catalog even where only its header has to be cleaned.

        Raises CatalogError when another program saved the catalog meanwhile, LedgerError,
        StorageError.
        """
        saving = self.begin_saving()
        self.end_saving(saving, saving.write())

    def begin_saving(self) -> Saving:
        """Return what there is to write. Steps that are taken from now on are not in it."""
        living = iter(self._entries)
        entries = tuple(e if e.obsolete else next(living) for e in self._catalog.entries)
        saving = Saving(self._sheet.ledger, self._catalog, entries, tuple(self._events))
        self._events, self._changed = [], False
        return saving

    def end_saving(self, saving: Saving, content: bytes | None) -> None:
        """Take note that it was written: the catalog's bytes."""
        self._catalog = Catalog(saving.entries, content)


@dataclass(frozen=True, slots=True)
class Saving:
    """What a workbench has to write, on its way to the disk."""

    ledger: Ledger
    base: Catalog
    entries: tuple[CatalogEntry, ...]
    events: tuple[Event, ...]

    def write(self) -> bytes | None:
        """Write catalog, then ledger; return the catalog's bytes, None where there is none.

        Raises CatalogError when another program saved the catalog meanwhile, LedgerError,
        StorageError.
        """
        pack, locale, document = self.ledger.pack, self.ledger.locale, self.ledger.document
        content = None
        if self.base.content is not None:
            content = catalog_serialize(document, locale, self.entries)
            pack.replace_catalog(locale, document, content, self.base)
        for actor, own in groupby(self.events, key=lambda event: event.actor):
            self.ledger.record(actor, list(own))
        return content


def open_sheet(pack: Pack, document: str, locale: str) -> Sheet:
    """Read one document in one locale. Raises UsageError, DocumentError, CatalogError."""
    pack.locales([locale])
    pack.document_ids([document])
    return read_sheet(pack, locale, document)
