"""A termbase as a table: CSV, one term a row, so that any spreadsheet can edit it.

The columns, in any order: one for each language, named by its tag (``en``, ``kk``, ``ru`` …; the
source language's is required), ``forbidden kk`` and the like, ``note``, ``part of speech``,
``case-sensitive``, ``do-not-translate``, ``source`` (where an official name comes from) and
``status``. Several forms in a cell are separated by semicolons, the preferred one first. UTF-8,
separated by commas; semicolons and tabs, which spreadsheets write in some locales, are read too.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from kuager.model import language_of
from kuager.termbase import (
    PartOfSpeech,
    PlacedEntry,
    Rendering,
    TermbaseError,
    TermEntry,
    TermStatus,
    tidied,
)

MOST_ENTRIES = 100_000
"""Rows; the largest public termbase on law has about as many in a pair of languages."""
LONGEST_CELL = 16_000
"""Characters. A cell of more is a quote that was never closed."""
_Meaning = TypeVar("_Meaning")
_FORBIDDEN = "forbidden "
_NOTE, _KIND, _CASE, _KEEP, _AUTHORITY, _STATUS = (
    "note",
    "part of speech",
    "case-sensitive",
    "do-not-translate",
    "source",
    "status",
)
_FIXED = (_NOTE, _KIND, _CASE, _KEEP, _AUTHORITY, _STATUS)
_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*")
_YES = {"yes": True, "no": False, "": False, "true": True, "false": False}
_KINDS = {kind.value: kind for kind in PartOfSpeech}
_STATES = {status.value: status for status in TermStatus}


def termbase_parse(content: bytes, name: str, source_locale: str) -> list[PlacedEntry]:
    """Return the entries of a termbase with the rows they stand in; row 1 is the head.

    ``name`` is what errors call the file. The entries are as they were written: faults of their
    own are for ``find_faults``. Raises TermbaseError, with the row, where there is no reading it.
    """
    text = _decoded(content, name)
    delimiter = _delimiter(text)
    rows = _rows(text, name, delimiter)
    head = next(rows, None)
    if head is None or not any(cell.strip() for cell in head[1]):
        return []
    columns = _columns(head[1], name, source_locale)
    placed: list[PlacedEntry] = []
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(placed) >= MOST_ENTRIES:
            raise TermbaseError(f"{name} has more than {MOST_ENTRIES} terms.", "Split it.")
        if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
            raise _fault(name, number, f"has {len(cells)} cells, the head {len(columns)}")
        fields = dict(zip(columns, cells, strict=False))
        placed.append(PlacedEntry(f"row {number}", _entry(fields, name, number, source_locale)))
    return placed


def _fault(name: str, number: int, problem: str) -> TermbaseError:
    return TermbaseError(f"{name}, row {number}: it {problem}.", "Mend the row.")


def _decoded(content: bytes, name: str) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise TermbaseError(
            f"{name}, line {row}: it is not UTF-8.", "Save it as CSV UTF-8."
        ) from error
    if "\0" in text:
        raise TermbaseError(f"{name} holds NUL bytes (is it UTF-16?).", "Save it as CSV UTF-8.")
    return text


def _delimiter(text: str) -> str:
    """Return what separates the cells of the first line: a comma unless others are more."""
    head = text.lstrip("\r\n").partition("\n")[0]
    return max(",;\t", key=lambda sign: (head.count(sign), sign == ","))


def _rows(text: str, name: str, delimiter: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the rows with their numbers, as a spreadsheet counts them. Raises TermbaseError."""
    number = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, 1):
            if any(len(cell) > LONGEST_CELL for cell in cells):
                raise _fault(name, number, "holds a cell that never ends (a stray quote?)")
            yield number, cells
    except csv.Error as error:
        raise _fault(name, number + 1, "is no CSV (a stray quote?)") from error


