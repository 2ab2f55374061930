"""Whether the target is as long as such a source calls for, and whether it is all there.

The figures are fitted to 14,599 clean translations each of English testimony into Kazakh and
Russian: the logarithm of target over source length (in characters) is about normal, and varies
less the longer the source is.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from kuager.checks.base import MASK, NOTHING, Check, is_plain, masked, words_of
from kuager.checks.weighing import ending_weight
from kuager.model import Finding, Severity, Unit, language_of

_SHORT = 20
"""Characters up to which a source says nothing about the length of its translation."""
_MEAN = {"kk": -0.076, "ru": -0.089}
_CONSTANT, _BY_LENGTH = 0.0056, 1.1
"""Variance of the logarithm: a constant, and a share that shrinks with the source's length."""
_TOO_SHORT, _TOO_LONG = -3.2, 3.5
_USUAL = (0.75, 1.2)
"""Ratios of length within which no length is odd, however long the source."""
_TRUNCATED = {"kk": -5.0, "ru": -5.0}
"""Below this, length (doubled) and last word together say that the end is missing."""
_NOT_SHORT = 0.9
"""Ratio of length from which on nothing is missing."""
_ENDS = re.compile(r"[.!?…]\W*$")
# A sentence may well end in what was counted: «2700 шақырым», «екі мың теңге».
_COUNTED = re.compile(
    r"(?:\d|\b(?:бір|екі|үш|төрт|бес|алты|жеті|сегіз|тоғыз|он|жиырма|отыз|қырық|елу|алпыс|жетпіс|"
    r"сексен|тоқсан|жүз|мың|миллион|миллиард|сто|двести|тысяч[аи]?|миллион(?:а|ов)?))\s\w+\W*$",
    re.IGNORECASE,
)


def length_score(unit: Unit) -> float | None:
    """Return by how many standard deviations the target is longer than to be expected.

    None for short sources and languages without figures.
    """
    mean = _MEAN.get(language_of(unit.locale))
    source = len(unit.source)
    if mean is None or source <= _SHORT or not unit.target:
        return None
    if "<" in unit.source:
        source = len(masked(unit.source).replace(MASK, ""))
        target = len(masked(unit.target).replace(MASK, ""))
        if source <= _SHORT or not target:
            return None
    else:
        target = len(unit.target)
    return (math.log(target / source) - mean) / math.sqrt(_CONSTANT + _BY_LENGTH / source)


class Length(Check):
    """Find targets that are far shorter or longer than translations of such sources are."""

    id = "length"
    name = "Length"
    description = "The target is far shorter or longer than translations of such a sentence are."
    severity = Severity.WARNING

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding when the length is beyond what one clean target in a thousand has."""
        if _USUAL[0] < len(unit.target) / (len(unit.source) or 1) < _USUAL[1]:
            return NOTHING
        return self._judge(unit)

    def _judge(self, unit: Unit) -> Iterator[Finding]:
        score = length_score(unit)
        if score is None:
            return
        if score < _TOO_SHORT:
            yield self.finding("The target is much shorter than the source lets expect.")
        elif score > _TOO_LONG:
            yield self.finding("The target is much longer than the source lets expect.")


class Truncated(Check):
    """Find targets that break off: short, and with a last word that ends no sentence.

    Kazakh sentences end with a verb, Russian ones seldom with a preposition or an adjective;
    ``tables/endings-*.tsv`` weighs the last letters.
    """

    id = "truncated"
    name = "Broken off"
    description = "The target is short for its source and ends in a word that ends no sentence."
    severity = Severity.WARNING

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding when length and last word speak against the target together."""
        if len(unit.target) > len(unit.source) * _NOT_SHORT:
            return NOTHING
        language, words = language_of(unit.locale), words_of(unit.target)
        if not words or language not in _TRUNCATED:
            return NOTHING
        weight = ending_weight(words[-1], language)
        return self._judge(unit, words[-1], weight) if weight < 0 else NOTHING

    def _judge(self, unit: Unit, last: str, weight: float) -> Iterator[Finding]:
        score = length_score(unit)
        if (
            score is not None
            and score >= _TOO_SHORT
            and 2 * score + weight < _TRUNCATED[language_of(unit.locale)]
            and _ENDS.search(unit.source)
            and not _COUNTED.search(unit.target)
        ):
            end = masked(unit.target).lower().rfind(last)
            yield self.finding("The target seems to break off.", (end, end + len(last)))


# A full stop after a word of three letters or more, a figure or a quote, or another mark; then
# a capital. A ? or ! before a closing quote ("Why?" I asked) is the speech's.
_BREAK = re.compile(
    r"(?:(?:(?<=[^\W\d_]{3})|(?<=[0-9%»”)])|(?<=[.?!…]))\.[\"»”’)]*|[!?…])\s*(?:[—–-]\s)?"
    r"[«\"“‘'(]*(?=[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ])"
)
_TITLE = re.compile(
    r"(?:\b(?:Mrs|Rev|Gen|Col|Maj|Capt|Sgt|Prof|Inc|Ltd|Corp|Dept|Nos|Vol|тов|гор|обл|респ|проф|"
    r"ген|стр|рис|жыл|обл|тел|абл|акад|доц|бет|сур)|[0-9])$",
    re.IGNORECASE,
)


def count_sentences(text: str) -> int:
    """Count sentences roughly: ends within the text after which a capital follows, and one."""
    if not any(sign in text[:-2] for sign in ".?!…"):
        return 1
    return 1 + sum(
        1
        for match in _BREAK.finditer(text)
        if text[match.start()] != "." or not _TITLE.search(text[: match.start()][-8:])
    )


class Sentences(Check):
    """Count the sentences within a unit, which should hold one; quotes may hold more."""

    id = "sentences"
    name = "Sentences"
    description = "The source is one sentence and the target several, or the other way round."
    severity = Severity.WARNING
    passes_plain_pair = True

    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield a finding when exactly one of the two is a single sentence."""
        target = masked(unit.target)
        source = masked(unit.source)
        ours = 1 if is_plain(target, unit.locale) else count_sentences(target)
        theirs = count_sentences(source)
        if ours != theirs and 1 in (ours, theirs):
            yield self.finding(
                "Sentences in the source: {theirs}, in the target: {ours}.",
                theirs=str(theirs),
                ours=str(ours),
            )
