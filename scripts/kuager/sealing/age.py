"""age: encrypt for keys or with a passphrase, and open again (C2SP, age-encryption.org/v1)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyrage  # type: ignore[import-untyped]

from kuager.sealing import SealError
from kuager.sealing.bundle import TOTAL_LIMIT

SEALED_LIMIT = TOTAL_LIMIT + TOTAL_LIMIT // 2
"""Bytes of a sealed file that is read: age adds 16 to each 64 KiB, armour a third."""
SHORTEST_PASSPHRASE = 16
"""Characters; four words or more. Whoever gets hold of the file can try for years."""
MOST_WORK = 21
"""The scrypt work factor that is still tried, as a power of two: each more doubles time and
memory, and at 21 it is 2 GiB (RFC 7914: 128 · r · N bytes, r = 8). age itself uses 18."""

_ARMOUR = b"-----BEGIN AGE ENCRYPTED FILE-----"
_BEFORE_ARMOUR = b"\xef\xbb\xbf \t\r\n"
"""What mail programs and editors put before the text: spaces, line ends, a byte order mark."""
_BEGINNING = 4096
_INTRODUCTION = re.compile(rb"age-encryption\.org/(v[0-9]{1,4})\n(?:-> (\S{1,99})([^\n]*)\n)?")
_SECRET_PREFIX = "AGE-SECRET-KEY-"  # noqa: S105 (what a key begins with, none itself)
_DAMAGED = "Ask for it again, and send it as a file, not as text in a message."


@dataclass(frozen=True, slots=True)
class Recipient:
    """The public key of somebody who will be able to open a sealed file."""

    public: str
    key: Any


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """A secret key. It is never printed, also not by accident."""

    key: Any

    @property
    def public(self) -> str:
        """The key to hand over to others."""
        return str(self.key.to_public())

    def secret(self) -> str:
        """Return the key as it is stored."""
        return str(self.key)


def new_identity() -> Identity:
    """Make a key from the system's randomness."""
    return Identity(pyrage.x25519.Identity.generate())


def recipient_parse(text: str, number: int) -> Recipient:
    """Read a public key; errors call it by its number. Raises SealError."""
    plain = text.strip()
    if plain.upper().startswith(_SECRET_PREFIX):
        raise SealError(
            f"Key {number} is a secret key, and shells keep a history of what was typed.",
            "Make another one (kuager seal keys new), and give only the public key, age1….",
        )
    try:
        key = pyrage.x25519.Recipient.from_str(plain)
    except pyrage.RecipientError as error:
        begins = plain.lower().startswith("age1")
        problem = "has a letter that is wrong or missing" if begins else "does not begin with age1"
        raise SealError(
            f"Key {number} is no public key: it {problem}.", "Copy all of it, age1… to its end."
        ) from error
    return Recipient(str(key), key)


def identity_parse(line: str, where: str) -> Identity:
    """Read a secret key; ``where`` is what errors call its place. Raises SealError."""
    try:
        return Identity(pyrage.x25519.Identity.from_str(line.strip()))
    except pyrage.IdentityError as error:
        raise SealError(
            f"{where} is no secret key of age.", "It has to begin with AGE-SECRET-KEY-1."
        ) from error


def seal(content: bytes, recipients: Sequence[Recipient]) -> bytes:
    """Encrypt for one or several people, each of whom can open it. Raises SealError for none."""
    if not recipients:
        raise SealError("Nobody is named to seal it for.", "Name a key: --to age1…")
    sealed: bytes = pyrage.encrypt(content, [recipient.key for recipient in recipients])
    return sealed


def seal_with_passphrase(content: bytes, passphrase: str, *, armoured: bool = False) -> bytes:
    """Encrypt with a passphrase. Raises SealError for one that is too short."""
    check_passphrase(passphrase)
    sealed: bytes = pyrage.passphrase.encrypt(content, passphrase, armored=armoured)
    return sealed


def check_passphrase(passphrase: str) -> None:
    """Raise SealError for a new passphrase that is too short."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise SealError(
            f"The passphrase has fewer than {SHORTEST_PASSPHRASE} characters.",
            "Take four words or more that nobody would put together.",
        )


def is_sealed(content: bytes) -> bool:
    """Tell whether a file looks like one of age, whole or not."""
    plain = content[:_BEGINNING].lstrip(_BEFORE_ARMOUR)
    return plain.startswith(_ARMOUR) or content.startswith(b"age-encryption.org/")


def needs_passphrase(sealed: bytes, label: str) -> bool:
    """Tell whether a passphrase opens it, not a key; ``label`` is what errors call the file.

    Raises SealError for what is no file of age, is of another version of it, or would take more
    time and memory than is sensible.
    """
    if not is_sealed(sealed):
        problem = "is empty" if not sealed else "is no sealed file"
        raise SealError(f"{label} {problem}.", "Give the path of a file that ends in .age.")
    found = _INTRODUCTION.match(_introduction(sealed))
    if found is None:
        raise _damaged(label)
    if found[1] != b"v1":
        raise SealError(f"{label} is of a newer version of age.", "Update this program.")
    if found[2] != b"scrypt":
        return False
    work = found[3].split()[-1:]
    if work and work[0].isdigit() and int(work[0][:9]) > MOST_WORK:
        raise SealError(
            f"{label} would take more memory than is sensible to open.",
            "Ask for one that is sealed for a key.",
        )
    return True


def unseal(sealed: bytes, identities: Sequence[Identity], label: str) -> bytes:
    """Open what was sealed for one of the keys. Raises SealError."""
    try:
        content: bytes = pyrage.decrypt(_clean(sealed), [identity.key for identity in identities])
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            raise SealError(
                f"{label}: none of your keys opens it.",
                "It was sealed for another key, or was altered on the way. Compare the key that "
                "you handed over: kuager seal keys list",
            ) from None
        raise _damaged(label) from None
    return content


def unseal_with_passphrase(sealed: bytes, passphrase: str, label: str) -> bytes:
    """Open what was sealed with a passphrase. Raises SealError."""
    try:
        content: bytes = pyrage.passphrase.decrypt(_clean(sealed), passphrase)
    except pyrage.DecryptError as error:
        if str(error) == "Decryption failed":
            raise SealError(
                f"{label}: the passphrase does not open it.",
                "Type it again, capital letters and spaces too; or it was altered on the way.",
            ) from None
        raise _damaged(label) from None
    return content


def _clean(sealed: bytes) -> bytes:
    plain = sealed.lstrip(_BEFORE_ARMOUR)
    return plain if plain.startswith(_ARMOUR) else sealed


def _introduction(sealed: bytes) -> bytes:
    """Return the beginning of the header, out of its armour where it has one."""
    plain = _clean(sealed)[:_BEGINNING]
    if not plain.startswith(_ARMOUR):
        return plain
    text = b"".join(plain.removeprefix(_ARMOUR).partition(b"-----")[0].split())
    try:
        return base64.b64decode(text[: len(text) // 4 * 4], validate=True)
    except binascii.Error:
        return b""


def _damaged(label: str) -> SealError:
    return SealError(f"{label} was altered or cut off on the way; nothing of it is used.", _DAMAGED)
