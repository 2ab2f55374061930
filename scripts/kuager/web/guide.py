"""The translators' guide, from Markdown to a page; made once in each language."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

from kuager.documents.pandoc import read_ast, write_ast
from kuager.errors import UsageError

_HERE = Path(__file__).resolve().parents[1]
_FOLDERS = (_HERE / "guide", _HERE.parents[1] / "docs" / "guide")
"""Of an installed package, and of a checkout."""


@lru_cache(maxsize=8)
def read_guide(language: str) -> Markup:
    """Return the guide in a language, else in English, as HTML.

    Raises UsageError where there is none, DocumentError where pandoc cannot read it.
    """
    for name in (f"guide.{language}.md", "guide.en.md"):
        for folder in _FOLDERS:
            if (folder / name).is_file():
                ast = read_ast((folder / name).read_bytes(), "markdown-raw_html", name=name)
                content = write_ast(ast, "html", "--wrap=none").decode()
                # Beside the text in its folder, below it on the server.
                content = content.replace('src="page.', 'src="/guide/page.')
                return Markup(content)  # noqa: S704  (our own words, without raw HTML)
    raise UsageError("The guide is not there.", "Press ? on the page for its keys.")


def read_picture(name: str) -> bytes:
    """Return a picture of the guide. Raises UsageError where there is none of that name."""
    if re.fullmatch(r"page\.[a-z]{2}\.png", name):
        for folder in _FOLDERS:
            if (folder / name).is_file():
                return (folder / name).read_bytes()
    raise UsageError("There is no such picture.")
