"""The dictionaries and word lists that a pack asks for: where they lie, whether they can be used.

locales/<locale>/words.txt                words that are right everywhere in the pack
locales/<locale>/words/<document>.txt     and in one document
"""

from __future__ import annotations

import os
from pathlib import Path

from kuager.errors import KuagerError
from kuager.index import digest_of, stamp_of
from kuager.pack import Pack
from kuager.spelling.dictionaries import (
    SYSTEM,
    DictionaryFiles,
    installed_dictionary,
    prove_dictionary,
)
from kuager.spelling.lists import LARGEST, words_parse
from kuager.steps.grounds import words_path
from kuager.storage import read_regular


def files_of(pack: Pack, locale: str) -> DictionaryFiles:
    """Return the dictionary that the pack asks for. Raises DictionaryError, StorageError."""
    place = pack.configuration.spelling[locale]
    if place == SYSTEM:
        return installed_dictionary(locale)
    files = DictionaryFiles(pack.root / place, place)
    for path in (files.aff, files.dic):
        pack.inside(path)
    return files


def stamp_of_files(files: DictionaryFiles) -> bytes:
    """Return what a dictionary is like as the file system sees it, without reading megabytes."""
    return stamp_of(os.fspath(path) for path in (files.aff, files.dic)).stamp


def dictionary_files(pack: Pack) -> tuple[Path, ...]:
    """Return the dictionaries and word lists that a worker needs, as far as the pack has them."""
    found = []
    for locale, place in sorted(pack.configuration.spelling.items()):
        if place != SYSTEM:
            try:
                files = files_of(pack, locale)
            except KuagerError:
                continue  # it leads out of the pack: told by spelling_problems
            found += [files.aff, files.dic]
        found.append(words_path(pack, locale))
    return tuple(path for path in found if path.is_file())


def spelling_problems(pack: Pack) -> list[KuagerError]:
    """Return why spelling that the pack asks for cannot be checked, a locale each."""
    problems: list[KuagerError] = []
    for locale in sorted(pack.configuration.spelling):
        try:
            prove_dictionary(files_of(pack, locale))
            listed_words(pack, locale)
        except KuagerError as error:
            if error.problem not in [known.problem for known in problems]:
                problems.append(error)
    return problems


# What decides what is found -----------------------------------------------------------------


def spelling_digest(pack: Pack) -> bytes:
    """Return the digest of what all documents share: dictionaries and the pack's word lists.

    Dictionaries, megabytes, go into it as the file system sees them, word lists as they are.
    """
    parts = []
    for locale, place in sorted(pack.configuration.spelling.items()):
        try:
            files = files_of(pack, locale)
            seen = stamp_of_files(files)
        except KuagerError as error:
            seen = error.problem.encode()
        try:
            listed = " ".join(listed_words(pack, locale))
        except KuagerError as error:
            listed = error.problem
        parts += [(f"{locale} {place}", seen), (locale, listed.encode())]
    return digest_of(parts)


_digested: dict[tuple[Path, bytes], bytes] = {}
_MOST_KEPT = 8


def dictionaries(pack: Pack) -> dict[str, bytes]:
    """Return what dictionaries a survey is to be made with, by locale: digests of their contents.

    What is read is remembered in this process. A locale whose dictionary cannot be used is not in
    it; ``spelling_problems`` tells why.
    """
    return {
        locale: digest
        for locale in sorted(pack.configuration.spelling)
        if (digest := _digest(pack, locale))
    }


def _digest(pack: Pack, locale: str) -> bytes:
    try:
        files = files_of(pack, locale)
        key = (files.stem, stamp_of_files(files))
        if key not in _digested:
            if len(_digested) >= _MOST_KEPT:
                _digested.clear()
            prove_dictionary(files)
            read = [read_regular(path, path.name) or b"" for path in (files.aff, files.dic)]
            _digested[key] = digest_of(("", content) for content in read)
    except KuagerError:
        return b""
    return _digested[key]


def listed_words(pack: Pack, locale: str, document: str = "") -> tuple[str, ...]:
    """Return the words of a document's list, or the pack's. Raises WordListError, StorageError."""
    path = words_path(pack, locale, document)
    content = read_regular(pack.inside(path), pack.name(path), limit=LARGEST)
    return words_parse(content, pack.name(path)) if content is not None else ()
