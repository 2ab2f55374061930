"""Measure a catalog update against GNU msgmerge, on the same files, in one run.

    .venv/bin/python -m tests.benchmarks.merging [--messages 100000] [--changed 0.01]
    .venv/bin/python -m tests.benchmarks.merging --similar [--messages 5000]

Prints seconds, ratios and the peak of memory. The text is invented from a fixed seed.
``--similar``: every sentence looks like every other, and all of them changed; msgmerge is
left out, as it compares them all for minutes.
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from kuager.formats.gettext import (
    catalog_parse,
    catalog_serialize,
    template_parse,
    template_serialize,
)
from kuager.merging import merge
from kuager.model import CatalogEntry, TemplateEntry

Outcome = TypeVar("Outcome")

_WORDS = (  # noqa: SIM905  (a list of words reads better as words)
    "they came home when night gate river winter station letter soldier mother brother waited "
    "asked heard walked city people village morning window paper lawyer court doctor school "
    "bread water snow road market news train office winter neighbour question answer silence"
).split()


def _invent(count: int, seed: int) -> list[str]:
    dice = random.Random(seed)
    sentences: dict[str, None] = {}
    while len(sentences) < count:
        words = dice.choices(_WORDS, k=dice.randint(7, 22))
        sentences[" ".join(words).capitalize() + "."] = None
    return list(sentences)


def _edit(sentence: str, dice: random.Random) -> str:
    words = sentence[:-1].split()
    words[dice.randrange(1, len(words))] = dice.choice(_WORDS)
    return " ".join(words) + "."


def _lookalike(number: int, who: str) -> str:
    return f"On day {number} the {who} came to the house and took cell {number + 3} away."


def _texts(options: argparse.Namespace) -> tuple[list[str], list[str], int]:
    """Return old and new sentences, and how many of them changed."""
    if options.similar:
        numbers = range(options.messages or 5000)
        old = [_lookalike(number, "soldiers") for number in numbers]
        return old, [_lookalike(number, "troops") for number in numbers], len(old)
    dice = random.Random(7)
    old = _invent(options.messages or 100_000, 1)
    changed = set(dice.sample(range(len(old)), int(len(old) * options.changed)))
    new = list(dict.fromkeys(_edit(s, dice) if n in changed else s for n, s in enumerate(old)))
    return old, new, len(changed)


def _clock(action: Callable[[], Outcome]) -> tuple[float, Outcome]:
    start = time.perf_counter()
    outcome = action()
    return time.perf_counter() - start, outcome


def main() -> None:
    """Build the files, time both, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int)
    parser.add_argument("--changed", type=float, default=0.01)
    parser.add_argument("--similar", action="store_true")
    options = parser.parse_args()
    old, new, changed = _texts(options)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        catalog, template = folder / "a.po", folder / "a.pot"
        catalog.write_bytes(
            catalog_serialize("a", "ru", [CatalogEntry(s, target=f"= {s}") for s in old])
        )
        template.write_bytes(template_serialize("a", [TemplateEntry(s) for s in new]))

        parse, pair = _clock(
            lambda: (template_parse(template.read_bytes()), catalog_parse(catalog.read_bytes()))
        )
        matching, (merged, report) = _clock(lambda: merge(*pair))
        save, _ = _clock(
            lambda: catalog.with_suffix(".new").write_bytes(catalog_serialize("a", "ru", merged))
        )
        overall = parse + matching + save
        print(f"{len(old)} messages, {changed} changed: {report}")
        print(f"ours: parse {parse:.2f} s, merge {matching:.2f} s, save {save:.2f} s")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"ours overall: {overall:.2f} s, at most {peak:.0f} MB")
        if options.similar:
            return
        if shutil.which("msgmerge") is None:
            print("msgmerge is not installed; nothing to compare with")
            return
        for options_ in ([], ["--no-fuzzy-matching"]):
            command = ["msgmerge", *options_, "-q", "-o", str(folder / "b.po"), str(catalog)]
            run = partial(subprocess.run, [*command, str(template)], check=True)
            seconds, _ = _clock(run)
            print(
                f"{' '.join(['msgmerge', *options_])}: {seconds:.2f} s = "
                f"{seconds / overall:.2f} times ours overall, "
                f"{seconds / matching:.1f} times our merge"
            )


if __name__ == "__main__":
    main()
