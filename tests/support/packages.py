"""Packages to install, indexes to find them in, and what a pack says it has."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

from .dictionary_package import build_dictionary_package, write_archive
from .packs import KAZAKH, PackFolder

NAME = "translate-en_kk-2_0.argosmodel"
LICENCE = "CC0 1.0."


def build_licensed_package(folder: Path) -> Path:
    """Write a Kazakh package with a licence in its README."""
    plain = build_dictionary_package(folder / "plain", KAZAKH, target="kk", version="2.0")
    with zipfile.ZipFile(plain) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    readme = f"# A dictionary\n\n## Licence\n\n{LICENCE}\n"
    files["translate-en_kk-2_0/README.md"] = readme.encode()
    write_archive(folder / NAME, files)
    return folder / NAME


def digest(path: Path) -> str:
    """Return a file's SHA-256."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def installed(pack: PackFolder) -> list[str]:
    """Return the names of the files among the installed packages."""
    return sorted(path.name for path in (pack.root / ".kuager" / "packages").glob("*"))


def rows(pack: PackFolder) -> dict[str, dict[str, Any]]:
    """Return what ``models list`` says, by name, version and place."""
    listed = pack.read("packages", "models", "list")["packages"]
    return {f"{row['name']}=={row['package_version']} {row['place']}": row for row in listed}


def write_index(path: Path, *entries: dict[str, Any]) -> Path:
    """Write an index and return its path."""
    path.write_text(json.dumps(list(entries)), "utf-8")
    return path


def entry(link: str, **fields: Any) -> dict[str, Any]:
    """Return an entry of an index."""
    return {
        "from_code": "en",
        "to_code": "kk",
        "package_version": "2.0",
        "type": "translate",
        "links": [link],
        **fields,
    }
