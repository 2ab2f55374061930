"""Choose among several drafts of one segment: the one most agree on, without a plain fault.

What a weak model invents differs from draft to draft, what it knows comes back. The draft that
is most like all others is therefore better than the one that the model rates highest (minimum
Bayes risk decoding: Kumar and Byrne 2004; with chrF: Freitag et al. 2022).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kuager.checks import CHECKS, CheckContext, run_checks
from kuager.model import Confidence, NarratorGender, Origin, State, Unit, language_of
from kuager.placeables import escape
from kuager.termbase import Termbase

FAULTS = frozenset(
    {
        "empty",
        "same-as-source",
        "wrong-language",
        "english-residue",
        "length",
        "truncated",
        "numbers",
        "dates",
        "urls",
        "doubled-word",
        "repeated-ngram",
        "placeables",
        "mixed-script",
        "alphabet",
        "polarity",
        "names",
        "roles",
        "pronouns",
        "certainty",
        "question",
    }
)
"""Ids of the checks whose findings speak against a draft."""

SELECTION = 2
"""Version of all that decides the choice; grows when drafts may come out differently: with these
constants, with how drafts are drawn, and with the checks."""

FAULT_COST, TERM_COST, GENDER_COST = 0.15, 0.1, 0.1
"""Agreement that outweighs one finding, one missing term, a narrator of another gender."""

ORDERS = range(1, 7)
"""Lengths of the character n-grams of chrF."""

BETA = 2
"""Weight of chrF's recall against its precision."""

SURE, FAIR = 0.7, 0.55
"""Agreement from which a draft is sure, or fair; ``tests/benchmarks/dangers.py`` shows how good
the drafts of each class are."""

SURE_SCORE, FAIR_SCORE = -0.5, -0.85
"""The same for the log-probability per token of a draft that no others were drawn for.

Chosen on the 306 development sentences with the embedded packages (0.4), so that the classes
mean what those by agreement mean: chrF2 of sure, fair and doubtful drafts in Kazakh 59.2, 50.6
and 38.7 (by agreement 58.9, 50.0, 39.0), in Russian 64.2, 52.0 and 39.5 (64.3, 50.3, 39.4). A
draft with a chrF2 of 45 or more has the higher score than one with less in 71 % (Kazakh) and
77 % (Russian) of all pairs, the higher agreement in 76 and 84 %. Another model may be surer of
itself or less, with as little reason: there the order holds, the limits only roughly.
"""

_CHECKS = tuple(check for check in CHECKS if check.id in FAULTS)
_TERM_CHECKS = tuple(check for check in CHECKS if check.id == "term")
_GENDER_CHECKS = tuple(check for check in CHECKS if check.id == "narrator-gender")

_SHOWING = frozenset({"ru"})
"""Languages whose drafts show the narrator's gender, as far as the check can tell."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms that drafts should use."""

    termbase: Termbase
    digest: str
    """Of the termbase, for signatures."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The draft that was chosen."""

    text: str
    agreement: float
    """Mean chrF2 against the other drafts, from 0 to 1; 0 where there is no other."""
    faults: tuple[str, ...]
    """Ids of the checks that still find something, each once."""


def declared_gender(policy: NarratorGender | None, locale: str) -> NarratorGender | None:
    """Return the narrator's gender that drafts should show; None where any will do.

    With a neutral policy any will: what avoids "я пришёл" and "я пришла" in a draft of these
    models is mostly no sentence, or one about somebody else («мне рассказали» for "I told").
    Finding a neutral wording is a translator's work, and the check asks for it.
    """
    shown = policy is not NarratorGender.NEUTRAL and language_of(locale) in _SHOWING
    return policy if shown else None


def choose(
    source: str,
    locale: str,
    drafts: Sequence[str],
    terms: Terms | None = None,
    narrator: NarratorGender | None = None,
) -> Choice:
    """Return the best of at least one draft of plain text; of equally good ones the first.

    A draft without a term that it should have, or that shows the narrator as both a man and a
    woman or as other than ``narrator``, is worse, but has no fault for that: terms are hints,
    and a wrong gender is soon put right.
    """
    kinds = Counter(drafts)
    texts = list(kinds)
    agreements = consensus(texts, list(kinds.values()))
    faults = [plain_faults(source, locale, text) for text in texts]
    best = max(
        range(len(texts)),
        key=lambda number: (
            agreements[number]
            - FAULT_COST * len(faults[number])
            - TERM_COST * _missed_terms(source, locale, texts[number], terms)
            - GENDER_COST * misgendered(source, locale, texts[number], narrator)
        ),
    )
    return Choice(texts[best], agreements[best], tuple(dict.fromkeys(faults[best])))


