"""Draft quickly, and look for another draft only where the first has a plain fault."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from kuager.engines.argos import ArgosEngine
from kuager.model import Draft, EngineSignature, NarratorGender
from kuager.selection import SELECTION, declared_gender, misgendered, plain_faults

PORTION = 1024


class GuardedEngine:
    """Tries the ``alternatives`` of a wider beam search where the first draft has faults.

    One that has fewer takes its place, the likeliest first. Another gender than the
    ``narrator``'s counts as one.
    """

    portion = PORTION

    def __init__(
        self, engine: ArgosEngine, alternatives: int, narrator: NarratorGender | None = None
    ) -> None:
        self._engine = engine
        self._alternatives = alternatives
        self._narrator = declared_gender(narrator, engine.target_locale)

    @cached_property
    def signature(self) -> EngineSignature:
        """The package's signature, and how many alternatives are looked at."""
        signature = self._engine.signature
        manner = f"{self._alternatives} alternatives, selection {SELECTION}"
        if self._narrator:
            manner += f", narrator {self._narrator.value}"
        return replace(signature, engine=f"{signature.engine}, {manner}")

    def translate(self, segments: Sequence[str]) -> list[Draft]:
        """Return one draft for each segment, in the same order; see ``Engine``.

        Raises PackageError when the model refuses the input.
        """
        chosen = dict(zip(segments, self._engine.translate(segments), strict=True))
        faults = {segment: self._faults(segment, draft) for segment, draft in chosen.items()}
        faulty = [segment for segment, found in faults.items() if found]
        offers = self._engine.alternatives(faulty, self._alternatives)
        for segment, offered in zip(faulty, offers, strict=True):
            counts = [self._faults(segment, draft) for draft in offered]
            if min(counts) < faults[segment]:
                chosen[segment] = offered[counts.index(min(counts))]
        return [chosen[segment] for segment in segments]

    def _faults(self, segment: str, draft: Draft) -> int:
        locale = self._engine.target_locale
        wrong = misgendered(segment, locale, draft.text, self._narrator)
        return len(plain_faults(segment, locale, draft.text)) + wrong
