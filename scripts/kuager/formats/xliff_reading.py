"""What reading XLIFF of any version has in common: elements, and the file put together.

A unit is held as a small tree of elements while it is read and dropped when it is understood,
so that a long file needs no more memory than its words. Headers, skeletons and whatever else
stands outside of units (tools, phases, names, dates) is passed over.
"""

from __future__ import annotations

import io
import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import ClassVar

from kuager.errors import InputError
from kuager.formats.exchanged import ExchangedFile, ExchangedUnit
from kuager.guarded_xml import GuardedParser, unpacked
from kuager.model import Origin
from kuager.placeables import MAX_NUMBER, Literal, strip_placeables, tokenise

LARGEST = 2**30
"""Bytes of a file, unpacked; 100,000 units take a twentieth of it."""
MOST_UNITS = 1_000_000
LONGEST_UNIT = 1_000_000
"""Characters of everything within a unit."""
MOST_ELEMENTS = 20_000
"""Elements within a unit."""
DEEPEST = 64
"""Elements within each other; groups and marked text rarely go beyond ten."""
_LONGEST_TAG = len(f"</{MAX_NUMBER}>")
MEND = "Export it anew from the program that made it, as XLIFF 1.2 or 2.1."
_UNIT_ID = re.compile(r"[0-9a-f]{16}")
_DOCUMENT = re.compile(r"[a-z0-9][a-z0-9._-]{0,199}")
_VERSION = re.compile(r"[0-9]\.[0-9]{1,2}")


@dataclass(slots=True)
class Element:
    """An element of a unit, with what stands in it."""

    name: str
    """Without prefix where it is XLIFF's own, else as the file has it."""
    line: int
    attributes: dict[str, str]
    content: list[str | Element] = field(default_factory=list)

    def children(self, *names: str) -> Iterator[Element]:
        """Yield the elements of these names directly within."""
        for piece in self.content:
            if isinstance(piece, Element) and piece.name in names:
                yield piece

    def first(self, name: str) -> Element | None:
        """Return the first element of a name directly within."""
        return next(self.children(name), None)

    @property
    def text(self) -> str:
        """The text directly within, that of inner elements left out."""
        if len(self.content) == 1 and isinstance(only := self.content[0], str):
            return only
        return "".join(piece for piece in self.content if isinstance(piece, str))


def own_tag(text: str) -> str:
    """Return the content of a code where it is one of our placeables, else nothing."""
    return _own_tag(text) if len(text) <= _LONGEST_TAG else ""


@lru_cache(maxsize=1_000)
def _own_tag(text: str) -> str:
    tokens = tokenise(text)
    return text if len(tokens) == 1 and not isinstance(tokens[0], Literal) else ""


def unit_id_of(attributes: dict[str, str]) -> str:
    """Return a unit's id where it is one of ours, else nothing."""
    found = attributes.get("id", "")
    return found if _UNIT_ID.fullmatch(found) else ""


def origin_of(said: str) -> Origin | None:
    """Return the origin that goes by a name; None for anything else."""
    try:
        return Origin(said)
    except ValueError:
        return None


def number_of(said: str) -> int:
    """Return a position in the document; 0 for anything else."""
    return int(said) if re.fullmatch(r"[1-9][0-9]{0,8}", said) else 0


def is_copy(target: str, source: str) -> bool:
    """Tell whether a target that nobody calls translated is but the source again.

    OmegaT and others fill empty targets so; numbers and the like are the same in any language.
    """
    return target == source and any(letter.isalpha() for letter in strip_placeables(source))


def remarks_and_comment(ours: list[str], others: list[str]) -> tuple[tuple[str, ...], str]:
    """Tell what was written here from what whoever had the file wrote.

    A note of theirs that only repeats one of ours (a tool lost its mark) is no comment.
    """
    known = {note.strip() for note in ours}
    comments = [note for note in others if note.strip() and note.strip() not in known]
    return tuple(ours), "\n".join(comments)


