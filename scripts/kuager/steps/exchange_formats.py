"""The formats that translators take away and bring back: how each is written, known and read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kuager.errors import InputError
from kuager.formats.exchanged import ExchangedFile
from kuager.formats.exchanged_csv import exchanged_csv_parse, exchanged_csv_serialize
from kuager.formats.exchanged_po import exchanged_po_parse, exchanged_po_serialize
from kuager.formats.exchanged_tmx import exchanged_tmx_parse, exchanged_tmx_serialize
from kuager.formats.gettext import catalog_head, looks_like_gettext
from kuager.formats.xliff import xliff_parse
from kuager.formats.xliff1 import xliff1_serialize
from kuager.formats.xliff2 import xliff2_serialize
from kuager.interface import translations
from kuager.model import CatalogEntry, State
from kuager.reports.wording import LANGUAGES, STATE_WORDS

Gettext = Callable[[str], str]
_BEGINNING = 4_096
"""Bytes within which an XML file's first element stands."""
_ASIDE = re.compile(rb"<!--.*?-->", re.DOTALL)
_ROOT = re.compile(rb"<(?![?!])(?:[\w.-]+:)?([A-Za-z]+)")
_ZIP, _COMPOUND, _GZIP = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b"
"""How a DOCX begins, an old or encrypted one, and a packed file."""


@dataclass(frozen=True, slots=True)
class ExchangeFormat:
    """What the steps must know of a format."""

    name: str
    suffix: str
    tells_states: bool = True
    by_hand: bool = False
    """A person types the states: one that stands as it went out says nothing about a new text."""
    flags: bool = False
    """Whatever is not marked unfinished was meant to be finished, without saying so."""
    guesses: bool = False
    """Tools put other sentences' texts into it and mark them unfinished."""
    one_document: bool = True
    """Every text is meant for one document; a memory holds those of many."""


FORMATS: Mapping[str, ExchangeFormat] = {
    known.name: known
    for known in (
        ExchangeFormat("docx", ".docx", by_hand=True),
        ExchangeFormat("po", ".po", flags=True, guesses=True),
        ExchangeFormat("xliff", ".xlf"),
        ExchangeFormat("xliff2", ".v2.xlf"),
        ExchangeFormat("csv", ".csv", by_hand=True),
        ExchangeFormat("tmx", ".tmx", tells_states=False, one_document=False),
    )
}


def serialise(
    kind: ExchangeFormat, file: ExchangedFile, entries: Sequence[CatalogEntry], words: Gettext
) -> bytes:
    """Return a file's bytes; equal input, equal bytes.

    ``entries`` are the units' own in the catalog, ``words`` translates our own words into the
    language of whoever gets the file. Raises InputError, CatalogError for texts that the format
    cannot carry.
    """
    match kind.name:
        case "po":
            return exchanged_po_serialize(file, entries)
        case "docx":
            # Not at the top: what reads and writes packages would slow every command's start.
            from kuager.formats.review_table import review_table_serialize  # noqa: PLC0415

            return review_table_serialize(file, words)
        case "xliff":
            return xliff1_serialize(file)
        case "xliff2":
            return xliff2_serialize(file)
        case "csv":
            return exchanged_csv_serialize(file)
    return exchanged_tmx_serialize(file)


def recognise(content: bytes, name: str) -> ExchangeFormat:
    """Return the format that a file is in by its content, whatever it is called.

    Raises InputError for what is none of them.
    """
    if content.startswith((_ZIP, _COMPOUND)):
        return FORMATS["docx"]
    root = _ROOT.search(_ASIDE.sub(b"", content[:_BEGINNING].replace(b"\0", b"")))
    if content.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<") and root:
        if root[1].lower() in {b"xliff", b"tmx"}:
            return FORMATS[root[1].lower().decode()]
    elif content.startswith(_GZIP):
        return FORMATS["tmx" if ".tmx" in name.lower() else "xliff"]
    elif looks_like_gettext(content):
        return FORMATS["po"]
    elif content.strip() and (name.lower().endswith((".csv", ".tsv", ".txt")) or _is_text(content)):
        return FORMATS["csv"]
    raise InputError(
        f"{name} is {'in none of the formats known' if content.strip() else 'empty'}.",
        f"There are: {', '.join(FORMATS)}; see kuager exchange in --help",
    )


def _is_text(content: bytes) -> bool:
    try:
        content.decode("utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8")
    except UnicodeDecodeError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose texts are to be read from a file."""

    document: str
    source_locale: str
    locale: str


def parse(kind: ExchangeFormat, content: bytes, name: str, wanted: Wanted) -> ExchangedFile:
    """Read a file; ``name`` is what errors call it. Raises InputError, CatalogError.

    Only a memory asks for whom it is read; in a PO file, ids depend on the document.
    """
    match kind.name:
        case "po":
            return exchanged_po_parse(content, name, wanted.document)
        case "docx":
            from kuager.formats.review_table_reader import review_table_parse  # noqa: PLC0415

            return review_table_parse(content, name)
        case "csv":
            return exchanged_csv_parse(content, name, _state_words())
        case "tmx":
            return exchanged_tmx_parse(content, name, wanted.source_locale, wanted.locale)
    return xliff_parse(content, name)


def _state_words() -> dict[str, State]:
    """Return what states are called in all languages of the interface."""
    return {
        translations(language).gettext(word): state
        for language in LANGUAGES
        for state, word in STATE_WORDS.items()
    }


def claims(kind: ExchangeFormat, content: bytes, name: str, file: ExchangedFile) -> tuple[str, str]:
    """Return the document and the locale that a file says it is of, empty where it does not."""
    if kind.name == "po":
        return catalog_head(content, name)
    return (file.document, file.locale) if kind.one_document else ("", "")
