"""Read a review table as Word, LibreOffice, Google Docs or OnlyOffice leave it.

Units are known by the id and base in the first column; where a row stands, how its text is
formatted and cut into runs does not matter. What cannot be read without guessing is left out
and named in a notice.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kuager.errors import InputError
from kuager.formats.exchanged import Base, ExchangedFile, ExchangedUnit
from kuager.formats.review_table_words import (
    Carried,
    Column,
    read_carried,
    read_line,
    unseal,
)
from kuager.formats.word_package import WordPackage, open_package
from kuager.formats.word_table import SOFT_HYPHEN, UNREADABLE, Cell, Paragraph, Row, read_body
from kuager.model import State, unit_id

MOST_ROWS = 200_000
LONGEST_TEXT = 100_000
"""Characters of a cell; no sentence has more."""

_REQUIRED = (Column.NUMBER, Column.SOURCE, Column.TRANSLATION)
_REFERENCE = re.compile(
    r"(?:(?P<number>[0-9]{1,9})\s+)?(?P<unit>[0-9a-f]{16})(?:\s+(?P<base>[0-9a-f]{16}-[a-z-]+))?"
)
_LINE_END = re.compile(r" *[\t\n\r]+ *")
_MOST_REPEATS = 1_000
_MOST_TRIES = 1_000_000
"""Occurrences tried in a whole file for sources that were changed there: about a second."""
_RANGES_SHOWN = 12

_NO_REFERENCE = "its first column is damaged or empty, so its unit is unknown; it was passed over"
_MERGED = "its cells were merged or divided; it was passed over"
_TRACKED = "tracked changes were accepted"
_ROW_DELETED = "it was deleted with changes tracked, and is missing now"
_NO_BASE = "what its translation was when it went out can no longer be read"
_SOURCE = "the source text was changed there; the change was not taken over"
_STATE = "what stands under State is none of the file's words; the unit's own state was kept"
_SYMBOL = "a sign from a font of its own cannot be read; U+FFFD stands for it"
_STRUCK = "text that is struck out by formatting was kept; delete it where it should go"
_PICTURE = "a picture was left out"
_REMARK = "comments or notes at its text were taken over as the unit's comment"
_OWN_COLUMN = "what stands in a column of your own was taken over as the unit's comment"
_SAME = "the row stands there twice with the same text; one was taken"
_DIFFERENT = "the unit stands there several times with different texts; all were passed over"
_LONG = f"a cell holds more than {LONGEST_TEXT} characters; it was passed over"


def review_table_parse(content: bytes, name: str) -> ExchangedFile:
    """Read what ``review_table_serialize`` wrote, as word processors leave it.

    ``name`` is what errors call the file. Raises InputError for a file that is no DOCX, is
    locked, damaged or hostile, and for one without the table, its columns or its ids.
    """
    return _Reader(open_package(content, name)).read()


@dataclass(slots=True)
class _Reader:
    package: WordPackage
    found: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    """Numbers of the rows that there is something to say about, by what it is."""
    notices: list[str] = field(default_factory=list)
    """What is to be said of the whole file."""
    layout: list[Column | None] = field(default_factory=list)
    incomplete: list[Column] = field(default_factory=list)
    astray: bool = False
    """Somebody commented on what is no unit's."""
    repeats: Counter[str] = field(default_factory=Counter)
    """Which of the equal sources was read last."""
    tries: int = _MOST_TRIES
    carried: Carried = field(default_factory=lambda: read_carried({}))

    def read(self) -> ExchangedFile:
        rows = self._rows()
        repeats = min(len(rows), _MOST_REPEATS)
        units = [(row.number, unit) for row in rows if (unit := self._unit(row, repeats))]
        kept = self._without_repeats(units)
        self._require_units(rows, units)
        if self.astray:
            self.notices.append("A comment outside of the rows of units was not taken over.")
        return ExchangedFile(
            document=self.carried.document,
            source_locale=self.carried.source_locale,
            locale=self.carried.locale,
            units=tuple(kept),
            notices=(*self.notices, *_grouped(self.found)),
        )

    def _rows(self) -> list[Row]:
        """Return all rows; on the way, find what the file says about itself."""
        rows: list[Row] = []
        line: dict[str, str] = {}
        for block in read_body(self.package):
            if isinstance(block, Paragraph):
                line = {**read_line(block.text), **line}
                self.astray |= bool(block.remarks)
            elif len(rows) == MOST_ROWS:
                raise InputError(
                    f"{self.package.name} has more than {MOST_ROWS} rows.", "Divide it."
                )
            else:
                rows.append(block)
        properties = _properties(self.package)
        self.carried = read_carried({**line, **properties})
        named = {texts["document"] for texts in (line, properties) if "document" in texts}
        if len(named) > 1:
            self.carried = replace(self.carried, document="", source_locale="", locale="")
            self.notices.append(
                "The line below the table and the document's properties name different documents."
            )
        return rows

    def _unit(self, row: Row, repeats: int) -> ExchangedUnit | None:
        """Return what a row says, if it is one of the table's and can be read."""
        reference = self._reference(row)
        if row.deleted:
            if reference:
                self._say(_ROW_DELETED, row)
            return None
        if (reference is None and self._is_head(row)) or not self.layout:
            self.astray |= any(cell.remarks for cell in row.cells)
            return None
        if not any(cell.lines for cell in row.cells):
            if any(cell.tracked for cell in row.cells):
                self._say(_ROW_DELETED, row)
            return None
        if len(row.cells) != len(self.layout) or any(cell.merged for cell in row.cells):
            self._say(_MERGED, row)
        elif reference is None:
            self._say(_NO_REFERENCE, row)
        elif any(len(p) > LONGEST_TEXT for cell in row.cells for p in cell.paragraphs):
            self._say(_LONG, row)
        else:
            return self._read_unit(row, reference, repeats)
        return None

    def _say(self, what: str, row: Row) -> None:
        self.found[what].append(row.number)

    def _is_head(self, row: Row) -> bool:
        """Tell whether a row names columns; if it does, take on their order.

        Raises InputError where it names one twice.
        """
        texts = [" ".join(cell.lines) for cell in row.cells]
        for words in self.carried.vocabularies:
            columns = [words.column(text) for text in texts]
            counted = Counter(column for column in columns if column)
            if len(counted) < 2:
                continue
            missing = [column for column in _REQUIRED if column not in counted]
            if missing:
                self.incomplete = self.incomplete or missing
                continue
            if twice := [column for column, count in counted.items() if count > 1]:
                raise InputError(
                    f"{self.package.name}, row {row.number}: two columns are called "
                    f"{words.columns[twice[0]]}.",
                    "Rename or delete the one that was added.",
                )
            self._take_layout(columns)
            return True
        return False

    def _take_layout(self, columns: list[Column | None]) -> None:
        if not self.layout:
            for column in (Column.STATE, Column.COMMENT):
                if column not in columns:
                    self.notices.append(
                        f"The column {self.carried.vocabularies[0].columns[column]} is gone."
                    )
        self.layout = columns

    def _reference(self, row: Row) -> re.Match[str] | None:
        if len(row.cells) != len(self.layout):
            return None
        return _REFERENCE.fullmatch(" ".join(self._cell(row, Column.NUMBER).lines))

    def _cell(self, row: Row, column: Column) -> Cell:
        return row.cells[self.layout.index(column)] if column in self.layout else Cell()

    def _read_unit(self, row: Row, reference: re.Match[str], repeats: int) -> ExchangedUnit:
        unit = reference["unit"]
        base = Base.parse(reference["base"] or "")
        if base is None:
            self._say(_NO_BASE, row)
        translation = self._cell(row, Column.TRANSLATION)
        exact, target = _exact(translation), _tidy(translation)
        if base is not None and base.is_of(exact):
            target = exact
        self._say_of_cells(row, translation, target)
        return ExchangedUnit(
            source=self._source(row, unit, repeats),
            target=target,
            state=self._state(row, target, base),
            unit=unit,
            number=int(reference["number"] or 0),
            base=base,
            comment=self._comment(row),
            place=f"row {row.number}",
        )

    def _say_of_cells(self, row: Row, translation: Cell, target: str) -> None:
        for what, is_so in (
            (_TRACKED, row.tracked or any(cell.tracked for cell in row.cells)),
            (_SYMBOL, UNREADABLE in target),
            (_STRUCK, translation.struck),
            (_PICTURE, any(cell.pictures for cell in row.cells)),
        ):
            if is_so:
                self._say(what, row)

    def _source(self, row: Row, unit: str, repeats: int) -> str:
        """Return the source, which a unit's id can prove to be the one that went out."""
        cell = self._cell(row, Column.SOURCE)
        document = self.carried.document
        bare = Cell(tuple(unseal(paragraph) for paragraph in cell.paragraphs))
        candidates = dict.fromkeys((_exact(bare), _exact(cell), _tidy(bare)))
        for source in candidates if document else ():
            likely = self.repeats[source] + 1
            tries = min(repeats, self.tries)
            for occurrence in (likely, *range(1, tries + 1)):
                if unit_id(document, source, occurrence) == unit:
                    self.repeats[source] = occurrence
                    return source
            self.tries -= tries
        if document:
            self._say(_SOURCE, row)
        return _tidy(bare)

    def _state(self, row: Row, target: str, base: Base | None) -> State:
        """Return the state that a row names.

        Where it names none, a text that nobody touched stays what it was: else a cell that was
        emptied by mistake would make a translation of a draft.
        """
        named: list[State] = []
        for line in self._cell(row, Column.STATE).lines:
            if any(words.is_origin(line) for words in self.carried.vocabularies):
                continue
            states = (words.state(line) for words in self.carried.vocabularies)
            state = next((state for state in states if state), None)
            if state is None or (named and state is not named[0]):
                self._say(_STATE, row)
                named = []
                break
            named.append(state)
        if named:
            return named[0]
        if base is not None and base.is_of(target):
            return base.state
        return State.TRANSLATED if target else State.UNTRANSLATED

    def _comment(self, row: Row) -> str:
        own = "\n".join(self._cell(row, Column.COMMENT).lines)
        lines = [stripped for line in unseal(own).split("\n") if (stripped := line.strip())]
        for cell, column in zip(row.cells, self.layout, strict=True):
            if column is None and cell.lines:
                lines += cell.lines
                self._say(_OWN_COLUMN, row)
            if cell.remarks:
                lines += cell.remarks
                self._say(_REMARK, row)
        return "\n".join(dict.fromkeys(lines))

    def _without_repeats(self, units: list[tuple[int, ExchangedUnit]]) -> list[ExchangedUnit]:
        """Return each unit once; none where rows of one unit say different things."""
        said: dict[str, list[tuple[int, ExchangedUnit]]] = defaultdict(list)
        for number, unit in units:
            said[unit.unit].append((number, unit))
        kept = []
        for rows in said.values():
            if len({(unit.target, unit.state, unit.base) for _, unit in rows}) > 1:
                self.found[_DIFFERENT] += [number for number, _ in rows]
                continue
            if len(rows) > 1:
                self.found[_SAME] += [number for number, _ in rows]
            comments = dict.fromkeys(unit.comment for _, unit in rows if unit.comment)
            kept.append(replace(rows[0][1], comment="\n".join(comments)))
        return kept

    def _require_units(self, rows: Sequence[Row], units: Sequence[object]) -> None:
        name = self.package.name
        if not rows:
            raise InputError(f"{name} holds no table.", "Name the table that was sent out.")
        words = self.carried.vocabularies[0].columns
        if not self.layout and self.incomplete:
            missing = ", ".join(words[column] for column in self.incomplete)
            raise InputError(
                f"{name}: the table has no column {missing}.",
                "Columns are known by their names in the first row; put it back.",
            )
        if not self.layout:
            expected = ", ".join(words[column] for column in _REQUIRED)
            raise InputError(
                f"{name} holds no review table: no row names the columns {expected}.",
                "Name the file that was sent out; its first row must be as it was.",
            )
        if not units and _NO_REFERENCE in self.found:
            raise InputError(
                f"{name}: no row of the table has an id in its first column.",
                "Without them nobody can tell what is whose translation: undo what removed them.",
            )


