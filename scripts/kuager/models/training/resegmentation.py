"""Cut the words of an example into other tokens than the most likely ones (Kudo 2018).

A network with few sentences to learn from sees each of them in many dresses then: stems and
endings stand apart in some, and rare words are spelt out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kuager.models.training.alignment import Links
from kuager.models.training.examples import Example, Target
from kuager.models.training.tokenizer import END_ID

EVENNESS = 0.5
"""Kudo's alpha: 0 would draw all ways to cut a text alike, 1 as likely as the model holds them.
At 0.5 texts get some 1.2 times as many tokens."""


class Resegmenter:
    """Draws other tokens for the texts of examples, and moves their word alignments along."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self._pieces = [tokenizer.id_to_piece(n) for n in range(tokenizer.get_piece_size())]

    def seed(self, seed: int) -> None:
        """Start the random numbers anew; they are this process's."""
        import sentencepiece  # noqa: PLC0415 (heavy)

        sentencepiece.set_random_generator_seed(seed)

    def __call__(self, example: Example) -> Example:
        """Return the example with other tokens, or with its own where they spell another text."""
        old_source = example.source[:-1]
        source = self._draw(old_source)
        targets = []
        for target in example.targets:
            tokens = self._draw(target.tokens)
            links = target.links and self._move(
                target.links, (old_source, source), (target.tokens, tokens)
            )
            targets.append(Target(target.language, tokens, links))
        return replace(example, source=(*source, END_ID), targets=tuple(targets))

    def _draw(self, tokens: tuple[int, ...]) -> tuple[int, ...]:
        drawn = self._tokenizer.encode(
            self._tokenizer.decode(list(tokens)),
            enable_sampling=True,
            alpha=EVENNESS,
            nbest_size=-1,
        )
        # An unknown letter is decoded to a sign that stands for it and is lost that way.
        same = self._spell(drawn) == self._spell(tokens)
        return tuple(drawn) if same else tokens

    def _spell(self, tokens: Sequence[int]) -> str:
        return "".join([self._pieces[token] for token in tokens])

    def _move(
        self,
        links: Links,
        source: tuple[Sequence[int], Sequence[int]],
        target: tuple[Sequence[int], Sequence[int]],
    ) -> Links:
        """Link the new tokens that share a letter with old ones that are linked."""
        sources, targets = self._covering(*source), self._covering(*target)
        return tuple(
            sorted(
                {
                    (one, other)
                    for left, right in links
                    for one in sources[left]
                    for other in targets[right]
                }
            )
        )

    def _covering(self, old: Sequence[int], new: Sequence[int]) -> list[range]:
        """Return for each old token the places of the new tokens that share a letter with it."""
        owners = [place for place, token in enumerate(new) for _ in self._pieces[token]]
        found, start = [], 0
        for token in old:
            end = start + len(self._pieces[token])
            found.append(range(owners[start], owners[end - 1] + 1))
            start = end
        return found
