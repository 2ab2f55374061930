"""Find, verify and unpack Argos model packages (``.argosmodel``).

A package is a zip archive of one folder: ``metadata.json``, a CTranslate2 model in ``model/``,
``sentencepiece.model`` or ``bpe.model``, and mostly a ``README.md`` (the format that
``argostranslate.package`` documents). It may come from anywhere, so nothing in it is believed
before it is checked.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import shutil
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import filelock

from kuager.errors import PackageError, StorageError
from kuager.models.archive import check_entries, unpack_entries
from kuager.models.runtime import load_ctranslate2
from kuager.storage import explain

EMBEDDED = Path(__file__).resolve().parent.parent / "packages"
"""Packages that come with Kuager."""

SUFFIX = ".argosmodel"
TOKENIZERS = ("sentencepiece.model", "bpe.model")
"""In Argos' own order of preference."""

TARGET_TOKENIZER = "target.sentencepiece.model"
"""Of packages whose targets have a SentencePiece model of their own; Argos passes over it."""

VOCABULARIES = ({"shared_vocabulary"}, {"source_vocabulary", "target_vocabulary"})
"""A CTranslate2 model has one vocabulary for both languages, or one for each."""

METADATA_LIMIT = 64 * 1024
README_LIMIT = 64 * 1024
LOCK_SECONDS = 600

