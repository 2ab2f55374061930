"""The index: sheets put in and taken out, counts, findings and texts read back."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from kuager import databases
from kuager.index.damage import DAMAGE
from kuager.index.stamps import Stamp
from kuager.index.surveys import (
    Counts,
    Found,
    Survey,
    counts_decoded,
    encoded,
    encoded_found,
    found_decoded,
    signatures_decoded,
    texts_decoded,
)
from kuager.index.tables import LAYOUT, hash_number, unit_name
from kuager.model import EngineSignature, State
from kuager.review import MACHINE_WORDS

_UNIT_COLUMNS = (
    "locale, occurrence, source, target, state, origin, unedited, source_hash, target_hash"
)
_SUMMARY = (
    "SELECT document, locale, units, findings, counts, signatures, headers, problem, mend"
    " FROM sheets"
)


@dataclass(frozen=True, slots=True)
class Summary:
    """What is known of a sheet without looking at its units."""

    document: str
    locale: str
    units: int
    findings: int
    counts: Counts
    signatures: tuple[EngineSignature, ...]
    headers: tuple[str, ...]
    """Fields of the catalog's header that may name somebody."""
    problem: str
    """Why the sheet was set aside, empty otherwise."""
    mend: str


@dataclass(frozen=True, slots=True)
class Source:
    """What a source file said when it was last read."""

    stamp: Stamp
    document: str
    """Its document's id; empty where the file cannot be read."""
    gender: str
    """The narrator's, as the document's policy has it."""


