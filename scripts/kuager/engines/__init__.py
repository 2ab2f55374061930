"""Machines that make drafts, offline."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kuager.engines.argos import ArgosEngine
from kuager.engines.base import Engine
from kuager.engines.careful import CarefulEngine
from kuager.engines.guarded import GuardedEngine
from kuager.errors import PackageError
from kuager.model import language_of
from kuager.models.packages import SUFFIX, ArgosPackage, find_package, open_package

__all__ = ["ArgosEngine", "CarefulEngine", "Engine", "GuardedEngine", "Manner", "open_engine"]

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


def open_engine(
    spec: str,
    *,
    packages_folder: Path | None,
    cache_folder: Path,
    source_locale: str,
    target_locale: str,
    manner: Manner = Manner(),
) -> Engine:
    """Return the engine that a configuration names.

    ``spec`` is the name of a package (``translate-en_kk``) or the path of an ``.argosmodel``
    file; ``packages_folder`` holds a pack's own packages, ``cache_folder`` takes the unpacked
    form; ``manner`` says how drafts are made. Raises PackageError when there is no such
    package, when it is damaged, or when it translates another pair of languages.
    """
    path = Path(spec) if spec.endswith(SUFFIX) else find_package(spec, packages_folder)
    package = open_package(path, cache_folder)
    pair = (package.source_locale, package.target_locale)
    # Packages know no regions.
    if [*map(language_of, pair)] != [language_of(source_locale), language_of(target_locale)]:
        raise PackageError(
            f"{path.name} translates {pair[0]} to {pair[1]}, not {source_locale} "
            f"to {target_locale}.",
            "Name another package for this locale under [tool.kuager.engines].",
        )
    engine = ArgosEngine(package, exact=manner.exact)
    if _candidates(package, manner):
        return CarefulEngine(engine, _candidates(package, manner))
    return GuardedEngine(engine, ALTERNATIVES)


def _candidates(package: ArgosPackage, manner: Manner) -> int:
    if manner.candidates is not None:
        return manner.candidates
    size = (package.folder / "model" / "model.bin").stat().st_size
    return CANDIDATES if size <= SMALL else 0
