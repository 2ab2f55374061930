"""Review: what translators and reviewers do to units, recorded under their pseudonyms.

The catalog is written before the record: should the second fail, a text is there that nobody
is known to have written, which is true of it and loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from kuager.checks import CheckContext, run_checks
from kuager.checks.documentation import ALL_CHECKS
from kuager.errors import TransitionError, UsageError
from kuager.formats.gettext_reader import fit
from kuager.history import reconcile, text_event
from kuager.ledgers import check_actor
from kuager.model import CatalogEntry, Finding, Origin, State, Unit
from kuager.pack import Pack
from kuager.review import STATELESS, Action, Event, Standing, advance
from kuager.steps.contexts import check_contexts
from kuager.steps.findings import closing, unit_findings
from kuager.steps.units import Sheet, read_sheet

_ON_FINISHED = frozenset({Action.REVIEW, Action.APPROVE, Action.REOPEN})


@dataclass(frozen=True, slots=True)
class ReviewReport:
    """What an action came to."""

    document: str
    locale: str
    done: tuple[int, ...]
    """Numbers of the units that took the step."""
    refused: tuple[tuple[int, str], ...]
    """Number of the unit and reason, for each one that could not."""


class SheetFindings:
    """The findings on a document in one locale, looked for when they are asked for."""

    def __init__(self, pack: Pack, sheet: Sheet) -> None:
        self._pack = pack
        self._sheet = sheet

    def __getitem__(self, number: int) -> list[Finding]:
        """Return all findings on a unit (from 1): its own and those of the document."""
        return self._all[number - 1]

    @cached_property
    def _all(self) -> list[list[Finding]]:
        context = check_contexts(self._pack).get(self._sheet.document, CheckContext())
        return unit_findings(self._sheet.units, context)


@dataclass(frozen=True, slots=True)
class _Turn:
    """One unit about to take a step."""

    entry: CatalogEntry
    unit: Unit
    standing: Standing
    """What the ledger says of the present text, whatever the flag in the catalog."""
    number: int
    findings: SheetFindings


def open_sheet(pack: Pack, document: str, locale: str) -> Sheet:
    """Read one document in one locale. Raises UsageError, DocumentError, CatalogError."""
    pack.locales([locale])
    pack.document_ids([document])
    return read_sheet(pack, locale, document)


def choose(sheet: Sheet, numbers: Iterable[int]) -> list[int]:
    """Return the numbers (from 1), all units' when none is given. Raises UsageError."""
    chosen = list(dict.fromkeys(numbers))
    for number in chosen:
        if not 1 <= number <= len(sheet.units):
            raise UsageError(
                f"There is no unit {number} in {sheet.document} ({sheet.locale}).",
                f"It has units 1 to {len(sheet.units)}.",
            )
    return chosen or list(range(1, len(sheet.units) + 1))


def edit(
    pack: Pack,
    document: str,
    locale: str,
    number: int,
    target: str,
    actor: str,
    *,
    shown: Unit | None = None,
) -> ReviewReport:
    """Give a unit a new target, translated by ``actor``.

    ``shown`` is the unit as the translator saw it; when the place holds something else by
    now, nothing is changed. Raises UsageError, CatalogError, StorageError.
    """
    target = fit(" ".join(_encodable(target).splitlines())).strip("\ufeff \t")
    if not target:
        raise UsageError("The new text is empty.", "To take a text back, use: request-changes")

    def change(turn: _Turn) -> tuple[CatalogEntry, Event]:
        if shown and (turn.unit.id, turn.entry.target) != (shown.id, shown.target):
            raise TransitionError("was changed by somebody else meanwhile.", "Look at it again.")
        entry = replace(turn.entry, target=target, fuzzy=False, previous_source="")
        return entry, _event(Action.TRANSLATE, entry, turn.unit, actor)

    return _perform(pack, document, locale, [number], actor, change)


