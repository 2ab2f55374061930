"""What somebody looks for, in the words of SQLite's full-text search."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from enum import Enum

from kuager.index.tables import mark
from kuager.model import State

LONGEST = 400
"""Characters of a search."""
_QUOTED = re.compile(r'"([^"]*)"|«([^»]*)»|“([^”]*)”|(\S+)')
_OPENING = '"«“'
_YO = "ё"
_LONGEST_VARIED = 40
"""Characters of a word that is looked for with е and ё alike."""


class Side(Enum):
    """Where to look."""

    SOURCE = "source"
    TARGET = "target"


def terms_of(words: Sequence[str]) -> list[str]:
    """Return the words and phrases of a search, each as one text.

    A word of the command line that holds spaces is a phrase, and so is what stands in quotes. A
    star at the end stands for any ending. What holds neither letter nor figure is left out.
    """
    terms = []
    for word in words:
        if any(character in word for character in _OPENING) or " " not in word.strip():
            terms += ["".join(filter(None, groups)) for groups in _QUOTED.findall(word)]
        else:
            terms.append(word)
    composed = [unicodedata.normalize("NFC", term).strip() for term in terms]
    return [term for term in composed if any(character.isalnum() for character in term)]


def typed_terms(text: str) -> list[str]:
    """Return the words and phrases of a search that was typed into one field."""
    is_quoted = any(character in text for character in _OPENING)
    return terms_of([text] if is_quoted else text.split())


def query_of(
    terms: Sequence[str],
    side: Side | None = None,
    locales: Sequence[str] = (),
    states: Sequence[State] = (),
) -> str:
    """Return the query that finds units with all of the terms (see ``terms_of``).

    Nothing in a term is a command: each is a quoted text (sqlite.org/fts5.html, 3.1 "FTS5
    Strings"). The marks narrow it to units in any of the locales and in any of the states.
    """
    columns = side.value if side else "source target"
    parts = [f"{{{columns}}} : ({' AND '.join(_term(term) for term in terms)})"]
    for kind, values in (("locale", locales), ("state", [state.value for state in states])):
        if values:
            marks = " OR ".join(mark(kind, value) for value in values)
            parts.append(f"marks : ({marks})")
    return " AND ".join(parts)


def _term(term: str) -> str:
    begins = term.endswith("*")
    star = " *" if begins else ""
    spellings = [_quoted(text) + star for text in _spellings(term.rstrip("*"))]
    return spellings[0] if len(spellings) == 1 else f"({' OR '.join(spellings)})"


def _spellings(text: str) -> list[str]:
    """Return the spellings of a word or phrase that Russian readers take for one another.

    ё is mostly printed as е (Правила русской орфографии и пунктуации, 2006, § 5), so either is
    looked for: all written as е, and each single е of a word as ё.
    """
    plain = text.replace("ё", "е").replace("Ё", "Е")
    found = [text, plain]
    if " " not in text and len(text) <= _LONGEST_VARIED:
        places = [n for n, letter in enumerate(plain.lower()) if letter == "е"]
        found += [plain[:n] + _YO + plain[n + 1 :] for n in places]
    return list(dict.fromkeys(found))


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""').replace("\0", " ") + '"'
