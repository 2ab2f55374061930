"""Why a unit cannot take a step, in the page's own words: it has buttons, not commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kuager.errors import KuagerError, TransitionError
from kuager.interface import gettext_noop
from kuager.model import State
from kuager.reports.wording import CHECK_NAMES, STATE_WORDS

REFUSALS: Mapping[str, str] = {
    "not-from-here": gettext_noop("This step does not lead on from “{state}”."),
    "nobody-known": gettext_noop(
        "Nobody known has translated this, so nobody can review it yet. If the text is yours, "
        "take it over first."
    ),
    "own-work": gettext_noop("{actor} translated this; a second person has to approve it."),
    "no-target": gettext_noop("There is no translation yet."),
    "no-finding": gettext_noop("The check “{check}” finds nothing here any more."),
    "no-question": gettext_noop("No question is open here; write a comment instead."),
    "assigned": gettext_noop("It is with them already."),
    "fuzzy": gettext_noop("It needs work by what another program marked; take it over first."),
    "still-draft": gettext_noop("This is still the draft, word for word."),
    "nothing-to-do": gettext_noop("It is “{state}” already."),
    "faults": gettext_noop("Findings stand in the way: {checks}. Mend or dismiss them."),
    "changed": gettext_noop("Somebody else changed this meanwhile. Look at it again."),
    "other-window": gettext_noop(
        "This is being worked on in another window. Compare the two texts."
    ),
    "unedited": gettext_noop(
        "This is a machine's draft, word for word. Compare it with the original word by word."
    ),
}
"""What the page says, by the reason of a TransitionError."""


def told(error: KuagerError, gettext: Callable[[str], str]) -> tuple[str, str]:
    """Return what is wrong and how to mend it, in the language of the page where we can."""
    if not isinstance(error, TransitionError):
        return error.problem, error.mend
    return gettext(REFUSALS[error.reason]).format_map(_parts(error.parts, gettext)), ""


def _parts(parts: Mapping[str, str], gettext: Callable[[str], str]) -> dict[str, str]:
    said = dict(parts)
    if "state" in said:
        said["state"] = gettext(STATE_WORDS[State(said["state"])])
    for name in {"check", "checks"} & said.keys():
        names = (gettext(CHECK_NAMES.get(one, one)) for one in said[name].split())
        said[name] = ", ".join(names)
    return said
