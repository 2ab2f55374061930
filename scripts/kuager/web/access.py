"""Who may use the review page: a key that the browser keeps, and entries that serve once.

The key (256 bits) lies in a file of ``.kuager/`` that only its owner can read. Whoever can read
that file can read the testimony beside it as well, so keeping the key there for as long as the
file lies there gives nothing away, and a tab that was open goes on after the server was started
again. It is never shown: what the terminal prints, and what a browser is started with, is an
entry, made from the key and worthless once it was used or the server has stopped. The cookie
and the token that writing needs are made from the key too, and do not give it away.

A browser sends a cookie to every port of 127.0.0.1. A program of another user of the machine
that listens at the port we last had could collect it from a tab left open; so where that port
is taken, a new key is made.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import threading
from dataclasses import dataclass, field

_BYTES = 32
_NONCE = 16
"""Bytes of an entry that make it another one each time."""
_HEX_KEY = re.compile(r"[0-9a-f]{64}")
_HEX_EPOCH = re.compile(r"[0-9a-f]{32}")
_MOST_USED = 10_000
"""Entries remembered as used; nobody opens the page so often in one run of the server."""


def new_key() -> str:
    """Return a key: 256 random bits as hexadecimal digits."""
    return secrets.token_hex(_BYTES)


def new_epoch() -> str:
    """Return what tells one run of the server from the others."""
    return secrets.token_hex(_NONCE)


def is_key(text: object) -> bool:
    """Tell whether a text has the form of a key."""
    return isinstance(text, str) and _HEX_KEY.fullmatch(text) is not None


def is_epoch(text: object) -> bool:
    """Tell whether a text has the form of an epoch."""
    return isinstance(text, str) and _HEX_EPOCH.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Access:
    """What a run of the server lets in."""

    key: str = field(repr=False)
    epoch: str = field(repr=False)
    _used: set[str] = field(default_factory=set, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def cookie(self) -> str:
        """Value of the cookie."""
        return self._derived("cookie")

    @property
    def cookie_name(self) -> str:
        """Name of the cookie: another one for each pack, for ports do not keep them apart."""
        return f"kuager-{self._derived('name')[:8]}"

    @property
    def token(self) -> str:
        """Return what every request that writes has to carry, read from the page."""
        return self._derived("token")

    def entry(self) -> str:
        """Return what lets a browser in once, during this run of the server."""
        nonce = secrets.token_hex(_NONCE)
        return nonce + self._seal(nonce)

    def enter(self, entry: str) -> bool:
        """Use an entry up; tell whether it was good. Takes as long for a near miss as for a far."""
        nonce, seal = entry[: 2 * _NONCE], entry[2 * _NONCE :]
        if not same(seal, self._seal(nonce)):
            return False
        with self._lock:
            if nonce in self._used or len(self._used) >= _MOST_USED:
                return False
            self._used.add(nonce)
        return True

    def _seal(self, nonce: str) -> str:
        return self._derived(f"entry {self.epoch} {nonce}")

    def _derived(self, purpose: str) -> str:
        return hmac.new(
            bytes.fromhex(self.key), purpose.encode("utf-8", "replace"), hashlib.sha256
        ).hexdigest()


def same(given: str, expected: str) -> bool:
    """Compare two texts in a time that does not tell how much of them is the same."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())
