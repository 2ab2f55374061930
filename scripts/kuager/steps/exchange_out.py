"""Exchange, out: a document in one locale as a file for other programs."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path

from kuager.errors import GateError, InputError, KuagerError
from kuager.formats.exchanged import Base, ExchangedFile, ExchangedUnit
from kuager.interface import translations
from kuager.merging.versions import OTHER_VERSION, other_versions
from kuager.model import Role, State
from kuager.pack import Pack
from kuager.reports.wording import CHECK_NAMES, SEVERITY_WORDS
from kuager.review import REMARKS, Action
from kuager.steps.exchange_formats import FORMATS, ExchangeFormat, serialise
from kuager.steps.exchange_in import exchange_in
from kuager.steps.places import place_of
from kuager.steps.workbench import Workbench

FOLDER = "exchange"
"""Where files go unless the user names another place; never committed."""
_TOLD = REMARKS | {Action.REQUEST_CHANGES, Action.REOPEN}
_OWN_NOTES = frozenset(f"in {name}" for name in FORMATS)
"""What steps that were taken over from a file say; of no use to whoever gets the next one."""
_LOOKING = "reader"
"""Pseudonym under which a file is looked at; nothing is ever recorded under it."""


@dataclass(frozen=True, slots=True)
class OutReport:
    """A file that went out."""

    document: str
    locale: str
    format: str
    path: Path
    units: int
    unfinished: int
    """Of these, the ones without a translation that somebody vouches for."""
    written: bool
    """False where the file already held the same bytes."""


def exchange_out(
    pack: Pack,
    document: str,
    locale: str,
    to: str,
    *,
    states: Collection[State] = (),
    assigned: str | None = None,
    language: str = "en",
    folder: Path | None = None,
    replace_work: bool = False,
) -> OutReport:
    """Write the units, all or those in ``states`` and ``assigned`` to somebody, into a file.

    ``language`` is that of our own words in the file. The same pack gives the same bytes. A file
    that is there and holds work that was not taken in yet is left alone unless ``replace_work``.
    Raises UsageError, InputError where no unit is meant or a text does not fit the format,
    GateError for such a file, StorageError.
    """
    kind = FORMATS[to]
    bench = Workbench.open(pack, document, locale)
    numbers = [
        number
        for number, unit in enumerate(bench.units, 1)
        if (not states or unit.state in states) and (assigned is None or unit.assignee == assigned)
    ]
    if not numbers:
        raise InputError(
            f"{document} ({locale}) has no such unit.", "See: kuager review list DOCUMENT LOCALE"
        )
    words = translations(language).gettext
    units = tuple(_unit(bench, number, kind, words) for number in numbers)
    file = ExchangedFile(
        document, pack.configuration.source_locale, locale, units, title=_title(bench)
    )
    entries = [bench.entry(number) for number in numbers]
    content = serialise(kind, file, entries, words)
    path = (folder or pack.root / FOLDER) / f"{document}.{locale}{kind.suffix}"
    if not replace_work:
        _refuse_to_lose(pack, path, content, document, locale)
    return OutReport(
        document,
        locale,
        to,
        path,
        len(units),
        sum(unit.state in {State.UNTRANSLATED, State.DRAFT, State.NEEDS_WORK} for unit in units),
        written=pack.write(path, content),
    )


def _title(bench: Workbench) -> str:
    places = ((place_of(bench.entry(n).notes), u) for n, u in enumerate(bench.units, 1))
    return next((u.source for place, u in places if place and place.role is Role.TITLE), "")


def _unit(
    bench: Workbench, number: int, kind: ExchangeFormat, gettext: Callable[[str], str]
) -> ExchangedUnit:
    unit, entry = bench.unit(number), bench.entry(number)
    place = place_of(entry.notes)
    remarks = [
        f"{event.actor}: {' '.join(event.note.split())}"
        for event in bench.history.remarks(unit.id)
        if event.action in _TOLD and event.note and event.note not in _OWN_NOTES
    ]
    if kind.name != "po":  # where they stand in the translator's comment anyway
        versions, rest = other_versions(entry.remark)
        remarks += [OTHER_VERSION + version for version in versions]
        remarks += [line.strip() for line in rest.splitlines() if line.strip()]
    remarks += _findings(bench, number, gettext)
    return ExchangedUnit(
        source=unit.source,
        target=unit.target,
        state=unit.state,
        unit=unit.id,
        number=number,
        base=Base.of(unit.target, unit.state),
        origin=unit.origin,
        engine=unit.engine,
        previous_source=unit.previous_source,
        role=place.role if place else Role.PARAGRAPH,
        opens_block=place.opens_block if place else False,
        remarks=tuple(remarks),
    )


def _findings(bench: Workbench, number: int, gettext: Callable[[str], str]) -> list[str]:
    """Return what the checks say of a unit, a line each: ``error · Names: …``."""
    if not bench.unit(number).target.strip():
        return []
    return [
        f"{gettext(SEVERITY_WORDS[found.severity])} · {gettext(CHECK_NAMES[found.check])}: "
        f"{found.told(gettext)}"
        for found in bench.all_findings(number)
    ]


def _refuse_to_lose(pack: Pack, path: Path, content: bytes, document: str, locale: str) -> None:
    """Raise GateError where a file is there that may hold somebody's work."""
    if not path.is_file() or path.read_bytes() == content:
        return
    try:
        looked = replace(pack, dry_run=True)
        report = exchange_in(looked, path, _LOOKING, document=document, locale=locale)
        safe = not (report.changes or report.emptied or report.past_marks)
    except KuagerError:
        safe = False
    if not safe:
        raise GateError(
            f"{path.name} is there already, with work that was not taken in.",
            "Take it in (kuager exchange in) and move it away; or write over it: --replace",
        )
