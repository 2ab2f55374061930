"""What every check is, and how it sees a unit's texts."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import ClassVar

from kuager.model import Finding, NarratorGender, Severity, Unit, language_of
from kuager.numerals import spoken_words
from kuager.remembering import RECENT_TEXTS
from kuager.spelling.speller import Speller
from kuager.termbase import Termbase

NOTHING: Iterator[Finding] = iter(())
"""What a check returns that sees at once that nothing is wrong: an iterator at its end."""

PLACEABLE = re.compile(r"<(/?)([1-9][0-9]{0,3})(/?)>")
"""Inline markup in a segment: ``<1>…</1>`` around text, ``<2/>`` in its place."""

MASK = "\ufffc"
"""Stands in for each character of a placeable: no letter, no figure, no space."""


@dataclass(frozen=True, slots=True)
class CheckContext:
    """What a check may know of a unit's document."""

    narrator_gender: NarratorGender | None = None
    """The document's policy; None where it is not known, and then nothing is said about it."""
    termbase: Termbase | None = None
    """The pack's terms; None where there are none."""
    spellers: Mapping[str, Speller] = field(default_factory=dict[str, Speller])
    """By locale, where the pack asks for it: who knows the words of this document."""


NO_CONTEXT = CheckContext()


class Check(ABC):
    """One question put to a unit; pure, with the same answer every time."""

    id: ClassVar[str]
    """Lower case with hyphens; what a translator writes to dismiss a finding."""
    name: ClassVar[str]
    description: ClassVar[str]
    """One sentence for translators; the documentation is made from it."""
    severity: ClassVar[Severity]
    passes_plain: ClassVar[bool] = False
    """Whether the check can find nothing in a target that ``is_plain``, and need not look."""
    passes_plain_pair: ClassVar[bool] = False
    """The same for a plain target without quotes of a source that ``is_plain_source``."""

    @abstractmethod
    def check(self, unit: Unit) -> Iterator[Finding]:
        """Yield what is wrong with the unit's target; spans lie within the target."""

    def check_in(self, unit: Unit, context: CheckContext) -> Iterator[Finding]:
        """Yield as ``check`` does; a check that depends on the document overrides this."""
        del context
        return self.check(unit)

    def fix(self, unit: Unit) -> str | None:  # noqa: ARG002
        """Return the target repaired; None where nothing is at fault or no repair is safe.

        Pure, and settled: a repaired target needs no second repair by the same check.
        """
        return None

    def finding(self, words: str, span: tuple[int, int] | None = None, **parts: str) -> Finding:
        """Return a finding of this check; ``{name}`` in the words stands for a part."""
        return Finding(self.id, self.severity, words, span, tuple(sorted(parts.items())))


def wording(words: str) -> str:
    """Return the words of a finding as they are; the name lets them be found for translation."""
    return words


def masked(text: str) -> str:
    """Return the text with its placeables masked, character for character."""
    return _mask_placeables(text) if "<" in text else text


@lru_cache(maxsize=RECENT_TEXTS)
def _mask_placeables(text: str) -> str:
    return PLACEABLE.sub(lambda match: MASK * len(match.group()), text)


def words_of(text: str) -> tuple[str, ...]:
    """Return a text's words in lower case, in order, without its placeables.

    Parts joined by a hyphen count apart.
    """
    return spoken_words(masked(text))


@lru_cache(maxsize=RECENT_TEXTS)
def is_plain(text: str, locale: str) -> bool:
    """Say at little cost that a text is words of the locale's alphabet and plain punctuation.

    Words and numbers with hyphens («2022-ден»), one space between them; commas, colons,
    semicolons, guillemets and dashes with their spaces as they should be; one mark at the end.
    Nineteen sentences of twenty are so, and whatever looks for odd signs need not look at them.
    False where it cannot be told.
    """
    patterns = _PLAIN.get(language_of(locale), ())
    return any(pattern.fullmatch(text) for pattern in patterns)


def is_plain_source(text: str) -> bool:
    """Say at little cost that a source is English words, commas and the like, and one end mark.

    Whole numbers too («1,300» as well); no quotes, brackets, markup or addresses.
    """
    if text.isascii():
        odd = text.encode().translate(None, _PLAIN_ASCII)
        return not odd or (len(odd) == 1 and text[-1] in ".?!")
    return _PLAIN_SOURCE.fullmatch(text) is not None


def _plain_patterns(letters: str, dashes: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what plain text of an alphabet looks like: words and commas alone, and all of it.

    The first is there because it is quick; both are possessive, so that they are linear.
    """
    number = r"[0-9]++(?:[.,:][0-9]++)?+"
    word = f"«?(?:[{letters}]++|{number})(?:-[{letters}]++)*+(?:[?!]?»)?"
    return (
        re.compile(f"[{letters}]++(?:,? [{letters}]++)*+[.?!]?"),
        re.compile(
            rf"(?:[{dashes}] )?{word}(?:[,;:]?(?: [{dashes}])? {word})*+(?:[.?!]»)?[.?!,;:]?"
        ),
    )


_PLAIN_ASCII = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',;:- "
_PLAIN_SOURCE = re.compile(r"[A-Za-z0-9'’,;: -]*+[.?!]?")
_PLAIN = {
    "ru": _plain_patterns("А-Яа-яЁё", "—"),
    "kk": _plain_patterns("А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі", "—–"),
}
