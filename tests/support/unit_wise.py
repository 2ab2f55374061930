"""Read exports for programs again, each with a reader that is not ours."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass

from lxml import etree

XML = "{http://www.w3.org/XML/1998/namespace}"
CODES = {"bpt", "ept", "ph", "it"}


@dataclass(frozen=True)
class Shown:
    """What a file says of one passage."""

    source: str
    target: str
    """As it stands there, a mark included where it stands in the text."""
    said: str
    """What else the file says of the passage in words."""


def read(name: str, content: bytes) -> list[Shown]:
    """Return the passages that an export in a format holds."""
    match name:
        case "segments":
            lines = content.decode().split("\n")
            assert lines.pop() == ""
            start = next(n for n, line in enumerate(lines) if not line.startswith("#"))
            assert lines[start] == "original\ttranslation\tstate"
            rows = [line.split("\t") for line in lines[start + 1 :]]
            return [Shown(source, target, said) for source, target, said in rows]
        case "csv":
            table = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
            return [Shown(r["original"], r["translation"], r["state in words"]) for r in table]
        case "json":
            segments = [s for b in json.loads(content)["blocks"] for s in b["segments"]]
            return [Shown(s["source"], s["target"] or "", s.get("mark", "")) for s in segments]
        case "tmx":
            return [_tmx_unit(unit) for unit in etree.fromstring(content).iter("tu")]
        case _:
            kind = "trans-unit" if name == "xliff" else "unit"
            return [_xliff_unit(unit) for unit in etree.fromstring(content).iter("{*}" + kind)]


def _tmx_unit(unit: etree._Element) -> Shown:
    source, target = unit.iter("tuv")
    said = " ".join(note.text or "" for note in target.iter("note"))
    return Shown(_words(source.find("seg")), _words(target.find("seg")), said)


def _xliff_unit(unit: etree._Element) -> Shown:
    said = " ".join(note.text or "" for note in unit.iter("{*}note"))
    return Shown(_words(unit.find(".//{*}source")), _words(unit.find(".//{*}target")), said)


def _words(element: etree._Element | None) -> str:
    """Return the text of an element without that of codes."""
    if element is None:
        return ""
    words = [element.text or ""]
    for child in element:
        if etree.QName(child).localname not in CODES:
            words.append(_words(child))
        words.append(child.tail or "")
    return "".join(words)
