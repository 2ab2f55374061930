"""Review: what translators and reviewers do to units, recorded under their pseudonyms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kuager.errors import TransitionError, UsageError
from kuager.ledgers import check_actor
from kuager.merging.versions import other_versions
from kuager.model import Severity, Unit, text_hash
from kuager.pack import Pack
from kuager.review import Action
from kuager.steps.findings import closing
from kuager.steps.turns import UneditedError, Wish, check_wish
from kuager.steps.workbench import Workbench


@dataclass(frozen=True, slots=True)
class ReviewReport:
    """What an action came to."""

    document: str
    locale: str
    done: tuple[int, ...]
    """Numbers of the units that took the step."""
    refused: tuple[tuple[int, str], ...]
    """Number of the unit and reason, for each one that could not."""
    unedited: tuple[int, ...] = ()
    """Of the refused ones, those that are a machine's words and were not expressly meant."""
    asked: tuple[int, ...] = ()
    """Of those done, the ones about which a question is open."""
    warned: tuple[tuple[int, tuple[str, ...]], ...] = ()
    """Of those passed, the ones with findings of a warning or more, and the ids of the checks."""
    versioned: tuple[int, ...] = ()
    """Of those passed, the ones that have another version beside them."""


def choose(units: Sequence[Unit], numbers: Iterable[int]) -> list[int]:
    """Return the numbers (from 1), all units' when none is given. Raises UsageError."""
    chosen = list(dict.fromkeys(numbers))
    for number in chosen:
        if not 1 <= number <= len(units):
            first = units[0] if units else None
            where = f" in {first.document} ({first.locale})" if first else ""
            raise UsageError(
                f"There is no unit {number}{where}.", f"It has units 1 to {len(units)}."
            )
    return chosen or list(range(1, len(units) + 1))


def edit(
    pack: Pack,
    document: str,
    locale: str,
    number: int,
    target: str,
    actor: str,
    *,
    shown: Unit | None = None,
) -> ReviewReport:
    """Give a unit a new target, translated by ``actor``.

    ``shown`` is the unit as the translator saw it; when the place holds something else by
    now, nothing is changed. Raises UsageError, CatalogError, StorageError.
    """
    wish = Wish(Action.TRANSLATE, target=target, shown=text_hash(shown.target) if shown else None)
    return take_step(pack, wish, document, locale, [number], actor, meant=shown)


def claim(
    pack: Pack, document: str, locale: str, numbers: Sequence[int], actor: str
) -> ReviewReport:
    """Put on record that ``actor`` wrote what was translated in another program."""
    return take_step(pack, Wish(Action.TRANSLATE), document, locale, numbers, actor)


def take_step(
    pack: Pack,
    wish: Wish,
    document: str,
    locale: str,
    numbers: Sequence[int],
    actor: str,
    *,
    meant: Unit | None = None,
) -> ReviewReport:
    """Let the units (all, when none is named) take a step.

    Where the number may have moved since, ``meant`` is the unit that it is to be.

    Raises UsageError for what makes no sense with any unit, CatalogError, LedgerError,
    StorageError.
    """
    check_actor(actor)
    check_wish(wish)
    bench = Workbench.open(pack, document, locale)
    done, refused, unedited = [], [], []
    for number in choose(bench.units, numbers):
        if meant and bench.unit(number).id != meant.id:
            refused.append((number, "is another sentence by now. Look at it again."))
            continue
        try:
            bench.take(number, wish, actor)
        except TransitionError as error:
            refused.append((number, str(error)))
            unedited += [number] if isinstance(error, UneditedError) else []
            continue
        done.append(number)
    # Saved even when nothing changed: what an editor wrote into the header goes.
    bench.save()
    approved = done if wish.action is Action.APPROVE else []
    passed = done if wish.action in _PASSING else []
    warned = [(n, tuple(closing(bench.all_findings(n), Severity.WARNING.value))) for n in passed]
    return ReviewReport(
        document,
        locale,
        done=tuple(done),
        refused=tuple(refused),
        unedited=tuple(unedited),
        asked=tuple(n for n in approved if bench.unit(n).asked),
        warned=tuple((n, checks) for n, checks in warned if checks),
        versioned=tuple(n for n in passed if other_versions(bench.entry(n).remark)[0]),
    )


_PASSING = frozenset({Action.REVIEW, Action.APPROVE})
