"""Review: the transition table, four eyes, and the fold of histories without a clock."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuager.errors import TransitionError
from kuager.model import CatalogEntry, Origin, State, text_hash, unit_id
from kuager.review import (
    RANK,
    TRANSITIONS,
    Action,
    Event,
    History,
    Standing,
    advance,
    judge,
    reconcile,
)

SOURCE, TARGET = "I was not silent.", "Мен үндемей қалған жоқпын."
UNIT = unit_id("d", SOURCE, 1)


def _event(action: Action, actor: str, seen: tuple[tuple[str, int], ...] = ()) -> Event:
    return Event(
        action,
        actor,
        UNIT,
        text_hash(SOURCE),
        text_hash(TARGET),
        Origin.MACHINE if action is Action.DRAFT else None,
        seen=tuple((name, count, "") for name, count in seen),
    )


def _state(chains: dict[str, list[Event]], *, fuzzy: bool = False, four_eyes: bool = True) -> State:
    entry = CatalogEntry(SOURCE, target=TARGET, fuzzy=fuzzy)
    return judge("d", "kk", entry, History(chains, four_eyes=four_eyes)).state


def test_every_pair_is_in_the_table_or_refused() -> None:
    for action, state in itertools.product(Action, State):
        if action in {Action.COMMENT, Action.IGNORE, Action.ENGINE}:
            assert advance(Standing(state), _event(action, "a"), four_eyes=True).state is state
            continue
        standing = Standing(state, translator="b")
        if (action, state) in TRANSITIONS:
            after = advance(standing, _event(action, "a"), four_eyes=True)
            assert after.state is TRANSITIONS[action, state]
        else:
            with pytest.raises(TransitionError):
                advance(standing, _event(action, "a"), four_eyes=True)
    assert set(RANK) == set(State)


def test_nothing_leads_from_a_draft_straight_to_approval() -> None:
    for action in (Action.REVIEW, Action.APPROVE):
        assert (action, State.DRAFT) not in TRANSITIONS
        assert (action, State.UNTRANSLATED) not in TRANSITIONS
        assert (action, State.NEEDS_WORK) not in TRANSITIONS


def test_from_draft_to_approved_by_two_people() -> None:
    machine = [_event(Action.DRAFT, "machine")]
    a = [_event(Action.CONFIRM, "a", (("machine", 1),))]
    b = [_event(Action.APPROVE, "b", (("machine", 1), ("a", 1)))]
    assert _state({"machine": machine}, fuzzy=True) is State.DRAFT
    assert _state({"machine": machine, "a": a}) is State.TRANSLATED
    assert _state({"machine": machine, "a": a, "b": b}) is State.APPROVED


def test_a_translator_cannot_approve_the_own_text() -> None:
    chain = [_event(Action.TRANSLATE, "a"), _event(Action.APPROVE, "a")]
    assert _state({"a": chain}) is State.TRANSLATED
    assert _state({"a": chain}, four_eyes=False) is State.APPROVED
    with pytest.raises(TransitionError, match="cannot pass it too"):
        advance(
            Standing(State.TRANSLATED, translator="a"), _event(Action.APPROVE, "a"), four_eyes=True
        )


def test_an_approval_that_knew_of_no_translation_counts_for_nothing() -> None:
    assert _state({"b": [_event(Action.APPROVE, "b")]}) is State.TRANSLATED
    assert _state({"a": [_event(Action.TRANSLATE, "a")], "b": [_event(Action.APPROVE, "b")]}) is (
        State.TRANSLATED
    )


def test_contradictions_between_people_who_did_not_know_end_in_the_lower_state() -> None:
    a = [_event(Action.TRANSLATE, "a")]
    b = [_event(Action.APPROVE, "b", (("a", 1),))]
    c = [_event(Action.REQUEST_CHANGES, "c", (("a", 1),))]
    assert _state({"a": a, "b": b, "c": c}) is State.NEEDS_WORK


def test_a_later_word_that_knew_the_earlier_ones_settles_it() -> None:
    a = [_event(Action.TRANSLATE, "a")]
    b = [_event(Action.APPROVE, "b", (("a", 1),))]
    c = [_event(Action.REQUEST_CHANGES, "c", (("a", 1), ("b", 1)))]
    assert _state({"a": a, "b": b, "c": c}) is State.NEEDS_WORK
    b += [_event(Action.TRANSLATE, "b", (("c", 1),))]
    assert _state({"a": a, "b": b, "c": c}) is State.TRANSLATED
    c += [_event(Action.APPROVE, "c", (("b", 2),))]
    assert _state({"a": a, "b": b, "c": c}) is State.APPROVED


def test_knowledge_is_passed_on() -> None:
    a = [_event(Action.TRANSLATE, "a")]
    b = [_event(Action.REVIEW, "b", (("a", 1),))]
    c = [_event(Action.APPROVE, "c", (("b", 1),))]  # c saw b, and through b also a
    assert _state({"a": a, "b": b, "c": c}) is State.APPROVED


def test_a_changed_text_has_no_history() -> None:
    chains = {
        "a": [_event(Action.TRANSLATE, "a")],
        "b": [_event(Action.APPROVE, "b", (("a", 1),))],
    }
    history = History(chains)
    for entry in (
        CatalogEntry(SOURCE, target=TARGET + "!"),
        CatalogEntry(SOURCE + "!", target=TARGET),
        CatalogEntry(SOURCE, 2, target=TARGET),
    ):
        unit = judge("d", "kk", entry, history)
        assert (unit.state, unit.translator) == (State.TRANSLATED, "")


def test_a_tool_that_clears_fuzzy_does_not_make_a_translation() -> None:
    assert _state({"machine": [_event(Action.DRAFT, "machine")]}, fuzzy=False) is State.DRAFT


def test_a_tool_that_sets_fuzzy_revokes_approval() -> None:
    chains = {
        "a": [_event(Action.TRANSLATE, "a")],
        "b": [_event(Action.APPROVE, "b", (("a", 1),))],
    }
    assert _state(chains, fuzzy=True) is State.NEEDS_WORK


def test_an_unknown_hand_is_translated_and_nothing_more() -> None:
    assert _state({}) is State.TRANSLATED
    assert _state({}, fuzzy=True) is State.NEEDS_WORK
    unit = judge("d", "kk", CatalogEntry(SOURCE), History({}))
    assert unit.state is State.UNTRANSLATED


def test_chains_that_name_each_other_in_a_circle_end() -> None:
    a = [_event(Action.TRANSLATE, "a", (("b", 1),))]
    b = [_event(Action.APPROVE, "b", (("a", 1),))]
    assert _state({"a": a, "b": b}) in set(State)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b", "c"]),
            st.sampled_from([a for a in Action if a is not Action.ENGINE]),
            st.booleans(),
        ),
        max_size=12,
    )
)
def test_no_history_approves_what_its_translator_alone_passed(
    moves: list[tuple[str, Action, bool]],
) -> None:
    chains: dict[str, list[Event]] = {"a": [], "b": [], "c": []}
    for actor, action, informed in moves:
        seen = tuple(
            (name, len(events)) for name, events in chains.items() if name != actor and events
        )
        chains[actor].append(_event(action, actor, seen if informed else ()))
    unit = judge("d", "kk", CatalogEntry(SOURCE, target=TARGET), History(chains))
    if unit.state is State.APPROVED:
        assert unit.translator
        assert any(
            event.action is Action.APPROVE
            for name, events in chains.items()
            if name != unit.translator
            for event in events
        )
    # The order in which files are read decides nothing.
    backwards = dict(reversed(chains.items()))
    assert judge("d", "kk", CatalogEntry(SOURCE, target=TARGET), History(backwards)) == unit


def test_reconcile_restores_the_flag_and_drops_a_stale_previous_source() -> None:
    history = History({"machine": [_event(Action.DRAFT, "machine")]})
    entry = CatalogEntry(SOURCE, target=TARGET)
    assert reconcile(entry, judge("d", "kk", entry, history)).fuzzy
    entry = CatalogEntry(SOURCE, target="Басқа.", previous_source="I was silent.")
    assert reconcile(entry, judge("d", "kk", entry, history)).previous_source == ""
