"""Install: a package comes in, is looked at, confirmed, tried, and only then put in its place."""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from urllib.parse import urlsplit

from kuager.engines.trial import try_package
from kuager.errors import GateError, InputError, PackageError, StorageError, UsageError
from kuager.model import language_of
from kuager.models import PackageOverview, inspect_package, open_package
from kuager.models.index import (
    INDEX_LIMIT,
    INDEX_URL,
    PINNED,
    IndexEntry,
    find_entry,
    index_parse,
    parse_request,
)
from kuager.models.installed import Record, pack_folder, package_files, place_package
from kuager.models.licences import stated_licence
from kuager.models.packages import SUFFIX
from kuager.pack import Pack
from kuager.steps.engine_setting import name_engine
from kuager.steps.models import engine_paths
from kuager.steps.proposals import PACKAGES, UNPACKED
from kuager.storage import explain, locked, make_private, read_regular

INCOMING = "incoming"
DOWNLOAD_LIMIT = 4 * 1024**3
"""Bytes of a package file: the largest open translation models, quantised, stay below it."""

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A package about to be installed, as it is shown to whoever must confirm it."""

    name: str
    version: str
    source_locale: str
    target_locale: str
    size: int
    sha256: str
    licence: str
    """In the words of its README; empty where it states none."""
    origin: str
    """``file``, ``folder`` or the address."""
    known: bool
    """Its hash is one that we or the user gave beforehand."""


class Outcome(Enum):
    """What became of an installation."""

    INSTALLED = "installed"
    UNCHANGED = "unchanged"
    """The very same file was installed before."""
    FORESEEN = "foreseen"
    """A dry run: it would be installed."""
    UNFETCHED = "unfetched"
    """A dry run: it would be fetched; nothing more is known."""


@dataclass(frozen=True, slots=True)
class InstallReport:
    """What was installed and what it is used for."""

    outcome: Outcome
    candidate: Candidate | None
    engines: tuple[str, ...] = ()
    """Locales that the pack drafts with it from now on."""
    fitting: tuple[str, ...] = ()
    """Other locales of the pack that it could be named for."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the caller wants of an installation."""

    sha256: str = ""
    """Hash that the file must have; empty where none was given."""
    use: bool = False
    """Name it in ``[tool.kuager.engines]``."""
    index: str = INDEX_URL
    """File or address of the index that names are looked up in."""


