"""The tables of the index: what is known of all documents at once.

Everything here is made from the files and made again when they change. A **sheet** is a document
in one locale; its row says what it was made from, so that a sheet whose files, policy, terms and
checks are the same is never read twice. A sheet that cannot be read has a row too, with the
reason, and no units.

Units are named ``sheet << NUMBER_BITS | number``: a sheet's units lie beside one another, in the
order of its catalog, and a range of names is a sheet. ``placed`` shows them with their document
and number::

    SELECT document, locale, number, source, target, state FROM placed
    WHERE sheet = 7 ORDER BY id

    -- sentences that one locale has in several wordings
    SELECT source_hash, count(DISTINCT target_hash) FROM units
    WHERE locale = 'kk' AND target <> '' GROUP BY source_hash HAVING count(DISTINCT target_hash) > 1
"""

from __future__ import annotations

from kuager.databases import Layout
from kuager.model import text_hash

NUMBER_BITS = 24
"""Bits of a unit's name that hold its number in the document, from 1."""
_HASH_BITS = 63
"""SQLite's integers have a sign."""

_TABLES = (
    # A sheet's files ("kk/night-visit") as they were when their digest was taken: a hash of their
    # names, sizes and times. Files that had been written a moment before are not settled: they may
    # have changed since without their times showing it.
    """CREATE TABLE stamps (name TEXT PRIMARY KEY, stamp BLOB NOT NULL, settled INTEGER NOT NULL,
        digest BLOB NOT NULL) WITHOUT ROWID""",
    # Source files, stamped alike: their document's id and its policy; both are empty where the
    # file cannot be read.
    """CREATE TABLE sources (path TEXT PRIMARY KEY, stamp BLOB NOT NULL, settled INTEGER NOT NULL,
        document TEXT NOT NULL, gender TEXT NOT NULL) WITHOUT ROWID""",
    # problem and mend are empty but where the sheet was set aside. counts, signatures, headers and
    # found are JSON (see ``index.surveys``); found is the longest by far, and therefore the last.
    """CREATE TABLE sheets (id INTEGER PRIMARY KEY, document TEXT NOT NULL, locale TEXT NOT NULL,
        made_from BLOB NOT NULL, units INTEGER NOT NULL, findings INTEGER NOT NULL,
        counts BLOB NOT NULL, signatures BLOB NOT NULL, headers BLOB NOT NULL,
        problem TEXT NOT NULL, mend TEXT NOT NULL, found BLOB NOT NULL,
        UNIQUE (document, locale))""",
    # state and origin are the values of ``State`` and ``Origin`` (empty where there is none), the
    # hashes what ``hash_number`` makes of source and target.
    """CREATE TABLE units (id INTEGER PRIMARY KEY, locale TEXT NOT NULL,
        occurrence INTEGER NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL,
        state TEXT NOT NULL, origin TEXT NOT NULL, unedited INTEGER NOT NULL,
        source_hash INTEGER NOT NULL, target_hash INTEGER NOT NULL)""",
    "CREATE INDEX units_by_source ON units (locale, source_hash, target_hash)",
    f"""CREATE VIEW placed AS SELECT u.id, u.id >> {NUMBER_BITS} AS sheet,
        u.id & {(1 << NUMBER_BITS) - 1} AS number, s.document, u.locale, u.occurrence, u.source,
        u.target, u.state, u.origin, u.unedited, u.source_hash, u.target_hash
        FROM units u JOIN sheets s ON s.id = u.id >> {NUMBER_BITS}""",  # noqa: S608
    # marks are words that say of a unit what a search can be narrowed to (see ``mark``).
    """CREATE VIEW searched AS SELECT id, source, target,
        'locale' || replace(replace(locale, '-', ''), '_', '') ||
        ' state' || replace(state, '-', '') AS marks FROM units""",
    """CREATE VIRTUAL TABLE words USING fts5 (source, target, marks, content = 'searched',
        content_rowid = 'id', columnsize = 0, tokenize = 'unicode61 remove_diacritics 1')""",
)
LAYOUT = Layout(application=0x4B754931, version=1, tables=_TABLES)  # "KuI1"
"""Its version grows with every change to the tables; an index of another one is made anew."""


def mark(kind: str, value: str) -> str:
    """Return the word that units with such a "locale" or "state" are marked with."""
    return kind + value.replace("-", "").replace("_", "")


def hash_number(text: str) -> int:
    """Return the first 63 bits of a text's hash, as SQLite can hold them."""
    return int(text_hash(text)[:16], 16) >> (64 - _HASH_BITS)


def unit_name(sheet: int, number: int) -> int:
    """Return what a unit is called here."""
    return (sheet << NUMBER_BITS) + number
