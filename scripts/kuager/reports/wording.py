"""What reports call states, origins, severities and steps; English, translated when used."""

from __future__ import annotations

from collections.abc import Mapping

from kuager.checks import CHECKS, DOCUMENT_CHECKS
from kuager.interface import gettext_noop
from kuager.model import Origin, Severity, State
from kuager.reports.facts import Effort
from kuager.review import Action

LANGUAGES = ("en", "kk", "ru")
"""Languages that a report can be written in."""

STATE_WORDS: Mapping[State, str] = {
    State.APPROVED: gettext_noop("approved"),
    State.REVIEWED: gettext_noop("reviewed"),
    State.TRANSLATED: gettext_noop("translated"),
    State.DRAFT: gettext_noop("draft"),
    State.NEEDS_WORK: gettext_noop("needs work"),
    State.UNTRANSLATED: gettext_noop("not translated"),
}

ORIGIN_WORDS: Mapping[Origin, str] = {
    Origin.MEMORY: gettext_noop("from the memory"),
    Origin.IMPORTED: gettext_noop("from an imported memory"),
    Origin.MACHINE: gettext_noop("by a machine"),
    Origin.LOCALE_DATA: gettext_noop("from locale data"),
}
"""Where a text came from that no person wrote."""

SEVERITY_WORDS: Mapping[Severity, str] = {
    Severity.ERROR: gettext_noop("Error"),
    Severity.WARNING: gettext_noop("Warning"),
    Severity.INFO: gettext_noop("Hint"),
}

EFFORT_WORDS: Mapping[Effort, str] = {
    Effort.DRAFT: gettext_noop("still a draft"),
    Effort.UNCHANGED: gettext_noop("a draft that a person took over unchanged"),
    Effort.CHANGED: gettext_noop("a draft that a person changed"),
    Effort.OWN: gettext_noop("written without a draft"),
    Effort.NONE: gettext_noop("not translated"),
}

ACTION_WORDS: Mapping[Action, str] = {
    Action.REQUEST_CHANGES: gettext_noop("asks for changes"),
    Action.IGNORE: gettext_noop("dismisses a finding"),
}
"""Steps that a remark may come with; all others are plain comments."""

CHECK_NAMES: Mapping[str, str] = {
    **{check.id: check.name for check in CHECKS},
    **{check.id: check.name for check in DOCUMENT_CHECKS},
}
"""Name of each check by id."""