def _properties(package: WordPackage) -> dict[str, str]:
    """Return the document's properties of its own, by name."""
    texts: dict[str, str] = {}
    for element in package.related("custom-properties", {"property"}):
        values = [child for child in element.children if not isinstance(child, str)]
        text = "".join(c for value in values for c in value.children if isinstance(c, str))
        texts[element.attributes.get("name", "")] = text
    return texts


def _exact(cell: Cell) -> str:
    """Return a cell's text to the letter, where one paragraph holds all of it."""
    filled = [paragraph for paragraph in cell.paragraphs if paragraph.strip()]
    return filled[0] if len(filled) == 1 else ""


def _tidy(cell: Cell) -> str:
    """Return a cell's text as one line, without what only typesetting needs."""
    text = _LINE_END.sub(" ", "\n".join(p for p in cell.paragraphs if p.strip()))
    return text.replace(SOFT_HYPHEN, "").strip(" ")


def _grouped(found: Mapping[str, Sequence[int]]) -> list[str]:
    """Return a sentence for each thing that was found, with the rows it was found in."""
    return [f"{_places(numbers)}: {what}." for what, numbers in found.items() if numbers]


def _places(numbers: Sequence[int]) -> str:
    ranges: list[list[int]] = []
    for number in sorted(set(numbers)):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    shown = [f"{a}" if a == b else f"{a}–{b}" for a, b in ranges[:_RANGES_SHOWN]]
    more = sum(b - a + 1 for a, b in ranges[_RANGES_SHOWN:])
    listed = ", ".join(shown) + (f" and {more} more" if more else "")
    return f"row {listed}" if len(set(numbers)) == 1 else f"rows {listed}"
