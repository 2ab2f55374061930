"""The words everything else is said in: plain, frozen, without input or output."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import lru_cache


def text_hash(text: str) -> str:
    """Return the name of a text in the ledger: 32 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def unit_id(document: str, source: str, occurrence: int) -> str:
    """Return a unit's identity: document, source text and, for repeats, which of them (from 1).

    16 hexadecimal digits; position is deliberately no part of it, so that a new paragraph
    does not turn every later unit into another one.
    """
    key = "\x1f".join((document, str(occurrence), source))
    return hashlib.sha256(key.encode()).hexdigest()[:16]


@lru_cache(maxsize=64)
def language_of(locale: str) -> str:
    """Return the language subtag of a locale: ``kk`` for ``kk-KZ``."""
    return re.split(r"[-_]", locale, maxsplit=1)[0].lower()


def number_repeats(sources: Iterable[str]) -> list[int]:
    """Return for each source text which of the equal ones so far it is, from 1."""
    seen: Counter[str] = Counter()
    occurrences = []
    for source in sources:
        seen[source] += 1
        occurrences.append(seen[source])
    return occurrences


class State(Enum):
    """How far a unit has come. Compared through ``review.RANK``, never with ``<``."""

    UNTRANSLATED = "untranslated"
    NEEDS_WORK = "needs-work"
    DRAFT = "draft"
    TRANSLATED = "translated"
    REVIEWED = "reviewed"
    APPROVED = "approved"


class Origin(Enum):
    """Where a target text came from."""

    HUMAN = "human"
    MEMORY = "memory"
    """Approved in this pack for the same or a similar sentence, and no machine's words."""
    IMPORTED = "imported"
    """From a translation memory that was imported; a machine may have written it."""
    MACHINE = "machine"
    LOCALE_DATA = "locale-data"
    """A date or country name, rendered from CLDR by Babel; no model was asked."""


class Confidence(Enum):
    """How far a draft can be hoped to be right.

    By how the engine's own drafts agree on it or, of a single draft, by its score.
    """

    SURE = "sure"
    FAIR = "fair"
    DOUBTFUL = "doubtful"


class NarratorGender(Enum):
    """What a translation may show of the narrator's gender (Russian past tense shows it)."""

    NEUTRAL = "neutral"
    MASCULINE = "masculine"
    FEMININE = "feminine"


class Role(Enum):
    """What a text block is in its document."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ENTRY = "list entry"
    QUOTE = "quote"
    CELL = "table cell"
    CAPTION = "caption"
    NOTE = "note"
    ALTERNATIVE = "picture description"


class Severity(Enum):
    """How much a finding matters. ERROR closes the export gate."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Metadata:
    """A document's front matter."""

    id: str
    """Name of the document and of its catalogs: lower-case letters, digits, ``-``, ``_``, ``.``."""
    title: str
    language: str
    """BCP 47 tag of the source text."""
    recorded: datetime | None = None
    """Local date and time the testimony was given."""
    country: str = ""
    """ISO 3166-1 alpha-2 code, or empty."""
    anonymous: bool = True
    narrator_gender: NarratorGender = NarratorGender.NEUTRAL
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence (or heading, date line, cell …) of a document."""

    source: str
    """Text with inline markup as placeables: ``<1>…</1>`` around text, ``<2/>`` in its place."""
    separator: str
    """White space between this segment and the next one of the same block."""
    placeables: tuple[str, ...] = ()
    """What each placeable stands for, in order of number: "emphasis", "link", "note" …"""


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph-like stretch of text, cut into segments."""

    role: Role
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Rendition:
    """What stands in place of a segment when a document is rebuilt in another language."""

    text: str
    locale: str = ""
    """Language of the text where it is not the edition's; empty otherwise."""
    mark: str = ""
    """Words set before the text to say that it is unreviewed; empty for approved text."""
    classes: tuple[str, ...] = ()
    """Style classes of the span around the text; without any (and no locale, identifier or
    mark) there is no span."""
    identifier: str = ""


