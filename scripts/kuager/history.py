"""What a history of events means: the state of every unit, told from catalog and ledger.

A ledger is a set of chains (see ``formats.ledger``). There is no common clock: each event says
how much of the other chains its actor had seen, and that gives the order in which events could
know of each other. A unit's state is folded from the events about its present text alone; an
edit of source or target therefore revokes what was approved before.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kuager.errors import TransitionError
from kuager.model import (
    CatalogEntry,
    EngineSignature,
    State,
    Unit,
    text_hash,
    unit_id,
)
from kuager.review import (
    FUZZY_STATES,
    RANK,
    STATELESS,
    Action,
    Event,
    Standing,
    advance,
)

_Place = tuple[str, int]
"""Chain and index of an event."""
_TOO_LONG_FOR_CHANCE = 20
"""Characters from which a text equal to a machine's draft of another sentence is that draft."""


def plain_form(text: str) -> str:
    """Return a text as drafts are written: NFC, single spaces, none at the ends.

    A draft that an editor saved with another normal form or a space more is still a draft.
    """
    return " ".join(unicodedata.normalize("NFC", text).split())


class History:
    """All chains of one document and locale, ready to be folded."""

    def __init__(self, chains: Mapping[str, Sequence[Event]], *, four_eyes: bool = True) -> None:
        """Take the events of each chain in their order."""
        self._four_eyes = four_eyes
        self._chains = chains
        self._clocks: dict[_Place, dict[str, int]] = {}
        self._by_text: dict[tuple[str, str, str], list[tuple[_Place, Event]]] = defaultdict(list)
        self._drafts: dict[tuple[str, str], Event] = {}
        self._drafts_by_target: dict[str, Event] = {}
        self.engines: dict[str, EngineSignature] = {}
        for chain in sorted(chains):
            for index, event in enumerate(chains[chain]):
                if event.signature is not None:
                    self.engines[event.engine] = event.signature
                elif event.action is Action.DRAFT:
                    self._drafts.setdefault((event.source, event.target), event)
                    self._drafts_by_target.setdefault(event.target, event)
                elif event.unit:
                    self._clock(chain, index)
                    text = (event.unit, event.source, event.target)
                    self._by_text[text].append(((chain, index), event))

    def _clock(self, chain: str, index: int) -> dict[str, int]:
        """Return how many events of each chain the actor knew when writing this one."""
        events = self._chains[chain]
        start = index
        while start >= 0 and (chain, start) not in self._clocks:
            start -= 1
        clock = dict(self._clocks[chain, start]) if start >= 0 else {}
        for position in range(start + 1, index + 1):
            clock[chain] = position
            # Announced before it is complete: chains that name each other in a circle (only
            # a forgery does) must not recurse for ever.
            self._clocks[chain, position] = dict(clock)
            for other, count, _ in events[position].seen:
                known = min(count, len(self._chains.get(other, ())))
                if known > clock.get(other, 0):
                    for name, value in self._clock(other, known - 1).items():
                        clock[name] = max(clock.get(name, 0), value)
                    clock[other] = known
            self._clocks[chain, position] = dict(clock)
        return self._clocks[chain, index]

    def _knew(self, later: _Place, earlier: _Place) -> bool:
        return self._clocks[later].get(earlier[0], 0) > earlier[1]

    def has_draft(self, source: str, target: str) -> bool:
        """Tell whether this target (both are hashes) is on record as a draft of this source."""
        return (source, target) in self._drafts

    def standing(self, unit: str, entry: CatalogEntry) -> Standing:
        """Return what is on record about an entry's present text, whatever its flag says.

        Of a text without a record, the flag is all there is to go by. Events that the table
        or the four-eyes rule refuses at their place are passed over: a ledger written by hand
        cannot approve what the command would not have. Where people who knew nothing of each
        other contradict, the lower state holds.
        """
        source, target = text_hash(entry.source), text_hash(entry.target)
        base = self._base(entry, source, target)
        events = [
            (place, event)
            for place, event in self._by_text.get((unit, source, target), ())
            if event.action not in STATELESS
        ]
        events.sort(key=lambda pair: (sum(self._clocks[pair[0]].values()), pair[0]))
        honoured: list[tuple[_Place, Standing]] = []
        for place, event in events:
            past = [pair for pair in honoured if self._knew(place, pair[0])]
            try:
                after = advance(self._lowest(past, base), event, four_eyes=self._four_eyes)
            except TransitionError:
                continue
            honoured.append((place, after))
        return self._lowest(honoured, base)

    def _base(self, entry: CatalogEntry, source: str, target: str) -> Standing:
        """Return the standing before anybody spoke of the text: a draft, or an unknown hand's.

        That a machine proposed a text is no opinion on it: drafts come before all that people
        said, in whichever clone they were made.
        """
        plain = text_hash(plain_form(entry.target))
        for name in (target, plain):
            if own := self._drafts.get((source, name)):
                return Standing(State.DRAFT, own.origin, own.engine)
        moved = self._drafts_by_target.get(target) or self._drafts_by_target.get(plain)
        if moved and (entry.fuzzy or len(entry.target) >= _TOO_LONG_FOR_CHANCE):
            # The draft of another sentence, brought here by a merge.
            return Standing(State.NEEDS_WORK, moved.origin, moved.engine)
        return Standing(State.NEEDS_WORK if entry.fuzzy else State.TRANSLATED)

    def _lowest(self, honoured: Sequence[tuple[_Place, Standing]], otherwise: Standing) -> Standing:
        newest = [
            standing
            for place, standing in honoured
            if not any(self._knew(other, place) for other, _ in honoured)
        ]
        if not newest:
            return otherwise
        lowest = min(newest, key=lambda standing: RANK[standing.state])
        hands = frozenset().union(*(standing.translators for standing in newest))
        return replace(lowest, translators=hands)

    def ignored(self, unit: str, source: str, target: str) -> frozenset[str]:
        """Return the ids of the checks that were dismissed for this text."""
        events = self._by_text.get((unit, source, target), ())
        return frozenset(event.check for _, event in events if event.action is Action.IGNORE)

    def remarks(self, unit: str) -> list[Event]:
        """Return the comments and requests with a note on a unit, whatever its text was."""
        return [
            event
            for chain in sorted(self._chains)
            for event in self._chains[chain]
            if event.unit == unit and event.note
        ]


