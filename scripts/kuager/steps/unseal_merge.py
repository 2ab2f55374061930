"""Unseal work into a pack that has work of its own: one catalog and its ledger, by unit.

What both copies come from did not travel, but the ledgers tell it: the events that both have.
So it is known of each unit who worked on it since, and whether each side's text was known to
the other:

| a person worked on the unit since           | what becomes of differing texts             |
| ------------------------------------------- | ------------------------------------------- |
| only there, and our text is on record there | theirs is taken                             |
| only here, and their text is on record here | ours stays                                  |
| on both sides, or without a record          | both are kept, one as another version; a    |
|                                             | draft that nobody touched gives way         |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kuager.errors import LedgerError
from kuager.formats.ledger import MACHINE, Chain, Seal, actor_of, ledger_verify
from kuager.history import History, judge, reconcile
from kuager.merging.threeway import merge_catalogs
from kuager.merging.versions import one_line, other_versions
from kuager.model import CatalogEntry, TemplateEntry, unit_id
from kuager.review import DRAFT_ORIGINS, STATELESS, Action
from kuager.sealing import SealError


@dataclass(frozen=True, slots=True)
class Side:
    """What one copy has of a document in a locale."""

    entries: Sequence[CatalogEntry]
    chains: Mapping[str, Chain]
    seals: Mapping[str, Seal]


@dataclass(slots=True)
class LocaleReport:
    """What became of one catalog; units by their numbers here."""

    locale: str
    taken: list[int] = field(default_factory=list)
    """Have the other copy's text now."""
    disputed: list[int] = field(default_factory=list)
    """Were translated differently in both; the other text is another version now."""
    stayed: list[int] = field(default_factory=list)
    """Keep a text that is newer than the other copy's, or stands against a mere draft."""
    gone: int = 0
    """Translations there of sentences that the document here does not have."""
    actors: dict[str, int] = field(default_factory=dict)
    """How many events of each pseudonym are new here."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What both copies come to."""

    entries: tuple[CatalogEntry, ...]
    chains: Mapping[str, Chain]
    """Those that are new or longer than they were here."""
    report: LocaleReport


def merge_side(
    document: str,
    locale: str,
    ours: Side,
    theirs: Side,
    template: Sequence[TemplateEntry],
    *,
    four_eyes: bool,
) -> Merged:
    """Return what our copy and a sealed one come to.

    ``template`` is ours, for a locale that has no catalog here. Raises SealError where the
    sealed ledger is not whole, LedgerError where ours is not, or where a chain went on
    differently in both.
    """
    new, chains = _join(document, locale, ours, theirs)
    sheet = _Sheet(document, locale, ours, theirs, chains, four_eyes=four_eyes)
    mine = list(ours.entries) or [
        CatalogEntry(e.source, e.occurrence, reference=e.reference, notes=e.notes) for e in template
    ]
    living = {entry.key: entry for entry in mine if not entry.obsolete}
    yours = [placed for entry in theirs.entries if (placed := _placed(entry, living))]
    merged = merge_catalogs(sheet.bases(mine, yours), mine, yours, untouched=sheet.untouched)
    entries = tuple(sheet.reconciled(entry) for entry in merged.entries)
    report = LocaleReport(locale)
    known = {entry.key for entry in mine}
    report.gone = sum(e.obsolete and e.key not in known for e in entries)
    for name, chain in new.items():
        fresh = len(chain.events) - len(ours.chains.get(name, Chain()).events)
        if fresh:
            actor = actor_of(name)
            report.actors[actor] = report.actors.get(actor, 0) + fresh
    _tell(report, entries, living, yours, merged.disputed)
    return Merged(entries, new, report)


def _tell(
    report: LocaleReport,
    entries: Sequence[CatalogEntry],
    before: Mapping[tuple[str, int], CatalogEntry],
    theirs: Sequence[CatalogEntry],
    disputed: Sequence[tuple[str, int]],
) -> None:
    sent = {entry.key: entry for entry in theirs}
    now = (entry for entry in entries if not entry.obsolete)
    for number, entry in enumerate(now, 1):
        old, other = before.get(entry.key), sent.get(entry.key)
        if entry.key in disputed:
            # Where both texts were already beside each other, nothing new is to be looked at.
            if entry != old:
                report.disputed.append(number)
        elif old is not None and entry.target != old.target:
            beside = one_line(old.target) in other_versions(entry.remark)[0]
            (report.disputed if beside and entry.fuzzy else report.taken).append(number)
        elif other is not None and other.target.strip() and other.target != entry.target:
            report.stayed.append(number)


