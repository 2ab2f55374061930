"""Turn cleaned pairs into numbered examples, and examples into batches."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kuager.models.training.alignment import Links
from kuager.models.training.corpora import Pair
from kuager.models.training.tokenizer import END_ID, START_ID, language_token

Numbers = NDArray[np.int32]

CHUNK = 4_000
"""Examples that are sorted by length together; batches of them are shuffled again."""

_SWAPPED = ("234", "56789")
"""Digits that may stand for one another: Russian nouns agree with a number's last digit in
these classes (CLDR plural rules: few, many)."""


@dataclass(frozen=True, slots=True)
class Target:
    """A translation as token numbers."""

    language: int
    """The language token."""
    tokens: tuple[int, ...]
    links: Links


@dataclass(frozen=True, slots=True)
class Example:
    """A source as token numbers, the end of sentence included, with all its translations."""

    source: tuple[int, ...]
    targets: tuple[Target, ...]
    share: float
    """The chance that a pass over the examples holds this one."""


def number_examples(
    pairs: Sequence[Pair], links: Sequence[Links], shares: Sequence[float], tokenizer: Any
) -> list[Example]:
    """Return one example for each source text.

    ``links`` and ``shares`` belong to the pairs one by one; empty links mean that there is no
    alignment.
    """
    sources = tokenizer.encode([pair.source for pair in pairs])
    targets = tokenizer.encode([pair.target for pair in pairs])
    examples: dict[str, Example] = {}
    for pair, source, tokens, aligned, share in zip(
        pairs, sources, targets, links, shares, strict=True
    ):
        language = tokenizer.piece_to_id(language_token(pair.locale))
        target = Target(language, tuple(tokens), aligned)
        known = examples.get(pair.source) or Example((*source, END_ID), (), share)
        examples[pair.source] = replace(
            known, targets=(*known.targets, target), share=max(share, known.share)
        )
    return list(examples.values())


class DigitSwap:
    """Puts other digits into an example, the same in source and targets, to teach copying.

    Only where both sides have the same digits; words that agree with the number still do.
    """

    def __init__(self, tokenizer: Any) -> None:
        self._digits: dict[int, str] = {}
        self._numbers: dict[str, int] = {}
        for digit in "0123456789":
            number = tokenizer.piece_to_id(digit)
            if number != tokenizer.unk_id():
                self._digits[number] = digit
                self._numbers[digit] = number

    def __call__(self, example: Example, chance: random.Random) -> Example:
        """Return the example with digits swapped, or as it is."""
        digits = self._digits_of(example.source)
        if not digits or any(
            self._digits_of(target.tokens) != digits for target in example.targets
        ):
            return example
        table: dict[int, int] = {}
        for group in _SWAPPED:
            known = [digit for digit in group if digit in self._numbers]
            for old, new in zip(known, chance.sample(known, len(known)), strict=True):
                table[self._numbers[old]] = self._numbers[new]
        return replace(
            example,
            source=tuple(table.get(token, token) for token in example.source),
            targets=tuple(
                replace(target, tokens=tuple(table.get(token, token) for token in target.tokens))
                for target in example.targets
            ),
        )

    def _digits_of(self, tokens: Sequence[int]) -> list[str]:
        return sorted(self._digits[token] for token in tokens if token in self._digits)


def make_batches(
    examples: Sequence[Example], budget: int, swap: DigitSwap, swapped: float, seed: str
) -> list[list[Example]]:
    """Return all examples in batches; equal seeds give equal batches.

    ``budget`` bounds the target tokens of a batch, padding included. ``swapped`` is the chance
    of an example to get other digits.
    """
    chance = random.Random(seed)  # noqa: S311 (no secret)
    drawn = [
        swap(example, chance) if chance.random() < swapped else example for example in examples
    ]
    chance.shuffle(drawn)
    batches: list[list[Example]] = []
    for start in range(0, len(drawn), CHUNK):
        chunk = sorted(drawn[start : start + CHUNK], key=_bucket)
        batches.extend(_cut(chunk, budget))
    chance.shuffle(batches)
    return batches


def _lengths(example: Example) -> tuple[int, int]:
    return max(len(target.tokens) for target in example.targets), len(example.source)


def _bucket(example: Example) -> tuple[int, int]:
    """Put sources of like length together where targets are of nearly equal length."""
    target, source = _lengths(example)
    return target // 3, source


def _cut(chunk: Sequence[Example], budget: int) -> Iterator[list[Example]]:
    batch: list[Example] = []
    rows = longest = 0
    for example in chunk:
        length = _lengths(example)[0] + 2
        if batch and (rows + len(example.targets)) * max(longest, length) > budget:
            yield batch
            batch, rows, longest = [], 0, 0
        batch.append(example)
        rows += len(example.targets)
        longest = max(longest, length)
    if batch:
        yield batch


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A batch as whole numbers, padded with 0: what the network's tensors are made of."""

    sources: Numbers
    """(sources, source length)."""
    rows: Numbers
    """(targets): which source each target translates."""
    inputs: Numbers
    outputs: Numbers
    """(targets, target length), both."""
    wanted: Numbers
    """Places of the outputs that are to be learnt, row after row."""
    links: Numbers
    """(3, links): target row, output position, source position."""
    weights: NDArray[np.float32]
    """(links)."""


def tabulate(batch: Sequence[Example]) -> Table:
    """Return a batch in the form that the network takes.

    A target's input is the start token, the language token and the target; its output the
    target and the end of sentence, one position behind: the language token itself is given,
    not learnt. The end of a target points to the end of its source.
    """
    width = max(len(example.source) for example in batch)
    length = max(_lengths(example)[0] for example in batch) + 2
    sources: list[list[int]] = []
    rows: list[int] = []
    inputs: list[list[int]] = []
    outputs: list[list[int]] = []
    linked: list[tuple[int, int, int]] = []
    weights: list[float] = []
    for number, example in enumerate(batch):
        sources.append([*example.source, *[0] * (width - len(example.source))])
        for target in example.targets:
            row = len(rows)
            rows.append(number)
            rest = [0] * (length - len(target.tokens) - 2)
            inputs.append([START_ID, target.language, *target.tokens, *rest])
            outputs.append([0, *target.tokens, END_ID, *rest])
            if not target.links:
                continue
            links = [*target.links, (len(example.source) - 1, len(target.tokens))]
            counts = Counter(position for _, position in links)
            linked.extend((row, position + 1, source) for source, position in links)
            weights.extend(1 / counts[position] for _, position in links)
    learnt = np.array(outputs, np.int32)
    return Table(
        np.array(sources, np.int32),
        np.array(rows, np.int32),
        np.array(inputs, np.int32),
        learnt,
        np.flatnonzero(learnt).astype(np.int32),
        np.array(linked, np.int32).reshape(-1, 3).T,
        np.array(weights, np.float32),
    )
