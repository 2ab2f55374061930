"""Review: which event leads from which state to which.

Events speak of one text: a unit's source and target at the time. What a whole history of
events means is told in ``history``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from kuager.errors import TransitionError
from kuager.model import Confidence, EngineSignature, Origin, State


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
    QUESTION = "question"
    """A comment that waits for an answer."""
    ANSWER = "answer"
    """Closes the questions about the unit that its actor knew of."""
    CARRY = "carry"
    """Words of people were carried to another sentence; they still count as their translators."""
    ASSIGN = "assign"
    """Somebody is to work on the unit; with an empty assignee, nobody in particular."""


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
    assignee: str = ""
    """Pseudonym; only for ASSIGN."""
    hands: tuple[str, ...] = ()
    """Pseudonyms of whoever wrote or took over the words; only for CARRY."""
    replaced: str = ""
    """The words of the untouched draft that a TRANSLATE replaced: catalogs keep no earlier
    target, and without them nobody could tell what post-editing came to."""
    day: str = ""
    """ISO date, or empty where the pack's policy records no time."""
    plain: str = ""
    """``text_hash`` of the target's plain form, where that is another one: by it a text is
    known again that an editor saved with a space more."""
    confidence: Confidence | None = None
    """Of a machine draft, where its engine can tell."""
    seen: tuple[tuple[str, int, str], ...] = ()
    """Other chains as far as known: name of the chain, number of events, hash of the last one.
    Only what changed since the previous event of the own chain."""


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
"""Every transition there is; STATELESS actions leave the state as it is."""

FUZZY_STATES = frozenset({State.DRAFT, State.NEEDS_WORK})
"""States that a catalog shows as fuzzy."""

_SECOND_PERSON = frozenset({Action.REVIEW, Action.APPROVE})
REMARKS = frozenset({Action.COMMENT, Action.QUESTION, Action.ANSWER})
"""Actions that say something about a unit."""
STATELESS = REMARKS | {Action.IGNORE, Action.ASSIGN, Action.CARRY, Action.ENGINE}
"""Actions that leave a unit's state as it is."""
MACHINE_WORDS = frozenset({Origin.MACHINE, Origin.IMPORTED})
"""Origins of words that nobody vouches for: what editions say of them is the same."""

DRAFT_ORIGINS = MACHINE_WORDS | {Origin.MEMORY, Origin.LOCALE_DATA}
"""Origins of a text that no person wrote."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the events about one text amount to."""

    state: State
    origin: Origin | None = None
    engine: str = ""
    """Digest of the engine's signature, for the words of a machine."""
    translators: frozenset[str] = frozenset()
    """Everybody who wrote the text or took it over; none of them can pass it."""
    unedited: bool = False
    self_passed: bool = False
    """Whoever reviewed or approved it last is among its translators."""
    confidence: Confidence | None = None
    """Of a machine draft, where its engine could tell."""


def advance(standing: Standing, event: Event, *, four_eyes: bool) -> Standing:
    """Apply one event to a standing.

    Raises TransitionError where the table knows no such step, where nobody known translated
    the text that is to be reviewed, or where a translator would pass the own work.
    """
    if event.action in STATELESS:
        return standing
    state = TRANSITIONS.get((event.action, standing.state))
    if state is None:
        raise TransitionError(
            f"is {standing.state.value}; {event.action.value} does not lead from there.",
            "The way of a unit: kuager review --help",
            reason="not-from-here",
            state=standing.state.value,
        )
    if event.action in _SECOND_PERSON:
        _require_second_person(standing, event.actor, four_eyes=four_eyes)
    if event.action is Action.DRAFT:
        return Standing(state, event.origin, event.engine)
    if event.action in {Action.TRANSLATE, Action.CONFIRM}:
        # Events speak of one text: whoever "translates" into the very words of a draft has
        # taken it over unedited, and it stays a machine's text.
        drafted = standing.origin in DRAFT_ORIGINS
        return replace(
            standing,
            state=state,
            origin=standing.origin if drafted else Origin.HUMAN,
            translators=standing.translators | {event.actor},
            unedited=drafted,
            self_passed=False,
        )
    passed = event.action in _SECOND_PERSON and event.actor in standing.translators
    return replace(standing, state=state, self_passed=passed)


def _require_second_person(standing: Standing, actor: str, *, four_eyes: bool) -> None:
    if not standing.translators:
        raise TransitionError(
            "Nobody known has translated this unit, so nobody can review it yet.",
            "If the text is yours, claim it: kuager review claim … --as PSEUDONYM",
            reason="nobody-known",
        )
    if four_eyes and actor in standing.translators:
        raise TransitionError(
            f"{actor} translated this unit and cannot approve it too.",
            "A second person has to; a lone worker sets policies.four-eyes = false.",
            reason="own-work",
            actor=actor,
        )