class Index:
    """An open index. Raises DamagedIndexError and StorageError wherever it is used."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Take an open file, or one in working memory."""
        self.connection = connection
        """For queries of one's own; see ``index.tables``."""
        if sqlite3.sqlite_version_info >= (3, 42):
            with DAMAGE.told(), self.writing():
                # Words that are forgotten do not stay in the file until it is tidied.
                connection.execute("INSERT INTO words (words, rank) VALUES ('secure-delete', 1)")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.connection.close()

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Change the index: all of a block's changes or, after an error, none."""
        with DAMAGE.told():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    # What the files were --------------------------------------------------------------------

    def stamps(self) -> dict[str, tuple[Stamp, bytes]]:
        """Return the stamps of the sheets that were read, with the digests of their contents."""
        with DAMAGE.evaluated():
            rows = self.connection.execute("SELECT name, stamp, settled, digest FROM stamps")
            return {
                name: (Stamp(bytes(stamp), bool(settled)), bytes(digest))
                for name, stamp, settled, digest in rows
            }

    def sources(self) -> dict[str, Source]:
        """Return the source files that were read, by path."""
        with DAMAGE.evaluated():
            rows = self.connection.execute(
                "SELECT path, stamp, settled, document, gender FROM sources"
            )
            return {
                path: Source(Stamp(bytes(stamp), bool(settled)), *DAMAGE.texts(*columns))
                for path, stamp, settled, *columns in rows
            }

    def made_from(self) -> dict[tuple[str, str], bytes]:
        """Return what each sheet, by document and locale, was made from."""
        with DAMAGE.evaluated():
            rows = self.connection.execute("SELECT document, locale, made_from FROM sheets")
            return {(document, locale): bytes(digest) for document, locale, digest in rows}

    def note_stamps(self, stamps: dict[str, tuple[Stamp, bytes]], gone: Sequence[str] = ()) -> None:
        """Note what sheets' files are like now; forget those that are gone. Within ``writing``."""
        self.connection.executemany("DELETE FROM stamps WHERE name = ?", [(name,) for name in gone])
        self.connection.executemany(
            "INSERT OR REPLACE INTO stamps VALUES (?, ?, ?, ?)",
            [(name, s.stamp, s.settled, digest) for name, (s, digest) in stamps.items()],
        )

    def note_sources(self, sources: dict[str, Source], gone: Sequence[str] = ()) -> None:
        """Note what source files say; forget those that are gone. Within ``writing``."""
        self.connection.executemany(
            "DELETE FROM sources WHERE path = ?", [(path,) for path in gone]
        )
        self.connection.executemany(
            "INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?, ?)",
            [
                (path, s.stamp.stamp, s.stamp.settled, s.document, s.gender)
                for path, s in sources.items()
            ],
        )

    # Sheets ---------------------------------------------------------------------------------

    def put(self, document: str, locale: str, made_from: bytes, survey: Survey) -> None:
        """Put a sheet in the place of what was there. Within ``writing``."""
        sheet = self.number_of(document, locale)
        if sheet is None:
            done = self.connection.execute(
                "INSERT INTO sheets VALUES (NULL, ?, ?, x'', 0, 0, x'', x'', x'', '', '', x'')",
                (document, locale),
            )
            sheet = int(done.lastrowid or 0)
        self.connection.execute(
            "UPDATE sheets SET made_from = ?, units = ?, findings = ?, counts = ?, signatures = ?,"
            " headers = ?, problem = ?, mend = ?, found = ? WHERE id = ?",
            (
                *(made_from, len(survey.units), len(survey.found), encoded(survey.counts)),
                *(encoded(survey.signatures), encoded(survey.headers)),
                *(survey.problem, survey.mend, encoded_found(survey.found), sheet),
            ),
        )
        rows = {
            unit_name(sheet, number): (
                *(locale, unit.occurrence, unit.source, unit.target, unit.state.value),
                *(unit.origin.value if unit.origin else "", int(unit.unedited)),
                *(hash_number(unit.source), hash_number(unit.target)),
            )
            for number, unit in enumerate(survey.units, 1)
        }
        self._replace_units(sheet, rows)

    def remove(self, document: str, locale: str) -> None:
        """Forget a sheet. Within ``writing``."""
        sheet = self.number_of(document, locale)
        if sheet is not None:
            self._replace_units(sheet, {})
            self.connection.execute("DELETE FROM sheets WHERE id = ?", (sheet,))

    def number_of(self, document: str, locale: str) -> int | None:
        """Return the number that a sheet has in the tables; None where it is not there."""
        row = self.connection.execute(
            "SELECT id FROM sheets WHERE document = ? AND locale = ?", (document, locale)
        ).fetchone()
        return int(row[0]) if row else None

    def _replace_units(self, sheet: int, rows: Mapping[int, tuple[object, ...]]) -> None:
        """Make these all the units of a sheet; what is there already is not touched."""
        reach = (unit_name(sheet, 0), unit_name(sheet + 1, 0) - 1)
        known = {
            row[0]: row[1:]
            for row in self.connection.execute(
                f"SELECT id, {_UNIT_COLUMNS} FROM units WHERE id BETWEEN ? AND ?",  # noqa: S608
                reach,
            )
        }
        gone = [(name,) for name, row in known.items() if rows.get(name) != row]
        new = [(name, *row) for name, row in rows.items() if known.get(name) != row]
        # Words are taken out as they were put in: ``searched`` still shows the units.
        self.connection.executemany(
            "INSERT INTO words (words, rowid, source, target, marks)"
            " SELECT 'delete', id, source, target, marks FROM searched WHERE id = ?",
            gone,
        )
        self.connection.executemany("DELETE FROM units WHERE id = ?", gone)
        self.connection.executemany(
            f"INSERT INTO units (id, {_UNIT_COLUMNS})"  # noqa: S608
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            new,
        )
        self.connection.executemany(
            "INSERT INTO words (rowid, source, target, marks)"
            " SELECT id, source, target, marks FROM searched WHERE id = ?",
            [row[:1] for row in new],
        )

    # Reading --------------------------------------------------------------------------------

    def summaries(self) -> dict[tuple[str, str], Summary]:
        """Return what is known of every sheet, by document and locale."""
        with DAMAGE.evaluated():
            rows = self.connection.execute(_SUMMARY)
            return {(row[0], row[1]): _summary(row) for row in rows}

    def summary(self, document: str, locale: str) -> Summary | None:
        """Return what is known of a sheet; None where there is none."""
        with DAMAGE.evaluated():
            row = self.connection.execute(
                f"{_SUMMARY} WHERE document = ? AND locale = ?", (document, locale)
            ).fetchone()
            return _summary(row) if row else None

    def faults(self) -> dict[tuple[str, str], tuple[str, str]]:
        """Return problem and mend of the sheets that were set aside, by document and locale."""
        with DAMAGE.evaluated():
            rows = self.connection.execute(
                "SELECT document, locale, problem, mend FROM sheets WHERE problem <> ''"
            )
            told = [DAMAGE.texts(*row) for row in rows]
            return {(row[0], row[1]): (row[2], row[3]) for row in told}

    def found(self, document: str, locale: str) -> list[Found]:
        """Return the findings on a sheet, in the order of its units."""
        with DAMAGE.evaluated():
            row = self.connection.execute(
                "SELECT found FROM sheets WHERE document = ? AND locale = ?", (document, locale)
            ).fetchone()
            return found_decoded(row[0]) if row and row[0] else []

    def approved(self, document: str, locale: str) -> list[tuple[str, str]]:
        """Return source and target of a sheet's approved units, in their order."""
        with DAMAGE.evaluated():
            sheet = self.number_of(document, locale)
            rows = self.connection.execute(
                "SELECT source, target FROM units WHERE id BETWEEN ? AND ? AND state = ?",
                (
                    unit_name(sheet or 0, 0),
                    unit_name((sheet or 0) + 1, 0) - 1,
                    State.APPROVED.value,
                ),
            )
            return [(source, target) for source, target in (DAMAGE.texts(*row) for row in rows)]

    def taken_over(self, locale: str) -> dict[str, list[str]]:
        """Return by document the approved targets that are a machine's words, as they stood."""
        origins = {origin.value for origin in MACHINE_WORDS}
        with DAMAGE.evaluated():
            rows = self.connection.execute(
                "SELECT document, target, origin FROM placed"
                " WHERE locale = ? AND state = ? AND unedited",
                (locale, State.APPROVED.value),
            )
            words: dict[str, list[str]] = {}
            for document, target, origin in (DAMAGE.texts(*row) for row in rows):
                if origin in origins:
                    words.setdefault(document, []).append(target)
            return words


def _summary(row: tuple[object, ...]) -> Summary:
    document, locale, units, findings, counts, signatures, headers, problem, mend = row
    names = DAMAGE.texts(document, locale, problem, mend)
    blobs = [value for value in (counts, signatures, headers) if isinstance(value, bytes)]
    numbers = [value for value in (units, findings) if isinstance(value, int)]
    return Summary(
        document=names[0],
        locale=names[1],
        units=numbers[0],
        findings=numbers[1],
        counts=counts_decoded(blobs[0]),
        signatures=signatures_decoded(blobs[1]),
        headers=texts_decoded(blobs[2]),
        problem=names[2],
        mend=names[3],
    )


def open_index(path: Path | None) -> Index:
    """Open the index in a file, made where there is none, for its owner only.

    None opens one in working memory. Raises DamagedIndexError, StorageError.
    """
    return Index(databases.connect(path, LAYOUT, DAMAGE))


def discard(path: Path) -> None:
    """Remove an index's file and what an interrupted write left beside it. Raises StorageError."""
    databases.discard(path, DAMAGE)
