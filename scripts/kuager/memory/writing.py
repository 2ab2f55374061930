"""Changes to a memory: added to and forgotten in one transaction, the index with them."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby, islice

from kuager.memory import postings
from kuager.memory.damage import evaluated, texts
from kuager.memory.matches import Provenance
from kuager.memory.wording import seen, target_wording, wording

_AT_ONCE = 5_000
SHEET = "sheet:"
"""What the names of facts about sheets begin with."""
_NOTE_TOUCHED = """CREATE TEMP TRIGGER IF NOT EXISTS touched_{event} AFTER {event} ON main.targets
    BEGIN INSERT OR IGNORE INTO touched VALUES ({row}.source); END"""


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence and its translation."""

    source: str
    target: str
    locale: str


def source_key(tidied: str) -> bytes:
    """Return the name of a tidied sentence in the file."""
    return hashlib.blake2b(tidied.encode("utf-8", "surrogatepass"), digest_size=16).digest()


class Writer:
    """What may be done within a transaction; see ``Memory.writing``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Begin to note which sentences are touched."""
        self._connection = connection
        self._forgot = False
        connection.execute("CREATE TEMP TABLE IF NOT EXISTS touched (number INTEGER PRIMARY KEY)")
        for event, row in (("INSERT", "new"), ("DELETE", "old")):
            connection.execute(_NOTE_TOUCHED.format(event=event, row=row))

    def add(self, pairs: Iterable[Pair], provenance: Provenance) -> int:
        """Add pairs under a provenance; return how many were new to it.

        Sources and imported targets are kept as ``memory.wording`` has them; pairs with a side
        that is empty or never seen are passed over. An import's note replaces an older one.
        """
        origin = self._origin(provenance)
        added = 0
        rest = iter(pairs)
        while batch := list(islice(rest, _AT_ONCE)):
            added += self._add(batch, origin, as_is=provenance.approved)
        return added

    def _add(self, batch: list[Pair], origin: int, *, as_is: bool) -> int:
        sources: list[tuple[bytes, str]] = []
        targets: list[tuple[str, int, str, bytes]] = []
        for pair in batch:
            source = wording(pair.source)
            target = pair.target if as_is else target_wording(pair.target)
            if seen(source) and seen(target):
                key = source_key(source)
                sources.append((key, source))
                targets.append((pair.locale, origin, target, key))
        self._connection.executemany(
            "INSERT INTO sources (key, text) VALUES (?, ?) ON CONFLICT (key) DO NOTHING", sources
        )
        done = self._connection.executemany(
            "INSERT OR IGNORE INTO targets SELECT id, ?, ?, ? FROM sources WHERE key = ?", targets
        )
        return done.rowcount

    def _origin(self, provenance: Provenance) -> int:
        row = (provenance.approved, provenance.name)
        self._connection.execute(
            "INSERT OR IGNORE INTO origins (approved, name, note) VALUES (?, ?, ?)",
            (*row, provenance.note),
        )
        with evaluated():
            number, note = self._connection.execute(
                "SELECT id, note FROM origins WHERE approved = ? AND name = ?", row
            ).fetchone()
        if provenance.note and provenance.note != note:
            self._connection.execute(
                "UPDATE origins SET note = ? WHERE id = ?", (provenance.note, number)
            )
        return int(number)

    def forget(self, name: str) -> int:
        """Forget an import; return how many translations it had that are gone now."""
        self._forgot = True
        row = self._connection.execute(
            "SELECT id FROM origins WHERE NOT approved AND name = ?", (name,)
        ).fetchone()
        if row is None:
            return 0
        (last,) = self._connection.execute("SELECT max(id) FROM sources").fetchone()
        # A chunk at a time: SQLite notes every row that goes, with its text, before the first goes.
        gone = sum(
            self._connection.execute(
                "DELETE FROM targets WHERE origin = ? AND source BETWEEN ? AND ?",
                (*row, first, first + postings.CHUNK - 1),
            ).rowcount
            for first in range(0, (last or 0) + 1, postings.CHUNK)
        )
        self._connection.execute("DELETE FROM origins WHERE id = ?", row)
        return gone

    def drop(self, name: str, pairs: Iterable[Pair]) -> int:
        """Forget some pairs of an import, as ``Memory.imported`` has them; return how many."""
        self._forgot = True
        return self._connection.executemany(
            "DELETE FROM targets WHERE locale = ? AND text = ?"
            " AND source = (SELECT id FROM sources WHERE key = ?)"
            " AND origin = (SELECT id FROM origins WHERE NOT approved AND name = ?)",
            [(pair.locale, pair.target, source_key(pair.source), name) for pair in pairs],
        ).rowcount

    def set_approved(
        self,
        approved: Iterable[tuple[str, Pair]],
        fingerprint: str = "",
        sheets: Mapping[str, str] | None = None,
    ) -> None:
        """Make these (document and pair) all that is approved, and note what they were read from.

        With ``sheets`` ("kk/night-visit", and what it was read from; empty where it is gone),
        all that is approved in them; the others are left alone. What is there already is not
        touched.
        """
        wanted = {(name, wording(p.source), p.locale, p.target) for name, p in approved}
        known = self._approved(sheets)
        for gone in sorted(known.keys() - wanted):
            number, origin = known[gone]
            _, _, locale, target = gone
            self._connection.execute(
                "DELETE FROM targets WHERE source = ? AND locale = ? AND origin = ? AND text = ?",
                (number, locale, origin, target),
            )
            self._forgot = True
        by_document: dict[str, list[Pair]] = {}
        for name, source, locale, target in sorted(wanted - known.keys()):
            by_document.setdefault(name, []).append(Pair(source, target, locale))
        for name, pairs in by_document.items():
            self.add(pairs, Provenance(approved=True, name=name))
        self._connection.execute(
            "DELETE FROM origins WHERE approved AND id NOT IN (SELECT origin FROM targets)"
        )
        self.note_fingerprint(fingerprint)
        for name, made_from in (sheets or {}).items():
            self._note(f"{SHEET}{name}", made_from)

    def _approved(self, sheets: Mapping[str, str] | None) -> dict[tuple[str, ...], tuple[int, int]]:
        """Return by document, source, locale and target where what is approved stands."""
        known: dict[tuple[str, ...], tuple[int, int]] = {}
        with evaluated():
            documents = sheets and {sheet.partition("/")[2] for sheet in sheets}
            names = {
                number: texts(name)[0]
                for number, name in self._connection.execute(
                    "SELECT id, name FROM origins WHERE approved"
                )
                if documents is None or name in documents
            }
            if not names:
                return known
            # All translations are gone through, but only those of these documents leave SQLite.
            rows = self._connection.execute(
                "SELECT t.source, t.origin, s.text, t.locale, t.text FROM targets t"  # noqa: S608
                " CROSS JOIN sources s ON s.id = t.source"
                f" WHERE t.origin IN ({','.join(map(str, names))})"
            )
            for source, origin, *columns in rows:
                text, locale, target = texts(*columns)
                name = names[origin]
                if sheets is None or f"{locale}/{name}" in sheets:
                    known[name, text, locale, target] = (source, origin)
        return known

    def note_fingerprint(self, fingerprint: str) -> None:
        """Note what all that is approved was read from; empty where some of it was not."""
        self._note("approved", fingerprint)

    def _note(self, name: str, value: str) -> None:
        if not value:
            self._connection.execute("DELETE FROM facts WHERE name = ?", (name,))
            return
        self._connection.execute(
            "INSERT INTO facts VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE"
            " SET value = ?2 WHERE value <> ?2",
            (name, value),
        )

    def finish(self) -> None:
        """Remove sentences that nobody translates any more and bring the index up to date."""
        rows = self._connection.execute("SELECT number FROM touched ORDER BY number")
        chunks = groupby((number for (number,) in rows), key=lambda n: n >> postings.CHUNK_BITS)
        for chunk, numbers in chunks:
            touched = list(numbers)
            gone = self._remove_unused(touched) if self._forgot else {}
            postings.renew(self._connection, chunk, touched, gone)
        self._connection.execute("DELETE FROM touched")

    def _remove_unused(self, numbers: Iterable[int]) -> dict[int, str]:
        """Remove those of these sentences that nobody translates; return their texts."""
        unused: dict[int, str] = {}
        for number in numbers:
            unused |= self._connection.execute(
                "SELECT id, text FROM sources WHERE id = ? AND NOT EXISTS"
                " (SELECT 1 FROM targets WHERE source = sources.id)",
                (number,),
            ).fetchall()
        self._connection.executemany(
            "DELETE FROM sources WHERE id = ?", [(number,) for number in unused]
        )
        return unused
