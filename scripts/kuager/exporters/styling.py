"""Name the styles that a word processor shall use for what is ours: notice, date line, marks."""

from __future__ import annotations

from collections.abc import Mapping

from kuager.exporters.nodes import Node, span, transform


def styled(blocks: list[Node], styles: Mapping[str, str]) -> list[Node]:
    """Return blocks with Divs of our classes in paragraph styles, and every mark highlighted.

    ``styles``: names of styles by class. Pandoc forgets that a Span is a mark when the same
    Span names a language; so the language stands around it. The notice's list of marks becomes
    paragraphs: pandoc gives lists a style of their own, outside of the notice's box.
    """

    def change(node: Node) -> list[Node]:
        if node["t"] == "Span" and node["c"][0][1] == ["mark"]:
            (identifier, _, pairs), content = node["c"]
            mark = span(content, identifier, "mark")
            return [{"t": "Span", "c": [["", [], pairs], [mark]]}] if pairs else [mark]
        if node["t"] != "Div":
            return [node]
        (identifier, classes, pairs), content = node["c"]
        style = next((styles[name] for name in classes if name in styles), "")
        if not style:
            return [node]
        if "notice" in classes:
            content = [paragraph for block in content for paragraph in _unlisted(block)]
        return [{"t": "Div", "c": [[identifier, [], [*pairs, ["custom-style", style]]], content]}]

    changed: list[Node] = transform(blocks, change)
    return changed


def _unlisted(block: Node) -> list[Node]:
    """Return a list as paragraphs, any other block as it is."""
    if block["t"] != "BulletList":
        return [block]
    return [
        {"t": "Para", "c": inner["c"]} if inner["t"] == "Plain" else inner
        for entry in block["c"]
        for inner in entry
    ]
