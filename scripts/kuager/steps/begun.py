"""Begun: what people have typed for units and not finished, safe in the journal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kuager.journal import Done, Dropped, Journal, Step, Typed
from kuager.model import text_hash
from kuager.steps.replaying import finish, words_adrift
from kuager.steps.turns import ChangedMeanwhileError, tidy_target
from kuager.steps.workbench import Workbench


class Begun:
    """Typed texts by unit id. What its methods keep is on the disk when they return.

    They raise StorageError where the disk refuses; nothing is changed then.
    """

    def __init__(self, journal: Journal, texts: dict[str, Typed]) -> None:
        """Take the journal, and what it held."""
        self._journal = journal
        self._texts = texts

    def of(self, unit: str) -> Typed | None:
        """Return what is typed for a unit."""
        return self._texts.get(unit)

    def all(self) -> list[Typed]:
        """Return all there is, in the order in which it was begun."""
        return list(self._texts.values())

    def keep(self, typed: Typed, seen: str) -> Typed:
        """Keep a text; return it, or the same one that is there.

        ``seen`` is the hash of the typed text that its window knew of. Raises
        ChangedMeanwhileError where that is not the one that is there.
        """
        known = self._texts.get(typed.unit)
        self.check(known, typed.text, seen)
        if known and (known.text, known.shown) == (typed.text, typed.shown):
            return known
        self._journal.append(typed)
        self._texts[typed.unit] = typed
        return typed

    @staticmethod
    def check(known: Typed | None, text: str, seen: str) -> None:
        """Raise ChangedMeanwhileError where a text would replace one that nobody saw."""
        if known and known.text != text and seen != text_hash(known.text):
            raise ChangedMeanwhileError(
                "is being worked on in another window.",
                "Compare the two texts.",
                reason="other-window",
            )

    def forget(self, unit: str) -> bool:
        """Let go of what is typed for a unit; tell whether there was anything."""
        if unit not in self._texts:
            return False
        self._journal.append(Done(unit))
        del self._texts[unit]
        return True

    def finish(self, unit: str, target: str) -> None:
        """Let go of a text that became its unit's target by a step that the journal holds."""
        finish(self._texts, unit, target)

    def stray(self, bench: Workbench) -> list[Typed]:
        """Return what was begun for sentences that are not in the document any more."""
        return [typed for typed in self.all() if bench.number_of(typed.unit) is None]

    def keep_adrift(self, bench: Workbench, steps: Sequence[Step | Dropped]) -> Iterable[str]:
        """Keep the words of steps whose sentences are gone.

        Returns all words without a sentence, told one by one, but for those that somebody has
        made the target of another sentence: they are let go of.
        """
        for typed in words_adrift(bench, steps, self._texts):
            self._journal.append(typed)
            self._texts[typed.unit] = typed
        stray = self.stray(bench)
        targets = {unit.target for unit in bench.units} if stray else set()
        for typed in stray:
            if tidy_target(typed.text) in targets:
                self.forget(typed.unit)
        return [f"Its sentence is not there any more: {typed.text}" for typed in self.stray(bench)]
