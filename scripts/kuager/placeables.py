"""Inline markup as numbered tags in a segment's text, and how to set it aside for a machine.

A pair ``<1>…</1>`` stands around text (emphasis, a link), a standalone ``<2/>`` in the place of
something that is not translated here (a note's mark, a picture, code). Numbers run from 1 in
each segment, in order of appearance. The form follows OmegaT's and XLIFF's paired and
standalone codes: short, so that translators can type it, and the same in every format.

Text that happens to look like a tag gets a backslash after its ``<``; text that looks like that
gets one more. Escaping is a bijection, so nothing a witness wrote can be taken for markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_TAG_BODY = r"(?:/?[1-9][0-9]{0,3}|[1-9][0-9]{0,3}/)>"
_TAG = re.compile(r"<(?P<close>/?)(?P<number>[1-9][0-9]{0,3})(?P<alone>/?)>")
_LOOKS_LIKE_TAG = re.compile(rf"<(?=\\*{_TAG_BODY})")
_ESCAPED_TAG = re.compile(rf"<\\(?=\\*{_TAG_BODY})")

MAX_NUMBER = 9999
"""Highest number a tag can carry; a sentence with more pieces of markup is not prose."""


@dataclass(frozen=True, slots=True)
class Literal:
    """Plain text, unescaped."""

    text: str


@dataclass(frozen=True, slots=True)
class Open:
    """``<n>``: the pair n begins."""

    number: int


@dataclass(frozen=True, slots=True)
class Close:
    """``</n>``: the pair n ends."""

    number: int


@dataclass(frozen=True, slots=True)
class Standalone:
    """``<n/>``: n stands here."""

    number: int


Tag = Open | Close | Standalone
Token = Literal | Tag


def escape(text: str) -> str:
    """Return plain text such that nothing in it reads as a tag.

    ``unescape(escape(text)) == text`` for every text.
    """
    return _LOOKS_LIKE_TAG.sub(r"<\\", text)


def unescape(text: str) -> str:
    """Return the plain text that ``escape`` was given."""
    return _ESCAPED_TAG.sub("<", text)


def tokenise(text: str) -> tuple[Token, ...]:
    """Cut a segment's text into literals and tags; two literals never stand side by side.

    Never raises: what is no tag is literal text. ``serialise(tokenise(text)) == text``.
    """
    tokens: list[Token] = []
    start = 0
    for match in _TAG.finditer(text):
        close, number, alone = match.group("close", "number", "alone")
        if close and alone:
            continue
        if match.start() > start:
            tokens.append(Literal(unescape(text[start : match.start()])))
        kind = Close if close else Standalone if alone else Open
        tokens.append(kind(int(number)))
        start = match.end()
    if start < len(text):
        tokens.append(Literal(unescape(text[start:])))
    return tuple(tokens)


def serialise(tokens: Iterable[Token]) -> str:
    """Write tokens as a segment's text; literals are escaped.

    Neighbouring literals are escaped as one, so that a tag-like text cut in two stays text.
    Raises ValueError for a number outside 1 to MAX_NUMBER.
    """
    written: list[str] = []
    literal: list[str] = []
    for token in tokens:
        if isinstance(token, Literal):
            literal.append(token.text)
            continue
        if not 1 <= token.number <= MAX_NUMBER:
            raise ValueError(f"a placeable cannot have the number {token.number}")
        written.append(escape("".join(literal)))
        literal.clear()
        written.append(_written(token))
    written.append(escape("".join(literal)))
    return "".join(written)


def _written(tag: Tag) -> str:
    match tag:
        case Open(number):
            return f"<{number}>"
        case Close(number):
            return f"</{number}>"
        case Standalone(number):
            return f"<{number}/>"


def strip_placeables(text: str) -> str:
    """Return the words of a segment's text: tags taken out, literals unescaped.

    Where a standalone (a line break, say) is all that keeps two words apart, a space stays.
    """
    return "".join(run.text for run in _runs(tokenise(text)))


@dataclass(frozen=True, slots=True)
class _Run:
    """A literal of the stripped text, with the tags that stood before it."""

    tags: tuple[Tag, ...]
    text: str


def _runs(tokens: Iterable[Token]) -> list[_Run]:
    runs: list[_Run] = []
    tags: list[Tag] = []
    last = ""
    for token in (*tokens, Literal("")):
        if not isinstance(token, Literal):
            tags.append(token)
            continue
        text = token.text
        glued = (
            any(isinstance(tag, Standalone) for tag in tags)
            and last
            and not last.isspace()
            and text[:1].isalnum()
        )
        runs.append(_Run(tuple(tags), f" {text}" if glued else text))
        tags.clear()
        last = text[-1:] or last
    return runs


# Masking ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Masked:
    """A segment's text made ready for an engine."""

    text: str
    """The segment's text as it was."""
    plain: str
    """What the engine gets to see: the words alone, trimmed, spaces single."""


