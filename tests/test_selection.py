"""Choosing among drafts: agreement as sacreBLEU's chrF2, faults, classes of confidence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuager.model import Confidence, NarratorGender
from kuager.selection import (
    FAIR,
    FAIR_SCORE,
    SURE,
    SURE_SCORE,
    Terms,
    choose,
    confidence,
    consensus,
    declared_gender,
    find_faults,
)
from kuager.termbase import Rendering, Termbase, TermEntry

TEXTS = st.lists(st.text("абвгд ", max_size=14), min_size=2, max_size=5, unique=True)


@given(TEXTS)
def test_agreement_is_the_mean_chrf_against_the_others(texts: list[str]) -> None:
    sacrebleu = pytest.importorskip("sacrebleu")
    chrf = sacrebleu.metrics.CHRF(eps_smoothing=False)
    for number, text in enumerate(texts):
        others = [other for place, other in enumerate(texts) if place != number]
        scores = [chrf.sentence_score(text, [other]).score / 100 for other in others]
        expected = sum(scores) / len(scores)
        assert consensus(texts, [1] * len(texts))[number] == pytest.approx(expected, abs=1e-6)


@given(TEXTS, st.data())
def test_a_vote_more_is_a_draft_more(texts: list[str], data: st.DataObject) -> None:
    votes = [data.draw(st.integers(1, 3)) for _ in texts]
    spread = [text for text, count in zip(texts, votes, strict=True) for _ in range(count)]
    whole = consensus(spread, [1] * len(spread))
    for text, mean in zip(texts, consensus(texts, votes), strict=True):
        assert mean == pytest.approx(whole[spread.index(text)])


def test_what_most_drafts_say_is_chosen() -> None:
    drafts = ["Бізді ұстап әкетті.", "Олар үйге келді.", "Бізді ұстады.", "Бізді ұстап алды."]
    choice = choose("They detained us.", "kk", drafts)
    assert choice.text == "Бізді ұстап алды."
    assert 0 < choice.agreement < 1
    assert choose("They detained us.", "kk", ["Бізді ұстады."]).agreement == 0


def test_a_draft_with_a_fault_gives_way_to_one_without() -> None:
    wrong, right = "Мен қамауда 15 күн болдым.", "Мен қамауда 27 күн болдым."
    choice = choose("I was held for 27 days.", "kk", [wrong, "Мен 15 күн болдым.", right])
    assert choice.text == right
    assert choice.faults == ()
    assert choose("I was held for 27 days.", "kk", [wrong]).faults == ("numbers",)


def test_a_lost_negation_a_repetition_and_another_language_are_faults() -> None:
    assert "polarity" in find_faults("I did not sign it.", "ru", "Я это подписал.")
    assert "repeated-ngram" in find_faults(
        "We waited in the yard.", "ru", "Мы ждали во дворе, ждали во дворе, ждали во дворе."
    )
    assert find_faults("We waited in the yard.", "ru", "We waited in the yard.")
    assert find_faults("We waited in the yard.", "ru", "Мы ждали во дворе.") == []


def test_agreement_makes_the_class_unless_a_check_objects() -> None:
    assert confidence(SURE, ()) is Confidence.SURE
    assert confidence(FAIR, ()) is Confidence.FAIR
    assert confidence(FAIR - 0.01, ()) is Confidence.DOUBTFUL
    assert confidence(1.0, ("numbers",)) is Confidence.DOUBTFUL
    assert confidence(None, ()) is None


def test_the_score_makes_the_class_where_there_is_no_agreement() -> None:
    assert confidence(None, (), SURE_SCORE) is Confidence.SURE
    assert confidence(None, (), FAIR_SCORE) is Confidence.FAIR
    assert confidence(None, (), FAIR_SCORE - 0.01) is Confidence.DOUBTFUL
    assert confidence(None, ("numbers",), 0.0) is Confidence.DOUBTFUL
    assert confidence(0.0, (), 0.0) is Confidence.DOUBTFUL


def test_of_like_drafts_the_one_with_the_term_wins_and_a_missing_term_is_no_fault() -> None:
    entry = TermEntry("investigator", (Rendering("ru", ("следователь",)),))
    terms = Terms(Termbase([entry]), "abc")
    drafts = ["Сыщик меня спросил.", "Сыщик спросил меня.", "Следователь меня спросил."]
    source = "The investigator asked me."
    assert choose(source, "ru", drafts).text.startswith("Сыщик")
    assert choose(source, "ru", drafts, terms).text == drafts[2]
    assert choose(source, "ru", drafts[:1], terms).faults == ()


CAME_HOME = "I came home late and went to bed."
MAN, WOMAN = "Я пришёл домой поздно и лёг спать.", "Я пришла домой поздно и легла спать."
BOTH = "Я пришла домой поздно и лёг спать."


def test_a_draft_shows_the_gender_that_the_narrator_declares() -> None:
    drafts = [MAN, MAN, BOTH, WOMAN, WOMAN]
    chosen = choose(CAME_HOME, "ru", drafts, narrator=NarratorGender.FEMININE)
    assert chosen.text == WOMAN
    assert chosen.faults == ()
    assert choose(CAME_HOME, "ru", drafts, narrator=NarratorGender.MASCULINE).text == MAN
    assert choose(CAME_HOME, "ru", drafts[:1], narrator=NarratorGender.FEMININE).text == MAN


def test_nobody_is_a_man_and_a_woman_in_one_sentence() -> None:
    assert choose(CAME_HOME, "ru", [BOTH, BOTH, WOMAN]).text == WOMAN


@pytest.mark.parametrize(
    ("policy", "locale", "declared"),
    [
        (NarratorGender.FEMININE, "ru", NarratorGender.FEMININE),
        (NarratorGender.MASCULINE, "ru-KZ", NarratorGender.MASCULINE),
        (NarratorGender.FEMININE, "kk", None),
        (NarratorGender.NEUTRAL, "ru", None),
        (None, "ru", None),
    ],
)
def test_only_a_declared_gender_that_a_language_shows_decides(
    policy: NarratorGender | None, locale: str, declared: NarratorGender | None
) -> None:
    assert declared_gender(policy, locale) is declared
