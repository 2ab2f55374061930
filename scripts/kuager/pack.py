"""The pack on disk: where everything lies, and the only way to read and write it.

pyproject.toml                                [tool.kuager]
source/<document>.md (.txt .docx .odt .html .epub)
source/<document>.breaks.yaml                 translators' joins and splits
locales/<document>.pot                        template
locales/<locale>/LC_MESSAGES/<document>.po    catalog
locales/<locale>/ledger/<document>/           who did what (see ``ledgers``)
exports/                                      editions (not committed)
.kuager/                                      lock, draft cache, packages, unfinished
                                              files (not committed, for its owner only)
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kuager.breaks import Break, apply_breaks
from kuager.configuration import Configuration, configuration_parse
from kuager.documents import SUFFIXES, Document, identity_traces, read_document, shown_text
from kuager.documents.files import SIZE_LIMIT as SOURCE_LIMIT
from kuager.documents.heads import Source, choose_sources, in_one, read_heads
from kuager.documents.reading import sidecar_of
from kuager.errors import (
    CatalogError,
    ConfigurationError,
    DocumentError,
    StorageError,
    UsageError,
)
from kuager.formats.breaks import breaks_parse, breaks_serialize
from kuager.formats.gettext import (
    catalog_parse,
    catalog_serialize,
    foreign_headers,
    template_parse,
    template_serialize,
)
from kuager.model import CatalogEntry, TemplateEntry, language_of
from kuager.storage import locked, make_private, read_regular, sweep, write_atomically

INTERFACE = "kuager"
"""Name of our own interface's catalogs, which lie beside the documents'."""
TERMBASE = "source/termbase.csv"
"""Name of the termbase in the pack."""


@dataclass(frozen=True, slots=True)
class Catalog:
    """A catalog as it was read."""

    entries: tuple[CatalogEntry, ...] = ()
    content: bytes | None = None
    """The file's bytes; None where there was no file."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A folder with ``[tool.kuager]`` in its pyproject.toml."""

    root: Path
    configuration: Configuration
    dry_run: bool = False
    """Nothing is written; every step still reports what it would do."""

    # Places ---------------------------------------------------------------------------------

    @property
    def private_folder(self) -> Path:
        """Lock, caches, installed packages, what is not saved yet, keys: never committed."""
        return self.root / ".kuager"

    @property
    def exports_folder(self) -> Path:
        """Where editions go unless the user names another place."""
        return self.root / "exports"

    def template_path(self, document: str) -> Path:
        """Where a document's template lies."""
        return self.root.joinpath("locales", f"{document}.pot")

    def catalog_path(self, locale: str, document: str) -> Path:
        """Where a document's catalog for a locale lies."""
        return self.root.joinpath("locales", locale, "LC_MESSAGES", f"{document}.po")

    def ledger_folder(self, locale: str, document: str) -> Path:
        """Where the chains of a document and locale lie."""
        return self.root.joinpath("locales", locale, "ledger", document)

    @property
    def termbase_path(self) -> Path:
        """Where the termbase lies."""
        return self.root / TERMBASE

    def name(self, path: Path) -> str:
        """Return a path as people and files may see it: relative to the pack."""
        within = f"{self.root}{os.sep}"
        text = str(path)
        return text[len(within) :].replace(os.sep, "/") if text.startswith(within) else path.name

    def locales(self, wanted: Sequence[str] = ()) -> list[str]:
        """Return the target locales, all or those wanted. Raises UsageError."""
        for locale in wanted:
            if locale not in self.configuration.target_locales:
                raise UsageError(
                    f"{locale} is not a target locale of this pack.",
                    f"It has: {', '.join(self.configuration.target_locales)}.",
                )
        return list(dict.fromkeys(wanted)) or list(self.configuration.target_locales)

    # Source ---------------------------------------------------------------------------------

    def source_paths(self) -> list[Path]:
        """Return the files in ``source/`` that can be documents, by name."""
        found = []
        for folder, folders, names in os.walk(self.root / "source"):
            folders[:] = [name for name in folders if not name.startswith(".")]
            place = Path(folder)
            visible = [place / name for name in names if not name.startswith(".")]
            found += [path for path in visible if path.suffix.lower() in SUFFIXES]
        return sorted(path for path in found if path.is_file())

    def sources(self, wanted: Sequence[str] = ()) -> list[Source]:
        """Return the documents in ``source/`` by their heads, all or those wanted by id.

        Those that cannot be used are among them. Raises DocumentError when there are none, and
        when a wanted one is missing.
        """
        return choose_sources(read_heads(self.source_paths(), self.root), wanted)

    def documents(self, wanted: Sequence[str] = ()) -> list[Document]:
        """Read the documents, all or those wanted by id, in the order of their files.

        Raises DocumentError when there are none, when one of them cannot be read or shares its
        id with another, and when a wanted one is missing.
        """
        documents: list[Document] = []
        faults: list[DocumentError] = []
        for source in self.sources(wanted):
            try:
                documents.append(self.read(source))
            except DocumentError as error:
                faults.append(error)
        if faults:
            raise in_one(faults)
        return documents

    def read(self, source: Source) -> Document:
        """Read a document. Raises DocumentError."""
        if source.fault is not None:
            raise source.fault
        # By name: on a worker of a cluster the pack lies elsewhere than where it was looked at.
        path = self.root / source.name
        self.inside(path)
        breaks = self.breaks(path)
        adjust = (lambda pieces: apply_breaks(pieces, breaks)[0]) if breaks else None
        document = read_document(path, self.root, adjust=adjust)
        expected = self.configuration.source_locale
        if language_of(document.metadata.language) != language_of(expected):
            raise DocumentError(
                f"{document.path}: is in the language {document.metadata.language}, the pack "
                f"translates from {expected}.",
                "Put it into a pack of its own.",
            )
        return document

    def files_of(self, source: Source) -> tuple[Path, ...]:
        """Return all files that ``read`` looks at, whether they are there or not."""
        path = self.root / source.name
        return (path, sidecar_of(path), self._breaks_path(path))

    def unread_sources(self) -> list[str]:
        """Return the names of files in ``source/`` that are no document by their suffix."""
        folder = self.root / "source"
        beside = {".yaml", ".yml", ".csv", ".tbx", ".tmx"}
        return sorted(
            self.name(path)
            for path in folder.rglob("*")
            if path.is_file()
            and path.suffix.lower() not in SUFFIXES | beside
            and not path.name.startswith(".")
        )

    def _breaks_path(self, source: Path) -> Path:
        return source.with_name(f"{source.stem}.breaks.yaml")

    def breaks(self, source: Path) -> list[Break]:
        """Return the manual joins and splits of a source file. Raises DocumentError."""
        path = self._breaks_path(source)
        content = self.content(path)
        return breaks_parse(content, self.name(path)) if content is not None else []

    def write_breaks(self, source: Path, breaks: Iterable[Break]) -> bool:
        """Write the manual joins and splits of a source file; tell whether that changed it."""
        return self.write(self._breaks_path(source), breaks_serialize(breaks))

    def idle_breaks(self, document: Document) -> list[Break]:
        """Return the joins and splits that fit nowhere any more: their sentence was rewritten."""
        breaks = self.breaks(self.root / document.path)
        applied: set[Break] = set()
        for block in document.blocks:
            pieces = [shown_text(segment) + segment.separator for segment in block.segments]
            applied |= apply_breaks(pieces, breaks)[1]
        return [mark for mark in breaks if mark not in applied]

    def traces(self, document: Document) -> tuple[str, ...]:
        """Return the names of the source file's properties that could identify somebody."""
        path = self.root / document.path
        content = read_regular(self.inside(path), document.path, limit=SOURCE_LIMIT)
        return identity_traces(content or b"", path.suffix)

    def orphans(self, present: Container[str]) -> list[str]:
        """Return the ids of segmented documents that are not among these any more."""
        return [name for name in self.template_names() if name not in present]

    def template_names(self) -> list[str]:
        """Return the ids of the documents that have a template."""
        try:
            names = os.listdir(self.root / "locales")  # noqa: PTH208 (a Path for each takes long)
        except OSError:
            return []
        templates = {name for name in names if name.endswith(".pot") and not name.startswith(".")}
        return sorted({name.removesuffix(".pot") for name in templates} - {INTERFACE})

    def document_ids(self, wanted: Sequence[str] = ()) -> list[str]:
        """Return the ids of the segmented documents, all or those wanted.

        Raises DocumentError when there are none or a wanted one is missing.
        """
        names = self.template_names()
        if not names:
            raise DocumentError("No document is segmented yet.", "Run: kuager segment")
        for name in wanted:
            if name not in names:
                raise DocumentError(
                    f"There is no segmented document {name}.",
                    f"There are: {', '.join(names[:10])}. After adding one: kuager segment",
                )
        return list(dict.fromkeys(wanted)) or names

    # Catalogs -------------------------------------------------------------------------------

    def template(self, document: str) -> list[TemplateEntry]:
        """Read a document's template; empty where there is none. Raises CatalogError."""
        path = self.template_path(document)
        content = self.content(path)
        return template_parse(content, self.name(path)) if content is not None else []

    def catalog(self, locale: str, document: str) -> Catalog:
        """Read a document's catalog; an empty one where there is none. Raises CatalogError."""
        path = self.catalog_path(locale, document)
        content = self.content(path)
        if content is None:
            return Catalog()
        name = self.name(path)
        if not content.strip():
            raise CatalogError(
                f"{name} is empty.",
                "Take the last good version from git, or delete the file to start anew.",
            )
        return Catalog(tuple(catalog_parse(content, name)), content)

    def foreign_headers(self, locale: str, name: str) -> tuple[str, ...]:
        """Return the fields of a catalog's header that may name somebody. Raises CatalogError."""
        path = self.catalog_path(locale, name)
        # The header alone: our own words' catalogs have plurals, which no testimony has.
        header = (self.content(path) or b"").replace(b"\r\n", b"\n").partition(b"\n\n")[0]
        return foreign_headers(header + b"\n", self.name(path)) if header.strip() else ()

    def write_template(self, document: str, entries: Iterable[TemplateEntry]) -> bool:
        """Write a template; tell whether that changed it."""
        return self.write(self.template_path(document), template_serialize(document, entries))

    def write_catalog(
        self, locale: str, document: str, entries: Iterable[CatalogEntry], base: Catalog
    ) -> bool:
        """Write a catalog that was made from ``base``; tell whether that changed it.

        Raises CatalogError when another program saved the file meanwhile: its work counts.
        """
        content = catalog_serialize(document, locale, entries)
        return self.replace_catalog(locale, document, content, base)

    def replace_catalog(self, locale: str, document: str, content: bytes, base: Catalog) -> bool:
        """Put a catalog's new bytes in the place of ``base``, as ``write_catalog`` does."""
        path = self.catalog_path(locale, document)
        if self.content(path) != base.content:
            raise CatalogError(
                f"{self.name(path)} was saved by another program meanwhile; it is left as it is.",
                "Run the command again.",
            )
        return self.write(path, content)

    # Files ----------------------------------------------------------------------------------

    def content(self, path: Path) -> bytes | None:
        """Return a file of the pack, None where there is none. Raises StorageError."""
        return read_regular(self.inside(path), self.name(path))

    def write(self, path: Path, content: bytes) -> bool:
        """Write a file whole or not at all; tell whether that changes it."""
        if path.is_relative_to(self.root):
            path = self.inside(path)
        name = self.name(path)
        if self.dry_run:
            return read_regular(path, name) != content
        return write_atomically(path, content, name, self.workshop())

    def inside(self, path: Path) -> Path:
        """Return where a path of the pack really lies. Raises StorageError if elsewhere.

        A pack that somebody sends must not reach for files outside of it through links.
        """
        try:
            real = path.resolve()
        except RuntimeError as error:  # so Python 3.11 tells of a loop
            raise StorageError(
                f"{self.name(path)} is a link that leads back to itself.",
                "Replace the link by the file.",
            ) from error
        if not real.is_relative_to(self.root):
            raise StorageError(
                f"{self.name(path)} leads out of the pack.", "Replace the link by the file."
            )
        return real

    def private_file(self, name: str) -> Path:
        """Return the path of a file in ``.kuager/``, its folder made. Raises StorageError."""
        folder = self.inside(self.private_folder)
        make_private(folder, ".kuager")
        # A pack that somebody made by hand may not tell git to leave the folder out.
        write_atomically(folder / ".gitignore", b"*\n", ".kuager/.gitignore")
        return self.inside(folder / name)

    def workshop(self) -> Path:
        """Return the folder of unfinished files, made. Raises StorageError."""
        folder = self.private_file("tmp")
        make_private(folder, ".kuager/tmp")
        return folder

    @contextlib.contextmanager
    def lock(self, on_wait: Callable[[], None]) -> Iterator[None]:
        """Keep other processes from writing to the pack meanwhile."""
        if self.dry_run:
            yield
            return
        path = self.private_file("lock")
        workshop = self.workshop()
        with locked(path, self.name(path), on_wait):
            sweep(workshop)
            yield


def open_pack(folder: Path, *, dry_run: bool = False) -> Pack:
    """Find the pack that a folder belongs to and read its configuration.

    Raises ConfigurationError when neither the folder nor any above it is a pack.
    """
    folder = folder.resolve()  # so that every path of the pack is a real one
    if not folder.is_dir():
        raise ConfigurationError("There is no such folder.", "Give the folder of a pack.")
    for candidate in (folder, *folder.parents):
        path = candidate / "pyproject.toml"
        content = (read_regular(path, "pyproject.toml") if path.is_file() else None) or b""
        if b"[tool.kuager" in content:
            return Pack(candidate, configuration_parse(content), dry_run=dry_run)
    raise ConfigurationError(
        "This folder belongs to no pack.",
        "Go to one, or name it with --pack; a pack has [tool.kuager] in its pyproject.toml.",
    )
