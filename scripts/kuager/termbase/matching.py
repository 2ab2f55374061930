"""A termbase with an index: which of its terms stand in a text, in whatever form.

Matches are whole words, the longest first, and never parts of words joined by a hyphen
("mother" is not in "mother-in-law"). The words of a term may each have their own endings; between
them stands a space or a hyphen, and inline markup does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from kuager.model import language_of
from kuager.termbase.english import bases, folded
from kuager.termbase.entries import PartOfSpeech, TermEntry
from kuager.termbase.kazakh import KazakhForms, is_ending
from kuager.termbase.russian import RussianForms
from kuager.termbase.russian import folded as folded_russian
from kuager.termbase.words import Word, split_words

_MOST_SEEN = 50_000
"""Words of texts that an index remembers; a language has not many more."""


@dataclass(frozen=True, slots=True)
class TermMatch:
    """A term found in a text."""

    entries: tuple[TermEntry, ...]
    """Entries that the words may be; more than one where a noun and a verb look alike."""
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Known:
    """A term of the index."""

    words: tuple[str, ...]
    gaps: tuple[str, ...]
    """What stands before each word but the first."""
    entry: TermEntry
    place: int
    """Of the entry in the termbase."""


class Termbase:
    """Entries, and an index of their English terms; made once, asked often."""

    def __init__(self, entries: Iterable[TermEntry] = (), source_locale: str = "en") -> None:
        """Index the entries; ``source_locale`` is the language their terms are in."""
        self.entries = tuple(entries)
        self.source_locale = source_locale
        self._english = language_of(source_locale) == "en"
        self._index: dict[str, list[_Known]] = {}
        self._seen: dict[str, tuple[_Known, ...]] = {}
        for place, entry in enumerate(self.entries):
            words = split_words(entry.term)
            if words:
                texts = tuple(folded(word.text) for word in words)
                known = _Known(texts, tuple(word.gap for word in words[1:]), entry, place)
                self._index.setdefault(texts[0].lower(), []).append(known)

    def __len__(self) -> int:
        return len(self.entries)

    def find(self, text: str) -> list[TermMatch]:
        """Return the terms in a text of the source language, in order, none within another."""
        words = split_words(text)
        found = []
        place = 0
        while place < len(words):
            length = 1
            first = words[place]
            if not first.hyphen_before and (known := self._beginning_with(first.text)):
                length, entries = self._longest_at(words, place, known)
                if entries:
                    last = words[place + length - 1]
                    found.append(TermMatch(entries, first.start, last.end))
            place += length
        return found

    def _beginning_with(self, word: str) -> tuple[_Known, ...]:
        """Return the terms that may begin with a word of a text, the longest first."""
        known = self._seen.get(word)
        if known is None:
            if len(self._seen) >= _MOST_SEEN:
                self._seen.clear()
            beginnings = {base.lower() for base in self._bases(word)}
            found = [term for base in beginnings for term in self._index.get(base, ())]
            known = tuple(sorted(found, key=lambda term: (-len(term.words), term.place)))
            self._seen[word] = known
        return known

    def _longest_at(
        self, words: Sequence[Word], place: int, known: Sequence[_Known]
    ) -> tuple[int, tuple[TermEntry, ...]]:
        """Return how many words from a place on are a term, and the entries it may be."""
        longest = 0
        entries: list[TermEntry] = []
        for term in known:
            if len(term.words) < longest:
                break
            if self._stands(words, place, term):
                longest = len(term.words)
                entries.append(term.entry)
        return max(longest, 1), tuple(entries)

    def _stands(self, words: Sequence[Word], place: int, term: _Known) -> bool:
        here = words[place : place + len(term.words)]
        if len(here) < len(term.words) or here[-1].hyphen_after or not _spaced(here, term.gaps):
            return False
        entry = term.entry
        fold = str if entry.case_sensitive else str.lower
        return all(
            fold(wanted) in {fold(base) for base in self._bases(word.text, entry.part_of_speech)}
            for wanted, word in zip(term.words, here, strict=True)
        )

    def _bases(self, word: str, part_of_speech: PartOfSpeech | None = None) -> frozenset[str]:
        return bases(word, part_of_speech) if self._english else frozenset([folded(word)])

    def find_rendered(self, text: str, locale: str) -> list[TermMatch]:
        """Return the terms whose renderings stand in a text of a target language, in order.

        The longest first where two overlap.
        """
        spans: dict[tuple[int, int], list[TermEntry]] = {}
        for entry in self.entries:
            for term in renderings_of(entry, locale):
                for span in find_form(text, term, locale):
                    known = spans.setdefault(span, [])
                    if entry not in known:
                        known.append(entry)
        taken: list[tuple[int, int]] = []
        for span in sorted(spans, key=lambda s: (s[0] - s[1], s[0])):
            if all(span[1] <= start or end <= span[0] for start, end in taken):
                taken.append(span)
        return [TermMatch(tuple(spans[span]), *span) for span in sorted(taken)]


def _spaced(words: Sequence[Word], gaps: Sequence[str]) -> bool:
    """Say whether between words stands what a term has there, or a space or hyphen."""
    return all(word.gap in {" ", gap} for word, gap in zip(words[1:], gaps, strict=True))


def renderings_of(entry: TermEntry, locale: str) -> tuple[str, ...]:
    """Return what may stand for an entry in a locale; itself, if it is not to be translated."""
    return (entry.term,) if entry.do_not_translate else entry.terms_in(locale)


def find_form(text: str, term: str, locale: str) -> list[tuple[int, int]]:
    """Return where a term of a target language stands in a text, in any of its forms.

    Kazakh and Russian words are inflected; those of other languages stand as they are.
    """
    language = language_of(locale)
    forms, gaps = _forms(term, language)
    if not forms or forms[0].beginning not in _lowered(text, language):
        return []
    words = _words_of(text, language)
    found = []
    for place in range(len(words) - len(forms) + 1):
        first = words[place]
        if first.hyphen_before or not forms[0].matches(first.text):
            continue
        here = words[place : place + len(forms)]
        if not _spaced(here, gaps) or not all(
            form.matches(word.text) for form, word in zip(forms[1:], here[1:], strict=True)
        ):
            continue
        last = here[-1]
        if last.hyphen_after:
            # «БҰҰ-ның», «Human Rights Watch-тың»: an ending; «қадір-қасиет»: another word.
            following = words[place + len(forms)]
            if language != "kk" or following.hyphen_after or not is_ending(following.text):
                continue
            last = following
        found.append((first.start, last.end))
    return found


class _Forms(Protocol):
    beginning: str

    def matches(self, word: str) -> bool: ...


class _OneForm:
    """A word that is not inflected, or of a language whose inflection is not known here."""

    def __init__(self, word: str) -> None:
        self.beginning = word.lower()

    def matches(self, word: str) -> bool:
        return word == self.beginning


@lru_cache(maxsize=256)
def _lowered(text: str, language: str) -> str:
    """Return a text in small letters, its length unchanged."""
    small = text.lower()
    if len(small) != len(text):
        small = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)
    return folded_russian(small) if language == "ru" else small


@lru_cache(maxsize=256)
def _words_of(text: str, language: str) -> tuple[Word, ...]:
    return split_words(_lowered(text, language))


@lru_cache(maxsize=16384)
def _forms(term: str, language: str) -> tuple[tuple[_Forms, ...], tuple[str, ...]]:
    """Return for each word of a term what tells its forms, and the gaps between the words."""
    words = split_words(term)
    texts = [word.text for word in words]
    forms = tuple(_form(texts, place, language) for place in range(len(words)))
    return forms, tuple(word.gap for word in words[1:])


def _form(words: Sequence[str], place: int, language: str) -> _Forms:
    word = words[place]
    if language == "kk":
        return KazakhForms(word, possessed=len(words) > 1 and place == len(words) - 1)
    return RussianForms(word) if language == "ru" else _OneForm(word)
