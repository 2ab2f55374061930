"""Read a source file of any format that we know into a Document."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from kuager.documents.files import SIZE_LIMIT, check_container, decode, load, printable
from kuager.documents.frontmatter import read_metadata, split_front_matter
from kuager.documents.inlines import Node
from kuager.documents.markdown import DIALECT, is_nested_deeply, keep_speakers
from kuager.documents.pandoc import TIME_LIMIT, plain_ast, read_ast, too_deep
from kuager.documents.skeleton import Adjust, Document, Splitter, document_of
from kuager.errors import DocumentError
from kuager.model import Metadata
from kuager.segmentation import split_sentences

_MARKDOWN = frozenset({".md", ".markdown"})
_HTML = frozenset({".html", ".htm"})
_CONTAINERS = frozenset({".docx", ".odt", ".epub"})
SUFFIXES = _MARKDOWN | _HTML | _CONTAINERS | {".txt"}
"""Ends of the names of files that can be documents."""

_SHOWN_METADATA = ("title", "subtitle", "date", "abstract")
"""What pandoc takes out of a DOCX's text by its paragraph style. The author is left out: a
testimony's author is nobody's business but theirs."""


def sidecar_of(path: Path) -> Path:
    """Return where the fields of a document lie that has no front matter: ``<stem>.meta.yaml``."""
    return path.with_name(f"{path.stem}.meta.yaml")


def read_document(
    path: Path,
    root: Path,
    *,
    splitter: Splitter | None = None,
    adjust: Adjust | None = None,
    size_limit: int = SIZE_LIMIT,
    time_limit: float = TIME_LIMIT,
) -> Document:
    """Read a document that lies somewhere under ``root``.

    Markdown carries its metadata as front matter; every other format has it in a sidecar file.
    ``splitter`` cuts a block's text into sentences (by default by the rules of the document's
    language), ``adjust`` changes that for one block at a time. Line wrapping, comments and the
    file's own metadata are left behind, pictures within DOCX, ODT and EPUB files too; all else
    is proved to come back. ``size_limit`` is in bytes, ``time_limit`` in seconds.

    Raises DocumentError for whatever cannot be read so, naming the file relative to ``root``, and
    for a link out of ``root``.
    """
    name, content, sidecar = _load(path, root, size_limit)
    return parse_document(
        content,
        name,
        sidecar=sidecar,
        splitter=splitter,
        adjust=adjust,
        time_limit=time_limit,
    )


def read_front_matter(path: Path, root: Path, *, size_limit: int = SIZE_LIMIT) -> Metadata:
    """Read a document's metadata alone, which is quick. Raises DocumentError."""
    name, content, sidecar = _load(path, root, size_limit)
    return _metadata(content, name, sidecar)


def _load(path: Path, root: Path, size_limit: int) -> tuple[str, bytes, str | None]:
    """Return a document's path relative to the pack, its bytes, and its sidecar's text."""
    file = Path(os.path.normpath(root / path))
    try:
        name = file.relative_to(os.path.normpath(root)).as_posix()
    except ValueError:
        raise DocumentError(
            f"{printable(path.name)}: lies outside the pack.", "Copy it into it."
        ) from None
    suffix = _suffix(name)
    content = load(file, name, root=root, size_limit=size_limit)
    sidecar = None
    if suffix not in _MARKDOWN:
        beside = sidecar_of(file)
        sidecar_name = sidecar_of(Path(name)).as_posix()
        if not beside.exists():
            raise DocumentError(
                f"{name}: {sidecar_name} is missing.",
                "Write at least its id, title and language there.",
            )
        sidecar = decode(load(beside, sidecar_name, root=root), sidecar_name)
    return name, content, sidecar


def _metadata(content: bytes, name: str, sidecar: str | None) -> Metadata:
    if _suffix(name) not in _MARKDOWN:
        return read_metadata(sidecar or "", sidecar_of(Path(name)).as_posix())
    split = split_front_matter(decode(content, name))
    if split.fields is None:
        raise DocumentError(
            f"{name}: has no front matter.",
            'Begin it with "---", at least id, title and language, a field a line, and "---".',
        )
    return read_metadata(split.fields, name)


def parse_document(
    content: bytes,
    name: str,
    *,
    sidecar: str | None = None,
    splitter: Splitter | None = None,
    adjust: Adjust | None = None,
    time_limit: float = TIME_LIMIT,
) -> Document:
    """Make a document of a file's bytes, its path relative to the pack, and its sidecar's text.

    See ``read_document``. Raises DocumentError.
    """
    suffix = _suffix(name)
    metadata = _metadata(content, name, sidecar)
    if suffix in _MARKDOWN:
        body = split_front_matter(decode(content, name)).body
        if is_nested_deeply(body):
            raise too_deep(name)
        text = keep_speakers(body)
        ast = read_ast(text.encode(), DIALECT, name=name, time_limit=time_limit)
    else:
        ast = _read_other(content, suffix, name, time_limit)

    def cut_by_language(text: str) -> list[str]:
        return split_sentences(text, metadata.language)

    return document_of(ast, metadata, name, splitter=splitter or cut_by_language, adjust=adjust)


def _suffix(name: str) -> str:
    if not name.isprintable():
        raise DocumentError(
            f"{printable(name)}: its name has characters that cannot be printed.", "Rename it."
        )
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise DocumentError(
            f"{name}: is of no format that can be read.",
            f"Documents end in {', '.join(sorted(SUFFIXES))}.",
        )
    return suffix


def _read_other(content: bytes, suffix: str, name: str, time_limit: float) -> dict[str, Any]:
    if suffix in _CONTAINERS:
        check_container(content, suffix, name)
        ast = read_ast(content, suffix[1:], name=name, time_limit=time_limit)
        if suffix == ".docx":
            ast["blocks"][:0] = _shown_metadata(ast["meta"])
        return ast
    text = decode(content, name)
    if suffix in _HTML:
        return read_ast(text.encode(), "html", name=name, time_limit=time_limit)
    return plain_ast(text)


def _shown_metadata(meta: dict[str, Any]) -> list[Node]:
    blocks: list[Node] = []
    for key in _SHOWN_METADATA:
        value = meta.get(key, {})
        if value.get("t") == "MetaInlines":
            blocks.append({"t": "Para", "c": value["c"]})
        elif value.get("t") == "MetaBlocks":
            blocks.extend(value["c"])
    return blocks
