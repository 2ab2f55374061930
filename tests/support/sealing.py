"""Sealed files for tests, well made and ill made."""

from __future__ import annotations

from pathlib import Path

from kuager.sealing.age import Identity, identity_parse, recipient_parse, seal, unseal
from kuager.sealing.bundle import Bundle, bundle_parse, bundle_serialize
from tests.support.packs import PackFolder

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
