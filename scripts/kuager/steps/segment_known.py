"""What segmenting came to before, by document: where nothing changed, it is told again.

A row says what a document's files held when they were last gone through, and what came of that.
It is made from the files and never the truth: in every doubt (another program, other settings, a
row that does not prove whole, no such file) the work is done, and without the cache it always is.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from kuager import databases
from kuager.databases import Damage, DamagedError, Layout
from kuager.documents.heads import Source
from kuager.errors import KuagerError, StorageError
from kuager.index import Stamp, digest_of, stamp_of
from kuager.merging import MergeReport
from kuager.pack import Pack
from kuager.steps.program import program_digest
from kuager.steps.segment_document import MergedDocument, Reading, template_digest

FILE = "segmented.sqlite"
"""Name of the cache in ``.kuager/``. It holds numbers and digests, and nothing of the text."""
_LIBRARIES = ("babel", "polib", "pypandoc_binary", "pyyaml", "rapidfuzz")
"""Those whose version decides what is read or merged."""
_LAYOUT = Layout(
    application=0x4B755331,  # "KuS1"
    version=1,
    tables=(
        """CREATE TABLE known (document TEXT PRIMARY KEY, row BLOB NOT NULL, proof BLOB NOT NULL)
        WITHOUT ROWID""",
    ),
)
_DAMAGE = Damage("cache of segmenting", "It can be deleted.", DamagedError)
_AT_ONCE = 200
"""Rows that are written in one transaction."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some of a document's files."""

    stamp: bytes
    settled: bool
    """Another change would show in the stamp."""
    digest: bytes
    """Of their names and contents."""


@dataclass(frozen=True, slots=True)
class Row:
    """What is known of a document."""

    source: Part
    template: Part
    sheets: Part
    """Catalogs and ledgers."""
    read_from: bytes
    """Digest of all that ``reading`` was made from."""
    read_to: bytes
    """Digest of the template's file that came of it."""
    reading: Reading
    merged_from: bytes = b""
    """Digest of all that merging left as it was; empty where it did not."""
    merges: dict[str, MergeReport] | None = None
    """By target locale."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A document's files as they are now, and what is known of them."""

    source: Source
    parts: tuple[Part, Part, Part]
    read_from: bytes
    merged_from: bytes
    row: Row | None

    @property
    def reading(self) -> Reading | None:
        """What reading the source would come to; the template lies in its file."""
        row, template = self.row, self.parts[1]
        if row is None or (row.read_from, row.read_to) != (self.read_from, template.digest):
            return None
        return row.reading

    @property
    def merges(self) -> dict[str, MergeReport] | None:
        """What merging would come to, where it would leave every file as it is."""
        row = self.row
        if row is None or self.reading is None or row.merged_from != self.merged_from:
            return None
        return row.merges


