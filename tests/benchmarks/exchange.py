"""Measure what it takes to send a document out and take it back, in every format.

    .venv/bin/python -m tests.benchmarks.exchange [--units 10000]

Prints seconds for a file that nobody touched, for one with every text changed, for one with a
conflict in every unit, and the peak of memory. The text is invented from a fixed seed.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from pathlib import Path

import polib

from tests.support.exchange import SUFFIXES, translate_all
from tests.support.packs import DOCUMENT, PackFolder

_SEGMENTS = 10
"""In a paragraph."""


def _build(root: Path, units: int) -> PackFolder:
    """Make a pack whose units are all translated, by t-1."""
    dice = random.Random(1)
    words = ("gate", "river", "night", "letter", "station", "brother", "window", "road")
    sentences = [f"They waited at {dice.choice(words)} {n} until morning." for n in range(units)]
    blocks = [" ".join(sentences[n : n + _SEGMENTS]) for n in range(0, units, _SEGMENTS)]
    (root / "source").mkdir(parents=True)
    head = f"---\nid: {DOCUMENT}\ntitle: The road\nlanguage: en\n---\n"
    (root / "source" / f"{DOCUMENT}.md").write_text(head + "\n\n".join(blocks) + "\n", "utf-8")
    (root / "pyproject.toml").write_text('[tool.kuager]\ntarget-locales = ["kk"]\n', "utf-8")
    pack = PackFolder(root)
    pack.run("segment")
    catalog = polib.pofile(str(pack.catalog("kk")), wrapwidth=0)
    for number, entry in enumerate(catalog):
        translate_all([entry], f"Олар таңға дейін күтті, {number}.")
    catalog.save()
    return pack


def _timed(pack: PackFolder, what: str, *arguments: str) -> None:
    start = time.perf_counter()
    pack.run("exchange", *arguments)
    print(f"{what}: {time.perf_counter() - start:.1f} s")


def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        pack = _build(Path(folder) / "pack", options.units)
        _timed(pack, "catalog in, edited in place", "in", str(pack.catalog("kk")), "--as", "t-1")
        for kind, suffix in SUFFIXES.items():
            path = pack.root / "exchange" / f"{DOCUMENT}.kk{suffix}"
            _timed(pack, f"{kind} out", "out", DOCUMENT, "kk", "--to", kind)
            _timed(pack, f"{kind} in, untouched", "in", str(path), "--as", "t-2")
        for kind, word in (("csv", "тосты"), ("po", "отырды")):
            path = pack.root / "exchange" / f"{DOCUMENT}.kk{SUFFIXES[kind]}"
            path.write_bytes(path.read_bytes().replace("күтті".encode(), word.encode()))
        table = pack.root / "exchange" / f"{DOCUMENT}.kk.csv"
        _timed(pack, "csv in, all changed", "in", str(table), "--as", "t-2")
        _timed(pack, "po in, all in conflict", "in", str(path), "--as", "t-3")
    print(f"peak of memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB")


if __name__ == "__main__":
    main()