def claim(
    pack: Pack, document: str, locale: str, numbers: Sequence[int], actor: str
) -> ReviewReport:
    """Put on record that ``actor`` wrote what was translated in another program."""

    def change(turn: _Turn) -> tuple[CatalogEntry, Event]:
        unit = turn.unit
        if turn.entry.fuzzy and not turn.standing.translators and unit.origin is None:
            raise TransitionError(
                "is marked fuzzy.",
                "Take the mark away in your editor when it is done, or: kuager review confirm",
            )
        if unit.state is State.DRAFT and not turn.entry.fuzzy:
            raise TransitionError(
                "is still the draft, word for word.",
                "If it is right as it stands: kuager review confirm",
            )
        if unit.state is not State.TRANSLATED or unit.translators:
            whose = f" ({', '.join(unit.translators)})" if unit.translators else ""
            raise TransitionError(f"is {unit.state.value} already{whose}; nothing to claim.")
        return turn.entry, _event(Action.TRANSLATE, turn.entry, unit, actor)

    return _perform(pack, document, locale, numbers, actor, change)


def take_step(
    pack: Pack,
    action: Action,
    document: str,
    locale: str,
    numbers: Sequence[int],
    actor: str,
    *,
    note: str = "",
    check: str = "",
) -> ReviewReport:
    """Confirm, review, approve, reopen, ask for changes, dismiss a check, or comment.

    Raises UsageError for a check that does not exist.
    """
    note = _encodable(note)
    known = [known.id for known in ALL_CHECKS]
    if action is Action.IGNORE and check not in known:
        raise UsageError(f"There is no check {check}.", f"There are: {', '.join(known)}.")

    def change(turn: _Turn) -> tuple[CatalogEntry, Event]:
        entry, unit = turn.entry, turn.unit
        if not entry.target.strip() and action not in STATELESS:
            raise TransitionError("has no target yet.")
        step = _step(action, turn)
        if step is Action.IGNORE and not any(
            finding.check == check for finding in turn.findings[turn.number]
        ):
            raise TransitionError(f"has no finding of the check {check}.")
        event = _event(step, entry, unit, actor, note=note, check=check)
        if step in STATELESS:
            return entry, event
        if step in _ON_FINISHED and unit.state is not turn.standing.state:
            raise TransitionError("is marked fuzzy.", "Confirm it first: kuager review confirm")
        policies = pack.configuration.policies
        after = advance(turn.standing, event, four_eyes=policies.four_eyes)
        if step is Action.APPROVE:
            _refuse_faults(turn, policies.export_gate)
        return reconcile(entry, replace(unit, state=after.state)), event

    return _perform(pack, document, locale, numbers, actor, change)


def _step(action: Action, turn: _Turn) -> Action:
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
    raise TransitionError(f"is {state.value} already; there is nothing to confirm.")


def _refuse_faults(turn: _Turn, gate: str) -> None:
    # No error depends on the rest of the document, so that alone need not be read for one.
    lenient = gate == "error"
    faults = closing(run_checks(turn.unit) if lenient else turn.findings[turn.number], gate)
    if faults:
        raise TransitionError(
            f"has {'errors' if lenient else 'findings'} ({', '.join(sorted(faults))}).",
            "Mend them, or dismiss what is none: kuager review ignore",
        )


def _encodable(text: str) -> str:
    """Return the text. Raises UsageError for bytes that the terminal did not decode."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UsageError("The text is not valid UTF-8.", "Check the terminal's locale.") from error
    return text


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


def _perform(
    pack: Pack,
    document: str,
    locale: str,
    numbers: Sequence[int],
    actor: str,
    change: Callable[[_Turn], tuple[CatalogEntry, Event]],
) -> ReviewReport:
    check_actor(actor)
    sheet = open_sheet(pack, document, locale)
    pairs = sheet.pairs()
    findings = SheetFindings(pack, sheet)
    changed: dict[tuple[str, int], CatalogEntry] = {}
    events, done, refused = [], [], []
    for number in choose(sheet, numbers):
        entry, unit = pairs[number - 1]
        turn = _Turn(entry, unit, sheet.history.standing(unit.id, entry), number, findings)
        try:
            changed[entry.key], event = change(turn)
        except TransitionError as error:
            refused.append((number, str(error)))
            continue
        events.append(event)
        done.append(number)
    # Saved even when nothing changed: what an editor wrote into the header goes.
    sheet.save(changed)
    if events:
        sheet.ledger.record(actor, events)
    return ReviewReport(document, locale, tuple(done), tuple(refused))