class Known:
    """The cache of a pack. Whatever it cannot do costs time and nothing else."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._path: Path | None = None
        self._rows: dict[str, Row] = {}
        """Not yet written."""
        self._program = program_digest(_LIBRARIES)
        with self._doubted():
            path = pack.private_file(FILE)
            try:
                self._connection = databases.connect(path, _LAYOUT, _DAMAGE)
            except DamagedError:
                databases.discard(path, _DAMAGE)
                self._connection = databases.connect(path, _LAYOUT, _DAMAGE)
            self._path = path

    @contextlib.contextmanager
    def _doubted(self) -> Iterator[None]:
        """Do without the cache from its first fault on; what is damaged is thrown away."""
        try:
            yield
        except StorageError as error:
            path, self._path = self._path, None
            self._rows.clear()
            if path is not None:
                self._connection.close()
                if isinstance(error, DamagedError):
                    with contextlib.suppress(StorageError):
                        databases.discard(path, _DAMAGE)

    def close(self) -> None:
        """Write what waits, and close the file."""
        self._write()
        if self._path is not None:
            self._connection.close()
            self._path = None

    def look(self, source: Source) -> Looked | None:
        """Return what is known of a document; None where its files cannot all be looked at.

        Only files that may have changed are read.
        """
        if self._path is None:
            return None
        row = self._find(source.document)
        known = (row.source, row.template, row.sheets) if row else (None, None, None)
        try:
            stamps = _stamps(self._pack, source)
            parts = [
                before
                if before and before.settled and before.stamp == stamp.stamp
                else Part(stamp.stamp, stamp.settled, self._digest(stamp))
                for stamp, before in zip(stamps, known, strict=True)
            ]
        except KuagerError:
            return None
        configuration = self._pack.configuration
        language = configuration.source_locale.encode()
        name = source.name.encode("utf-8", "surrogateescape")
        read_from = _digest_of(parts[0].digest, name, language, self._program)
        policies = msgspec.json.encode((configuration.target_locales, configuration.policies))
        merged_from = _digest_of(read_from, parts[1].digest, parts[2].digest, policies)
        return Looked(source, (parts[0], parts[1], parts[2]), read_from, merged_from, row)

    def touch(self, looked: Looked) -> None:
        """Note that files were only touched, so that they need not be read again."""
        row = looked.row
        if row and (row.source, row.template, row.sheets) != looked.parts:
            source, template, sheets = looked.parts
            self._note(looked, replace(row, source=source, template=template, sheets=sheets))

    def keep(self, looked: Looked, merged: MergedDocument, written: int) -> None:
        """Note what came of a document whose files were looked at before."""
        if not merged.restored:
            return
        source, template, sheets = looked.parts
        try:
            now = _stamps(self._pack, looked.source)
            if not self._same(source, now[0]):
                return
            left = not written and not any(one.events for one in merged.catalogs.values())
            left = left and self._same(template, now[1]) and self._same(sheets, now[2])
        except KuagerError:
            return
        row = Row(
            source=source,
            template=template,
            sheets=sheets,
            read_from=looked.read_from,
            read_to=template_digest(self._pack, merged.document, merged.template),
            reading=merged.reading,
        )
        if left:
            merges = {locale: one.report for locale, one in merged.catalogs.items()}
            row = replace(row, merged_from=looked.merged_from, merges=merges)
        self._note(looked, row)

    def _same(self, before: Part, now: Stamp) -> bool:
        """Tell whether files are what they were; those written just now are read once more."""
        if before.stamp != now.stamp:
            return False
        return before.settled or before.digest == self._digest(now)

    def _digest(self, stamp: Stamp) -> bytes:
        pack = self._pack
        return digest_of((pack.name(p), pack.content(p) or b"") for p in map(Path, stamp.names))

    # The file -------------------------------------------------------------------------------

    def _find(self, document: str) -> Row | None:
        found: tuple[object, ...] | None = None
        with self._doubted(), _DAMAGE.evaluated():
            found = self._connection.execute(
                "SELECT row, proof FROM known WHERE document = ?", (document,)
            ).fetchone()
        if found is None:
            return None
        content, proof = found
        if not isinstance(content, bytes) or proof != digest_of([(document, content)]):
            return None
        try:
            return msgspec.json.decode(content, type=Row)
        except msgspec.MsgspecError:
            return None

    def _note(self, looked: Looked, row: Row) -> None:
        self._rows[looked.source.document] = row
        if len(self._rows) >= _AT_ONCE:
            self._write()

    def _write(self) -> None:
        rows = [(document, msgspec.json.encode(row)) for document, row in self._rows.items()]
        self._rows.clear()
        if self._path is None or not rows:
            return
        with self._doubted(), _DAMAGE.told():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._connection.executemany(
                    "INSERT OR REPLACE INTO known VALUES (?, ?, ?)",
                    [(name, content, digest_of([(name, content)])) for name, content in rows],
                )
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise


@contextlib.contextmanager
def known_before(pack: Pack) -> Iterator[Known | None]:
    """Open the cache; None in a dry run, which writes nothing."""
    if pack.dry_run:
        yield None
        return
    known = Known(pack)
    try:
        yield known
    finally:
        known.close()


def _digest_of(*parts: bytes) -> bytes:
    return digest_of(("", part) for part in parts)


def _stamps(pack: Pack, source: Source) -> tuple[Stamp, Stamp, Stamp]:
    """Return the stamps of a document's source, its template, and its catalogs and ledgers."""
    document = source.document
    sheets = [
        stamp_of(
            [os.fspath(pack.catalog_path(locale, document))],
            os.fspath(pack.ledger_folder(locale, document)),
            (".jsonl", ".seal"),
        )
        for locale in pack.locales()
    ]
    return (
        stamp_of(map(os.fspath, pack.files_of(source))),
        stamp_of([os.fspath(pack.template_path(document))]),
        Stamp(
            _digest_of(*(sheet.stamp for sheet in sheets)),
            all(sheet.settled for sheet in sheets),
            tuple(name for sheet in sheets for name in sheet.names),
        ),
    )
