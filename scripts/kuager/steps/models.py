"""Models: which packages there are, whether they are what they were, and which are in use."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import chain
from pathlib import Path

from kuager.engines import Manner, engine_files
from kuager.engines.trial import try_package
from kuager.errors import GateError, KuagerError, PackageError
from kuager.model import EngineSignature
from kuager.models import PackageOverview, inspect_package, open_package
from kuager.models.index import Request
from kuager.models.installed import package_files, read_record, take_out
from kuager.models.licences import stated_licence
from kuager.models.packages import EMBEDDED, altered_files
from kuager.pack import Pack
from kuager.steps.proposals import PACKAGES, UNPACKED, engine_for, engine_specs


class Place(Enum):
    """Where a package lies."""

    EMBEDDED = "embedded"
    """It comes with Kuager."""
    INSTALLED = "installed"
    """In the pack's ``.kuager/packages/``."""
    PACK = "in the pack"
    """A file elsewhere in the pack that its configuration names."""


@dataclass(frozen=True, slots=True)
class KnownPackage:
    """A package that this pack can draft with."""

    path: Path
    place: Place
    overview: PackageOverview | None
    """None for a file that cannot be used."""
    fault: str
    """Why it cannot be used; empty for all others."""
    engines: tuple[str, ...]
    """Locales of the pack that are drafted with it."""

    @property
    def licence(self) -> str:
        """What its README states, empty if nothing."""
        return stated_licence(self.overview.readme) if self.overview else ""


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification found."""

    label: str
    """Name and version, or the name of a file that has neither."""
    place: Place
    recorded: bool
    """There is a record of its installation to compare with."""
    faults: tuple[str, ...]


def engine_paths(pack: Pack) -> dict[str, list[Path]]:
    """Return for each locale with an engine the package files it is drafted with.

    Locales whose package is missing are left out.
    """
    paths = {}
    for locale, spec in pack.configuration.engines.items():
        try:
            files = engine_files(
                *engine_specs(pack, spec), packages_folder=pack.private_folder / PACKAGES
            )
        except KuagerError:
            continue
        paths[locale] = [path.resolve() for path in files]
    return paths


def list_packages(pack: Pack) -> list[KnownPackage]:
    """Return the packages of a pack: installed, named by path, embedded."""
    used = engine_paths(pack)
    places = {
        path.resolve(): Place.PACK
        for path in chain.from_iterable(used.values())
        if path.is_file() and path.is_relative_to(pack.root)
    }
    for folder, place in (
        (EMBEDDED, Place.EMBEDDED),
        (pack.private_folder / PACKAGES, Place.INSTALLED),
    ):
        places |= {path.resolve(): place for path in package_files(folder)}
    order = (Place.INSTALLED, Place.PACK, Place.EMBEDDED)
    return [
        _known(path, place, tuple(locale for locale, own in used.items() if path in own))
        for path, place in sorted(places.items(), key=lambda row: (order.index(row[1]), row[0]))
    ]


def _known(path: Path, place: Place, engines: tuple[str, ...]) -> KnownPackage:
    try:
        return KnownPackage(path, place, inspect_package(path), "", engines)
    except PackageError as error:
        return KnownPackage(path, place, None, error.problem, engines)


def choose_packages(packages: Sequence[KnownPackage], request: Request) -> list[KnownPackage]:
    """Return the packages of a name, and version if one is asked for. Raises PackageError."""
    named = [
        package
        for package in packages
        if package.overview is not None
        and package.overview.name == request.name
        and request.version in {"", package.overview.version}
    ]
    if not named:
        there = sorted(
            f"{package.overview.name}=={package.overview.version}"
            for package in packages
            if package.overview
        )
        raise PackageError(
            f"There is no package {request}.", f"There are: {', '.join(there) or 'none'}."
        )
    return named


def verify_packages(
    pack: Pack, requests: Sequence[Request], progress: Callable[[int, int], None]
) -> list[Verified]:
    """Compare packages with their records, look at every part, and let each translate.

    All of them, or those asked for. Raises PackageError when one asked for is not there,
    StorageError.
    """
    packages = list_packages(pack)
    chosen = [
        package
        for package in packages
        if not requests
        or any(package in choose_packages(packages, request) for request in requests)
    ]
    for request in requests:
        choose_packages(packages, request)
    outcomes = []
    for number, package in enumerate(chosen, start=1):
        outcomes.append(_verify(pack, package))
        progress(number, len(chosen))
    return outcomes


def _verify(pack: Pack, package: KnownPackage) -> Verified:
    overview = package.overview
    record, faults = None, []
    try:
        record = read_record(package.path) if package.place is Place.INSTALLED else None
    except PackageError as error:
        faults.append(error.problem)
    if overview is None:
        faults.append(package.fault)
        return Verified(package.path.name, package.place, record is not None, tuple(faults))
    if record is not None and record.sha256 != overview.sha256:
        faults.append(
            f"Its file is not the one that was installed: {overview.sha256}, not {record.sha256}."
        )
    elif record is not None and (record.name, record.version) != (overview.name, overview.version):
        faults.append("Its record is that of another package.")
    faults += _faults_unpacked(pack, package.path, overview.sha256)
    try:
        with tempfile.TemporaryDirectory() as cache:
            try_package(open_package(package.path, Path(cache)))
    except PackageError as error:
        faults.append(error.problem)
    label = f"{overview.name} {overview.version}"
    return Verified(label, package.place, record is not None, tuple(faults))


def _faults_unpacked(pack: Pack, path: Path, digest: str) -> list[str]:
    """Compare the unpacked copy that engines load, if there is one, with its package."""
    folder = pack.private_folder / UNPACKED / digest
    if not folder.is_dir():
        return []
    try:
        altered = altered_files(path, folder)
    except PackageError as error:
        return [error.problem]
    if not altered:
        return []
    where = pack.name(folder)
    return [f"Its unpacked copy was altered ({', '.join(altered)}); delete {where}."]


def remove_package(
    pack: Pack, request: Request, *, force: bool, on_wait: Callable[[], None]
) -> KnownPackage:
    """Delete an installed package, its record and its unpacked copy; return what it was.

    Raises PackageError where there is none, several, or only an embedded one; GateError where
    the pack drafts with it, unless ``force``; StorageError.
    """
    with pack.lock(on_wait):
        named = choose_packages(list_packages(pack), request)
        installed = [package for package in named if package.place is Place.INSTALLED]
        if not installed:
            raise PackageError(
                f"{request} is {named[0].place.value}; only installed packages are removed.",
                "A package that is not named in [tool.kuager.engines] is not used.",
            )
        if len(installed) > 1:
            versions = ", ".join(p.overview.version for p in installed if p.overview)
            raise PackageError(
                f"{request.name} is installed in the versions {versions}.",
                f"Say which: kuager models remove {request.name}==VERSION",
            )
        (package,) = installed
        if package.engines and not force:
            raise GateError(
                f"{request} is the engine for {', '.join(package.engines)}; it was not removed.",
                "Name another under [tool.kuager.engines] first, or remove it with --force.",
            )
        if not pack.dry_run:
            take_out(package.path)
            if package.overview:
                unpacked = pack.inside(pack.private_folder / UNPACKED / package.overview.sha256)
                shutil.rmtree(unpacked, ignore_errors=True)
        return package


def engine_signatures(pack: Pack, locales: Sequence[str] = ()) -> list[tuple[str, EngineSignature]]:
    """Return the locale and signature of each engine of the pack, all or those asked for.

    The models are loaded for it. Raises ConfigurationError for a locale without an engine,
    PackageError, UsageError.
    """
    manner = Manner(pack.configuration.drafting.candidates)
    return [
        (locale, engine_for(pack, locale, manner).signature)
        for locale in pack.locales(locales)
        if locales or locale in pack.configuration.engines
    ]
