"""The keys of the review page: one list, for the script that obeys and the help that shows them.

Keys are named by their place on the keyboard (``KeyboardEvent.code``), so that they work with
Kazakh and Russian layouts too. None takes away what browsers and screen readers need: letters
come with Alt or stand for themselves only where nothing can be typed and only until somebody
switches them off (WCAG 2.2, 2.1.4), and Ctrl comes with Enter and arrows alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kuager.interface import gettext_noop

_SHOWN = {
    "ArrowDown": "↓",
    "ArrowUp": "↑",
    "Escape": "Esc",
    "Slash": "/",
}
_ARIA = {"Ctrl": "Control", "Esc": "Escape", "↓": "ArrowDown", "↑": "ArrowUp"}


@dataclass(frozen=True, slots=True)
class Key:
    """A key and what it does."""

    does: str
    """Name of the deed, as the script knows it."""
    words: str
    """What it does; English, translated when shown."""
    combinations: tuple[str, ...]
    """As in ``Ctrl+Enter``: modifiers and a code. Several lead to the same."""
    alone: str = ""
    """A key that does it without a modifier, where nothing can be typed."""


def _letter(name: str) -> str:
    return f"Alt+Key{name}"


GROUPS: Sequence[tuple[str, Sequence[Key]]] = (
    (
        gettext_noop("Moving"),
        (
            Key("next", gettext_noop("next unit"), ("Ctrl+ArrowDown", "Alt+ArrowDown"), "KeyJ"),
            Key("previous", gettext_noop("previous unit"), ("Ctrl+ArrowUp", "Alt+ArrowUp"), "KeyK"),
            Key("open", gettext_noop("open the unit"), (), "Enter"),
            Key("close", gettext_noop("close the unit; what is typed stays"), ("Escape",)),
            Key("unfinished", gettext_noop("next unit that is not finished"), (_letter("N"),)),
            Key("faulty", gettext_noop("next unit with a finding"), (_letter("O"),)),
            Key("search", gettext_noop("search and filter"), (_letter("I"),), "Slash"),
        ),
    ),
    (
        gettext_noop("Steps"),
        (
            Key("done", gettext_noop("done, and on to the next"), ("Ctrl+Enter",)),
            Key("review", gettext_noop("reviewed"), (_letter("R"),)),
            Key("approve", gettext_noop("approve"), ("Ctrl+Shift+Enter",)),
            Key("request-changes", gettext_noop("ask for changes"), (_letter("W"),)),
            Key("reopen", gettext_noop("open again for work"), (_letter("B"),)),
            Key("comment", gettext_noop("comment"), (_letter("M"),)),
            Key("question", gettext_noop("ask a question"), (_letter("Q"),)),
            Key("answer", gettext_noop("answer the question"), (_letter("A"),)),
            Key("assign", gettext_noop("hand it to somebody"), (_letter("P"),)),
        ),
    ),
    (
        gettext_noop("Writing"),
        (
            Key("match", gettext_noop("take over a match"), ("Alt+Digit1", "Alt+Digit3")),
            Key("term", gettext_noop("insert a term"), ("Alt+Digit4", "Alt+Digit9")),
            Key("copy-source", gettext_noop("copy the original"), (_letter("C"),)),
            Key("tag", gettext_noop("insert the next tag"), (_letter("G"),)),
            Key("earlier", gettext_noop("go back to an earlier text"), (_letter("Z"),)),
            Key("join", gettext_noop("join with the next unit"), (_letter("J"),)),
            Key("split", gettext_noop("split the unit"), (_letter("K"),)),
        ),
    ),
    (
        gettext_noop("Page"),
        (
            Key("choose", gettext_noop("choose the unit, for steps with several"), (), "KeyX"),
            Key("help", gettext_noop("show the keys"), ("F1",), "Shift+Slash"),
        ),
    ),
)
"""All keys, in the order in which the help shows them. Of matches and terms, first and last."""


def shown(combination: str) -> str:
    """Return a combination as people read it: ``Alt+N``."""
    if combination == "Shift+Slash":
        return "?"
    *modifiers, code = combination.split("+")
    plain = code.removeprefix("Key").removeprefix("Digit")
    alone = code.startswith("Key") and not modifiers
    return "+".join([*modifiers, _SHOWN.get(code, plain.lower() if alone else plain)])


def label(does: str) -> str:
    """Return the first combination for a deed as people read it; empty if there is none."""
    return next((shown(key.combinations[0]) for key in _all() if key.does == does), "")


def announced(does: str) -> str:
    """Return all combinations for a deed as ``aria-keyshortcuts`` wants them."""
    combinations = [shown(c) for key in _all() if key.does == does for c in key.combinations]
    return " ".join("+".join(_ARIA.get(part, part) for part in c.split("+")) for c in combinations)


def bindings() -> list[dict[str, object]]:
    """Return what the script is to obey: deed, combination, where."""
    written: list[dict[str, object]] = []
    for key in _all():
        for does, combination in _spread(key):
            written.append({"does": does, "keys": combination, "outside": False})
        if key.alone:
            written.append({"does": key.does, "keys": key.alone, "outside": True})
    return written


def _spread(key: Key) -> list[tuple[str, str]]:
    """Return each combination with its deed; those of matches and terms are counted from 0."""
    if key.does not in {"match", "term"}:
        return [(key.does, combination) for combination in key.combinations]
    first, last = (int(combination[-1]) for combination in key.combinations)
    return [(f"{key.does}-{n - first}", f"Alt+Digit{n}") for n in range(first, last + 1)]


def _all() -> list[Key]:
    return [key for _, keys in GROUPS for key in keys]
