"""Turns: what becomes of one unit when somebody takes a step.

A wish is what somebody asks for; whether the unit can take it, and what is then written into
catalog and ledger, is told here, for the command line, the review page and files that come
back from other programs alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from kuager.checks import run_checks
from kuager.checks.documentation import ALL_CHECKS
from kuager.configuration import Policies
from kuager.errors import TransitionError, UsageError
from kuager.formats.gettext_reader import fit
from kuager.history import plain_form, reconcile, text_event
from kuager.model import CatalogEntry, Finding, Origin, State, Unit, text_hash
from kuager.review import (
    DRAFT_ORIGINS,
    MACHINE_WORDS,
    STATELESS,
    Action,
    Event,
    Standing,
    advance,
)
from kuager.steps.findings import closing

_WORDED = frozenset({Action.COMMENT, Action.QUESTION, Action.REQUEST_CHANGES, Action.IGNORE})
_ON_FINISHED = frozenset({Action.REVIEW, Action.APPROVE, Action.REOPEN})


class ChangedMeanwhileError(TransitionError):
    """The unit holds another target than the one that the actor saw."""


class UneditedError(TransitionError):
    """A machine's words that nobody changed are to be approved, and nobody said so expressly."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A step that somebody asks for."""

    action: Action
    target: str | None = None
    """For TRANSLATE: the new text; None claims the present one as written elsewhere."""
    note: str = ""
    check: str = ""
    """Only for IGNORE."""
    assignee: str = ""
    """Only for ASSIGN."""
    unedited: bool = False
    """APPROVE even where the text is a machine's, taken over unchanged."""
    shown: str | None = None
    """``text_hash`` of the target that the actor saw; None where that is not held against."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One unit about to take a step."""

    entry: CatalogEntry
    unit: Unit
    standing: Standing
    """What the ledger says of the present text, whatever the flag in the catalog."""
    findings: Callable[[], list[Finding]]
    """All findings on the unit: its own and those of the document."""


def check_wish(wish: Wish) -> Wish:
    """Return the wish in the form in which it is written down.

    Raises UsageError for an empty text, a check that does not exist, a remark without words,
    and bytes that the terminal did not decode.
    """
    if wish.target is not None:
        target = tidy_target(wish.target)
        if not target:
            raise UsageError("The new text is empty.", "To take a text back, use: request-changes")
        wish = replace(wish, target=target)
    known = [check.id for check in ALL_CHECKS]
    if wish.action is Action.IGNORE and wish.check not in known:
        raise UsageError(f"There is no check {wish.check}.", f"There are: {', '.join(known)}.")
    note = fit(_encodable(wish.note)).strip()
    if wish.action in _WORDED and not note:
        raise UsageError(f"{wish.action.value} needs words.", "Say what it is about.")
    return replace(wish, note=note)


def tidy_target(text: str) -> str:
    """Return a text as a catalog can hold it: one line, no space at its ends.

    Raises UsageError for what is no valid Unicode.
    """
    return fit(" ".join(_encodable(text).splitlines())).strip("\ufeff \t")


