"""Files that a step makes one by one, and that take their places together at its end."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from kuager.pack import Pack
from kuager.placing import Staging
from kuager.storage import read_regular


@contextlib.contextmanager
def open_staging(pack: Pack) -> Iterator[Staging | None]:
    """Yield where files are kept until they move to their places; None in a dry run."""
    if pack.dry_run:
        yield None
        return
    with Staging(pack.workshop()) as staging:
        yield staging


def stage(pack: Pack, staging: Staging | None, path: Path, content: bytes) -> bool:
    """Take a file's new content; tell whether it is another than that in its place.

    Only compare where there is no staging. Raises StorageError.
    """
    real, name = real_path(pack, path), pack.name(path)
    if staging is None:
        return read_regular(real, name) != content
    return staging.add(real, name, content)


def real_path(pack: Pack, path: Path) -> Path:
    """Return where a path lies, which may lead out of the pack only if it is named so.

    Raises StorageError.
    """
    return pack.inside(path) if path.is_relative_to(pack.root) else path
