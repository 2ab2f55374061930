"""Find the licence that a package's README states."""

from __future__ import annotations

import re

LONGEST = 200

_FLAGS = re.IGNORECASE | re.MULTILINE
_HEADING = re.compile(r"^#{1,6}[ \t]*licen[cs]e\b[^\n]*$", _FLAGS)
_LINE = re.compile(r"^[ \t>*_-]*licen[cs]e[*_]*[ \t]*:[ \t*_]*(?P<words>\S[^\n]*)$", _FLAGS)
_SENTENCE = re.compile(r"\b(?:released|licen[cs]ed|available)\s+under\s+(?P<words>[^\n]+)", _FLAGS)


def stated_licence(readme: str) -> str:
    """Return the licence in the README's own words, on one line; empty where it states none.

    Looked for in this order: the paragraph under a heading “Licence”, a line “License: …”, a
    sentence “licensed under …”.
    """
    if heading := _HEADING.search(readme):
        after = readme[heading.end() :].lstrip("\n")
        words = re.split(r"\n[ \t]*\n|\n#", after, maxsplit=1)[0]
    elif match := _LINE.search(readme) or _SENTENCE.search(readme):
        words = match["words"]
    else:
        words = ""
    words = " ".join(words.split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…"
