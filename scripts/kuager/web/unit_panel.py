"""From a desk to the panel of the open unit: findings, terms, versions, what was said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from kuager.checks import CHECKS, Check, DocumentCheck, run_checks
from kuager.checks.base import PLACEABLE, masked
from kuager.checks.documentation import ALL_CHECKS, can_fix
from kuager.interface import gettext_noop, translations
from kuager.memory import Match, difference
from kuager.merging.versions import other_versions
from kuager.model import Finding, State, Unit, text_hash
from kuager.review import REMARKS, TRANSITIONS, Action, Event
from kuager.steps.places import place_of
from kuager.steps.terms import unit_terms
from kuager.steps.turns import tidy_target
from kuager.termbase import Termbase, TermEntry, TermStatus, find_form, renderings_of
from kuager.web.desks import OpenDesk
from kuager.web.filters import source_changed
from kuager.web.views import Notice, Panel, Row, Said, Sides, Suggestion, Term, Version
from kuager.web.wording import PARAGRAPH, ROLE_WORDS

_CHECKS: dict[str, Check | DocumentCheck] = {check.id: check for check in ALL_CHECKS}
_NEIGHBOURS = ("before: ", "after: ")
"""How notes begin that the page need not show: the neighbours stand beside the unit."""

REFUSAL_WORDS = {
    "negation": gettext_noop("another negation"),
    "numbers": gettext_noop("other numbers"),
    "names": gettext_noop("other names"),
    "pronouns": gettext_noop("other persons"),
    "modality": gettext_noop("another certainty"),
    "placeables": gettext_noop("other inline markup"),
    "language": gettext_noop("meaning not compared"),
}
"""Why a remembered translation is only to look at; by the names that a match gives."""


def panel_of(
    opened: OpenDesk, number: int, row: Row, sides: Sides, language: str, *, fresh: bool = False
) -> Panel:
    """Return all that is known about a unit.

    What somebody began to type on an earlier target keeps the hash of that one, so that it
    cannot take the place of the present one unseen; ``fresh`` says that the page shows both.
    """
    desk = opened.desk
    unit, entry = desk.unit(number), desk.entry(number)
    typed = desk.typed(number)
    text = typed.text if typed else unit.target
    context = opened.sources.context(desk.document)
    present = text_hash(unit.target)
    return Panel(
        row=row,
        shown=typed.shown if typed and not fresh else present,
        text=text,
        typed_by=typed.actor if typed else "",
        source_locale=sides.source,
        locale=sides.target,
        notes=_notes(entry.notes, other_versions(entry.remark)[1], translations(language).gettext),
        previous_source=entry.previous_source if source_changed(entry) else "",
        previous_difference=difference(entry.previous_source, unit.source)
        if source_changed(entry)
        else (),
        notices=notices_of(opened, number, text, language),
        terms=tuple(
            _term(term, unit, text) for term in unit_terms(context.termbase or Termbase(), unit)
        ),
        said=_said(opened, number, unit),
        versions=tuple(
            Version(version, difference(unit.target, version))
            for version in other_versions(entry.remark)[0]
        ),
        earlier=tuple(earlier for earlier in desk.earlier(number) if earlier != unit.target),
        tags=tuple(dict.fromkeys(match.group() for match in PLACEABLE.finditer(unit.source))),
        actions=actions_of(unit),
        gender=context.narrator_gender,
    )


def actions_of(unit: Unit) -> frozenset[Action]:
    """Return the steps that lead on from a unit's state, whoever takes them."""
    leading = {action for action, state in TRANSITIONS if state is unit.state}
    actions = (leading - {Action.DRAFT}) | (REMARKS - {Action.ANSWER}) | {Action.ASSIGN}
    if unit.target.strip():
        actions.add(Action.IGNORE)
    if unit.asked:
        actions.add(Action.ANSWER)
    if unit.state is State.TRANSLATED and not unit.translators:
        actions.add(Action.CONFIRM)  # of an unknown hand: somebody may stand by it
    return frozenset(actions)


# Findings -------------------------------------------------------------------------------------


