"""Words that a pack lists as right, with the forms they take."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from kuager.termbase.kazakh import KazakhForms
from kuager.termbase.russian import RussianForms, folded
from kuager.termbase.words import split_words

_LEAST = 3
"""Letters of a word whose forms are known: fewer would begin half the language."""


class _Forms(Protocol):
    beginning: str

    def matches(self, word: str) -> bool: ...


class ListedWords:
    """Words, and a way to tell whether another word is a form of one of them."""

    def __init__(self, language: str, texts: Iterable[str]) -> None:
        """Take words, or terms of several, of Kazakh and Russian with all their forms."""
        self._fold = folded if language == "ru" else str.lower
        self._exact: set[str] = set()
        self._forms: dict[str, list[_Forms]] = {}
        for text in dict.fromkeys(texts):
            self._exact.add(self._fold(text))
            for word in split_words(self._fold(text)):
                self._exact.add(word.text)
                forms = _forms(word.text, language)
                if forms is not None and forms.beginning:
                    self._forms.setdefault(forms.beginning[:1], []).append(forms)

    def __contains__(self, word: str) -> bool:
        """Say whether a word in small letters is listed, or a form of one that is."""
        if not self._exact:
            return False
        word = self._fold(word)
        return word in self._exact or any(
            word.startswith(forms.beginning) and forms.matches(word)
            for forms in self._forms.get(word[:1], ())
        )


def _forms(word: str, language: str) -> _Forms | None:
    if len(word) < _LEAST or not word.isalpha():
        return None
    if language == "kk":
        return KazakhForms(word)
    return RussianForms(word) if language == "ru" else None
