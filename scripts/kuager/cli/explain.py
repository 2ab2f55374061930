"""What the checks look for, explained in the language of whoever asks."""

from __future__ import annotations

from collections.abc import Sequence

from kuager.checks import Check, DocumentCheck
from kuager.checks.documentation import ALL_CHECKS, can_fix
from kuager.cli.console import result
from kuager.errors import UsageError
from kuager.interface import gettext_noop, translations
from kuager.model import Severity

LANGUAGES = ("en", "kk", "ru")

_SEVERITIES = {
    Severity.ERROR: gettext_noop("Error"),
    Severity.WARNING: gettext_noop("Warning"),
    Severity.INFO: gettext_noop("Hint"),
}


def chosen_checks(ids: Sequence[str]) -> list[Check | DocumentCheck]:
    """Return the checks with these ids, all of them when none is given. Raises UsageError."""
    known = {check.id: check for check in ALL_CHECKS}
    for name in ids:
        if name not in known:
            raise UsageError(f"There is no check {name}.", f"There are: {', '.join(known)}.")
    return [known[name] for name in dict.fromkeys(ids)] or list(known.values())


def explain(ids: Sequence[str], language: str) -> None:
    """Print name, severity and meaning of checks, and how a finding is dismissed."""
    gettext = translations(language).gettext
    for check in chosen_checks(ids):
        result(f"{check.id} · {gettext(check.name)} · {gettext(_SEVERITIES[check.severity])}")
        result(f"    {gettext(check.description)}")
        if can_fix(check):
            result("    " + gettext("Can be repaired by the program: kuager check --fix"))
        result()
    result(gettext("A finding that is no error is dismissed with a reason, which stays on record:"))
    result('  kuager review ignore DOCUMENT LOCALE UNIT --check ID --note "…" --as PSEUDONYM')
