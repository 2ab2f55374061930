"""Reports for tests of what is counted, drawn and written."""

from __future__ import annotations

from collections.abc import Sequence

from kuager.model import Finding, Origin, Severity, State, Unit
from kuager.reports.facts import Report, ReportedUnit, effort_of

ERROR = Finding("numbers", Severity.ERROR, "3 of the source is missing.", (0, 4))
WARNING = Finding("spaces", Severity.WARNING, "A space stands inside quotes.", (2, 9))
HINT = Finding("unedited", Severity.INFO, "This is a draft that was confirmed without an edit.")


def unit(state: State = State.DRAFT, **changes: object) -> Unit:
    """Return a unit of three words, changed where asked."""
    fields: dict[str, object] = {
        "document": "well",
        "locale": "kk",
        "source": "We had one well.",
        "target": "" if state is State.UNTRANSLATED else "Бізде бір құдық болды.",
        "state": state,
        "origin": None if state is State.UNTRANSLATED else Origin.MACHINE,
        "engine": "" if state is State.UNTRANSLATED else "translate-en_kk 0.1",
        **changes,
    }
    return Unit(**fields)  # type: ignore[arg-type]


def reported(number: int, given: Unit, *findings: Finding, **more: object) -> ReportedUnit:
    """Return a unit as a report holds it; its source is taken to have been drafted."""
    effort = effort_of(given, drafted=True)
    return ReportedUnit(number, given, effort, findings, **more)  # type: ignore[arg-type]


def report_of(units: Sequence[ReportedUnit], title: str = "The well") -> Report:
    """Return a report on a document in Kazakh."""
    return Report("well", title, "en", "kk", tuple(units))