def judge(document: str, locale: str, entry: CatalogEntry, history: History) -> Unit:
    """See a catalog entry and its history together.

    Where the catalog and the ledger contradict, the lower state holds: a tool that clears
    ``fuzzy`` does not turn a draft into a translation, a tool that sets it revokes approval.
    """
    unit = unit_id(document, entry.source, entry.occurrence)
    blank = not entry.target.strip()
    standing = Standing(State.UNTRANSLATED) if blank else history.standing(unit, entry)
    if entry.fuzzy and RANK[standing.state] > RANK[State.DRAFT]:
        standing = replace(standing, state=State.NEEDS_WORK)
    signature = history.engines.get(standing.engine)
    texts = (text_hash(entry.source), text_hash(entry.target))
    return Unit(
        document=document,
        locale=locale,
        source=entry.source,
        occurrence=entry.occurrence,
        target=entry.target,
        state=standing.state,
        origin=standing.origin,
        engine=signature.label if signature else "",
        previous_source=entry.previous_source,
        translators=tuple(sorted(standing.translators)),
        unedited=standing.unedited,
        ignored=frozenset() if blank else history.ignored(unit, *texts),
    )


def judge_all(
    document: str, locale: str, entries: Iterable[CatalogEntry], history: History
) -> list[Unit]:
    """Return the units of a catalog's living entries, in its order."""
    return [judge(document, locale, entry, history) for entry in entries if not entry.obsolete]


def reconcile(entry: CatalogEntry, unit: Unit) -> CatalogEntry:
    """Return the entry with the flag that its state asks for, whatever a tool left on it."""
    if not entry.target:
        return replace(entry, fuzzy=False, previous_source="")
    fuzzy = unit.state in FUZZY_STATES
    return replace(entry, fuzzy=fuzzy, previous_source=entry.previous_source if fuzzy else "")
