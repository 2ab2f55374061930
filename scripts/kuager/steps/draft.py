"""Draft: what nobody has translated gets a proposal, made on this machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kuager.draft_cache import DraftCache, open_cache
from kuager.engines import Engine, open_engine
from kuager.errors import ConfigurationError
from kuager.formats.ledger import engine_digest
from kuager.model import (
    CatalogEntry,
    Draft,
    EngineSignature,
    Origin,
    State,
    Unit,
    text_hash,
)
from kuager.pack import MACHINE, Pack
from kuager.placeables import mask, unmask
from kuager.review import Action, Event
from kuager.steps import no_progress
from kuager.steps.units import Sheet, read_sheet
from kuager.values import localise_value

AT_ONCE = 1024
"""Segments an engine gets in one call; what an interruption can cost at most."""

Progress = Callable[[str, int, int], None]
"""Locale, segments done, segments in all."""


@dataclass(frozen=True, slots=True)
class DraftReport:
    """What became of one locale."""

    locale: str
    engine: str
    """Label of the engine, empty when none was needed."""
    machine: int = 0
    cached: int = 0
    """Of these, drafted in an earlier run that was interrupted, or in another document."""
    locale_data: int = 0
    empty: int = 0
    """Segments the engine had nothing to say to."""
    untouched: int = 0
    """Units that had a target already."""


def draft(
    pack: Pack,
    documents: Sequence[str] = (),
    locales: Sequence[str] = (),
    *,
    redraft: bool = False,
    progress: Progress = no_progress,
) -> list[DraftReport]:
    """Draft the units without a target; with ``redraft`` also untouched drafts.

    A target that a human wrote, confirmed or asked to change is never replaced. Raises
    PackageError when a locale has no engine, CatalogError, LedgerError, StorageError.
    """
    return [
        _draft_locale(pack, locale, pack.document_ids(documents), redraft, progress)
        for locale in pack.locales(locales)
    ]


def _wanted(unit: Unit, *, redraft: bool) -> bool:
    if unit.state is State.UNTRANSLATED:
        return True
    return redraft and unit.state is State.DRAFT and unit.origin is not Origin.HUMAN


def _draft_locale(
    pack: Pack, locale: str, documents: Sequence[str], redraft: bool, progress: Progress
) -> DraftReport:
    sheets = [read_sheet(pack, locale, document) for document in documents]
    wanted = {
        unit.source for sheet in sheets for unit in sheet.units if _wanted(unit, redraft=redraft)
    }
    source_locale = pack.configuration.source_locale
    values = {
        source: value
        for source in wanted
        if (value := localise_value(source, source_locale, locale))
    }
    report = DraftReport(locale, "")
    if pack.dry_run:
        return _foresee(sheets, values, redraft, report)
    drafts: dict[str, Draft] = {}
    signature = None
    if wanted - values.keys():
        engine = _engine(pack, locale)
        signature = engine.signature
        drafts, cached = _translate(pack, engine, locale, wanted - values.keys(), progress)
        report = replace(report, engine=signature.label, cached=cached)
    for sheet in sheets:
        report = _apply(pack, sheet, redraft, values, drafts, signature, report)
    return report


def _foresee(
    sheets: Sequence[Sheet], values: dict[str, str], redraft: bool, report: DraftReport
) -> DraftReport:
    """Return what a run would do, without asking the engine."""
    units = [unit for sheet in sheets for unit in sheet.units]
    wanted = [unit for unit in units if _wanted(unit, redraft=redraft)]
    locale_data = sum(unit.source in values for unit in wanted)
    return replace(
        report,
        machine=len(wanted) - locale_data,
        locale_data=locale_data,
        untouched=len(units) - len(wanted),
    )


def _engine(pack: Pack, locale: str) -> Engine:
    spec = pack.configuration.engines.get(locale)
    if spec is None:
        raise ConfigurationError(
            f"No engine is named for {locale}.",
            f'Write in pyproject.toml: [tool.kuager.engines] {locale} = "translate-…"',
        )
    if spec.endswith(".argosmodel"):
        spec = str(pack.root / spec)
    return open_engine(
        spec,
        packages_folder=pack.private_folder / "packages",
        cache_folder=pack.private_folder / "unpacked",
        source_locale=pack.configuration.source_locale,
        target_locale=locale,
    )


def _translate(
    pack: Pack, engine: Engine, locale: str, sources: set[str], progress: Progress
) -> tuple[dict[str, Draft], int]:
    """Return a draft for each source text, and how many were known already."""
    digest = engine_digest(engine.signature)
    with open_cache(pack.private_folder / "drafts.sqlite") as cache:
        known = cache.find(digest, sources)
        # Sorted, so that the batches and with them the drafts do not depend on the run.
        pending = sorted(sources - known.keys(), key=lambda source: (len(source), source))
        progress(locale, len(known), len(sources))
        for start in range(0, len(pending), AT_ONCE):
            known |= _translate_batch(engine, digest, pending[start : start + AT_ONCE], cache)
            progress(locale, len(known), len(sources))
    return known, len(sources) - len(pending)


def _translate_batch(
    engine: Engine, digest: str, sources: Sequence[str], cache: DraftCache
) -> dict[str, Draft]:
    masked = [mask(source) for source in sources]
    answers = engine.translate([m.plain for m in masked])
    drafts = {
        source: replace(answer, text=unmask(answer.text, m)) if answer.text else answer
        for source, m, answer in zip(sources, masked, answers, strict=True)
    }
    cache.keep(digest, drafts)
    return drafts


def _apply(
    pack: Pack,
    sheet: Sheet,
    redraft: bool,
    values: dict[str, str],
    drafts: dict[str, Draft],
    signature: EngineSignature | None,
    report: DraftReport,
) -> DraftReport:
    digest = engine_digest(signature) if signature else ""
    changed: dict[tuple[str, int], CatalogEntry] = {}
    events: list[Event] = []
    machine = locale_data = empty = 0
    for entry, unit in sheet.pairs():
        if not _wanted(unit, redraft=redraft):
            continue
        is_value = entry.source in values
        target = values[entry.source] if is_value else drafts[entry.source].text
        if not target:
            empty += 1
            continue
        machine += not is_value
        locale_data += is_value
        event = Event(
            Action.DRAFT,
            MACHINE,
            unit.id,
            text_hash(entry.source),
            text_hash(target),
            Origin.LOCALE_DATA if is_value else Origin.MACHINE,
            "" if is_value else digest,
        )
        changed[entry.key] = replace(entry, target=target, fuzzy=True, previous_source="")
        if not sheet.history.knows(event):
            events.append(event)
    if machine and signature and digest not in sheet.history.engines:
        events.insert(0, Event(Action.ENGINE, MACHINE, engine=digest, signature=signature))
    if changed:
        # The record goes first: an event about a text that is not there yet does no harm,
        # a draft without a record would pass for somebody's work.
        pack.record(sheet.locale, sheet.document, MACHINE, events)
        entries = [e if e.obsolete else changed.get(e.key, e) for e in sheet.entries]
        pack.write_catalog(sheet.locale, sheet.document, entries)
    return replace(
        report,
        machine=report.machine + machine,
        locale_data=report.locale_data + locale_data,
        empty=report.empty + empty,
        untouched=report.untouched + len(sheet.units) - len(changed) - empty,
    )
