"""Read what a checkpoint's README and licence file say."""

from __future__ import annotations

import re
from pathlib import Path

from kuager.models.licences import stated_licence
from kuager.models.packages import README_LIMIT

README = "README.md"

_LICENCE_FILE = re.compile(r"(LICEN[CS]E|COPYING)(\.(txt|md))?", re.IGNORECASE)
_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---", re.DOTALL)
_FIELD = re.compile(r"^license:[ \t]*[\"']?(?P<words>[\w.+-]+)", re.MULTILINE)


def read_readme(folder: Path) -> str:
    """Return the beginning of a folder's README, empty where there is none."""
    try:
        with (folder / README).open("rb") as stream:
            return stream.read(README_LIMIT).decode(errors="replace").replace("\r\n", "\n")
    except OSError:
        return ""


def find_licence(folder: Path, readme: str) -> tuple[str, Path | None]:
    """Return the licence that a README states, empty if none, and the file of its text.

    Model cards of Hugging Face name it in their front matter (``license: cc-by-4.0``).
    """
    head = _FRONT_MATTER.match(readme)
    field = _FIELD.search(head[1]) if head else None
    files = sorted(
        path
        for path in folder.iterdir()
        if _LICENCE_FILE.fullmatch(path.name)
        and path.is_file()
        and path.stat().st_size <= README_LIMIT
    )
    words = field["words"] if field else stated_licence(readme)
    return words, files[0] if files else None
