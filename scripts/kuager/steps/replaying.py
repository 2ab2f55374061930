"""Replaying: steps that were acknowledged are taken again on what stands on the disk by now.

Some of them may be there already, wholly or in part: a program can be killed between any two
writes. Taking them again must neither double nor lose anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kuager.errors import KuagerError, TransitionError
from kuager.journal import Done, Dropped, Line, Saved, Step, Typed
from kuager.model import State, Unit, text_hash
from kuager.review import REMARKS, TRANSITIONS, Action
from kuager.steps.turns import Wish, tidy_target
from kuager.steps.workbench import Workbench

_OF_ANY_TEXT = REMARKS | {Action.ASSIGN}
"""Steps that are meant whatever the text is by now."""


def as_step(sequence: int, actor: str, unit: Unit, wish: Wish, alike: int) -> Step:
    """Return a step as the journal holds it; ``unit`` is the unit as it was before.

    The text that was there is held against a replay even where the wish did not name it: what
    nobody has seen is not to be approved.
    """
    return Step(
        sequence,
        actor,
        unit.id,
        wish.action,
        wish.target,
        wish.note,
        wish.check,
        wish.assignee,
        wish.unedited,
        wish.shown or text_hash(unit.target),
        alike,
    )


def left_over(
    lines: Iterable[Line],
) -> tuple[list[Step | Dropped], dict[str, Typed], int]:
    """Return from a journal the steps that wait, what was typed by unit, the last number."""
    waiting: list[Step | Dropped] = []
    typed: dict[str, Typed] = {}
    last = 0
    for line in lines:
        match line:
            case Step() | Dropped():
                waiting.append(line)
                last = max(last, line.sequence)
                if isinstance(line, Step) and line.target is not None:
                    finish(typed, line.unit, line.target)
            case Saved():
                waiting = [step for step in waiting if step.sequence > line.sequence]
                last = max(last, line.sequence)
            case Typed():
                typed[line.unit] = line
            case Done():
                typed.pop(line.unit, None)
    return waiting, typed, last


def finish(typed: dict[str, Typed], unit: str, target: str) -> None:
    """Forget a typed text that became a unit's target; another one stays."""
    if (begun := typed.get(unit)) and tidy_target(begun.text) == target:
        del typed[unit]


def replay(bench: Workbench, steps: Sequence[Step | Dropped]) -> list[str]:
    """Take steps again, in order; return what could not be, a sentence each, without texts.

    A text that somebody else's has taken the place of is kept as another version.
    """
    told: list[str] = []
    last = _last_in_place(bench, steps)
    for step in steps:
        number = bench.number_of(step.unit)
        if number is None:
            told.append("A step was for a sentence that is not in the document any more.")
        elif isinstance(step, Dropped):
            bench.drop_version(number, step.text)
        elif step.sequence >= last.get(step.unit, 0) or step.action in REMARKS:
            told += _take_again(bench, number, step)
    return told


def words_adrift(
    bench: Workbench, steps: Sequence[Step | Dropped], typed: Mapping[str, Typed]
) -> list[Typed]:
    """Return the words of steps whose sentences are gone, to be kept as if typed for them.

    What is ``typed`` for such a sentence already stays, the words below it. Nothing is returned
    for words that are there already.
    """
    kept: dict[str, Typed] = {}
    last = {s.unit: s.sequence for s in steps if isinstance(s, Step) and s.target is not None}
    for step in steps:
        if isinstance(step, Dropped) or bench.number_of(step.unit) is not None:
            continue
        superseded = step.target is not None and step.sequence != last[step.unit]
        words = "" if superseded else " ".join((step.target or step.note).splitlines())
        known = kept.get(step.unit) or typed.get(step.unit)
        lines = known.text.split("\n") if known else []
        if words and words not in lines:
            text = "\n".join((*lines, words))
            kept[step.unit] = Typed(step.unit, step.actor, text, step.shown or text_hash(""))
    return list(kept.values())


def _last_in_place(bench: Workbench, steps: Sequence[Step | Dropped]) -> dict[str, int]:
    """Return for each unit the number of the last step whose text stands in the catalog.

    Earlier texts of the same unit were there before and must not come back.
    """
    last: dict[str, int] = {}
    for step in steps:
        number = bench.number_of(step.unit)
        if number is None or isinstance(step, Dropped) or step.target is None:
            continue
        if bench.entry(number).target == step.target:
            last[step.unit] = step.sequence
    return last


def _take_again(bench: Workbench, number: int, step: Step) -> list[str]:
    unit = bench.unit(number)
    wish = Wish(
        step.action,
        step.target,
        step.note,
        step.check,
        step.assignee,
        step.unedited,
        step.shown,
    )
    in_place = step.target is not None and unit.target == step.target
    if in_place or step.action in _OF_ANY_TEXT:
        wish = replace(wish, shown=None)
    if _is_done(bench, number, step):
        return []
    try:
        bench.take(number, wish, step.actor)
    except TransitionError as error:
        if step.target is not None:
            bench.add_version(number, step.target)
            kept = f"the text of {step.actor} is kept beside it as another version."
            return [f"Unit {number} was changed by somebody else meanwhile; {kept}"]
        return [f"Unit {number}: {step.action.value} by {step.actor} was not kept: it {error}"]
    except KuagerError as error:
        return [f"Unit {number}: {step.action.value} by {step.actor} was not kept: {error}"]
    return []


def count_alike(bench: Workbench, number: int, action: Action, note: str, actor: str) -> int:
    """Return how often somebody has said the very same of a unit."""
    said = bench.history.remarks(bench.unit(number).id)
    return sum((e.actor, e.action, e.note) == (actor, action, note) for e in said)


def _is_done(bench: Workbench, number: int, step: Step) -> bool:
    """Tell whether a step is on record already."""
    unit = bench.unit(number)
    match step.action:
        case Action.COMMENT | Action.QUESTION | Action.ANSWER:
            return count_alike(bench, number, step.action, step.note, step.actor) > step.alike
        case Action.IGNORE:
            return step.check in unit.ignored
        case Action.ASSIGN:
            return step.assignee == unit.assignee
        case Action.TRANSLATE:
            return unit.target == (step.target or unit.target) and step.actor in unit.translators
        case Action.CONFIRM:
            return step.actor in unit.translators
    reached = {after for (action, _), after in TRANSITIONS.items() if action is step.action}
    return unit.state in reached | ({State.APPROVED} if step.action is Action.REVIEW else set())
