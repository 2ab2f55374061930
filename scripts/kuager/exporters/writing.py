"""Have pandoc write blocks in a format, the same bytes every time."""

from __future__ import annotations

from collections.abc import Mapping

from kuager.documents.pandoc import write_ast
from kuager.exporters.characters import visible_throughout
from kuager.exporters.edition import Edition, writes_leftwards
from kuager.exporters.nodes import Node, joined

EPOCH = {"SOURCE_DATE_EPOCH": "0"}
"""What pandoc takes for the present time, so that no export tells when it was made."""


def write(
    edition: Edition,
    blocks: list[Node],
    form: str,
    *arguments: str,
    meta: Mapping[str, str] | None = None,
) -> bytes:
    """Return blocks in a format of pandoc's; text formats come without head and foot.

    ``meta``: the metadata to write; nothing else of the source document's goes out.
    """
    ast = {
        **edition.document.ast,
        "meta": {key: {"t": "MetaString", "c": value} for key, value in (meta or {}).items()},
        "blocks": visible_throughout(joined(blocks), leaning=writes_leftwards(edition)),
    }
    options = ("--wrap=none", "--eol=lf", "--quiet", *arguments)
    return write_ast(ast, form, *options, environment=EPOCH)


def write_text(edition: Edition, blocks: list[Node], form: str, *arguments: str) -> str:
    """Return blocks in a text format, without white space around."""
    return write(edition, blocks, form, *arguments).decode().strip()
