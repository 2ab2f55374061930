"""A redaction map: words that are to go, and what stands in their place in each language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from kuager.checks.base import PLACEABLE
from kuager.model import language_of
from kuager.risk.clearing import cleared
from kuager.termbase import find_form

_GAP = r"(?:[\s\u00a0\u202f]|&nbsp;|&#160;)+"
_HYPHEN = r"[-\u2010\u2011]"
_APOSTROPHE = r"['\u2019\u02bc]"
_SURNAME = re.compile(r"(?:[оеё]в|[иы]н)$", re.IGNORECASE)
_SURNAME_ENDINGS = ("ым", "ы", "ых", "ыми")
"""Of surnames in -ов, -ев, -ин, beside those of nouns: Русская грамматика (1980), § 1219."""
_OPENERS = " \t\u00a0*_>#-–—•+\"'“”„«‘([<"
_ENDS = ".!?…"
_HIDING = re.compile("[\u00ad\u0300-\u036f\u200b-\u200f\u2060-\u2064\ufeff]")
"""What may stand within a word unseen, or make up a letter of it."""
_ROUNDS = 5
"""How often a text is gone over, for words that come together only when others have gone."""


@dataclass(frozen=True, slots=True)
class Redaction:
    """One entry of a map."""

    number: int
    """Of the entry in the map, from 1."""
    forms: tuple[tuple[str, tuple[str, ...]], ...]
    """For each language: the words to find, as a dictionary has them."""
    replacements: tuple[tuple[str, str], ...]
    case_sensitive: bool = False
    note: str = ""

    def forms_in(self, language: str) -> tuple[str, ...]:
        """Return what to find in a text of a language: its own forms, and the source's."""
        found = [form for tongue, forms in self.forms if tongue in {language, ""} for form in forms]
        return tuple(dict.fromkeys(found))

    def replacement_in(self, language: str) -> str:
        """Return what stands in the words' place; empty where the map has nothing."""
        known = dict(self.replacements)
        return known.get(language) or known.get("", "")


