"""Dictionaries that a command line names: who knows the words of languages without a pack."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kuager.errors import UsageError
from kuager.model import language_of
from kuager.spelling.dictionaries import (
    SYSTEM,
    DictionaryFiles,
    installed_dictionary,
    open_dictionary,
)
from kuager.spelling.known import KnownWords
from kuager.spelling.speller import Speller


def named_spellers(named: Iterable[str]) -> dict[str, Speller]:
    """Return spellers by language, from ``ru=system`` or ``kk=dictionaries/kk_KZ``.

    A path is that of a dictionary's two files without their endings. Raises UsageError for a name
    of another form and a second one for a language, DictionaryError for a dictionary that is
    missing or broken.
    """
    found: dict[str, Speller] = {}
    for name in named:
        locale, _, place = name.partition("=")
        language = language_of(locale)
        if not language.isalpha() or not place:
            raise UsageError(
                f"“{name}” names no dictionary.", "Such as: ru=system, or kk=dictionaries/kk_KZ"
            )
        if language in found:
            raise UsageError(f"Two dictionaries are named for {language}.", "Name one.")
        path = Path(place)
        files = (
            installed_dictionary(locale) if place == SYSTEM else DictionaryFiles(path, path.name)
        )
        found[language] = Speller(KnownWords(language, open_dictionary(files)))
    return found
