"""Three-way merge of one unit: what went out, what came back, what the catalog holds by now.

| the file's text                        | the catalog holds                  | what becomes of it |
| -------------------------------------- | ---------------------------------- | ------------------ |
| is the catalog's                       | it on nobody's record, new since   | put on record      |
| is the catalog's                       | it otherwise                       | nothing            |
| is what went out                       | newer work                         | nothing            |
| is a draft or a text that it had before| another one                        | left out as older  |
| was changed                            | what went out, or a draft untouched| taken              |
| was changed                            | other words, or approval, since    | kept beside it     |
| no telling what went out               | nothing, or a draft untouched      | taken              |
| no telling what went out               | somebody's words                   | kept beside it     |
| was made by a machine or guessed there |                                    | kept beside it     |
| is gone, or the source once more       | a text                             | nothing            |
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import Enum

from kuager.formats.exchanged import ExchangedUnit
from kuager.history import History, plain_form
from kuager.model import State, Unit
from kuager.review import DRAFT_ORIGINS, FUZZY_STATES, MACHINE_WORDS, RANK
from kuager.steps.exchange_formats import ExchangeFormat
from kuager.steps.turns import tidy_target


class Outcome(Enum):
    """What becomes of a text that came back."""

    SAME = "same"
    UNTOUCHED = "untouched"
    """As it went out; the catalog has another one by now."""
    OLDER = "older"
    TAKEN = "taken"
    CONFLICT = "conflict"
    EMPTIED = "emptied"


@dataclass(frozen=True, slots=True)
class Returned:
    """A row of the file, and the unit that it is."""

    row: ExchangedUnit
    unit: Unit
    kind: ExchangeFormat

    @property
    def is_untouched_draft(self) -> bool:
        """The catalog's text is one that no person wrote or took over."""
        return self.unit.origin in DRAFT_ORIGINS and not self.unit.translators

    @property
    def said(self) -> State:
        """The state in the file; a text that is not even begun there is a draft at most."""
        return _begun(self.row.state)

    @property
    def unfinished(self) -> bool:
        """The file marks its text so, knowing of it."""
        return self.kind.tells_states and self.said in FUZZY_STATES


def _begun(state: State) -> State:
    return State.DRAFT if state is State.UNTRANSLATED else state


def text_outcome(returned: Returned, history: History) -> Outcome:
    """Return what becomes of a row's text. Raises UsageError for what is no valid Unicode."""
    row, unit = returned.row, returned.unit
    text, present, base = tidy_target(row.target), tidy_target(unit.target), row.base
    if not text:
        empty_then = not present or (base is not None and base.is_of(""))
        return Outcome.SAME if empty_then else Outcome.EMPTIED
    if unicodedata.normalize("NFC", text) == unicodedata.normalize("NFC", present):
        return Outcome.TAKEN if _was_cut_short(returned) else Outcome.SAME
    if plain_form(text) == plain_form(unit.source) and any(map(str.isalpha, text)):
        return Outcome.EMPTIED  # OmegaT and msgen put the source where there is no translation
    draft = returned.is_untouched_draft
    if draft and plain_form(text) == plain_form(present):
        return Outcome.SAME  # still the draft, to everybody who looks at it
    if base is not None and (base.is_of(row.target) or base.is_of(text)):
        return Outcome.UNTOUCHED
    if history.drafted(unit.source, text):
        return Outcome.OLDER
    free = draft or not present
    if _of_a_machine(returned):
        return Outcome.CONFLICT
    if base is None:
        if not free:
            known = history.knows(unit.id, unit.source, text)
            return Outcome.OLDER if known else Outcome.CONFLICT
        return Outcome.TAKEN
    if base.is_of(unit.target) and RANK[unit.state] <= RANK[base.state]:
        return Outcome.TAKEN
    if history.knows(unit.id, unit.source, text):
        return Outcome.OLDER
    return Outcome.TAKEN if free else Outcome.CONFLICT


def _was_cut_short(returned: Returned) -> bool:
    """Tell whether the file's new text came as far as the catalog, but on nobody's record.

    So it is when an earlier run could write the one and not the other.
    """
    unit, base = returned.unit, returned.row.base
    unknown = unit.origin is None and not unit.translators
    return unknown and base is not None and not base.is_of(unit.target)


def _of_a_machine(returned: Returned) -> bool:
    """Tell whether the file says that a program of its own put the text there.

    Where a draft of ours went out the mark is ours, and the text was edited since. Without a
    base, an unfinished text of a format that tools fill by guessing may be another sentence's.
    """
    row = returned.row
    if row.base is None and returned.kind.guesses and returned.unfinished:
        return True
    ours = row.base is not None and row.base.state is State.DRAFT
    return not ours and row.origin in MACHINE_WORDS and row.state is State.DRAFT


def marked_state(returned: Returned, outcome: Outcome) -> State | None:
    """Return the state that somebody gave a text in the file, None where nobody did.

    A state that stands as it went out was given by nobody. With a new text it still says that
    the work is unfinished, unless it is one that a person has to type.
    """
    row, kind = returned.row, returned.kind
    if not kind.tells_states or not row.target.strip():
        return None
    if row.base is not None and returned.said is _begun(row.base.state):
        unfinished = outcome is Outcome.TAKEN and returned.unfinished and not kind.by_hand
        return returned.said if unfinished else None
    if row.base is None and returned.said is State.TRANSLATED and not kind.flags:
        return None  # what is read where a file does not say
    return returned.said


class Mark(Enum):
    """What a state in the file asks for."""

    SEND_BACK = "send back"
    REOPEN = "reopen"
    RAISE = "raise"


def asked_by(returned: Returned, said: State, unit: Unit) -> Mark | None:
    """Return what a state that somebody gave asks of the unit as it is now, None for nothing."""
    base, now = returned.row.base, unit.state
    if said in FUZZY_STATES:
        if now in FUZZY_STATES and (base is None or said is State.DRAFT):
            return None
        return None if now is State.NEEDS_WORK else Mark.SEND_BACK
    if RANK[now] < RANK[said]:
        return Mark.RAISE
    lowered = base is not None and RANK[base.state] > RANK[said]
    return Mark.REOPEN if lowered and RANK[now] > RANK[said] else None
