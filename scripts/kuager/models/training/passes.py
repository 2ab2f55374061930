"""Passes over the examples: drawn, changed, cut into batches and tabulated.

A GPU takes a batch in less time than Python needs to make it. There, processes beside the
training make whole passes ahead of it.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import re
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from kuager.errors import InputError
from kuager.models.training.examples import DigitSwap, Example, Table, make_batches, tabulate
from kuager.models.training.resegmentation import Resegmenter
from kuager.models.training.tokenizer import load_tokenizer

PROCESSES, PARTS, AHEAD = 12, 8, 48
"""Most processes that make passes, the parts that a pass is made in, so that the first is soon
there, and most parts that are made ahead."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a pass is made of examples."""

    batch_tokens: int
    """Target tokens of a batch, padding included."""
    swapped: float
    """Share of the examples with numbers that get other digits."""
    resegmented: float
    """Share of the examples whose words are cut into other tokens."""
    seed: int


class Passes:
    """The passes of one training; equal recipes give equal passes."""

    def __init__(
        self,
        examples: Sequence[Example],
        tokenizer_path: Path,
        recipe: Recipe,
        ahead: Path | None = None,
    ) -> None:
        """Take examples.

        ``ahead`` is a file with the same examples, of which processes then make passes before
        they are asked: reading it is much faster than being sent what it holds.
        """
        self._maker = _Maker(examples, tokenizer_path, recipe)
        self._parts = PARTS if ahead else 1
        self._executor: ProcessPoolExecutor | None = None
        self._waiting: deque[Future[list[Table]]] = deque()
        self._next = (0, 0)
        if ahead:
            self._executor = ProcessPoolExecutor(
                max(1, min(PROCESSES, (os.cpu_count() or 1) - 1)),
                multiprocessing.get_context("spawn"),
                _start,
                (ahead, tokenizer_path, recipe),
            )

    def tables(
        self, number: int, first: int, step: int, settled: bool = False
    ) -> Iterator[tuple[int, Table]]:
        """Yield every ``step``th batch of pass ``number`` from ``first`` on, with its place.

        A settled pass leaves out what has a tag, unless nothing else is there. So that all
        processes of a training take the same number of steps, the last few batches may be left
        out. Raises InputError when there are not as many batches as processes.
        """
        if self._executor is not None:
            yield from self._ahead(self._executor, number, first, settled)
            return
        batches = self._maker.batches(number, 0, 1, settled)
        if len(batches) < step:
            raise InputError(
                "The corpora hold too few sentences to train on.",
                "Add some, or train with one process.",
            )
        for place in range(first, len(batches) - len(batches) % step, step):
            yield place, tabulate(batches[place])

    def close(self) -> None:
        """Stop the processes that make passes."""
        if self._executor:
            self._executor.shutdown(cancel_futures=True)

    def _ahead(
        self, executor: ProcessPoolExecutor, number: int, first: int, settled: bool
    ) -> Iterator[tuple[int, Table]]:
        """Yield the batches of a pass as they are made; ``_waiting`` begins with its first part."""
        if not self._waiting:
            self._next = (number, 0)
        place = 0
        for _ in range(self._parts):
            while len(self._waiting) < AHEAD:
                self._waiting.append(executor.submit(_make, *self._next, self._parts, settled))
                following, part = divmod(self._next[1] + 1, self._parts)
                self._next = (self._next[0] + following, part)
            for table in self._waiting.popleft().result():
                if place >= first:
                    yield place, table
                place += 1
        if not place:
            raise InputError("The corpora hold too few sentences to train on.", "Add some.")


class _Maker:
    """Makes one pass after another."""

    def __init__(self, examples: Sequence[Example], tokenizer_path: Path, recipe: Recipe) -> None:
        tokenizer = load_tokenizer(tokenizer_path)
        self._examples, self._recipe = examples, recipe
        self._swap = DigitSwap(tokenizer)
        self._resegment = Resegmenter(tokenizer)
        tagged = frozenset(
            number for number in range(tokenizer.get_piece_size()) if _is_tag(tokenizer, number)
        )
        # The first token of a tagged source is the space before the tag.
        self._own = [e for e in examples if not tagged.intersection(e.source[:2])] or examples

    def batches(self, number: int, part: int, parts: int, settled: bool) -> list[list[Example]]:
        """Return the batches of one of so many parts of a pass."""
        recipe = self._recipe
        examples = self._own if settled else self._examples
        seed = f"{recipe.seed}:{number}"
        chance = random.Random(f"{seed}:drawn")  # noqa: S311 (no secret)
        drawn = [example for example in examples if chance.random() < example.share]
        if parts > 1:
            chance.shuffle(drawn)
            drawn = drawn[part::parts]
            seed = f"{seed}:{part}"
            chance.seed(seed)
        if recipe.resegmented:
            self._resegment.seed(chance.getrandbits(31))
            drawn = [
                self._resegment(example) if chance.random() < recipe.resegmented else example
                for example in drawn
            ]
        return make_batches(drawn, recipe.batch_tokens, self._swap, recipe.swapped, seed)


_maker: Any = None
"""Of a process that makes passes."""


def _is_tag(tokenizer: Any, number: int) -> bool:
    """Say whether a token is ``<bible>``; those of languages begin with a digit."""
    return re.fullmatch("<[a-z]+>", tokenizer.id_to_piece(number)) is not None and not (
        tokenizer.is_control(number) or tokenizer.is_unknown(number)
    )


def _start(path: Path, tokenizer_path: Path, recipe: Recipe) -> None:
    global _maker  # noqa: PLW0603 (how a pool gives its processes what they all need)
    examples = msgspec.msgpack.decode(path.read_bytes(), type=list[Example])
    _maker = _Maker(examples, tokenizer_path, recipe)


def _make(number: int, part: int, parts: int, settled: bool) -> list[Table]:
    return [tabulate(batch) for batch in _maker.batches(number, part, parts, settled)]
