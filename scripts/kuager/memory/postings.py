"""Which remembered sentences share words with a given one, found without reading them all.

Sentences are numbered; a run of CHUNK numbers is a chunk. For each chunk and word there is the
list of sentences that hold it. A look-up adds up the weights of the words a sentence shares
with the one looked for, rare words first: common ones, in a large memory, say little and cost
much. What comes out is a short list for an exact comparison, not an answer.
"""

from __future__ import annotations

import re
import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from kuager.memory.damage import damaged, evaluated, texts
from kuager.placeables import mask

CHUNK_BITS = 15
CHUNK = 1 << CHUNK_BITS
"""Sentences of a chunk."""
_FEW = CHUNK >> 4
"""Changed sentences of a chunk up to which it is quicker to change it than to index it anew."""
TABLES = (
    """CREATE TABLE postings (chunk INTEGER, word TEXT, places BLOB NOT NULL,
        PRIMARY KEY (chunk, word)) WITHOUT ROWID""",
    "CREATE TABLE lengths (chunk INTEGER PRIMARY KEY, characters BLOB NOT NULL)",
    """CREATE TABLE present (chunk INTEGER, locale TEXT, bits BLOB NOT NULL,
        PRIMARY KEY (chunk, locale)) WITHOUT ROWID""",
)
_MOST_POSTINGS = 400_000
"""Places looked at for one sentence; a few milliseconds."""
_MOST_WORDS = 256
"""Words of a sentence that are looked for, the rarest."""
_LONGEST_WORD = 32
_WORD = re.compile(r"\w+")
_PLACE = np.dtype("<u2")
_LENGTHS_SIZE = CHUNK * _PLACE.itemsize
_BITS_SIZE = CHUNK // 8


def plain_text(text: str) -> str:
    """Return the words of a segment without its placeables."""
    return mask(text).plain if "<" in text else text


def words(plain: str) -> set[str]:
    """Return the words of a plain text, in small letters."""
    return {word[:_LONGEST_WORD] for word in _WORD.findall(plain.lower())}


def renew(
    connection: sqlite3.Connection, chunk: int, touched: Sequence[int], gone: Mapping[int, str]
) -> None:
    """Write down anew what these sentences of a chunk hold. Run it in a transaction.

    ``touched`` are the numbers of all that came, went, or got or lost a translation; ``gone``
    are the texts of those that went. Raises DamagedMemoryError.
    """
    with evaluated():
        row = connection.execute(
            "SELECT characters FROM lengths WHERE chunk = ?", (chunk,)
        ).fetchone()
        if row is None or len(touched) > _FEW:
            _index(connection, chunk)
            return
        first = chunk << CHUNK_BITS
        lengths = np.frombuffer(_sized(row[0], _LENGTHS_SIZE), _PLACE).copy()
        new = [number for number in touched if number not in gone and not lengths[number - first]]
        for number in gone:
            lengths[number - first] = 0
        added = _places(_sentences(connection, new), first, lengths)
        removed = _places(gone.items(), first)
        if not lengths.any():
            _index(connection, chunk)
            return
        connection.execute(
            "UPDATE lengths SET characters = ?1 WHERE chunk = ?2 AND characters <> ?1",
            (lengths.tobytes(), chunk),
        )
        _change_postings(connection, chunk, added, removed)
        _mark_present(connection, chunk, touched)


def _index(connection: sqlite3.Connection, chunk: int) -> None:
    """Write down anew what all sentences of a chunk hold."""
    first = chunk << CHUNK_BITS
    for table in ("postings", "lengths", "present"):
        connection.execute(f"DELETE FROM {table} WHERE chunk = ?", (chunk,))  # noqa: S608
    lengths = np.zeros(CHUNK, _PLACE)
    places = _places(
        connection.execute(
            "SELECT id, text FROM sources WHERE id BETWEEN ? AND ? ORDER BY id",
            (first, first + CHUNK - 1),
        ),
        first,
        lengths,
    )
    if not lengths.any():
        return
    connection.executemany(
        "INSERT INTO postings VALUES (?, ?, ?)",
        ((chunk, word, np.array(places[word], _PLACE).tobytes()) for word in sorted(places)),
    )
    connection.execute("INSERT INTO lengths VALUES (?, ?)", (chunk, lengths.tobytes()))
    _mark_present(connection, chunk)


