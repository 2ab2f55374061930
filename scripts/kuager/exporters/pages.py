"""Make whole web pages of an edition: one file, no script, nothing loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from kuager.exporters.edition import Edition, leftwards
from kuager.exporters.nodes import Node, div, plain_text, raw, span, transform
from kuager.exporters.writing import write_text
from kuager.interface import translations

TEMPLATES = PackageLoader("kuager", "exporters/templates")


def page(edition: Edition, blocks: list[Node], styles: Sequence[str], **context: Any) -> bytes:
    """Return an HTML page around blocks that hold the page's own landmarks.

    ``styles`` are names of style sheets among the templates, ``context`` what these use.
    """
    words = translations(edition.locale)
    fragment = write_text(edition, _for_screens(blocks), "html5")
    style = "\n".join(style_sheet(name, **context) for name in styles)
    html = (
        environment()
        .get_template("page.html.j2")
        .render(
            **direction(edition.locale),
            title=edition.title,
            skip=words.gettext("Skip to the text"),
            style=style,
            fragment=fragment,
        )
    )
    return html.encode() + b"\n"


def style_sheet(name: str, **context: Any) -> str:
    """Return a style sheet of ours by name; ``context`` is what it is made for."""
    return environment().get_template(name).render(**context).strip() + "\n"


def environment() -> Environment:
    """Return where page templates and style sheets are rendered; what goes in is escaped."""
    return Environment(
        loader=TEMPLATES,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def direction(locale: str) -> dict[str, str]:
    """Return ``lang`` and, for right-to-left scripts, ``dir``, as attributes."""
    return {"lang": locale, "dir": "rtl" if leftwards(locale) else ""}


def landmark(tag: str, blocks: Sequence[Node], identifier: str = "") -> list[Node]:
    """Return blocks within an HTML element such as ``main``."""
    name = f' id="{identifier}"' if identifier else ""
    opening, closing = f"<{tag}{name}>", f"</{tag}>"
    return [raw("RawBlock", "html", opening), *blocks, raw("RawBlock", "html", closing)]


def _for_screens(blocks: list[Node]) -> list[Node]:
    """Return blocks with the brackets of marks in spans of their own, and tables in Divs.

    On a screen a mark looks like a label and needs no brackets; copied, spoken and printed
    it still has them. A Div of class "table" scrolls sideways, so that the page need not.
    """

    def change(node: Node) -> list[Node]:
        if node["t"] == "Table":
            return [div([node], "table")]
        if node["t"] != "Span" or node["c"][0][1] != ["mark"]:
            return [node]
        words = plain_text(node["c"][1]).strip()
        brackets = [span([{"t": "Str", "c": bracket}], "", "bracket") for bracket in "[]"]
        inner = {"t": "Str", "c": words.removeprefix("[").removesuffix("]")}
        return [{"t": "Span", "c": [node["c"][0], [brackets[0], inner, brackets[1]]]}]

    changed: list[Node] = transform(blocks, change)
    return changed
