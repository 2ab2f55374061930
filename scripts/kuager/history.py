"""What a history of events means: the state of every unit, told from catalog and ledger.

A ledger is a set of chains (see ``formats.ledger``). There is no common clock: each event says
how much of the other chains its actor had seen, and that gives the order in which events could
know of each other. A unit's state is folded from the events about its present text alone; an
edit of source or target therefore revokes what was approved before.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TypeVar

from kuager.errors import TransitionError
from kuager.model import (
    CatalogEntry,
    Confidence,
    EngineSignature,
    Origin,
    State,
    Unit,
    text_hash,
    unit_id,
)
from kuager.review import (
    FUZZY_STATES,
    RANK,
    REMARKS,
    STATELESS,
    Action,
    Event,
    Standing,
    advance,
)

_hash = lru_cache(maxsize=16)(text_hash)  # a text is asked for several times in a row
_Place = tuple[str, int]
"""Chain and index of an event."""
_ABOUT_THE_UNIT = REMARKS | {Action.ASSIGN}
_TOO_LONG_FOR_CHANCE = 20
"""Characters from which a text equal to a machine's draft of another sentence is that draft."""

_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)
"""Characters that nothing is drawn for, other than those of category Cf (Unicode,
DerivedCoreProperties.txt: Default_Ignorable_Code_Point)."""


