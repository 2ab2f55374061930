"""Break or touch documents of an archive, each in the next of many ways."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from kuager.pack import Pack


def _source(pack: Pack, name: str) -> Path:
    return pack.root / "source" / f"{name}.md"


def _po(pack: Pack, name: str) -> Path:
    return pack.catalog_path(pack.configuration.target_locales[0], name)


def _chain(pack: Pack, name: str) -> Path:
    """Return the first chain of a ledger, an empty one made where there is none."""
    folder = pack.ledger_folder(pack.configuration.target_locales[0], name)
    folder.mkdir(parents=True, exist_ok=True)
    return next(iter(sorted(folder.glob("*.jsonl"))), folder / "translator-1.0a0a0a.jsonl")


def _edit(path: Path, change: Callable[[str], str]) -> None:
    path.write_text(change(path.read_text("utf-8")), "utf-8")


def _as_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _as_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/passwd" if Path("/etc/passwd").exists() else "/")


def _same_id(pack: Pack, name: str) -> None:
    twin = _source(pack, name).with_name(f"{name}-again.md")
    shutil.copyfile(_source(pack, name), twin)


HARMS: Final[dict[str, Callable[[Pack, str], object]]] = {
    "source empty": lambda p, n: _source(p, n).write_bytes(b""),
    "source in UTF-16": lambda p, n: _source(p, n).write_bytes(
        _source(p, n).read_text("utf-8").encode("utf-16")
    ),
    "source in no encoding": lambda p, n: _source(p, n).write_bytes(b"---\xff\xfe\x80\n"),
    "source with NUL bytes": lambda p, n: _edit(_source(p, n), lambda text: text + "\0"),
    "no front matter": lambda p, n: _edit(_source(p, n), lambda text: text.split("---\n")[2]),
    "front matter without an end": lambda p, n: _edit(
        _source(p, n), lambda text: text.replace("---\n\n", "\n", 1)
    ),
    "front matter without a title": lambda p, n: _edit(
        _source(p, n), lambda text: text.replace("title:", "titel:", 1)
    ),
    "another language": lambda p, n: _edit(
        _source(p, n), lambda text: text.replace("language: en", "language: de", 1)
    ),
    "deeply nested": lambda p, n: _edit(_source(p, n), lambda text: text + "\n" + "> " * 400 + "a"),
    "two of one id": _same_id,
    "source is a folder": lambda p, n: _as_folder(_source(p, n)),
    "source leads out of the pack": lambda p, n: _as_link(_source(p, n)),
    "source gone": lambda p, n: _source(p, n).unlink(),
    "catalog empty": lambda p, n: _po(p, n).write_bytes(b""),
    "catalog cut off": lambda p, n: _po(p, n).write_bytes(
        _po(p, n).read_bytes()[: _po(p, n).stat().st_size // 2].rpartition(b'"')[0]
    ),
    "catalog with a conflict": lambda p, n: _edit(
        _po(p, n), lambda text: text.replace("\nmsgid", "\n<<<<<<< HEAD\nmsgid", 5)
    ),
    "catalog with an entry twice": lambda p, n: _edit(
        _po(p, n), lambda text: text + text[text.index("\n\n") :]
    ),
    "catalog in another encoding": lambda p, n: _po(p, n).write_bytes(
        _po(p, n).read_text("utf-8").encode("cp1251", "replace") + b"\xff\xfe"
    ),
    "catalog is a folder": lambda p, n: _as_folder(_po(p, n)),
    "catalog gone": lambda p, n: _po(p, n).unlink(),
    "template cut off": lambda p, n: p.template_path(n).write_bytes(b'msgid "'),
    "ledger altered": lambda p, n: _chain(p, n).write_bytes(
        _chain(p, n).read_bytes().replace(b'"unit":"', b'"unit":"0')
        if _chain(p, n).exists()
        else b"{}\n"
    ),
    "ledger cut off": lambda p, n: _chain(p, n).write_bytes(
        _chain(p, n).read_bytes()[:-40] if _chain(p, n).exists() else b'{"action'
    ),
    "ledger of garbage": lambda p, n: _chain(p, n).write_bytes(b"\x00\x01\x02 garbage\n"),
    "ledger unreadable": lambda p, n: _as_folder(
        _chain(p, n) if _chain(p, n).exists() else _po(p, n)
    ),
}
"""Every way of breaking a document, by name."""


def harm(pack: Pack, count: int, seed: int) -> dict[str, str]:
    """Break so many documents, all ways in turn; return how, by document."""
    names = pack.template_names()
    chosen = sorted(random.Random(seed).sample(names, min(count, len(names))))
    ways = list(HARMS)
    harmed = {name: ways[place % len(ways)] for place, name in enumerate(chosen)}
    for name, way in harmed.items():
        HARMS[way](pack, name)
    return harmed


def touch(pack: Pack, share: float, seed: int) -> int:
    """Change one target in a share of all catalogs, at least one; return how many."""
    sheets = [
        (locale, name)
        for locale in pack.configuration.target_locales
        for name in pack.template_names()
    ]
    dice = random.Random(seed)
    chosen = dice.sample(sheets, max(1, round(share * len(sheets))))
    for locale, name in chosen:
        catalog = pack.catalog(locale, name)
        entries = list(catalog.entries)
        place = dice.randrange(len(entries))
        changed = f"{entries[place].target} {dice.randrange(1_000_000)}".strip()
        entries[place] = replace(entries[place], target=changed, fuzzy=False)
        pack.write_catalog(locale, name, entries, catalog)
    return len(chosen)