def notices_of(opened: OpenDesk, number: int, text: str, language: str) -> tuple[Notice, ...]:
    """Return what the checks say of a text in the editor, dismissed findings too.

    What other units give rise to is known of the target alone, and is told of that.
    """
    unit = opened.desk.unit(number)
    text = tidy_target(text)
    present = text == unit.target
    ignored = unit.ignored if present else frozenset()
    written = replace(unit, target=text, ignored=frozenset())
    if not present:
        # Whoever types a text will have translated it.
        written = replace(written, unedited=False, state=State.TRANSLATED)
    found = run_checks(written, CHECKS, opened.sources.context(unit.document))
    across = opened.findings.across(number) if present else []
    gettext = translations(language).gettext
    return tuple(
        _notice(finding, written, ignored, gettext, first)
        for finding, first in _first_of_each([*found, *across])
    )


def _first_of_each(findings: Sequence[Finding]) -> list[tuple[Finding, bool]]:
    """Return findings, each with whether it is the first one of its check."""
    seen: set[str] = set()
    told = []
    for finding in findings:
        told.append((finding, finding.check not in seen))
        seen.add(finding.check)
    return told


def _notice(
    finding: Finding,
    written: Unit,
    ignored: frozenset[str],
    gettext: Callable[[str], str],
    first: bool,
) -> Notice:
    check = _CHECKS[finding.check]
    repaired = None
    if first and isinstance(check, Check) and can_fix(check):
        repaired = check.fix(written)
    return Notice(
        check=finding.check,
        name=gettext(check.name),
        severity=finding.severity,
        message=finding.told(gettext),
        span=finding.span,
        ignored=finding.check in ignored,
        repaired=repaired if repaired != written.target else None,
    )


# The rest -------------------------------------------------------------------------------------


def _notes(notes: Sequence[str], remark: str, gettext: Callable[[str], str]) -> tuple[str, ...]:
    told = [_note(note, gettext) for note in notes if not note.startswith(_NEIGHBOURS)]
    return (*told, *(line for line in remark.splitlines() if line.strip()))


def _note(note: str, gettext: Callable[[str], str]) -> str:
    """Return a note; what it says of the unit's place is said in the language of the page."""
    place = place_of([note])
    if place is None:
        return note
    role = gettext(ROLE_WORDS.get(place.role, PARAGRAPH))
    return gettext("%(role)s %(block)d of %(blocks)d, segment %(position)d of %(size)d") % {
        "role": role[:1].upper() + role[1:],
        "block": place.block,
        "blocks": place.blocks,
        "position": place.position,
        "size": place.size,
    }


def _term(entry: TermEntry, unit: Unit, text: str) -> Term:
    renderings = renderings_of(entry, unit.locale)
    target = masked(text)
    return Term(
        term=entry.term,
        renderings=renderings,
        forbidden=entry.forbidden_in(unit.locale),
        note=entry.note,
        reviewed=entry.status is TermStatus.REVIEWED,
        used=any(find_form(target, rendering, unit.locale) for rendering in renderings),
    )


def _said(opened: OpenDesk, number: int, unit: Unit) -> tuple[Said, ...]:
    texts = (text_hash(unit.source), text_hash(unit.target))
    waiting = opened.desk.open_questions(number)
    return tuple(_said_of(event, texts, waiting) for event in opened.desk.said(number))


def _said_of(event: Event, texts: tuple[str, str], waiting: Sequence[Event]) -> Said:
    return Said(
        actor=event.actor,
        action=event.action,
        note=event.note,
        day=event.day,
        check=event.check,
        assignee=event.assignee,
        open=event in waiting,
        earlier=(event.source, event.target) != texts,
    )


def suggestions_of(matches: Sequence[Match], unit: Unit, language: str) -> tuple[Suggestion, ...]:
    """Return what the memory has for a unit, but for its own present target."""
    gettext = translations(language).gettext
    return tuple(
        Suggestion(
            target=match.target,
            score=int(match.score),
            difference=match.difference,
            refused=tuple(gettext(REFUSAL_WORDS.get(name, name)) for name in match.refused),
            provenance=_provenance(match, gettext),
        )
        for match in matches
        if match.target != unit.target
    )


def _provenance(match: Match, gettext: Callable[[str], str]) -> str:
    provenance = match.provenance
    if provenance.approved:
        return gettext("approved in %(name)s") % {"name": provenance.name}
    told = gettext("imported from %(name)s") % {"name": provenance.name}
    return f"{told} ({provenance.note})" if provenance.note else told
