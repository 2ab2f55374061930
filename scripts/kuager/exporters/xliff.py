"""Write an edition as XLIFF, for programs that translators and archives use.

How far a unit has come is said by the standard's own states, and in words by a note; so the
texts themselves bear no marks. What the standard has finer states for than an edition shows is
said as the lower one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kuager.exporters.edition import Edition
from kuager.exporters.marks import Reliability
from kuager.exporters.passages import Passage, meanings, passages, said_of
from kuager.formats.exchanged import ExchangedFile, ExchangedUnit
from kuager.formats.xliff1 import xliff1_serialize
from kuager.formats.xliff2 import xliff2_serialize
from kuager.model import Origin, State

_STATES: Mapping[Reliability, State] = {
    Reliability.APPROVED: State.APPROVED,
    Reliability.UNAPPROVED: State.REVIEWED,
    Reliability.UNREVIEWED: State.TRANSLATED,
    Reliability.DRAFT: State.NEEDS_WORK,
    Reliability.MACHINE_DRAFT: State.DRAFT,
    Reliability.UNTRANSLATED: State.UNTRANSLATED,
}


def export_1(edition: Edition) -> bytes:
    """Return XLIFF 1.2."""
    return xliff1_serialize(_file(edition))


def export_2(edition: Edition) -> bytes:
    """Return XLIFF 2.1."""
    return xliff2_serialize(_file(edition))


def _file(edition: Edition) -> ExchangedFile:
    metadata = edition.document.metadata
    told = meanings(edition)
    # Notes on the whole file are shown by hardly any program; those of its first unit are.
    head = said_of(edition)
    units = []
    for passage in passages(edition):
        remarks = [f"{passage.mark} {told[passage.mark]}"] if passage.mark else []
        units.append(_unit(passage, [*remarks, *head]))
        head = []
    return ExchangedFile(
        document=metadata.id,
        source_locale=metadata.language,
        locale=edition.locale,
        units=tuple(units),
        title=edition.title,
    )


def _unit(passage: Passage, remarks: Sequence[str]) -> ExchangedUnit:
    machine = passage.reliability is Reliability.MACHINE_DRAFT
    return ExchangedUnit(
        source=passage.source,
        target=passage.target,
        state=_STATES[passage.reliability],
        unit=passage.id,
        number=passage.number,
        origin=Origin.MACHINE if machine else None,
        role=passage.role,
        opens_block=passage.opens_block,
        remarks=tuple(remarks),
    )
