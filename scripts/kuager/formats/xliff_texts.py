"""What writing XLIFF of any version has in common: texts, their codes, and checks.

The text of an element, codes included, is the very text of the segment: a code contains its
tag, and words that look like a tag keep the backslash they have everywhere in the pack. So a
tool that flattens codes into text, or a translator who types a tag, still leaves a placeable.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from xml.sax.saxutils import escape as escape_xml
from xml.sax.saxutils import quoteattr

from kuager.errors import InputError
from kuager.formats.exchanged import ExchangedFile, ExchangedUnit
from kuager.guarded_xml import FORBIDDEN
from kuager.placeables import Close, Literal, Open, Tag, Token, escape, serialise, tokenise

_UNIT_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Code:
    """A placeable on its way into an inline element."""

    tag: Tag
    id: str
    """Unique within the text, but that both ends of a pair have the same."""
    whole: bool = False
    """The other end of the pair stands in the same text."""
    nested: bool = False
    """Whole, and no other nested pair crosses it."""

    @property
    def text(self) -> str:
        """The tag as it stands in a segment's text."""
        return _written(self.tag)


@lru_cache(maxsize=1_000)
def _written(tag: Tag) -> str:
    return serialise([tag])


def escaped(text: str) -> str:
    """Return text for an element's content. Raises InputError for what XML cannot carry."""
    return escape_xml(_checked(text), {"\r": "&#13;"})


def quoted(text: str) -> str:
    """Return text as an attribute's value, quotes included. Raises as ``escaped``."""
    return quoteattr(_checked(text), {"\r": "&#13;"})


def _checked(text: str) -> str:
    if (found := FORBIDDEN.search(text)) is not None:
        raise InputError(
            f"A text holds the character U+{ord(found[0]):04X}, which XLIFF cannot carry.",
            "Take it out; kuager check names the unit.",
        )
    return text


def tag(locale: str) -> str:
    """Return a locale as a BCP 47 tag."""
    return locale.replace("_", "-")


def pieces(text: str) -> Iterator[str | Code]:
    """Yield a segment's text in pieces: words, escaped for XML, and codes."""
    if "<" not in text:
        yield escaped(text)
        return
    tokens = tokenise(text)
    partners = _partners(tokens)
    crossing = _crossing(tokens, partners)
    used: Counter[int] = Counter()
    ids: dict[int, str] = {}
    for place, token in enumerate(tokens):
        if isinstance(token, Literal):
            yield escaped(escape(token.text))
            continue
        partner = partners.get(place)
        if partner is None or partner > place:
            used[token.number] += 1
            count = used[token.number]
            ids[place] = f"{token.number}" if count == 1 else f"{token.number}-{count}"
        else:
            ids[place] = ids[partner]
        whole = partner is not None
        yield Code(token, ids[place], whole, whole and place not in crossing)


def _partners(tokens: Sequence[Token]) -> dict[int, int]:
    """Map the place of each end of a whole pair to that of the other; each number pairs once."""
    opened: dict[int, int] = {}
    paired: set[int] = set()
    partners: dict[int, int] = {}
    for place, token in enumerate(tokens):
        if isinstance(token, Open):
            opened.setdefault(token.number, place)
        elif isinstance(token, Close) and token.number in opened and token.number not in paired:
            start = opened[token.number]
            partners[start], partners[place] = place, start
            paired.add(token.number)
    return partners


def _crossing(tokens: Sequence[Token], partners: dict[int, int]) -> frozenset[int]:
    """Return the places of pairs to be taken out so that the others nest."""
    stack: list[int] = []
    crossing: set[int] = set()
    for place in range(len(tokens)):
        partner = partners.get(place)
        if partner is None:
            continue
        if partner > place:
            stack.append(place)
        elif stack[-1] == partner:
            stack.pop()
        else:
            stack.remove(partner)
            crossing |= {place, partner}
    return frozenset(crossing)


def checked_ids(file: ExchangedFile) -> list[str]:
    """Return the id of each unit in the file: its own, or one by position where it has none.

    Raises ValueError for ids that are no unit's, or stand twice.
    """
    ids = [unit.unit or f"u{place}" for place, unit in enumerate(file.units, 1)]
    for unit in file.units:
        if unit.unit and not _UNIT_ID.fullmatch(unit.unit):
            raise ValueError("a unit's id has 16 hexadecimal digits")
    if len(set(ids)) < len(ids):
        raise ValueError("two units have the same id")
    return ids


def in_groups(file: ExchangedFile, write: Callable[[ExchangedUnit, str], str]) -> Iterator[str]:
    """Yield a file's units as ``write`` makes them of a unit and its id, a group a paragraph.

    Raises what ``checked_ids`` raises.
    """
    block = 0
    for unit, unit_id in zip(file.units, checked_ids(file), strict=True):
        if unit.opens_block:
            end = "</group>\n" if block else ""
            block += 1
            yield f'{end}<group id="b{block}">\n'
        yield write(unit, unit_id)
    if block:
        yield "</group>\n"
