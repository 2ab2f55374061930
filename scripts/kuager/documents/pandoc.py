"""Run pandoc, boxed in: bytes ↔ its AST, and bytes of the AST in another format.

Pandoc runs without a shell, without the user's settings and environment, with a limit on time
and memory, and with ``--sandbox``: it opens no file and no address that a document names. So
pictures inside DOCX, ODT and EPUB files are not carried over; their descriptions are.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

from kuager.errors import DocumentError

API_VERSION = (1, 23, 1, 1)
"""Of pandoc-types in pandoc 3.9; pandoc asks for the first two to agree."""

TIME_LIMIT = 60.0
"""Seconds; 2 MB of Markdown take about 2."""

_MEMORY_LIMIT = "2g"
_HEAP_EXHAUSTED = 251
_SETTINGS = ("--sandbox", "--data-dir", os.devnull)
_LOST_NOTE = re.compile(rb"(?:Note with key|Duplicate note reference)[^\n]*? line (\d+)")


@cache
def pandoc_path() -> Path:
    """Find the pandoc that came with pypandoc_binary; never one that lies on the user's path.

    Raises DocumentError if it is not there.
    """
    found = find_spec("pypandoc")
    for folder in found.submodule_search_locations or () if found else ():
        for name in ("pandoc", "pandoc.exe"):
            path = Path(folder, "files", name)
            if path.is_file():
                return path
    raise DocumentError("pandoc is missing.", "Install pypandoc_binary again.")


def read_ast(
    content: bytes,
    format: str,  # noqa: A002 (pandoc's word for it)
    *,
    name: str = "the document",
    time_limit: float = TIME_LIMIT,
) -> dict[str, Any]:
    """Read a document in one of pandoc's input formats, comments left out.

    ``name`` is what errors call the document. Raises DocumentError if pandoc cannot read it,
    not within the limits, or not without dropping a footnote.
    """
    # Comments in a source file are somebody's aside; they must not reach an edition.
    arguments = ("--strip-comments", f"--from={format}", "--to=json")
    done = _run(content, arguments, {}, name, time_limit)
    if done.returncode != 0:
        raise DocumentError(
            f"{name}: is damaged, or is not what its name says.",
            "Open it where it was written, save it again.",
        )
    if lost := _LOST_NOTE.search(done.stderr):
        raise DocumentError(
            f"{name}: line {lost[1].decode()} of the text defines a footnote that nothing "
            "refers to, or a second one of the same name.",
            "Refer to each footnote from the text, or make it a paragraph.",
        )
    try:
        ast: dict[str, Any] = msgspec.json.decode(done.stdout)
    except RecursionError:
        raise too_deep(name) from None
    return ast


def write_ast(
    ast: Mapping[str, Any],
    format: str,  # noqa: A002 (pandoc's word for it)
    *arguments: str,
    environment: Mapping[str, str] | None = None,
    time_limit: float = TIME_LIMIT,
) -> bytes:
    """Write an AST in one of pandoc's output formats.

    ``arguments`` go to pandoc as they are; ``environment`` is all of the environment that it
    sees (``SOURCE_DATE_EPOCH``, say). Raises DocumentError if pandoc refuses.
    """
    content = msgspec.json.encode(ast)
    every = ("--from=json", f"--to={format}", "--output=-", *arguments)
    done = _run(content, every, environment or {}, f"the {format} edition", time_limit)
    if done.returncode != 0:
        raise DocumentError(
            f"the {format} edition cannot be written: pandoc ended with {done.returncode}."
        )
    return done.stdout


def plain_ast(text: str) -> dict[str, Any]:
    """Make an AST of plain text: a paragraph is what stands between blank lines.

    Pandoc has no reader for it: every one of its text formats takes some words for markup.
    """
    paragraphs = re.split(r"\n(?:[^\S\n]*\n)+", re.sub(r"\r\n?", "\n", text))
    return {
        "pandoc-api-version": list(API_VERSION),
        "meta": {},
        "blocks": [
            {"t": "Para", "c": [{"t": "Str", "c": paragraph.strip("\n \t\f\v")}]}
            for paragraph in paragraphs
            if paragraph.strip("\n \t\f\v")
        ],
    }


def too_deep(name: str) -> DocumentError:
    """Return the error for a document whose lists, quotes or tables are nested without end."""
    return DocumentError(
        f"{name}: its lists, quotes or markup are nested too deeply.", "Flatten them."
    )


def _run(
    content: bytes,
    arguments: tuple[str, ...],
    environment: Mapping[str, str],
    name: str,
    time_limit: float,
) -> subprocess.CompletedProcess[bytes]:
    limits = ("+RTS", f"-M{_MEMORY_LIMIT}", "-RTS")
    # Windows cannot start a program without SYSTEMROOT.
    system = {key: os.environ[key] for key in ("SYSTEMROOT",) if key in os.environ}
    try:
        done = subprocess.run(
            [pandoc_path(), *limits, *_SETTINGS, *arguments],
            input=content,
            capture_output=True,
            env={"LC_ALL": "C.UTF-8", **system, **environment},
            timeout=time_limit,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise DocumentError(
            f"{name}: takes longer than {time_limit:g} seconds.", "Divide it, or simplify it."
        ) from None
    except OSError as error:
        raise DocumentError(f"pandoc cannot be run: {error.strerror}.") from None
    if done.returncode == _HEAP_EXHAUSTED:
        raise DocumentError(f"{name}: takes too much memory.", "Divide it, or simplify it.")
    return done
