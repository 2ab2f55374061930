"""Ledgers: append-only JSON Lines in chains, several of them a document and locale.

Each line carries the hash of the line before and its own; an event that is altered, moved or
taken out breaks the chain behind it. A person's chain is named after the pseudonym and the
working copy (``translator-1.3fa9c1``), so that merging two copies in git never conflicts; its
end is held by a seal (number of events and last hash, in a file beside it) and by the other
chains' events, which name the last hash of this one that they had seen. A machine's chain
holds one run and is named after its own last hash: equal runs in two copies are one file, and
a chain cut off at the end does not fit its name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated

import msgspec

from kuager.errors import LedgerError
from kuager.model import EngineSignature
from kuager.review import Event

MACHINE = "machine"
"""The actor that drafts; no person may take this pseudonym."""
_NAME = re.compile(r"(?P<actor>[a-z0-9][a-z0-9-]{0,31})\.(?P<tag>[0-9a-f]{6,16})")
_TAG = 16
"""Hexadecimal digits of the last hash in the name of a machine's chain."""
_MEND = "Take the file from git or a backup; do not edit ledgers by hand."
_CONFLICT = re.compile(rb"^(?:<<<<<<<|=======|>>>>>>>)", re.MULTILINE)
_ENCODER = msgspec.json.Encoder(order="deterministic")


@dataclass(frozen=True, slots=True)
class Chain:
    """One actor's events with the hash of each."""

    events: tuple[Event, ...] = ()
    hashes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seal:
    """How long a chain was when it was last written, and its last hash."""

    events: Annotated[int, msgspec.Meta(ge=0)]
    head: str


def engine_digest(signature: EngineSignature) -> str:
    """Return the name of an engine in ledger and cache: 16 hexadecimal digits."""
    return hashlib.sha256(_ENCODER.encode(asdict(signature))).hexdigest()[:16]


def actor_of(chain: str, path: str = "") -> str:
    """Return the actor whose chain has this name; ``path`` is what errors call its file.

    Raises LedgerError for what names no chain.
    """
    match = _NAME.fullmatch(chain)
    if match is None:
        raise LedgerError(f"{path or chain}: no chain of a ledger has such a name.", _MEND)
    return match["actor"]


def _origin(document: str, locale: str, name: str) -> str:
    """Return what the first event of a chain follows: no chain fits in another's place."""
    # A machine's chain gets its name from its content, so its name cannot be part of that.
    owner = MACHINE if name.startswith(f"{MACHINE}.") or not name else name
    key = f"kuager ledger 1\x1f{document}\x1f{locale}\x1f{owner}"
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def _body(event: Event) -> bytes:
    fields = {
        name: value
        for name, value in msgspec.to_builtins(event).items()
        if value not in (None, "", [], ())
    }
    return _ENCODER.encode(fields)


def _line(event: Event, digest: str) -> bytes:
    return _body(event)[:-1] + b',"hash":"' + digest.encode() + b'"}'


def _link(previous: str, body: bytes) -> str:
    return hashlib.sha256(previous.encode() + b"\n" + body).hexdigest()[:32]


def ledger_extend(
    chain: Chain, events: Sequence[Event], *, document: str, locale: str, name: str = ""
) -> Chain:
    """Return a chain with further events linked to its end; without a name, a machine's."""
    hashes = list(chain.hashes)
    for event in events:
        previous = hashes[-1] if hashes else _origin(document, locale, name)
        hashes.append(_link(previous, _body(event)))
    return Chain((*chain.events, *events), tuple(hashes))


def machine_name(chain: Chain) -> str:
    """Return the name of a machine's chain, made from its last hash."""
    return f"{MACHINE}.{chain.hashes[-1][:_TAG]}"


def ledger_serialize(chain: Chain) -> bytes:
    """Write a chain, one event a line, each with its hash."""
    return b"".join(
        _line(event, digest) + b"\n"
        for event, digest in zip(chain.events, chain.hashes, strict=True)
    )


