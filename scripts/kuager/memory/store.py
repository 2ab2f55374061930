"""A translation memory: what was translated before, found again exactly or by likeness."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from kuager.memory.damage import evaluated, texts, told
from kuager.memory.database import connect
from kuager.memory.matches import Match, MatchKind, Provenance, difference, refusals
from kuager.memory.postings import Index, plain_text
from kuager.memory.wording import wording
from kuager.memory.writing import SHEET, Pair, Writer, source_key

AT_LEAST = 70.0
"""Similarity (0-100) from which a sentence is worth showing, as in merging."""
_CANDIDATES = 400
"""Sentences compared letter by letter with the one looked for."""
_WEIGHED = 12
"""Similar sentences looked at for one that may be a draft."""
_BELOW_EXACT = 99.9
"""Similarity of a sentence that differs in nothing but its placeables."""


@dataclass(frozen=True, slots=True)
class OriginSize:
    """How much the memory holds from one place."""

    provenance: Provenance
    locale: str
    translations: int


@dataclass(frozen=True, slots=True)
class Remembered:
    """A sentence with its translations, in their order."""

    source: str
    targets: tuple[tuple[str, str, bool], ...]
    """Locale, text, and whether it is approved; each text of a locale once."""


class Memory:
    """Sentences and their translations in an SQLite file. Made by ``open_memory``."""

    def __init__(self, connection: sqlite3.Connection, source_locale: str) -> None:
        """Take an open connection."""
        self._connection = connection
        self._source_locale = source_locale
        self._index: tuple[int, Index] | None = None
        self._changes = 0

    # Looking up -----------------------------------------------------------------------------

    def find(
        self, source: str, locale: str, *, limit: int = 5, at_least: float = AT_LEAST
    ) -> list[Match]:
        """Return the best matches of a segment, the most similar first, approved ones before.

        ``at_least`` is the similarity (0 to 100) below which nothing is shown. A match with
        ``refused`` is a suggestion, never a draft; where a similar one that may be a draft was
        found, the best of these is among the matches. Raises StorageError.
        """
        exact = self.exact(source, locale)
        fuzzy = self._fuzzy(wording(source), locale, max(limit, _WEIGHED), at_least)
        matches = sorted((*exact, *fuzzy), key=_rank)
        shown = matches[:limit]
        if shown and all(match.refused for match in shown):
            shown[-1:] = [next((m for m in matches[limit:] if not m.refused), shown[-1])]
        return shown

    def exact(self, source: str, locale: str) -> list[Match]:
        """Return the translations of this very segment, approved ones first.

        White space, control characters and the composition of letters (NFC) do not count.
        Raises StorageError.
        """
        tidied = wording(source)
        with evaluated():
            row = self._connection.execute(
                "SELECT id FROM sources WHERE key = ?", (source_key(tidied),)
            ).fetchone()
            found = self._targets(row[0], locale) if row else []
        matches = [
            Match(
                source=tidied,
                target=target,
                locale=locale,
                score=100.0,
                kind=MatchKind.EXACT,
                refused=refusals(tidied, tidied, target, self._source_locale),
                provenance=provenance,
            )
            for target, provenance in found
        ]
        return sorted(matches, key=_rank)

    def _fuzzy(self, tidied: str, locale: str, count: int, at_least: float) -> list[Match]:
        plain = plain_text(tidied)
        similar = {
            number: text
            for number, text in self._near(plain, locale, at_least).items()
            if text != tidied
        }
        plains = {number: plain_text(text) for number, text in similar.items()}
        scored = process.extract(
            plain, plains, scorer=fuzz.ratio, score_cutoff=at_least, limit=None
        )
        scored.sort(key=lambda found: (-found[1], similar[found[2]]))
        matches: list[Match] = []
        for _, score, number in scored[:count]:
            text = similar[number]
            apart = difference(text, tidied)
            matches += [
                Match(
                    source=text,
                    target=target,
                    locale=locale,
                    score=min(round(float(score), 1), _BELOW_EXACT),
                    kind=MatchKind.FUZZY,
                    refused=refusals(tidied, text, target, self._source_locale),
                    provenance=provenance,
                    difference=apart,
                )
                for target, provenance in self._targets(number, locale)
            ]
        return matches

    def _near(self, plain: str, locale: str, at_least: float) -> dict[int, str]:
        """Return by number the sentences that may be similar to a plain text."""
        with evaluated():
            numbers = self._current_index().near(plain, locale, _CANDIDATES, at_least)
            rows = self._connection.execute(
                f"SELECT text, id FROM sources WHERE id IN ({','.join('?' * len(numbers))})",  # noqa: S608
                numbers,
            )
            return {number: texts(text)[0] for text, number in rows}

    def _targets(self, source: int, locale: str) -> list[tuple[str, Provenance]]:
        """Return the translations of a sentence, each text once, with its best provenance."""
        found: dict[str, Provenance] = {}
        with evaluated():
            rows = self._connection.execute(
                "SELECT o.approved, t.text, o.name, o.note FROM targets t JOIN origins o"
                " ON o.id = t.origin WHERE t.source = ? AND t.locale = ?"
                " ORDER BY o.approved DESC, o.name, t.text",
                (source, locale),
            )
            for approved, *columns in rows:
                text, name, note = texts(*columns)
                found.setdefault(text, Provenance(bool(approved), name, note))
        return list(found.items())

    def _current_index(self) -> Index:
        """Return the index, read anew when this or another process has changed the memory."""
        version = self._connection.execute("PRAGMA data_version").fetchone()[0] + self._changes
        if self._index is None or self._index[0] != version:
            self._index = (version, Index(self._connection))
        return self._index[1]

    # Looking over ---------------------------------------------------------------------------

    def sizes(self) -> list[OriginSize]:
        """Return how much there is from where, approved documents first. Raises StorageError."""
        sizes: list[OriginSize] = []
        with evaluated():
            rows = self._connection.execute(
                "SELECT o.approved, count(*), o.name, o.note, t.locale FROM origins o"
                " JOIN targets t ON t.origin = o.id GROUP BY o.id, t.locale"
                " ORDER BY o.approved DESC, o.name, t.locale"
            )
            for approved, count, *columns in rows:
                name, note, locale = texts(*columns)
                sizes.append(OriginSize(Provenance(bool(approved), name, note), locale, count))
        return sizes

    def imports(self) -> list[str]:
        """Return the names of the imports. Raises StorageError."""
        with evaluated():
            rows = self._connection.execute(
                "SELECT name FROM origins WHERE NOT approved ORDER BY name"
            )
            return texts(*(name for (name,) in rows))

    def remembered(
        self, locales: Iterable[str], *, approved_only: bool = True
    ) -> Iterator[Remembered]:
        """Yield the sentences with translations into these locales, in the order of their hashes.

        That order does not depend on when what was imported, and tells nothing of the
        documents. Raises StorageError.
        """
        wanted = list(locales)
        marks = ",".join("?" * len(wanted))
        with evaluated():
            # In the order of an index: sorted, all texts would have to be held at once.
            rows = self._connection.execute(
                "SELECT s.id, o.approved, s.text, t.locale, t.text FROM sources s"  # noqa: S608
                " CROSS JOIN targets t ON t.source = s.id CROSS JOIN origins o ON o.id = t.origin"
                f" WHERE t.locale IN ({marks}) AND (o.approved OR ?) ORDER BY s.key",
                (*wanted, not approved_only),
            )
            sentence, source = -1, ""
            targets: dict[tuple[str, str], bool] = {}
            for number, approved, *columns in rows:
                text, locale, target = texts(*columns)
                if number != sentence:
                    if targets:
                        yield Remembered(source, _ordered(targets, wanted))
                    sentence, source, targets = number, text, {}
                targets[locale, target] = bool(approved) or targets.get((locale, target), False)
            if targets:
                yield Remembered(source, _ordered(targets, wanted))

    def imported(self) -> Iterator[tuple[str, Pair]]:
        """Yield every imported translation with the name of its import. Raises StorageError."""
        with evaluated():
            origins = self._connection.execute(
                "SELECT id, name FROM origins WHERE NOT approved ORDER BY name"
            ).fetchall()
            for origin, name in origins:
                rows = self._connection.execute(
                    "SELECT s.text, t.text, t.locale FROM sources s"
                    " CROSS JOIN targets t ON t.source = s.id"
                    " WHERE t.origin = ? ORDER BY s.key, t.locale, t.text",
                    (origin,),
                )
                for columns in rows:
                    shown, source, target, locale = texts(name, *columns)
                    yield shown, Pair(source, target, locale)

    def fingerprint(self) -> str:
        """Return what the approved units were read from, as ``Writer.set_approved`` noted."""
        with evaluated():
            row = self._connection.execute(
                "SELECT value FROM facts WHERE name = 'approved'"
            ).fetchone()
            return texts(*row)[0] if row else ""

    def read_sheets(self) -> dict[str, str]:
        """Return what each sheet's approved units were read from, as ``Writer.set_approved`` noted.

        Raises StorageError.
        """
        with evaluated():
            noted = self._connection.execute(
                "SELECT substr(name, ?), value FROM facts WHERE name GLOB ?",
                (len(SHEET) + 1, f"{SHEET}*"),
            )
            sheets: dict[str, str] = {}
            for row in noted:
                name, value = texts(*row)
                sheets[name] = value
            return sheets

    def approved_sheets(self) -> frozenset[str]:
        """Return the sheets that approved units are known of. Raises StorageError."""
        with evaluated():
            known = self._connection.execute(
                "SELECT DISTINCT t.locale || '/' || o.name FROM targets t"
                " JOIN origins o ON o.id = t.origin WHERE o.approved"
            )
            return frozenset(texts(*row)[0] for row in known)

    # Changing -------------------------------------------------------------------------------

    @contextlib.contextmanager
    def writing(self, *, keep: bool = True) -> Iterator[Writer]:
        """Change the memory: all of it at the end, or nothing after an error or interruption.

        Without ``keep`` everything is undone in the end: to see what a change would do. Within
        another ``writing`` the changes are part of that one. Raises StorageError.
        """
        if self._connection.in_transaction:
            writer = Writer(self._connection)
            yield writer
            writer.finish()
            self._changes += 1
            return
        with told():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                writer = Writer(self._connection)
                yield writer
                if keep:
                    writer.finish()
                self._connection.execute("COMMIT" if keep else "ROLLBACK")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            finally:
                self._changes += 1
            if keep:
                # Pages that are free now go back to the system; ``execute`` would give back one.
                self._connection.executescript("PRAGMA incremental_vacuum")


def _rank(match: Match) -> tuple[float, bool, str, str, str]:
    provenance = match.provenance
    return (-match.score, not provenance.approved, match.source, provenance.name, match.target)


def _ordered(
    targets: Mapping[tuple[str, str], bool], locales: list[str]
) -> tuple[tuple[str, str, bool], ...]:
    found = [(locale, text, approved) for (locale, text), approved in targets.items()]
    return tuple(sorted(found, key=lambda t: (locales.index(t[0]), not t[2], t[1])))


@contextlib.contextmanager
def open_memory(path: Path | None, source_locale: str = "en") -> Iterator[Memory]:
    """Open the memory in a file, made where there is none, for its owner only.

    None opens one in working memory. Raises DamagedMemoryError, StorageError.
    """
    connection = connect(path)
    try:
        yield Memory(connection, source_locale)
    finally:
        connection.close()
