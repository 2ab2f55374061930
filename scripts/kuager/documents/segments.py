"""Cut a block's tokens into segments, and make tokens of what translators wrote for them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kuager.documents.inlines import SHOWN_AS, Node, leans_left, name_of, shown
from kuager.errors import DocumentError
from kuager.model import Segment
from kuager.placeables import (
    MAX_NUMBER,
    Close,
    Literal,
    Open,
    Standalone,
    Token,
    escape,
    serialise,
    tokenise,
)

_CONTROL_SPACE = re.compile(r"[\t\n\r\f\v]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_UNSPACED = frozenset({"note", "anchor", "raw markup"})


@dataclass(frozen=True, slots=True)
class CutBlock:
    """A text block as segments, and what is needed to put it together again."""

    lead: tuple[Token, ...]
    """White space and anchors before the first segment, which are no translator's business."""
    segments: tuple[Segment, ...]
    numbers: tuple[tuple[int, ...], ...]
    """For each segment: the number in the block of each of its placeables."""


def has_words(tokens: Sequence[Token]) -> bool:
    """Tell whether a block has a letter or digit outside its placeables."""
    return any(
        character.isalnum()
        for token in tokens
        if isinstance(token, Literal)
        for character in token.text
    )


def cut_block(
    tokens: Sequence[Token], markup: Sequence[Node], cut: Callable[[str], Sequence[str]]
) -> CutBlock | None:
    """Cut a block where ``cut`` cuts its text without tags; None if there is no word in it.

    Between two sentences, ends of pairs and notes stay with the first, beginnings and the rest
    go with the second; the white space left between them is the first's separator. Raises
    DocumentError if the pieces are not the text, or a sentence has too many placeables.
    """
    if not has_words(tokens):
        return None
    text = "".join(shown(token, markup) for token in tokens)
    pieces = list(cut(text))
    if "".join(pieces) != text:
        raise DocumentError("cutting a paragraph into sentences would change its text.")
    gaps = _gaps(pieces)
    points = {len(text) - len(text.lstrip()), len(text.rstrip())}
    points.update(point for gap in gaps for point in gap)
    placed = _explode(tokens, markup, points)

    def white(index: int) -> bool:
        return index < len(placed) and shown(placed[index][1], markup).isspace()

    def space(start: int, end: int) -> str:
        return "".join(shown(token, markup) for _, token in placed[start:end])

    def anchor(index: int) -> bool:
        token = placed[index][1]
        return isinstance(token, Standalone) and name_of(markup[token.number - 1]) == "anchor"

    first = 0
    while white(first) or anchor(first):
        first += 1
    lead = tuple(token for _, token in placed[:first])
    segments: list[Segment] = []
    numbers: list[tuple[int, ...]] = []

    def add(start: int, end: int, separator: str) -> None:
        segment, own = _segment([token for _, token in placed[start:end]], markup, separator)
        segments.append(segment)
        numbers.append(own)

    index = first
    for end, start in gaps:
        while placed[index][0] < end:
            index += 1
        left = index
        while index < len(placed) and (
            placed[index][0] < start or not shown(placed[index][1], markup)
        ):
            index += 1
            if leans_left(placed[index - 1][1], markup):
                left = index
        index = left
        while white(index) and placed[index][0] < start:
            index += 1
        add(first, left, space(left, index))
        first = index
    last = len(placed)
    while last > first and white(last - 1):
        last -= 1
    add(first, last, space(last, len(placed)))
    return CutBlock(lead, tuple(segments), tuple(numbers))


def join_wordless(pieces: Sequence[str]) -> list[str]:
    """Join pieces without a letter or digit (a dash, a picture) to the one before, or after."""
    joined: list[str] = []
    worded = True
    for piece in pieces:
        now_worded = any(character.isalnum() for character in piece)
        if joined and not (now_worded and worded):
            joined[-1] += piece
            worded = worded or now_worded
        else:
            joined.append(piece)
            worded = now_worded
    return joined


def _gaps(pieces: Sequence[str]) -> list[tuple[int, int]]:
    """Return for each cut where the words before it end and the words after it start."""
    gaps: list[tuple[int, int]] = []
    position, end = 0, -1
    for piece in pieces:
        if piece.strip():
            if end >= 0:
                gaps.append((end, position + len(piece) - len(piece.lstrip())))
            end = position + len(piece.rstrip())
        position += len(piece)
    return gaps