def tidy(text: str) -> str:
    """Return a text as drafts are written: NFC, single spaces, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def plain_form(text: str) -> str:
    """Return what two texts have in common that nobody could tell apart by looking.

    Tidy, without characters that are never seen (category Cf, _UNSEEN). For comparison only.
    """
    seen = text if text.isascii() else _UNSEEN.sub("", text)
    if not seen.isprintable():  # nothing of category Cf is
        seen = "".join(c for c in seen if unicodedata.category(c) != "Cf")
    return tidy(seen)


def text_event(
    action: Action,
    actor: str,
    unit: str,
    source: str,
    target: str,
    *,
    origin: Origin | None = None,
    engine: str = "",
    confidence: Confidence | None = None,
    check: str = "",
    note: str = "",
) -> Event:
    """Return an event about a text, by its hashes."""
    exact, plain = text_hash(target), text_hash(plain_form(target))
    return Event(
        action=action,
        actor=actor,
        unit=unit,
        source=text_hash(source),
        target=exact,
        plain=plain if plain != exact else "",
        origin=origin,
        engine=engine,
        confidence=confidence,
        check=check,
        note=note,
    )


class History:
    """All chains of one document and locale, ready to be folded."""

    def __init__(self, chains: Mapping[str, Sequence[Event]], *, four_eyes: bool = True) -> None:
        """Take the events of each chain in their order."""
        self._four_eyes = four_eyes
        self._chains = {name: list(events) for name, events in chains.items()}
        self._clocks: dict[_Place, dict[str, int]] = {}
        self._by_text: dict[tuple[str, str, str], list[tuple[_Place, Event]]] = defaultdict(list)
        self._drafts: dict[tuple[str, str], Event] = {}
        self._drafts_of_units: dict[tuple[str, str, str], Event] = {}
        self._proposed: set[tuple[str, str, str, Origin | None, str]] = set()
        self._drafts_by_target: dict[str, Event] = {}
        self._hands: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        self._carried: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        self._by_unit: dict[str, list[tuple[_Place, Event]]] = defaultdict(list)
        self._replaced: dict[str, list[tuple[_Place, Event]]] = defaultdict(list)
        self._drafted: set[str] = set()
        self.engines: dict[str, EngineSignature] = {}
        for chain in sorted(self._chains):
            for index, event in enumerate(self._chains[chain]):
                self._place(chain, index, event)

    def _place(self, chain: str, index: int, event: Event) -> None:
        if event.signature is not None:
            self.engines[event.engine] = event.signature
        elif event.action is Action.DRAFT:
            texts = (event.source, event.target)
            self._proposed.add((event.unit, *texts, event.origin, event.engine))
            self._drafted.add(event.source)
            for name in filter(None, (event.target, event.plain)):
                _keep_surest(self._drafts, (event.source, name), event)
                _keep_surest(self._drafts_of_units, (event.unit, event.source, name), event)
                self._drafts_by_target.setdefault(name, event)
        elif event.unit:
            self._clock(chain, index)
            text = (event.unit, event.source, event.target)
            self._by_text[text].append(((chain, index), event))
            if event.note or event.action in _ABOUT_THE_UNIT:
                self._by_unit[event.unit].append(((chain, index), event))
            if event.replaced:
                self._replaced[event.unit].append(((chain, index), event))
            plain = (event.unit, event.source, event.plain or event.target)
            if event.action in {Action.TRANSLATE, Action.CONFIRM}:
                self._hands[plain].add(event.actor)
            elif event.action is Action.CARRY:
                self._carried[plain].update(event.hands)

    def append(self, event: Event) -> None:
        """Add what a person does now, knowing all that is here, before it is on record."""
        name = f"{event.actor}."
        others = sorted(self._chains.items())
        seen = tuple((other, len(events), "") for other, events in others if other != name)
        chain = self._chains.setdefault(name, [])
        chain.append(replace(event, seen=seen))
        self._place(name, len(chain) - 1, chain[-1])

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

    def with_drafts(self, events: Sequence[Event]) -> History:
        """Return the history as it will be when a machine's events are recorded too."""
        if not events:
            return self
        return History({**self._chains, "machine.": events}, four_eyes=self._four_eyes)

    def has_draft(self, unit: str, source: str, target: str, origin: Origin, engine: str) -> bool:
        """Tell whether a unit's draft is on record: texts by their hashes, the engine's digest."""
        return (unit, source, target, origin, engine) in self._proposed

    def is_drafted(self, source: str) -> bool:
        """Tell whether any draft of a source is on record, by the hash of its text."""
        return source in self._drafted

    def replaced_draft(self, unit: str, source: str) -> tuple[str, Event] | None:
        """Return the draft that people began from: its words, and the record of its making.

        ``source`` is the hash of the unit's source. Of several drafts it is the one that was
        replaced first. None where nobody replaced one that is on record for this source.
        """
        for _, edit in self._in_order(self._replaced.get(unit, ())):
            for name in (text_hash(edit.replaced), text_hash(plain_form(edit.replaced))):
                if draft := self._drafts.get((source, name)):
                    return edit.replaced, draft
        return None

    def drafted(self, source: str, target: str) -> bool:
        """Tell whether a text, as far as can be seen, is a draft on record for a source text."""
        return any((text_hash(source), name) in self._drafts for name in _names(target))

    def knows(self, unit: str, source: str, target: str) -> bool:
        """Tell whether a text, as far as can be seen, was a unit's target or draft before."""
        hashed = text_hash(source)
        spoken = ((unit, hashed, name) for name in _names(target))
        return self.drafted(source, target) or any(
            text in self._by_text or text in self._hands for text in spoken
        )

    def standing(self, unit: str, entry: CatalogEntry) -> Standing:
        """Return what is on record about an entry's present text, whatever its flag says.

        Of a text without a record, the flag is all there is to go by. Events that the table
        or the four-eyes rule refuses at their place are passed over: a ledger written by hand
        cannot approve what the command would not have. Where people who knew nothing of each
        other contradict, the lower state holds.
        """
        text = (unit, _hash(entry.source), _hash(entry.target))
        told = self._by_text.get(text, ())
        events = self._in_order(pair for pair in told if pair[1].action not in STATELESS)
        base = self._base(unit, entry, written=any(e.action is Action.TRANSLATE for _, e in events))
        honoured: list[tuple[_Place, Standing]] = []
        newest: list[tuple[_Place, Standing]] = []
        for place, event in events:
            if all(self._knew(place, other) for other, _ in newest):
                past = newest
            else:
                past = self._newest([pair for pair in honoured if self._knew(place, pair[0])])
            try:
                after = advance(_lowest(past, base), event, four_eyes=self._four_eyes)
            except TransitionError:
                continue
            honoured.append((place, after))
            newest = [(place, after)] if past is newest else self._newest(honoured)
        return _lowest(newest, base)

    def _newest(self, honoured: Sequence[tuple[_Place, Standing]]) -> list[tuple[_Place, Standing]]:
        """Return the events that no other one knew of."""
        return [
            (place, standing)
            for place, standing in honoured
            if not any(self._knew(other, place) for other, _ in honoured)
        ]

    def _base(self, unit: str, entry: CatalogEntry, *, written: bool) -> Standing:
        """Return the standing before anybody spoke of the text: a draft, or an unknown hand's.

        That a machine proposed a text is no opinion on it: drafts come before all that people
        said, in whichever clone they were made. What a person has ``written`` does not become
        a machine's because some other sentence was drafted in the same words.
        """
        source = _hash(entry.source)
        names = _, plain = _names(entry.target)
        flagged = State.NEEDS_WORK if entry.fuzzy else State.TRANSLATED
        carried = frozenset(self._carried.get((unit, source, plain), ()))
        for name in names:
            own = self._drafts_of_units.get((unit, source, name))
            if own := own or (None if written else self._drafts.get((source, name))):
                sure = own.confidence
                return Standing(State.DRAFT, own.origin, own.engine, carried, confidence=sure)
        if carried:
            # Whoever wrote it wrote it for another sentence, whatever a tool did to the flag.
            return Standing(State.NEEDS_WORK, Origin.HUMAN, translators=carried)
        if hands := self._hands.get((unit, source, plain)):
            return Standing(flagged, Origin.HUMAN, translators=frozenset(hands))
        moved = self._drafts_by_target.get(names[0]) or self._drafts_by_target.get(plain)
        if moved and (entry.fuzzy or len(entry.target) >= _TOO_LONG_FOR_CHANCE):
            # The draft of another sentence, brought here by a merge.
            return Standing(State.NEEDS_WORK, moved.origin, moved.engine)
        return Standing(flagged)

    def ignored(self, unit: str, source: str, target: str) -> frozenset[str]:
        """Return the ids of the checks that were dismissed for this text."""
        events = self._by_text.get((unit, source, target), ())
        return frozenset(event.check for _, event in events if event.action is Action.IGNORE)

    def remarks(self, unit: str) -> list[Event]:
        """Return what was said of a unit and who was to work on it, whatever its text was.

        Whoever knew of another's remark comes after it.
        """
        return [event for _, event in self._ordered(unit)]

    def _ordered(self, unit: str) -> list[tuple[_Place, Event]]:
        return self._in_order(self._by_unit.get(unit, ()))

    def _in_order(self, events: Iterable[tuple[_Place, Event]]) -> list[tuple[_Place, Event]]:
        """Return events so that whoever knew of another comes after it."""
        return sorted(events, key=lambda pair: (sum(self._clocks[pair[0]].values()), pair[0]))

    def open_questions(self, unit: str) -> list[Event]:
        """Return the questions about a unit that nobody who knew of them has answered."""
        said = self._ordered(unit)
        answers = [place for place, event in said if event.action is Action.ANSWER]
        return [
            event
            for place, event in said
            if event.action is Action.QUESTION
            and not any(self._knew(answer, place) for answer in answers)
        ]

    def assignee(self, unit: str) -> str:
        """Return the pseudonym of whoever is to work on a unit, empty for anybody."""
        told = [event for _, event in self._ordered(unit) if event.action is Action.ASSIGN]
        return told[-1].assignee if told else ""


