"""Machines that make drafts, offline."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kuager.engines.argos import ArgosEngine
from kuager.engines.base import Engine
from kuager.engines.careful import CarefulEngine
from kuager.engines.guarded import GuardedEngine
from kuager.engines.pivot import PivotEngine
from kuager.errors import PackageError
from kuager.model import NarratorGender, language_of
from kuager.models.packages import (
    SUFFIX,
    ArgosPackage,
    find_package,
    find_packages,
    open_package,
)
from kuager.selection import Terms

__all__ = [
    "ArgosEngine",
    "CarefulEngine",
    "Engine",
    "GuardedEngine",
    "Manner",
    "PivotEngine",
    "engine_files",
    "open_engine",
]

CANDIDATES = 32
ALTERNATIVES = 8
SMALL = 32 * 1024**2
"""Bytes of a model up to which many drafts of each segment are drawn unless told otherwise: a
larger one takes too long, and errs less."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How drafts are made."""

    candidates: int | None = None
    """Drafts that are drawn and chosen from; 0: only the beam search; None: by model size."""
    exact: bool = False
    """Without candidates: one segment at a time, so that none depends on its neighbours."""
    terms: Terms | None = None
    """With candidates: terms that the drafts should use."""
    narrator: NarratorGender | None = None
    """What drafts may show of the narrator, if that is known; see ``declared_gender``."""


def open_engine(
    *specs: str,
    packages_folder: Path | None,
    cache_folder: Path,
    source_locale: str,
    target_locale: str,
    manner: Manner = Manner(),
) -> Engine:
    """Return the engine that a configuration names.

    ``specs`` is the name of a package (``translate-en_kk``) or the path of an ``.argosmodel``
    file, or two of these for a draft through a third language; ``packages_folder`` holds a
    pack's own packages, ``cache_folder`` takes the unpacked form; ``manner`` says how drafts
    are made. Where there is no package of that name, two that lead there through one other
    language will do. Raises PackageError when there is no such package, when it is damaged, or
    when it translates another pair of languages.
    """
    paths = engine_files(*specs, packages_folder=packages_folder)
    packages = [open_package(path, cache_folder) for path in paths]
    # Packages know no regions.
    stops = [language_of(source_locale)]
    for path, package in zip(paths, packages, strict=True):
        if language_of(package.source_locale) != stops[-1]:
            raise _misfit(path, package, f"{stops[-1]} to {target_locale}")
        stops.append(language_of(package.target_locale))
    if stops[-1] != language_of(target_locale) or len(packages) > 2:
        raise _misfit(paths[-1], packages[-1], f"{stops[-2]} to {target_locale}")
    engines = [_engine(package, manner) for package in packages]
    return PivotEngine(*engines) if len(engines) > 1 else engines[0]


def engine_files(*specs: str, packages_folder: Path | None) -> list[Path]:
    """Return the package files of an engine, see ``open_engine``. Raises PackageError."""
    if len(specs) == 1 and not specs[0].endswith(SUFFIX):
        specs = _ways(specs[0], find_packages(packages_folder))
    return [
        Path(part) if part.endswith(SUFFIX) else find_package(part, packages_folder)
        for part in specs
    ]


def _ways(name: str, known: Mapping[str, Path]) -> tuple[str, ...]:
    """Return the names of one package, or of two that together translate the same pair."""
    match = re.fullmatch(r"translate-([^_]+)_([^_]+)", name)
    if name in known or match is None:
        return (name,)
    source, target = match.groups()
    firsts = sorted(first for first in known if first.startswith(f"translate-{source}_"))
    for first in firsts:
        second = f"translate-{first.rpartition('_')[2]}_{target}"
        if second in known:
            return first, second
    return (name,)


def _misfit(path: Path, package: ArgosPackage, wanted: str) -> PackageError:
    return PackageError(
        f"{path.name} translates {package.source_locale} to {package.target_locale}, not {wanted}.",
        "Name another package for this locale under [tool.kuager.engines].",
    )


def _engine(package: ArgosPackage, manner: Manner) -> CarefulEngine | GuardedEngine:
    engine = ArgosEngine(package, exact=manner.exact)
    if candidates := _candidates(package, manner):
        return CarefulEngine(engine, candidates, manner.terms, manner.narrator)
    return GuardedEngine(engine, ALTERNATIVES, manner.narrator)


def _candidates(package: ArgosPackage, manner: Manner) -> int:
    if manner.candidates is not None:
        return manner.candidates
    size = (package.folder / "model" / "model.bin").stat().st_size
    return CANDIDATES if size <= SMALL else 0