def _sentences(
    connection: sqlite3.Connection, numbers: Iterable[int]
) -> Iterator[tuple[int, object]]:
    for number in numbers:
        yield from connection.execute("SELECT id, text FROM sources WHERE id = ?", (number,))


def _places(
    sentences: Iterable[tuple[int, object]], first: int, lengths: NDArray[np.uint16] | None = None
) -> Mapping[str, array[int]]:
    """Return where in a chunk each word is; note how long the sentences are."""
    places: defaultdict[str, array[int]] = defaultdict(lambda: array("H"))
    for number, text in sentences:
        place = number - first
        plain = plain_text(*texts(text))
        if lengths is not None:
            lengths[place] = min(len(plain), 0xFFFF)
        for word in words(plain):
            places[word].append(place)
    return places


def _change_postings(
    connection: sqlite3.Connection,
    chunk: int,
    added: Mapping[str, array[int]],
    removed: Mapping[str, array[int]],
) -> None:
    none = array("H")
    for word in sorted(added.keys() | removed.keys()):
        row = connection.execute(
            "SELECT places FROM postings WHERE chunk = ? AND word = ?", (chunk, word)
        ).fetchone()
        before = np.frombuffer(row[0] if row else b"", _PLACE)
        kept = np.setdiff1d(before, np.array(removed.get(word, none), _PLACE), assume_unique=True)
        after = np.union1d(kept, np.array(added.get(word, none), _PLACE)).astype(_PLACE)
        if len(after):
            connection.execute(
                "INSERT INTO postings VALUES (?1, ?2, ?3)"
                " ON CONFLICT (chunk, word) DO UPDATE SET places = ?3",
                (chunk, word, after.tobytes()),
            )
        else:
            connection.execute("DELETE FROM postings WHERE chunk = ? AND word = ?", (chunk, word))


def _mark_present(
    connection: sqlite3.Connection, chunk: int, touched: Sequence[int] | None = None
) -> None:
    """Note which sentences, of those touched or of all, have translations into which locale."""
    first = chunk << CHUNK_BITS
    before: dict[str, NDArray[np.bool_]] = {
        locale: np.unpackbits(np.frombuffer(_sized(bits, _BITS_SIZE), np.uint8)).astype(np.bool_)
        for locale, bits in connection.execute(
            "SELECT locale, bits FROM present WHERE chunk = ?", (chunk,)
        )
    }
    present = {locale: bits.copy() for locale, bits in before.items()}
    if touched is None:
        spans = [(first, first + CHUNK - 1)]
    else:
        spans = [(number, number) for number in touched]
        for bits in present.values():
            bits[np.array(touched) - first] = False
    for span in spans:
        for number, locale in connection.execute(
            "SELECT DISTINCT source, locale FROM targets WHERE source BETWEEN ? AND ?", span
        ):
            bits = present.setdefault(locale, np.zeros(CHUNK, np.bool_))
            bits[number - first] = True
    for locale, bits in sorted(present.items()):
        if not bits.any():
            connection.execute(
                "DELETE FROM present WHERE chunk = ? AND locale = ?", (chunk, locale)
            )
        elif locale not in before or not np.array_equal(bits, before[locale]):
            connection.execute(
                "INSERT INTO present VALUES (?1, ?2, ?3)"
                " ON CONFLICT (chunk, locale) DO UPDATE SET bits = ?3",
                (chunk, locale, np.packbits(bits).tobytes()),
            )


