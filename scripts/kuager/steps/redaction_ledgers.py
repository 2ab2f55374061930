"""Ledgers after a redaction: without the words, and without hashes that could confirm a guess.

Chains hold notes and replaced drafts in words, and of every text an unsalted hash. Whoever has the
redacted sentence could try names until one fits the hash of the old sentence. So of each unit that
a redaction changes, and of each that is in the catalog no more, the record keeps who did what, but
no hash of a text. What was done with units that nothing changed in stays as it is.

A chain that is altered is linked anew, event by event, and its seal with it; a machine's chain is
named anew. The same map and the same chains give the same chains, whoever does it: two copies of
a pack that are redacted alike go on fitting together. One that was not redacted fits no more, so
that the words cannot come back unnoticed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from kuager.errors import InputError, LedgerError
from kuager.formats.ledger import (
    MACHINE,
    Chain,
    Seal,
    actor_of,
    ledger_extend,
    ledger_parse,
    ledger_serialize,
    machine_name,
    seal_serialize,
)
from kuager.ledgers import Ledger
from kuager.pack import Pack
from kuager.review import Event
from kuager.risk.redactions import RedactionMap
from kuager.steps.redaction_record import ChangedFile


@dataclass(frozen=True, slots=True)
class NewLedger:
    """The ledger of a document and locale after redaction, not yet written."""

    files: tuple[ChangedFile, ...] = ()
    """Of what changes; a file without content is none."""
    names: tuple[tuple[str, str, str], ...] = ()
    """Locale, and a machine's chain's name before and after."""
    replaced: tuple[tuple[str, str, int], ...] = ()


def redact_ledger(
    ledger: Ledger,
    redactions: RedactionMap,
    renamed: Mapping[str, str],
    kept: Collection[str] | None,
) -> NewLedger:
    """Return a ledger without the words of a map.

    ``renamed`` has, by their ids, the units whose text changes and what they become; ``kept`` the
    units whose text does not, None where no text changes at all. Raises LedgerError.
    """
    chains = ledger.proven_chains()
    scrub = _Scrub(redactions, ledger.pack.configuration.source_locale, ledger.locale)
    events = {
        name: [scrub.event(event, renamed, kept) for event in chain.events]
        for name, chain in chains.items()
    }
    if all(tuple(events[name]) == chain.events for name, chain in chains.items()):
        return NewLedger()
    linked, names = _relinked(ledger, events)
    changes = _changes(_files(ledger, chains), _files(ledger, linked))
    told = tuple((ledger.locale, old, new) for old, new in sorted(names.items()) if old != new)
    return NewLedger(changes, told, tuple(scrub.replaced))


class _Scrub:
    """Takes the words out of events and notes which."""

    def __init__(self, redactions: RedactionMap, source: str, locale: str) -> None:
        self._map = redactions
        self._locales = (source, locale)
        self.replaced: list[tuple[str, str, int]] = []

    def event(
        self, event: Event, renamed: Mapping[str, str], kept: Collection[str] | None
    ) -> Event:
        """Return an event without words of the map, and of a changed unit without hashes."""
        note = self._map.apply_any(event.note, self._locales)
        self.replaced += note.replaced
        replaced = "" if self._map.holds(event.replaced, self._locales) else event.replaced
        event = replace(event, note=note.text, replaced=replaced)
        if kept is None or not event.unit or event.unit in kept:
            return event
        # What a draft that was replaced said may be too near to what is hidden.
        unit = renamed.get(event.unit, "")
        return replace(event, unit=unit, source="", target="", plain="", replaced="")


def _relinked(
    ledger: Ledger, events: Mapping[str, Sequence[Event]]
) -> tuple[dict[str, Chain], dict[str, str]]:
    """Return chains of these events with hashes that fit, and each one's new name by its old one.

    Each event that names the end of another chain comes after that end, so one pass in that
    order does. Raises LedgerError for chains that name each other in a circle, as no work does.
    """
    chains: dict[str, Chain] = {name: Chain() for name in events}
    names: dict[str, str] = {}
    waiting = {name: list(reversed(chain)) for name, chain in events.items()}
    while waiting:
        before = sum(map(len, waiting.values())) + len(waiting)
        for name in sorted(waiting):
            rest = waiting[name]
            while rest and _is_ready(rest[-1], chains, names):
                chains[name] = _extended(ledger, name, chains, names, rest.pop())
            if not rest:
                del waiting[name]
                is_machine = actor_of(name) == MACHINE
                names[name] = machine_name(chains[name]) if is_machine else name
        if before == sum(map(len, waiting.values())) + len(waiting):
            raise LedgerError("The ledger's chains name each other in a circle.")
    return {names[name]: chain for name, chain in chains.items()}, names


def _is_ready(event: Event, chains: Mapping[str, Chain], names: Mapping[str, str]) -> bool:
    """Tell whether all that an event names is linked; a machine's chain has its name at the end."""
    return all(
        len(chains[other].events) >= count and (actor_of(other) != MACHINE or other in names)
        for other, count, _ in event.seen
    )


