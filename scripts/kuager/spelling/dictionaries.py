"""Dictionaries of hunspell: found, proven, opened.

The library is chunspell (bindings to hunspell itself, an optional extra). Measured on kk_KZ 1.1 and
ru_RU 7.5 with one core: opened in 0.1 to 0.2 s and 25 to 34 MB, 180,000 to 320,000 words a second;
the wheels are for Linux, macOS and Windows. spylls (pure Python) knows the same words, takes 0.6 to
1.3 s and 140 to 160 MB, and is 10 to 20 times slower; zspell refuses kk_KZ; pyenchant wants a
program of the system. The library trusts its files, so they are proven before it sees them.
"""

from __future__ import annotations

import codecs
import os
import sys
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kuager.errors import InputError, StorageError
from kuager.model import language_of
from kuager.storage import read_regular

SYSTEM = "system"
"""What stands for a dictionary of the system, wherever it lies."""
LIBRARY = "chunspell"
_MODULE = "hunspell"
_LARGEST = {".aff": 16 * 2**20, ".dic": 64 * 2**20}
"""Bytes. The largest of LibreOffice's are a tenth of it."""
_LONGEST_LINE = 2**16
"""Bytes; lines of affix files with thousands of flags have a few thousand."""
_LONGEST_WORD = 40
"""Letters. Longer words are passed over: composed ones would take hunspell long."""
_COUNTED = frozenset(
    b"PFX SFX REP MAP PHONE BREAK ICONV OCONV AF AM COMPOUNDRULE CHECKCOMPOUNDPATTERN".split()
)
"""Directives that announce how many lines follow; hunspell makes room for as many."""
_MOST_LETTERS = 120


class DictionaryError(InputError):
    """A dictionary is missing, broken, or cannot be read without its library."""


@dataclass(frozen=True, slots=True)
class DictionaryFiles:
    """Where a dictionary lies."""

    stem: Path
    """The path of both files without their endings."""
    name: str
    """What errors call it."""

    @property
    def aff(self) -> Path:
        """The file of affixes."""
        return self.stem.with_name(f"{self.stem.name}.aff")

    @property
    def dic(self) -> Path:
        """The file of words."""
        return self.stem.with_name(f"{self.stem.name}.dic")


def _folders() -> list[Path]:
    """Return where systems and LibreOffice keep dictionaries; ``DICPATH`` is hunspell's own."""
    places = [Path(part) for part in os.environ.get("DICPATH", "").split(os.pathsep) if part]
    places += map(
        Path,
        (
            "/usr/share/hunspell",
            "/usr/local/share/hunspell",
            "/usr/share/myspell",
            "/usr/share/myspell/dicts",
            "/opt/homebrew/share/hunspell",
            "/Library/Spelling",
        ),
    )
    for office in (
        "/usr/lib/libreoffice/share/extensions",
        "/usr/lib64/libreoffice/share/extensions",
        "/Applications/LibreOffice.app/Contents/Resources/extensions",
        "C:/Program Files/LibreOffice/share/extensions",
    ):
        places += sorted(Path(office).glob("dict-*"))
    return places


def installed_dictionary(locale: str) -> DictionaryFiles:
    """Return the system's dictionary for a locale: its own, else one of its language.

    Raises DictionaryError where there is none.
    """
    language = language_of(locale)
    for folder in _folders():
        found = {path.stem for path in sorted(folder.glob(f"{language}*.aff"))}
        for name in (locale, *sorted(found)):
            files = DictionaryFiles(folder / name, name)
            if name in found and language_of(name) == language and files.dic.is_file():
                return files
    raise DictionaryError(
        f"This system has no dictionary of hunspell for {locale}.",
        f"Install one (Debian: hunspell-{language}), or put its .aff and .dic into the pack and "
        f"name them in [tool.kuager.spelling].",
    )