class Index:
    """The index of a memory, as it stands now; make another one after a change.

    Of a damaged file it raises anything that ``damage.evaluated`` turns into damage.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Load the lengths of all sentences, two bytes each."""
        self._connection = connection
        self._lengths: dict[int, NDArray[np.uint16]] = {
            chunk: np.frombuffer(_sized(characters, _LENGTHS_SIZE), _PLACE).astype(np.uint16)
            for chunk, characters in connection.execute("SELECT chunk, characters FROM lengths")
        }
        self._total = sum(int(np.count_nonzero(lengths)) for lengths in self._lengths.values())
        self._translated: dict[str, dict[int, NDArray[np.uint16]]] = {}

    def near(self, plain: str, locale: str, count: int, at_least: float) -> list[int]:
        """Return the numbers of the sentences likeliest to be similar, at most ``count``.

        Only those with a translation into ``locale`` and of a length at which a similarity of
        ``at_least`` (0 to 100) is possible.
        """
        weight = {
            word: np.float32(np.log1p(self._total / frequency))
            for word, frequency in self._rarest(plain)
        }
        rows = self._connection.execute(
            "SELECT chunk, word, places FROM postings WHERE chunk IN (SELECT chunk FROM lengths)"  # noqa: S608
            f" AND word IN ({_marks(weight)}) ORDER BY chunk",
            [*weight],
        )
        lengths = self._with_target(locale)
        closeness = _closeness(len(plain), at_least)
        numbers, ranks = np.zeros(0, np.int64), np.zeros(0, np.float32)
        # A chunk at a time: its weights stay in the processor's cache.
        for chunk, found in groupby(rows, key=itemgetter(0)):
            weights = np.zeros(CHUNK, np.float32)
            for _, word, holders in found:
                weights[np.frombuffer(holders, _PLACE)] += weight[word]
            if chunk not in lengths:
                continue
            # No rank is above its weight; comparing first leaves few to look closer at.
            floor = ranks.min() if len(ranks) >= count else np.float32(0)
            places = np.flatnonzero(weights > floor)
            likely = weights[places] * closeness[lengths[chunk][places]]
            better = likely > floor
            numbers = np.concatenate((numbers, places[better] + (chunk << CHUNK_BITS)))
            ranks = np.concatenate((ranks, likely[better]))
            if len(ranks) > count:
                kept = np.argpartition(-ranks, count - 1)[:count]
                numbers, ranks = numbers[kept], ranks[kept]
        found_numbers: list[int] = np.sort(numbers).tolist()
        return found_numbers

    def _rarest(self, plain: str) -> list[tuple[str, int]]:
        """Return words of a sentence and how many hold each, as many as there is time for."""
        wanted = sorted(words(plain))
        counted: list[tuple[int, str]] = []
        for start in range(0, len(wanted), _MOST_WORDS):
            part = wanted[start : start + _MOST_WORDS]
            counted += self._connection.execute(
                "SELECT sum(length(places)), word FROM postings"  # noqa: S608
                " WHERE chunk IN (SELECT chunk FROM lengths)"
                f" AND word IN ({_marks(part)}) GROUP BY word",
                part,
            ).fetchall()
        counted.sort()
        chosen: list[tuple[str, int]] = []
        looked_at = 0
        for size, word in counted[:_MOST_WORDS]:
            frequency = size // _PLACE.itemsize
            looked_at += frequency
            if chosen and looked_at > _MOST_POSTINGS:
                break
            chosen.append((word, frequency))
        return chosen

    def _with_target(self, locale: str) -> dict[int, NDArray[np.uint16]]:
        """Return by chunk the lengths of the sentences translated into a locale, 0 for others."""
        known = self._translated.get(locale)
        if known is None:
            rows = self._connection.execute(
                "SELECT chunk, bits FROM present WHERE locale = ?"
                " AND chunk IN (SELECT chunk FROM lengths)",
                (locale,),
            )
            known = self._translated[locale] = {
                chunk: self._lengths[chunk]
                * np.unpackbits(np.frombuffer(_sized(bits, _BITS_SIZE), np.uint8))
                for chunk, bits in rows
            }
        return known


def _sized(blob: bytes, size: int) -> bytes:
    # Numpy would stretch a single number over the whole chunk.
    if len(blob) != size:
        raise damaged()
    return blob


def _marks(values: Collection[object]) -> str:
    return ",".join("?" * len(values))


def _closeness(length: int, at_least: float) -> NDArray[np.float32]:
    """Return for each length of a sentence how similar to one of ``length`` it can be at most.

    0 where that is less than ``at_least``: of two texts no more than the shorter one is in
    common, so the similarity is at most twice its length by the length of both.
    """
    others = np.arange(0x10000, dtype=np.float32)
    length = min(length, 0xFFFF)
    most = 2 * np.minimum(others, length) / np.maximum(others + length, 1)
    most[most < at_least / 100] = 0
    return most.astype(np.float32)
