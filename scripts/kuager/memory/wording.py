"""The form that a text has in the memory, whoever it came from."""

from __future__ import annotations

import re
import unicodedata

from kuager.history import plain_form, tidy

_BREAKING = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""Control characters, which terminals obey, line separators and lone surrogates."""
_SPACES = re.compile(r" +")
_WORD = re.compile(r"\w")
_TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_POP, _POP_ISOLATE = "\u202c", "\u2069"
_CLOSED_BY = {
    **dict.fromkeys("\u202a\u202b\u202d\u202e", _POP),
    **dict.fromkeys("\u2066\u2067\u2068", _POP_ISOLATE),
}
"""What turns the direction of writing, by what ends it (UAX #9, 2.1 to 2.5)."""


def wording(text: str) -> str:
    """Return a sentence as it is kept and looked for: tidy, no control characters."""
    return tidy(_BREAKING.sub(" ", text))


def target_wording(text: str) -> str:
    """Return an imported target as it is kept: composed, on one line; no-break spaces stay.

    Characters that turn the direction of writing stay where all that is opened is closed;
    otherwise none stays, for it would turn what is shown after it.
    """
    text = _BREAKING.sub(" ", unicodedata.normalize("NFC", text))
    if not _balanced(text):
        text = _TURNING.sub("", text)
    return _SPACES.sub(" ", text).strip(" ")


def seen(text: str) -> bool:
    """Tell whether there is anything to see in a text."""
    # A letter is quicker to find than a plain form is to make.
    return bool(_WORD.search(text) or plain_form(wording(text)))


def _balanced(text: str) -> bool:
    awaited: list[str] = []
    for character in _TURNING.findall(text):
        if character in _CLOSED_BY:
            awaited.append(_CLOSED_BY[character])
        elif not awaited or awaited.pop() != character:
            return False
    return not awaited