_FILE_NAME = re.compile(r"(?P<name>[A-Za-z0-9_-]+?)-(?P<version>\d[\w.]*)\.argosmodel")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+_-]{0,31}")
_CODE = re.compile(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*")
_DAMAGED = "Get the package again from where it came."


@dataclass(frozen=True, slots=True)
class ArgosPackage:
    """A verified and unpacked package."""

    name: str
    """``translate-en_kk``."""
    version: str
    source_locale: str
    target_locale: str
    sha256: str
    """Of the package file."""
    folder: Path
    """Where it is unpacked: holds ``metadata.json`` and ``model/``."""
    tokenizer_path: Path
    target_prefix: str
    """Token that every target begins with, such as ``<2kk>``; empty for most packages."""
    readme: str
    source_prefix: str = ""
    """Token that every source begins with, such as ``>>kaz_Cyrl<<``; a field that Argos itself
    does not know."""
    target_tokenizer_path: Path | None = None
    """SentencePiece model that targets are decoded with; None where it is that of the sources."""


@dataclass(frozen=True, slots=True)
class PackageOverview:
    """What a package file says about itself; it need not be unpacked for that."""

    name: str
    version: str
    source_locale: str
    target_locale: str
    sha256: str
    """Of the package file."""
    size: int
    """Bytes of the package file."""
    readme: str

    @property
    def file_name(self) -> str:
        """Name under which find_package finds it: ``translate-en_kk-1_0.argosmodel``."""
        return f"{self.name}-{re.sub(r'[^0-9A-Za-z]', '_', self.version)}{SUFFIX}"


@dataclass(frozen=True, slots=True)
class _Opened:
    """A package file under examination."""

    archive: zipfile.ZipFile
    digest: str
    top: str
    """Name of its one folder, with the slash."""
    entries: dict[str, zipfile.ZipInfo]
    description: _Description

    @property
    def sizes(self) -> dict[str, int]:
        """Bytes of each file, by its name below the top folder."""
        return {name.removeprefix(self.top): info.file_size for name, info in self.entries.items()}


@dataclass(frozen=True, slots=True)
class _Description:
    """What ``metadata.json`` says, as far as it matters here."""

    version: str
    source_locale: str
    target_locale: str
    target_prefix: str
    source_prefix: str

    @property
    def name(self) -> str:
        return f"translate-{self.source_locale}_{self.target_locale}"


def find_package(name: str, extra_folder: Path | None = None) -> Path:
    """Return the file of the newest version of a package.

    ``name`` is a name without version (``translate-en_kk``). A package in ``extra_folder``
    (a pack's own) goes before the embedded ones, whatever its version: who put it there wants
    it used. Raises PackageError, naming the packages that exist, when there is none.
    """
    known = find_packages(extra_folder)
    if name not in known:
        there = ", ".join(sorted(known)) or "none"
        raise PackageError(
            f"There is no model package named {name!r}.",
            f"Packages that exist: {there}.",
        )
    return known[name]


def find_packages(extra_folder: Path | None = None) -> dict[str, Path]:
    """Return by name the file that each package is taken from; see ``find_package``."""
    found: dict[str, Path] = {}
    for folder in (extra_folder, EMBEDDED):
        if folder is None or not folder.is_dir():
            continue
        versions: dict[str, list[tuple[tuple[int, ...], Path]]] = defaultdict(list)
        for path in folder.iterdir():
            if match := _FILE_NAME.fullmatch(path.name):
                versions[match["name"]].append((_version_key(match["version"]), path))
        for name, files in versions.items():
            found.setdefault(name, max(files)[1])
    return found


def open_package(path: Path, cache_folder: Path) -> ArgosPackage:
    """Verify a package file and return it unpacked in ``cache_folder/<sha256 of the file>``.

    What is unpacked there already is used again. The folder appears in one step, by a rename
    under a lock: it is never there by halves, and several processes at once do no harm.
    Raises PackageError for every fault of the file, StorageError when the cache cannot be
    written.
    """
    with _examined(path) as opened:
        sizes = opened.sizes
        folder = cache_folder / opened.digest
        if not _is_whole(folder, sizes):
            _unpack(opened.archive, opened.top, opened.entries, folder, path)
    description = opened.description
    return ArgosPackage(
        name=description.name,
        version=description.version,
        source_locale=description.source_locale,
        target_locale=description.target_locale,
        sha256=opened.digest,
        folder=folder,
        tokenizer_path=next(folder / name for name in TOKENIZERS if name in sizes),
        target_prefix=description.target_prefix,
        readme=_read_readme(folder),
        source_prefix=description.source_prefix,
        target_tokenizer_path=folder / TARGET_TOKENIZER if TARGET_TOKENIZER in sizes else None,
    )


def inspect_package(path: Path) -> PackageOverview:
    """Return what a package file says about itself, after the checks that need no unpacking.

    Whether its model loads, only open_package and an engine can tell. Raises PackageError.
    """
    with _examined(path) as opened:
        description = opened.description
        readme = ""
        if entry := opened.entries.get(f"{opened.top}README.md"):
            with opened.archive.open(entry) as stream:
                readme = stream.read(README_LIMIT).decode(errors="replace")
        return PackageOverview(
            name=description.name,
            version=description.version,
            source_locale=description.source_locale,
            target_locale=description.target_locale,
            sha256=opened.digest,
            size=path.stat().st_size,
            readme=readme,
        )


def altered_files(path: Path, folder: Path) -> list[str]:
    """Return the files of an unpacked package whose content is not the archive's, or is missing.

    Raises PackageError when the package file itself cannot be used.
    """
    altered = []
    with _examined(path) as opened:
        for name, info in opened.entries.items():
            own = name.removeprefix(opened.top)
            try:
                with (folder / own).open("rb") as stream, opened.archive.open(info) as packed:
                    same = (
                        hashlib.file_digest(stream, "sha256").digest()
                        == hashlib.file_digest(packed, "sha256").digest()  # type: ignore[arg-type]
                    )
            except FileNotFoundError:
                same = False
            if not same:
                altered.append(own)
    return altered


@contextlib.contextmanager
def _examined(path: Path) -> Iterator[_Opened]:
    """Open a package file, hash it, check its structure and read its metadata."""
    if path.exists() and not path.is_file():
        raise PackageError(f"{path.name} is not a regular file.", _DAMAGED)
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            with zipfile.ZipFile(stream) as archive:
                top, entries = check_entries(archive, path.name)
                _check_parts({name.removeprefix(top) for name in entries}, path)
                description = _read_description(archive, entries[f"{top}metadata.json"], path)
                yield _Opened(archive, digest, top, entries, description)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError) as error:
        raise PackageError(f"{path.name} is not a whole zip archive.", _DAMAGED) from error
    except OSError as error:
        raise PackageError(
            f"{path.name} cannot be read: {error.strerror or type(error).__name__}.",
            "Check the path and its permissions.",
        ) from error


def _version_key(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))


def _check_parts(names: Collection[str], path: Path) -> None:
    """Refuse a package in which a part that every package needs is missing."""
    for needed in ("metadata.json", "model/model.bin"):
        if needed not in names:
            raise PackageError(f"{path.name} has no {needed}.", _DAMAGED)
    if not any(tokenizer in names for tokenizer in TOKENIZERS):
        raise PackageError(
            f"{path.name} has no tokenizer ({' or '.join(TOKENIZERS)}).",
            "Without the tokenizer that a model was trained with, it cannot be used.",
        )
    in_model = {Path(name).stem for name in names if name.startswith("model/")}
    if not any(vocabularies <= in_model for vocabularies in VOCABULARIES):
        raise PackageError(f"{path.name} has no vocabulary in model/.", _DAMAGED)


