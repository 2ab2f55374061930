"""Write an edition as a PDF, set by Typst."""

from __future__ import annotations

import json
import re
from typing import Any

from jinja2 import Environment, StrictUndefined

from kuager.errors import DocumentError
from kuager.exporters.composition import full_text, without_identifiers
from kuager.exporters.drawing import spelt_out, undrawable
from kuager.exporters.edition import Edition, language_tag
from kuager.exporters.nesting import flatten, stepwise
from kuager.exporters.nodes import Node, raw, transform, walk
from kuager.exporters.notes import endnotes
from kuager.exporters.pages import TEMPLATES
from kuager.exporters.typesetting import RefusedError, set_type
from kuager.exporters.typst_source import is_harmless
from kuager.exporters.writing import write_text
from kuager.interface import translations

_LINES = {"Strikeout", "Underline"}
_PLAIN = {"Str", "Space", "SoftBreak", "LineBreak", "RawInline", "Code"}

STANDARDS = ("ua-1", "ua-1", "ua-1", "ua-1", "")
"""Tried in turn: PDF/UA-1 (ISO 14289-1), fit for screen readers, and PDF alone.

PDF/UA-1 again as often as a text may need: what cannot be drawn is spelt out after the first
time; then what joined two such characters; then the notes go to the end of the text."""

_MAKER = re.compile(
    rb"/Creator\(Typst [^()<>]*\)(?=>>)|<xmp:CreatorTool>Typst [^<>]*</xmp:CreatorTool>"
    rb'| x:xmptk="[^"]*"'
)
"""What Typst writes about itself, outside compressed streams: in the Info dictionary, behind the
title, and in the metadata. All of it may be missing (ISO 32000-1, 14.3; ISO 16684-1, 7.3.3)."""


def export(edition: Edition) -> bytes:
    """Return a tagged PDF in Libertinus Serif, which comes with Typst; no other font is read.

    It is PDF/UA-1: levels of headings follow one another, and characters that no font at hand
    can draw are spelt out ("(U+1F600)"). Should a text still have something that the standard
    forbids, it is a plain tagged PDF.

    Raises DocumentError when Typst cannot set the text.
    """
    blocks = stepwise(flatten(without_identifiers(full_text(edition))))
    for standard in STANDARDS:
        body = write_text(edition, _for_typst(blocks), "typst")
        if not is_harmless(body):
            break
        try:
            source = _source(edition, body, repeat=not _has_busy_edges(blocks))
            return without_maker(set_type(source, standard))
        except RefusedError as refusal:
            if strange := undrawable(refusal.diagnostic):
                blocks = spelt_out(blocks, strange)
            else:
                blocks = _notes_last(blocks, edition.locale)
    raise DocumentError(
        f"{edition.document.metadata.id} ({edition.locale}): the text cannot be set as a PDF.",
        "Export it as DOCX or HTML, and print that.",
    )


def without_maker(written: bytes) -> bytes:
    """Return a PDF of Typst's with spaces where it named the program that made it.

    Not a byte moves, so that the table of places at its end stays true.
    """
    return _MAKER.sub(lambda named: b" " * len(named[0]), written)


def _has_busy_edges(blocks: list[Node]) -> bool:
    """Tell whether the head or foot of a table has links or notes.

    What Typst repeats on each page is no content to PDF/UA, and must not lead anywhere.
    """
    tables = (node["c"] for node in walk(blocks) if node["t"] == "Table")
    edges = ([head, foot] for _, _, _, head, _, foot in tables)
    return any(node.get("t") in {"Link", "Note"} for edge in edges for node in walk(edge))