def _explode(
    tokens: Sequence[Token], markup: Sequence[Node], points: set[int]
) -> list[tuple[int, Token]]:
    """Split literals at the points given; return each token with its place in the text."""
    ordered = sorted(points)
    placed: list[tuple[int, Token]] = []
    position = 0
    for token in tokens:
        width = len(shown(token, markup))
        if isinstance(token, Literal):
            first = bisect_right(ordered, position)
            inside = ordered[first : bisect_left(ordered, position + width)]
            for start, end in zip([position, *inside], [*inside, position + width], strict=True):
                literal = Literal(token.text[start - position : end - position])
                placed.append((start, literal))
        else:
            placed.append((position, token))
        position += width
    return placed


def _segment(
    tokens: Sequence[Token], markup: Sequence[Node], separator: str
) -> tuple[Segment, tuple[int, ...]]:
    numbers: dict[int, int] = {}
    renumbered: list[Token] = []
    for token in tokens:
        if isinstance(token, Literal):
            renumbered.append(token)
        else:
            number = numbers.setdefault(token.number, len(numbers) + 1)
            renumbered.append(type(token)(number))
    if len(numbers) > MAX_NUMBER:
        raise DocumentError(f"a sentence holds over {MAX_NUMBER} pieces of inline markup.")
    names = tuple(name_of(markup[number - 1]) for number in numbers)
    return Segment(serialise(renumbered), separator, names), tuple(numbers)


def shown_text(segment: Segment) -> str:
    """Return a segment's text as the sentence splitter and ``Adjust`` see it.

    A newline is a line break, U+FFFC a picture, formula or piece of code. Joined with their
    separators, the segments of a block are the text that was cut.
    """
    return "".join(
        token.text
        if isinstance(token, Literal)
        else SHOWN_AS.get(segment.placeables[token.number - 1], "")
        if isinstance(token, Standalone)
        else ""
        for token in tokenise(segment.source)
    )


def plain_segment(text: str) -> Segment:
    """Return a segment of text without markup, white space at its end as the separator."""
    words = text.rstrip()
    return Segment(escape(words), text[len(words) :])


def mend(text: str, segment: Segment, numbers: Sequence[int]) -> list[Token]:
    """Return the tokens of a rendition of a segment, its tags put right, numbered as in the block.

    What the segment has no number for is dropped, as is a second copy of a tag; a pair left
    open ends with the segment. Standalones that are missing come at the end, but line breaks,
    which hold no content, are not missed. Where the other end of a pair is in another segment
    and this end is missing, a pair that comes in ends before the text, one that goes out begins
    behind it. A rendition with the segment's own tags comes back as it is.
    """
    expected = tokenise(segment.source)
    opens = [token.number for token in expected if isinstance(token, Open)]
    closes = [token.number for token in expected if isinstance(token, Close)]
    alone = [token.number for token in expected if isinstance(token, Standalone)]
    opened: list[int] = []
    closed: set[int] = set()
    placed: set[int] = set()
    tokens: list[Token] = []
    for token in tokenise(text):
        if isinstance(token, Literal):
            tokens.append(Literal(_CONTROL.sub("", _CONTROL_SPACE.sub(" ", token.text))))
        elif token.number in alone:
            if not isinstance(token, Close) and token.number not in placed:
                placed.add(token.number)
                tokens.append(Standalone(token.number))
        elif isinstance(token, Open) and token.number in opens and token.number not in opened:
            opened.append(token.number)
            tokens.append(token)
        elif (
            isinstance(token, Close)
            and token.number in closes
            and token.number not in closed
            and (token.number in opened or token.number not in opens)
        ):
            closed.add(token.number)
            tokens.append(token)
    unfinished = [n for n in reversed(opened) if n in closes and n not in closed]
    tokens.extend(Close(number) for number in unfinished)
    for number in alone:
        name = segment.placeables[number - 1]
        if number in placed or name == "line break":
            continue
        if tokens and name not in _UNSPACED:
            tokens.append(Literal(" "))
        tokens.append(Standalone(number))
    incoming = [n for n in closes if n not in opens and n not in closed]
    outgoing = [n for n in opens if n not in closes and n not in opened]
    whole: list[Token] = [*map(Close, incoming), *tokens, *map(Open, outgoing)]
    return [
        token if isinstance(token, Literal) else type(token)(numbers[token.number - 1])
        for token in whole
    ]
