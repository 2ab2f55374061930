"""Review: what translators and reviewers do to units, recorded under their pseudonyms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from kuager.errors import TransitionError, UsageError
from kuager.model import CatalogEntry, Origin, State, Unit, text_hash
from kuager.pack import Pack, check_actor
from kuager.review import Action, Event, Standing, advance, reconcile
from kuager.steps.units import Sheet, read_sheet

DRAFT_ORIGINS = frozenset({Origin.MACHINE, Origin.MEMORY, Origin.LOCALE_DATA})


@dataclass(frozen=True, slots=True)
class ReviewReport:
    """What an action came to."""

    document: str
    locale: str
    done: int
    refused: tuple[tuple[int, str], ...]
    """Number of the unit and reason, for each one that could not take the step."""


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
    pack: Pack, document: str, locale: str, number: int, target: str, actor: str
) -> ReviewReport:
    """Give a unit a new target, translated by ``actor``. Raises UsageError, StorageError."""
    target = " ".join(target.splitlines()).strip()
    if not target:
        raise UsageError("The new text is empty.", "To take a text back, use: request-changes")

    def change(entry: CatalogEntry, unit: Unit) -> tuple[CatalogEntry, Event]:
        entry = replace(entry, target=target, fuzzy=False, previous_source="")
        return entry, _event(Action.TRANSLATE, entry, unit, actor)

    return _perform(pack, document, locale, [number], actor, change)


def claim(
    pack: Pack, document: str, locale: str, numbers: Sequence[int], actor: str
) -> ReviewReport:
    """Put on record that ``actor`` wrote what was translated in another program."""

    def change(entry: CatalogEntry, unit: Unit) -> tuple[CatalogEntry, Event]:
        if unit.state is not State.TRANSLATED or unit.translator:
            raise TransitionError("is not the work of an unknown hand.")
        return entry, _event(Action.TRANSLATE, entry, unit, actor)

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
    """Confirm, review, approve, reopen, ask for changes, dismiss a check, or comment."""

    def change(entry: CatalogEntry, unit: Unit) -> tuple[CatalogEntry, Event]:
        step = action
        if action is Action.CONFIRM and unit.origin not in DRAFT_ORIGINS:
            # Not a recorded draft: standing by it is translating it.
            step = Action.TRANSLATE
        if not entry.target and step not in {Action.COMMENT, Action.IGNORE}:
            raise TransitionError("has no target yet.")
        event = _event(step, entry, unit, actor, note=note, check=check)
        standing = Standing(
            unit.state, unit.origin, translator=unit.translator, unedited=unit.unedited
        )
        four_eyes = pack.configuration.policies.four_eyes
        after = advance(standing, event, four_eyes=four_eyes)
        return reconcile(entry, replace(unit, state=after.state)), event

    return _perform(pack, document, locale, numbers, actor, change)


def _event(
    action: Action,
    entry: CatalogEntry,
    unit: Unit,
    actor: str,
    *,
    note: str = "",
    check: str = "",
) -> Event:
    return Event(
        action,
        actor,
        unit.id,
        text_hash(entry.source),
        text_hash(entry.target),
        Origin.HUMAN if action is Action.TRANSLATE else None,
        note=note,
        check=check,
    )


def _perform(
    pack: Pack,
    document: str,
    locale: str,
    numbers: Sequence[int],
    actor: str,
    change: Callable[[CatalogEntry, Unit], tuple[CatalogEntry, Event]],
) -> ReviewReport:
    check_actor(actor)
    pack.locales([locale])
    pack.document_ids([document])
    sheet = read_sheet(pack, locale, document)
    pairs = sheet.pairs()
    changed: dict[tuple[str, int], CatalogEntry] = {}
    events = []
    refused = []
    for number in choose(sheet, numbers):
        entry, unit = pairs[number - 1]
        try:
            after, event = change(entry, unit)
        except TransitionError as error:
            refused.append((number, str(error)))
            continue
        changed[entry.key] = after
        events.append(event)
    if events:
        pack.record(locale, document, actor, events)
        entries = [e if e.obsolete else changed.get(e.key, e) for e in sheet.entries]
        pack.write_catalog(locale, document, entries)
    return ReviewReport(document, locale, len(events), tuple(refused))
