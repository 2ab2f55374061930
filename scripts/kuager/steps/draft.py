"""Draft: what nobody has translated gets a proposal, made on this machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from kuager.draft_cache import open_cache
from kuager.engines import Engine, open_engine
from kuager.errors import ConfigurationError
from kuager.formats.gettext_reader import fit
from kuager.formats.ledger import MACHINE, engine_digest
from kuager.history import text_event, tidy
from kuager.model import CatalogEntry, Draft, EngineSignature, Origin, State, Unit, text_hash
from kuager.pack import Pack
from kuager.placeables import Masked, mask, unmask
from kuager.review import DRAFT_ORIGINS, Action, Event
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
    left: int = 0
    """Different sentences left to people, because no engine is named for the locale."""


@dataclass(frozen=True, slots=True)
class _Proposals:
    """What there is to put into empty units, by source text."""

    values: dict[str, str] = field(default_factory=dict)
    """From locale data."""
    drafts: dict[str, str] = field(default_factory=dict)
    """From the engine; empty where it had nothing to say."""
    signature: EngineSignature | None = None

    def target(self, source: str) -> str:
        return self.values.get(source) or self.drafts.get(source, "")


def draft(
    pack: Pack,
    documents: Sequence[str] = (),
    locales: Sequence[str] = (),
    *,
    redraft: bool = False,
    progress: Progress = no_progress,
) -> list[DraftReport]:
    """Draft the units without a target; with ``redraft`` also untouched drafts.

    A target that a human wrote, confirmed or asked to change is never replaced. Every engine
    is opened before the first catalog is touched. A locale without an engine is left to people,
    unless it is among the ``locales`` asked for. Raises ConfigurationError then, PackageError,
    CatalogError, LedgerError, StorageError.
    """
    names = pack.document_ids(documents)
    plans = []
    for locale in pack.locales(locales):
        wanted = _sources(pack, locale, names, redraft=redraft)
        values = _values(pack, locale, wanted)
        # A locale without an engine is an error only where it is asked for by name.
        has_engine = bool(locales) or locale in pack.configuration.engines
        needed = has_engine and wanted - values.keys() and not pack.dry_run
        plans.append((locale, wanted, values, _engine(pack, locale) if needed else None))
    return [
        _foresee(pack, locale, names, values, redraft=redraft)
        if pack.dry_run
        else _draft_locale(pack, locale, names, wanted, values, engine, redraft, progress)
        for locale, wanted, values, engine in plans
    ]


def _wanted(unit: Unit, *, redraft: bool) -> bool:
    if unit.state is State.UNTRANSLATED:
        return True
    return redraft and unit.state is State.DRAFT and unit.origin in DRAFT_ORIGINS


def _sources(pack: Pack, locale: str, documents: Sequence[str], *, redraft: bool) -> set[str]:
    return {
        unit.source
        for document in documents
        for unit in read_sheet(pack, locale, document).units
        if _wanted(unit, redraft=redraft)
    }


def _values(pack: Pack, locale: str, sources: set[str]) -> dict[str, str]:
    source_locale = pack.configuration.source_locale
    return {
        source: value
        for source in sources
        if (value := localise_value(source, source_locale, locale))
    }


def _foresee(
    pack: Pack, locale: str, documents: Sequence[str], values: dict[str, str], *, redraft: bool
) -> DraftReport:
    """Return what a run would do, without asking the engine."""
    units = [unit for document in documents for unit in read_sheet(pack, locale, document).units]
    wanted = [unit for unit in units if _wanted(unit, redraft=redraft)]
    locale_data = sum(unit.source in values for unit in wanted)
    return DraftReport(
        locale,
        "",
        machine=len(wanted) - locale_data,
        locale_data=locale_data,
        untouched=len(units) - len(wanted),
    )


def _engine(pack: Pack, locale: str) -> Engine:
    spec = pack.configuration.engines.get(locale)
    if spec is None:
        raise ConfigurationError(
            f"No engine is named for {locale}; nothing was drafted.",
            f'Write in pyproject.toml: [tool.kuager.engines] {locale} = "translate-…"',
        )
    if spec.endswith(".argosmodel"):
        spec = str(pack.inside(pack.root / spec))
    return open_engine(
        spec,
        packages_folder=pack.private_folder / "packages",
        cache_folder=pack.private_folder / "unpacked",
        source_locale=pack.configuration.source_locale,
        target_locale=locale,
    )


def _draft_locale(
    pack: Pack,
    locale: str,
    documents: Sequence[str],
    wanted: set[str],
    values: dict[str, str],
    engine: Engine | None,
    redraft: bool,
    progress: Progress,
) -> DraftReport:
    asked = wanted - values.keys()
    if engine is None:
        proposals = _Proposals(values)
        report = DraftReport(locale, "", left=len(asked))
    else:
        drafts, cached = _translate(pack, engine, locale, asked, progress)
        proposals = _Proposals(values, drafts, engine.signature)
        report = DraftReport(locale, engine.signature.label, cached=cached)
    for document in documents:
        # Read again: the engine may have taken minutes, and a translator may have saved.
        report = _apply(read_sheet(pack, locale, document), proposals, redraft, report)
    return report


def _translate(
    pack: Pack, engine: Engine, locale: str, sources: set[str], progress: Progress
) -> tuple[dict[str, str], int]:
    """Return a draft for each source text, and how many plain texts were answered before."""
    digest = engine_digest(engine.signature)
    masked = {source: mask(source) for source in sources}
    plain = {m.plain for m in masked.values()}
    with open_cache(pack.private_file("drafts.sqlite")) as cache:
        known = cache.find(digest, plain)
        # Sorted, so that the batches and with them the drafts do not depend on the run.
        pending = sorted(plain - known.keys(), key=lambda text: (len(text), text))
        progress(locale, len(known), len(plain))
        for start in range(0, len(pending), AT_ONCE):
            batch = pending[start : start + AT_ONCE]
            answers = dict(zip(batch, engine.translate(batch), strict=True))
            cache.keep(digest, answers)
            known |= answers
            progress(locale, len(known), len(plain))
    drafts = {source: _whole(known[m.plain], m) for source, m in masked.items()}
    return drafts, len(plain) - len(pending)


def _whole(answer: Draft, masked: Masked) -> str:
    """Return a draft with its placeables back, in the form in which drafts are written."""
    return tidy(fit(unmask(answer.text, masked))) if answer.text.strip() else ""


def _apply(sheet: Sheet, proposals: _Proposals, redraft: bool, report: DraftReport) -> DraftReport:
    signature = proposals.signature
    digest = engine_digest(signature) if signature else ""
    changed: dict[tuple[str, int], CatalogEntry] = {}
    events: list[Event] = []
    machine = locale_data = empty = untouched = 0
    for entry, unit in sheet.pairs():
        if not _wanted(unit, redraft=redraft):
            untouched += 1
            continue
        target = proposals.target(entry.source)
        if not target:
            empty += signature is not None
            continue
        is_value = entry.source in proposals.values
        machine += not is_value
        locale_data += is_value
        changed[entry.key] = replace(entry, target=target, fuzzy=True, previous_source="")
        if not sheet.history.has_draft(text_hash(entry.source), text_hash(target)):
            events.append(
                text_event(
                    Action.DRAFT,
                    MACHINE,
                    unit.id,
                    entry.source,
                    target,
                    origin=Origin.LOCALE_DATA if is_value else Origin.MACHINE,
                    engine="" if is_value else digest,
                )
            )
    # The record goes first: an event about a text that is not there yet does no harm, a draft
    # without a record would pass for somebody's work.
    if events:
        if signature and any(event.engine for event in events):
            events.insert(0, Event(Action.ENGINE, MACHINE, engine=digest, signature=signature))
        sheet.ledger.record_drafts(events)
    if changed:
        sheet.save(changed)
    return replace(
        report,
        machine=report.machine + machine,
        locale_data=report.locale_data + locale_data,
        empty=report.empty + empty,
        untouched=report.untouched + untouched,
    )