_Name = TypeVar("_Name", bound=Hashable)


def _keep_surest(drafts: dict[_Name, Event], name: _Name, event: Event) -> None:
    """Keep the first of equal drafts, unless only a later one tells how sure it is."""
    known = drafts.setdefault(name, event)
    if known.confidence is None and event.confidence is not None:
        drafts[name] = event


def _names(target: str) -> tuple[str, str]:
    """Return what a text is called in the ledger: its own hash and that of its plain form."""
    return _hash(target), _hash(plain_form(target))


def _lowest(newest: Sequence[tuple[_Place, Standing]], otherwise: Standing) -> Standing:
    if not newest:
        return otherwise
    lowest = min((standing for _, standing in newest), key=lambda s: RANK[s.state])
    hands = frozenset().union(*(standing.translators for _, standing in newest))
    return replace(lowest, translators=hands)


def judge(document: str, locale: str, entry: CatalogEntry, history: History) -> Unit:
    """See a catalog entry and its history together.

    Where the catalog and the ledger contradict, the lower state holds: a tool that clears
    ``fuzzy`` does not turn a draft into a translation, a tool that sets it revokes approval.
    """
    unit = unit_id(document, entry.source, entry.occurrence)
    seen = describe(document, locale, entry, history.standing(unit, entry), history.engines)
    texts = (_hash(entry.source), _hash(entry.target))
    ignored = history.ignored(unit, *texts) if entry.target.strip() else frozenset()
    assignee, asked = history.assignee(unit), bool(history.open_questions(unit))
    told = ignored or assignee or asked
    return replace(seen, ignored=ignored, assignee=assignee, asked=asked) if told else seen


def describe(
    document: str,
    locale: str,
    entry: CatalogEntry,
    standing: Standing,
    engines: Mapping[str, EngineSignature],
) -> Unit:
    """Return the unit that an entry is, given what is on record about its present text."""
    if not entry.target.strip():
        standing = Standing(State.UNTRANSLATED)
    if entry.fuzzy and RANK[standing.state] > RANK[State.DRAFT]:
        standing = replace(standing, state=State.NEEDS_WORK)
    signature = engines.get(standing.engine)
    return Unit(
        document=document,
        locale=locale,
        source=entry.source,
        occurrence=entry.occurrence,
        target=entry.target,
        state=standing.state,
        origin=standing.origin,
        engine=signature.label if signature else "",
        engine_digest=standing.engine,
        confidence=standing.confidence if standing.state is State.DRAFT else None,
        previous_source=entry.previous_source,
        translators=tuple(sorted(standing.translators)),
        unedited=standing.unedited,
        self_passed=standing.self_passed,
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
