"""Sealed files for tests, well made and ill made."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Self

import pytest

from kuager.formats.gettext import catalog_parse, catalog_serialize
from kuager.merging.versions import other_versions
from kuager.model import CatalogEntry
from kuager.sealing.age import Identity, identity_parse, recipient_parse, seal, unseal
from kuager.sealing.bundle import Bundle, bundle_parse, bundle_serialize
from tests.support.packs import DOCUMENT, UNITS, PackFolder

PASSPHRASE = "тас көпір қоңыр алма"
"""Four words."""


def new_key(pack: PackFolder) -> tuple[str, Identity]:
    """Make a key in a pack; return its public half and itself."""
    assert pack.run("seal", "keys", "new") == 0
    text = (pack.root / ".kuager" / "keys" / "key.key").read_text()
    key = identity_parse(text.splitlines()[1], "key")
    return key.public, key


def sealed_bundle(bundle: Bundle, key: Identity) -> bytes:
    """Return a bundle, sealed for one key."""
    return seal(bundle_serialize(bundle), [recipient_parse(key.public, 1)])


def open_bytes(sealed: bytes, key: Identity) -> Bundle:
    """Open and prove a sealed file. Raises SealError."""
    return bundle_parse(unseal(sealed, [key], "x"), "x")


def files_below(folder: Path) -> dict[str, bytes]:
    """Return every file, the lock and what runs leave for the next one apart."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in {"lock", "installation", ".gitignore"}
    }


class Copy(PackFolder):
    """A working copy that has a key."""

    public: str
    key: Identity

    @classmethod
    def of(cls, root: Path) -> Self:
        copy = cls(root)
        public, key = new_key(copy)
        object.__setattr__(copy, "public", public)
        object.__setattr__(copy, "key", key)
        return copy

    def edit(self, number: int, text: str, actor: str) -> None:
        step = ("review", "edit", DOCUMENT, "kk", str(number), "--as", actor, "--text", text)
        assert self.run(*step) == 0

    def send(self, other: Copy, *options: str) -> Path:
        """Seal the Kazakh work for the other copy."""
        out = self.root / "exchange" / "out.age"
        step = ("seal", DOCUMENT, "-l", "kk", "--to", other.public, "--out", str(out))
        assert self.run(*step, *options) == 0
        return out

    def take(self, other: Copy, code: int = 0) -> None:
        """Unseal the other copy's work."""
        assert self.run("unseal", str(other.send(self))) == code

    def altered(self, other: Copy, files: Mapping[str, bytes | None]) -> Path:
        """Seal the work for the other copy after putting other files into it."""
        good = open_bytes(self.send(other).read_bytes(), other.key)
        mixed = {**good.files, **files}
        kept = {name: file for name, file in mixed.items() if file is not None}
        path = self.root / "exchange" / "altered.age"
        bundle = Bundle(good.kind, kept, good.document, good.locales)
        path.write_bytes(sealed_bundle(bundle, other.key))
        return path

    def entries(self) -> list[CatalogEntry]:
        return catalog_parse(self.catalog("kk").read_bytes())

    def texts(self, number: int) -> set[str]:
        """Return a unit's target and its other versions."""
        entry = self.entries()[number - 1]
        return {entry.target, *other_versions(entry.remark)[0]}

    def state(self, number: int) -> str:
        return str(self.units()[number - 1]["state"])

    @property
    def work(self) -> dict[str, bytes]:
        return files_below(self.root / "locales")


def two_copies(drafted: Path, folder: Path) -> tuple[Copy, Copy]:
    for name in ("a", "b"):
        shutil.copytree(drafted, folder / name)
    return Copy.of(folder / "a"), Copy.of(folder / "b")


def whole(*copies: Copy) -> None:
    for copy in copies:
        assert copy.run("ledger", "verify") == 0
        assert sum(copy.states().values()) == UNITS
        assert copy.catalog("kk").read_bytes() == catalog_serialize(DOCUMENT, "kk", copy.entries())


@pytest.fixture(scope="module")
def drafted(pack_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack with drafts. Copy it, do not touch it."""
    root = tmp_path_factory.mktemp("drafted") / "pack"
    shutil.copytree(pack_template, root)
    for step in (("segment",), ("draft",)):
        assert PackFolder(root).run(*step) == 0
    return root


@pytest.fixture
def copies(drafted: Path, tmp_path: Path) -> tuple[Copy, Copy]:
    return two_copies(drafted, tmp_path)
