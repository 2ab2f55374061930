"""How far a unit may be trusted, in words that go into the text itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from gettext import NullTranslations

from kuager.interface import gettext_noop
from kuager.model import State, Unit
from kuager.review import MACHINE_WORDS


@dataclass(frozen=True, slots=True)
class Mark:
    """What a reader is told about a passage; English, translated when used."""

    words: str
    """Stand in square brackets before the passage. Letters and spaces only."""
    meaning: str
    """Explains the words at the head of the edition."""


class Reliability(Enum):
    """Why a passage stands in an edition as it does; the value is its style class."""

    APPROVED = "approved"
    MACHINE_DRAFT = "machine-draft"
    DRAFT = "draft"
    UNREVIEWED = "unreviewed"
    UNAPPROVED = "unapproved"
    UNTRANSLATED = "untranslated"


MARKS: dict[Reliability, Mark] = {
    Reliability.MACHINE_DRAFT: Mark(
        gettext_noop("machine draft"),
        gettext_noop("a program made this translation; nobody has checked it"),
    ),
    Reliability.DRAFT: Mark(
        gettext_noop("draft"),
        gettext_noop("an unfinished translation; nobody has confirmed it"),
    ),
    Reliability.UNREVIEWED: Mark(
        gettext_noop("not yet reviewed"),
        gettext_noop("a finished translation that nobody has reviewed"),
    ),
    Reliability.UNAPPROVED: Mark(
        gettext_noop("not yet approved"),
        gettext_noop("a reviewed translation that has not been approved"),
    ),
    Reliability.UNTRANSLATED: Mark(
        gettext_noop("not translated"),
        gettext_noop("the text of the original; there is no translation yet"),
    ),
    Reliability.APPROVED: Mark(
        gettext_noop("approved"),
        gettext_noop("an approved translation; the mark ends what is not approved"),
    ),
}
"""In the order in which the marks are explained. Approved text bears one only where it follows
unapproved text within a paragraph: otherwise nobody could see where that ends."""


def reliability_of(unit: Unit) -> Reliability:
    """Return how a unit stands in an edition.

    A unit without a target is UNTRANSLATED whatever its state says. A machine's words that
    need work are still a machine's words.
    """
    if not unit.target.strip() or unit.state is State.UNTRANSLATED:
        return Reliability.UNTRANSLATED
    match unit.state:
        case State.APPROVED:
            return Reliability.APPROVED
        case State.REVIEWED:
            return Reliability.UNAPPROVED
        case State.TRANSLATED:
            return Reliability.UNREVIEWED
        case _:
            machine = unit.origin in MACHINE_WORDS
            return Reliability.MACHINE_DRAFT if machine else Reliability.DRAFT


def mark_words(reliability: Reliability, words: NullTranslations) -> str:
    """Return the mark that says how a passage stands, in the language of ``words``."""
    return f"[{words.gettext(MARKS[reliability].words)}]"
