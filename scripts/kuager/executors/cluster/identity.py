"""All of an installation that decides what comes out of a task: two that are alike work alike."""

from __future__ import annotations

import hashlib
import importlib.metadata
import platform
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from kuager.models.runtime import load_ctranslate2

PACKAGE = Path(__file__).resolve().parent.parent.parent

OPTIONAL = ("distributed", "pymorphy3")
"""Distributions of extras: what both ends of a cluster speak, and what changes findings."""

SAME = "kuager-installation"
"""Name of the resource by which a scheduler finds the workers for a client's tasks."""

_SEPARATOR = " = "
_DIGITS = 12


@cache
def identity() -> Mapping[str, str]:
    """Return what this installation consists of, by name.

    Our own files with the packages that come with them, the versions of the libraries that we
    depend on, and the kind of machine. The processor's model is left out: engines round
    differently on some, in near-ties.
    """
    parts = {
        "kuager": f"{_version('kuager')}, files {files_digest()}",
        "python": ".".join(platform.python_version_tuple()[:2]),
        "machine": f"{platform.system()} {platform.machine()}",
        "engine numbers": ", ".join(_compute_types()),
    }
    for name in _dependencies():
        parts[name] = _version(name)
    return parts


@cache
def files_digest() -> str:
    """Return a hash of all files of our package, in 12 hexadecimal digits."""
    found = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            for part in (path.relative_to(PACKAGE).as_posix().encode(), path.read_bytes()):
                found.update(len(part).to_bytes(8, "big") + part)
    return found.hexdigest()[:_DIGITS]


def resource_of(parts: Mapping[str, str]) -> str:
    """Return the name of the resource that workers of this identity have."""
    written = "\n".join(f"{name}{_SEPARATOR}{value}" for name, value in sorted(parts.items()))
    return f"{SAME} {hashlib.sha256(written.encode()).hexdigest()[:_DIGITS]}"


def resources(parts: Mapping[str, str], threads: int) -> dict[str, float]:
    """Return a worker's resources: the one that tasks ask for, and those that tell of it."""
    named = {f"{name}{_SEPARATOR}{value}": 1.0 for name, value in parts.items()}
    return {resource_of(parts): float(threads), **named}


def differences(parts: Mapping[str, str], announced: Mapping[str, float]) -> list[str]:
    """Return how a worker with these resources differs, a phrase for each part."""
    theirs = {
        name: value
        for name, separator, value in (text.partition(_SEPARATOR) for text in announced)
        if separator
    }
    if not theirs:
        return ["it was not started by kuager cluster worker"]
    return [
        f"{name} is {theirs.get(name) or 'missing'} there, {parts.get(name) or 'missing'} here"
        for name in sorted(parts.keys() | theirs.keys())
        if parts.get(name) != theirs.get(name)
    ]


def _dependencies() -> list[str]:
    wanted = importlib.metadata.requires("kuager") or []
    # "name>=1; extra == 'test'" belongs to an extra.
    always = [line for line in wanted if "extra ==" not in line]
    names = {re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0].lower() for line in always}
    return sorted(names | set(OPTIONAL))


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _compute_types() -> list[str]:
    return sorted(load_ctranslate2().get_supported_compute_types("cpu"))