@dataclass(frozen=True, slots=True)
class Contact:
    """How an installation talks to whoever started it."""

    confirm: Callable[[Candidate], bool]
    """Asked for a file whose hash nobody knows; may raise, then what was fetched is kept."""
    report: Report
    progress: Callable[[int, int], None]
    on_wait: Callable[[], None]


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a package comes from."""

    path: Path | None = None
    urls: tuple[str, ...] = ()
    entry: IndexEntry | None = None
    sha256: str = ""


def read_index(place: str, report: Report) -> list[IndexEntry]:
    """Return what an index lists; ``place`` is a file or an address. Raises InputError."""
    if is_address(place):
        if not place.lower().startswith("https:"):
            raise UsageError("An index is fetched over https only.", "Give a file, or https://…")
        from kuager.models.fetching import fetch_bytes  # noqa: PLC0415 (the network's modules)

        return index_parse(fetch_bytes(place, limit=INDEX_LIMIT, report=report))
    path = Path(place)
    content = read_regular(path, path.name, limit=INDEX_LIMIT)
    if content is None:
        raise InputError(f"There is no index {path.name}.", "Check the path.")
    return index_parse(content)


def is_address(place: str) -> bool:
    """Say whether a place is in the network."""
    return re.match(r"https?://", place, re.IGNORECASE) is not None


def install(pack: Pack, source: str, wishes: Wishes, contact: Contact) -> InstallReport:
    """Install a package from a file, a folder, an address or the index.

    The file is copied or fetched to where nothing uses it, its structure and hash are looked at,
    a hash that nobody gave is put before ``contact.confirm``, then the model is loaded and tried;
    only then does it appear among the packages, in one step. The same file again changes nothing.
    A dry run fetches nothing. Raises UsageError, InputError, PackageError (whatever is wrong with
    the file), GateError (not confirmed), ConfigurationError (``use``), StorageError.
    """
    if wishes.sha256 and not re.fullmatch(r"[0-9a-f]{64}", wishes.sha256):
        raise UsageError("A SHA-256 has 64 hexadecimal digits.", "Give the whole hash.")
    if pack.dry_run:
        return _foresee(pack, source, wishes, contact)
    lock = pack.private_file("incoming.lock")
    with locked(lock, pack.name(lock), contact.on_wait):
        found = _find(source, wishes, contact.report)
        folder = pack.private_file(INCOMING)
        make_private(folder, pack.name(folder))
        staged = _stage(found, folder, contact)
        with _discarding(staged, fetched=bool(found.urls)):
            report = _settle(pack, staged, found, wishes, contact)
        shutil.rmtree(folder, ignore_errors=True)
    return report


def _find(source: str, wishes: Wishes, report: Report) -> _Source:
    """Return where a package comes from; looks names up in the index."""
    path = Path(source)
    if is_address(source):
        if source.lower().startswith("http:") and not wishes.sha256:
            raise UsageError(
                "What comes over http can be altered on the way.",
                "Give an https address, or the file's hash with --sha256.",
            )
        return _Source(urls=(source,), sha256=wishes.sha256)
    if path.exists():
        return _Source(path=path, sha256=wishes.sha256)
    if source.endswith(SUFFIX) or path.name != source:
        raise InputError(f"There is no file {path.name}.", "Check the path.")
    request = parse_request(source)
    entry = find_entry(read_index(wishes.index, report), request)
    expected = wishes.sha256 or entry.sha256
    urls = tuple(url for url in entry.links if expected or url.startswith("https:"))
    if not urls:
        raise InputError(
            f"The index has no https address for {request}.",
            "Give the file's hash with --sha256, or install it from a file.",
        )
    return _Source(urls=urls, entry=entry, sha256=expected)


def _stage(found: _Source, folder: Path, contact: Contact) -> Path:
    """Bring the file into a folder where nothing uses it yet; return its path."""
    if found.path is not None:
        staged = folder / _file_name(found.path.name)
        if found.path.is_dir():
            pack_folder(found.path, staged)
            return staged
        if not found.path.is_file():
            raise PackageError(f"{found.path.name} is not a regular file.", "Check the path.")
        try:
            shutil.copyfile(found.path, staged)
        except OSError as error:
            raise explain(error, found.path.name) from error
        return staged
    for kept in package_files(folder) if found.sha256 else ():
        if _hash(kept) == found.sha256:
            return kept  # fetched before, and then not confirmed
    return _fetch(found, folder, contact)


def _fetch(found: _Source, folder: Path, contact: Contact) -> Path:
    """Fetch from the first address that gives the file."""
    from kuager.models.fetching import fetch_file  # noqa: PLC0415 (the network's modules)

    faults: list[InputError] = []
    for url in found.urls:
        part = folder / f"{hashlib.sha256(url.encode()).hexdigest()[:16]}.part"
        try:
            fetch_file(
                url,
                part,
                limit=DOWNLOAD_LIMIT,
                proven=bool(found.sha256),
                report=contact.report,
                progress=contact.progress,
            )
        except StorageError:
            raise
        except InputError as error:
            faults.append(error)
            continue
        staged = folder / _file_name(urlsplit(url).path.rpartition("/")[2])
        part.replace(staged)
        return staged
    raise faults[0]


def _file_name(name: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", name.removesuffix(SUFFIX)).lstrip(".")[:100]
    return f"{plain or 'package'}{SUFFIX}"


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def _discarding(staged: Path, *, fetched: bool) -> Iterator[None]:
    """Delete a staged file that did not pass; keep what it took long to fetch and may be good."""
    try:
        yield
    except BaseException as error:
        if not fetched or isinstance(error, PackageError):
            staged.unlink(missing_ok=True)
        raise


def _settle(
    pack: Pack, staged: Path, found: _Source, wishes: Wishes, contact: Contact
) -> InstallReport:
    overview = inspect_package(staged)
    candidate = _candidate(overview, found)
    fitting = _fitting(pack, overview, wishes)
    folder = pack.private_folder / PACKAGES
    there = folder / overview.file_name
    if there.is_file() and _hash(there) == overview.sha256:
        outcome = Outcome.UNCHANGED
    else:
        if not candidate.known and not contact.confirm(candidate):
            staged.unlink()
            raise GateError(f"{overview.name} {overview.version} was not confirmed.", "")
        _try(pack, staged, overview)
        outcome = Outcome.INSTALLED
    with pack.lock(contact.on_wait):
        if outcome is Outcome.INSTALLED:
            record = Record(
                overview.name,
                overview.version,
                overview.sha256,
                overview.size,
                candidate.origin,
                candidate.licence,
            )
            there = place_package(staged, overview, record, pack.inside(folder))
        if wishes.use:
            _use(pack, overview.name, fitting)
    used = engine_paths(pack)
    engines = [locale for locale, paths in used.items() if there.resolve() in paths]
    engines += [locale for locale in fitting if wishes.use and locale not in engines]
    others = tuple(locale for locale in fitting if locale not in engines)
    return InstallReport(outcome, candidate, tuple(engines), others)


def _candidate(overview: PackageOverview, found: _Source) -> Candidate:
    """Return what is shown of a package. Raises PackageError where it is not what was asked for."""
    if found.entry and (found.entry.name, found.entry.version) != (overview.name, overview.version):
        raise PackageError(
            f"The file holds {overview.name} {overview.version}, not {found.entry.name} "
            f"{found.entry.version} as the index says.",
            "Do not use it.",
        )
    if not overview.version[:1].isdigit():
        raise PackageError(f"{overview.name} has a version that does not begin with a digit.")
    pinned = PINNED.get((overview.name, overview.version), "")
    for expected in (found.sha256, pinned):
        if expected and overview.sha256 != expected:
            raise PackageError(
                f"The file is not the one expected: its SHA-256 is {overview.sha256}, "
                f"not {expected}.",
                "Do not use it; get it again from a source you trust.",
            )
    origin = "folder" if found.path and found.path.is_dir() else "file"
    return Candidate(
        overview.name,
        overview.version,
        overview.source_locale,
        overview.target_locale,
        overview.size,
        overview.sha256,
        stated_licence(overview.readme),
        found.urls[0].partition("?")[0] if found.urls else origin,
        bool(found.sha256 or pinned),
    )


def _fitting(pack: Pack, overview: PackageOverview, wishes: Wishes) -> tuple[str, ...]:
    """Return the locales of the pack that a package translates to, from the pack's language."""
    configuration = pack.configuration
    same_source = language_of(overview.source_locale) == language_of(configuration.source_locale)
    fitting = tuple(
        locale
        for locale in configuration.target_locales
        if same_source and language_of(locale) == language_of(overview.target_locale)
    )
    if wishes.use and not fitting:
        raise UsageError(
            f"{overview.name} translates {overview.source_locale} to {overview.target_locale}, "
            "which this pack does not.",
            "Install it without --use.",
        )
    return fitting


