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

from kuager.checks.meaning.keyed import KeyedPattern, any_of, compiled, keys_in

_SUFFIX = "[мбп][ае]"
_NOT_DONE = "[ғгқк][ае]н жоқ"
"""The analytic negative of a verb: «жабылған жоқ» is «жабылмады»."""
_NOT_HAVING = r"(?<![ғқ]ан )(?<![гк]ен )\bжоқ"
"""«жоқ» of a thing that is not there; «келген жоқ» denies a verb."""


class Correspondence(NamedTuple):
    """An English wording, and what the targets' negation for it looks like."""

    english: KeyedPattern
    target: str
    """A pattern for lowered text."""


class _Table(NamedTuple):
    rows: tuple[Correspondence, ...]
    any: int
    """The bits of all its English wordings."""


def _read() -> dict[tuple[str, str], _Table]:
    """Read the tables, by name and target language."""
    text = (files("kuager.checks.meaning") / "correspondences.tsv").read_text("utf-8")
    found: dict[tuple[str, str], list[Correspondence]] = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        table, english, russian, kazakh = line.split("\t")
        wording = compiled(english)
        for language, pattern in (("ru", russian), ("kk", kazakh)):
            rows = found.setdefault((table, language), [])
            if pattern != "-":
                rows.append(Correspondence(wording, _filled(pattern, table)))
    return {
        key: _Table(tuple(rows), any_of(row.english for row in rows)) for key, rows in found.items()
    }


def _filled(pattern: str, table: str) -> str:
    """Return a pattern of the table with what ``{NEG}`` and ``{NO}`` stand for."""
    pattern = pattern.replace(r"{NO}\w*", rf"(?:{_SUFFIX}\w*|{_NOT_DONE})")
    pattern = pattern.replace("{NEG}", rf"\w+{_SUFFIX}").replace("{NO}", _SUFFIX)
    return pattern.replace(r"\bжоқ", _NOT_HAVING) if table == "possible" else pattern


_TABLES = _read()
_target = cache(re.compile)


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
    return any(
        not _target(pattern).search(target) for pattern in _called_for(table, source, language)
    )


def _places(table: str, source: str, target: str, language: str) -> frozenset[int]:
    """Return where the set phrases end; two rows may agree on one phrase."""
    found = (_target(pattern).search(target) for pattern in _called_for(table, source, language))
    return frozenset(match.end() for match in found if match)


def _called_for(table: str, source: str, language: str) -> list[str]:
    """Return the target's patterns for the English wordings of a source."""
    rows, any_row = _TABLES[table, language]
    there = keys_in(source) & any_row
    if not there:
        return []
    return [row.target for row in rows if there & row.english.bit and row.english.search(source)]
