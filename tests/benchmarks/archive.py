"""An archive of invented testimonies, and what Kuager's steps cost on it.

    python -m tests.benchmarks.archive make FOLDER --documents N [--units 100]
        [--locales kk,ru] [--corpus TMX] [--seed 1]
    python -m tests.benchmarks.archive break FOLDER --documents 100
    python -m tests.benchmarks.archive touch FOLDER --share 0.01
    python -m tests.benchmarks.archive measure FOLDER
    python -m tests.benchmarks.archive linear FOLDER [--sizes 100,1000,10000] [--plot SVG]

``measure`` takes status, search, checks and memory on an archive, real command lines each in a
process of its own. ``linear`` makes archives of several sizes (those that are there are used),
measures each, and says whether costs grow in proportion.

The sentences come from a translation memory; a number in each (the document's) makes most of
them unlike all others, and one in twenty is boilerplate that many documents share. Some
documents are untranslated, most drafted (by an engine that does not exist), some translated,
reviewed and approved by pseudonyms. Equal arguments, equal files. The figures are the machine's
own: nothing here says how good a translation is.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from kuager.pack import open_pack
from tests.benchmarks.archive_harming import harm, touch
from tests.benchmarks.archive_making import Order, make
from tests.benchmarks.archive_measuring import growth_table, measure, table
from tests.benchmarks.archive_plot import plot
from tests.benchmarks.archive_texts import CORPUS, LOCALES


def _make(asked: argparse.Namespace) -> None:
    locales = tuple(asked.locales.split(","))
    order = Order(asked.folder, asked.documents, asked.units, locales, asked.corpus, asked.seed)
    start = time.perf_counter()

    def told(done: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{done}/{asked.documents}", end="", file=sys.stderr)

    make(order, told)
    taken = time.perf_counter() - start
    units = asked.documents * asked.units
    print(f"{asked.documents} documents, {units} units, {len(locales)} locales: {taken:.1f} s")


def _break(asked: argparse.Namespace) -> None:
    for name, way in harm(open_pack(asked.folder), asked.documents, asked.seed).items():
        print(f"{name}: {way}")


def _touch(asked: argparse.Namespace) -> None:
    print(f"{touch(open_pack(asked.folder), asked.share, asked.seed)} catalogs changed")


def _measure(asked: argparse.Namespace) -> None:
    print(table(measure(asked.folder, seed=asked.seed)))


def _linear(asked: argparse.Namespace) -> None:
    sizes = []
    for documents in map(int, asked.sizes.split(",")):
        folder = asked.folder / str(documents)
        if not folder.exists():
            make(Order(folder, documents, 100, LOCALES, CORPUS, asked.seed), lambda _: None)
        sizes.append(measure(folder, seed=asked.seed))
        print(table(sizes[-1]), end="\n\n", flush=True)
    print(growth_table(sizes))
    if asked.plot:
        title = "Time of each operation at several sizes of an archive"
        asked.plot.write_text(plot(sizes, title), "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True)

    def command(name: str, function: object) -> argparse.ArgumentParser:
        added = commands.add_parser(name)
        added.add_argument("folder", type=Path)
        added.add_argument("--seed", type=int, default=1)
        added.set_defaults(function=function)
        return added

    making = command("make", _make)
    making.add_argument("--documents", type=int, required=True)
    making.add_argument("--units", type=int, default=100)
    making.add_argument("--locales", default=",".join(LOCALES))
    making.add_argument("--corpus", type=Path, default=CORPUS)
    command("break", _break).add_argument("--documents", type=int, default=100)
    command("touch", _touch).add_argument("--share", type=float, default=0.01)
    command("measure", _measure)
    growing = command("linear", _linear)
    growing.add_argument("--sizes", default="100,1000,10000")
    growing.add_argument("--plot", type=Path)
    asked = parser.parse_args()
    asked.function(asked)


if __name__ == "__main__":
    main()