def mask(text: str) -> Masked:
    """Take the tags out of a segment's text.

    Tags in an engine's input come out translated, doubled or lost; so they never go in, and
    ``unmask`` sets them into the draft.
    """
    return Masked(text, _plain(text))


def _plain(text: str) -> str:
    return re.sub(r" {2,}", " ", strip_placeables(text)).strip()


def unmask(draft: str, masked: Masked) -> str:
    """Set a segment's tags into the draft that an engine made of its plain text.

    - What stands before the first or after the last word goes back there, white space included.
    - A pair around words in the middle is set only around the very same words (a name, a
      number); where the engine changed them, the pair is left out and the check of placeables
      reports it: emphasis on the wrong words would be worse than none.
    - A standalone in the middle goes behind the same share of the draft's words, spaced as in
      the text; so does the one end of a pair whose other end is in another segment.

    Every standalone of the text is in the result once, whatever the draft. An empty draft gives
    an empty text.
    """
    text = masked.text
    tokens = tokenise(text)
    worded = [i for i, t in enumerate(tokens) if isinstance(t, Literal) and t.text.strip()]
    draft = draft.strip()
    if not worded:
        return text
    if not draft:
        return ""
    middle = range(worded[0], worded[-1] + 1)
    partners = _partners(tokens)
    inner = {i for i in partners if i in middle or partners[i] in middle} | {
        i for i in middle if not isinstance(tokens[i], Literal)
    }

    lead = list(_edge(tokens, range(worded[0]), inner))
    lead.append(Literal(_leading_space(_literal(tokens[worded[0]]))))
    tail: list[Token] = [Literal(_trailing_space(_literal(tokens[worded[-1]])))]
    tail.extend(_edge(tokens, range(worded[-1] + 1, len(tokens)), inner))

    insertions = _pair_insertions(tokens, partners, inner, draft)
    insertions += _point_insertions(tokens, middle, partners, draft)
    return serialise(lead) + _insert(draft, insertions) + serialise(tail)


@dataclass(frozen=True, slots=True)
class _Insertion:
    """A tag to set into a draft in place of the characters from start to end."""

    start: int
    end: int
    rank: tuple[int, int, int]
    """Order among those of one position: ends of pairs (inner first), points, beginnings."""
    text: str


def _literal(token: Token) -> str:
    return token.text if isinstance(token, Literal) else ""


def _leading_space(text: str) -> str:
    return text[: len(text) - len(text.lstrip())]


def _trailing_space(text: str) -> str:
    return text[len(text.rstrip()) :]


def _edge(tokens: tuple[Token, ...], indices: range, inner: set[int]) -> Iterable[Token]:
    return (tokens[i] for i in indices if i not in inner)


def _partners(tokens: tuple[Token, ...]) -> dict[int, int]:
    """Map the index of each end of a complete pair to the index of the other end."""
    opened: dict[int, int] = {}
    partners: dict[int, int] = {}
    for i, token in enumerate(tokens):
        if isinstance(token, Open):
            opened.setdefault(token.number, i)
        elif isinstance(token, Close) and token.number in opened:
            start = opened[token.number]
            if start not in partners:
                partners[start], partners[i] = i, start
    return partners


