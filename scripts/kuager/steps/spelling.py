"""Who knows the words of a pack and of its documents: dictionaries, word lists, terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from kuager.errors import InputError, KuagerError
from kuager.model import language_of
from kuager.pack import Pack
from kuager.spelling.dictionaries import open_dictionary
from kuager.spelling.known import KnownWords
from kuager.spelling.listed import ListedWords
from kuager.spelling.speller import Speller
from kuager.steps.dictionaries import dictionaries, files_of, listed_words, stamp_of_files
from kuager.termbase import Termbase, renderings_of

Spellers = Mapping[str, Speller]
"""By locale."""
_MOST_KEPT = 8
_known: dict[tuple[str, Path, bytes], KnownWords] = {}


def _known_words(pack: Pack, locale: str) -> KnownWords:
    """Open a dictionary, or return the open one. Raises DictionaryError, StorageError."""
    files = files_of(pack, locale)
    key = (locale, files.stem, stamp_of_files(files))
    if key not in _known:
        if len(_known) >= _MOST_KEPT:
            _known.clear()
        _known[key] = KnownWords(language_of(locale), open_dictionary(files))
    return _known[key]


def pack_spellers(pack: Pack, termbase: Termbase | None) -> dict[str, Speller]:
    """Return who knows the words of the pack: dictionary, word list, terms, by locale.

    A locale whose dictionary or list cannot be used is not in it; ``spelling_problems`` tells why.
    """
    found = {}
    for locale in sorted(pack.configuration.spelling):
        try:
            known = _known_words(pack, locale)
            listed = listed_words(pack, locale)
        except KuagerError:
            continue
        terms = (
            [term for entry in termbase.entries for term in renderings_of(entry, locale)]
            if termbase
            else []
        )
        found[locale] = Speller(known, ListedWords(language_of(locale), (*terms, *listed)))
    return found


def document_spellers(
    pack: Pack, shared: Spellers, document: str, locales: Sequence[str]
) -> dict[str, Speller]:
    """Return who knows the words of a document: the pack's, in these locales with its own list.

    Raises WordListError, StorageError.
    """
    found = dict(shared)
    for locale in locales:
        if locale in shared and (listed := listed_words(pack, locale, document)):
            own = ListedWords(language_of(locale), listed)
            found[locale] = shared[locale].with_words(own)
    return found


def surveying_spellers(
    pack: Pack, termbase: Termbase | None, wanted: Mapping[str, bytes]
) -> dict[str, Speller]:
    """Return the pack's spellers for a survey that was ordered with these dictionaries.

    Raises InputError where this machine has another one than that which ordered it.
    """
    own = dictionaries(pack)
    for locale, digest in wanted.items():
        if own.get(locale) != digest:
            raise InputError(
                f"The dictionary for {locale} is another one here than where the work was ordered.",
                "Put it into the pack and name it in [tool.kuager.spelling].",
            )
    shared = pack_spellers(pack, termbase)
    return {locale: shared[locale] for locale in wanted if locale in shared}
