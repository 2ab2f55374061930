"""How many of a termbase's terms are found in a parallel corpus, and how fast.

    python -m tests.benchmarks.terms CORPUS [--termbase FILE] [--show 50] [--seed 1]

CORPUS: English, Kazakh and Russian, tab-separated, one segment a line, plain or .gz. For each
locale: in how many places an English term stands, in how many of these one of its renderings was
found, and a random sample of hits (is it the term?) and misses (is it there all the same?) to be
judged by eye. Russian is measured by stems and endings, and again with pymorphy3's dictionary
behind them where it is installed.
"""

from __future__ import annotations

import argparse
import gzip
import random
import time
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple, cast

from kuager.formats.termbase import termbase_parse
from kuager.termbase import Termbase, TermEntry, find_form, matching, renderings_of, russian

SOURCE = Path(__file__).parents[2] / "source" / "termbase.csv"


class Place(NamedTuple):
    """An English term in a segment, and what was found of it."""

    term: str
    source: str
    target: str
    found: str


def read(path: Path) -> list[list[str]]:
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = gzip.decompress(content)
    return [line.split("\t") for line in content.decode().splitlines()]


def found_in(target: str, entries: tuple[TermEntry, ...], locale: str) -> str:
    for entry in entries:
        for term in renderings_of(entry, locale):
            for start, end in find_form(target, term, locale):
                return target[start:end]
    return ""


def places(rows: list[list[str]], termbase: Termbase, locale: str) -> list[Place]:
    column = {"kk": 1, "ru": 2}[locale]
    found = []
    for row in rows:
        for match in termbase.find(row[0]):
            entries = tuple(e for e in match.entries if renderings_of(e, locale))
            if entries:
                target = row[column]
                hit = found_in(target, entries, locale)
                found.append(Place(match.entries[0].term, row[0], target, hit))
    return found


def show(title: str, sample: list[Place]) -> None:
    print(f"\n{title}")
    for place in sample:
        at = place.target.find(place.found) if place.found else 0
        begins = max(0, at - 40) if place.found else 0
        around = place.target[begins : at + 60 if place.found else None]
        print(f"  {place.term} → {place.found or '–'} | {place.source[:90]} | {around}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--termbase", type=Path, default=SOURCE)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--worst", type=int, default=0)
    options = parser.parse_args()
    placed = termbase_parse(options.termbase.read_bytes(), options.termbase.name, "en")
    termbase = Termbase((p.entry for p in placed), "en")
    rows = read(options.corpus)
    began = time.process_time()
    hits = sum(len(termbase.find(row[0])) for row in rows)
    spent = time.process_time() - began
    print(f"{len(termbase)} terms, {len(rows)} segments: {hits} places", end="")
    print(f", {spent / len(rows) * 1e6:.0f} µs a segment to find them")
    ways = [("kk", False), ("ru", False)]
    if russian._analyser() is not None:
        ways.append(("ru", True))
    outcomes: dict[str, list[Place]] = {}
    for locale, dictionary in ways:
        matching._forms.cache_clear()
        analyser = russian._analyser
        if not dictionary:
            russian._analyser = cast("Any", lambda: None)
        began = time.process_time()
        outcome = places(rows, termbase, locale)
        spent = time.process_time() - began
        russian._analyser = analyser
        name = f"{locale} with the dictionary" if dictionary else locale
        outcomes[name] = outcome
        there = sum(1 for place in outcome if place.found)
        print(f"{name}: {there} of {len(outcome)} ({there / len(outcome):.1%}), {spent:.1f} s")
        misses = Counter(place.term for place in outcome if not place.found)
        if options.worst:
            total = Counter(place.term for place in outcome)
            worst = [f"{t} {n}/{total[t]}" for t, n in misses.most_common(options.worst)]
            print("  most often missed:", ", ".join(worst))
        if options.show:
            rng = random.Random(options.seed)
            for title, kind in (("hits", True), ("misses", False)):
                those = [place for place in outcome if bool(place.found) is kind]
                show(f"{name}, {title}:", rng.sample(those, min(options.show, len(those))))
    if len(ways) == 3:
        both = zip(outcomes["ru"], outcomes["ru with the dictionary"], strict=True)
        more = [theirs for ours, theirs in both if theirs.found and not ours.found]
        show("found by the dictionary only:", more[: options.show])


if __name__ == "__main__":
    main()
