"""Which units a filter lets through, and the words that a search looks in."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kuager.merging.versions import other_versions
from kuager.model import CatalogEntry, Finding, Unit
from kuager.placeables import strip_placeables
from kuager.web.views import Filter


@dataclass(frozen=True, slots=True)
class Searched:
    """What filters ask of a unit."""

    unit: Unit
    entry: CatalogEntry
    words: str
    """All that a search looks in, as ``searchable`` makes it."""


def searchable(*texts: str) -> str:
    """Return texts as they are compared: NFC, no capitals, single spaces, no inline markup."""
    plain = "\n".join(strip_placeables(text) if "<" in text else text for text in texts)
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", plain).casefold())
    return " ".join(folded.replace("\u00ad", "").split())


def passing(
    wanted: Filter,
    units: Sequence[Searched],
    findings: Callable[[int, Unit], list[Finding] | None],
) -> list[int]:
    """Return the numbers (from 1) of the units that a filter lets through.

    Units that the checks have not looked at yet pass no filter of findings.
    """
    if wanted.is_empty:
        return list(range(1, len(units) + 1))
    words = searchable(wanted.text).split()
    return [
        number
        for number, searched in enumerate(units, 1)
        if _passes(wanted, searched)
        and all(word in searched.words for word in words)
        and (not wanted.finding or _has_finding(wanted.finding, findings(number, searched.unit)))
    ]


def _passes(wanted: Filter, searched: Searched) -> bool:
    unit, entry = searched.unit, searched.entry
    return (
        (not wanted.states or unit.state in wanted.states)
        and (not wanted.assignee or unit.assignee == wanted.assignee)
        and (not wanted.open or unit.asked)
        and (wanted.confidence is None or unit.confidence is wanted.confidence)
        and (not wanted.changed or source_changed(entry))
        and (not wanted.versions or bool(other_versions(entry.remark)[0]))
    )


def source_changed(entry: CatalogEntry) -> bool:
    """Tell whether a unit's target was made for another source."""
    return entry.previous_source not in {"", entry.source}


def _has_finding(wanted: str, found: list[Finding] | None) -> bool:
    if found is None:
        return False
    if wanted in {"any", "none"}:
        return bool(found) == (wanted == "any")
    return any(finding.check == wanted for finding in found)
