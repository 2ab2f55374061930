"""Review: which event leads from which state to which, and what a history of events means.

A ledger is a set of chains, one an actor (see ``formats.ledger``). There is no common clock:
each event says how much of the other chains its actor had seen, and that gives the order in
which events could know of each other. A unit's state is folded from the events about its
present text alone; an edit of source or target therefore revokes what was approved before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from kuager.errors import TransitionError
from kuager.model import (
    CatalogEntry,
    EngineSignature,
    Origin,
    State,
    Unit,
    text_hash,
    unit_id,
)


class Action(Enum):
    """What an actor did."""

    ENGINE = "engine"
    """An engine is introduced; later drafts name it by its digest."""
    DRAFT = "draft"
    TRANSLATE = "translate"
    CONFIRM = "confirm"
    """A draft is taken over as it stands."""
    REVIEW = "review"
    APPROVE = "approve"
    REQUEST_CHANGES = "request-changes"
    REOPEN = "reopen"
    IGNORE = "ignore"
    """A check's findings on the present text are dismissed, with a reason."""
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a ledger."""

    action: Action
    actor: str
    """Pseudonym."""
    unit: str = ""
    """Unit id; empty for ENGINE."""
    source: str = ""
    """``text_hash`` of the source the event speaks of."""
    target: str = ""
    """``text_hash`` of the target the event speaks of."""
    origin: Origin | None = None
    engine: str = ""
    """Digest of the engine's signature, for machine drafts."""
    signature: EngineSignature | None = None
    """Only for ENGINE."""
    check: str = ""
    """Only for IGNORE."""
    note: str = ""
    """Comment, question or reason, in the actor's words."""
    day: str = ""
    """ISO date, or empty where the pack's policy records no time."""
    seen: tuple[tuple[str, int, str], ...] = ()
    """Other actors' chains as far as known: actor, number of events, hash of the last one.
    Only what changed since the actor's previous event."""


RANK: Mapping[State, int] = {
    State.UNTRANSLATED: 0,
    State.NEEDS_WORK: 1,
    State.DRAFT: 2,
    State.TRANSLATED: 3,
    State.REVIEWED: 4,
    State.APPROVED: 5,
}
"""Where two events that knew nothing of each other contradict, the lower state holds."""

TRANSITIONS: Mapping[tuple[Action, State], State] = {
    (Action.DRAFT, State.UNTRANSLATED): State.DRAFT,
    (Action.DRAFT, State.DRAFT): State.DRAFT,
    **{(Action.TRANSLATE, state): State.TRANSLATED for state in State},
    (Action.CONFIRM, State.DRAFT): State.TRANSLATED,
    (Action.CONFIRM, State.NEEDS_WORK): State.TRANSLATED,
    (Action.REVIEW, State.TRANSLATED): State.REVIEWED,
    (Action.APPROVE, State.TRANSLATED): State.APPROVED,
    (Action.APPROVE, State.REVIEWED): State.APPROVED,
    (Action.REQUEST_CHANGES, State.DRAFT): State.NEEDS_WORK,
    (Action.REQUEST_CHANGES, State.TRANSLATED): State.NEEDS_WORK,
    (Action.REQUEST_CHANGES, State.REVIEWED): State.NEEDS_WORK,
    (Action.REQUEST_CHANGES, State.APPROVED): State.NEEDS_WORK,
    (Action.REOPEN, State.REVIEWED): State.TRANSLATED,
    (Action.REOPEN, State.APPROVED): State.TRANSLATED,
}
"""Every transition there is. COMMENT and IGNORE leave the state as it is."""

FUZZY_STATES = frozenset({State.DRAFT, State.NEEDS_WORK})
"""States that a catalog shows as fuzzy."""

_SECOND_PERSON = frozenset({Action.REVIEW, Action.APPROVE})
_STATELESS = frozenset({Action.COMMENT, Action.IGNORE, Action.ENGINE})


@dataclass(frozen=True, slots=True)
class Standing:
    """What the events about one text amount to."""

    state: State
    origin: Origin | None = None
    engine: str = ""
    translator: str = ""
    unedited: bool = False


def advance(standing: Standing, event: Event, *, four_eyes: bool) -> Standing:
    """Apply one event to a standing.

    Raises TransitionError where the table knows no such step, where nobody known translated
    the text that is to be reviewed, or where a translator would pass the own work.
    """
    if event.action in _STATELESS:
        return standing
    state = TRANSITIONS.get((event.action, standing.state))
    if state is None:
        raise TransitionError(
            f"A unit that is {standing.state.value} cannot take the step {event.action.value}.",
            "See kuager review --help for the order of steps.",
        )
    if event.action in _SECOND_PERSON:
        if not standing.translator:
            raise TransitionError(
                "Nobody known has translated this unit, so nobody can review it yet.",
                "If the text is yours, claim it: kuager review claim --as PSEUDONYM.",
            )
        if four_eyes and standing.translator == event.actor:
            raise TransitionError(
                f"{event.actor} translated this unit and cannot pass it too.",
                "A second person has to; a lone worker sets policies.four-eyes = false.",
            )
    if event.action is Action.DRAFT:
        return Standing(state, event.origin, event.engine)
    if event.action is Action.TRANSLATE:
        return Standing(state, Origin.HUMAN, translator=event.actor)
    if event.action is Action.CONFIRM:
        return replace(standing, state=state, translator=event.actor, unedited=True)
    return replace(standing, state=state)