def _placed(
    entry: CatalogEntry, living: Mapping[tuple[str, int], CatalogEntry]
) -> CatalogEntry | None:
    """Return their entry as it fits in our document; None for one that holds nothing.

    What is a unit of ours or not is told by our template, and so are notes about its place.
    """
    own = living.get(entry.key)
    if own is not None:
        return replace(entry, reference=own.reference, notes=own.notes, obsolete=False)
    if not entry.target.strip() and not entry.remark.strip():
        return None
    return replace(entry, obsolete=True, reference="", notes=())


def _join(
    document: str, locale: str, ours: Side, theirs: Side
) -> tuple[dict[str, Chain], dict[str, Chain]]:
    """Return the chains that are new or longer there, and all chains together."""
    if faults := ledger_verify(theirs.chains, theirs.seals):
        raise SealError(
            f"The sealed ledger of {document} ({locale}) is not whole: {faults[0]}",
            "Nothing was taken. Ask for it again, after: kuager ledger verify",
        )
    new = {}
    for name, chain in theirs.chains.items():
        known = ours.chains.get(name, Chain())
        both = min(len(known.hashes), len(chain.hashes))
        if known.hashes[:both] != chain.hashes[:both]:
            raise LedgerError(
                f"The chain {name} of {document} ({locale}) went on differently in both copies.",
                "One was restored from a backup, or forged. Nothing was taken; compare: --folder",
            )
        # What a killed run left without its seal is sealed when it is repeated.
        unsealed = known.hashes == chain.hashes and name in theirs.seals.keys() - ours.seals.keys()
        if len(chain.hashes) > both or unsealed:
            new[name] = chain
    chains = {**ours.chains, **new}
    if faults := ledger_verify(chains, {**ours.seals, **theirs.seals}):
        raise LedgerError(
            f"The ledger of {document} ({locale}) is not whole: {faults[0]}",
            "Nothing was taken. Take the ledger from git or a backup; see: kuager ledger verify",
        )
    return new, chains


class _Sheet:
    """What is on record on both sides, asked unit by unit."""

    def __init__(
        self,
        document: str,
        locale: str,
        ours: Side,
        theirs: Side,
        chains: Mapping[str, Chain],
        *,
        four_eyes: bool,
    ) -> None:
        self._document = document
        self._locale = locale
        self._here, self._there, self._all = (
            History({name: chain.events for name, chain in side.items()}, four_eyes=four_eyes)
            for side in (ours.chains, theirs.chains, chains)
        )
        self._new_here = _worked_on(ours.chains, theirs.chains)
        self._new_there = _worked_on(theirs.chains, ours.chains)

    def bases(
        self, ours: Sequence[CatalogEntry], theirs: Sequence[CatalogEntry]
    ) -> list[CatalogEntry]:
        """Return of each unit what both sides come from, where the record tells it."""
        sent = {entry.key: entry for entry in theirs if not entry.obsolete}
        pairs = [(e, sent[e.key]) for e in ours if not e.obsolete and e.key in sent]
        return [base for mine, yours in pairs if (base := self._base(mine, yours))]

    def _base(self, ours: CatalogEntry, theirs: CatalogEntry) -> CatalogEntry | None:
        unit = unit_id(self._document, ours.source, ours.occurrence)
        here, there = unit in self._new_here, unit in self._new_there
        if there and not here and self._known(self._there, unit, ours):
            base = ours
        elif here and not there and self._known(self._here, unit, theirs):
            base = theirs
        elif not (here or there) and one_line(theirs.target) in other_versions(ours.remark)[0]:
            base = theirs  # it was put beside ours before, and nobody has decided since
        else:
            return None
        # No line that somebody wrote as a comment goes because the other copy lacks it.
        return replace(base, remark="", flags=())

    @staticmethod
    def _known(history: History, unit: str, entry: CatalogEntry) -> bool:
        return not entry.target.strip() or history.knows(unit, entry.source, entry.target)

    def untouched(self, entry: CatalogEntry) -> bool:
        """Tell whether a target is a draft that nobody touched, as far as both sides know."""
        unit = judge(self._document, self._locale, entry, self._all)
        return unit.origin in DRAFT_ORIGINS and not unit.translators

    def reconciled(self, entry: CatalogEntry) -> CatalogEntry:
        """Return the entry with the flag that its state asks for."""
        if entry.obsolete:
            return entry
        return reconcile(entry, judge(self._document, self._locale, entry, self._all))


def _worked_on(chains: Mapping[str, Chain], others: Mapping[str, Chain]) -> frozenset[str]:
    """Return the ids of the units that people of one side did something to, unknown to the other.

    Remarks change no text and are not counted.
    """
    return frozenset(
        event.unit
        for name, chain in chains.items()
        if actor_of(name) != MACHINE
        for event in chain.events[len(others.get(name, Chain()).events) :]
        if event.action not in STATELESS and event.action is not Action.DRAFT
    )
