"""Acronyms of the source that nothing in the target stands for.

The table ``acronyms.tsv`` has those that testimony uses and what Kazakh and Russian official
texts write for them (adilet.zan.kz, the Russian pages of the bodies themselves). No native reader
has gone over it.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from kuager.checks.meaning.keyed import words

_ACRONYM = re.compile(r"(?<![\w-])[A-Z]{2,6}(?![\w&/])")


@cache
def _table(language: str) -> dict[str, re.Pattern[str]]:
    column = {"ru": 1, "kk": 2}[language]
    text = (files("kuager.checks.meaning") / "acronyms.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return {row[0]: re.compile(words(row[column])) for row in rows}


def missing(source: str, target: str, small: str, language: str) -> list[str]:
    """Return the known acronyms of the source for which the target has nothing.

    ``small`` is the target lowered. Left in Latin letters is not missing; a text all in
    capitals has no acronyms.
    """
    if source.isupper() or source[1:].islower():
        return []
    table = _table(language)
    return [
        acronym
        for acronym in dict.fromkeys(_ACRONYM.findall(source))
        if acronym in table and acronym not in target and not table[acronym].search(small)
    ]
