"""What the pages show: made from the steps' results, read by the templates, nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field

from kuager.index.searching import Hit
from kuager.memory import Change
from kuager.model import Confidence, NarratorGender, Origin, Role, Severity, State
from kuager.review import Action

Difference = tuple[tuple[Change, str], ...]
"""From an earlier text to a later one, word by word."""

ACTOR_COOKIE = "kuager-actor"
"""The pseudonym; written by the page's script, gone when the browser is closed."""
LANGUAGE_COOKIE = "kuager-language"
"""Language of the interface."""
SPELLING_COOKIE = "kuager-spelling"
"""``1`` where the browser may check the spelling of what is typed; written by the script."""


@dataclass(frozen=True, slots=True)
class Sides:
    """The two languages that rows are in."""

    source: str
    """Locale of the original."""
    target: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a document is in a locale."""

    units: int
    states: dict[State, int]
    """From approved down; all of them together are ``units``."""
    words: int
    """Of the source."""
    questions: int
    """Units with an open question."""


@dataclass(frozen=True, slots=True)
class SheetLink:
    """A document in one locale, to be opened."""

    document: str
    title: str
    locale: str
    progress: Progress
    typed: int
    """Units with a text that somebody has begun and not finished."""
    trouble: str = ""
    """Why it cannot be opened; empty if it can."""

    @property
    def is_unread(self) -> bool:
        """Whether nobody knows yet how far it is."""
        return not self.progress.units and not self.trouble


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which documents are listed, and what is looked for in all of them."""

    words: str = ""
    """Of a title, and of sentences in either language."""
    locale: str = ""
    state: State | None = None
    """Documents with units in this state, and units in it."""
    asked: bool = False
    """Only documents with an open question."""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Passage:
    """A unit in which the words that were looked for stand."""

    title: str
    """Of its document."""
    hit: Hit


@dataclass(frozen=True, slots=True)
class Listing:
    """What there is to work on, a page of it."""

    wanted: Wanted
    source_locale: str
    """The language of titles and sources."""
    links: tuple[SheetLink, ...]
    first: int
    """Place of the first link among all that were wanted, from 1."""
    count: int
    """Documents in a locale that were wanted."""
    page: int
    pages: int
    total: int
    """Documents in a locale that there are."""
    progress: dict[str, Progress]
    """Of all documents together, by locale."""
    passages: tuple[Passage, ...]
    more: bool
    """There are more passages than are shown."""
    unread: bool
    """Of some documents nothing is known yet; they count for nothing."""
    trouble: str
    """Why not, where it is not only a matter of time."""


@dataclass(frozen=True, slots=True)
class Row:
    """A unit as a line of the flowing text."""

    number: int
    unit: str
    """Unit id."""
    role: Role
    opens_block: bool
    source: str
    """With placeables."""
    target: str
    state: State
    origin: Origin | None
    engine: str
    confidence: Confidence | None
    unedited: bool
    """The target is a draft that somebody took over unchanged."""
    translators: tuple[str, ...]
    assignee: str
    findings: dict[Severity, int] | None
    """None where they have not been looked for yet."""
    asked: bool
    """A question about it is open."""
    versions: int
    """Other versions of the target that somebody wrote."""
    source_changed: bool
    typed: bool
    """Somebody has begun a text that is not finished."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A finding on the text in the editor."""

    check: str
    name: str
    """Of the check, in the interface's language."""
    severity: Severity
    message: str
    span: tuple[int, int] | None
    ignored: bool = False
    repaired: str | None = None
    """The text without it, where the check knows a safe repair."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term that stands in the source."""

    term: str
    renderings: tuple[str, ...]
    """To be used."""
    forbidden: tuple[str, ...]
    note: str
    reviewed: bool
    used: bool
    """One of the renderings stands in the target."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A remembered translation."""

    target: str
    score: int
    """Per cent."""
    difference: Difference
    """From the remembered source to this one; empty where they are the same."""
    refused: tuple[str, ...]
    """Why it is only to look at, in the interface's language."""
    provenance: str


@dataclass(frozen=True, slots=True)
class Said:
    """A step or remark on record."""

    actor: str
    action: Action
    note: str
    day: str
    check: str = ""
    assignee: str = ""
    open: bool = False
    """A question that nobody has answered."""
    earlier: bool = False
    """It speaks of another source or target than the present one."""


@dataclass(frozen=True, slots=True)
class Version:
    """Another text that somebody wrote for the unit."""

    text: str
    difference: Difference
    """From the present target."""


@dataclass(frozen=True, slots=True)
class Panel:
    """The open unit: all that is known about it."""

    row: Row
    shown: str
    """``text_hash`` of the target the editor starts from."""
    text: str
    """What the editor holds: the target, or what somebody began to type."""
    typed_by: str
    """Pseudonym of whoever began it; empty without one."""
    source_locale: str
    locale: str
    notes: tuple[str, ...]
    """Of the template: where the unit stands, what placeables stand for."""
    previous_source: str
    previous_difference: Difference
    notices: tuple[Notice, ...]
    terms: tuple[Term, ...]
    said: tuple[Said, ...]
    versions: tuple[Version, ...]
    earlier: tuple[str, ...]
    """Targets it had since the server was started, the latest first."""
    tags: tuple[str, ...]
    """Placeables of the source, to be inserted: ``<1>``, ``</1>``."""
    actions: frozenset[Action]
    """Steps that lead on from its state, whoever takes them."""
    gender: NarratorGender | None
    """The document's policy; None where it is not known."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which units are shown."""

    states: frozenset[State] = frozenset()
    finding: str = ""
    """``any``, ``none``, a check's id, or empty."""
    assignee: str = ""
    open: bool = False
    versions: bool = False
    confidence: Confidence | None = None
    changed: bool = False
    text: str = ""

    @property
    def is_empty(self) -> bool:
        """Every unit is shown."""
        return self == Filter()


@dataclass(frozen=True, slots=True)
class Screen:
    """One document in one locale."""

    document: str
    title: str
    source_locale: str
    locale: str
    progress: Progress
    filter: Filter
    runs: tuple[tuple[int, int], ...]
    """Numbers of the units that the filter lets through, as runs."""
    rows: tuple[Row, ...]
    """The first of them, or those around the open one."""
    opened: Panel | None
    revision: int
    assignees: tuple[str, ...]
    """Pseudonyms known in this document."""
    checks: tuple[tuple[str, str], ...]
    """Id and name, in the interface's language, of every check."""

    @property
    def sides(self) -> Sides:
        """The two languages of its rows."""
        return Sides(self.source_locale, self.locale)


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds every page."""

    language: str
    token: str
    """CSRF token."""
    actor: str
    """Pseudonym from the cookie; empty if none."""
    four_eyes: bool
    spelling: bool = False
    """The browser may check spelling. Off unless somebody asks for it: some browsers send what
    is typed to their makers for that ("enhanced spell check", "Microsoft Editor")."""
    languages: tuple[tuple[str, str], ...] = field(
        default=(("en", "English"), ("kk", "Қазақша"), ("ru", "Русский"))
    )
