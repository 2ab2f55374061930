"""Where documents disagree: one sentence in several wordings, one name in several spellings.

Nothing here is an error: one sentence may well be said in two ways. So what is found is ranked
by its weight. First comes what approved texts disagree on, for that goes out in editions; then
what somebody translated, then drafts; among these, what stands in more documents, and in more
units.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from kuager.checks.spellings import LANGUAGES, renderings, stems
from kuager.checks.wordings import count_words, gender_free, spoken
from kuager.model import NarratorGender, Severity, State, language_of
from kuager.review import RANK

FEWEST_WORDS: Final = 4
"""Words of a sentence from which on it is looked at: «Да» may answer "Yes" and "I did"."""


class Kind(Enum):
    """What documents disagree on."""

    SENTENCE = "sentence"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Use:
    """Where a text stands."""

    document: str
    number: int
    """Of the unit in its document, from 1."""
    state: State
    narrator: NarratorGender | None = None
    """The document's policy, where it is known."""
    remembered: bool = False
    """Its words are the memory's, and nobody has changed them."""


@dataclass(slots=True)
class Tally:
    """How often a wording is used, counted up."""

    units: int = 0
    documents: set[str] = field(default_factory=set)
    best: Use | None = None
    """Of the uses that have come furthest, the first."""
    narrators: set[NarratorGender | None] = field(default_factory=set)
    remembered: bool = True
    """Nowhere is it more than what the memory gave."""

    def add(self, use: Use) -> None:
        """Count one more use."""
        self.units += 1
        self.documents.add(use.document)
        self.narrators.add(use.narrator)
        self.remembered &= use.remembered
        self._keep_best(use)

    def take(self, other: Tally) -> None:
        """Count all uses of another one too."""
        self.units += other.units
        self.documents |= other.documents
        self.narrators |= other.narrators
        self.remembered &= other.remembered
        if other.best:
            self._keep_best(other.best)

    def _keep_best(self, use: Use) -> None:
        if self.best is None or RANK[use.state] > RANK[self.best.state]:
            self.best = use


