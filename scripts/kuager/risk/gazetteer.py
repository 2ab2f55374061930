"""Names of places that are known: Kazakhstan's regions and cities, the world's countries."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from babel import Locale

from kuager.risk.base import Level

_LEVELS = {
    "country": Level.LOW,
    "city": Level.MEDIUM,
    "town": Level.HIGH,
    "region": Level.MEDIUM,
    "area": Level.MEDIUM,
}
"""A town of ten thousand says more of whoever lives there than a city of a million."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place with its names."""

    english: tuple[str, ...]
    kazakh: tuple[str, ...]
    russian: tuple[str, ...]
    level: Level

    def names_in(self, language: str) -> tuple[str, ...]:
        """Return its names in a language; none in one that is not here."""
        return {"en": self.english, "kk": self.kazakh, "ru": self.russian}.get(language, ())


@cache
def places() -> tuple[Place, ...]:
    """Return the places of ``gazetteer.tsv`` and CLDR's countries, through Babel."""
    content = files("kuager.risk").joinpath("gazetteer.tsv").read_text("utf-8")
    found = []
    for line in content.splitlines():
        if not line.startswith("#"):
            english, kazakh, russian, kind = line.split("\t")
            found.append(Place(_cut(english), _cut(kazakh), _cut(russian), _LEVELS[kind]))
    return (*found, *_countries())


def _cut(column: str) -> tuple[str, ...]:
    return tuple(column.split("|"))


def _countries() -> list[Place]:
    tables = [Locale.parse(language).territories for language in ("en", "kk", "ru")]
    return [
        Place((name,), (tables[1].get(code, name),), (tables[2].get(code, name),), Level.LOW)
        for code, name in tables[0].items()
        if re.fullmatch(r"[A-Z]{2}", code)
        and code not in {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
    ]


@cache
def known_places() -> dict[str, Level]:
    """Return every English name, in small letters, with how much it says."""
    levels: dict[str, Level] = {}
    for place in places():
        for name in place.english:
            levels.setdefault(name.lower(), place.level)
    return levels


@cache
def place_pattern() -> re.Pattern[str]:
    """Return the pattern of the English names, the longest first."""
    names = sorted({name for place in places() for name in place.english}, key=len, reverse=True)
    spelled = (re.escape(name).replace(r"\ ", r"\s+").replace(r"\-", "[- ]") for name in names)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(spelled)})(?=$|[^\w]|s\b)")
