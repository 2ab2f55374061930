"""The ledgers of a pack on disk: read and proven, extended and sealed.

locales/<locale>/ledger/<document>/<pseudonym>.<tag>.jsonl and .seal    a person's chain
locales/<locale>/ledger/<document>/machine.<hash>.jsonl                 one run of an engine
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kuager.errors import LedgerError, UsageError
from kuager.formats.ledger import (
    MACHINE,
    Chain,
    Seal,
    ledger_extend,
    ledger_parse,
    ledger_serialize,
    ledger_verify,
    machine_name,
    seal_parse,
    seal_serialize,
)
from kuager.history import History
from kuager.pack import Pack
from kuager.review import Event

_ACTOR = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_TAG = 6
"""Hexadecimal digits that tell one pseudonym's working copies apart."""


def check_actor(pseudonym: str) -> str:
    """Return the pseudonym. Raises UsageError for what cannot be one."""
    if pseudonym == MACHINE:
        raise UsageError(f"“{MACHINE}” stands for the engine.", "Choose another pseudonym.")
    if not _ACTOR.fullmatch(pseudonym):
        raise UsageError(
            "This cannot be a pseudonym.",
            "Use lower-case letters, digits and hyphens, such as translator-1; "
            "never your own name.",
        )
    return pseudonym


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger of one document and locale."""

    pack: Pack
    locale: str
    document: str

    @property
    def folder(self) -> Path:
        """Where its chains lie."""
        return self.pack.ledger_folder(self.locale, self.document)

    def chains(self) -> dict[str, Chain]:
        """Read and prove every chain. Raises LedgerError."""
        return {
            path.stem: ledger_parse(
                self.pack.content(path) or b"",
                document=self.document,
                locale=self.locale,
                name=path.stem,
                path=self.pack.name(path),
            )
            for path in self._paths(".jsonl")
        }

    def seals(self) -> dict[str, Seal]:
        """Read the seals. Raises LedgerError."""
        return {
            path.stem: seal_parse(
                self.pack.content(path) or b"",
                document=self.document,
                locale=self.locale,
                name=path.stem,
                path=self.pack.name(path),
            )
            for path in self._paths(".seal")
        }

    def _paths(self, suffix: str) -> list[Path]:
        return sorted(p for p in self.folder.glob(f"*{suffix}") if not p.name.startswith("."))

    def faults(self) -> list[str]:
        """Return what is wrong, a sentence a fault; nothing when every chain is whole."""
        try:
            return ledger_verify(self.chains(), self.seals())
        except LedgerError as error:
            return [error.problem]

    def proven_chains(self) -> dict[str, Chain]:
        """Read the chains and hold them against seals and each other. Raises LedgerError."""
        chains = self.chains()
        faults = ledger_verify(chains, self.seals())
        if faults:
            raise LedgerError(
                f"The ledger of {self.document} ({self.locale}) is not whole: {faults[0]}",
                "Take it from git or a backup; kuager ledger verify lists every fault.",
            )
        return chains

    def history(self) -> History:
        """Return what is on record. Raises LedgerError."""
        chains = {name: chain.events for name, chain in self.proven_chains().items()}
        return History(chains, four_eyes=self.pack.configuration.policies.four_eyes)

    def record(self, actor: str, events: Sequence[Event]) -> None:
        """Append a person's events to the chain of this working copy, and seal it.

        Raises UsageError for an actor that is no pseudonym, LedgerError, StorageError.
        """
        name = f"{check_actor(actor)}.{self._tag(actor)}"
        chains = self.proven_chains()
        chain = chains.get(name, Chain())
        told = {other: count for event in chain.events for other, count, _ in event.seen}
        seen = tuple(
            (other, len(known.events), known.hashes[-1])
            for other, known in sorted(chains.items())
            if other != name and len(known.events) > told.get(other, 0)
        )
        place = {"document": self.document, "locale": self.locale, "name": name}
        seal = self.folder / f"{name}.seal"
        if not chain.events:
            # A crash after the first event must not leave a chain that looks robbed.
            self.pack.write(seal, seal_serialize(chain, **place))
        first, *rest = (replace(event, day=self._day()) for event in events)
        chain = ledger_extend(chain, [replace(first, seen=seen), *rest], **place)
        self.pack.write(self.folder / f"{name}.jsonl", ledger_serialize(chain))
        self.pack.write(seal, seal_serialize(chain, **place))

    def record_drafts(self, events: Sequence[Event]) -> None:
        """Put one run of an engine on record, in a chain of its own. Raises StorageError."""
        dated = [replace(event, day=self._day()) for event in events]
        chain = ledger_extend(Chain(), dated, document=self.document, locale=self.locale)
        path = self.folder / f"{machine_name(chain)}.jsonl"
        self.pack.write(path, ledger_serialize(chain))

    def _day(self) -> str:
        if self.pack.configuration.policies.ledger_dates == "none":
            return ""
        return datetime.datetime.now(tz=datetime.UTC).date().isoformat()

    def _tag(self, actor: str) -> str:
        """Return what tells this working copy's chain from the same pseudonym's elsewhere.

        It is made from a secret of the copy, the branch and the pseudonym, so that two
        pseudonyms do not show that they worked at the same machine, and two branches of one
        copy do not both extend a chain. The secret is bound to the folder it was made in: a
        pack that is copied as a whole becomes a working copy of its own.
        """
        path = self.pack.private_file("installation") if not self.pack.dry_run else None
        folder = str(self.pack.root.stat().st_ino)
        content = self.pack.content(path) if path else None
        secret, _, made_in = (content or b"").decode("ascii", "replace").partition(" ")
        if not secret or made_in != folder:
            secret = secrets.token_hex(16)
            if path:
                self.pack.write(path, f"{secret} {folder}".encode())
        key = "\x1f".join(filter(None, (secret, actor, _branch(self.pack.root))))
        return hashlib.sha256(key.encode()).hexdigest()[:_TAG]


def _branch(folder: Path) -> str:
    """Return git's name of the branch that a folder is on, empty where there is none.

    Worktrees have folders of their own, and a detached HEAD names no branch.
    """
    for parent in (folder, *folder.parents):
        head = parent / ".git" / "HEAD"
        with contextlib.suppress(OSError, UnicodeDecodeError):
            text = head.read_text("utf-8").strip()
            return text.removeprefix("ref: ") if text.startswith("ref: ") else ""
    return ""


def all_ledgers(pack: Pack) -> list[Ledger]:
    """Return every ledger on disk, of whatever document and locale. Nothing is read yet."""
    folders = sorted((pack.root / "locales").glob("*/ledger/*"))
    return [
        Ledger(pack, folder.parent.parent.name, folder.name)
        for folder in folders
        if folder.is_dir()
    ]