class History:
    """All chains of one document and locale, ready to be folded."""

    def __init__(self, chains: Mapping[str, Sequence[Event]], *, four_eyes: bool = True) -> None:
        """Take each actor's events in the order of the chain."""
        self._four_eyes = four_eyes
        self.engines: dict[str, EngineSignature] = {}
        self._clocks: dict[tuple[str, int], dict[str, int]] = {}
        self._by_text: dict[tuple[str, str, str], list[tuple[str, int, Event]]] = defaultdict(list)
        self._chains = chains
        for actor, events in chains.items():
            for index, event in enumerate(events):
                self._clock(actor, index)
                if event.signature is not None:
                    self.engines[event.engine] = event.signature
                elif event.unit:
                    text = (event.unit, event.source, event.target)
                    self._by_text[text].append((actor, index, event))

    def _clock(self, actor: str, index: int) -> dict[str, int]:
        """Return how many events of each chain the actor knew when writing this one."""
        chain = self._chains[actor]
        start = index
        while start >= 0 and (actor, start) not in self._clocks:
            start -= 1
        clock = dict(self._clocks[actor, start]) if start >= 0 else {}
        for position in range(start + 1, index + 1):
            clock[actor] = position
            # Announced before it is complete: chains that name each other in a circle (only
            # a forgery does) must not recurse for ever.
            self._clocks[actor, position] = dict(clock)
            for other, count, _ in chain[position].seen:
                known = min(count, len(self._chains.get(other, ())))
                if known > clock.get(other, 0):
                    for name, value in self._clock(other, known - 1).items():
                        clock[name] = max(clock.get(name, 0), value)
                    clock[other] = known
            self._clocks[actor, position] = dict(clock)
        return self._clocks[actor, index]

    def _knew(self, later: tuple[str, int], earlier: tuple[str, int]) -> bool:
        return self._clocks[later].get(earlier[0], 0) > earlier[1]

    def knows(self, event: Event) -> bool:
        """Tell whether the same actor recorded the same thing about the same text already."""
        known = self._by_text.get((event.unit, event.source, event.target), ())
        return any(
            (other.actor, other.action, other.engine, other.check, other.note)
            == (event.actor, event.action, event.engine, event.check, event.note)
            for _, _, other in known
        )

    def fold(self, unit: str, source: str, target: str, base: State) -> Standing:
        """Return the standing of a text; ``base`` is its state as far as no event speaks.

        A recorded draft is one whatever flag a tool left on it, so it starts from nothing.
        Events that the table or the four-eyes rule refuses at their place are passed over:
        a ledger written by hand cannot approve what the command would not have.
        """
        events = [
            (actor, index, event)
            for actor, index, event in self._by_text.get((unit, source, target), ())
            if event.action not in _STATELESS
        ]
        if any(event.action is Action.DRAFT for _, _, event in events):
            base = State.UNTRANSLATED
        events.sort(key=lambda e: (sum(self._clocks[e[0], e[1]].values()), e[0], e[1]))
        honoured: list[tuple[tuple[str, int], Standing]] = []
        for actor, index, event in events:
            past = [pair for pair in honoured if self._knew((actor, index), pair[0])]
            before = self._lowest(past, Standing(base))
            try:
                after = advance(before, event, four_eyes=self._four_eyes)
            except TransitionError:
                continue
            honoured.append(((actor, index), after))
        return self._lowest(honoured, Standing(base))

    def _lowest(
        self, honoured: Sequence[tuple[tuple[str, int], Standing]], otherwise: Standing
    ) -> Standing:
        newest = [
            standing
            for place, standing in honoured
            if not any(self._knew(other, place) for other, _ in honoured)
        ]
        return min(newest, key=lambda standing: RANK[standing.state], default=otherwise)

    def ignored(self, unit: str, source: str, target: str) -> frozenset[str]:
        """Return the ids of the checks that were dismissed for this text."""
        events = self._by_text.get((unit, source, target), ())
        return frozenset(e.check for _, _, e in events if e.action is Action.IGNORE)

    def remarks(self, unit: str) -> list[Event]:
        """Return the comments and requests with a note on a unit, whatever its text was."""
        return [
            event
            for events in self._chains.values()
            for event in events
            if event.unit == unit and event.note
        ]


def judge(document: str, locale: str, entry: CatalogEntry, history: History) -> Unit:
    """See a catalog entry and its history together.

    Where the catalog and the ledger contradict, the lower state holds: a tool that clears
    ``fuzzy`` does not turn a draft into a translation, a tool that sets it revokes approval.
    """
    unit = unit_id(document, entry.source, entry.occurrence)
    texts = (text_hash(entry.source), text_hash(entry.target))
    if not entry.target:
        standing = Standing(State.UNTRANSLATED)
    else:
        # An unknown hand wrote a text without events; the flag is all it says about it.
        base = State.NEEDS_WORK if entry.fuzzy else State.TRANSLATED
        standing = history.fold(unit, *texts, base)
        if entry.fuzzy and RANK[standing.state] > RANK[State.DRAFT]:
            standing = replace(standing, state=State.NEEDS_WORK)
    signature = history.engines.get(standing.engine)
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
        translator=standing.translator,
        unedited=standing.unedited,
        ignored=history.ignored(unit, *texts) if entry.target else frozenset(),
    )


def reconcile(entry: CatalogEntry, unit: Unit) -> CatalogEntry:
    """Return the entry with the flag that its state asks for, whatever a tool left on it."""
    if not entry.target:
        return replace(entry, fuzzy=False, previous_source="")
    fuzzy = unit.state in FUZZY_STATES
    return replace(entry, fuzzy=fuzzy, previous_source=entry.previous_source if fuzzy else "")
