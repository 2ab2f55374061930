"""Ledgers: any event altered, moved or taken out is found."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuager.errors import LedgerError
from kuager.formats.ledger import (
    Chain,
    Seal,
    engine_digest,
    ledger_extend,
    ledger_parse,
    ledger_serialize,
    ledger_verify,
    seal_parse,
    seal_serialize,
)
from kuager.model import EngineSignature, Origin
from kuager.review import Action, Event

SIGNATURE = EngineSignature(
    "argos", "translate-en_kk", "0.1", "ab" * 32, 4, "int8", (("ctranslate2", "4.0"),)
)

events = st.builds(
    Event,
    action=st.sampled_from([a for a in Action if a is not Action.ENGINE]),
    actor=st.just("t-1"),
    unit=st.text("0123456789abcdef", min_size=16, max_size=16),
    source=st.text("0123456789abcdef", min_size=32, max_size=32),
    target=st.text("0123456789abcdef", min_size=32, max_size=32),
    origin=st.none() | st.sampled_from(Origin),
    note=st.text(max_size=20),
    seen=st.just(()) | st.just((("t-2", 3, "ff"),)),
)


def _chain(entries: list[Event]) -> Chain:
    return ledger_extend(Chain(), entries, document="d", locale="kk", actor="t-1")


def _parse(content: bytes) -> Chain:
    return ledger_parse(content, document="d", locale="kk", actor="t-1", name="t-1.jsonl")


@given(st.lists(events, max_size=6))
def test_a_chain_comes_back(entries: list[Event]) -> None:
    chain = _chain(entries)
    assert _parse(ledger_serialize(chain)) == chain


@given(st.lists(events, min_size=1, max_size=6), st.data())
def test_any_altered_byte_is_found(entries: list[Event], data: st.DataObject) -> None:
    content = bytearray(ledger_serialize(_chain(entries)))
    place = data.draw(st.integers(0, len(content) - 2))
    new = data.draw(st.integers(0, 255).filter(lambda byte: byte != content[place]))
    content[place] = new
    with pytest.raises(LedgerError):
        _parse(bytes(content))


@given(st.lists(events, min_size=2, max_size=6), st.data())
def test_a_line_moved_or_taken_out_is_found(entries: list[Event], data: st.DataObject) -> None:
    lines = ledger_serialize(_chain(entries)).splitlines(keepends=True)
    place = data.draw(st.integers(0, len(lines) - 2))
    dropped = [*lines[:place], *lines[place + 1 :]]
    swapped = [*lines[:place], lines[place + 1], lines[place], *lines[place + 2 :]]
    with pytest.raises(LedgerError, match="chain is broken"):
        _parse(b"".join(dropped))
    with pytest.raises(LedgerError, match="chain is broken"):
        _parse(b"".join(swapped))


def test_a_chain_does_not_fit_another_document_locale_or_actor() -> None:
    content = ledger_serialize(_chain([Event(Action.COMMENT, "t-1", note="?")]))
    for place in (("e", "kk", "t-1"), ("d", "ru", "t-1"), ("d", "kk", "t-2")):
        document, locale, actor = place
        with pytest.raises(LedgerError):
            ledger_parse(content, document=document, locale=locale, actor=actor, name="x")


def test_a_cut_off_end_is_found_by_the_seal() -> None:
    chain = _chain([Event(Action.COMMENT, "t-1", note=str(n)) for n in range(3)])
    seal = seal_parse(seal_serialize(chain), "t-1.seal")
    assert ledger_verify({"t-1": chain}, {"t-1": seal}) == []
    cut = Chain(chain.events[:2], chain.hashes[:2])
    assert "event 3" in ledger_verify({"t-1": cut}, {"t-1": seal})[0]
    assert "event 3" in ledger_verify({}, {"t-1": seal})[0]


def test_a_cut_off_end_with_a_forged_seal_is_found_by_the_others() -> None:
    chain = _chain([Event(Action.COMMENT, "t-1", note=str(n)) for n in range(3)])
    witness = ledger_extend(
        Chain(),
        [Event(Action.COMMENT, "t-2", note="x", seen=(("t-1", 3, chain.hashes[2]),))],
        document="d",
        locale="kk",
        actor="t-2",
    )
    cut = Chain(chain.events[:2], chain.hashes[:2])
    seals = {"t-1": Seal(2, cut.hashes[1]), "t-2": Seal(1, witness.hashes[0])}
    faults = ledger_verify({"t-1": cut, "t-2": witness}, seals)
    assert faults == ["t-1: event 3, seen by t-2 (event 1), is not there."]
    # A crash between chain and seal leaves the seal behind the chain: that is no fault.
    assert ledger_verify({"t-1": chain}, {"t-1": Seal(2, chain.hashes[1])}) == []


def test_a_missing_seal_is_found() -> None:
    chain = _chain([Event(Action.COMMENT, "t-1", note="x")])
    assert ledger_verify({"t-1": chain}, {}) == ["t-1: there is no seal beside the chain."]


def test_an_unknown_field_is_refused_even_with_a_right_hash() -> None:
    line = json.loads(ledger_serialize(_chain([Event(Action.COMMENT, "t-1", note="x")])))
    line["smuggled"] = "text"
    with pytest.raises(LedgerError):
        _parse(json.dumps(line).encode())


def test_the_engine_digest_covers_everything() -> None:
    digest = engine_digest(SIGNATURE)
    for field, value in (("beam", 5), ("sha256", "cd" * 32), ("libraries", ())):
        changed = EngineSignature(
            **{**{n: getattr(SIGNATURE, n) for n in SIGNATURE.__slots__}, field: value}
        )
        assert engine_digest(changed) != digest
    event = Event(Action.ENGINE, "t-1", engine=digest, signature=SIGNATURE)
    assert _parse(ledger_serialize(_chain([event]))).events[0].signature == SIGNATURE
