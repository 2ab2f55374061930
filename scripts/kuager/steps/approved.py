"""What is approved in a pack, brought into its memory: only from sheets that changed."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Mapping, Sequence

from kuager.errors import CatalogError, LedgerError, StorageError
from kuager.history import judge, judge_all
from kuager.index import Index, Stamp, digest_of
from kuager.ledgers import Ledger
from kuager.memory import Memory, Pair
from kuager.model import State
from kuager.pack import Pack
from kuager.review import Action
from kuager.steps.draft_known import as_surveyed
from kuager.steps.indexes import opened_index
from kuager.steps.indexing import look

_SHEETS_AT_ONCE = 2_000
"""Of which the approved units are held against the memory's: a few hundred thousand."""
_APPROVE = Action.APPROVE.value.encode()
"""Stands in every ledger that approves anything: its lines have one form only."""
_READ = "with removed sentences"
"""What is read of a sheet; other words for it have every sheet read anew."""
_OBSOLETE = b"#~ msg"
"""Begins the lines of entries that catalogs keep of sentences that have gone."""
_Stamps = Mapping[tuple[str, str], tuple[Stamp, bytes]]


def bring_up_to_date(pack: Pack, memory: Memory) -> None:
    """Make what is approved in a pack all that is approved in its memory.

    Sheets that did not change are not looked at. Of one that cannot be read, what was known is
    kept until it can. Raises StorageError.
    """
    sheets = [(document, locale) for document in pack.template_names() for locale in pack.locales()]
    with opened_index(pack, lambda index: look(pack, index, sheets, whole=True)) as (index, stamps):
        # Of files that cannot be read, the digest is empty: reading the sheet tells why.
        read_from = {f"{locale}/{name}": stamps[name, locale][1].hex() for name, locale in sheets}
        policies = f"{_READ} {pack.configuration!r}".encode()
        named = ((name, digest.encode()) for name, digest in read_from.items())
        fingerprint = digest_of([("", policies), *named]).hex()
        if memory.fingerprint() == fingerprint:
            return
        four_eyes = pack.configuration.policies.four_eyes
        noted = {name: f"{digest} {four_eyes} {_READ}" for name, digest in read_from.items()}
        known = memory.read_sheets()
        held = memory.approved_sheets()
        changed = {name: made for name, made in noted.items() if known.get(name) != made}
        changed |= dict.fromkeys((known.keys() | held) - noted.keys(), "")
        reading = _Reading(pack, index, stamps, held)
        names = sorted(changed)
        with memory.writing() as writer:
            for start in range(0, len(names), _SHEETS_AT_ONCE):
                told: dict[str, str] = {}
                approved: list[tuple[str, Pair]] = []
                for name in names[start : start + _SHEETS_AT_ONCE]:
                    pairs = reading.approved(name) if changed[name] else []
                    if pairs is not None:
                        approved += pairs
                        told[name] = changed[name]
                writer.set_approved(approved, sheets=told)
            writer.note_fingerprint("" if reading.failed else fingerprint)


class _Reading:
    """Reads what is approved: from the index what was surveyed, else from the files."""

    def __init__(self, pack: Pack, index: Index, stamps: _Stamps, held: Collection[str]) -> None:
        self._pack = pack
        self._index = index
        self._held = held
        self.failed = False
        """Whether a sheet could not be read."""
        try:
            self._surveyed = as_surveyed(pack, index, stamps)
        except StorageError:
            self._surveyed = frozenset()

    def approved(self, name: str) -> Sequence[tuple[str, Pair]] | None:
        """Return the document's id with each of a sheet's pairs; None if it cannot be read."""
        locale, _, document = name.partition("/")
        held = name in self._held
        try:
            pairs = self._from_index(document, locale)
            if pairs is None:
                pairs = self._from_files(document, locale, held=held)
            elif self._keeps_removed(document, locale):
                pairs = [*pairs, *self._from_files(document, locale, held=held, living=False)]
        except (CatalogError, LedgerError, StorageError):
            self.failed = True
            return None
        return [(document, Pair(source, target, locale)) for source, target in pairs]

    def _from_index(self, document: str, locale: str) -> list[tuple[str, str]] | None:
        if (document, locale) in self._surveyed:
            with contextlib.suppress(StorageError):  # the files know it too
                return self._index.approved(document, locale)
        return None

    def _from_files(
        self, document: str, locale: str, *, held: bool, living: bool = True
    ) -> list[tuple[str, str]]:
        """Return what is approved, also of sentences that the source has no more, or otherwise."""
        ledger = Ledger(self._pack, locale, document)
        # Where nothing is approved, a broken ledger or catalog takes nothing away.
        if not held and not any(
            _APPROVE in (self._pack.content(path) or b"") for path in ledger.folder.glob("*.jsonl")
        ):
            return []
        history = ledger.history()
        # Judging takes longest, and what is fuzzy or empty is never approved.
        likely = [
            entry
            for entry in self._pack.catalog(locale, document).entries
            if entry.target and not entry.fuzzy
        ]
        units = judge_all(document, locale, likely, history) if living else []
        units += [judge(document, locale, entry, history) for entry in likely if entry.obsolete]
        return [(unit.source, unit.target) for unit in units if unit.state is State.APPROVED]

    def _keeps_removed(self, document: str, locale: str) -> bool:
        content = self._pack.content(self._pack.catalog_path(locale, document))
        return _OBSOLETE in (content or b"")
