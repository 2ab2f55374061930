"""From desks to views: rows, progress, whole screens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from kuager.checks.documentation import ALL_CHECKS
from kuager.interface import translations
from kuager.merging.versions import other_versions
from kuager.model import Role, State
from kuager.review import RANK, Action
from kuager.steps.places import place_of
from kuager.web.desks import OpenDesk
from kuager.web.filters import source_changed
from kuager.web.requests import as_runs
from kuager.web.unit_panel import panel_of
from kuager.web.views import Filter, Progress, Row, Screen, Sides

FIRST_ROWS = 60
"""Rows that a page holds when it comes."""
FROM_APPROVED_DOWN = sorted(State, key=lambda state: RANK[state], reverse=True)
_UNFINISHED = frozenset({State.UNTRANSLATED, State.NEEDS_WORK, State.DRAFT})
_UNPASSED = frozenset({State.TRANSLATED, State.REVIEWED})
_WORK_AFTER = {
    Action.TRANSLATE: _UNFINISHED,
    Action.CONFIRM: _UNFINISHED,
    Action.REVIEW: frozenset({State.TRANSLATED}),
    Action.APPROVE: _UNPASSED,
    Action.REQUEST_CHANGES: _UNPASSED,
    Action.REOPEN: _UNPASSED,
}
"""States of the units that are next for whoever has just taken a step."""


def sides_of(opened: OpenDesk, source_locale: str) -> Sides:
    """Return the languages of a document's rows; ``source_locale`` is the pack's."""
    metadata = opened.sources.metadata(opened.desk.document)
    return Sides(metadata.language if metadata else source_locale, opened.desk.locale)


def row_of(opened: OpenDesk, number: int) -> Row:
    """Return a unit as a line of the text."""
    desk = opened.desk
    unit, entry = desk.unit(number), desk.entry(number)
    place = place_of(entry.notes)
    return Row(
        number=number,
        unit=unit.id,
        role=place.role if place else Role.PARAGRAPH,
        opens_block=place.opens_block if place else number == 1,
        source=unit.source,
        target=unit.target,
        state=unit.state,
        origin=unit.origin,
        engine=unit.engine,
        confidence=unit.confidence,
        unedited=unit.unedited,
        translators=unit.translators,
        assignee=unit.assignee,
        findings=opened.findings.counts(number),
        asked=unit.asked,
        versions=len(other_versions(entry.remark)[0]),
        source_changed=source_changed(entry),
        typed=desk.typed(number) is not None,
    )


def rows_of(opened: OpenDesk, numbers: Iterable[int]) -> tuple[Row, ...]:
    """Return units as lines; numbers that there are not are passed over."""
    count = len(opened.desk.units)
    shown = [number for number in numbers if 1 <= number <= count]
    opened.show(shown)
    return tuple(row_of(opened, number) for number in shown)


def progress_of(opened: OpenDesk) -> Progress:
    """Return how far a document is in a locale."""
    units = opened.desk.units
    states = Counter(unit.state for unit in units)
    return Progress(
        units=len(units),
        states={state: states[state] for state in FROM_APPROVED_DOWN},
        words=opened.words(),
        questions=sum(unit.asked for unit in units),
    )


def screen_of(
    opened: OpenDesk, wanted: Filter, unit: int | None, language: str, source_locale: str
) -> Screen:
    """Return one document in one locale, filtered; ``unit`` is the number of the open unit."""
    numbers = opened.passing(wanted)
    if unit is not None and not 1 <= unit <= len(opened.desk.units):
        unit = None
    sides = sides_of(opened, source_locale)
    gettext = translations(language).gettext
    return Screen(
        document=opened.desk.document,
        title=opened.sources.title(opened.desk.document),
        source_locale=sides.source,
        locale=sides.target,
        progress=progress_of(opened),
        filter=wanted,
        runs=tuple(as_runs(numbers)),
        rows=rows_of(opened, _around(numbers, unit)),
        opened=panel_of(opened, unit, row_of(opened, unit), sides, language) if unit else None,
        revision=opened.revision,
        assignees=assignees_of(opened),
        checks=tuple((check.id, gettext(check.name)) for check in ALL_CHECKS),
    )


def assignees_of(opened: OpenDesk) -> tuple[str, ...]:
    """Return the pseudonyms of those who work on a document, in the order of the alphabet."""
    found: set[str] = set()
    for unit in opened.desk.units:
        found.update(unit.translators)
        found.add(unit.assignee)
    return tuple(sorted(found - {""}))


def next_unit(
    opened: OpenDesk, wanted: Filter, number: int, action: Action, actor: str, *, four_eyes: bool
) -> int | None:
    """Return the unit that somebody goes on to after a step: after it, else from the start.

    One that the filter lets through and that still needs this kind of work; None where there
    is none, and after a step that finishes nothing.
    """
    states = _WORK_AFTER.get(action)
    if states is None:
        return None
    units = opened.desk.units
    own = four_eyes and states is not _UNFINISHED
    left = [
        other
        for other in opened.passing(wanted)
        if other != number
        and units[other - 1].state in states
        and not (own and actor in units[other - 1].translators)
    ]
    return next((other for other in left if other > number), left[0] if left else None)


def _around(numbers: Sequence[int], unit: int | None) -> Sequence[int]:
    """Return the first numbers, or those around the open unit, which is always among them."""
    if unit is None:
        return numbers[:FIRST_ROWS]
    if unit not in numbers:
        return sorted({*numbers[: FIRST_ROWS - 1], unit})
    start = max(0, numbers.index(unit) - FIRST_ROWS // 2)
    return numbers[start : start + FIRST_ROWS]
