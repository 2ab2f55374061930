"""The pack on disk: where everything lies, and the only way to read and write it.

pyproject.toml                                [tool.kuager]
source/<document>.md (.txt .docx .odt .html .epub)
source/<document>.breaks.yaml                 translators' joins and splits
locales/<document>.pot                        template
locales/<locale>/LC_MESSAGES/<document>.po    catalog
locales/<locale>/ledger/<document>/<actor>.jsonl and .seal
exports/                                      editions (not committed)
.kuager/                                      lock, draft cache, packages (not committed)
"""

from __future__ import annotations

import contextlib
import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kuager.breaks import Break, apply_breaks
from kuager.configuration import Configuration, configuration_parse
from kuager.documents import SUFFIXES, Document, read_document, shown_text
from kuager.errors import ConfigurationError, DocumentError, LedgerError, UsageError
from kuager.formats.breaks import breaks_parse, breaks_serialize
from kuager.formats.gettext import (
    catalog_parse,
    catalog_serialize,
    template_parse,
    template_serialize,
)
from kuager.formats.ledger import (
    Chain,
    Seal,
    ledger_extend,
    ledger_parse,
    ledger_serialize,
    ledger_verify,
    seal_parse,
    seal_serialize,
)
from kuager.model import CatalogEntry, TemplateEntry
from kuager.review import Event, History
from kuager.storage import explain, locked, write_atomically

MACHINE = "machine"
"""The actor that drafts; no person may take this pseudonym."""
INTERFACE = "kuager"
"""Name of our own interface's catalogs, which lie beside the documents'."""
_SUFFIXES = ", ".join(sorted(SUFFIXES))
_ACTOR = re.compile(r"[a-z0-9][a-z0-9-]{0,31}\Z")


