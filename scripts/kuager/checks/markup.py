"""Whether the inline markup is that of the source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kuager.checks.base import PLACEABLE, Check
from kuager.model import Finding, Severity, Unit

_Pair = tuple[str, str]


def _nesting(text: str) -> tuple[set[_Pair], bool]:
    """Return which pair stands inside which (inner, outer), and whether pairs cross.

    A tag whose partner is in another segment takes no part.
    """
    inside: set[_Pair] = set()
    stack: list[str] = []
    crossing = False
    tags = [match.groups() for match in PLACEABLE.finditer(text)]
    closed = Counter(number for closing, number, _ in tags if closing)
    for closing, number, alone in tags:
        if alone:
            continue
        if not closing:
            if closed[number]:
                inside.update((number, outer) for outer in stack)
                stack.append(number)
        elif number in stack:
            crossing = crossing or stack[-1] != number
            stack.remove(number)
    return inside, crossing


def _backwards(text: str) -> set[str]:
    """Return the numbers of pairs that are closed before they are opened."""
    seen: set[str] = set()
    wrong: set[str] = set()
    opened = {number for closing, number, alone in PLACEABLE.findall(text) if not closing + alone}
    for closing, number, alone in PLACEABLE.findall(text):
        if closing and number in opened and number not in seen:
            wrong.add(number)
        elif not alone:
            seen.add(number)
    return wrong


class Placeables(Check):
    """Compare the placeables of source and target: which there are, and how they nest.

    Order is free, since languages order their sentences differently. A segment may be
    unbalanced on purpose, when a pair spans several sentences; then so must the target be.
    """

    id = "placeables"
    name = "Placeables"
    description = "Inline markup of the source is missing from the target, added or badly nested."
    severity = Severity.ERROR
    passes_plain_pair = True

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding for each missing and each added tag, and for wrong nesting."""
        source, target = unit.source, unit.target
        if "<" not in source and "<" not in target:
            return
        theirs = Counter(match.group() for match in PLACEABLE.finditer(source))
        places: dict[str, list[tuple[int, int]]] = {}
        for match in PLACEABLE.finditer(target):
            places.setdefault(match.group(), []).append(match.span())
        for tag, count in theirs.items():
            for _ in range(count - len(places.get(tag, ()))):
                yield self.finding("{tag} of the source is missing.", tag=tag)
        for tag, spans in places.items():
            for span in spans[theirs[tag] :]:
                yield self.finding("{tag} is not in the source, or not that often.", span, tag=tag)
        if any(theirs[tag] != len(spans) for tag, spans in places.items()):
            return
        for number in sorted(_backwards(target) - _backwards(source)):
            span = places[f"</{number}>"][0]
            yield self.finding("</{number}> stands before <{number}>.", span, number=str(number))
        inside, crossing = _nesting(target)
        source_inside, source_crossing = _nesting(source)
        if crossing and not source_crossing:
            yield self.finding("Pairs of placeables cross each other.")
        elif any((outer, inner) in source_inside for inner, outer in inside):
            yield self.finding("Placeables are nested the other way round than in the source.")
