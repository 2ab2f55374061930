"""What this program is: whatever was made by another one may have come out otherwise."""

from __future__ import annotations

import hashlib
import sys
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_APART = {"cli", "exporters", "packages", "sealing", "web", "__pycache__"}
"""Folders of our own code that have no part in what is remembered beside a pack."""


@lru_cache(maxsize=8)
def program_digest(libraries: tuple[str, ...]) -> bytes:
    """Return the digest of our own code and of the versions of the libraries it builds on."""
    package = Path(__file__).parents[1]
    found = hashlib.blake2b(digest_size=16)
    for name in libraries:
        found.update(f"{name} {_version(name)}\n".encode())
    found.update(f"{sys.version_info[:2]}\n".encode())
    for path in sorted(package.rglob("*")):
        if not _APART.intersection(path.relative_to(package).parts) and path.is_file():
            content = path.read_bytes()
            found.update(f"{path.relative_to(package).as_posix()} {len(content)}\n".encode())
            found.update(content)
    return found.digest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
