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
_HYPHEN = "-"


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
        self._ask = _WAYS.get(language, _as_it_stands)
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
            known = self._answers[word] = self._ask(word, self._dictionary.knows)
        return known


_Knows = Callable[[str], bool]


def _as_it_stands(word: str, knows: _Knows) -> bool:
    return knows(word)


# Russian ------------------------------------------------------------------------------------


def _in_russian(word: str, knows: _Knows) -> bool:
    """Say whether a Russian word is known, е standing for ё as well, or a form in ``russian.txt``.

    An adverb in по-…ски is as its adjective: по-казахски.
    """
    if knows(word) or any(knows(other) for other in _other_yo(word)) or word in _russian_words():
        return True
    adverb = word.startswith("по-") and word.endswith(("ски", "цки"))
    return adverb and knows(word.removeprefix("по-") + "й")


@cache
def _russian_words() -> ListedWords:
    return ListedWords("ru", _own("russian.txt"))


def _other_yo(word: str) -> Iterator[str]:
    if "ё" in word:
        yield word.replace("ё", "е")
    for place, letter in enumerate(word):
        if letter == "е":
            yield f"{word[:place]}ё{word[place + 1 :]}"


# Kazakh -------------------------------------------------------------------------------------


def _in_kazakh(word: str, knows: _Knows) -> bool:
    """Say whether a Kazakh word is known, or what its chain of suffixes may have been put to.

    The dictionary has few of the forms of verbs and of loanwords: one word of six in running text
    is not in it, one in fifty once its suffixes are taken off, and one in three hundred with the
    words of ``kazakh.txt``.
    """
    more = _kazakh_words()
    return (
        knows(word)
        or word in more
        or any(form in more or knows(form) for form in dictionary_forms(word))
    )


@cache
def _kazakh_words() -> frozenset[str]:
    return frozenset(_own("kazakh.txt"))


def _own(name: str) -> list[str]:
    """Return the words that we add to a dictionary, from a file beside this one."""
    text = Path(__file__).with_name(name).read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return " ".join(lines).split()


_WAYS: dict[str, Callable[[str, _Knows], bool]] = {"kk": _in_kazakh, "ru": _in_russian}
