"""Word lists: what a pack says is spelled right."""

from __future__ import annotations

import unicodedata

from kuager.errors import InputError

LARGEST = 2**20
"""Bytes of a word list."""


class WordListError(InputError):
    """A word list cannot be used."""


def words_parse(content: bytes, name: str) -> tuple[str, ...]:
    """Return the words of a list: UTF-8, a word a line, ``#`` begins a comment.

    A line may have several words. Raises WordListError for what is no UTF-8.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise WordListError(f"{name} is not UTF-8 text.", "Save it as UTF-8.") from None
    words: list[str] = []
    for line in text.splitlines():
        words += unicodedata.normalize("NFC", line.partition("#")[0]).split()
    return tuple(words)
