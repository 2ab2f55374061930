"""Whether quotes are the locale's own, paired, nested and as many as in the source.

«…» in both locales; inside them “…” in Kazakh and „…“ in Russian. That inner quotes take
another design than the outer ones: Мильчин, Чельцова, «Справочник издателя и автора».
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kuager.checks.base import MASK, Check, masked, wording
from kuager.model import Finding, Severity, Unit, language_of

_ANY = re.compile(r"[\"«»“”„‟‹›]")
_INNER = {"kk": ("“", "”"), "ru": ("„", "“")}
# A straight quote right after a figure is an inch or a second of arc when none is open.
_INCH = re.compile(r"[0-9]\"")
# ‘…’, '…', ‚…‘ and `…' around words; an apostrophe has a letter on each side.
_SINGLE = re.compile(r"(?<![\w'])[‘'‚`](?=[^\W_])[^‘’'‚`]{1,200}['’‘](?![\w'])")
_SPEECH_GOES_ON = re.compile(r"[,?!.…—-]\s*$")
_DIALOGUE_DASH = re.compile(r"(?:^\W{0,3}|:\s)[—–-]\s")


def source_stretches(text: str) -> tuple[int, int, bool]:
    """Count quoted stretches in a source: least and most, and whether one is left open.

    Speech interrupted by its reporting clause ("If so," I say, "why?") is two stretches in
    English and one elsewhere; only double quotes and guillemets count, since a single quote
    may be an apostrophe.
    """
    least = most = 0
    opened = -1
    lone = goes_on = False
    for match in _ANY.finditer(text):
        sign, place = match.group(), match.start()
        opens = sign in "«“„‹" or (sign == '"' and opened < 0)
        if opened < 0 and sign == '"' and place and text[place - 1].isdigit():
            continue
        if opens and opened < 0:
            opened = place
        elif opened >= 0 and sign in '"»”“›':
            most += 1
            least += 0 if goes_on and least else 1
            goes_on = _SPEECH_GOES_ON.search(text, opened, place) is not None
            opened = -1
        else:
            lone = True
    return least, most, lone or opened >= 0


def _opens(text: str, place: int) -> bool | None:
    """Say whether the quote at a place opens, by what stands beside it; None where unsure."""
    before, after = text[place - 1 : place] or " ", text[place + 1 : place + 2] or " "
    starts = before.isspace() or before in '([«„“"—–' + MASK
    ends = after.isspace() or after in ')].,;:!?…»”“"—–-' + MASK
    sign = text[place]
    if sign in "«„‹":
        return True
    if sign in "»”›":
        return False
    return None if starts == ends else starts


_NO_QUOTE = wording("{sign} is not a quote of this locale; use {expected}.")


class Quotes(Check):
    """Judge the target's quotes: their kind, pairing, nesting and number."""

    id = "quotes"
    name = "Quotes"
    description = (
        "Quotes are not the locale's («…», inside them “…” in Kazakh and „…“ in Russian), one has "
        "no partner, or what the source quotes is not quoted in the target."
    )
    severity = Severity.WARNING
    passes_plain_pair = True

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield findings on single quotes first, on their number last.

        More quotes than in the source are right (Russian and Kazakh quote the names of
        newspapers and organisations), and so is a dash instead of quotes around speech. A
        quote may be open where the source leaves one open.
        """
        source, target = masked(unit.source), masked(unit.target)
        in_target = _ANY.search(target) is not None
        if _SINGLE.search(target) and language_of(unit.locale) in _INNER:
            for match in _SINGLE.finditer(target):
                yield self.finding("Single quotes are not those of this locale.", match.span())
        if not in_target and not _ANY.search(source):
            return
        least, _, source_open = source_stretches(source)
        language = language_of(unit.locale)
        if language not in _INNER:
            ours, _, target_open = source_stretches(target)
            if target_open and not source_open:
                yield self.finding("A quote has no partner.")
        else:
            yield from self._judge(target, _INNER[language], excused=source_open)
            ours = target.count("«") or sum(1 for _ in _ANY.finditer(target)) // 2
        if not ours and least and not _DIALOGUE_DASH.search(target):
            yield self.finding("What the source quotes is not quoted in the target.")
        elif ours < least and not source_open and not _DIALOGUE_DASH.search(target):
            yield self.finding(
                "Quoted stretches in the source: {theirs}, in the target: {ours}.",
                theirs=str(least),
                ours=str(ours),
            )

    def fix(self, unit: Unit) -> str | None:
        """Put the locale's own quotes where each sign surely opens or closes.

        Signs must alternate in pairs and stand at the borders of words; marks of inches, a lone
        sign or three levels are left to people.
        """
        inner = _INNER.get(language_of(unit.locale))
        text = masked(unit.target)
        if inner is None or _INCH.search(text):
            return None
        signs = list(text)
        depth = 0
        for match in _ANY.finditer(text):
            place = match.start()
            opens = _opens(text, place)
            if opens is None or (opens and depth > 1) or (not opens and not depth):
                return None
            depth += 1 if opens else 0
            signs[place] = ("«»" if depth == 1 else inner)[0 if opens else 1]
            depth -= 0 if opens else 1
        if depth:
            return None
        target = "".join(
            new if old != MASK else kept
            for new, old, kept in zip(signs, text, unit.target, strict=True)
        )
        return target if target != unit.target else None

    def _judge(self, target: str, inner: tuple[str, str], *, excused: bool) -> Iterator[Finding]:
        """Walk over the quotes with a stack: guillemets outside, the inner pair inside."""
        stack: list[tuple[str, int]] = []
        inches = {match.end() - 1 for match in _INCH.finditer(target)}
        for match in _ANY.finditer(target):
            sign, place = match.group(), match.start()
            if sign == '"' and place in inches:
                continue
            span = (place, place + 1)
            if sign == "«":
                if stack and stack[-1][0] == "«":
                    yield self.finding(
                        "Inside «…» quotes are {pair}.", span, pair=f"{inner[0]}…{inner[1]}"
                    )
                stack.append((sign, place))
            elif sign == "»":
                if stack and stack[-1][0] == "«":
                    stack.pop()
                elif not excused:
                    yield self.finding("» has no partner.", span)
            elif sign == inner[1] and stack and stack[-1][0] == inner[0]:
                stack.pop()
            elif sign == inner[0] and stack and stack[-1][0] == "«":
                stack.append((sign, place))
            else:
                expected = "".join(inner) if stack else "«»"
                yield self.finding(_NO_QUOTE, span, sign=sign, expected=expected)
        if not excused:
            for sign, place in stack:
                yield self.finding("“{sign}” has no partner.", (place, place + 1), sign=sign)
