"""Files of keys, as age and age-keygen know them; a passphrase may protect one.

Public keys are told on the first line, as a comment; no comment tells a time, as age-keygen's do.
"""

from __future__ import annotations

from kuager.sealing import SealError
from kuager.sealing.age import (
    Identity,
    identity_parse,
    is_sealed,
    needs_passphrase,
    seal_with_passphrase,
    unseal_with_passphrase,
)

_MOST_KEYS = 100


def keys_serialize(identity: Identity, passphrase: str = "") -> bytes:
    """Write a file of one key, protected where there is a passphrase. Raises SealError."""
    plain = f"# public key: {identity.public}\n{identity.secret()}\n".encode()
    return seal_with_passphrase(plain, passphrase, armoured=True) if passphrase else plain


def is_protected(content: bytes) -> bool:
    """Tell whether a file of keys needs a passphrase."""
    return is_sealed(content)


def keys_parse(content: bytes, label: str, passphrase: str = "") -> list[Identity]:
    """Read a file of keys; ``label`` is what errors call it, by line and never by content.

    Raises SealError for what holds no secret key, and for a wrong passphrase.
    """
    if is_protected(content):
        if not needs_passphrase(content, label):
            raise SealError(f"{label} is itself sealed for a key.", "Unseal it first: age -d")
        content = unseal_with_passphrase(content, passphrase, label)
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise SealError(f"{label} is no file of keys.", "Give one of .kuager/keys/.") from error
    identities = [
        identity_parse(line, f"{label}, line {number},")
        for number, line in enumerate(lines[:_MOST_KEYS], 1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if not identities:
        raise SealError(f"{label} holds no key.", "Make one: kuager seal keys new")
    return identities