def _encodable(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UsageError("The text is not valid UTF-8.", "Check the terminal's locale.") from error
    return text


def take_turn(turn: Turn, wish: Wish, actor: str, policies: Policies) -> tuple[CatalogEntry, Event]:
    """Return the entry and the event that a wish leads to. Raises TransitionError."""
    if wish.shown not in {None, text_hash(turn.entry.target)}:
        raise ChangedMeanwhileError(
            "was changed by somebody else meanwhile.", "Look at it again.", reason="changed"
        )
    if wish.action is Action.TRANSLATE:
        return _claim(turn, actor) if wish.target is None else _edit(turn, wish.target, actor)
    entry, unit = turn.entry, turn.unit
    if not entry.target.strip() and wish.action not in STATELESS:
        raise TransitionError("has no target yet.", reason="no-target")
    step = _step(wish.action, turn)
    if step is Action.IGNORE and not any(f.check == wish.check for f in turn.findings()):
        raise TransitionError(
            f"has no finding of the check {wish.check}.", reason="no-finding", check=wish.check
        )
    if step is Action.ANSWER and not unit.asked:
        raise TransitionError(
            "has no open question.", "To say something about it: comment", reason="no-question"
        )
    if step is Action.ASSIGN and wish.assignee == unit.assignee:
        raise TransitionError(
            f"is {wish.assignee or 'nobody'}'s already.", reason="assigned", actor=wish.assignee
        )
    event = replace(
        _event(step, entry, unit, actor, note=wish.note, check=wish.check), assignee=wish.assignee
    )
    if step in STATELESS:
        return entry, event
    if step in _ON_FINISHED and unit.state is not turn.standing.state:
        raise TransitionError(
            "is marked fuzzy.", "Confirm it first: kuager review confirm", reason="fuzzy"
        )
    after = advance(turn.standing, event, four_eyes=policies.four_eyes)
    if step is Action.APPROVE:
        _refuse_faults(turn, policies.export_gate)
        if unit.unedited and unit.origin in MACHINE_WORDS and not wish.unedited:
            raise UneditedError(
                "is a machine's draft, word for word.",
                "Approve it expressly, having compared it word by word: --unedited",
                reason="unedited",
            )
    return reconcile(entry, replace(unit, state=after.state)), event


def _edit(turn: Turn, target: str, actor: str) -> tuple[CatalogEntry, Event]:
    entry = replace(turn.entry, target=target, fuzzy=False, previous_source="")
    event = _event(Action.TRANSLATE, entry, turn.unit, actor)
    drafted = turn.unit.origin in DRAFT_ORIGINS and turn.unit.state is not State.UNTRANSLATED
    if drafted and plain_form(turn.unit.target) != plain_form(target):
        event = replace(event, replaced=turn.unit.target)
    return entry, event


def _claim(turn: Turn, actor: str) -> tuple[CatalogEntry, Event]:
    unit = turn.unit
    if turn.entry.fuzzy and not turn.standing.translators and unit.origin is None:
        raise TransitionError(
            "is marked fuzzy.",
            "Take the mark away in your editor when it is done, or: kuager review confirm",
            reason="fuzzy",
        )
    if unit.state is State.DRAFT and not turn.entry.fuzzy:
        raise TransitionError(
            "is still the draft, word for word.",
            "If it is right as it stands: kuager review confirm",
            reason="still-draft",
        )
    if unit.state is not State.TRANSLATED or unit.translators:
        whose = f" ({', '.join(unit.translators)})" if unit.translators else ""
        raise TransitionError(
            f"is {unit.state.value} already{whose}; nothing to claim.",
            reason="nothing-to-do",
            state=unit.state.value,
        )
    return turn.entry, _event(Action.TRANSLATE, turn.entry, unit, actor)


def _step(action: Action, turn: Turn) -> Action:
    """Return the step that a wish amounts to.

    Confirming is for drafts, for what needs work, and for the text of an unknown hand; where
    the ledger knows no draft to be taken over, standing by a text is translating it.
    """
    if action is not Action.CONFIRM:
        return action
    state, standing = turn.unit.state, turn.standing
    if state is State.DRAFT:
        return Action.CONFIRM
    if state is State.NEEDS_WORK:
        on_record = bool(standing.translators) or standing.origin is not None
        taken_over = on_record and standing.state is State.NEEDS_WORK
        return Action.CONFIRM if taken_over else Action.TRANSLATE
    if state is State.TRANSLATED and not turn.unit.translators:
        return Action.TRANSLATE
    raise TransitionError(
        f"is {state.value} already; there is nothing to confirm.",
        reason="nothing-to-do",
        state=state.value,
    )


def _refuse_faults(turn: Turn, gate: str) -> None:
    # No error depends on the rest of the document, so that alone need not be read for one.
    lenient = gate == "error"
    faults = closing(run_checks(turn.unit) if lenient else turn.findings(), gate)
    if faults:
        raise TransitionError(
            f"has {'errors' if lenient else 'findings'} ({', '.join(sorted(faults))}).",
            "Mend them, or dismiss what is none: kuager review ignore",
            reason="faults",
            checks=" ".join(sorted(faults)),
        )


def _event(
    action: Action, entry: CatalogEntry, unit: Unit, actor: str, *, note: str = "", check: str = ""
) -> Event:
    origin = Origin.HUMAN if action is Action.TRANSLATE else None
    return text_event(
        action,
        actor,
        unit.id,
        entry.source,
        entry.target,
        origin=origin,
        note=note,
        check=check,
    )
