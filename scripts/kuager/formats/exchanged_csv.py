"""A document in one locale as a table for spreadsheets: CSV, one unit a row.

Written as Excel reads it without questions: UTF-8 with a byte order mark, commas, CRLF (RFC
4180). Read as spreadsheets write it: commas, semicolons or tabs, UTF-8 or UTF-16, columns in any
order and others between them.

A cell that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, "CSV
Injection"), and so does one that already looks like that, so that reading can take away exactly
what writing added.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence

from kuager.errors import InputError
from kuager.formats.exchanged import Base, ExchangedFile, ExchangedUnit
from kuager.model import State

COLUMNS = ("number", "unit", "base", "source", "target", "state", "comment", "remarks")
MOST_UNITS = 100_000
LONGEST_CELL = 100_000
"""Characters. A cell of more is a quote that was never closed."""
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_GUARDED = re.compile("'+[=+\\-@\t\r\n＝＋－＠]")
_UNIT_ID = re.compile(r"[0-9a-f]{16}")
_ALSO = {"translation": "target", "comments": "comment"}
_SEPARATOR = re.compile(r"sep=([,;\t])\r?\Z", re.IGNORECASE)
"""A first line by which Excel is told what separates cells."""
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_MEND = "Save it as “CSV UTF-8”, with the columns that it went out with."


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """Return what ``guarded`` was given; any other text as it is."""
    return cell[1:] if _GUARDED.match(cell) else cell


def exchanged_csv_serialize(file: ExchangedFile) -> bytes:
    """Return a file as a table; equal files give equal bytes. Remarks are lines of a cell.

    Raises InputError where a text is no valid Unicode.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for unit in file.units:
        cells = (
            str(unit.number or ""),
            unit.unit,
            str(unit.base or ""),
            unit.source,
            unit.target,
            unit.state.value,
            unit.comment,
            "\n".join(unit.remarks),
        )
        writer.writerow([guarded(cell) for cell in cells])
    try:
        return stream.getvalue().encode("utf-8-sig")
    except UnicodeEncodeError as error:
        raise InputError(
            "A text is not valid Unicode.", "It holds half a character; type it anew."
        ) from error


def exchanged_csv_parse(
    content: bytes, name: str, words: Mapping[str, State] | None = None
) -> ExchangedFile:
    """Read a table; ``name`` is what errors call it.

    States stand there by their own names or by any of ``words``; one that is none of these is
    passed over with a notice. Raises InputError, with the row, where there is no reading it.
    """
    names = {state.value: state for state in State}
    names |= {word.casefold(): state for word, state in (words or {}).items()}
    rows = _rows(_decoded(content, name), name)
    columns = _columns(next(rows, (1, ()))[1], name)
    units: list[ExchangedUnit] = []
    notices: list[str] = []
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(units) >= MOST_UNITS:
            raise InputError(f"{name} has more than {MOST_UNITS} rows.", "Split it.")
        fields = {
            column: unguarded(cells[place])
            for column, place in columns.items()
            if place < len(cells)
        }
        unit, known = _unit(fields, f"row {number}", names)
        units.append(unit)
        if not known:
            notices.append(f"row {number}: its state is none that is known, and was passed over.")
    return ExchangedFile("", "", "", tuple(units), notices=tuple(notices))


def _decoded(content: bytes, name: str) -> str:
    wide = content.startswith(_UTF16)
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        kind = "UTF-16" if wide else "UTF-8"
        raise InputError(f"{name} is no table in {kind} (byte {error.start}).", _MEND) from error
    if "\0" in text:
        raise InputError(f"{name} holds NUL bytes; it is no table.", _MEND)
    return text.lstrip("\r\n")


def _rows(text: str, name: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the rows with their numbers, as a spreadsheet counts them. Raises InputError."""
    head = text.partition("\n")[0]
    told = _SEPARATOR.match(head)
    delimiter = told[1] if told else max(",;\t", key=lambda s: (head.count(s), s == ","))
    number = 0
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        for number, cells in enumerate(reader, 1):
            if any(len(cell) > LONGEST_CELL for cell in cells):
                raise InputError(
                    f"{name}, row {number}: a cell that never ends (a stray quote?).", _MEND
                )
            if number > 1 or not told:
                yield number, cells
    except csv.Error as error:
        raise InputError(f"{name}, row {number + 1}: no CSV (a stray quote?).", _MEND) from error


def _columns(head: Sequence[str], name: str) -> dict[str, int]:
    """Return where each column that is known stands. Raises InputError."""
    columns: dict[str, int] = {}
    for place, cell in enumerate(head):
        said = " ".join(cell.split()).lower()
        column = _ALSO.get(said, said)
        if column in COLUMNS and columns.setdefault(column, place) != place:
            raise InputError(f"{name}, row 1: the column “{column}” stands there twice.", _MEND)
    if "target" not in columns or not {"unit", "source"} & columns.keys():
        raise InputError(
            f"{name} has no columns “source” and “target” in its first row.",
            f"The columns are: {', '.join(COLUMNS)}.",
        )
    return columns


def _unit(
    fields: Mapping[str, str], place: str, names: Mapping[str, State]
) -> tuple[ExchangedUnit, bool]:
    """Return a row's unit, and whether its state could be read."""
    target, said = fields.get("target", ""), " ".join(fields.get("state", "").split())
    base = Base.parse(fields.get("base", ""))
    state = names.get(said.casefold())
    known = state is not None or not said
    if state is None and target.strip():
        told = base is not None and base.state is not State.UNTRANSLATED
        state = base.state if base is not None and told else State.TRANSLATED
    number = fields.get("number", "").strip()
    unit = fields.get("unit", "").strip().lower()
    return (
        ExchangedUnit(
            source=fields.get("source", ""),
            target=target,
            state=state or State.UNTRANSLATED,
            unit=unit if _UNIT_ID.fullmatch(unit) else "",
            number=int(number) if re.fullmatch(r"[1-9][0-9]{0,5}", number) else 0,
            base=base,
            comment=fields.get("comment", "").strip(),
            place=place,
        ),
        known,
    )
