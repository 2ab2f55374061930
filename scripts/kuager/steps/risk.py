"""Risk: what in the documents and their translations could identify somebody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kuager.documents import Document
from kuager.documents.frontmatter import split_front_matter
from kuager.documents.heads import Source
from kuager.executors import SERIAL, Fault, Task
from kuager.pack import Pack
from kuager.placeables import strip_placeables
from kuager.risk import RANK, Level, Passage, Risk, find_risks
from kuager.steps import no_progress
from kuager.steps.setting_aside import each_once, refuse_if_all, usable
from kuager.steps.units import read_sheet


@dataclass(frozen=True, slots=True)
class DocumentRisks:
    """What was found in one document, the gravest first. It holds words of the text."""

    document: str
    units: int
    risks: tuple[Risk, ...]


@dataclass(frozen=True, slots=True)
class RiskOutcome:
    """What was found, and what was not looked through."""

    documents: tuple[DocumentRisks, ...]
    set_aside: tuple[Fault, ...] = ()
    """Documents that could not be used, in whichever language: they are not looked through."""


def assess(
    pack: Pack,
    documents: Sequence[str] = (),
    locales: Sequence[str] = (),
    *,
    progress: Callable[[int, int], None] = no_progress,
) -> RiskOutcome:
    """Look through documents and their targets.

    What stands in the source file outside of its sentences (title, links, comments) is looked
    through too: it goes out with the file. A document of which anything cannot be read is set
    aside whole; where that are all, raises DocumentError. Raises UsageError, DocumentError.
    """
    wanted = pack.locales(locales)
    faults: list[Fault] = []
    sources = usable(pack.sources(documents), faults)
    tasks = [Task(source.document, _assess, (source, wanted)) for source in sources]
    found: list[DocumentRisks] = []
    for outcome in SERIAL.run(pack, tasks, progress):
        if outcome.fault is not None:
            faults.append(outcome.fault)
        elif outcome.value is not None:
            found.append(outcome.value)
    refuse_if_all(len(found), faults)
    return RiskOutcome(tuple(found), each_once(faults))


def _assess(pack: Pack, source: Source, locales: Sequence[str]) -> DocumentRisks:
    document = pack.read(source)
    metadata = document.metadata
    language = metadata.language
    texts = [strip_placeables(segment.source) for segment in document.segments]
    passages = [Passage(text, number, language) for number, text in enumerate(texts, 1)]
    numbers = {
        segment.source: number for number, segment in reversed([*enumerate(document.segments, 1)])
    }
    for locale in locales:
        units = read_sheet(pack, locale, metadata.id).units
        in_place = len(units) == len(document.segments)
        for place, unit in enumerate(units, 1):
            number = place if in_place else numbers.get(unit.source, 0)
            target = strip_placeables(unit.target)
            if number and target.strip():
                passages.append(Passage(target, number, locale, source=False))
    risks = find_risks(passages, recorded=metadata.recorded)
    told = {risk.words for risk in risks}
    beside = [Passage(metadata.title, 0, language), *_outside(pack, document)]
    risks += [risk for risk in find_risks(beside) if risk.words and risk.words not in told]
    risks.sort(key=lambda risk: RANK[risk.level])
    return DocumentRisks(metadata.id, len(texts), tuple(risks))


def _outside(pack: Pack, document: Document) -> list[Passage]:
    """Return the lines of a source file that is a text, for what every language writes alike."""
    content = pack.content(pack.root / document.path) or b""
    try:
        lines = split_front_matter(content.decode("utf-8-sig")).body.splitlines()
    except UnicodeDecodeError:
        return []
    # "und": only rules that read every language.
    return [] if b"\0" in content else [Passage(line, 0, "und") for line in lines]


def reaches(risks: Sequence[Risk], gate: Level) -> bool:
    """Tell whether anything found is at least as grave as a level."""
    return any(RANK[risk.level] <= RANK[gate] for risk in risks)
