"""Files that went out, changed as people and programs change them, and taken in again."""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import polib

from tests.support.packs import DOCUMENT, PackFolder, parse_json

SUFFIXES = {
    "docx": ".docx", "po": ".po", "xliff": ".xlf", "xliff2": ".v2.xlf", "csv": ".csv",
    "tmx": ".tmx",
}  # fmt: skip


def send(pack: PackFolder, kind: str, *options: str, locale: str = "kk") -> Path:
    """Write a file with the real command; return its path."""
    assert pack.run("exchange", "out", DOCUMENT, locale, "--to", kind, *options) == 0
    return pack.root / "exchange" / f"{DOCUMENT}.{locale}{SUFFIXES[kind]}"


def receive(
    pack: PackFolder, path: Path, *options: str, actor: str = "t-1", expect: int | None = None
) -> dict[str, Any]:
    """Take a file in with the real command; return its report."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        code = pack.run("exchange", "in", str(path), "--as", actor, *options, "--format", "json")
    assert code == (expect if expect is not None else code)
    report: dict[str, Any] = parse_json(printed.getvalue(), "exchange-in")
    assert code == (0 if report["clean"] else 1)
    return report


def fill_table(path: Path, changes: Mapping[int, Mapping[str, str]]) -> None:
    """Change cells of a CSV file by number of the unit and name of the column."""
    text = path.read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    for row in rows:
        row.update(changes.get(int(row["number"]), {}))
    write_table(path, rows)


def write_table(path: Path, rows: list[dict[str, str]]) -> None:
    """Write a CSV file as it went out."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(stream.getvalue().encode("utf-8-sig"))


def edit_catalog(path: Path, change: Callable[[list[polib.POEntry]], object]) -> None:
    """Let an editor that knows nothing of us change a PO file."""
    catalog = polib.pofile(str(path), wrapwidth=78)
    catalog.metadata["Last-Translator"] = "A. Name <a.name@example.org>"
    catalog.metadata["X-Generator"] = "Poedit 3.4"
    change(list(catalog))
    catalog.save(str(path))


def translate(entry: polib.POEntry, text: str) -> None:
    """Do what PO editors do when somebody types a translation."""
    entry.msgstr = text
    entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]


def translate_all(entries: list[polib.POEntry], text: str = "") -> None:
    """Type a text into every entry, or stand by the one that is there."""
    for entry in entries:
        translate(entry, text or entry.msgstr)


def strip_notes(entries: list[polib.POEntry]) -> None:
    """Lose the extracted comments, bases among them."""
    for entry in entries:
        entry.comment = ""


def write(pack: PackFolder, number: int, text: str, actor: str = "t-2") -> None:
    """Give a unit a text in the pack itself."""
    step = ("review", "edit", DOCUMENT, "kk", str(number), "--as", actor, "--text", text)
    assert pack.run(*step) == 0


def versions(pack: PackFolder, locale: str = "kk") -> dict[int, str]:
    """Return the translators' comments in the catalog, by number of the unit."""
    catalog = polib.pofile(str(pack.catalog(locale)))
    return {n: entry.tcomment for n, entry in enumerate(catalog, 1) if entry.tcomment}


def chains(pack: PackFolder, locale: str = "kk") -> str:
    """Return all that is on record."""
    folder = pack.root / "locales" / locale / "ledger" / DOCUMENT
    return "".join(path.read_text("utf-8") for path in sorted(folder.glob("*.jsonl")))