@dataclass(frozen=True, slots=True)
class Spot:
    """Words of a text that are to go."""

    start: int
    end: int
    redaction: Redaction


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text after redaction."""

    text: str
    replaced: tuple[tuple[str, str, int], ...]
    """What stood there, what stands there now, and the number of the entry."""


@dataclass(frozen=True)
class RedactionMap:
    """All entries of a map."""

    entries: tuple[Redaction, ...]

    @cached_property
    def languages(self) -> frozenset[str]:
        """Languages that any entry has words in."""
        return frozenset(tongue for e in self.entries for tongue, _ in e.forms if tongue)

    def find(self, text: str, locale: str, *, markup: bool = False) -> list[Spot]:
        """Return where the words stand in a text, in any form, in order; none within another.

        Case counts only for entries that say so. English words are found with a possessive and
        in the plural, Kazakh and Russian ones in all forms that the termbase knows, others as
        they stand; invisible characters and, with ``markup``, placeables do not hide them.
        """
        language = language_of(locale)
        clear = cleared(text, markup=markup)
        spots = [
            Spot(*clear.span(start, end), entry)
            for entry in self.entries
            for form in entry.forms_in(language)
            for start, end in _spans(clear.text, form, language, entry.case_sensitive)
        ]
        taken: list[Spot] = []
        for spot in sorted(spots, key=lambda s: (s.start - s.end, s.start, s.redaction.number)):
            if all(spot.end <= known.start or known.end <= spot.start for known in taken):
                taken.append(spot)
        return sorted(taken, key=lambda spot: spot.start)

    def apply(self, text: str, locale: str, *, markup: bool = False) -> Redacted:
        """Return a text with the words replaced.

        A replacement begins with a capital letter where a sentence does. Placeables within the
        words stay, behind the replacement.
        """
        replaced: list[tuple[str, str, int]] = []
        for _ in range(_ROUNDS):
            spots = self.find(text, locale, markup=markup)
            if not spots:
                break
            pieces: list[str] = []
            done = 0
            for spot in spots:
                pieces.append(text[done : spot.start])
                words = text[spot.start : spot.end]
                new = spot.redaction.replacement_in(language_of(locale))
                if _opens_sentence(text[: spot.start]) and words[:1].isupper():
                    new = new[:1].upper() + new[1:]
                pieces.append(new)
                if markup:
                    pieces += [match.group() for match in PLACEABLE.finditer(words)]
                replaced.append((words, new, spot.redaction.number))
                done = spot.end
            text = "".join(pieces) + text[done:]
        return Redacted(text, tuple(replaced))

    def apply_any(self, text: str, locales: Sequence[str]) -> Redacted:
        """Return a text of unknown language with the words of each of these locales replaced."""
        replaced: list[tuple[str, str, int]] = []
        for locale in locales:
            done = self.apply(text, locale)
            text = done.text
            replaced += done.replaced
        return Redacted(text, tuple(replaced))

    def may_hold(self, text: str) -> bool:
        """Tell quickly whether a text can hold any of the words at all."""
        return bool(self._beginnings.search(text.lower()) or _HIDING.search(text))

    @cached_property
    def _beginnings(self) -> re.Pattern[str]:
        """How the words begin, as far as no inflection changes it."""
        firsts = {
            re.split(r"[\W_]", form.lower())[0] or form.lower()
            for entry in self.entries
            for _, forms in entry.forms
            for form in forms
        }
        # Short stems change within: «лев», «льва».
        beginnings = {first[:3] if len(first) > 4 else first[:1] for first in firsts}
        return re.compile("|".join(map(re.escape, sorted(beginnings))))

    def holds(self, text: str, locales: Iterable[str]) -> int:
        """Return how many times a text of unknown language holds any of the words."""
        return max((len(self.find(text, locale)) for locale in locales), default=0)


def _opens_sentence(before: str) -> bool:
    stripped = before.rstrip(_OPENERS)
    if not stripped or stripped.endswith("\n\n"):
        return True
    if stripped.endswith("\n"):  # a soft line break, or the mark of a list entry after it
        return "\n\n" in before[len(stripped) - 1 :] or before != stripped or _ended(stripped)
    return stripped != before and _ended(stripped)


def _ended(text: str) -> bool:
    return text.rstrip()[-1:] in _ENDS


def _spans(text: str, form: str, language: str, case_sensitive: bool) -> Iterator[tuple[int, int]]:
    pattern = _pattern(form, language == "en", case_sensitive)
    for match in pattern.finditer(text):
        yield match.span()
    if language in {"kk", "ru"}:
        yield from _inflected(text, form, language, case_sensitive)


def _inflected(
    text: str, form: str, language: str, case_sensitive: bool
) -> Iterator[tuple[int, int]]:
    forms: Sequence[str] = (form,)
    if language == "ru" and _SURNAME.search(form):
        forms = (form, *(form + ending for ending in _SURNAME_ENDINGS))
    # «Мадинаны-ақ», «Мадина-апа»: a hyphen hides no name.
    for variant in (text, re.sub(_HYPHEN, " ", text)):
        for wanted in forms:
            for start, end in find_form(variant, wanted, language):
                if not case_sensitive or text[start] == form[0]:
                    yield start, end


@lru_cache(maxsize=1024)
def _pattern(form: str, english: bool, case_sensitive: bool) -> re.Pattern[str]:
    """Return the pattern of words as they stand, in English also of their plural."""
    spelled = []
    for piece in re.split(r"(\s+|[-\u2010\u2011]|['\u2019\u02bc])", form):
        if not piece.strip():
            spelled.append(_GAP if piece else "")
        elif re.fullmatch(_HYPHEN, piece):
            spelled.append(_HYPHEN)
        elif re.fullmatch(_APOSTROPHE, piece):
            spelled.append(_APOSTROPHE)
        else:
            spelled.append(re.escape(piece))
    plural = ""
    if english and form[-1:].isalpha() and len(form) > 2:
        plural = r"(?:e?s)?"
        if form[-1:] in "yY" and form[-2:-1] not in "aeiou":
            spelled[-1] = spelled[-1][:-1] + r"(?:y|ie)"
    left = r"(?<![^\W_])" if form[:1].isalnum() else ""
    right = r"(?![^\W_])" if form[-1:].isalnum() else ""
    flags = 0 if case_sensitive else re.IGNORECASE
    return re.compile(left + "".join(spelled) + plural + right, flags)
