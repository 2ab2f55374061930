"""Measure translations against references; no figure travels without its signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kuager.errors import PackageError


@dataclass(frozen=True, slots=True)
class Score:
    """A figure and all that decides it."""

    metric: str
    value: float
    signature: str


def chrf2(hypotheses: Sequence[str], references: Sequence[str]) -> float:
    """Return chrF2 (Popović 2015, 2016), from 0 to 100. Raises PackageError without sacreBLEU."""
    score = _sacrebleu().CHRF().corpus_score(list(hypotheses), [list(references)])
    return float(score.score)


def score_translations(hypotheses: Sequence[str], references: Sequence[str]) -> list[Score]:
    """Return chrF2, chrF++ and BLEU with sacreBLEU's signatures (Post 2018).

    One reference for each hypothesis. Raises PackageError without sacreBLEU.
    """
    metrics = _sacrebleu()
    scores = []
    for metric in (metrics.CHRF(), metrics.CHRF(word_order=2), metrics.BLEU()):
        score = metric.corpus_score(list(hypotheses), [list(references)])
        scores.append(Score(str(score.name), float(score.score), str(metric.get_signature())))
    return scores


def _sacrebleu() -> Any:
    try:
        from sacrebleu import metrics  # noqa: PLC0415 (optional)
    except ImportError as error:
        raise PackageError(
            "sacreBLEU is not installed; nothing can be measured without it.",
            "Install it: .venv/bin/pip install -e '.[train]'",
        ) from error
    return metrics
