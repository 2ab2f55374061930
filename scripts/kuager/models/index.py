"""Read the index of Argos packages, and know the hashes of those that were looked at."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kuager.errors import InputError, PackageError, UsageError

INDEX_URL = "https://raw.githubusercontent.com/argosopentech/argospm-index/main/index.json"
INDEX_LIMIT = 4 * 1024**2

PINNED: Mapping[tuple[str, str], str] = {
    ("translate-en_ru", "1.9"): "591d743ae103752b88ffc38785c50421320f4eff93c8967e0d3d2e14d4e27811",
}
"""SHA-256 of package files that we have measured; no other file passes under their name."""

_CODE = r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*"
_NAME = re.compile(rf"translate-{_CODE}_{_CODE}")
_REQUEST = re.compile(rf"(?P<name>{_NAME.pattern})(?:==(?P<version>[0-9][0-9A-Za-z._]{{0,31}}))?")
_VERSION = re.compile(r"[0-9][0-9A-Za-z._]{0,31}")


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A package that the index offers."""

    name: str
    version: str
    source_locale: str
    target_locale: str
    links: tuple[str, ...]
    """Where its file lies, https before http."""

    @property
    def sha256(self) -> str:
        """Hash that its file must have; empty where we do not know it."""
        return PINNED.get((self.name, self.version), "")


@dataclass(frozen=True, slots=True)
class Request:
    """A package asked for by name: ``translate-en_ru`` or ``translate-en_ru==1.9``."""

    name: str
    version: str = ""
    """Empty for the newest."""

    def __str__(self) -> str:
        return f"{self.name}=={self.version}" if self.version else self.name


def parse_request(text: str) -> Request:
    """Read ``translate-en_ru[==1.9]``. Raises UsageError for anything else."""
    match = _REQUEST.fullmatch(text)
    if match is None:
        raise UsageError(
            "That names no package.",
            "Write a name such as translate-en_ru or translate-en_ru==1.9.",
        )
    return Request(match["name"], match["version"] or "")


def index_parse(content: bytes) -> list[IndexEntry]:
    """Return the translation packages that an index lists, by name and version.

    The format is that of ``argospm-index``: a JSON array of objects with ``from_code``,
    ``to_code``, ``package_version``, ``links`` and perhaps ``type``. Entries of other types or
    without a usable field are passed over, as Argos does. Raises InputError for what is no index.
    """
    try:
        listed = json.loads(content.decode())
    except (ValueError, RecursionError):
        listed = None
    if not isinstance(listed, list):
        raise InputError(
            "The index is not a JSON array in UTF-8.", f"It should be the file of {INDEX_URL}."
        )
    entries = {entry for fields in listed if (entry := _entry(fields)) is not None}
    return sorted(entries, key=lambda entry: (entry.name, version_key(entry.version)))


def _entry(fields: Any) -> IndexEntry | None:
    if not isinstance(fields, dict) or fields.get("type", "translate") != "translate":
        return None
    source, target, version = (
        str(fields.get(key, "")) for key in ("from_code", "to_code", "package_version")
    )
    name = f"translate-{source}_{target}"
    links = fields.get("links")
    urls = [url for url in links if _is_address(url)] if isinstance(links, list) else []
    if not (_NAME.fullmatch(name) and _VERSION.fullmatch(version) and urls):
        return None
    urls.sort(key=lambda url: not url.startswith("https:"))
    return IndexEntry(name, version, source, target, tuple(urls))


def _is_address(url: object) -> bool:
    return isinstance(url, str) and re.fullmatch(r"https?://[\x21-\x7e]{4,500}", url) is not None


def find_entry(entries: Sequence[IndexEntry], request: Request) -> IndexEntry:
    """Return the entry asked for, the newest if no version is. Raises PackageError."""
    named = [entry for entry in entries if entry.name == request.name]
    fitting = [entry for entry in named if request.version in {"", entry.version}]
    if not fitting:
        versions = ", ".join(entry.version for entry in named)
        raise PackageError(
            f"The index has no {request}.",
            f"It has the versions {versions}."
            if versions
            else "See what it has: kuager models list --available",
        )
    return max(fitting, key=lambda entry: version_key(entry.version))


def version_key(version: str) -> tuple[int, ...]:
    """Return what versions are ordered by: 1.10 comes after 1.9."""
    return tuple(int(number) for number in re.findall(r"\d+", version))