class XliffReader(ABC):
    """The parser with what it is in the middle of; subclasses understand one version's units."""

    versions: ClassVar[Collection[str]]
    structure: ClassVar[Collection[str]]
    """Elements around units; whatever else stands outside of a unit is passed over."""
    unit_name: ClassVar[str]
    notes_name: ClassVar[str]
    """Element outside of units that holds notes about the file."""

    def __init__(self, name: str) -> None:
        """Set one up; ``name`` is what errors call the file."""
        self.parser = GuardedParser(name, MEND, self._start, self._end, self._characters)
        self.document = self.source_locale = self.locale = self.title = ""
        self.notices: list[str] = []
        self._name = name
        self._units: list[ExchangedUnit] = []
        self._ids: set[str] = set()
        self._file: tuple[str, str, str] | None = None
        self._opens_block = False
        self._prefix = self._namespace = ""
        self._path: list[str] = []
        self._tree: list[Element] = []
        """The unit being read, and the elements within it that are open."""
        self._depth = self._skipped = self._length = self._elements = 0

    def read(self, content: bytes) -> ExchangedFile:
        """Return the file. Raises InputError with the line of whatever is wrong."""
        for chunk in unpacked(io.BytesIO(content), self._name, LARGEST):
            self.parser.feed(chunk)
        self.parser.feed(b"", last=True)
        if self._file is None:
            raise self.parser.fault("it holds no document (file)")
        return ExchangedFile(
            self.document,
            self.source_locale,
            self.locale,
            tuple(self._units),
            self.title,
            tuple(self.notices),
        )

    @abstractmethod
    def understand(self, unit: Element, *, opens_block: bool) -> ExchangedUnit:
        """Return what a unit says."""

    @abstractmethod
    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Take note of a structural element."""

    @abstractmethod
    def noted(self, notes: Element, parent: str) -> None:
        """Take note of notes outside of units."""

    def begin_file(self, original: str, source_locale: str, locale: str) -> None:
        """Begin a document; another one with the same name continues it."""
        said = (original, source_locale, locale)
        if self._file is not None and self._file != said:
            raise self.parser.fault("it holds more than one document or language")
        self._file = said
        self.document = original if _DOCUMENT.fullmatch(original) else ""
        self.source_locale, self.locale = source_locale, locale

    def _start(self, qualified: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1:
            self._begin(qualified, attributes)
            return
        if self._depth > DEEPEST:
            raise self.parser.fault("its elements are nested too deep for XLIFF")
        if self._skipped:
            self._skipped += 1
            return
        name = self._core(qualified, attributes)
        if self._tree:
            self._elements += 1
            if name == self.unit_name:
                raise self.parser.fault("a unit stands inside another")
            if self._elements > MOST_ELEMENTS:
                raise self.parser.fault(f"a unit has more than {MOST_ELEMENTS} elements")
            element = Element(name, self.parser.line, attributes)
            self._tree[-1].content.append(element)
            self._tree.append(element)
        elif name in {self.unit_name, self.notes_name}:
            self._length = self._elements = 0
            self._tree.append(Element(name, self.parser.line, attributes))
        elif name in self.structure:
            self._path.append(name)
            self._opens_block = name == "group"
            self.opened(name, attributes)
        else:
            self._skipped = 1

    def _begin(self, qualified: str, attributes: dict[str, str]) -> None:
        self._prefix, _, name = qualified.rpartition(":")
        if name != "xliff":
            raise self.parser.fault("it is no XLIFF file")
        self._namespace = attributes.get("xmlns", "")
        version = attributes.get("version", "")
        if version not in self.versions:
            raise self.parser.fault(f"it is {_named(version)}, not {' or '.join(self.versions)}")
        self._path.append(name)
        self.opened(name, attributes)

    def _core(self, qualified: str, attributes: dict[str, str]) -> str:
        """Return the name without prefix where it is of XLIFF itself, else with one."""
        prefix, _, name = qualified.rpartition(":")
        if prefix == self._prefix and attributes.get("xmlns", self._namespace) == self._namespace:
            return name
        return qualified if prefix else f":{name}"

    def _characters(self, text: str) -> None:
        if self._tree:
            self._length += len(text)
            if self._length > LONGEST_UNIT:
                raise self.parser.fault(f"a unit is longer than {LONGEST_UNIT} characters")
            self._tree[-1].content.append(text)

    def _end(self, _qualified: str) -> None:
        self._depth -= 1
        if self._skipped:
            self._skipped -= 1
            return
        if not self._tree:
            self._path.pop()
            self._opens_block = False
            return
        element = self._tree.pop()
        if self._tree:
            return
        if element.name == self.notes_name:
            self.noted(element, self._path[-1])
            return
        self._take(element)

    def _take(self, element: Element) -> None:
        if self._file is None:
            raise self.parser.fault("a unit stands outside of a document (file)", element.line)
        if len(self._units) >= MOST_UNITS:
            raise self.parser.fault(f"it has more than {MOST_UNITS} units", element.line)
        unit = self.understand(element, opens_block=self._opens_block)
        self._opens_block = False
        if unit.unit:
            if unit.unit in self._ids:
                raise self.parser.fault("a unit has the id of another one", element.line)
            self._ids.add(unit.unit)
        self._units.append(unit)


class _FoundError(Exception):
    """The version is known."""


def version_of(content: bytes, name: str) -> str:
    """Return the XLIFF version that a file declares, unchecked.

    Raises InputError where it is no XLIFF file.
    """
    said: list[str] = []

    def start(qualified: str, attributes: dict[str, str]) -> None:
        if qualified.rpartition(":")[2] == "xliff":
            said.append(attributes.get("version", ""))
        raise _FoundError

    parser = GuardedParser(name, MEND, start, lambda _: None, lambda _: None)
    try:
        for chunk in unpacked(io.BytesIO(content), name, LARGEST):
            parser.feed(chunk)
        parser.feed(b"", last=True)
    except _FoundError:
        if said:
            return said[0]
        raise parser.fault("it is no XLIFF file") from None
    raise parser.fault("it is no XLIFF file")


def unknown_version(name: str, version: str) -> InputError:
    """Return the error for a version that cannot be read."""
    return InputError(f"{name} is {_named(version)}, which cannot be read.", MEND)


def _named(version: str) -> str:
    return f"XLIFF {version}" if _VERSION.fullmatch(version) else "of an unknown XLIFF version"
