"""Keys for sealing: made, listed, read. They lie in ``.kuager/keys/``, for their owner only.

Unlike everything else in ``.kuager/`` a key cannot be made again: what was sealed for it is
lost with it.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kuager.errors import UsageError
from kuager.pack import Pack
from kuager.placing import write_new_private
from kuager.sealing import SealError
from kuager.sealing.age import Identity, check_passphrase, new_identity
from kuager.sealing.keys import is_protected, keys_parse, keys_serialize
from kuager.storage import make_private, read_regular

FOLDER = "keys"
DEFAULT = "key"
_SUFFIX, _PUBLIC = ".key", ".pub"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_LARGEST = 64 * 1024
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class KeyReport:
    """A key, as it can be told."""

    name: str
    public: str
    protected: bool
    """A passphrase is needed to use it."""


def new_key(pack: Pack, name: str = DEFAULT, passphrase: str = "") -> KeyReport:
    """Make a key of that name, protected where there is a passphrase.

    Raises UsageError for a name that is none, SealError for a short passphrase, StorageError,
    where there is one already too.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(
            "This cannot be the name of a key.",
            "Use lower-case letters, digits and hyphens; never your own name.",
        )
    if passphrase:
        check_passphrase(passphrase)
    folder = _folder(pack)
    path = folder / f"{name}{_SUFFIX}"
    if path.exists():
        raise UsageError(
            f"There is a key named “{name}” already, and it may still be needed.",
            "Use it (kuager seal keys list), or make one of another name: --name",
        )
    identity = new_identity()
    content = keys_serialize(identity, passphrase)
    if not pack.dry_run:
        make_private(folder, f".kuager/{FOLDER}")
        # The public half comes first: a secret key that nobody can be told of is of no use.
        pack.write(path.with_suffix(_PUBLIC), f"{identity.public}\n".encode())
        write_new_private(path, content, pack.name(path))
    return KeyReport(name, identity.public, bool(passphrase))


def list_keys(pack: Pack) -> list[KeyReport]:
    """Return the keys of a pack by name. Raises SealError, StorageError."""
    reports = []
    for path in _paths(pack):
        content = read_regular(path, pack.name(path), limit=_LARGEST) or b""
        protected = is_protected(content)
        if protected:
            told = read_regular(path.with_suffix(_PUBLIC), pack.name(path), limit=_LARGEST) or b""
            public = told.decode("ascii", "replace").strip()
        else:
            public = keys_parse(content, pack.name(path))[0].public
        reports.append(KeyReport(path.stem, public, protected))
    return reports


def key_files(pack: Pack | None, paths: Sequence[Path]) -> list[Path]:
    """Return the files named or, where none is, those of the pack. Raises SealError for none."""
    found = list(paths) or (_paths(pack) if pack else [])
    if not found:
        raise SealError(
            "There is no key to open it with.",
            "Name one (--key FILE), or go to the pack that it was made in: kuager seal keys list",
        )
    return found


def read_keys(paths: Sequence[Path], passphrase: Callable[[], str]) -> list[Identity]:
    """Read files of keys; a passphrase is asked for once, where one of them needs it.

    One that the passphrase does not open is passed over where there are others. Raises SealError,
    StorageError.
    """
    contents: list[tuple[Path, bytes]] = []
    for path in paths:
        content = None if path.is_dir() else read_regular(path, path.name, limit=_LARGEST)
        if content is None:
            raise SealError(f"There is no file of keys {path.name}.", "Give its path: --key FILE")
        contents.append((path, content))
    secret = passphrase() if any(is_protected(content) for _, content in contents) else ""
    found: list[Identity] = []
    closed: SealError | None = None
    for path, content in contents:
        try:
            found += keys_parse(content, path.name, secret)
        except SealError as error:
            if not is_protected(content):
                raise
            closed = closed or error
    if closed is not None and not found:
        raise closed
    return found


def exposed(paths: Sequence[Path]) -> list[str]:
    """Return the names of files of keys that other users of the machine can read (POSIX)."""
    return [path.name for path in paths if path.exists() and path.stat().st_mode & _OTHERS]


def _folder(pack: Pack) -> Path:
    return pack.inside(pack.private_folder) / FOLDER if pack.dry_run else pack.private_file(FOLDER)


def _paths(pack: Pack) -> list[Path]:
    folder = pack.inside(pack.private_folder / FOLDER)
    return sorted(path for path in folder.glob(f"*{_SUFFIX}") if not path.name.startswith("."))