def _columns(head: Sequence[str], name: str, source_locale: str) -> list[str]:
    """Return the names of the columns. Raises TermbaseError for one that is not known."""
    columns = [" ".join(cell.split()).lower() for cell in head]
    while columns and not columns[-1]:
        columns.pop()
    for column in columns:
        if column in _FIXED or _TAG.fullmatch(column.removeprefix(_FORBIDDEN)):
            continue
        told = f"the column “{column}”" if re.fullmatch(r"[\w -]{1,40}", column) else "a column"
        raise TermbaseError(
            f"{name}, row 1: {told} is not known.",
            f"There are: languages such as kk, {_FORBIDDEN}kk, {', '.join(_FIXED)}.",
        )
    if len(set(columns)) < len(columns):
        raise TermbaseError(f"{name}, row 1: a column stands there twice.", "Join the two.")
    if _source_column(columns, source_locale) is None:
        raise TermbaseError(
            f"{name}, row 1: there is no column for the terms in {source_locale}.",
            f"Call it {language_of(source_locale)}.",
        )
    return columns


def _source_column(columns: Iterable[str], source_locale: str) -> str | None:
    language = language_of(source_locale)
    return next(
        (c for c in columns if c not in _FIXED and language_of(c) == language and " " not in c),
        None,
    )


def _entry(fields: dict[str, str], name: str, number: int, source_locale: str) -> TermEntry:
    source = _source_column(fields, source_locale) or ""
    renderings: dict[str, dict[bool, tuple[str, ...]]] = {}
    for column, cell in fields.items():
        tag = column.removeprefix(_FORBIDDEN)
        if column not in _FIXED and tag != source and (forms := _forms(cell)):
            renderings.setdefault(tag, {})[tag == column] = forms
    kind = _told(fields, _KIND, {"": None, **_KINDS}, name, number)
    return TermEntry(
        term=tidied(fields.get(source, "")),
        renderings=tuple(
            Rendering(tag, forms.get(True, ()), forms.get(False, ()))
            for tag, forms in sorted(renderings.items())
        ),
        note=tidied(fields.get(_NOTE, "")),
        part_of_speech=kind,
        case_sensitive=_told(fields, _CASE, _YES, name, number),
        do_not_translate=_told(fields, _KEEP, _YES, name, number),
        authority=tidied(fields.get(_AUTHORITY, "")),
        status=_told(fields, _STATUS, {"": TermStatus.UNREVIEWED, **_STATES}, name, number),
    )


def _forms(cell: str) -> tuple[str, ...]:
    return tuple(form for part in cell.split(";") if (form := tidied(part)))


def _told(
    fields: dict[str, str], column: str, meanings: dict[str, _Meaning], name: str, number: int
) -> _Meaning:
    """Return what a cell of a closed list means. Raises TermbaseError for anything else."""
    said = " ".join(fields.get(column, "").split()).lower()
    if said in meanings:
        return meanings[said]
    known = ", ".join(word for word in meanings if word)
    raise TermbaseError(
        f"{name}, row {number}: “{column}” is none of the words known.", f"There are: {known}."
    )


def termbase_serialize(entries: Iterable[TermEntry], source_locale: str) -> bytes:
    """Return a termbase as CSV; equal entries in equal order give equal bytes.

    A language has a column if an entry has a form in it, and one of forbidden forms likewise.
    """
    entries = list(entries)
    used = [r for entry in entries for r in entry.renderings]
    tags = sorted({r.locale for r in used})
    banned = sorted({r.locale for r in used if r.forbidden})
    source = language_of(source_locale)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    forbidden = [_FORBIDDEN + tag for tag in banned]
    writer.writerow([source, *tags, _NOTE, *forbidden, *_FIXED[1:]])
    for entry in entries:
        own = {r.locale: r for r in entry.renderings}
        writer.writerow(
            [
                entry.term,
                *("; ".join(own[tag].terms) if tag in own else "" for tag in tags),
                entry.note,
                *("; ".join(own[tag].forbidden) if tag in own else "" for tag in banned),
                entry.part_of_speech.value if entry.part_of_speech else "",
                "yes" if entry.case_sensitive else "",
                "yes" if entry.do_not_translate else "",
                entry.authority,
                entry.status.value,
            ]
        )
    return stream.getvalue().encode()
