"""A survey: one document in one locale, read and checked, as the index keeps it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from kuager.checks import CheckContext
from kuager.errors import KuagerError
from kuager.executors import Task
from kuager.index import Counts, Found, Survey, SurveyedUnit
from kuager.model import NarratorGender, Unit
from kuager.pack import Pack
from kuager.reports.counts import words_in
from kuager.steps.contexts import checked_terms
from kuager.steps.dictionaries import dictionaries, dictionary_files, spelling_digest
from kuager.steps.findings import unit_findings
from kuager.steps.grounds import words_path
from kuager.steps.spelling import Spellers, document_spellers, surveying_spellers
from kuager.steps.units import Sheet, read_sheet
from kuager.termbase import Termbase


def survey(
    pack: Pack,
    locale: str,
    document: str,
    gender: NarratorGender | None,
    terms: bytes,
    wanted: Mapping[str, bytes],
) -> Survey:
    """Read a sheet and let every check look at it; of one that cannot be read, tell why.

    ``gender`` is the narrator's as the document's policy has it, None where it is not known;
    ``terms`` is the digest of the termbase, ``wanted`` those of the dictionaries to ask. Raises
    TermbaseError, StorageError, and InputError where this machine has other dictionaries: not the
    sheet's fault, and not to be remembered as such.
    """
    termbase = _termbase(pack, terms)
    shared = _spellers(pack, terms, wanted)
    try:
        spellers = document_spellers(pack, shared, document, [locale])
        sheet = read_sheet(pack, locale, document)
        headers = pack.foreign_headers(locale, document)
    except KuagerError as error:
        return Survey(problem=error.problem, mend=error.mend)
    context = CheckContext(gender, termbase, spellers)
    found = tuple(
        Found(number, unit.id, unit.state, finding)
        for number, (unit, findings) in enumerate(
            zip(sheet.units, unit_findings(sheet.units, context), strict=True), 1
        )
        for finding in findings
    )
    signed = {unit.engine_digest for unit in sheet.units if unit.engine}
    return Survey(
        units=tuple(_surveyed(unit) for unit in sheet.units),
        found=found,
        counts=_counts(sheet, found),
        signatures=tuple(sheet.history.engines[digest] for digest in sorted(signed)),
        headers=headers,
    )


def _surveyed(unit: Unit) -> SurveyedUnit:
    return SurveyedUnit(
        occurrence=unit.occurrence,
        source=unit.source,
        target=unit.target,
        state=unit.state,
        origin=unit.origin,
        unedited=unit.unedited,
    )


def _counts(sheet: Sheet, found: tuple[Found, ...]) -> Counts:
    return Counts(
        states=dict(Counter(unit.state.value for unit in sheet.units)),
        severities=dict(Counter(entry.finding.severity.value for entry in found)),
        checks=dict(Counter(entry.finding.check for entry in found)),
        confidence=dict(Counter(u.confidence.value for u in sheet.units if u.confidence)),
        engines=tuple(sorted({unit.engine for unit in sheet.units if unit.engine})),
        words=sum(words_in(unit.source) for unit in sheet.units),
        questions=sum(unit.asked for unit in sheet.units),
    )


_termbases: dict[tuple[Path, bytes], Termbase | None] = {}
"""The last one: a process surveys many documents of one pack."""


def _termbase(pack: Pack, terms: bytes) -> Termbase | None:
    key = (pack.root, terms)
    if key not in _termbases:
        _termbases.clear()
        _termbases[key] = checked_terms(pack)
    return _termbases[key]


_shared: dict[tuple[object, ...], Spellers] = {}
"""The last ones, as above."""


def _spellers(pack: Pack, terms: bytes, wanted: Mapping[str, bytes]) -> Spellers:
    if not wanted:
        return {}
    key = (pack.root, terms, spelling_digest(pack), *wanted.items())
    if key not in _shared:
        _shared.clear()
        _shared[key] = surveying_spellers(pack, _termbase(pack, terms), wanted)
    return _shared[key]


def survey_task(
    pack: Pack, locale: str, document: str, gender: NarratorGender | None, terms: bytes
) -> Task[Survey]:
    """Return a survey as a task that any executor can do."""
    return Task(
        name=document,
        function=survey,
        arguments=(locale, document, gender, terms, dictionaries(pack)),
        files=(
            pack.catalog_path(locale, document),
            pack.ledger_folder(locale, document),
            pack.termbase_path,
            *dictionary_files(pack),
            words_path(pack, locale, document),
        ),
    )
