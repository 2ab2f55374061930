"""XML from strangers: fed to a parser piece by piece, and refused what it offers an attacker.

As defusedxml does: no entities (which can grow without end or read files) and no other
declaration of a DTD. A line such as ``<!DOCTYPE tmx SYSTEM "tmx14.dtd">``, which real files
carry, is passed over unopened.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO
from xml.parsers import expat

from kuager.errors import InputError

if TYPE_CHECKING:
    from typing_extensions import Buffer

LONGEST_TAG = 2**20
"""Bytes of a tag or comment, which the parser must hold in memory whole."""
LARGEST = 64 * 2**30
"""Bytes of a file, unpacked: a small .gz must not keep a machine busy for days."""
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot carry, not even as a reference (section 2.2, Char)."""
_CHUNK = 2**16
_GZIP = b"\x1f\x8b"


class GuardedParser:
    """A parser that calls back on elements and text, and raises InputError for all the rest."""

    def __init__(
        self,
        name: str,
        mend: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None],
        characters: Callable[[str], None],
    ) -> None:
        """Set one up; ``name`` is what errors call the file, ``mend`` what they advise."""
        self._name = name
        self._mend = mend
        self._parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = characters
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        parser.UnparsedEntityDeclHandler = self._entity
        parser.ExternalEntityRefHandler = self._entity
        parser.SkippedEntityHandler = self._entity
        self._fed = 0

    @property
    def line(self) -> int:
        """The line that the parser stands in, from 1."""
        return self._parser.CurrentLineNumber

    def feed(self, chunk: bytes, *, last: bool = False) -> None:
        """Take the next bytes of the file. Raises InputError with the line where it is broken."""
        try:
            self._parser.Parse(chunk, last)
        except expat.ExpatError as error:
            problem = expat.ErrorString(error.code)
            raise self.fault(f"the XML is broken ({problem})", error.lineno) from error
        except (LookupError, ValueError) as error:  # an encoding that Python does not know
            raise self.fault("it is in an encoding that cannot be read") from error
        self._fed += len(chunk)
        if self._fed - max(self._parser.CurrentByteIndex, 0) > LONGEST_TAG + _CHUNK:
            raise self.fault(f"a tag or comment is longer than {LONGEST_TAG} bytes")

    def fault(self, problem: str, line: int = 0) -> InputError:
        """Return an error that says where in the file the problem is, here unless told."""
        return InputError(f"{self._name}, line {line or self.line}: {problem}.", self._mend)

    def _doctype(
        self, _name: str, _system: str | None, _public: str | None, has_internal_subset: int
    ) -> None:
        if has_internal_subset:
            raise self.fault("it declares XML of its own in its DOCTYPE, which is refused")

    def _entity(self, *_: object) -> int:
        raise self.fault("it uses XML entities of its own, which are refused")


def unpacked(stream: BinaryIO, name: str, largest: int = LARGEST) -> Iterator[bytes]:
    """Yield a file's bytes in pieces, unpacked where it is gzipped.

    ``name`` is what errors call it. Raises InputError for a damaged gzip file, and for one of
    more than ``largest`` bytes.
    """
    beginning = stream.read(_CHUNK)
    whole = io.BufferedReader(_Rejoined(beginning, stream), _CHUNK)
    opened = gzip.GzipFile(mode="rb", fileobj=whole) if beginning.startswith(_GZIP) else whole
    total = 0
    try:
        while piece := opened.read(_CHUNK):
            total += len(piece)
            if total > largest:
                size = f"{largest // 2**30} GB" if largest >= 2**30 else f"{largest // 2**20} MB"
                raise InputError(f"{name} is larger than {size}.", "Import it in parts.")
            yield piece
    except EOFError as error:
        raise InputError(f"{name} is cut off: its gzip has no end.", "Copy it anew.") from error
    except (zlib.error, gzip.BadGzipFile) as error:
        raise InputError(f"{name} is a damaged gzip file.", "Copy it anew.") from error


class _Rejoined(io.RawIOBase):
    """A stream whose beginning was looked at."""

    def __init__(self, beginning: bytes, stream: BinaryIO) -> None:
        self._beginning = beginning
        self._stream = stream

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Buffer) -> int:
        """Fill the buffer as far as there is something; return how far."""
        view = memoryview(buffer)
        piece = self._beginning[: len(view)] or self._stream.read(len(view))
        self._beginning = self._beginning[len(view) :]
        view[: len(piece)] = piece
        return len(piece)