def confidence(
    agreement: float | None, faults: Collection[str], score: float | None = None
) -> Confidence | None:
    """Return the class of a draft: what its agreement promises, unless a check objects.

    Where no other drafts were drawn, ``score`` decides: its log-probability per token. None
    where nothing is known of any of these.
    """
    if faults:
        return Confidence.DOUBTFUL
    if agreement is not None:
        value, sure, fair = agreement, SURE, FAIR
    elif score is not None:
        value, sure, fair = score, SURE_SCORE, FAIR_SCORE
    else:
        return None
    if value >= sure:
        return Confidence.SURE
    return Confidence.FAIR if value >= fair else Confidence.DOUBTFUL


def plain_faults(source: str, locale: str, text: str) -> list[str]:
    """Return what speaks against a draft of plain text, in which nothing is markup."""
    return find_faults(escape(source), locale, escape(text))


def find_faults(source: str, locale: str, text: str) -> list[str]:
    """Return the id of the check for each finding that speaks against a segment's draft."""
    unit = _unit(source, locale, text)
    return [finding.check for finding in run_checks(unit, _CHECKS)]


def misgendered(source: str, locale: str, text: str, narrator: NarratorGender | None) -> bool:
    """Say whether a draft of plain text shows the narrator as both, or as other than wanted."""
    if language_of(locale) not in _SHOWING:
        return False
    unit = _unit(escape(source), locale, escape(text))
    return bool(run_checks(unit, _GENDER_CHECKS, CheckContext(narrator)))


def _missed_terms(source: str, locale: str, text: str, terms: Terms | None) -> int:
    if terms is None:
        return 0
    unit = _unit(escape(source), locale, escape(text))
    return len(run_checks(unit, _TERM_CHECKS, CheckContext(termbase=terms.termbase)))


def _unit(source: str, locale: str, text: str) -> Unit:
    return Unit("", locale, source, target=text, state=State.DRAFT, origin=Origin.MACHINE)


def consensus(texts: Sequence[str], votes: Sequence[int]) -> list[float]:
    """Return each text's mean chrF2 (0 to 1) against all others; white space does not count.

    ``votes`` says how often each of the different texts was drawn. chrF2 as sacreBLEU counts
    it: character n-grams up to 6, precision and recall averaged over the orders that both
    texts have.
    """
    import numpy as np  # noqa: PLC0415 (heavy)

    if sum(votes) < 2:
        return [0.0] * len(texts)
    plain = ["".join(text.split()) for text in texts]
    shape = (len(texts), len(texts))
    precision, recall, orders = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for order in ORDERS:
        grams = [Counter(_grams(text, order)) for text in plain]
        columns = {gram: place for place, gram in enumerate(set().union(*grams))}
        counts = np.zeros((len(texts), max(len(columns), 1)), dtype=np.float32)
        for row, own in enumerate(grams):
            counts[row, [columns[gram] for gram in own]] = list(own.values())
        common = np.zeros(shape)
        for times in range(1, int(counts.max(initial=0)) + 1):
            there = (counts >= times).astype(np.float32)
            common += there @ there.T
        totals = counts.sum(axis=1)
        both = np.outer(totals > 0, totals > 0)
        orders += both
        precision += np.where(both, common / np.maximum(totals[:, None], 1), 0)
        recall += np.where(both, common / np.maximum(totals[None, :], 1), 0)
    precision /= np.maximum(orders, 1)
    recall /= np.maximum(orders, 1)
    weighed = BETA**2 * precision + recall
    scores = np.where(
        weighed > 0, (1 + BETA**2) * precision * recall / np.maximum(weighed, 1e-12), 0
    )
    weights = np.tile(np.asarray(votes, dtype=float), (len(texts), 1))
    np.fill_diagonal(weights, np.asarray(votes) - 1)
    means: list[float] = ((scores * weights).sum(axis=1) / (sum(votes) - 1)).tolist()
    return means


def _grams(text: str, order: int) -> list[str]:
    return [text[start : start + order] for start in range(len(text) - order + 1)]
