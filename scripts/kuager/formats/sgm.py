"""Read test sets in SGM, as NIST's mteval and the WMT shared tasks write them."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from kuager.errors import InputError

SOURCE, REFERENCE, HYPOTHESIS = "source", "reference", "hypothesis"

_KINDS = {
    "srcset": SOURCE, "src": SOURCE,
    "refset": REFERENCE, "ref": REFERENCE,
    "tstset": HYPOTHESIS, "hyp": HYPOTHESIS,
}  # fmt: skip
"""Elements of mteval (…set) and of WMT's XML since 2021."""

Segments = Mapping[tuple[str, str], str]
"""Text by document and number of the segment, in order."""

_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z]+)(?P<attributes>(?:\s[^<>]*)?)>")
_ATTRIBUTE = re.compile(r"([A-Za-z]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")


def sgm_parse(content: bytes, name: str) -> dict[str, Segments]:
    """Return the segments of each kind (source, reference, hypothesis) that a file holds.

    Real files are neither SGML nor XML throughout (bare ``&``, open elements), so they are read
    as leniently as mteval reads them. Where there are several references or systems, the first
    counts. ``name`` is what errors call the file. Raises InputError for what is not UTF-8 or
    holds no segment.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not UTF-8.", "Convert it.") from error
    found: dict[str, dict[tuple[str, str], str]] = {}
    kind = document = ""
    for match in _TAG.finditer(text):
        tag = match["name"].lower()
        if match["close"]:
            continue
        attributes = _attributes(match["attributes"])
        if tag in _KINDS:
            kind = _KINDS[tag]
        elif tag == "doc":
            document = attributes.get("docid") or attributes.get("id", "")
        elif tag == "seg" and kind:
            segments = found.setdefault(kind, {})
            key = (document, attributes.get("id") or str(len(segments) + 1))
            segments.setdefault(key, _segment(text, match.end()))
    if not found:
        raise InputError(
            f"{name} holds no segments.", "It needs <srcset>, <refset> or <tstset> with <seg id=…>."
        )
    return dict(found)


def _attributes(text: str) -> dict[str, str]:
    return {
        match[1].lower(): html.unescape(match[2] or match[3] or match[4] or "")
        for match in _ATTRIBUTE.finditer(text)
    }


def _segment(text: str, start: int) -> str:
    """Return a segment's text: up to its end or, where that is missing, the next tag."""
    following = _TAG.search(text, start)
    end = following.start() if following else len(text)
    return " ".join(html.unescape(text[start:end]).split())