def _pair_insertions(
    tokens: tuple[Token, ...], partners: dict[int, int], inner: set[int], draft: str
) -> list[_Insertion]:
    insertions: list[_Insertion] = []
    taken: list[tuple[int, int]] = []
    for i in sorted(inner):
        j = partners.get(i, -1)
        if j < i:
            continue
        words = _plain(serialise(tokens[i + 1 : j]))
        before = _plain(serialise(tokens[:i]))
        whole = _plain(serialise(tokens))
        span = _same_words(words, before, whole, draft)
        if span is None or any(_crosses(span, other) for other in taken):
            continue
        taken.append(span)
        start, end = span
        insertions.append(_Insertion(start, start, (2, -end, i), serialise([tokens[i]])))
        insertions.append(_Insertion(end, end, (0, -start, i), serialise([tokens[j]])))
    return insertions


def _crosses(one: tuple[int, int], other: tuple[int, int]) -> bool:
    (a, b), (c, d) = sorted((one, other))
    return a < c < b < d


def _same_words(words: str, before: str, whole: str, draft: str) -> tuple[int, int] | None:
    """Find unchanged words in a draft: the occurrence of the same rank, else the nearest."""
    if not words:
        return None
    pattern = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
    spans = [match.span() for match in pattern.finditer(draft)]
    if not spans:
        return None
    rank = len(pattern.findall(before))
    if len(pattern.findall(whole)) == len(spans) and rank < len(spans):
        return spans[rank]
    share = len(before) / len(whole)
    return min(spans, key=lambda span: abs(span[0] / len(draft) - share))


def _point_insertions(
    tokens: tuple[Token, ...], middle: range, partners: dict[int, int], draft: str
) -> list[_Insertion]:
    total = len(_plain(serialise(tokens)).split())
    drafted = [match.span() for match in re.finditer(r"\S+", draft)]
    insertions: list[_Insertion] = []
    for i in middle:
        token = tokens[i]
        if isinstance(token, Literal) or i in partners:
            continue
        behind = len(_plain(serialise(tokens[:i])).split())
        count = min(round(behind / total * len(drafted)), len(drafted))
        left = next((t.text[-1] for t in reversed(tokens[:i]) if isinstance(t, Literal)), "")
        right = next((t.text[0] for t in tokens[i:] if isinstance(t, Literal)), "")
        start, end, written = _place(token, draft, drafted, count, left, right)
        insertions.append(_Insertion(start, end, (1, 0, i), written))
    return insertions


def _place(
    token: Tag, draft: str, drafted: list[tuple[int, int]], count: int, left: str, right: str
) -> tuple[int, int, str]:
    """Say where behind ``count`` words of a draft a tag goes, and how it is spaced there.

    ``left`` and ``right`` are the characters beside the tag in the text.
    """
    written = serialise([token])
    word_end = drafted[count - 1][1] if count else 0
    next_start = drafted[count][0] if count < len(drafted) else len(draft)
    if isinstance(token, Open):
        return next_start, next_start, written
    if isinstance(token, Close):
        return word_end, word_end, written
    if left.isspace():
        if not right.isspace():
            return next_start, next_start, written
        return (word_end, word_end, f" {written}") if count else (0, 0, f"{written} ")
    if right.isalnum():
        return word_end, next_start, written
    if count and not right.isspace():
        word = draft[slice(*drafted[count - 1])]
        bare = len(re.sub(r"\W+$", "", word)) or len(word)
        word_end = drafted[count - 1][0] + bare
    return word_end, word_end, written


def _insert(draft: str, insertions: list[_Insertion]) -> str:
    written: list[str] = []
    done = 0
    for insertion in sorted(insertions, key=lambda one: (one.start, one.rank)):
        written.append(escape(draft[done : max(done, insertion.start)]))
        written.append(insertion.text)
        done = max(done, insertion.end)
    written.append(escape(draft[done:]))
    return "".join(written)
