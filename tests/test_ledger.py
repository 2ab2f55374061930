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
    machine_name,
    seal_parse,
    seal_serialize,
)
from kuager.model import EngineSignature, Origin
from kuager.review import Action, Event
from tests.support.packs import DOCUMENT, PackFolder

SIGNATURE = EngineSignature(
    "argos", "translate-en_kk", "0.1", "ab" * 32, 4, "int8", (("ctranslate2", "4.0"),)
)

ONE, TWO = "t-1.aaaaaa", "t-2.bbbbbb"
PLACE = {"document": "d", "locale": "kk", "name": ONE}

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
    return ledger_extend(Chain(), entries, **PLACE)


def _parse(content: bytes) -> Chain:
    return ledger_parse(content, path="t-1.jsonl", **PLACE)


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


def test_a_chain_does_not_fit_another_document_locale_or_copy() -> None:
    content = ledger_serialize(_chain([Event(Action.COMMENT, "t-1", note="?")]))
    for change in ({"document": "e"}, {"locale": "ru"}, {"name": "t-1.cccccc"}, {"name": TWO}):
        with pytest.raises(LedgerError):
            ledger_parse(content, path="x", **{**PLACE, **change})


@pytest.mark.parametrize("name", ["../x.aaaaaa", "Aigul.aaaaaa", "t-1", "t-1.zzzzzz", "a b.aaaaaa"])
def test_a_file_that_is_no_chain_by_its_name_is_refused(name: str) -> None:
    with pytest.raises(LedgerError, match="no chain of a ledger"):
        ledger_parse(b"", path="x", **{**PLACE, "name": name})


def _three() -> Chain:
    return _chain([Event(Action.COMMENT, "t-1", note=str(n)) for n in range(3)])


def _cut(chain: Chain) -> Chain:
    return Chain(chain.events[:2], chain.hashes[:2])


def test_a_cut_off_end_is_found_by_the_seal() -> None:
    chain = _three()
    seal = seal_parse(seal_serialize(chain, **PLACE), **PLACE, path="t-1.seal")
    assert ledger_verify({ONE: chain}, {ONE: seal}) == []
    assert "event 3" in ledger_verify({ONE: _cut(chain)}, {ONE: seal})[0]
    assert "event 3" in ledger_verify({}, {ONE: seal})[0]


def test_a_cut_off_end_with_a_forged_seal_is_found_by_the_others() -> None:
    chain = _three()
    witness = ledger_extend(
        Chain(),
        [Event(Action.COMMENT, "t-2", note="x", seen=((ONE, 3, chain.hashes[2]),))],
        **{**PLACE, "name": TWO},
    )
    cut = _cut(chain)
    seals = {ONE: Seal(2, cut.hashes[1]), TWO: Seal(1, witness.hashes[0])}
    faults = ledger_verify({ONE: cut, TWO: witness}, seals)
    assert faults == [f"{ONE}: event 3, seen by {TWO} (event 1), is not there."]


def test_a_crash_between_chain_and_seal_is_no_fault() -> None:
    chain = _three()
    assert ledger_verify({ONE: chain}, {ONE: Seal(2, chain.hashes[1])}) == []
    opening = seal_parse(seal_serialize(Chain(), **PLACE), **PLACE, path="t-1.seal")
    assert ledger_verify({}, {ONE: opening}) == []
    assert ledger_verify({ONE: chain}, {ONE: opening}) == []


def test_a_missing_seal_is_found() -> None:
    assert ledger_verify({ONE: _three()}, {}) == [f"{ONE}: there is no seal beside the chain."]


def test_a_machines_chain_is_named_after_its_end() -> None:
    drafts = [Event(Action.DRAFT, "machine", str(n) * 16, "aa", "bb") for n in range(3)]
    chain = ledger_extend(Chain(), drafts, document="d", locale="kk")
    place = {**PLACE, "name": machine_name(chain), "path": "x"}
    content = ledger_serialize(chain)
    assert ledger_parse(content, **place) == chain
    assert ledger_verify({machine_name(chain): chain}, {}) == []
    for lines in (content.splitlines(keepends=True)[:2], []):
        with pytest.raises(LedgerError, match="named after"):
            ledger_parse(b"".join(lines), **place)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff", b"[" * 200_000, b'{"events":-1,"head":"a"}', b'{"events":1}']
)
def test_a_damaged_seal_is_refused(content: bytes) -> None:
    with pytest.raises(LedgerError, match=r"t-1\.seal is not a seal"):
        seal_parse(content, **PLACE, path="t-1.seal")


def test_an_opening_seal_of_another_chain_is_refused() -> None:
    seal = seal_serialize(Chain(), **{**PLACE, "name": TWO})
    with pytest.raises(LedgerError, match="not the seal of this chain"):
        seal_parse(seal, **PLACE, path="t-1.seal")


@pytest.mark.parametrize("content", [b"[" * 200_000, b"\xff\xfe", b"5", b"[]", b"null"])
def test_a_line_that_is_no_event_is_refused(content: bytes) -> None:
    with pytest.raises(LedgerError, match="line 1: not an event"):
        _parse(content)


def test_a_merge_left_open_is_named() -> None:
    content = b"<<<<<<< ours\n" + ledger_serialize(_three())
    with pytest.raises(LedgerError, match="unresolved git merge"):
        _parse(content)


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


def test_two_branches_of_one_copy_write_chains_of_their_own(pack: PackFolder) -> None:
    pack.translate()
    head = pack.root / ".git" / "HEAD"
    head.parent.mkdir()
    names = []
    for branch in ("ref: refs/heads/main", "ref: refs/heads/other", "ref: refs/heads/main"):
        head.write_text(f"{branch}\n", "utf-8")
        assert pack.run("review", "comment", DOCUMENT, "kk", "4", "--note", "?", "--as", "b-1") == 0
        names.append(sorted(path.name for path in pack.root.rglob("b-1.*.jsonl")))
    assert [len(each) for each in names] == [1, 2, 2]
    assert pack.run("ledger", "verify") == 0
