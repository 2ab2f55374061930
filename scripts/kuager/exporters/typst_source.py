r"""Read the Typst source that is about to be set, and refuse any that could do more than set text.

Typst is a programming language: ``#read("…")`` opens files, ``#import "@preview/…"`` downloads
programs. Pandoc escapes a testimony's words, and ``cleaning`` passes no attribute on; this is
the second barrier, which knows neither: whatever stands in the source as code must be one of
the few calls that pandoc and our template make. The forms are those of Typst 0.14 (its
reference, chapter "Syntax").
"""

from __future__ import annotations

import re
from dataclasses import dataclass

CALLS = frozenset(
    """
    align block box dateline emph figure footnote heading highlight horizontalrule imprint
    linebreak link metadata notice quote raw smallcaps strike strong sub super table text underline
    """.split()  # noqa: SIM905 (two dozen quoted words read worse)
) | {"set enum"}
"""What may stand behind a hash."""

WORDS = CALLS | frozenset(
    """
    auto body bottom caption cell center colspan columns false footer header hline horizon kind
    lang left level none numbering outlined right rowspan start stroke top true vline
    """.split()  # noqa: SIM905 (two dozen quoted words read worse)
)
"""What may stand in the brackets of a call: names of arguments and of constants."""

_OPENERS = {"(": ")", "[": "]"}
_PLAIN = re.compile(r"[^\\`#\[\]$@/<]+")
_CALL = re.compile(r"#(set enum|[^\W\d][\w-]*)")
_RAW = re.compile(r"(`{3,}|`(?!`)).*?\1|``(?!`)", re.DOTALL)
_LABEL = re.compile(r"<[\w:.-]+>")
_COMMENT = re.compile(r"/[/*]")
_FIELD = re.compile(r"\.[^\W\d]")
_CODE = re.compile(
    r"""(?P<word>[^\W\d][\w-]*) | [\s,:.+-]+ | "(?:[^"\\]|\\.)*" | \d[\d.]*(?:%|[a-z]+)?
    | <[\w:.-]+>""",
    re.VERBOSE | re.DOTALL,
)


class _UnexpectedError(Exception):
    """Something that pandoc does not write."""


@dataclass(frozen=True, slots=True)
class _Bracket:
    """An open bracket: what closes it, and whether it belongs to a call within markup."""

    closer: str
    call: bool


def is_harmless(source: str) -> bool:
    """Tell whether all code in a body of Typst markup is calls that are expected there.

    ``source``: what pandoc wrote, without the template around it. Mathematics, references,
    comments and expressions of any other kind are not expected, nor is what does not end.
    """
    place = 0
    brackets: list[_Bracket] = []
    try:
        while place < len(source):
            if brackets and source[place] == brackets[-1].closer:
                closed = brackets.pop()
                place = _go_on(source, place + 1, brackets) if closed.call else place + 1
            elif brackets and brackets[-1].closer == ")":
                place = _code(source, place, brackets)
            else:
                place = _markup(source, place, brackets)
    except _UnexpectedError:
        return False
    return not brackets


def _markup(source: str, place: int, brackets: list[_Bracket]) -> int:
    """Return where the text, escape, block of code or call ends that begins here."""
    if plain := _PLAIN.match(source, place):
        return plain.end()
    match source[place]:
        case "\\":
            return place + 2
        case "`":
            if raw := _RAW.match(source, place):
                return raw.end()
        case "#":
            call = _CALL.match(source, place)
            if call and call[1] in CALLS:
                return _go_on(source, call.end(), brackets)
        case "<":
            label = _LABEL.match(source, place)
            return label.end() if label else place + 1
        case "/" if not _COMMENT.match(source, place):
            return place + 1
    raise _UnexpectedError


def _go_on(source: str, place: int, brackets: list[_Bracket]) -> int:
    """Return where a call goes on behind its name or one of its brackets, or what follows."""
    following = source[place : place + 1]
    if following in _OPENERS:
        brackets.append(_Bracket(_OPENERS[following], call=True))
        return place + 1
    if _FIELD.match(source, place):
        raise _UnexpectedError
    return place


def _code(source: str, place: int, brackets: list[_Bracket]) -> int:
    """Return where the word, constant or bracket ends that begins here."""
    if opened := _OPENERS.get(source[place]):
        brackets.append(_Bracket(opened, call=False))
        return place + 1
    token = _CODE.match(source, place)
    if not token or (token["word"] and token["word"] not in WORDS):
        raise _UnexpectedError
    return token.end()
