"""Where Kazakh and Russian deny and English does not, and the other way round.

«пока он не пришёл» is "until he came", «қарамастан» is "despite". The table
``correspondences.tsv`` was gathered from pairs of testimony sentences and held against
Розенталь, Справочник по правописанию и стилистике (§§ 65–66), and Қазақ грамматикасы (2002),
the chapter on the negative verb. No native reader has gone over it.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from kuager.checks.meaning.texts import words

_SUFFIX = "[мбп][ае]"
_NOT_DONE = "[ғгқк][ае]н жоқ"
"""The analytic negative of a verb: «жабылған жоқ» is «жабылмады»."""
_NOT_HAVING = r"(?<![ғқ]ан )(?<![гк]ен )\bжоқ"
"""«жоқ» of a thing that is not there; «келген жоқ» denies a verb."""


class Correspondence(NamedTuple):
    """An English wording, and what the targets' negation for it looks like."""

    english: re.Pattern[str]
    target: re.Pattern[str]


@cache
def _tables(language: str) -> dict[str, tuple[Correspondence, ...]]:
    """Read the tables for a target language, by name."""
    text = (files("kuager.checks.meaning") / "correspondences.tsv").read_text("utf-8")
    tables: dict[str, list[Correspondence]] = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        table, english, russian, kazakh = line.split("\t")
        pattern = russian if language == "ru" else kazakh
        rows = tables.setdefault(table, [])
        if pattern != "-":
            pattern = pattern.replace(r"{NO}\w*", rf"(?:{_SUFFIX}\w*|{_NOT_DONE})")
            pattern = pattern.replace("{NEG}", rf"\w+{_SUFFIX}").replace("{NO}", _SUFFIX)
            if table == "possible":
                pattern = pattern.replace(r"\bжоқ", _NOT_HAVING)
            rows.append(Correspondence(re.compile(words(english)), re.compile(pattern)))
    return {table: tuple(rows) for table, rows in tables.items()}


@cache
def _any(table: str, language: str) -> re.Pattern[str]:
    """Return a pattern of all English wordings of a table."""
    return re.compile("|".join(row.english.pattern for row in _tables(language)[table]))


def separate(source: str, target: str, language: str) -> int:
    """Return how many set phrases of the target deny where its source, lowered, does not."""
    return len(_places("separate", source, target, language))


def possible(source: str, target: str, language: str) -> int:
    """Return how many negations of the target its source, lowered, may have put otherwise."""
    return len(_places("possible", source, target, language))


def broken_phrase(source: str, target: str, language: str) -> bool:
    """Say whether a set phrase has lost its negation: «тем менее», «пока он пришёл»."""
    return bool(_places("broken", source, target, language))


def unanswered(source: str, target: str, language: str, table: str = "expected") -> bool:
    """Say whether the source has a word like "missing" that nothing in the target answers to.

    The table "affixed" has words such as "illegal" and "unknown" instead.
    """
    return _any(table, language).search(source) is not None and any(
        english.search(source) and not pattern.search(target)
        for english, pattern in _tables(language)[table]
    )


def _places(table: str, source: str, target: str, language: str) -> frozenset[int]:
    """Return where the set phrases end; two rows may agree on one phrase."""
    if not _any(table, language).search(source):
        return frozenset()
    found = (
        pattern.search(target)
        for english, pattern in _tables(language)[table]
        if english.search(source)
    )
    return frozenset(match.end() for match in found if match)
