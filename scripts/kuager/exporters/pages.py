"""Make whole web pages of an edition: one file, no script, nothing loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from kuager.exporters.edition import Edition, language_tag, leftwards
from kuager.exporters.nodes import Node, div, plain_text, raw, span, transform
from kuager.exporters.writing import write_text
from kuager.interface import translations

TEMPLATES = PackageLoader("kuager", "exporters/templates")


def page(edition: Edition, blocks: list[Node], styles: Sequence[str], **context: Any) -> bytes:
    """Return an HTML page around blocks that hold the page's own landmarks.

    ``styles`` are names of style sheets among the templates, ``context`` what these use.
    """
    return framed(
        "page.html.j2",
        edition.locale,
        edition.title,
        fragment=fragment(edition, blocks),
        style=style_sheet(*styles, **context),
    )


def fragment(edition: Edition, blocks: list[Node]) -> str:
    """Return blocks as HTML, to be framed; ``edition`` is one of those they are made of."""
    return write_text(edition, _for_screens(blocks), "html5")


def framed(template: str, locale: str, title: str, **context: Any) -> bytes:
    """Return a page made with a template; ``locale`` is the language of its own words."""
    page = environment().get_template(template)
    skip = translations(locale).gettext("Skip to the text")
    return page.render(**direction(locale), title=title, skip=skip, **context).encode() + b"\n"


def style_sheet(*names: str, **context: Any) -> str:
    """Return style sheets of ours as one, by name; ``context`` is what they are made for."""
    sheets = (environment().get_template(name).render(**context).strip() for name in names)
    return "\n\n".join(sheets) + "\n"


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
    return {"lang": language_tag(locale), "dir": "rtl" if leftwards(locale) else ""}


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
