"""Write an archive of invented testimonies: sources, templates, catalogs and ledgers.

Everything is written by the project's own serializers, as ``kuager segment``, ``draft`` and
``review`` would have, but without reading it back, without a model, and in parallel.
"""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from kuager.formats.gettext import catalog_serialize, template_serialize
from kuager.formats.ledger import (
    MACHINE,
    Chain,
    engine_digest,
    ledger_extend,
    ledger_serialize,
    machine_name,
    seal_serialize,
)
from kuager.history import text_event
from kuager.model import (
    CatalogEntry,
    Confidence,
    EngineSignature,
    Origin,
    TemplateEntry,
    unit_id,
)
from kuager.review import Action, Event
from kuager.steps.segment import template_entries
from tests.benchmarks.archive_texts import Testimony, Triple, read_corpus, testimony

CONFIGURATION: Final = """\
[tool.kuager]
target-locales = [{locales}]
[tool.kuager.engines]
kk = "translate-en_kk"
ru = "translate-en_ru"
"""
SIGNATURE: Final = EngineSignature(
    "invented", "translate-invented", "0.1", "0" * 64, 4, "int8", (("invented", "0"),)
)
WAYS: Final = ("untranslated", "drafted", "translated", "reviewed", "approved")
"""How far a document has come in a locale."""
WEIGHTS: Final = (15, 40, 20, 10, 15)
CONFIRMED_SHARE: Final = 0.2
"""Of what translators passed: drafts that they took over as they stood."""
_PER_TASK: Final = 25


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made."""

    root: Path
    documents: int
    units: int
    locales: tuple[str, ...]
    corpus: Path
    seed: int


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One document in one locale, about to be written."""

    name: str
    locale: str
    folder: Path

    def write(self, chain: Chain, name: str) -> None:
        """Write a chain and, unless it is a machine's, its seal."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"{name}.jsonl").write_bytes(ledger_serialize(chain))
        if not name.startswith(f"{MACHINE}."):
            seal = seal_serialize(chain, document=self.name, locale=self.locale, name=name)
            (self.folder / f"{name}.seal").write_bytes(seal)

    def extend(self, events: Sequence[Event], name: str = "") -> Chain:
        """Return a chain of these events."""
        return ledger_extend(Chain(), events, document=self.name, locale=self.locale, name=name)


def make(order: Order, told: Callable[[int], None]) -> None:
    """Write the archive; ``told`` hears how many documents are done."""
    order.root.mkdir(parents=True)
    (order.root / "source").mkdir()
    locales = ", ".join(f'"{locale}"' for locale in order.locales)
    (order.root / "pyproject.toml").write_text(CONFIGURATION.format(locales=locales), "utf-8")
    for locale in order.locales:
        (order.root / "locales" / locale / "LC_MESSAGES").mkdir(parents=True)
    corpus = read_corpus(order.corpus, order.locales)
    random.Random(order.seed).shuffle(corpus)
    starts = range(1, order.documents + 1, _PER_TASK)
    done = 0
    with ProcessPoolExecutor(
        max_workers=os.cpu_count(), initializer=_prepare, initargs=(order, corpus)
    ) as pool:
        for count in pool.map(_make_some, starts):
            done += count
            told(done)


_prepared: list[tuple[Order, list[Triple]]] = []
"""What a worker makes documents from."""


def _prepare(order: Order, corpus: list[Triple]) -> None:
    _prepared[:] = [(order, corpus)]


def _make_some(start: int) -> int:
    ((order, corpus),) = _prepared
    numbers = range(start, min(start + _PER_TASK, order.documents + 1))
    for number in numbers:
        made = testimony(number, corpus, units=order.units, locales=order.locales, seed=order.seed)
        _write(order, number, made)
    return len(numbers)


def _write(order: Order, number: int, made: Testimony) -> None:
    name = made.document.metadata.id
    (order.root / made.document.path).write_text(made.markdown, "utf-8")
    template = template_entries(made.document)
    (order.root / "locales" / f"{name}.pot").write_bytes(template_serialize(name, template))
    for locale in order.locales:
        dice = random.Random(f"{order.seed} {number} {locale}")
        way = dice.choices(WAYS, WEIGHTS)[0]
        place = order.root / "locales" / locale
        sheet = _Sheet(name, locale, place / "ledger" / name)
        entries = _translated(sheet, template, made.targets[locale], way, dice)
        catalog = catalog_serialize(name, locale, entries)
        (place / "LC_MESSAGES" / f"{name}.po").write_bytes(catalog)


def _translated(
    sheet: _Sheet,
    template: Sequence[TemplateEntry],
    targets: Sequence[str],
    way: str,
    dice: random.Random,
) -> Iterator[CatalogEntry]:
    """Put on record how a document came so far; return its catalog."""
    ids = [unit_id(sheet.name, entry.source, entry.occurrence) for entry in template]
    rows = list(zip(ids, template, targets, strict=True))
    passed = WAYS.index(way)
    taken = {unit for unit in ids if passed >= 2 and dice.random() < 0.9}
    confirmed = {unit for unit in sorted(taken) if dice.random() < CONFIRMED_SHARE}
    drafts = [
        replace(
            text_event(Action.DRAFT, MACHINE, unit, entry.source, target, origin=Origin.MACHINE),
            engine=engine_digest(SIGNATURE),
            confidence=dice.choice(tuple(Confidence)),
        )
        for unit, entry, target in rows
        if passed and (unit not in taken or unit in confirmed)
    ]
    seen: tuple[tuple[str, int, str], ...] = ()
    if drafts:
        introduction = Event(
            Action.ENGINE, MACHINE, engine=engine_digest(SIGNATURE), signature=SIGNATURE
        )
        drafted = sheet.extend([introduction, *drafts])
        machine = machine_name(drafted)
        sheet.write(drafted, machine)
        seen = ((machine, len(drafted.events), drafted.hashes[-1]),)
    for action, stage, who in (
        (Action.TRANSLATE, 2, "translator"),
        (Action.REVIEW, 3, "reviewer"),
        (Action.APPROVE, 4, "editor"),
    ):
        if passed < stage:
            break
        actor = f"{who}-{dice.randint(1, 9)}"
        events = [
            text_event(
                Action.CONFIRM if stage == 2 and unit in confirmed else action,
                actor,
                unit,
                entry.source,
                target,
            )
            for unit, entry, target in rows
            if unit in taken
        ]
        tag = hashlib.sha256(f"{actor} {sheet.name}".encode()).hexdigest()[:6]
        chain_name = f"{actor}.{tag}"
        chain = sheet.extend([replace(events[0], seen=seen), *events[1:]], chain_name)
        sheet.write(chain, chain_name)
        seen = ((chain_name, len(chain.events), chain.hashes[-1]),)
    return (
        CatalogEntry(
            source=entry.source,
            occurrence=entry.occurrence,
            target=target if passed else "",
            fuzzy=bool(passed) and unit not in taken,
            reference=entry.reference,
            notes=entry.notes,
        )
        for unit, entry, target in rows
    )