@dataclass(frozen=True, slots=True)
class Wording:
    """One of the ways in which a sentence or name is put."""

    text: str
    units: int
    documents: int
    example: Use
    """Of the uses that have come furthest, the first."""
    remembered: bool = False
    """Nowhere is it more than what the memory gave."""

    @property
    def state(self) -> State:
        """The furthest that any of its units has come."""
        return self.example.state


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A sentence or name that documents put in different ways."""

    kind: Kind
    locale: str
    subject: str
    """The sentence or name of the source."""
    wordings: tuple[Wording, ...]
    """Two or more: the furthest ones first, of these the commonest."""
    documents: int
    """That have any of the wordings."""
    units: int

    @property
    def stale(self) -> tuple[Wording, ...]:
        """Wordings that came from the memory, where other words are approved by now."""
        if self.wordings[0].state is not State.APPROVED:
            return ()
        return tuple(
            one for one in self.wordings if one.remembered and one.state is not State.APPROVED
        )

    @property
    def severity(self) -> Severity:
        """WARNING where a second person has passed two wordings, or one is stale; else INFO."""
        passed = RANK[self.wordings[1].state] >= RANK[State.REVIEWED]
        return Severity.WARNING if passed or self.stale else Severity.INFO

    @property
    def weight(self) -> tuple[int, ...]:
        """What it is ranked by, the heavier the greater."""
        first, second = self.wordings[:2]
        return (RANK[second.state], RANK[first.state], self.documents, self.units)


def ranked(disagreements: Iterable[Disagreement]) -> list[Disagreement]:
    """Return them by weight, the heaviest first; equally heavy ones by their text."""
    return sorted(
        disagreements,
        key=lambda one: (*(-part for part in one.weight), one.locale, one.kind.value, one.subject),
    )


def _disagreement(
    kind: Kind, locale: str, subject: str, tallies: Iterable[tuple[str, Tally]]
) -> Disagreement | None:
    """Return what several wordings come to; None unless they are two, in two documents."""
    wordings, documents = [], set[str]()
    for text, tally in tallies:
        if tally.best is not None:
            counts = (tally.units, len(tally.documents))
            wordings.append(Wording(text, *counts, tally.best, tally.remembered))
            documents |= tally.documents
    if len(wordings) < 2 or len(documents) < 2:
        return None
    wordings.sort(key=lambda one: (-RANK[one.state], -one.documents, -one.units, one.text))
    units = sum(wording.units for wording in wordings)
    return Disagreement(kind, locale, subject, tuple(wordings), len(documents), units)


# Sentences ----------------------------------------------------------------------------------


def compare_sentence(
    locale: str, source: str, uses: Iterable[tuple[str, Use]], *, fewest: int = FEWEST_WORDS
) -> Disagreement | None:
    """Say whether documents translate a sentence differently.

    ``uses`` are its targets in one locale, with where they stand. Not counted as different:
    marks, spaces, capitals, markup and ё; the narrator's gender, where the documents' policies
    are not the same. None for a sentence of fewer words than ``fewest``, too.
    """
    if count_words(source) < fewest:
        return None
    alike: dict[str, dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
    for target, use in uses:
        if words := spoken(target):
            alike[words][target].add(use)
    if len(alike) < 2:
        return None
    wordings = [(words, *_summed(texts)) for words, texts in alike.items()]
    if language_of(locale) == "ru":
        wordings = _without_gender(wordings)
    told = ((text, tally) for _, text, tally in wordings)
    return _disagreement(Kind.SENTENCE, locale, source, told)


def _summed(texts: dict[str, Tally]) -> tuple[str, Tally]:
    """Return the commonest of texts that are said alike, with the uses of all."""
    usual = min(texts, key=lambda text: (-texts[text].units, text))
    whole = Tally()
    for text in sorted(texts, key=lambda text: (text != usual, text)):
        whole.take(texts[text])
    return usual, whole


def _without_gender(wordings: Sequence[tuple[str, str, Tally]]) -> list[tuple[str, str, Tally]]:
    """Join wordings that differ in gender alone and stand in documents of other narrators."""
    joined: dict[str, list[Tally]] = defaultdict(list)
    left = []
    for words, text, tally in wordings:
        known = joined[gender_free(words)]
        for other in known:
            if not tally.narrators & other.narrators:
                other.take(tally)
                break
        else:
            known.append(tally)
            left.append((words, text, tally))
    return left


# Names --------------------------------------------------------------------------------------


class NameBook:
    """How the names of an archive are spelled in one locale: filled, then asked."""

    def __init__(self, locale: str) -> None:
        """Begin with an empty one. Of other languages than LANGUAGES nothing is noted."""
        self._locale = locale
        self._language = language_of(locale)
        self._names: dict[str, dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))

    def note(self, names: frozenset[str], target: str, use: Use) -> None:
        """Note how a unit spells the names of its source.

        Where several words of a unit would do for one name («Там был Том»), it tells nothing.
        """
        if self._language not in LANGUAGES:
            return
        found: dict[str, set[str]] = defaultdict(set)
        for name, word in renderings(names, target):
            found[name].add(word)
        for name, words in found.items():
            shared = frozenset.intersection(*(stems(w, name, self._language) for w in words))
            if shared or len(words) == 1:
                for word in sorted(words):
                    self._names[name][word].add(use)

    def disagreements(self, wanted: frozenset[str] = frozenset()) -> Iterator[Disagreement]:
        """Yield the names that are spelled in several ways, in no order.

        With ``wanted``, only those that stand in one of these documents.
        """
        for name, words in self._names.items():
            if wanted and all(wanted.isdisjoint(tally.documents) for tally in words.values()):
                continue
            spellings = self._spellings(name, words)
            if one := _disagreement(Kind.NAME, self._locale, name, spellings):
                yield one

    def _spellings(self, name: str, words: dict[str, Tally]) -> Iterator[tuple[str, Tally]]:
        """Put the forms of each spelling together; yield its shortest form and its uses."""
        known: list[tuple[frozenset[tuple[str, int]], list[str]]] = []
        for word in sorted(words, key=lambda word: (-words[word].units, word)):
            own = stems(word, name, self._language)
            for place, (common, forms) in enumerate(known):
                if shared := common & own:
                    known[place] = (shared, [*forms, word])
                    break
            else:
                # Without a stem it is another word: derived from the name, or like it by chance.
                if own:
                    known.append((own, [word]))
        for _, forms in known:
            whole = Tally()
            for form in forms:
                whole.take(words[form])
            yield min(forms, key=lambda form: (len(form), form)), whole
