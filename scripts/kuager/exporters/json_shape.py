"""The shape of an edition as JSON, version 1.

What is added to it without harm to readers that do not know it stays version 1; any other
change is version 2.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from kuager.exporters.marks import Reliability
from kuager.model import Role

Positive = Annotated[int, Meta(ge=1)]
Count = Annotated[int, Meta(ge=0)]
Digits = Annotated[str, Meta(pattern="^[0-9a-f]{16}$")]
Tag = Annotated[str, Meta(pattern="^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*$")]


class Markup(Struct, frozen=True, forbid_unknown_fields=True):
    """A segment's texts with their inline markup as numbered tags.

    <1>…</1> stands around text, <2/> in the place of something. A backslash before what looks
    like a tag says that it is text.
    """

    source: str
    target: str
    """Empty where there is no translation."""
    kinds: list[str]
    """What each number stands for, from 1: emphasis, link, note …"""


class Segment(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A sentence, heading, cell … with its translation.

    "after" is the white space between it and the next segment of its block; "mark" is missing
    on approved text, and is to be shown before the translation wherever people see it.
    """

    number: Positive
    id: Digits
    source: str
    target: str | None
    reliability: Reliability
    mark: str = ""
    after: str = ""
    markup: Markup | None = None


class Block(Struct, frozen=True, forbid_unknown_fields=True):
    """A paragraph-like stretch of text."""

    role: Role
    segments: Annotated[list[Segment], Meta(min_length=1)]


class Explained(Struct, frozen=True, forbid_unknown_fields=True):
    """A mark and what it means, in the language of the edition."""

    mark: str
    meaning: str


class Notice(Struct, frozen=True, forbid_unknown_fields=True):
    """What readers must know before they read, in the language of the edition."""

    heading: str
    lines: list[str]
    legend: list[Explained]


class Facts(Struct, frozen=True, forbid_unknown_fields=True):
    """How the edition came about, counted.

    "engines" made drafts that are in it; "unedited" counts machine drafts that a person took
    over without a change. "source_digest" is the beginning of the SHA-256 of the source's text.
    """

    units: Positive
    unapproved: Count
    engines: list[str]
    unedited: Count
    unedited_engines: list[str]
    source_digest: Digits


class EditionFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A document and its translation into one language, segment by segment.

    It names nobody, and no time at which it was made. "notice" is null where every segment is
    approved, and is to be shown wherever people see the text.
    """

    kind: Literal["edition"]
    version: Literal[1]
    document: str
    language: Tag
    locale: Tag
    title: str
    approved: bool
    notice: Notice | None
    imprint: list[str]
    licence: str
    facts: Facts
    blocks: Annotated[list[Block], Meta(min_length=1)]
