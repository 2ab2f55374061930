"""A speller of one document in one locale: what is unknown, and what may have been meant."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from kuager.spelling.known import KnownWords
from kuager.spelling.listed import ListedWords
from kuager.termbase.kazakh import dictionary_forms

MOST_PROPOSED = 3
_SHORTEST = 4
"""Letters. Shorter words are one slip from dozens of others, and often abbreviations or sounds."""
_LONGEST = 32
"""Letters of a word for which others are looked for."""
_MOST_REMEMBERED = 4096
_HYPHENS = str.maketrans("‐‑", "--")


class Speller:
    """Asks word lists and dictionary; made once for a document, asked often."""

    def __init__(self, known: KnownWords, *listed: ListedWords) -> None:
        """Take a language's dictionary and what else is right in this document."""
        self._known = known
        self._listed = listed
        self._proposed: dict[str, tuple[str, ...]] = {}

    def with_words(self, *listed: ListedWords) -> Speller:
        """Return a speller that takes more words for right and shares what is remembered."""
        return Speller(self._known, *self._listed, *listed)

    def knows(self, word: str) -> bool:
        """Say whether a word in small letters, maybe with hyphens, is known in any form."""
        return self._known.knows(word) or any(word in words for words in self._listed)

    def unknown(self, word: str) -> Iterator[tuple[int, str]]:
        """Yield the parts of a word in small letters that are not known, with their places.

        A word with hyphens is known as a whole, or by its parts.
        """
        word = word.translate(_HYPHENS)
        if len(word) < _SHORTEST or self.knows(word):
            return
        place = 0
        for part in word.split("-"):
            if len(part) >= _SHORTEST and not (part != word and self.knows(part)):
                yield place, part
            place += len(part) + 1

    def lends(self, word: str, language: str) -> bool:
        """Say whether a word of a text in another language is in this one's dictionary.

        Kazakh puts its own endings to a loan: протоколдарды.
        """
        loans = dictionary_forms(word, shortest=_SHORTEST) if language == "kk" else ()
        knows = self._known.knows
        return knows(word) or any(knows(loan) for loan in loans if word.startswith(loan))

    def proposals(self, word: str) -> tuple[str, ...]:
        """Return known words, at most MOST_PROPOSED, that differ from a word by one slip.

        A slip is two letters swapped, one too many, one for another, or one too few. What the
        dictionary has as it stands comes before what is made from it by suffixes.
        """
        found = self._proposed.get(word)
        if found is None:
            if len(self._proposed) >= _MOST_REMEMBERED:
                self._proposed.clear()
            found = tuple(islice(self._likely(word), MOST_PROPOSED))
            self._proposed[word] = found
        return found

    def _likely(self, word: str) -> Iterator[str]:
        if len(word) > _LONGEST:
            return
        near = list(dict.fromkeys(_one_slip_away(word, self._known.letters)))
        told = [other for other in near if self._known.has(other)]
        yield from told or (
            other
            for other in near
            if self._known.makes(other) or any(other in words for words in self._listed)
        )


def _one_slip_away(word: str, letters: str) -> Iterator[str]:
    """Yield the words that one slip leads to or from, the commonest slips first."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    yield from (a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1 and b[0] != b[1])
    yield from (a + b[1:] for a, b in cuts if b)
    yield from (a + letter + b[1:] for a, b in cuts if b for letter in letters if letter != b[0])
    yield from (a + letter + b for a, b in cuts for letter in letters)
