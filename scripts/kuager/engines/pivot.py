"""Draft through a third language, where no package translates directly."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from kuager.engines.base import Engine
from kuager.model import Draft, EngineSignature


class PivotEngine:
    """Drafts with ``first``, and what it says with ``second``; errors of both add up."""

    def __init__(self, first: Engine, second: Engine) -> None:
        self._engines = (first, second)
        self.portion = min(first.portion, second.portion)

    @cached_property
    def signature(self) -> EngineSignature:
        """The signatures of both, as one: the package names both, the hash is of both hashes."""
        first, second = (engine.signature for engine in self._engines)
        together = f"{first.sha256} {second.sha256}".encode()
        return replace(
            first,
            engine=f"pivot: {first.engine}; {second.engine}",
            package=f"{first.package} {first.version} + {second.package}",
            version=second.version,
            sha256=hashlib.sha256(together).hexdigest(),
        )

    def translate(self, segments: Sequence[str]) -> list[Draft]:
        """Return one draft for each segment, in the same order; see ``Engine``.

        It is as sure as the less sure of both steps. Raises PackageError.
        """
        first, second = self._engines
        between = first.translate(segments)
        drafts = second.translate([draft.text for draft in between])
        return [
            Draft(
                draft.text,
                _less(draft.score, way.score),
                _less(draft.agreement, way.agreement),
            )
            for way, draft in zip(between, drafts, strict=True)
        ]


def _less(*promises: float | None) -> float | None:
    known = [promise for promise in promises if promise is not None]
    return min(known) if len(known) == len(promises) else None
