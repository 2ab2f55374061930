"""Review: the transition table, four eyes, and the fold of histories without a clock."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuager.errors import TransitionError
from kuager.history import History, judge, reconcile, text_event
from kuager.model import CatalogEntry, Origin, State, text_hash, unit_id
from kuager.review import RANK, STATELESS, TRANSITIONS, Action, Event, Standing, advance

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
        if action in STATELESS:
            assert advance(Standing(state), _event(action, "a"), four_eyes=True).state is state
            continue
        standing = Standing(state, translators=frozenset({"b"}))
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


def test_own_approval_is_remembered_until_somebody_else_approves() -> None:
    standing = Standing(State.TRANSLATED, Origin.HUMAN, translators=frozenset({"a"}))
    passed = []
    for action, actor in ((Action.REVIEW, "a"), (Action.APPROVE, "b"), (Action.REOPEN, "b")):
        standing = advance(standing, _event(action, actor), four_eyes=False)
        passed.append(standing.self_passed)
    assert passed == [True, False, False]


def test_a_translator_cannot_approve_the_own_text() -> None:
    chain = [_event(Action.TRANSLATE, "a"), _event(Action.APPROVE, "a")]
    assert _state({"a": chain}) is State.TRANSLATED
    assert _state({"a": chain}, four_eyes=False) is State.APPROVED
    with pytest.raises(TransitionError, match="cannot approve it too"):
        advance(
            Standing(State.TRANSLATED, translators=frozenset({"a"})),
            _event(Action.APPROVE, "a"),
            four_eyes=True,
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
        assert (unit.state, unit.translators) == (State.TRANSLATED, ())


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
        assert unit.translators
        assert any(
            event.action is Action.APPROVE
            for name, events in chains.items()
            if name not in unit.translators
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


def _draft(source: str = SOURCE, target: str = TARGET, occurrence: int = 1) -> Event:
    unit = unit_id("d", source, occurrence)
    texts = text_hash(source), text_hash(target)
    return Event(Action.DRAFT, "machine", unit, *texts, Origin.MACHINE, "e1")


def test_a_draft_made_in_another_clone_takes_nothing_away() -> None:
    """Two copies drafted the same sentence; in one of them it was confirmed and approved."""
    chains = {
        "machine.1": [_draft()],
        "machine.2": [_draft()],
        "a": [_event(Action.CONFIRM, "a", (("machine.1", 1),))],
        "b": [_event(Action.APPROVE, "b", (("a", 1),))],
    }
    assert _state(chains) is State.APPROVED


def test_translating_into_the_very_words_of_a_draft_is_taking_it_over() -> None:
    unit = judge(
        "d",
        "kk",
        CatalogEntry(SOURCE, target=TARGET),
        History({"machine.1": [_draft()], "a": [_event(Action.TRANSLATE, "a")]}),
    )
    assert (unit.state, unit.origin, unit.unedited) == (State.TRANSLATED, Origin.MACHINE, True)


def test_everybody_who_wrote_the_text_is_its_translator() -> None:
    a = [_event(Action.TRANSLATE, "a")]
    b = [_event(Action.TRANSLATE, "b")]  # both claimed it, neither knew of the other
    by_a = [*a, _event(Action.APPROVE, "a", (("b", 1),))]
    by_c = [_event(Action.APPROVE, "c", (("a", 1), ("b", 1)))]
    assert _state({"a": by_a, "b": b}) is State.TRANSLATED
    assert _state({"a": a, "b": b, "c": by_c}) is State.APPROVED


def test_a_draft_that_a_merge_carried_to_another_sentence_is_still_a_machines() -> None:
    history = History({"machine.1": [_draft()]})
    for fuzzy in (True, False):
        entry = CatalogEntry("I was silent.", target=TARGET, fuzzy=fuzzy, previous_source=SOURCE)
        unit = judge("d", "kk", entry, history)
        assert (unit.state, unit.origin) == (State.NEEDS_WORK, Origin.MACHINE)
        assert reconcile(entry, unit).fuzzy


def test_a_short_text_that_happens_to_be_a_draft_elsewhere_is_somebodys_own() -> None:
    history = History({"machine.1": [_draft("Yes.", "Иә.")]})
    unit = judge("d", "kk", CatalogEntry("Sure.", target="Иә."), history)
    assert (unit.state, unit.origin) == (State.TRANSLATED, None)


@pytest.mark.parametrize("change", [lambda t: f"{t} ", lambda t: t.replace(" ", "  ", 1)])
def test_a_draft_with_a_space_more_is_still_a_draft(change: Callable[[str], str]) -> None:
    entry = CatalogEntry(SOURCE, target=change(TARGET))
    assert judge("d", "kk", entry, History({"machine.1": [_draft()]})).state is State.DRAFT


def test_a_draft_in_another_normal_form_is_still_a_draft() -> None:
    target = "Ол — «йод» деді."
    entry = CatalogEntry(SOURCE, target=unicodedata.normalize("NFD", target))
    assert entry.target != target
    history = History({"machine.1": [_draft(target=target)]})
    assert judge("d", "kk", entry, history).state is State.DRAFT


def test_a_draft_with_an_unseen_character_is_still_a_draft() -> None:
    for unseen in "\u200b\u00ad\u2060\ufeff":
        entry = CatalogEntry(SOURCE, target=TARGET + unseen)
        assert judge("d", "kk", entry, History({"machine.1": [_draft()]})).state is State.DRAFT


def test_a_space_more_does_not_change_whose_text_it_is() -> None:
    by_a = text_event(Action.TRANSLATE, "a", UNIT, SOURCE, TARGET)
    claimed = text_event(Action.TRANSLATE, "b", UNIT, SOURCE, f"{TARGET} ")
    approved = replace(by_a, action=Action.APPROVE, target=claimed.target, seen=(("b", 1, ""),))
    entry = CatalogEntry(SOURCE, target=f"{TARGET} ")
    alone = judge("d", "kk", entry, History({"a": [by_a]}))
    assert (alone.state, alone.translators) == (State.TRANSLATED, ("a",))
    unit = judge("d", "kk", entry, History({"a": [by_a, approved], "b": [claimed]}))
    assert (unit.state, unit.translators) == (State.TRANSLATED, ("a", "b"))


def test_a_persons_text_does_not_become_a_machines_afterwards() -> None:
    chains = {
        "a": [_event(Action.TRANSLATE, "a")],
        "b": [_event(Action.APPROVE, "b", (("a", 1),))],
        "machine.1": [_draft("Another sentence.")],
        "machine.2": [_draft(occurrence=2)],
    }
    unit = judge("d", "kk", CatalogEntry(SOURCE, target=TARGET), History(chains))
    assert (unit.state, unit.origin) == (State.APPROVED, Origin.HUMAN)


def test_a_long_history_is_folded_in_no_time() -> None:
    steps = [Action.TRANSLATE, Action.REQUEST_CHANGES] * 1500
    history = History({"a": [_event(step, "a") for step in steps]})
    entry = CatalogEntry(SOURCE, target=TARGET)
    assert history.standing(UNIT, entry).state is State.NEEDS_WORK


def test_a_blank_target_is_no_translation() -> None:
    unit = judge("d", "kk", CatalogEntry(SOURCE, target=" \u00a0"), History({}))
    assert unit.state is State.UNTRANSLATED
