"""Plan: small packs made of a pack's own documents, to measure on and to throw away."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from kuager.documents.reading import sidecar_of
from kuager.errors import DocumentError, StorageError
from kuager.model import CatalogEntry
from kuager.pack import Pack, open_pack
from kuager.placeables import mask
from kuager.steps.proposals import from_cldr

DRAWS: Final = 3
"""Samples that are drawn; how far they differ says how far to trust their mean."""
UNITS: Final = 300
"""That a sample should have, about."""
_MOST_DOCUMENTS: Final = 12
_BYTES_PER_UNIT: Final = 120
"""Of a testimony in English, about; only decides how many documents are drawn."""
_LARGEST: Final = 1_000_000
"""Bytes: a sample of one giant would take hours."""
_PREFIX: Final = "plan-"
_FORGOTTEN: Final = 86_400
"""Seconds after which nobody can be measuring any more."""
TINY: Final = "---\nid: {id}\ntitle: Night\nlanguage: {language}\n---\n\nThey came at night.\n"
"""All of them say the same: what a document costs as such is not its drafts."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A small pack in a folder of its own."""

    folder: Path
    documents: int

    def units(self) -> int:
        """Return the units of all templates."""
        return count_units(open_pack(self.folder))

    def sizes(self) -> dict[str, int]:
        """Return the bytes of its files, by the part of the pack that they lie in."""
        parts = ("source", "locales", ".kuager", "exports")
        return {part: _bytes_in(self.folder / part) for part in parts}


def _bytes_in(folder: Path) -> int:
    return sum(
        path.stat().st_size
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".argosmodel" and "packages" not in path.parts
    )


def count_units(pack: Pack) -> int:
    """Return the number of units of all segmented documents. Raises StorageError."""
    return sum(
        # Every entry's source begins a line; the header's is the first.
        (pack.content(pack.template_path(name)) or b"").count(b"\nmsgid ")
        for name in pack.template_names()
    )


@contextlib.contextmanager
def workplace(pack: Pack) -> Iterator[Path]:
    """Yield a folder for samples, for its owner only, removed afterwards.

    It lies in ``.kuager`` where that can be written to: samples hold the testimonies' text. What
    a plan that was killed left there goes too.
    """
    try:
        place: Path | None = pack.private_file("plan").parent
    except StorageError:
        place = None
    for left in place.glob(f"{_PREFIX}*") if place else ():
        if left.is_dir() and time.time() - left.stat().st_mtime > _FORGOTTEN:
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=place) as name:
        yield Path(name)