def _read_description(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path) -> _Description:
    where = f"metadata.json of {path.name}"
    if entry.file_size > METADATA_LIMIT:
        raise PackageError(f"{where} is larger than {METADATA_LIMIT} bytes.", _DAMAGED)
    try:
        metadata = json.loads(archive.read(entry).decode())
    except (ValueError, RecursionError) as error:
        raise PackageError(f"{where} is not JSON in UTF-8.", _DAMAGED) from error
    if not isinstance(metadata, dict):
        raise PackageError(f"{where} is not a JSON object.", _DAMAGED)
    kind = metadata.get("type", "translate")
    if kind != "translate":
        raise PackageError(
            f"{path.name} is a package of another type than translate.",
            "Only packages that translate can draft.",
        )
    fields: dict[str, str] = {}
    for key in ("from_code", "to_code", "package_version"):
        value = metadata.get(key)
        if not isinstance(value, str) or not value.strip():
            raise PackageError(f"{where} does not give {key} as a text.", _DAMAGED)
        fields[key] = value
    for key in ("from_code", "to_code"):
        if not _CODE.fullmatch(fields[key]):
            raise PackageError(f"{where} gives a {key} that is no language code.", _DAMAGED)
    prefixes: dict[str, str] = {}
    for key in ("target_prefix", "source_prefix"):
        prefix = metadata.get(key, "")
        if not isinstance(prefix, str):
            raise PackageError(f"{where} does not give {key} as a text.", _DAMAGED)
        prefixes[key] = prefix
    if not _VERSION.fullmatch(fields["package_version"]):
        # It stands in ledgers and in the notices of editions.
        raise PackageError(f"{where} gives a package_version that is none.", _DAMAGED)
    return _Description(
        fields["package_version"], fields["from_code"], fields["to_code"], **prefixes
    )


def _check_model(folder: Path, path: Path) -> None:
    """Refuse what is no model, or one in a newer format than the installed CTranslate2 reads.

    The first four bytes are the version of the format, little-endian
    (``ModelSpec._serialize`` in ctranslate2/specs/model_spec.py).
    """
    ctranslate2 = load_ctranslate2()
    from ctranslate2.specs.model_spec import CURRENT_BINARY_VERSION  # noqa: PLC0415

    with (folder / "model.bin").open("rb") as stream:
        head = stream.read(4)
    if len(head) < 4 or not ctranslate2.contains_model(str(folder)):
        raise PackageError(f"{path.name} holds no CTranslate2 model.", _DAMAGED)
    version = int.from_bytes(head, "little")
    if version > CURRENT_BINARY_VERSION:
        raise PackageError(
            f"The model in {path.name} has binary version {version}; the installed "
            f"CTranslate2 reads up to {CURRENT_BINARY_VERSION}.",
            "Use an older version of the package.",
        )


def _is_whole(folder: Path, sizes: dict[str, int]) -> bool:
    """Say whether a folder holds every file in its size: a power cut can leave empty ones."""
    try:
        return all((folder / name).stat().st_size == size for name, size in sizes.items())
    except OSError:
        return False


def _unpack(
    archive: zipfile.ZipFile,
    top: str,
    entries: dict[str, zipfile.ZipInfo],
    folder: Path,
    path: Path,
) -> None:
    """Unpack into a folder beside the final one and rename it into place."""
    sizes = {name.removeprefix(top): info.file_size for name, info in entries.items()}
    part = folder.with_name(f"{folder.name}.part")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(folder.with_name(f"{folder.name}.lock"), timeout=LOCK_SECONDS):
            if _is_whole(folder, sizes):  # another process was faster
                return
            # Only a process that died can have left these two: the lock is ours.
            _remove(part)
            _remove(folder)
            try:
                unpack_entries(archive, top, entries, part)
                _check_model(part / "model", path)
                part.rename(folder)
            finally:
                _remove(part)
    except filelock.Timeout as error:
        raise StorageError(
            f"Another process has been unpacking {path.name} for {LOCK_SECONDS} seconds.",
            "End it and try again.",
        ) from error
    except OSError as error:
        raise explain(error, f"Unpacking {path.name}") from error


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def _read_readme(folder: Path) -> str:
    try:
        with (folder / "README.md").open("rb") as stream:
            return stream.read(README_LIMIT).decode(errors="replace")
    except OSError:
        return ""
