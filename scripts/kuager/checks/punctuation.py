"""Whether the source's punctuation is there, in the target language's own form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from kuager.checks.base import MASK, NOTHING, Check, masked, wording
from kuager.model import Finding, Severity, Unit

_CLOSERS = "\"'»”“’›)]} \t\n\u00a0\u202f" + MASK
_QUOTE_CLOSERS = frozenset("\"'»”“’›")
_MARK_CLASS = {
    ".": "full stop",
    "。": "full stop",
    "।": "full stop",
    "?": "question mark",
    "？": "question mark",
    "؟": "question mark",
    "!": "exclamation mark",
    "！": "exclamation mark",
    "…": "ellipsis",
    ":": "colon",
    ";": "semicolon",
    ",": "comma",
    "-": "dash",
    "–": "dash",
    "—": "dash",
}
_SIGN = {"none": "", **{kind: sign for sign, kind in reversed(_MARK_CLASS.items())}}
_ENDS = {
    (False, False): wording("The source ends in “{theirs}”, the target in “{ours}”."),
    (True, False): wording("The source ends in no mark, the target in “{ours}”."),
    (False, True): wording("The source ends in “{theirs}”, the target in no mark."),
}
"""By whether source and target end in no mark."""
# A segment that ends like this may have lost or won a full stop to the abbreviation.
_ABBREVIATION_END = re.compile(
    r"(?:\b[ap]\. ?m|\betc|\b(?:[A-ZА-Я]\.)+[A-ZА-Я]|\b(?:Inc|Ltd|Jr|Sr|Co|No|St)|"
    r"\b(?:г|гг|в|вв|др|пр|руб|коп|тыс|тг|стр|обл|им|ж|жж|ғ|ғғ|қ|көш|бет|б)|"
    r"\b[тс]\. ?[дпбс])\.$"
)
_INNER_MARK = re.compile(r"([.?!…]+)[,]?[\"'»”“’]")


def _end(text: str) -> tuple[str, str, int]:
    """Return the class of the last mark, whether a quote closes after it, and where it is."""
    stripped = text.rstrip(_CLOSERS)
    if not stripped:
        return "none", "", 0
    quoted = "".join(sign for sign in text[len(stripped) :] if sign in _QUOTE_CLOSERS)
    kind = _MARK_CLASS.get(stripped[-1], "none")
    marks = stripped[len(stripped.rstrip(".?!…")) :]
    if "?" in marks:  # ?! and ?.. ask all the same
        kind = "question mark"
    elif "!" in marks:
        kind = "exclamation mark"
    elif marks.endswith(("..", "…")):
        kind = "ellipsis"
    return kind, quoted, len(stripped)


def _quoted_classes(text: str) -> frozenset[str]:
    """Return the classes of the marks that stand before a closing quote."""
    return frozenset(_end(match.group(1))[0] for match in _INNER_MARK.finditer(text))


class EndPunctuation(Check):
    """Compare how source and target end, closing quotes, brackets and markup looked through.

    Where speech is quoted, the languages put its mark and the sentence's in different places
    ('He asked, "Why?"' ends in a question mark, «Неге?» — деп сұрады. in a full stop): a mark
    before a closing quote anywhere on the other side satisfies.
    """

    id = "end-punctuation"
    name = "End punctuation"
    description = (
        "The target ends in another mark than the source: full stop, question mark, exclamation "
        "mark, ellipsis, colon or none."
    )
    severity = Severity.WARNING

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding when the classes of the last marks differ."""
        source, target = masked(unit.source), masked(unit.target)
        if (
            source[-1:] == target[-1:] == "."
            and source[-2:-1].isalnum()
            and target[-2:-1].isalnum()
        ):
            return NOTHING
        return self._judge(source, target)

    def _judge(self, source: str, target: str) -> Iterator[Finding]:
        theirs, their_quotes, _ = _end(source)
        ours, our_quotes, position = _end(target)
        if ours == theirs or not position:
            if ours == "question mark" and "!" in target[position - 3 : position]:
                yield from self._exclaimed(source, position)
            return
        if (their_quotes and theirs in _quoted_classes(target)) or (
            our_quotes and ours in _quoted_classes(source)
        ):
            return
        if their_quotes and ours == "full stop" and theirs == "comma":
            return
        if {ours, theirs} == {"full stop", "none"} and (
            _ABBREVIATION_END.search(source.rstrip(_CLOSERS))
            or _ABBREVIATION_END.search(target.rstrip(_CLOSERS))
        ):
            return
        yield self.finding(
            _ENDS[theirs == "none", ours == "none"],
            (position - 1, position),
            theirs=_SIGN[theirs],
            ours=_SIGN[ours],
        )

    def _exclaimed(self, source: str, position: int) -> Iterator[Finding]:
        """Find the exclamation mark of ?! where the source exclaims nothing."""
        if "!" not in source:
            message = "The source does not exclaim."
            yield self.finding(message, (position - 1, position))


_PAIRS = {"(": ")", "[": "]", "{": "}"}
_OPENS = {closing: opening for opening, closing in _PAIRS.items()}
_BRACKET = re.compile(r"[()\[\]{}]")
# 1) a) б) at the start of a list entry, and faces :) ;-(.
_NO_BRACKET = re.compile(r"^\s*[^\W_]{1,3}\)|[:;]-?[()]")


def _unpaired(text: str) -> tuple[list[tuple[str, int]], dict[str, int]]:
    """Return the brackets without a partner, with their places, and the pairs by kind."""
    skipped = {match.end() - 1 for match in _NO_BRACKET.finditer(text)}
    stack: list[tuple[str, int]] = []
    unpaired: list[tuple[str, int]] = []
    pairs: dict[str, int] = {}
    for match in _BRACKET.finditer(text):
        sign, place = match.group(), match.start()
        if place in skipped:
            continue
        if sign in _PAIRS:
            stack.append((sign, place))
        elif stack and stack[-1][0] == _OPENS[sign]:
            stack.pop()
            pairs[_OPENS[sign]] = pairs.get(_OPENS[sign], 0) + 1
        else:
            unpaired.append((sign, place))
    return unpaired + stack, pairs


class Brackets(Check):
    """Pair the target's brackets, and count the pairs against the source."""

    id = "brackets"
    name = "Brackets"
    description = "A bracket has no partner, or the source has another number of bracket pairs."
    severity = Severity.WARNING
    passes_plain_pair = True

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding for each lone bracket and for each kind that differs in number.

        A bracket that is alone in the source too (the other half is in another segment) may
        be alone in the target.
        """
        source, target = masked(unit.source), masked(unit.target)
        if not _BRACKET.search(target) and not _BRACKET.search(source):
            return
        source_lone, source_pairs = _unpaired(source)
        target_lone, target_pairs = _unpaired(target)
        excused = Counter(sign for sign, _ in source_lone)
        for sign, place in target_lone:
            if excused[sign]:
                excused[sign] -= 1
            else:
                yield self.finding("“{sign}” has no partner.", (place, place + 1), sign=sign)
        if target_lone or source_lone:
            return
        for opening, closing in _PAIRS.items():
            theirs, ours = source_pairs.get(opening, 0), target_pairs.get(opening, 0)
            if ours != theirs:
                yield self.finding(
                    "The source has {theirs} of {pair}, the target has {ours}.",
                    theirs=str(theirs),
                    pair=f"{opening}…{closing}",
                    ours=str(ours),
                )
