"""Take out of corpora what would teach wrong things, and all that evaluation sets hold."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from kuager.errors import InputError
from kuager.models.training.corpora import Corpus, Pair

LONGEST = 400
"""Characters of a sentence; longer ones are mostly not one sentence, and slow."""

RATIO = 2.5
"""Most times that one side may be longer than the other, short sentences aside."""

RATIO_FREE = 24
"""Characters below which the ratio is not looked at."""

RUN = 7
"""Words in a row that make a sentence a copy of an evaluation sentence."""

_SCRIPTS = {"en": "LATIN", "kk": "CYRILLIC", "ru": "CYRILLIC"}
_FOREIGN = {"ru": re.compile("[әғқңөұүһі]", re.IGNORECASE)}
"""Letters that a language does not have: a Russian text with Kazakh letters is Kazakh."""

_WORD = re.compile(r"\w+")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What is left of corpora, and how many pairs were taken out for which reason."""

    pairs: tuple[Pair, ...]
    removed: Counter[str]


class Overlap:
    """Knows the sentences that must not be trained on.

    ``sentences`` are source sentences of evaluation sets and of the texts to be translated.
    """

    def __init__(self, sentences: Iterable[str]) -> None:
        self._whole: set[str] = set()
        self._runs: set[tuple[str, ...]] = set()
        for sentence in sentences:
            words = _words(sentence)
            self._whole.add(" ".join(words))
            self._runs.update(_runs(words))

    def holds(self, sentence: str) -> bool:
        """Say whether a sentence is one of these, or shares a run of seven words with one.

        Case, punctuation and the form of Unicode do not count.
        """
        words = _words(sentence)
        return " ".join(words) in self._whole or any(run in self._runs for run in _runs(words))


def refuse_evaluation(corpora: Iterable[Corpus], evaluation: Iterable[Path]) -> None:
    """Raise InputError when a corpus is one of the evaluation files, under whatever name."""
    known = {path.resolve(): path.name for path in evaluation}
    for corpus in corpora:
        if corpus.path.resolve() in known:
            raise InputError(
                f"{corpus.path.name} is named both as a corpus and for evaluation.",
                "A model is never measured on what it was trained on: take one of them out.",
            )


def clean(pairs: Iterable[Pair], overlap: Overlap, taken: Collection[Pair] = ()) -> Cleaned:
    """Keep what is fit for training, with white space made plain.

    Taken out, and counted under these names: ``long``, ``ratio`` (one side much longer),
    ``script`` (letters of another script, or of another language, prevail), ``same`` (source
    and target are equal), ``evaluation`` (what ``overlap`` holds) and ``repeated`` (also of
    ``taken``, the pairs that other corpora gave).
    """
    kept: list[Pair] = []
    removed: Counter[str] = Counter()
    seen = set(taken)
    for raw in pairs:
        pair = Pair(_plain(raw.source), _plain(raw.target), raw.locale)
        if reason := _fault(pair):
            removed[reason] += 1
        elif overlap.holds(pair.source):
            removed["evaluation"] += 1
        elif pair in seen:
            removed["repeated"] += 1
        else:
            seen.add(pair)
            kept.append(pair)
    return Cleaned(tuple(kept), removed)


def _fault(pair: Pair) -> str:
    lengths = sorted((len(pair.source), len(pair.target)))
    if lengths[1] > LONGEST:
        return "long"
    if lengths[1] > RATIO_FREE and lengths[1] > RATIO * lengths[0]:
        return "ratio"
    if pair.source == pair.target:
        return "same"
    if not _fits("en", pair.source) or not _fits(pair.locale, pair.target):
        return "script"
    return ""


def _fits(locale: str, text: str) -> bool:
    """Say whether at least half of the letters are of the language's script, and none foreign."""
    letters = [letter for letter in text if letter.isalpha()]
    script = _SCRIPTS.get(locale, "")
    own = sum(unicodedata.name(letter, "").startswith(script) for letter in letters)
    foreign = _FOREIGN.get(locale)
    return bool(letters) and 2 * own >= len(letters) and not (foreign and foreign.search(text))


def _plain(text: str) -> str:
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()


def _words(sentence: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", sentence).casefold())


def _runs(words: list[str]) -> Iterable[tuple[str, ...]]:
    return (tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1))
