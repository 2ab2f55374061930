"""Write an edition as Markdown that reads well in a plain text editor."""

from __future__ import annotations

from kuager.documents import markdown
from kuager.exporters.composition import full_text, without_identifiers
from kuager.exporters.edition import Edition
from kuager.exporters.nodes import Node, plain_text, raw, transform
from kuager.exporters.writing import write_text

DIALECT = (
    f"{markdown.DIALECT}"
    # What nobody but pandoc reads, or what is noise between the words of a text:
    "-raw_html-raw_attribute-native_divs-native_spans-fenced_divs-bracketed_spans"
    "-header_attributes-link_attributes-inline_code_attributes-fenced_code_attributes"
    # Tables that every Markdown reader with tables knows:
    "-simple_tables-multiline_tables-grid_tables"
)
"""The dialect that sources are read in, so that an edition can become one, less all that only
pandoc writes. Quotes, dashes, dollars and at-signs stay themselves, without backslashes."""


def export(edition: Edition) -> bytes:
    """Return Markdown in UTF-8, one paragraph a line, marks as plain words in brackets."""
    blocks = _plain(without_identifiers(full_text(edition)))
    return write_text(edition, blocks, DIALECT).encode() + b"\n"


def _plain(blocks: list[Node]) -> list[Node]:
    r"""Return blocks without spans and Divs; a notice becomes a quote, a date line emphasis.

    Small capitals are left out too, which pandoc would write as capitals.

    A mark goes in as it is: pandoc would write ``\[draft\]``. Brackets followed by a space
    are plain text to every Markdown reader as long as no link of that name is defined.
    """

    def change(node: Node) -> list[Node]:
        kind = node["t"]
        if kind == "Span":
            (_, classes, _), content = node["c"]
            if classes == ["mark"]:
                return [raw("RawInline", "markdown", plain_text(content))]
            return list(content)
        if kind == "SmallCaps":
            return list(node["c"])
        if kind == "Div":
            (_, classes, _), content = node["c"]
            if "notice" in classes:
                return [{"t": "BlockQuote", "c": content}]
            if "dateline" in classes:
                return [{**content[0], "c": [{"t": "Emph", "c": content[0]["c"]}]}]
            if "imprint" in classes:
                return [{"t": "HorizontalRule"}, *content]
            return list(content)
        return [node]

    plain: list[Node] = transform(blocks, change)
    return plain