def check_actor(pseudonym: str) -> str:
    """Return the pseudonym. Raises UsageError for what cannot be one."""
    if not _ACTOR.match(pseudonym) or pseudonym == MACHINE:
        raise UsageError(
            f"“{pseudonym}” cannot be a pseudonym.",
            "Use lower-case letters, digits and hyphens, such as translator-1; "
            "never your own name.",
        )
    return pseudonym


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
        """Lock, caches, installed packages: never committed, safe to delete."""
        return self.root / ".kuager"

    @property
    def exports_folder(self) -> Path:
        """Where editions go unless the user names another place."""
        return self.root / "exports"

    def template_path(self, document: str) -> Path:
        """Where a document's template lies."""
        return self.root / "locales" / f"{document}.pot"

    def catalog_path(self, locale: str, document: str) -> Path:
        """Where a document's catalog for a locale lies."""
        return self.root / "locales" / locale / "LC_MESSAGES" / f"{document}.po"

    def ledger_folder(self, locale: str, document: str) -> Path:
        """Where the chains of a document and locale lie."""
        return self.root / "locales" / locale / "ledger" / document

    def name(self, path: Path) -> str:
        """Return a path as people and files may see it: relative to the pack."""
        with contextlib.suppress(ValueError):
            return path.relative_to(self.root).as_posix()
        return path.name

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
        folder = self.root / "source"
        if not folder.is_dir():
            return []
        return sorted(
            path
            for path in folder.rglob("*")
            if path.suffix.lower() in SUFFIXES
            and path.is_file()
            and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        )

    def documents(self, wanted: Sequence[str] = ()) -> list[Document]:
        """Read the documents, all or those wanted by id.

        Raises DocumentError when there are none, when one cannot be read, when two share an
        id, and when a wanted one is missing.
        """
        documents: dict[str, Document] = {}
        for path in self.source_paths():
            document = self._read(path)
            known = documents.setdefault(document.metadata.id, document)
            if known is not document:
                raise DocumentError(
                    f"{self.name(path)} and {known.path} have the same id, {document.metadata.id}.",
                    "Give one of them another id.",
                )
        if not documents:
            raise DocumentError("source/ holds no document.", f"Put one there: {_SUFFIXES}.")
        for name in wanted:
            if name not in documents:
                raise DocumentError(
                    f"There is no document {name} in source/.",
                    f"There are: {', '.join(sorted(documents)[:10])}.",
                )
        return [documents[name] for name in dict.fromkeys(wanted)] or list(documents.values())

    def _read(self, path: Path) -> Document:
        breaks = self.breaks(path)
        if not breaks:
            return read_document(path, self.root)
        return read_document(path, self.root, adjust=lambda pieces: apply_breaks(pieces, breaks)[0])

    def _breaks_path(self, source: Path) -> Path:
        return source.with_name(f"{source.stem}.breaks.yaml")

    def breaks(self, source: Path) -> list[Break]:
        """Return the manual joins and splits of a source file. Raises DocumentError."""
        path = self._breaks_path(source)
        content = self._content(path)
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

    def orphans(self, documents: Sequence[Document]) -> list[str]:
        """Return the ids of segmented documents that are not among these any more."""
        present = {document.metadata.id for document in documents}
        return [name for name in self.template_names() if name not in present]

    def template_names(self) -> list[str]:
        """Return the ids of the documents that have a template."""
        names = sorted(path.stem for path in (self.root / "locales").glob("*.pot"))
        return [name for name in names if name != INTERFACE]

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
        content = self._content(path)
        return template_parse(content, self.name(path)) if content is not None else []

    def catalog(self, locale: str, document: str) -> list[CatalogEntry]:
        """Read a document's catalog; empty where there is none. Raises CatalogError."""
        path = self.catalog_path(locale, document)
        content = self._content(path)
        return catalog_parse(content, self.name(path)) if content is not None else []

    def write_template(self, document: str, entries: Iterable[TemplateEntry]) -> bool:
        """Write a template; tell whether that changed it."""
        return self.write(self.template_path(document), template_serialize(document, entries))

    def write_catalog(self, locale: str, document: str, entries: Iterable[CatalogEntry]) -> bool:
        """Write a catalog; tell whether that changed it."""
        content = catalog_serialize(document, locale, entries)
        return self.write(self.catalog_path(locale, document), content)

    # Ledger ---------------------------------------------------------------------------------

    def chains(self, locale: str, document: str) -> dict[str, Chain]:
        """Read and prove every chain of a document and locale. Raises LedgerError."""
        chains = {}
        for path in self._ledger_paths(locale, document, ".jsonl"):
            content = self._content(path) or b""
            chains[path.stem] = ledger_parse(
                content,
                document=document,
                locale=locale,
                actor=path.stem,
                name=self.name(path),
            )
        return chains

    def seals(self, locale: str, document: str) -> dict[str, Seal]:
        """Read the seals of a document's chains. Raises LedgerError."""
        return {
            path.stem: seal_parse(self._content(path) or b"", self.name(path))
            for path in self._ledger_paths(locale, document, ".seal")
        }

    def proven_chains(self, locale: str, document: str) -> dict[str, Chain]:
        """Read the chains and hold them against seals and each other. Raises LedgerError."""
        chains = self.chains(locale, document)
        faults = ledger_verify(chains, self.seals(locale, document))
        if faults:
            raise LedgerError(
                f"The ledger of {document} ({locale}) is not whole: {faults[0]}",
                "Take it from git or a backup; kuager ledger verify lists every fault.",
            )
        return chains

    def history(self, locale: str, document: str) -> History:
        """Return what is on record about a document and locale. Raises LedgerError."""
        chains = self.proven_chains(locale, document)
        events = {actor: chain.events for actor, chain in chains.items()}
        return History(events, four_eyes=self.configuration.policies.four_eyes)

    def record(self, locale: str, document: str, actor: str, events: Sequence[Event]) -> None:
        """Append events to an actor's chain and seal it. Raises LedgerError, StorageError."""
        if not events:
            return
        chains = self.proven_chains(locale, document)
        chain = chains.get(actor, Chain())
        told = {name: count for event in chain.events for name, count, _ in event.seen}
        seen = tuple(
            (name, len(other.events), other.hashes[-1])
            for name, other in sorted(chains.items())
            if name != actor and len(other.events) > told.get(name, 0)
        )
        day = ""
        if self.configuration.policies.ledger_dates == "day":
            day = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
        first, *rest = (replace(event, day=day) for event in events)
        chain = ledger_extend(
            chain,
            [replace(first, seen=seen), *rest],
            document=document,
            locale=locale,
            actor=actor,
        )
        folder = self.ledger_folder(locale, document)
        self.write(folder / f"{actor}.jsonl", ledger_serialize(chain))
        self.write(folder / f"{actor}.seal", seal_serialize(chain))

    def _ledger_paths(self, locale: str, document: str, suffix: str) -> list[Path]:
        folder = self.ledger_folder(locale, document)
        return sorted(p for p in folder.glob(f"*{suffix}") if not p.name.startswith("."))

    # Files ----------------------------------------------------------------------------------

    def _content(self, path: Path) -> bytes | None:
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise explain(error, self.name(path)) from error

    def write(self, path: Path, content: bytes) -> bool:
        """Write a file of the pack whole or not at all; tell whether that changes it."""
        if self.dry_run:
            return self._content(path) != content
        return write_atomically(path, content, self.name(path))

    @contextlib.contextmanager
    def lock(self, on_wait: Callable[[], None]) -> Iterator[None]:
        """Keep other processes from writing to the pack meanwhile."""
        if self.dry_run:
            yield
            return
        path = self.private_folder / "lock"
        with locked(path, self.name(path), on_wait):
            yield


def open_pack(folder: Path, *, dry_run: bool = False) -> Pack:
    """Find the pack that a folder belongs to and read its configuration.

    Raises ConfigurationError when neither the folder nor any above it is a pack.
    """
    folder = folder.resolve()
    if not folder.is_dir():
        raise ConfigurationError("There is no such folder.", "Give the folder of a pack.")
    for candidate in (folder, *folder.parents):
        path = candidate / "pyproject.toml"
        try:
            content = path.read_bytes() if path.is_file() else b""
        except OSError as error:
            raise explain(error, "pyproject.toml") from error
        if b"[tool.kuager" in content:
            return Pack(candidate, configuration_parse(content), dry_run=dry_run)
    raise ConfigurationError(
        "This folder belongs to no pack.",
        "Go to one, or name it with --pack; a pack has [tool.kuager] in its pyproject.toml.",
    )
