"""A catalog after a redaction: words replaced, and what is on record of units that change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kuager.errors import CatalogError
from kuager.formats.gettext import catalog_serialize
from kuager.formats.ledger import MACHINE
from kuager.history import judge, judge_all, reconcile, text_event
from kuager.ledgers import Ledger
from kuager.merging import merge
from kuager.model import CatalogEntry, State, TemplateEntry, Unit, unit_id
from kuager.pack import Pack
from kuager.placeables import strip_placeables
from kuager.review import DRAFT_ORIGINS, Action, Event
from kuager.risk.redactions import RedactionMap

_Key = tuple[str, int]
_PASSED = frozenset({State.REVIEWED, State.APPROVED})


@dataclass(frozen=True, slots=True)
class NewCatalog:
    """A catalog after redaction, not yet written."""

    locale: str
    before: bytes
    after: bytes
    events: tuple[Event, ...]
    replaced: tuple[tuple[str, str, int], ...]
    revoked: int
    dropped: int
    renamed: Mapping[str, str]
    """By their ids: the units whose text changes, and what they become."""
    untouched: frozenset[str]
    """The ids of the units whose text stays."""


def redact_catalog(
    pack: Pack,
    locale: str,
    name: str,
    redactions: RedactionMap,
    template: Sequence[TemplateEntry],
    renamed: Mapping[_Key, _Key],
) -> list[NewCatalog]:
    """Return a locale's catalog without the words of a map; nothing where there is none.

    ``template`` is the new one, ``renamed`` has by source and occurrence what units become in it.
    Raises CatalogError where words would be left, LedgerError.
    """
    catalog = pack.catalog(locale, name)
    if catalog.content is None:
        return []
    history = Ledger(pack, locale, name).history()
    work = _Entries(redactions, pack.configuration.source_locale, locale, renamed)
    units = {(u.source, u.occurrence): u for u in judge_all(name, locale, catalog.entries, history)}
    entries: list[CatalogEntry] = []
    events: list[Event] = []
    revoked = dropped = 0
    for entry in catalog.entries:
        new = work.entry(entry)
        unit = None if entry.obsolete else units[entry.key]
        if unit is not None and (new.source, new.target) != (entry.source, entry.target):
            untouched = unit.origin in DRAFT_ORIGINS and not unit.translators
            if untouched and entry.target:
                dropped += 1
                new = replace(new, target="", fuzzy=False, previous_source="")
            elif new.target.strip():
                revoked += unit.state in _PASSED
                new = replace(new, fuzzy=True)
                events += _on_record(name, new, unit)
        entries.append(new)
    entries = _distinct(entries)
    history = history.with_drafts(events)
    merged, _ = merge(template, entries, locale=pack.configuration.source_locale, previous=template)
    final = [
        entry if entry.obsolete else reconcile(entry, judge(name, locale, entry, history))
        for entry in merged
    ]
    if any(work.holds(entry) for entry in final):
        raise CatalogError(
            f"The catalog of {name} ({locale}) would still hold words of the map.",
            "Take them out by hand: kuager review edit; then run it again.",
        )
    content = catalog_serialize(name, locale, final)
    return [
        NewCatalog(
            locale,
            catalog.content,
            content,
            tuple(events),
            tuple(work.replaced),
            revoked,
            dropped,
            *_fates(name, catalog.entries, entries),
        )
    ]


class _Entries:
    """Replaces in the entries of one catalog and notes what."""

    def __init__(
        self, redactions: RedactionMap, source: str, locale: str, renamed: Mapping[_Key, _Key]
    ) -> None:
        self._map = redactions
        self._source = source
        self._locale = locale
        self._renamed = renamed
        self.replaced: list[tuple[str, str, int]] = []

    def entry(self, entry: CatalogEntry) -> CatalogEntry:
        """Return an entry without the words, whatever part of it they stand in."""
        key = None if entry.obsolete else self._renamed.get(entry.key)
        source, occurrence = key or (
            self._in_source(entry.source, told=entry.obsolete),
            entry.occurrence,
        )
        target = self._map.apply(entry.target, self._locale, markup=True)
        remark = self._map.apply(entry.remark, self._locale)
        self.replaced += [*target.replaced, *remark.replaced]
        return replace(
            entry,
            source=source,
            occurrence=occurrence,
            target=target.text,
            previous_source=self._in_source(entry.previous_source, told=True),
            remark=self._in_source(remark.text, told=True),
            notes=tuple(self._in_source(note) for note in entry.notes),
        )

    def _in_source(self, text: str, *, told: bool = False) -> str:
        done = self._map.apply(text, self._source, markup=True)
        self.replaced += done.replaced if told else ()
        return done.text

    def holds(self, entry: CatalogEntry) -> bool:
        """Tell whether an entry still holds words."""
        english = (entry.source, entry.previous_source, entry.remark, *entry.notes)
        return any(
            self._map.find(strip_placeables(text), self._source) for text in english
        ) or bool(self._map.find(strip_placeables(entry.target), self._locale))


def _distinct(entries: Sequence[CatalogEntry]) -> list[CatalogEntry]:
    """Give entries that became equal different numbers, so that none takes another's place."""
    taken: set[_Key] = set()
    told: dict[int, CatalogEntry] = {}
    for place, entry in sorted(enumerate(entries), key=lambda pair: pair[1].obsolete):
        number = entry.occurrence
        while (entry.source, number) in taken:
            number += 1
        taken.add((entry.source, number))
        told[place] = replace(entry, occurrence=number)
    return [told[place] for place in range(len(entries))]


def _fates(
    document: str, before: Sequence[CatalogEntry], after: Sequence[CatalogEntry]
) -> tuple[dict[str, str], frozenset[str]]:
    """Return by their ids which units become which, and which stay as they are."""
    renamed: dict[str, str] = {}
    untouched: set[str] = set()
    for old, new in zip(before, after, strict=True):
        was, is_now = (unit_id(document, e.source, e.occurrence) for e in (old, new))
        if (old.source, old.occurrence, old.target) == (new.source, new.occurrence, new.target):
            untouched.add(was)
        else:
            renamed[was] = is_now
    return renamed, frozenset(untouched)


def _on_record(document: str, entry: CatalogEntry, unit: Unit) -> list[Event]:
    """Return what keeps on record whose words a target is made of: a machine's, or which people's.

    As when a merge carries a text to another sentence: without it they would be anybody's.
    """
    place = unit_id(document, entry.source, entry.occurrence)
    texts = (MACHINE, place, entry.source, entry.target)
    events: list[Event] = []
    if unit.translators:
        events.append(replace(text_event(Action.CARRY, *texts), hands=unit.translators))
    if unit.origin in DRAFT_ORIGINS:
        origin, engine = unit.origin, unit.engine_digest
        events.append(text_event(Action.DRAFT, *texts, origin=origin, engine=engine))
        events.append(text_event(Action.REQUEST_CHANGES, *texts))
    return events
