"""Machines that make drafts, offline."""

from __future__ import annotations

from pathlib import Path

from kuager.engines.argos import ArgosEngine
from kuager.engines.base import Engine
from kuager.errors import PackageError
from kuager.model import language_of
from kuager.models.packages import SUFFIX, find_package, open_package

__all__ = ["ArgosEngine", "Engine", "open_engine"]


def open_engine(
    spec: str,
    *,
    packages_folder: Path | None,
    cache_folder: Path,
    source_locale: str,
    target_locale: str,
) -> Engine:
    """Return the engine that a configuration names.

    ``spec`` is the name of a package (``translate-en_kk``) or the path of an ``.argosmodel``
    file; ``packages_folder`` holds a pack's own packages, ``cache_folder`` takes the unpacked
    form. Raises PackageError when there is no such package, when it is damaged, or when it
    translates another pair of languages.
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
    return ArgosEngine(package)
