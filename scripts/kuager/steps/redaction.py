"""Redaction: words replaced in a document's source, template and catalogs, and back again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kuager.errors import CatalogError, InputError
from kuager.formats.gettext import catalog_parse, catalog_serialize, template_serialize
from kuager.formats.ledger import MACHINE
from kuager.history import judge, judge_all, reconcile, text_event
from kuager.ledgers import Ledger
from kuager.merging import merge
from kuager.model import CatalogEntry, State, TemplateEntry, Unit, unit_id
from kuager.pack import Pack
from kuager.placeables import strip_placeables
from kuager.review import DRAFT_ORIGINS, Action, Event
from kuager.risk.map_reading import read_map
from kuager.risk.redactions import RedactionMap
from kuager.steps.memory import pack_memory
from kuager.steps.redaction_record import (
    ChangedFile,
    OpenedMap,
    Step,
    apply_step,
    is_unfinished,
    refuse_foreign,
)
from kuager.steps.redaction_remains import Remain, find_remains
from kuager.steps.redaction_source import redact_source
from kuager.steps.segment import template_entries

_Key = tuple[str, int]
_PASSED = frozenset({State.REVIEWED, State.APPROVED})


@dataclass(frozen=True, slots=True)
class Replaced:
    """Words that were replaced. It holds words of the text: for the terminal alone."""

    place: str
    """``source``, or a locale."""
    before: str
    after: str
    count: int


@dataclass(frozen=True, slots=True)
class RedactionReport:
    """What a redaction, or taking it back, came to."""

    document: str
    replaced: tuple[Replaced, ...] = ()
    written: int = 0
    """Files that changed."""
    revoked: tuple[tuple[str, int], ...] = ()
    """By locale: units that were reviewed or approved and must be so anew."""
    dropped: tuple[tuple[str, int], ...] = ()
    """By locale: untouched drafts of machines that are to be drafted anew."""
    remains: tuple[Remain, ...] = ()
    finished: bool = False
    """A redaction that had been cut off was finished first."""
    kept: int = 0
    """Undoing: targets that somebody changed since, kept as they are, to be reworked."""


@dataclass(frozen=True, slots=True)
class _NewCatalog:
    """A catalog after redaction, not yet written."""

    locale: str
    before: bytes
    after: bytes
    events: tuple[Event, ...]
    replaced: tuple[tuple[str, str, int], ...]
    revoked: int
    dropped: int


def redact(pack: Pack, name: str, map_path: Path) -> RedactionReport:
    """Replace the words of a map in one document and all that was made of it.

    A unit whose source or target changes is another text for the ledger: what was reviewed or
    approved becomes needs-work, a machine's untouched draft is dropped. Nothing is written
    before everything is worked out; the record goes into the map first. Raises RedactionError,
    DocumentError, CatalogError, LedgerError, UsageError, StorageError.
    """
    opened = OpenedMap(pack, map_path)
    redactions = read_map(opened.words, pack.configuration.source_locale, pack.locales())
    finished = _finish(pack, opened)
    document = pack.documents([name])[0]
    source = redact_source(pack, document, redactions)
    before = [(e.source, e.occurrence) for e in template_entries(document)]
    template = template_entries(source.document)
    after = [(entry.source, entry.occurrence) for entry in template]
    renamed = dict(zip(before, after, strict=True)) if len(before) == len(after) else {}
    files = [ChangedFile(pack.name(path), old, new) for path, old, new in source.files]
    catalogs: list[_NewCatalog] = []
    old_template = pack.content(pack.template_path(name))
    if old_template is not None:
        new_template = template_serialize(name, template)
        files.append(ChangedFile(pack.name(pack.template_path(name)), old_template, new_template))
        for locale in pack.locales():
            catalogs += _redact_catalog(pack, locale, name, redactions, template, renamed)
    files += [
        ChangedFile(pack.name(pack.catalog_path(c.locale, name)), c.before, c.after, c.locale)
        for c in catalogs
    ]
    changed = tuple(file for file in files if file.before != file.after)
    replaced = [("source", *entry) for entry in source.replaced]
    replaced += [(catalog.locale, *entry) for catalog in catalogs for entry in catalog.replaced]
    written = 0
    # Without words of the map in it, a document is left as it is, whatever segmenting would do.
    if replaced and changed:
        units = tuple((*old, *new) for old, new in renamed.items())
        step = Step(name, changed, units)
        opened.save([*opened.steps, step])
        for catalog in catalogs:
            if catalog.events:
                Ledger(pack, catalog.locale, name).record_drafts(catalog.events)
        written = apply_step(pack, step)
    if any(step.document == name for step in opened.steps):
        _forget(pack)
    counts = Counter((place, old, new) for place, old, new, _ in replaced)
    return RedactionReport(
        document=name,
        replaced=tuple(Replaced(*words, count) for words, count in counts.items()),
        written=written,
        revoked=tuple((c.locale, c.revoked) for c in catalogs if c.revoked and replaced),
        dropped=tuple((c.locale, c.dropped) for c in catalogs if c.dropped and replaced),
        remains=() if pack.dry_run else tuple(find_remains(pack, redactions, opened.path)),
        finished=finished,
    )


def _finish(pack: Pack, opened: OpenedMap) -> bool:
    """Finish the last redaction where it was cut off; tell whether it was."""
    if not opened.steps or not is_unfinished(pack, opened.steps[-1]):
        return False
    refuse_foreign(pack, opened.steps[-1])
    apply_step(pack, opened.steps[-1])
    return True


def _redact_catalog(
    pack: Pack,
    locale: str,
    name: str,
    redactions: RedactionMap,
    template: Sequence[TemplateEntry],
    renamed: Mapping[_Key, _Key],
) -> list[_NewCatalog]:
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
                events += _as_machine(name, new, unit) if unit.origin in DRAFT_ORIGINS else []
        entries.append(new)
    history = history.with_drafts(events)
    merged, _ = merge(
        template, _distinct(entries), locale=pack.configuration.source_locale, previous=template
    )
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
        _NewCatalog(
            locale, catalog.content, content, tuple(events), tuple(work.replaced), revoked, dropped
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


def _as_machine(document: str, entry: CatalogEntry, unit: Unit) -> list[Event]:
    """Return what keeps on record that a machine wrote the words, though somebody took them over.

    As when a merge carries a draft to another sentence: without it they would be anybody's.
    """
    drafted = text_event(
        Action.DRAFT,
        MACHINE,
        unit_id(document, entry.source, entry.occurrence),
        entry.source,
        entry.target,
        origin=unit.origin,
        engine=unit.engine_digest,
    )
    return [drafted, replace(drafted, action=Action.REQUEST_CHANGES, origin=None, engine="")]


def _forget(pack: Pack) -> None:
    """Bring the memory up to date with what is still approved; throw cached drafts away."""
    if pack.dry_run:
        return
    with pack_memory(pack):
        pass
    for leftover in ("drafts.sqlite", "drafts.sqlite-journal"):
        pack.private_file(leftover).unlink(missing_ok=True)


def undo(pack: Pack, name: str, map_path: Path) -> RedactionReport:
    """Take back all that a map did to one document, the last first.

    A file that nobody changed since comes back byte for byte, and with it, for the ledger knows
    the texts, every approval. In a catalog that was worked on, each unit that was not comes back;
    of the others the source does, and their targets are to be reworked. Raises InputError where
    the map did nothing to the document, or where its source was changed since.
    """
    opened = OpenedMap(pack, map_path)
    if not any(step.document == name for step in opened.steps):
        raise InputError(
            f"This map has no record of a redaction of {name}.",
            "Only the map that a redaction was made with can undo it.",
        )
    written = kept = 0
    steps = list(opened.steps)
    for step in reversed(opened.steps):
        if step.document != name:
            continue
        refuse_foreign(pack, step)
        restored = [_restored(pack, step, file) for file in step.files]
        for path, content, changed in restored:
            written += pack.write(path, content)
            kept += changed
        steps.remove(step)
        opened.save(steps)
    _forget(pack)
    return RedactionReport(document=name, written=written, kept=kept)


def _restored(pack: Pack, step: Step, file: ChangedFile) -> tuple[Path, bytes, int]:
    """Return a file as it is to be again, and how many targets could not come back."""
    path = pack.root / file.path
    now = pack.content(path) or b""
    if now in (file.after, file.before):
        return path, file.before, 0
    if file.path.endswith(".pot"):
        return path, file.before, 0
    if not file.locale:
        raise InputError(
            f"{file.path} was changed since the redaction; nothing was taken back.",
            "Take the change back first, or restore the file by hand.",
        )
    was = {entry.key: entry for entry in catalog_parse(file.before, file.path)}
    became = {entry.key: entry for entry in catalog_parse(file.after, file.path)}
    back = {(new, n): (old, o) for old, o, new, n in step.units}
    kept = 0
    entries = []
    for entry in catalog_parse(now, file.path):
        original = was.get(back.get(entry.key, entry.key))
        if original is None or entry.obsolete:
            entries.append(entry)
        elif entry.target == getattr(became.get(entry.key), "target", None):
            entries.append(original)
        else:
            kept += 1
            entries.append(
                replace(
                    entry,
                    source=original.source,
                    occurrence=original.occurrence,
                    notes=original.notes,
                    fuzzy=bool(entry.target),
                )
            )
    return path, catalog_serialize(step.document, file.locale, entries), kept
