"""How far a unit may be trusted, in words that go into the text itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from gettext import NullTranslations

from kuager.interface import gettext_noop
from kuager.model import Origin, State, Unit


@dataclass(frozen=True, slots=True)
class Mark:
    """What a reader is told about an unapproved passage; English, translated when used."""

    words: str
    """Stand in square brackets before the passage. Letters and spaces only."""
    meaning: str
    """Explains the words at the head of the edition."""


class Standing(Enum):
    """Why a passage stands in an edition as it does; the value is its style class."""

    APPROVED = "approved"
    MACHINE_DRAFT = "machine-draft"
    DRAFT = "draft"
    UNREVIEWED = "unreviewed"
    UNAPPROVED = "unapproved"
    UNTRANSLATED = "untranslated"


MARKS: dict[Standing, Mark] = {
    Standing.MACHINE_DRAFT: Mark(
        gettext_noop("machine draft"),
        gettext_noop("a program made this translation; nobody has checked it"),
    ),
    Standing.DRAFT: Mark(
        gettext_noop("draft"),
        gettext_noop("an unfinished translation; nobody has confirmed it"),
    ),
    Standing.UNREVIEWED: Mark(
        gettext_noop("not yet reviewed"),
        gettext_noop("a finished translation that nobody has reviewed"),
    ),
    Standing.UNAPPROVED: Mark(
        gettext_noop("not yet approved"),
        gettext_noop("a reviewed translation that has not been approved"),
    ),
    Standing.UNTRANSLATED: Mark(
        gettext_noop("not translated"),
        gettext_noop("the text of the original; there is no translation yet"),
    ),
}
"""Every standing but APPROVED, in the order in which the marks are explained."""


def standing_of(unit: Unit) -> Standing:
    """Return how a unit stands in an edition.

    A unit without a target is UNTRANSLATED whatever its state says. A machine's words that
    need work are still a machine's words.
    """
    if not unit.target.strip() or unit.state is State.UNTRANSLATED:
        return Standing.UNTRANSLATED
    match unit.state:
        case State.APPROVED:
            return Standing.APPROVED
        case State.REVIEWED:
            return Standing.UNAPPROVED
        case State.TRANSLATED:
            return Standing.UNREVIEWED
        case _:
            machine = unit.origin is Origin.MACHINE
            return Standing.MACHINE_DRAFT if machine else Standing.DRAFT


def mark_words(standing: Standing, words: NullTranslations) -> str:
    """Return the mark before a passage in the language of ``words``; empty when approved."""
    mark = MARKS.get(standing)
    return f"[{words.gettext(mark.words)}]" if mark else ""
