"""Whether the numbers agree by value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kuager.checks.base import NOTHING, Check, masked, wording
from kuager.model import Finding, Severity, Unit
from kuager.numerals import (
    Certainty,
    Mention,
    may_call_for_number,
    numbers_apart,
    read_hints,
    read_numbers,
    reads_words,
)

_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
_KAZAKH = re.compile(r"[әғқңөұүһі]", re.IGNORECASE)


def source_language(text: str) -> str:
    """Return whose number words a source is read with: Kazakh or Russian by script, else English.

    A unit does not carry the language of its source; the letters tell the three apart.
    """
    if text.isascii() or not _CYRILLIC.search(text):
        return "en"
    return "kk" if _KAZAKH.search(text) else "ru"


def unmatched(mentions: Iterable[Mention], values: frozenset[str]) -> list[Mention]:
    """Return the mentions none of whose readings is among the values."""
    return [mention for mention in mentions if values.isdisjoint(mention.readings)]


def values_of(mentions: Iterable[Mention]) -> frozenset[str]:
    """Return all readings of the mentions."""
    return frozenset(reading for mention in mentions for reading in mention.readings)


_ADDED = {
    False: wording("{number} is not in the source with this value."),
    True: wording("Month {number} is not in the source."),
}
_MISSING = {
    False: wording("{number} of the source is missing."),
    True: wording("Month {number} of the source is missing."),
}
"""By whether it is a month in words."""


class Numbers(Check):
    """Compare numbers, clock times and months by value, however they are written.

    What is written in figures on either side must be on the other, in figures or words. So must
    number words from three; a two or a month that is only in the target counts where the source
    has one left over too, or a "twice" or "both": languages add them freely.
    """

    id = "numbers"
    name = "Numbers"
    description = (
        "A number, clock time or month of the source is missing from the target or has another "
        "value there; 3.5 and 3,5, six and «алты», 4:09pm and 16:09 are equal."
    )
    severity = Severity.ERROR

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding for each number that has no equal on the other side."""
        source, target = masked(unit.source), masked(unit.target)
        language = source_language(source)
        theirs, ours = numbers_apart(source, language), numbers_apart(target, unit.locale)
        if theirs is not None and ours is not None and theirs.agrees_with(ours):
            return NOTHING
        if not (may_call_for_number(source, language) or may_call_for_number(target, unit.locale)):
            return NOTHING
        return self._compare(source, target, language, unit.locale)

    def _compare(self, source: str, target: str, language: str, locale: str) -> Iterator[Finding]:
        ours = read_numbers(target, locale)
        theirs = read_numbers(source, language)
        missing, added = unmatched(theirs, values_of(ours)), unmatched(ours, values_of(theirs))
        if not reads_words(locale):  # it may well have them in words
            missing = [m for m in missing if m.certainty is Certainty.FIGURES and not m.is_month]
        if missing:
            missing = unmatched(missing, values_of(read_hints(target, locale)))
        if added:
            added = unmatched(added, values_of(read_hints(source, language)))
        if missing and added:
            for mention in _exchanged(missing, added):
                yield self.finding(_ADDED[False], mention.span, number=_spoken(mention))
        if missing or added:
            yield from self._judge(missing, added, ours, theirs)

    def _judge(
        self,
        missing: list[Mention],
        added: list[Mention],
        ours: tuple[Mention, ...],
        theirs: tuple[Mention, ...],
    ) -> Iterator[Finding]:
        for mention in added:
            if mention.certainty is Certainty.FIGURES or (
                mention.certainty is Certainty.WORD
                and (
                    _is_telling(mention)
                    or _calls_for_word(missing, mention)
                    or (mention.readings[0] == "2" and _is_one_more(theirs, ours))
                )
            ):
                yield self.finding(_ADDED[mention.is_month], mention.span, number=_spoken(mention))
        for mention in missing:
            if mention.certainty is Certainty.FIGURES or (
                mention.certainty is Certainty.WORD
                and (
                    _has_word(added, mention)
                    or not _often_left_out(mention)
                    or (mention.readings[0] == "2" and _is_one_more(ours, theirs))
                )
            ):
                yield self.finding(_MISSING[mention.is_month], number=_spoken(mention))


# Words by kind that only hint at a number by themselves: "a million", "the third".
_HINTS_OF_A_KIND = (frozenset({"1000", "1000000", "1000000000"}), frozenset({"2", "3"}))


def _exchanged(missing: list[Mention], added: list[Mention]) -> Iterator[Mention]:
    """Yield what stands for another word of its kind: «мың» for a million, «екінші» for third."""
    for kind in _HINTS_OF_A_KIND:
        lost, come = (
            [m for m in side if m.certainty is Certainty.HINT and m.readings[0] in kind]
            for side in (missing, added)
        )
        if len(lost) == len(come) == 1:
            yield come[0]


def _is_one_more(ones: tuple[Mention, ...], others: tuple[Mention, ...]) -> bool:
    """Say whether some number from two on stands more often on one side than on the other."""
    for mention in ones:
        if mention.certainty is Certainty.HINT or mention.is_month or mention.readings[0] == "1":
            continue
        readings = frozenset(mention.readings)
        times, there = (
            sum(not readings.isdisjoint(other.readings) for other in side)
            for side in (ones, others)
        )
        if times > there > 0:
            return True
    return False


def _has_word(others: list[Mention], mention: Mention) -> bool:
    """Say whether a word of the same kind, number or month, is left over on the other side."""
    return any(
        other.certainty is Certainty.WORD and other.is_month == mention.is_month for other in others
    )


def _is_telling(mention: Mention) -> bool:
    """Say whether a number word is worth a finding by itself; one and two come and go freely."""
    return not mention.is_month and mention.readings[0] not in ("1", "2")


def _calls_for_word(missing: list[Mention], mention: Mention) -> bool:
    """Say whether the source has a number word, or twice, both, third, left over as well."""
    return _has_word(missing, mention) or (
        not mention.is_month and any(not {"2", "3"}.isdisjoint(other.readings) for other in missing)
    )


def _often_left_out(mention: Mention) -> bool:
    """Say whether languages do without this word: months in words, "you two", «вдвоём»."""
    return mention.is_month or mention.readings[0] == "2"


def _spoken(mention: Mention) -> str:
    return mention.readings[0].removeprefix("month-")