def _source(edition: Edition, body: str, *, repeat: bool) -> str:
    """Return the whole Typst source around a body of markup.

    ``repeat``: the head of a table stands on each of its pages.
    """
    environment = Environment(
        loader=TEMPLATES,
        autoescape=False,  # noqa: S701 (Typst, not HTML; text comes as typst_literal)
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    environment.filters["typst_literal"] = typst_literal
    language, *rest = language_tag(edition.locale).split("-")
    region = rest[-1] if rest else ""
    return environment.get_template("page.typ.j2").render(
        title=edition.title,
        language=language,
        region=region if len(region) == 2 else "",
        body=body,
        repeat="true" if repeat else "false",
    )


def typst_literal(text: str) -> str:
    """Return text as a string literal of Typst's, which is as JSON writes it but for escapes."""
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(
        character if character >= " " else f"\\u{{{ord(character):x}}}" for character in quoted
    )


def _notes_last(blocks: list[Node], locale: str) -> list[Node]:
    """Return blocks with their notes at the end, the numbers without links.

    Typst 0.15 loses count of the parts of notes that stand in notes, links and tables.
    """

    def change(node: Node) -> list[Node]:
        if node["t"] == "Link" and node["c"][2][0].startswith(f"#{locale}-note"):
            return list(node["c"][1])
        if node["t"] == "Div" and node["c"][0][1] == ["note"]:
            return list(node["c"][1])
        return [node]

    moved = endnotes(blocks, locale, translations(locale).gettext("Notes"))
    plain: list[Node] = transform(moved, change)
    return plain


def _for_typst(blocks: list[Node]) -> list[Node]:
    """Return blocks with what pandoc's Typst writer leaves out put in by hand.

    These are calls of functions that the template defines; the text within stays pandoc's
    to escape.
    """

    def change(node: Node) -> list[Node]:
        if node["t"] == "LineBreak":
            # Pandoc writes a backslash, which before a bracket is an escape.
            return [raw("RawInline", "typst", "#linebreak();")]
        if node["t"] in {"Code", "Math"}:
            # Typst's mathematics is a second language, with calls of its own; and pandoc's way
            # with backticks in code is not Typst's.
            made = raw("RawInline", "typst", f"#raw({typst_literal(node['c'][1])});")
            return [*(_place(node) if node["t"] == "Code" else []), made]
        if node["t"] == "Link":
            return [*_place(node), node]
        if node["t"] == "CodeBlock":
            return [*_place(node, "RawBlock"), node]
        if node["t"] in _LINES:
            return _one_line(node)
        if node["t"] == "Div":
            (_, classes, pairs), content = node["c"]
            place = _place(node, "RawBlock")
            name = next((c for c in classes if c in {"notice", "dateline", "imprint"}), "")
            if name:
                return [
                    *place,
                    raw("RawBlock", "typst", f"#{name}["),
                    *content,
                    raw("RawBlock", "typst", "]"),
                ]
            return [*place, {"t": "Div", "c": [["", classes, pairs], content]}]
        if node["t"] == "Span":
            (_, classes, pairs), content = node["c"]
            place = _place(node)
            language = dict(pairs).get("lang", "").partition("-")[0]
            if language:
                call = f"#text(lang: {typst_literal(language)})["
                return [
                    *place,
                    raw("RawInline", "typst", call),
                    *content,
                    raw("RawInline", "typst", "];"),
                ]
            return [*place, {"t": "Span", "c": [["", classes, pairs], content]}]
        return [node]

    ended: list[Node] = _ended(transform(blocks, change))
    return ended


def _one_line(node: Node) -> list[Node]:
    """Return underlined or struck words without lines within: PDF/UA knows one at a time.

    A line through words says more than one below them.
    """
    inner = {within["t"] for within in walk(node["c"])}
    if node["t"] == "Underline" and inner & _LINES:
        return list(node["c"])

    def change(within: Node) -> list[Node]:
        return list(within["c"]) if within["t"] in _LINES else [within]

    return [{"t": node["t"], "c": transform(node["c"], change)}] if inner & _LINES else [node]


def _place(node: Node, kind: str = "RawInline") -> list[Node]:
    """Return something unseen that links to a node can lead to, if any do.

    Pandoc writes no label for some kinds of nodes, and Typst gives a label to whatever stands
    before it, which may have one.
    """
    identifier = node["c"][0][0]
    return [raw(kind, "typst", f"#metadata(none)<{identifier}>")] if identifier else []


def _ended(value: Any) -> Any:
    """Return a tree in which no call goes on with the words behind it.

    Typst takes the ".body" of "*Some*.body" for a part of the call that makes the emphasis;
    pandoc sees to brackets only.
    """
    if isinstance(value, dict):
        return {key: _ended(part) for key, part in value.items()}
    if not isinstance(value, list):
        return value
    result: list[Any] = []
    for part in value:
        words = isinstance(part, dict) and part.get("t") == "Str" and part["c"]
        if words and words.startswith(".") and result and result[-1].get("t") not in _PLAIN:
            result.append(raw("RawInline", "typst", ";"))
        result.append(_ended(part))
    return result
