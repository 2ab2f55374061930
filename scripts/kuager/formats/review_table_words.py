"""What a review table says in words, and how it is known again whatever language that was.

The table is written in the language of whoever gets it, and comes back from programs that keep
only what can be seen. So the words for columns, states and origins travel in the file itself, in
a small line below the table (and as document properties, for whoever deletes the line).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import TypeVar

from kuager.formats.exchanged import ExchangedFile
from kuager.model import Origin, State

Gettext = Callable[[str], str]
"""Translates our own words into the language of whoever gets the file."""

CHOICES = (State.TRANSLATED, State.REVIEWED, State.APPROVED, State.NEEDS_WORK)
"""States that a person can give a unit."""

LONGEST_REMARK = 2_000
"""Characters; what is longer is cut, so that a hostile file cannot make reading slow."""

_LONGEST_WORD = 255
"""Characters of a word in a document's properties."""
_Key = TypeVar("_Key")
_REMARK = "›"
_SEAL_DIGITS = 6
"""Of a remark; it tells our own lines from a person's, and nothing else depends on it."""
_INNER_MARKS = 4
"""A line of ours may hold our mark itself, as » and › are quotation marks somewhere."""
_SEAL = re.compile(rf"\s?\[([0-9a-f]{{{_SEAL_DIGITS}}})\]")
_CARRIED = re.compile(r"\{(document|columns|states|origins): ([^{}]*)\}")
_BETWEEN = " | "


class Column(Enum):
    """A column of the table, in their order."""

    NUMBER = "number"
    SOURCE = "source"
    TRANSLATION = "translation"
    STATE = "state"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one table."""

    columns: Mapping[Column, str]
    states: Mapping[State, str]
    origins: Mapping[Origin, str]
    """Of texts that no person wrote."""

    def column(self, text: str) -> Column | None:
        """Return the column that bears a text as its head, if one does."""
        return _find(self.columns, text)

    def state(self, text: str) -> State | None:
        """Return the state that a text names, if it names one."""
        return _find(self.states, text)

    def is_origin(self, text: str) -> bool:
        """Tell whether a text says where a draft came from."""
        return _find(self.origins, text) is not None


@dataclass(frozen=True, slots=True)
class Carried:
    """What a file says about itself."""

    document: str = ""
    source_locale: str = ""
    locale: str = ""
    vocabularies: tuple[Vocabulary, ...] = ()
    """The file's own first, then English."""


def vocabulary(gettext: Gettext) -> Vocabulary:
    """Return the words of a table in one language; English ones where two would be alike."""
    columns = {
        # Translators: head of a narrow column that numbers the segments of a document.
        Column.NUMBER: gettext("No."),
        Column.SOURCE: gettext("Source"),
        Column.TRANSLATION: gettext("Translation"),
        Column.STATE: gettext("State"),
        Column.COMMENT: gettext("Comment"),
    }
    states = {
        State.UNTRANSLATED: gettext("not translated"),
        State.NEEDS_WORK: gettext("needs work"),
        State.DRAFT: gettext("draft"),
        State.TRANSLATED: gettext("translated"),
        State.REVIEWED: gettext("reviewed"),
        State.APPROVED: gettext("approved"),
    }
    origins = {
        Origin.MEMORY: gettext("from the memory"),
        Origin.IMPORTED: gettext("from an imported memory"),
        Origin.MACHINE: gettext("by a machine"),
        Origin.LOCALE_DATA: gettext("from locale data"),
    }
    words = [*columns.values(), *states.values(), *origins.values()]
    usable = all(_normal(word) and not set(word) & set("{}|\n") for word in words)
    if not (usable and _distinct(columns.values()) and _distinct(states.values())):
        return ENGLISH
    return Vocabulary(columns, states, origins)


def _distinct(words: Iterable[str]) -> bool:
    normal = [_normal(word) for word in words]
    return len(set(normal)) == len(normal)


@lru_cache(maxsize=1024)
def _normal(text: str) -> str:
    """Return a word without what editors and hasty hands put around it."""
    return " ".join(text.replace("\u00ad", "").split()).strip(" .,:;-–—()[]«»\"'“”").casefold()


def _find(words: Mapping[_Key, str], text: str) -> _Key | None:
    if len(text) > _LONGEST_WORD:
        return None
    normal = _normal(text)
    return next((key for key, word in words.items() if _normal(word) == normal), None)


def carried_texts(file: ExchangedFile, words: Vocabulary) -> dict[str, str]:
    """Return what a file must say about itself, by name, each under 255 characters."""
    return {
        "document": _BETWEEN.join((file.document, file.source_locale, file.locale)),
        "columns": _BETWEEN.join(words.columns[column] for column in Column),
        "states": _BETWEEN.join(words.states[state] for state in State),
        "origins": _BETWEEN.join(words.origins.values()),
    }


def carried_line(texts: Mapping[str, str]) -> str:
    """Return the line that says the same."""
    return " ".join(f"{{{name}: {text}}}" for name, text in texts.items())


def read_line(line: str) -> dict[str, str]:
    """Return what a line says by name; nothing for any line but ours."""
    return dict(_CARRIED.findall(line))


def read_carried(texts: Mapping[str, str]) -> Carried:
    """Return what texts by name say; what is missing or damaged stays empty."""
    document, source_locale, locale = _parts(texts, "document", 3) or ("", "", "")
    columns = _parts(texts, "columns", len(Column))
    states = _parts(texts, "states", len(State))
    origins = _parts(texts, "origins", len(ENGLISH.origins))
    own = Vocabulary(
        dict(zip(Column, columns, strict=True)) if columns else ENGLISH.columns,
        dict(zip(State, states, strict=True)) if states else ENGLISH.states,
        dict(zip(ENGLISH.origins, origins, strict=True)) if origins else ENGLISH.origins,
    )
    return Carried(document, source_locale, locale, (own, _BY_VALUE, ENGLISH))


def _parts(texts: Mapping[str, str], name: str, count: int) -> list[str]:
    parts = [part.strip() for part in texts.get(name, "").split("|")]
    return parts if len(parts) == count else []


def seal(remark: str) -> str:
    """Return a line of ours such that ``unseal`` knows it again, and knows if it was changed."""
    line = " ".join(remark.split())
    if len(line) > LONGEST_REMARK:
        line = line[: LONGEST_REMARK - 1].rstrip() + "…"
    return f"{_REMARK} {line} [{_digest(line)}]"


def _digest(line: str) -> str:
    """Return a line's seal; white space plays no part, as editors change it."""
    return hashlib.sha256("".join(line.split()).encode()).hexdigest()[:_SEAL_DIGITS]


def unseal(text: str) -> str:
    """Return a text without the lines of ours that nobody changed.

    What a person wrote before, after or into one stays.
    """
    kept: list[str] = []
    done = 0
    for end in _SEAL.finditer(text):
        start = end.start()
        for _ in range(_INNER_MARKS):
            start = text.rfind(_REMARK, max(done, end.start() - 2 * LONGEST_REMARK), start)
            if start < 0:
                break
            if _digest(text[start + 1 : end.start()]) == end[1]:
                kept.append(text[done:start].rstrip(" "))
                done = end.end()
                break
    kept.append(text[done:])
    return " ".join(piece for piece in kept if piece) if done else text


ENGLISH = vocabulary(lambda word: word)
_BY_VALUE = Vocabulary({}, {state: state.value for state in State}, {})
