"""Source files for tests: written to a folder, made by pandoc, or built entry by entry."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from kuager.documents.markdown import DIALECT
from kuager.documents.pandoc import read_ast, write_ast

FIELDS = "id: sample\ntitle: A title of its own\nlanguage: en\n"
SENTENCE = "They came at six in the morning"
TEXT = f"""# Heading

{SENTENCE}. We *were not
asleep.*[^1]

- One
- Two

> Quoted.

| Cell | Other |
|------|-------|
| 1    | x     |

[^1]: A note.
"""


def place(root: Path, name: str, content: bytes | str, fields: str | None = FIELDS) -> Path:
    """Write a source file, with its fields in front of it or beside it."""
    path = root / "source" / name
    path.parent.mkdir(exist_ok=True)
    if isinstance(content, str):
        content = content.encode()
    if fields is not None and path.suffix in (".md", ".markdown"):
        content = f"---\n{fields}---\n\n".encode() + content
    elif fields is not None:
        path.with_name(f"{path.stem}.meta.yaml").write_text(fields, "utf-8")
    path.write_bytes(content)
    return path


def file_in(suffix: str) -> bytes:
    """Return TEXT in a format, written by pandoc with somebody named as its author."""
    ast = read_ast(TEXT.encode(), DIALECT)
    arguments = ("--standalone", "--metadata=title:Book", "--metadata=author:Somebody")
    return write_ast(ast, suffix, *arguments)


def zipped(**entries: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file.getvalue()
