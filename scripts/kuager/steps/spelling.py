"""Spelling in a pack: which dictionaries it asks for, its word lists, and who knows its words.

locales/<locale>/words.txt                words that are right everywhere in the pack
locales/<locale>/words/<document>.txt     and in one document
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from kuager.errors import InputError, KuagerError
from kuager.index import digest_of, stamp_of
from kuager.model import language_of
from kuager.pack import Pack
from kuager.spelling import (
    LARGEST_LIST,
    SYSTEM,
    DictionaryError,
    DictionaryFiles,
    KnownWords,
    ListedWords,
    Speller,
    installed_dictionary,
    open_dictionary,
    prove_dictionary,
    words_parse,
)
from kuager.steps.grounds import words_path
from kuager.storage import read_regular
from kuager.termbase import Termbase, renderings_of

Spellers = Mapping[str, Speller]
"""By locale."""


def _files(pack: Pack, locale: str) -> DictionaryFiles:
    """Return the dictionary that the pack asks for. Raises DictionaryError, StorageError."""
    place = pack.configuration.spelling[locale]
    if place == SYSTEM:
        return installed_dictionary(locale)
    files = DictionaryFiles(pack.root / place, place)
    for path in (files.aff, files.dic):
        pack.inside(path)
    return files


def dictionary_files(pack: Pack) -> tuple[Path, ...]:
    """Return the dictionaries and word lists that a worker needs, as far as the pack has them."""
    found = []
    for locale, place in sorted(pack.configuration.spelling.items()):
        if place != SYSTEM:
            files = DictionaryFiles(pack.root / place, place)
            found += [files.aff, files.dic]
        found.append(words_path(pack, locale))
    return tuple(path for path in found if path.is_file())


def spelling_problems(pack: Pack) -> list[KuagerError]:
    """Return why spelling that the pack asks for cannot be checked, a locale each."""
    problems: list[KuagerError] = []
    for locale in sorted(pack.configuration.spelling):
        try:
            prove_dictionary(_files(pack, locale))
            _list(pack, locale)
        except KuagerError as error:
            if error.problem not in [known.problem for known in problems]:
                problems.append(error)
    return problems


# What decides what is found -----------------------------------------------------------------


def spelling_digest(pack: Pack) -> bytes:
    """Return the digest of what all documents share: dictionaries and the pack's word lists.

    Files that were not written to a moment ago go into it as the file system sees them, unread.
    """
    parts = []
    for locale, place in sorted(pack.configuration.spelling.items()):
        try:
            files = _files(pack, locale)
        except KuagerError as error:
            parts.append((locale, error.problem.encode()))
            continue
        paths = [os.fspath(path) for path in (files.aff, files.dic, words_path(pack, locale))]
        stamp = stamp_of(paths)
        content = b"" if stamp.settled else b"".join(_digests(pack).values())
        parts.append((f"{locale} {place}", stamp.stamp + content))
    return digest_of(parts)


_digested: dict[tuple[Path, bytes], bytes] = {}
_MOST_KEPT = 8


def _digests(pack: Pack) -> dict[str, bytes]:
    """Return the digest of each locale's dictionary; of one that cannot be used, there is none."""
    return {
        locale: digest
        for locale in sorted(pack.configuration.spelling)
        if (digest := _digest(pack, locale))
    }


def _digest(pack: Pack, locale: str) -> bytes:
    try:
        files = _files(pack, locale)
        stamp = stamp_of(os.fspath(path) for path in (files.aff, files.dic))
        key = (files.stem, stamp.stamp)
        if key not in _digested:
            if len(_digested) >= _MOST_KEPT:
                _digested.clear()
            prove_dictionary(files)
            read = [read_regular(path, path.name) or b"" for path in (files.aff, files.dic)]
            _digested[key] = digest_of(("", content) for content in read)
    except KuagerError:
        return b""
    return _digested[key]


def dictionaries(pack: Pack) -> dict[str, bytes]:
    """Return what dictionaries a survey is to be made with, by locale: digests of their contents.

    What is read is remembered in this process.
    """
    return _digests(pack)


# Who knows the words ------------------------------------------------------------------------


_known: dict[tuple[str, Path, bytes], KnownWords] = {}


def _known_words(pack: Pack, locale: str) -> KnownWords:
    """Open a dictionary, or return the open one. Raises DictionaryError, StorageError."""
    files = _files(pack, locale)
    stamp = stamp_of(os.fspath(path) for path in (files.aff, files.dic))
    key = (locale, files.stem, stamp.stamp)
    if key not in _known:
        if len(_known) >= _MOST_KEPT:
            _known.clear()
        _known[key] = KnownWords(language_of(locale), open_dictionary(files))
    return _known[key]


def pack_spellers(pack: Pack, termbase: Termbase | None) -> dict[str, Speller]:
    """Return who knows the words of the pack: dictionary, word list, terms, by locale.

    A locale whose dictionary cannot be used is not in it; ``spelling_problems`` tells why.
    """
    found = {}
    for locale in sorted(pack.configuration.spelling):
        try:
            known = _known_words(pack, locale)
            listed = _list(pack, locale)
        except DictionaryError:
            continue
        except KuagerError:
            listed = ()
        terms = (
            [term for entry in termbase.entries for term in renderings_of(entry, locale)]
            if termbase
            else []
        )
        found[locale] = Speller(known, ListedWords(language_of(locale), (*terms, *listed)))
    return found


def document_spellers(pack: Pack, shared: Spellers, document: str) -> dict[str, Speller]:
    """Return who knows the words of a document: the pack's, with the document's own word lists.

    Raises WordListError, StorageError.
    """
    found = {}
    for locale, speller in shared.items():
        listed = _list(pack, locale, document)
        own = [ListedWords(language_of(locale), listed)] if listed else []
        found[locale] = speller.with_words(*own) if own else speller
    return found


def _list(pack: Pack, locale: str, document: str = "") -> tuple[str, ...]:
    path = words_path(pack, locale, document)
    content = read_regular(pack.inside(path), pack.name(path), limit=LARGEST_LIST)
    return words_parse(content, pack.name(path)) if content is not None else ()


def surveying_spellers(
    pack: Pack, termbase: Termbase | None, wanted: Mapping[str, bytes]
) -> dict[str, Speller]:
    """Return the pack's spellers for a survey that was ordered with these dictionaries.

    Raises InputError where this machine has another one than that which ordered it.
    """
    own = _digests(pack)
    for locale, digest in wanted.items():
        if own.get(locale) != digest:
            raise InputError(
                f"The dictionary for {locale} is another one here than where the work was ordered.",
                "Put it into the pack and name it in [tool.kuager.spelling].",
            )
    shared = pack_spellers(pack, termbase)
    return {locale: shared[locale] for locale in wanted if locale in shared}
