"""What a termbase holds: an English term, how it is to be rendered, and how it is not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from kuager.errors import InputError

LONGEST_TERM = 200
"""Characters. The longest official names of treaties have about 120."""
LONGEST_NOTE = 2_000
MOST_FORMS = 30
"""Renderings of one term in one language."""


class TermbaseError(InputError):
    """A termbase cannot be used: an entry is malformed, or contradicts another one."""


class PartOfSpeech(Enum):
    """What an English term is; decides which inflected forms are looked for."""

    NOUN = "noun"
    PROPER_NOUN = "proper noun"
    VERB = "verb"
    ADJECTIVE = "adjective"
    ADVERB = "adverb"
    OTHER = "other"


class TermStatus(Enum):
    """Whether a person who knows the languages has gone over the entry."""

    UNREVIEWED = "unreviewed"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True)
class Rendering:
    """What a term is in one language."""

    locale: str
    terms: tuple[str, ...] = ()
    """All that may stand for it, the preferred one first."""
    forbidden: tuple[str, ...] = ()
    """What must not stand for it."""


@dataclass(frozen=True, slots=True)
class TermEntry:
    """One row of a termbase."""

    term: str
    """In the source language, as a dictionary has it."""
    renderings: tuple[Rendering, ...] = ()
    note: str = ""
    part_of_speech: PartOfSpeech | None = None
    case_sensitive: bool = False
    """"the House" is a term, "the house" none."""
    do_not_translate: bool = False
    """The term stands in every language as it is; endings may be added to it."""
    authority: str = ""
    """Where an official name comes from: a law, a document, a site."""
    status: TermStatus = TermStatus.UNREVIEWED

    def terms_in(self, locale: str) -> tuple[str, ...]:
        """Return what may stand for the term in a locale, or in its language."""
        rendering = self._rendering(locale)
        return rendering.terms if rendering else ()

    def forbidden_in(self, locale: str) -> tuple[str, ...]:
        """Return what must not stand for the term in a locale, or in its language."""
        rendering = self._rendering(locale)
        return rendering.forbidden if rendering else ()

    def _rendering(self, locale: str) -> Rendering | None:
        wanted = _tag(locale)
        for name in (wanted, wanted.partition("-")[0]):
            for rendering in self.renderings:
                if _tag(rendering.locale) == name:
                    return rendering
        return None

    @property
    def key(self) -> tuple[str, str]:
        """What no two entries may share: the term, and what part of speech it is."""
        term = self.term if self.case_sensitive else self.term.lower()
        return (term, self.part_of_speech.value if self.part_of_speech else "")


@dataclass(frozen=True, slots=True)
class PlacedEntry:
    """An entry and where it was read: "row 7" of a table, "line 12" of a file."""

    place: str
    entry: TermEntry


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an entry, in words that can stand after the place."""

    place: str
    problem: str


def tidied(text: str) -> str:
    """Return a term or note in the form it is kept in: NFC, single spaces, none at the ends."""
    return re.sub(r"[\s\u00a0\u202f]+", " ", unicodedata.normalize("NFC", text)).strip()


def entry_faults(entry: TermEntry) -> list[str]:
    """Return what is wrong with an entry by itself, first things first."""
    faults = []
    if not entry.term:
        faults.append("has no English term")
    forms = [form for r in entry.renderings for form in (*r.terms, *r.forbidden)]
    for text in (entry.term, *forms):
        faults += _text_faults(text, LONGEST_TERM)
    for text in (entry.note, entry.authority):
        faults += _text_faults(text, LONGEST_NOTE)
    for rendering in entry.renderings:
        faults += _rendering_faults(rendering)
    if entry.do_not_translate:
        own = entry.term.lower()
        if any(form.lower() != own for r in entry.renderings for form in r.terms):
            faults.append("is not to be translated, yet has a translation")
    elif not forms:
        faults.append("has no translation")
    return list(dict.fromkeys(faults))


_JOINERS = "\u200c\u200d"
"""ZWNJ and ZWJ, which some languages write within words."""


def _is_hidden(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cs"} and sign not in _JOINERS


def _text_faults(text: str, longest: int) -> list[str]:
    faults = []
    if len(text) > longest:
        faults.append(f"holds a text of more than {longest} characters")
    hidden = next((sign for sign in text if _is_hidden(sign)), None)
    if hidden is not None:
        faults.append(f"holds the control character U+{ord(hidden):04X}")
    if text.startswith(("=", "+", "@")):
        # OWASP, CSV injection: a spreadsheet would run it.
        faults.append(f"holds a text that begins with {text[0]}, which spreadsheets compute")
    if text and not any(c.isalnum() for c in text):
        faults.append("holds a text without letters")
    return faults


def _rendering_faults(rendering: Rendering) -> list[str]:
    faults = []
    if len(rendering.terms) + len(rendering.forbidden) > MOST_FORMS:
        faults.append(f"has more than {MOST_FORMS} forms in {rendering.locale}")
    if any(";" in form for form in (*rendering.terms, *rendering.forbidden)):
        faults.append(f"has a form in {rendering.locale} with a semicolon in it")
    terms = {form.lower() for form in rendering.terms}
    if terms & {form.lower() for form in rendering.forbidden}:
        faults.append(f"both wants and forbids a form in {rendering.locale}")
    if len(terms) < len(rendering.terms):
        faults.append(f"names a form in {rendering.locale} twice")
    return faults


def find_faults(placed: Iterable[PlacedEntry]) -> list[Fault]:
    """Return everything that is wrong with the entries, in their order.

    Two entries of one term and part of speech are one too many, equal or not; so are an entry
    that wants a form for a term and another that forbids it.
    """
    faults: list[Fault] = []
    known: dict[tuple[str, str], PlacedEntry] = {}
    stances: dict[tuple[str, str, str], tuple[str, bool]] = {}
    for here in placed:
        entry = here.entry
        faults += [Fault(here.place, problem) for problem in entry_faults(entry)]
        if not entry.term:
            continue
        first = known.setdefault(entry.key, here)
        if first is not here:
            same = replace(first.entry, term=entry.term) == entry
            faults.append(
                Fault(here.place, f"{'repeats' if same else 'contradicts'} {first.place}")
            )
            continue
        for rendering in entry.renderings:
            for wanted, forms in ((True, rendering.terms), (False, rendering.forbidden)):
                for form in forms:
                    stance = (entry.key[0], _tag(rendering.locale), form.lower())
                    other, was_wanted = stances.setdefault(stance, (here.place, wanted))
                    if was_wanted is not wanted and other != here.place:
                        problem = f"contradicts {other} on a form in {rendering.locale}"
                        faults.append(Fault(here.place, problem))
    return list(dict.fromkeys(faults))


def refuse_faults(placed: Sequence[PlacedEntry], name: str) -> None:
    """Raise TermbaseError for the first thing that is wrong, and say how much more there is."""
    faults = find_faults(placed)
    if faults:
        more = f" There are {len(faults) - 1} more such faults." if len(faults) > 1 else ""
        raise TermbaseError(
            f"{name}, {faults[0].place}: it {faults[0].problem}.{more}",
            "Mend it there; kuager terms check lists all that is wrong.",
        )


def _tag(locale: str) -> str:
    return locale.replace("_", "-").lower()
