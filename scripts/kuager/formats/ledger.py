"""Ledgers: append-only JSON Lines, one chain an actor, document and locale.

Each line carries the hash of the line before and its own; an event that is altered, moved or
taken out breaks the chain behind it. A chain cut off at the end is found through its seal
(number of events and last hash, in a file beside it) and through the other actors' events,
which name the last hash of this chain that they had seen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import msgspec

from kuager.errors import LedgerError
from kuager.model import EngineSignature
from kuager.review import Event

_ENCODER = msgspec.json.Encoder(order="deterministic")


@dataclass(frozen=True, slots=True)
class Chain:
    """One actor's events with the hash of each."""

    events: tuple[Event, ...] = ()
    hashes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seal:
    """How long a chain was when it was last written, and its last hash."""

    events: int
    head: str


def engine_digest(signature: EngineSignature) -> str:
    """Return the name of an engine in ledger and cache: 16 hexadecimal digits."""
    return hashlib.sha256(_ENCODER.encode(asdict(signature))).hexdigest()[:16]


def _origin(document: str, locale: str, actor: str) -> str:
    """Return what the first event of a chain follows: no chain fits in another's place."""
    key = f"kuager ledger 1\x1f{document}\x1f{locale}\x1f{actor}"
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
    chain: Chain, events: Sequence[Event], *, document: str, locale: str, actor: str
) -> Chain:
    """Return the chain with further events linked to its end."""
    hashes = list(chain.hashes)
    for event in events:
        previous = hashes[-1] if hashes else _origin(document, locale, actor)
        hashes.append(_link(previous, _body(event)))
    return Chain((*chain.events, *events), tuple(hashes))


def ledger_serialize(chain: Chain) -> bytes:
    """Write a chain, one event a line, each with its hash."""
    return b"".join(
        _line(event, digest) + b"\n"
        for event, digest in zip(chain.events, chain.hashes, strict=True)
    )


def ledger_parse(content: bytes, *, document: str, locale: str, actor: str, name: str) -> Chain:
    """Read a chain and prove it; ``name`` is what errors call the file.

    Raises LedgerError naming the first line that does not follow from the one before.
    """
    events: list[Event] = []
    hashes: list[str] = []
    previous = _origin(document, locale, actor)
    for number, line in enumerate(content.splitlines(), 1):
        where = f"{name}, line {number}"
        mend = "Take the file from git or a backup; do not edit ledgers by hand."
        try:
            fields = msgspec.json.decode(line)
            digest = fields.pop("hash")
            event = msgspec.convert(fields, Event, strict=True)
        except (
            msgspec.MsgspecError,
            UnicodeDecodeError,
            KeyError,
            AttributeError,
            TypeError,
        ) as error:
            raise LedgerError(f"{where}: not an event.", mend) from error
        if _link(previous, _body(event)) != digest or _line(event, digest) != line:
            raise LedgerError(
                f"{where}: the chain is broken; an event was altered, moved or taken out.", mend
            )
        if event.actor != actor:
            raise LedgerError(f"{where}: the event is another actor's.", mend)
        events.append(event)
        hashes.append(digest)
        previous = digest
    return Chain(tuple(events), tuple(hashes))


def seal_serialize(chain: Chain) -> bytes:
    """Write the seal of a chain."""
    return _ENCODER.encode({"events": len(chain.events), "head": chain.hashes[-1]}) + b"\n"


def seal_parse(content: bytes, name: str) -> Seal:
    """Read a seal. Raises LedgerError."""
    try:
        return msgspec.json.decode(content, type=Seal)
    except msgspec.MsgspecError as error:
        raise LedgerError(f"{name} is not a seal.", "Take it from git or a backup.") from error


def ledger_verify(chains: Mapping[str, Chain], seals: Mapping[str, Seal]) -> list[str]:
    """Return what is wrong between chains that are each whole: cut ends, missing chains.

    One sentence a fault, naming actor and event; an empty list when all holds.
    """
    faults = []
    for actor, seal in seals.items():
        chain = chains.get(actor, Chain())
        if len(chain.hashes) < seal.events or chain.hashes[seal.events - 1] != seal.head:
            faults.append(f"{actor}: the seal names event {seal.events}, which is not there.")
    faults.extend(
        f"{actor}: there is no seal beside the chain." for actor in chains if actor not in seals
    )
    for witness, chain in chains.items():
        for number, event in enumerate(chain.events, 1):
            for actor, count, head in event.seen:
                known = chains.get(actor, Chain()).hashes
                if len(known) < count or known[count - 1] != head:
                    faults.append(
                        f"{actor}: event {count}, seen by {witness} (event {number}), is not there."
                    )
    return faults