def ledger_parse(content: bytes, *, document: str, locale: str, name: str, path: str) -> Chain:
    """Read the chain of a name and prove it; ``path`` is what errors call the file.

    Raises LedgerError naming the first line that does not follow from the one before.
    """
    actor = actor_of(name, path)
    _refuse_conflict(content, path)
    events: list[Event] = []
    hashes: list[str] = []
    previous = _origin(document, locale, name)
    for number, line in enumerate(content.splitlines(), 1):
        where = f"{path}, line {number}"
        event, digest = _parse_line(line, where)
        if _link(previous, _body(event)) != digest or _line(event, digest) != line:
            raise LedgerError(
                f"{where}: the chain is broken; an event was altered, moved or taken out.", _MEND
            )
        if event.actor != actor:
            raise LedgerError(f"{where}: the event is another actor's.", _MEND)
        events.append(event)
        hashes.append(digest)
        previous = digest
    chain = Chain(tuple(events), tuple(hashes))
    if actor == MACHINE and (not hashes or machine_name(chain) != name):
        raise LedgerError(f"{path}: its last event is not the one that it is named after.", _MEND)
    return chain


def _parse_line(line: bytes, where: str) -> tuple[Event, str]:
    try:
        fields = msgspec.json.decode(line)
        digest = fields.pop("hash")
        return msgspec.convert(fields, Event, strict=True), str(digest)
    except (
        msgspec.MsgspecError,
        UnicodeDecodeError,
        KeyError,
        AttributeError,
        TypeError,
        RecursionError,
    ) as error:
        raise LedgerError(f"{where}: not an event.", _MEND) from error


def _refuse_conflict(content: bytes, path: str) -> None:
    if _CONFLICT.search(content):
        raise LedgerError(
            f"{path} holds an unresolved git merge.",
            "Keep the lines of one side; then: kuager ledger verify",
        )


def seal_serialize(chain: Chain, *, document: str, locale: str, name: str) -> bytes:
    """Write the seal of a chain; that of an empty one names what its first event will follow."""
    head = chain.hashes[-1] if chain.hashes else _origin(document, locale, name)
    return _ENCODER.encode({"events": len(chain.events), "head": head}) + b"\n"


def seal_parse(content: bytes, *, document: str, locale: str, name: str, path: str) -> Seal:
    """Read the seal of a chain; ``path`` is what errors call the file. Raises LedgerError."""
    _refuse_conflict(content, path)
    try:
        seal = msgspec.json.decode(content, type=Seal)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise LedgerError(f"{path} is not a seal.", "Take it from git or a backup.") from error
    if not seal.events and seal.head != _origin(document, locale, name):
        raise LedgerError(f"{path} is not the seal of this chain.", "Take it from git or a backup.")
    return seal


def ledger_verify(chains: Mapping[str, Chain], seals: Mapping[str, Seal]) -> list[str]:
    """Return what is wrong between chains that are each whole: cut ends, missing chains.

    One sentence a fault, naming chain and event; an empty list when all holds. A chain may be
    longer than its seal says (a crash came between the two), never shorter.
    """
    faults = []
    for name, seal in seals.items():
        hashes = chains.get(name, Chain()).hashes
        if seal.events and (len(hashes) < seal.events or hashes[seal.events - 1] != seal.head):
            faults.append(f"{name}: the seal names event {seal.events}, which is not there.")
    faults.extend(
        f"{name}: there is no seal beside the chain."
        for name in chains
        if name not in seals and actor_of(name) != MACHINE
    )
    for witness, chain in chains.items():
        for number, event in enumerate(chain.events, 1):
            for name, count, head in event.seen:
                known = chains.get(name, Chain()).hashes
                if count < 1 or len(known) < count or known[count - 1] != head:
                    faults.append(
                        f"{name}: event {count}, seen by {witness} (event {number}), is not there."
                    )
    return faults