@dataclass(frozen=True, slots=True)
class TemplateEntry:
    """A source segment as a template (.pot) lists it."""

    source: str
    occurrence: int = 1
    """Which of the equal segments of the document this is, from 1."""
    reference: str = ""
    """Relative path of the document."""
    notes: tuple[str, ...] = ()
    """For translators: paragraph, position, neighbours, placeables."""


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """A template entry with its target, as a catalog (.po) holds it."""

    source: str
    occurrence: int = 1
    target: str = ""
    fuzzy: bool = False
    previous_source: str = ""
    """The source that ``target`` was a translation of, where that was another one."""
    obsolete: bool = False
    reference: str = ""
    notes: tuple[str, ...] = ()
    remark: str = ""
    """What a translator wrote as a comment; ours to keep, never to write."""
    flags: tuple[str, ...] = ()
    """Flags other than fuzzy, kept as they came."""

    @property
    def key(self) -> tuple[str, int]:
        """Identity within the catalog."""
        return (self.source, self.occurrence)


@dataclass(frozen=True, slots=True)
class Unit:
    """A segment with its target, state and origin: catalog and ledger seen together."""

    document: str
    locale: str
    source: str
    occurrence: int = 1
    target: str = ""
    state: State = State.UNTRANSLATED
    origin: Origin | None = None
    engine: str = ""
    """Package and version that made a machine draft, e.g. ``translate-en_kk 0.1``."""
    engine_digest: str = ""
    """Name of that engine in the ledger."""
    confidence: Confidence | None = None
    """Of a machine draft that nobody has touched, where its engine could tell."""
    previous_source: str = ""
    translators: tuple[str, ...] = ()
    """Pseudonyms of everybody who wrote or took over the current target, in order of the
    alphabet; empty when nobody known did."""
    unedited: bool = False
    """The current target is a draft that somebody confirmed without changing it."""
    self_passed: bool = False
    """Whoever reviewed or approved it last had translated it."""
    ignored: frozenset[str] = frozenset()
    """Ids of the checks whose findings were dismissed for the current text, with a reason."""
    assignee: str = ""
    """Pseudonym of whoever is to work on it; empty for anybody."""
    asked: bool = False
    """A question about it waits for an answer."""

    @property
    def id(self) -> str:
        """Identity across edits of the target."""
        return unit_id(self.document, self.source, self.occurrence)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check has to say about a unit."""

    check: str
    """Id of the check."""
    severity: Severity
    wording: str
    """For a translator, in English; ``{name}`` stands for one of the parts, if there are any."""
    span: tuple[int, int] | None = None
    """Characters of the target concerned: start and end."""
    parts: tuple[tuple[str, str], ...] = ()
    """Name and text of what differs from finding to finding: never more of the testimony than
    the few characters at fault."""

    @property
    def message(self) -> str:
        """What the finding says, in English."""
        return self.told(str)

    def told(self, translate: Callable[[str], str]) -> str:
        """Return what the finding says; ``translate`` takes the wording into a language."""
        wording = translate(self.wording)
        return wording.format_map(dict(self.parts)) if self.parts else wording


@dataclass(frozen=True, slots=True)
class EngineSignature:
    """All that decides what an engine makes of a text; equal signatures, equal drafts."""

    engine: str
    package: str
    version: str
    sha256: str
    """Of the package file."""
    beam: int
    compute_type: str
    libraries: tuple[tuple[str, str], ...] = ()
    """Name and version of each library that takes part."""

    @property
    def label(self) -> str:
        """Short form for people: ``translate-en_kk 0.1``."""
        return f"{self.package} {self.version}"


@dataclass(frozen=True, slots=True)
class Draft:
    """A machine's proposal for one segment."""

    text: str
    score: float | None = None
    """Log-probability per target token, normalised by length; higher is surer."""
    agreement: float | None = None
    """How much the engine's other drafts of the segment are like this one, from 0 to 1: mean
    chrF2. None where there was no other draft."""
