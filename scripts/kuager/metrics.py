"""Measure translations against references; no figure travels without its signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.float64]
"""Segments × what a metric counts in each; a corpus' figure comes from the sums."""


@dataclass(frozen=True, slots=True)
class Score:
    """A figure and all that decides it."""

    metric: str
    value: float
    signature: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A metric of sacreBLEU, split into counting and computing.

    Segments are counted once; figures for resamples, groups and single segments are then
    computed from sums of the same counts.
    """

    name: str
    """``chrF2``, ``chrF2++``, ``BLEU``, ``TER`` or ``HTER``."""
    higher_is_better: bool
    _metric: Any

    def count(self, hypotheses: Sequence[str], references: Sequence[str]) -> Counts:
        """Return a row of counts for each hypothesis, against one reference each."""
        # sacreBLEU's own significance tests go the same two ways; its public functions count
        # anew for every figure. A test compares what comes out with its public functions.
        rows = self._metric._extract_corpus_statistics(list(hypotheses), [list(references)])
        return np.array(rows, dtype=np.float64)

    def value(self, totals: Counts) -> float:
        """Return the figure for summed counts."""
        return float(self._metric._compute_score_from_stats(totals).score)

    @property
    def signature(self) -> str:
        """All that decides the figure; complete once something was counted."""
        return str(self._metric.get_signature())


def measures() -> list[Measure]:
    """Return chrF2 (Popović 2015), chrF++ (2017), BLEU (2002) and TER (Snover 2006).

    The first is the headline.
    """
    metrics = _sacrebleu()
    return [
        Measure("chrF2", True, metrics.CHRF()),
        Measure("chrF2++", True, metrics.CHRF(word_order=2)),
        Measure("BLEU", True, metrics.BLEU()),
        Measure("TER", False, metrics.TER()),
    ]


def effort_measures() -> tuple[Measure, Measure]:
    """Return HTER and chrF2, for drafts against what people made of them.

    HTER is TER with the post-edited draft itself as the reference (Snover et al. 2006, “A Study
    of Translation Edit Rate with Targeted Human Annotation”). Case counts, which it does not in
    TER as it is usually given: a capital that is set right is work.
    """
    metrics = _sacrebleu()
    return (
        Measure("HTER", False, metrics.TER(case_sensitive=True)),
        Measure("chrF2", True, metrics.CHRF()),
    )


def chrf2(hypotheses: Sequence[str], references: Sequence[str]) -> float:
    """Return chrF2 (Popović 2015, 2016), from 0 to 100."""
    score = _sacrebleu().CHRF().corpus_score(list(hypotheses), [list(references)])
    return float(score.score)


def score_translations(hypotheses: Sequence[str], references: Sequence[str]) -> list[Score]:
    """Return chrF2, chrF++ and BLEU with sacreBLEU's signatures (Post 2018).

    One reference for each hypothesis.
    """
    metrics = _sacrebleu()
    scores = []
    for metric in (metrics.CHRF(), metrics.CHRF(word_order=2), metrics.BLEU()):
        score = metric.corpus_score(list(hypotheses), [list(references)])
        scores.append(Score(str(score.name), float(score.score), str(metric.get_signature())))
    return scores


def _sacrebleu() -> Any:
    from sacrebleu import metrics  # noqa: PLC0415 (heavy)

    return metrics