def _extended(
    ledger: Ledger,
    name: str,
    chains: Mapping[str, Chain],
    names: Mapping[str, str],
    event: Event,
) -> Chain:
    seen = tuple(
        (names.get(other, other), count, chains[other].hashes[count - 1])
        for other, count, _ in event.seen
    )
    place = {"document": ledger.document, "locale": ledger.locale, "name": name}
    return ledger_extend(chains[name], [replace(event, seen=seen)], **place)


def _files(ledger: Ledger, chains: Mapping[str, Chain]) -> dict[str, bytes]:
    """Return the files of chains, by their names in the pack."""
    seals = ledger.seals()
    files: dict[str, bytes] = {}
    for name, chain in chains.items():
        path = ledger.pack.name(ledger.folder / name)
        if chain.events:
            files[f"{path}.jsonl"] = ledger_serialize(chain)
        if name in seals:
            files[f"{path}.seal"] = _seal(ledger, name, chain, seals[name])
    return files


def _seal(ledger: Ledger, name: str, chain: Chain, seal: Seal) -> bytes:
    """Return a chain's seal; one that came too late for the last events still does."""
    sealed = Chain(chain.events[: seal.events], chain.hashes[: seal.events])
    return seal_serialize(sealed, document=ledger.document, locale=ledger.locale, name=name)


def _changes(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> tuple[ChangedFile, ...]:
    return tuple(
        ChangedFile(path, old.get(path, b""), new.get(path, b""))
        for path in sorted({*old, *new})
        if old.get(path) != new.get(path)
    )


def restored_ledgers(
    pack: Pack, document: str, files: Sequence[ChangedFile], names: Sequence[tuple[str, str, str]]
) -> list[ChangedFile]:
    """Return what a document's ledgers are to be again, and as ``after`` what they are now.

    ``files`` and ``names`` are the redaction's. Events that were added since stay, linked to
    those that come back. Raises InputError where a chain was altered otherwise, LedgerError.
    """
    present = {file.path: pack.content(pack.root / file.path) or b"" for file in files}
    if all(present[file.path] in (file.before, file.after) for file in files):
        return list(files)
    restored: list[ChangedFile] = []
    for locale in sorted({file.path.split("/")[1] for file in files}):
        own = [file for file in files if file.path.split("/")[1] == locale]
        renamed = {new: old for place, old, new in names if place == locale}
        restored += _restored(Ledger(pack, locale, document), own, renamed)
    return restored


def _restored(
    ledger: Ledger, files: Sequence[ChangedFile], renamed: Mapping[str, str]
) -> tuple[ChangedFile, ...]:
    now = ledger.proven_chains()
    before = _parsed(ledger, {file.path: file.before for file in files})
    after = _parsed(ledger, {file.path: file.after for file in files})
    events: dict[str, list[Event]] = {name: list(chain.events) for name, chain in before.items()}
    for name in now.keys() | after.keys():
        left, present = after.get(name, Chain()), now.get(name, Chain())
        count = len(left.events)
        if present.hashes[:count] != left.hashes:
            raise InputError(
                f"The ledger of {ledger.document} ({ledger.locale}) is not the one that the "
                "redaction left; nothing was taken back.",
                "Take it from git or a backup.",
            )
        added = [_told(event, renamed) for event in present.events[count:]]
        if added:
            events.setdefault(name, []).extend(added)
    linked, _ = _relinked(ledger, events)
    return _changes(_files(ledger, linked), _files(ledger, now))


def _told(event: Event, renamed: Mapping[str, str]) -> Event:
    """Return an event that names chains as they are called again."""
    seen = tuple((renamed.get(name, name), count, head) for name, count, head in event.seen)
    return replace(event, seen=seen)


def _parsed(ledger: Ledger, contents: Mapping[str, bytes]) -> dict[str, Chain]:
    """Return the chains among files, by name."""
    chains: dict[str, Chain] = {}
    for path, content in contents.items():
        name, _, suffix = path.rpartition("/")[2].rpartition(".")
        if suffix == "jsonl" and content:
            chains[name] = ledger_parse(
                content, document=ledger.document, locale=ledger.locale, name=name, path=path
            )
    return chains