def draw(pack: Pack, folder: Path) -> list[Sample]:
    """Make DRAWS samples of a pack's documents, spread evenly over it.

    Each has a document of its own; of small packs the same ones are taken again. Documents keep
    their text and get new ids. Raises DocumentError where there is none to take.
    """
    paths = [path for path in pack.source_paths() if 0 < path.stat().st_size <= _LARGEST]
    if not paths:
        raise DocumentError(
            "source/ holds no document to measure on.",
            "Put one there of up to a megabyte; kuager plan --help",
        )
    sizes = sorted(path.stat().st_size for path in paths)
    usual = max(1, sizes[len(sizes) // 2] // _BYTES_PER_UNIT)
    count = min(_MOST_DOCUMENTS, max(1, round(UNITS / usual)))
    stride = max(1, len(paths) // (DRAWS * count))
    samples = []
    for number in range(DRAWS):
        chosen = [paths[(number + DRAWS * place) * stride % len(paths)] for place in range(count)]
        samples.append(_make(pack, folder / f"draw{number}", chosen))
    return samples


def tiny(pack: Pack, folder: Path, count: int) -> Sample:
    """Make a sample of so many documents of a sentence each: what a document costs as such."""
    root = _frame(pack, folder)
    language = pack.configuration.source_locale.replace("_", "-")
    for number in range(count):
        name = f"tiny-{number:04d}"
        text = TINY.format(id=name, language=language)
        (root / "source" / f"{name}.md").write_text(text, "utf-8")
    return Sample(root, count)


def _frame(pack: Pack, root: Path) -> Path:
    """Make a pack without documents: configuration, engines and terms of the one at hand."""
    (root / "source").mkdir(parents=True)
    shutil.copyfile(pack.root / "pyproject.toml", root / "pyproject.toml")
    for path in sorted((pack.root / "source").glob("termbase.*")):
        shutil.copyfile(path, root / "source" / path.name)
    packages = pack.private_folder / "packages"
    if packages.is_dir():
        shutil.copytree(packages, root / ".kuager" / "packages", copy_function=_link)
    for engine in pack.configuration.engines.values():
        for part in engine.split("+"):
            inside = pack.root / part.strip()
            if part.strip().endswith(".argosmodel") and inside.is_file():
                (root / part.strip()).parent.mkdir(parents=True, exist_ok=True)
                _link(str(inside), str(root / part.strip()))
    return root


def _link(source: str, target: str) -> str:
    """Link a file that nobody changes, or copy it where the disk knows no links."""
    try:
        os.link(source, target)
    except FileExistsError:
        return target
    except OSError:
        shutil.copyfile(source, target)
    return target


def _make(pack: Pack, folder: Path, chosen: Sequence[Path]) -> Sample:
    root = _frame(pack, folder)
    made = 0
    for number, path in enumerate(chosen):
        name = f"sample-{number:02d}"
        target = root / "source" / f"{name}{path.suffix}"
        with contextlib.suppress(UnicodeDecodeError, OSError):
            if path.suffix.lower() in {".md", ".markdown"}:
                target.write_text(_renamed(path.read_text("utf-8-sig"), name), "utf-8")
            else:
                fields = sidecar_of(path).read_text("utf-8-sig")
                sidecar_of(target).write_text(_renamed(fields, name), "utf-8")
                shutil.copyfile(path, target)
            made += 1
    return Sample(root, made)


def _renamed(text: str, name: str) -> str:
    """Return front matter, or a text that begins with it, with another id."""
    lines = text.split("\n")
    for place, line in enumerate(lines):
        if line.startswith("id:"):
            lines[place] = f"id: {name}"
            break
    return "\n".join(lines)


def asked_texts(sample: Sample) -> int:
    """Return how many texts engines are asked for, of all locales together.

    What repeats is asked for once, and what locale data knows not at all: so many drafts cost
    what drafting a sample costs. Raises CatalogError, StorageError.
    """
    pack = open_pack(sample.folder)
    return sum(len(_asked(pack, locale)) for locale in pack.locales())


def thin_out(sample: Sample, texts: int) -> int:
    """Empty a sample's catalogs but for some units of each locale, all without a target.

    Each of them is another text that an engine is asked for. What is on record goes too. Returns
    how many are left, of all locales together. Raises CatalogError, StorageError.
    """
    pack = open_pack(sample.folder)
    left = 0
    for locale in pack.locales():
        shutil.rmtree(pack.root / "locales" / locale / "ledger", ignore_errors=True)
        asked = _asked(pack, locale)
        chosen = asked[:: max(1, len(asked) // texts)][:texts]
        for name in pack.template_names():
            kept = [
                replace(entry, target="", fuzzy=False, previous_source="")
                for document, entry in chosen
                if document == name
            ]
            pack.write_catalog(locale, name, kept, pack.catalog(locale, name))
        left += len(chosen)
    return left


def _asked(pack: Pack, locale: str) -> list[tuple[str, CatalogEntry]]:
    """Return the first entry of each text that an engine is asked for, with its document."""
    found: dict[str, tuple[str, CatalogEntry]] = {}
    for name in pack.template_names():
        for entry in pack.catalog(locale, name).entries:
            if not entry.obsolete and not from_cldr(pack, locale, [entry.source]):
                found.setdefault(mask(entry.source).plain, (name, entry))
    return list(found.values())


def engines_missing(pack: Pack) -> tuple[str, ...]:
    """Return the locales that no engine is named for."""
    return tuple(locale for locale in pack.locales() if locale not in pack.configuration.engines)