def prove_dictionary(files: DictionaryFiles) -> str:
    """Return the letters of a dictionary's ``TRY``, once its files are proven.

    Both files must be there, of a bearable size, text in the encoding that the first names, and
    announce no more lines than they have. Raises DictionaryError.
    """
    if find_spec(_MODULE) is None:
        raise DictionaryError(
            "The library that reads dictionaries is not installed.",
            "Install it: .venv/bin/pip install -e '.[spelling]'",
        )
    aff, dic = _read(files.aff, f"{files.name}.aff"), _read(files.dic, f"{files.name}.dic")
    named = _directives(aff, b"SET")
    encoding = named[0].decode("ascii", "replace") if named else "ISO8859-1"
    for content, ending in ((aff, ".aff"), (dic, ".dic")):
        fault = _fault(content, encoding)
        if fault:
            raise _broken(f"{files.name}{ending}", fault)
    lines = dic.removeprefix(codecs.BOM_UTF8).splitlines()
    if not lines or not lines[0].split()[:1] or not lines[0].split()[0].isdigit():
        raise _broken(f"{files.name}.dic", "does not begin with the number of its words")
    if int(lines[0].split()[0][:12]) > 2 * len(lines) + 1000:
        raise _broken(f"{files.name}.dic", "announces more words than it has")
    if _promises_too_much(aff):
        raise _broken(f"{files.name}.aff", "announces more lines than it has")
    letters = b"".join(_directives(aff, b"TRY")).decode(encoding, "replace").lower()
    tried = [sign for sign in dict.fromkeys(letters) if sign.isalpha()]
    return "".join(tried[:_MOST_LETTERS])


def _read(path: Path, name: str) -> bytes:
    try:
        content = read_regular(path, name, limit=_LARGEST[path.suffix])
    except StorageError as error:
        raise DictionaryError(error.problem, _MENDED) from error
    if content is None:
        raise DictionaryError(f"There is no {name}.", _MENDED)
    return content


_MENDED = "Take the two files, .aff and .dic, of one dictionary as they were published."


def _broken(name: str, fault: str) -> DictionaryError:
    return DictionaryError(f"{name} {fault}.", _MENDED)


def _directives(aff: bytes, name: bytes) -> list[bytes]:
    """Return what follows a directive, on each line that has it."""
    found = []
    for line in aff.removeprefix(codecs.BOM_UTF8).splitlines():
        parts = line.split()
        if len(parts) > 1 and parts[0] == name:
            found.append(parts[1])
    return found


def _fault(content: bytes, encoding: str) -> str:
    """Return what keeps a file from being text of an encoding, empty where nothing does."""
    if b"\0" in content:
        return "is no text"
    try:
        content.removeprefix(codecs.BOM_UTF8).decode(encoding)
    except LookupError:
        return "is in an encoding that is not known"
    except (UnicodeDecodeError, ValueError):
        return "is not in the encoding that the .aff names"
    if max(map(len, content.splitlines()), default=0) > _LONGEST_LINE:
        return "has a line that no dictionary has"
    return ""


def _promises_too_much(aff: bytes) -> bool:
    lines = aff.splitlines()
    for line in lines:
        parts = line.split()
        if not parts or parts[0] not in _COUNTED:
            continue
        heads = parts[0] in {b"PFX", b"SFX"} and len(parts) == 4 and parts[2] in {b"Y", b"N"}
        count = parts[3] if heads else parts[1] if len(parts) == 2 else b""
        if count.isdigit() and (len(count) > 9 or int(count) > len(lines)):
            return True
    return False


class Dictionary:
    """An open dictionary."""

    def __init__(self, library: Any, letters: str) -> None:
        self._library = library
        self.letters = letters
        """Small letters that words are made of, the most frequent first."""

    def knows(self, word: str) -> bool:
        """Say whether the dictionary has a word, in this very spelling, in any of its forms.

        A word that its encoding cannot hold, or of excessive length, is taken for known.
        """
        if len(word) > _LONGEST_WORD:
            return True
        try:
            return bool(self._library.spell(word))
        except UnicodeEncodeError:
            return True


@cache
def _library() -> Any:
    return import_module(_MODULE)


def open_dictionary(files: DictionaryFiles) -> Dictionary:
    """Open a dictionary, its files proven. Raises DictionaryError."""
    letters = prove_dictionary(files)
    hunspell = _library()
    try:
        opened = hunspell.Hunspell(
            files.stem.name,
            hunspell_data_dir=os.fspath(files.stem.parent),
            system_encoding=sys.getfilesystemencoding(),
        )
    except (OSError, ValueError, MemoryError) as error:
        raise _broken(files.name, "cannot be opened") from error
    return Dictionary(opened, letters)
