"""What a dictionary knows once the language's own ways are allowed for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Protocol

from kuager.spelling.listed import ListedWords
from kuager.termbase.kazakh import dictionary_forms

_MOST_REMEMBERED = 50_000
"""Words; a language's texts have not many more, and nothing is lost when they are forgotten."""


class Words(Protocol):
    """Anything that knows words and what letters they are made of."""

    letters: str

    def knows(self, word: str) -> bool:
        """Say whether a word is spelled so."""


class KnownWords:
    """A dictionary, asked as a language wants it, that remembers its answers."""

    def __init__(self, language: str, dictionary: Words) -> None:
        """Take a language's code and its dictionary."""
        self.letters = dictionary.letters
        self._dictionary = dictionary
        self._others = _OTHER_SPELLINGS.get(language, _none)
        self._makes = _MADE.get(language, _nothing)
        self._answers: dict[str, bool] = {}

    def has(self, word: str) -> bool:
        """Say whether the dictionary itself has a word; nothing is worked out or remembered."""
        return self._dictionary.knows(word)

    def knows(self, word: str) -> bool:
        """Say whether a word in small letters is one of the language."""
        known = self._answers.get(word)
        if known is None:
            if len(self._answers) >= _MOST_REMEMBERED:
                self._answers.clear()
            known = self._answers[word] = (
                self.has(word)
                or self.makes(word)
                or any(self.has(other) for other in self._others(word))
            )
        return known

    def makes(self, word: str) -> bool:
        """Say whether a word is made from the language's words as the dictionary does not have it.

        Nothing is remembered, for it is asked of words that nobody wrote.
        """
        return self._makes(word, self._dictionary.knows)


_Knows = Callable[[str], bool]


def _none(word: str) -> Iterator[str]:
    del word
    return iter(())


def _nothing(word: str, knows: _Knows) -> bool:
    del word, knows
    return False


# Russian ------------------------------------------------------------------------------------


def _listed_in_russian(word: str, knows: _Knows) -> bool:
    del knows
    return word in _russian_words()


@cache
def _russian_words() -> ListedWords:
    return ListedWords("ru", _own("russian.txt"))


def _other_russian(word: str) -> Iterator[str]:
    """Yield how else a word may stand in the dictionary: ё as е, е as ё, по-казахски."""
    if word.startswith("по-") and word.endswith(("ски", "цки")):
        yield word.removeprefix("по-") + "й"
    if "ё" in word:
        yield word.replace("ё", "е")
    for place, letter in enumerate(word):
        if letter == "е":
            yield f"{word[:place]}ё{word[place + 1 :]}"


# Kazakh -------------------------------------------------------------------------------------


def _made_in_kazakh(word: str, knows: _Knows) -> bool:
    """Say whether a word's chain of suffixes may have been put to one that is known.

    The dictionary has few of the forms of verbs and of loanwords: one word of six in running text
    is not in it, one in fifty once its suffixes are taken off, and one in three hundred with the
    words of ``kazakh.txt``.
    """
    more = _kazakh_words()
    return word in more or any(form in more or knows(form) for form in dictionary_forms(word))


@cache
def _kazakh_words() -> frozenset[str]:
    return frozenset(_own("kazakh.txt"))


def _own(name: str) -> list[str]:
    """Return the words that we add to a dictionary, from a file beside this one."""
    text = Path(__file__).with_name(name).read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return " ".join(lines).split()


_MADE = {"kk": _made_in_kazakh, "ru": _listed_in_russian}
_OTHER_SPELLINGS = {"ru": _other_russian}
