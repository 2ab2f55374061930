"""Read TMX files unit by unit, in constant memory, without trusting them.

TMX 1.4b (LISA OSCAR, 2005) is XML; what XML offers an attacker, ``guarded_xml`` refuses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from kuager.errors import InputError
from kuager.guarded_xml import GuardedParser, unpacked

LONGEST_UNIT = 1_000_000
"""Characters of all texts of a unit together; no sentence in a hundred languages has more."""
MOST_VARIANTS = 1_000
DEEPEST = 64
"""Elements within each other; TMX itself nests seg, ph and sub, about ten deep."""
_MEND = "Export it anew from the program that made it, as TMX 1.4."
_CODES = frozenset({"bpt", "ept", "ph", "it", "ut"})
"""Elements that hold codes of the original format. ``hi`` holds text, ``sub`` text that
belongs to a code (a footnote, an attribute's value)."""


@dataclass(frozen=True, slots=True)
class NativeCode:
    """What an inline element holds: markup of the format the text was in."""

    text: str


@dataclass(frozen=True, slots=True)
class Variant:
    """A unit in one language (``tuv``)."""

    language: str
    """As ``xml:lang`` or ``lang`` says; empty where neither does."""
    pieces: tuple[str | NativeCode, ...]

    @property
    def text(self) -> str:
        """The words alone: codes, and what is within codes, left out (OmegaT's level 1)."""
        return "".join(piece for piece in self.pieces if isinstance(piece, str))


@dataclass(frozen=True, slots=True)
class TranslationUnit:
    """A text in several languages (``tu``)."""

    line: int
    """Where it begins, from 1."""
    source_language: str
    """Of the unit or else of the file; ``*all*`` or empty where it is not said."""
    variants: tuple[Variant, ...]


def read_units(stream: BinaryIO, name: str) -> Iterator[TranslationUnit]:
    """Yield the units of a TMX file, plain or gzipped, in UTF-8, UTF-16 or what it declares.

    ``name`` is what errors call the file. Raises InputError with the line at which the file is
    broken, is no TMX, or asks for more than a memory needs; the units before it are out by then.
    """
    reader = _Reader(name)
    for chunk in unpacked(stream, name):
        yield from reader.feed(chunk)
    yield from reader.feed(b"", last=True)


class _Reader:
    """The parser with what it is in the middle of."""

    def __init__(self, name: str) -> None:
        self._parser = GuardedParser(name, _MEND, self._start, self._end, self._characters)
        self._depth = 0
        self._finished: list[TranslationUnit] = []
        self._file_language = ""
        self._unit_line = 0
        self._unit_language = ""
        self._variants: list[Variant] | None = None
        self._length = 0
        self._language = ""
        self._pieces: list[str | NativeCode] | None = None
        self._code: list[str] = []
        self._code_depth = 0

    def feed(self, chunk: bytes, *, last: bool = False) -> list[TranslationUnit]:
        """Take the next bytes of the file; return the units that end in them."""
        self._parser.feed(chunk, last=last)
        finished, self._finished = self._finished, []
        return finished

    def _fault(self, problem: str) -> InputError:
        return self._parser.fault(problem)

    def _start(self, element: str, attributes: dict[str, str]) -> None:
        if self._depth == 0 and element != "tmx":
            raise self._fault("it is no TMX file")
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._fault("its elements are nested too deep for TMX")
        if self._pieces is not None:
            self._start_inline(element)
        elif element == "tu":
            if self._variants is not None:
                raise self._fault("a unit (tu) stands inside another")
            self._variants = []
            self._unit_line = self._parser.line
            self._unit_language = attributes.get("srclang", self._file_language)
            self._length = 0
        elif element == "tuv" and self._variants is not None:
            self._language = attributes.get("xml:lang") or attributes.get("lang") or ""
        elif element == "seg" and self._variants is not None:
            self._pieces = []
        elif element == "header":
            self._file_language = attributes.get("srclang", "")

    def _start_inline(self, element: str) -> None:
        if element in {"seg", "tuv", "tu"}:
            raise self._fault("a text (seg) is not closed")
        if self._code_depth or element in _CODES:
            self._code_depth += 1

    def _end(self, element: str) -> None:
        self._depth -= 1
        if self._pieces is not None:
            if self._code_depth:
                self._code_depth -= 1
                if not self._code_depth:
                    self._pieces.append(NativeCode("".join(self._code)))
                    self._code.clear()
            elif element == "seg":
                self._end_segment(self._pieces)
        elif element == "tu" and self._variants is not None:
            self._finished.append(
                TranslationUnit(self._unit_line, self._unit_language, tuple(self._variants))
            )
            self._variants = None

    def _end_segment(self, pieces: list[str | NativeCode]) -> None:
        variants = self._variants if self._variants is not None else []
        if len(variants) >= MOST_VARIANTS:
            raise self._fault(f"a unit has more than {MOST_VARIANTS} texts")
        variants.append(Variant(self._language, tuple(pieces)))
        self._pieces = None
        self._code_depth = 0

    def _characters(self, text: str) -> None:
        if self._pieces is None:
            return
        self._length += len(text)
        if self._length > LONGEST_UNIT:
            raise self._fault(f"a unit is longer than {LONGEST_UNIT} characters")
        if self._code_depth:
            self._code.append(text)
        else:
            self._pieces.append(text)
