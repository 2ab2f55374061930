"""Draft carefully: many drafts of each segment are drawn, and the best is kept."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property

from kuager.engines.argos import ArgosEngine, available_cores
from kuager.engines.windows import Window
from kuager.model import Draft, EngineSignature, NarratorGender
from kuager.selection import SELECTION, Choice, Terms, choose, declared_gender

PORTION = 64


class CarefulEngine:
    """Draws ``candidates`` drafts besides the one of the beam search, and chooses among them.

    Each segment is drafted by itself and from the same random numbers: what becomes of it
    does not depend on what else is drafted, nor on the run. The price is speed: see
    ``tests/benchmarks/drafting.py``.
    """

    portion = PORTION

    def __init__(
        self,
        engine: ArgosEngine,
        candidates: int,
        terms: Terms | None = None,
        narrator: NarratorGender | None = None,
    ) -> None:
        """Draw with ``engine``.

        Of about equally good drafts those win that use the ``terms``, and that show no other
        gender than the ``narrator``'s.
        """
        self._engine = engine
        self._candidates = candidates
        self._terms = terms
        self._narrator = declared_gender(narrator, engine.target_locale)

    @cached_property
    def signature(self) -> EngineSignature:
        """The package's signature, and how many drafts are chosen from."""
        signature = self._engine.signature
        best = f"best of {self._candidates + 1}, selection {SELECTION}"
        if self._terms:
            best += f", terms {self._terms.digest}"
        if self._narrator:
            best += f", narrator {self._narrator.value}"
        return replace(signature, engine=f"{signature.engine}, {best}")

    def translate(self, segments: Sequence[str]) -> list[Draft]:
        """Return one draft for each segment, in the same order; see ``Engine``.

        Raises PackageError when the model refuses the input.
        """
        windows = {segment: self._engine.windows(segment) for segment in dict.fromkeys(segments)}
        parts = [window for cut in windows.values() for window in cut]
        with ThreadPoolExecutor(available_cores()) as pool:
            choices = iter(list(pool.map(self._choose, parts)))
        drafts = {
            segment: _join(cut, [next(choices) for _ in cut]) for segment, cut in windows.items()
        }
        return [drafts[segment] for segment in segments]

    def _choose(self, window: Window) -> Choice:
        drawn = self._engine.draw(window, self._candidates)
        return choose(
            self._engine.plain(window),
            self._engine.target_locale,
            drawn,
            self._terms,
            self._narrator,
        )


def _join(windows: Sequence[Window], choices: Sequence[Choice]) -> Draft:
    """Return a segment's draft; it is as sure as the least sure of its windows."""
    if not windows:
        return Draft("")
    text = "".join(c.text + w.glue for w, c in zip(windows, choices, strict=True))
    return Draft(text.strip(), agreement=min(choice.agreement for choice in choices))
