"""Check: findings on the targets of a pack."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kuager.executors import SERIAL, Executor, Fault
from kuager.formats.findings import PlacedFinding
from kuager.formats.gettext import catalog_lines
from kuager.index import Summary
from kuager.model import Finding, Severity, State, unit_id
from kuager.pack import Pack
from kuager.steps import no_progress
from kuager.steps.headers import CatalogHeader, foreign_headers
from kuager.steps.indexing import Current, pack_index


@dataclass(frozen=True, slots=True)
class UnitFinding:
    """A finding and the unit it is about."""

    document: str
    locale: str
    number: int
    """Position of the unit in its document, from 1."""
    unit: str
    """The unit's id."""
    state: State
    finding: Finding


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What the checks found in the documents that could be read."""

    severities: Counter[Severity]
    """How many findings there are of each severity."""
    set_aside: tuple[Fault, ...]
    """Why other documents cannot be read."""
    headers: list[CatalogHeader]
    """Catalogs whose header may name somebody."""
    _current: Current
    _summaries: list[Summary]

    def findings(self) -> Iterator[UnitFinding]:
        """Yield the findings, document by document, in the order of the units."""
        for summary in self._summaries:
            if summary.findings:
                document, locale = summary.document, summary.locale
                for found in self._current.index.found(document, locale):
                    about = (found.number, found.unit, found.state)
                    yield UnitFinding(document, locale, *about, found.finding)


@contextlib.contextmanager
def check_report(
    pack: Pack,
    documents: Sequence[str] = (),
    locales: Sequence[str] = (),
    *,
    executor: Executor = SERIAL,
    progress: Callable[[int, int], None] = no_progress,
    on_loss: Callable[[], None] = no_progress,
) -> Iterator[CheckReport]:
    """Run every check on every unit that changed, and those of whole documents.

    Documents that cannot be read are set aside; where none can, raises InputError. Raises
    DocumentError, UsageError, TermbaseError, CatalogError, StorageError.
    """
    with pack_index(
        pack, documents, locales, executor=executor, progress=progress, on_loss=on_loss
    ) as current:
        summaries = current.summaries()
        severities: Counter[Severity] = Counter()
        for summary in summaries:
            for severity, count in summary.counts.severities.items():
                severities[Severity(severity)] += count
        yield CheckReport(
            severities=severities,
            set_aside=current.refreshed.set_aside,
            headers=foreign_headers(pack, summaries, locales),
            _current=current,
            _summaries=summaries,
        )


def check(
    pack: Pack, documents: Sequence[str] = (), locales: Sequence[str] = ()
) -> list[UnitFinding]:
    """Return the findings on the documents that can be read. Raises as ``check_report`` does."""
    with check_report(pack, documents, locales) as report:
        return list(report.findings())


def place(pack: Pack, findings: Iterable[UnitFinding]) -> Iterator[PlacedFinding]:
    """Yield the findings with the lines of the catalogs that they are about.

    Raises CatalogError, StorageError.
    """
    looked_at, name, lines = None, "", dict[str, int]()
    for entry in findings:
        if looked_at != (entry.document, entry.locale):
            looked_at = (entry.document, entry.locale)
            path = pack.catalog_path(entry.locale, entry.document)
            name = pack.name(path)
            lines = {
                unit_id(entry.document, source, occurrence): line
                for (source, occurrence), line in catalog_lines(
                    pack.content(path) or b"", name
                ).items()
            }
        yield PlacedFinding(
            finding=entry.finding,
            document=entry.document,
            locale=entry.locale,
            number=entry.number,
            unit=entry.unit,
            state=entry.state,
            path=name,
            # A unit that another program has taken out meanwhile is shown at the top.
            line=lines.get(entry.unit, 1),
        )
