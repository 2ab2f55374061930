"""Spelling: whether a dictionary, a word list or the termbase knows a word, or one much like it."""

from kuager.spelling.dictionaries import (
    SYSTEM,
    Dictionary,
    DictionaryError,
    DictionaryFiles,
    installed_dictionary,
    open_dictionary,
    prove_dictionary,
)
from kuager.spelling.known import KnownWords
from kuager.spelling.listed import LARGEST as LARGEST_LIST
from kuager.spelling.listed import ListedWords, WordListError, words_parse
from kuager.spelling.speller import Speller

__all__ = [
    "LARGEST_LIST",
    "SYSTEM",
    "Dictionary",
    "DictionaryError",
    "DictionaryFiles",
    "KnownWords",
    "ListedWords",
    "Speller",
    "WordListError",
    "installed_dictionary",
    "open_dictionary",
    "prove_dictionary",
    "words_parse",
]