def _try(pack: Pack, staged: Path, overview: PackageOverview) -> None:
    """Unpack a package and let it translate; leave nothing of one that cannot."""
    cache = pack.private_file(UNPACKED)
    unpacked = cache / overview.sha256
    known = unpacked.exists()
    try:
        try_package(open_package(staged, cache))
    except BaseException:
        if not known:
            shutil.rmtree(unpacked, ignore_errors=True)
        raise


def _use(pack: Pack, name: str, locales: tuple[str, ...]) -> None:
    path = pack.root / "pyproject.toml"
    content = pack.content(path) or b""
    for locale in locales:
        content = name_engine(content, locale, name)
    pack.write(path, content)


def _foresee(pack: Pack, source: str, wishes: Wishes, contact: Contact) -> InstallReport:
    """Look at everything that can be looked at without writing or fetching."""
    path = Path(source)
    named = not path.exists() and not is_address(source)
    if named and is_address(wishes.index) and not source.endswith(SUFFIX) and path.name == source:
        parse_request(source)
        contact.report(f"Would fetch the index {wishes.index} and the package that it names.")
        return InstallReport(Outcome.UNFETCHED, None)
    found = _find(source, wishes, contact.report)
    if found.urls:
        contact.report(f"Would fetch {found.urls[0]}")
        return InstallReport(Outcome.UNFETCHED, None)
    with tempfile.TemporaryDirectory() as name:
        staged = _stage(found, Path(name), contact) if path.is_dir() else path
        overview = inspect_package(staged)
        candidate = _candidate(overview, found)
        fitting = _fitting(pack, overview, wishes)
        there = pack.private_folder / PACKAGES / overview.file_name
        if there.is_file() and _hash(there) == overview.sha256:
            return InstallReport(Outcome.UNCHANGED, candidate, (), fitting)
        try_package(open_package(staged, Path(name) / UNPACKED))
        return InstallReport(Outcome.FORESEEN, candidate, (), fitting)
