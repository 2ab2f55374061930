"""Watching: whether another program has written to a document's catalog or ledger."""

from __future__ import annotations

from pathlib import Path

from kuager.pack import Pack


def look(pack: Pack, document: str, locale: str) -> tuple[object, ...]:
    """Return what is another thing once somebody wrote to catalog or ledger; reads neither."""
    folder = pack.ledger_folder(locale, document)
    chains = sorted(folder.iterdir()) if folder.is_dir() else ()
    return tuple(map(_trace, (pack.catalog_path(locale, document), *chains)))


def _trace(path: Path) -> tuple[str, int, int, int]:
    try:
        status = path.stat()
    except OSError:
        return path.name, 0, 0, 0
    return path.name, status.st_ino, status.st_size, status.st_mtime_ns
