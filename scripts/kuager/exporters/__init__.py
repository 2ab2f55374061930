"""Editions as files: the formats that documents can leave in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

from kuager.exporters import (
    bilingual,
    csv_table,
    docx,
    epub,
    html,
    json_edition,
    markdown,
    mo,
    odt,
    pdf,
    segments,
    site,
    text,
    tmx,
    trilingual,
    xliff,
)
from kuager.exporters.edition import Edition, build_edition

__all__ = [
    "EXPORTERS",
    "Edition",
    "Exporter",
    "Gathering",
    "Scope",
    "Whole",
    "build_edition",
    "file_stem",
    "gathered",
]


class Scope(Enum):
    """What goes together into one export."""

    EDITION = "edition"
    """One document in one locale."""
    DOCUMENT = "document"
    """One document in all chosen locales."""
    PACK = "pack"
    """All chosen documents in all chosen locales."""


class Gathering(Protocol):
    """Files that are made of all documents, while these come one by one."""

    @property
    def folder(self) -> str:
        """The folder of all files, within that of the exports; known when all parts have come."""

    def add(self, part: Any) -> Iterator[tuple[str, bytes]]:
        """Take the part of the next document; yield its own files with their names."""

    def finish(self) -> Iterator[tuple[str, bytes]]:
        """Yield the files of all documents together with their names."""


@dataclass(frozen=True, slots=True)
class Whole:
    """How files are made of a pack that is too large to be held at once."""

    part: Callable[[Sequence[Edition]], Any]
    """Makes what the files need of one document, of all its editions. It can be pickled."""
    begin: Callable[[Collection[str]], Gathering]
    """Begins with the ids of all documents that may come."""

    def export(self, editions: Sequence[Edition]) -> Mapping[str, bytes]:
        """Return all files at once."""
        groups = gathered(editions, Scope.DOCUMENT)
        gathering = self.begin([group[0].document.metadata.id for group in groups])
        files = {
            name: content for group in groups for name, content in gathering.add(self.part(group))
        }
        files |= dict(gathering.finish())
        return {f"{gathering.folder}/{name}": content for name, content in files.items()}


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format that editions can be written in."""

    id: str
    description: str
    """For people, in English."""
    scope: Scope
    export: Callable[[Sequence[Edition]], Mapping[str, bytes]]
    """Makes the files of as many editions as the scope says, by their names: relative to the
    folder of the exports, with slashes. The same editions, the same names and bytes."""
    usual: bool = False
    """Made when nobody asks for anything in particular: what people read."""
    fewest_locales: int = 1
    """With fewer the format says nothing that another does not say better."""
    suffix: str = ""
    """What follows the stem in the name of its file; empty where it makes a folder."""
    whole: Whole | None = None
    """How a format of the whole pack is made; None for the others."""


def file_stem(editions: Sequence[Edition]) -> str:
    """Return how the name of a file made of one document's editions begins.

    Document, locales, and ``draft`` where anything in it is not approved.
    """
    draft = [".draft"] if any(edition.facts.unapproved for edition in editions) else []
    locales = [f".{edition.locale}" for edition in editions]
    return "".join([editions[0].document.metadata.id, *locales, *draft])


def gathered(editions: Sequence[Edition], scope: Scope) -> list[tuple[Edition, ...]]:
    """Return editions as the exports of a scope take them, in the order in which they came."""
    groups: dict[tuple[str, ...], list[Edition]] = {}
    for edition in editions:
        name, locale = edition.document.metadata.id, edition.locale
        keys = {Scope.EDITION: (name, locale), Scope.DOCUMENT: (name,), Scope.PACK: ()}
        groups.setdefault(keys[scope], []).append(edition)
    return [tuple(group) for group in groups.values()]


def _one_file(
    name: str,
    suffix: str,
    description: str,
    write: Callable[[Edition], bytes],
    *,
    usual: bool = False,
) -> Exporter:
    """Return an exporter of single editions, each of which becomes one file."""

    def export(editions: Sequence[Edition]) -> Mapping[str, bytes]:
        (edition,) = editions
        return {file_stem(editions) + suffix: write(edition)}

    return Exporter(name, description, Scope.EDITION, export, usual=usual, suffix=suffix)


_SIDE_BY_SIDE = ".trilingual.html"


def _side_by_side(editions: Sequence[Edition]) -> Mapping[str, bytes]:
    return {file_stem(editions) + _SIDE_BY_SIDE: trilingual.export(editions)}


_SITE = Whole(site.SitePart.of, site.SiteGathering)

EXPORTERS: tuple[Exporter, ...] = (
    _one_file("html", ".html", "Web page in one language", html.export, usual=True),
    _one_file(
        "bilingual", ".bilingual.html", "Web page in two columns", bilingual.export, usual=True
    ),
    Exporter(
        "trilingual",
        "Web page with the original and all translations side by side",
        Scope.DOCUMENT,
        _side_by_side,
        usual=True,
        fewest_locales=2,
        suffix=_SIDE_BY_SIDE,
    ),
    _one_file("markdown", ".md", "Markdown for plain text editors", markdown.export, usual=True),
    _one_file("docx", ".docx", "Word document", docx.export, usual=True),
    _one_file("odt", ".odt", "OpenDocument text, for LibreOffice and others", odt.export),
    _one_file("epub", ".epub", "E-book", epub.export, usual=True),
    _one_file("pdf", ".pdf", "Tagged PDF for print and screen", pdf.export, usual=True),
    Exporter(
        "site",
        "Small web site of all documents in all languages",
        Scope.PACK,
        _SITE.export,
        whole=_SITE,
    ),
    _one_file("text", ".txt", "Plain text", text.export),
    _one_file(
        "segments", ".tsv", "One sentence a line with its original, by tabs", segments.export
    ),
    _one_file("csv", ".csv", "Table for spreadsheets", csv_table.export),
    _one_file(
        "json", ".json", "For programs; see docs/schemas/edition-1.json", json_edition.export
    ),
    _one_file("tmx", ".tmx", "Translation memory, TMX 1.4", tmx.export),
    _one_file("xliff", ".xlf", "XLIFF 1.2, for translators' programs", xliff.export_1),
    _one_file("xliff2", ".v2.xlf", "XLIFF 2.1, for translators' programs", xliff.export_2),
    _one_file("mo", ".mo", "Compiled gettext catalog; never holds drafts", mo.export),
)
"""All formats, in the order in which they are offered."""
