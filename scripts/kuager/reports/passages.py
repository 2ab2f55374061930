"""Set a text with what was found in it: marked in place, numbered, nothing hidden."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from kuager.checks.base import PLACEABLE
from kuager.model import Finding, Severity
from kuager.reports.facts import SEVERITIES

_HIDDEN = re.compile(
    "[\0-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff"
    "\ud800-\udfff\ufdd0-\ufdef]"
)
"""Characters that a browser would hide, obey or refuse; a reviewer must see what is there."""


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one unit that say the same, under one number."""

    number: int
    """From 1."""
    check: str
    severity: Severity
    message: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that looks the same throughout."""

    text: str
    severity: Severity | None = None
    """Of the worst finding about it."""
    tag: bool = False
    """It is a placeable."""
    ends: tuple[int, ...] = ()
    """Numbers of the groups that have a span ending behind it."""


def group_findings(
    findings: Sequence[Finding], translate: Callable[[str], str] = str
) -> list[Group]:
    """Return findings with equal check and message as one, worst first, then in their order.

    ``translate`` takes what they say into a language.
    """
    spans: dict[tuple[Severity, str, str], list[tuple[int, int]]] = {}
    for finding in findings:
        key = (finding.severity, finding.check, finding.told(translate))
        place = spans.setdefault(key, [])
        if finding.span is not None and finding.span not in place:
            place.append(finding.span)
    ordered = sorted(spans, key=lambda key: SEVERITIES.index(key[0]))
    return [
        Group(number, check, severity, message, tuple(spans[severity, check, message]))
        for number, (severity, check, message) in enumerate(ordered, 1)
    ]


def cut(text: str, groups: Sequence[Group] = ()) -> list[Piece]:
    """Return the text in pieces; joined, they are the text.

    Spans beyond the text end where it does. An empty span gives an empty piece at its place.
    """
    length = len(text)
    spans = [
        (min(max(start, 0), length), min(max(start, end, 0), length), group)
        for group in groups
        for start, end in group.spans
    ]
    tags = {match.start(): match.end() for match in PLACEABLE.finditer(text)}
    edges = {0, length, *tags, *tags.values()}
    edges |= {edge for start, end, _ in spans for edge in (start, end)}
    places = sorted(edges)
    pieces = list(_empty(spans, 0))
    tag_end = 0
    for start, end in pairwise(places):
        tag_end = tags.get(start, tag_end)
        over = [g.severity for first, last, g in spans if first <= start and end <= last]
        pieces.append(
            Piece(
                text[start:end],
                min(over, key=SEVERITIES.index, default=None),
                start < tag_end,
                tuple(sorted({g.number for first, last, g in spans if first < last == end})),
            )
        )
        pieces += _empty(spans, end)
    return pieces


def _empty(spans: Sequence[tuple[int, int, Group]], place: int) -> Iterator[Piece]:
    for start, end, group in spans:
        if start == end == place:
            yield Piece("", group.severity, ends=(group.number,))


def marked(pieces: Sequence[Piece], name: str) -> Markup:
    """Return pieces as HTML: what findings are about in ``u``, their numbers behind it.

    ``name`` is the identifier of the unit; the numbers lead to ``<name>-<number>``.
    """
    return Markup("").join(_marked(piece, name) for piece in pieces)


def _marked(piece: Piece, name: str) -> Markup:
    text = shown(piece.text)
    if piece.tag:
        text = Markup('<span class="tag">{}</span>').format(text)
    if piece.severity is not None:
        kind = piece.severity.value if piece.text else f"{piece.severity.value} gap"
        text = Markup('<u class="{}">{}</u>').format(kind, text)
    numbers = Markup(" ").join(
        Markup('<a href="#{0}-{1}">{1}</a>').format(name, number) for number in piece.ends
    )
    return text + Markup('<sup class="{}">{}</sup>').format("at", numbers) if numbers else text


def shown(text: str) -> Markup:
    """Return a text escaped, with each hidden character spelled out."""
    written = Markup("")
    start = 0
    for match in _HIDDEN.finditer(text):
        name = f"U+{ord(match.group()):04X}"
        written += escape(text[start : match.start()])
        written += Markup('<span class="unseen">{}</span>').format(name)
        start = match.end()
    return written + escape(text[start:])
