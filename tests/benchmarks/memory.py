"""Measure the translation memory: time to build it, its size, time of a look-up, what is found.

    .venv/bin/python -m tests.benchmarks.memory [--units 100000] [--look-ups 200]
    .venv/bin/python -m tests.benchmarks.memory --tmx          (through a TMX file)
    .venv/bin/python -m tests.benchmarks.memory --text FILE    (sentences of your own, one a line)

The sentences are invented from a fixed seed: English function words and invented others, with
frequencies after Zipf, 4 to 30 words long. Of those looked for, half are remembered ones with
one to three words changed, a quarter are remembered ones as they are, a quarter are new.
"Found" is how often the sentence that was changed, and is still similar enough to be shown, is
among the five best. On a busy machine go by the processor's time: the clock's is mostly others'.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from rapidfuzz import fuzz

from kuager.formats.tmx import TmxText, TmxUnit, tmx_parse, tmx_serialize
from kuager.memory import AT_LEAST, Memory, Pair, Provenance, open_memory

_COMMON = (  # noqa: SIM905  (a list of words reads better as words)
    "the of and to in a was that he they i it for on with his were my had at we from by not as "
    "her him me she is be this which but them who their said when after all there us been one "
    "what did so no up into about then would could before people out two house police told our "
    "because came only years if day time any first where more days down over prison took some "
    "saw other three also went how like now just asked than know men brother very back again"
).split()
_VOCABULARY = 60_000
_PROVENANCE = Provenance(approved=False, name="benchmark", note="invented")


class _Inventor:
    """Makes sentences; the same ones from the same seed."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        syllables = [c + v for c in "bdfghklmnprstvz" for v in "aeiou"]
        self._words = list(_COMMON)
        known = set(self._words)
        while len(self._words) < _VOCABULARY:
            word = "".join(self._dice.choices(syllables, k=self._dice.randint(2, 4)))
            if word not in known:
                known.add(word)
                self._words.append(word)
        self._weights = list(accumulate(1 / (rank + 2) for rank in range(_VOCABULARY)))

    def words(self, count: int) -> list[str]:
        return self._dice.choices(self._words, cum_weights=self._weights, k=count)

    def sentence(self) -> str:
        return " ".join(self.words(self._dice.randint(4, 30))).capitalize() + "."

    def changed(self, sentence: str) -> str:
        words = sentence.split()
        for _ in range(self._dice.randint(1, 3)):
            words[self._dice.randrange(len(words))] = self.words(1)[0]
        return " ".join(words)


def _pairs(sentences: list[str]) -> Iterator[Pair]:
    for sentence in sentences:
        yield Pair(sentence, f"Аударма: {sentence.lower()}", "kk")


def _through_tmx(sentences: list[str], path: Path) -> Iterator[Pair]:
    """Write the pairs to a file, and take them from there."""
    start = time.perf_counter()
    units = (
        TmxUnit((TmxText("en", pair.source), TmxText("kk", pair.target)))
        for pair in _pairs(sentences)
    )
    with path.open("wb") as stream:
        for piece in tmx_serialize("en", units):
            stream.write(piece)
    size = path.stat().st_size
    print(f"TMX: {size / 1e6:.0f} MB written in {time.perf_counter() - start:.1f} s")
    start = time.perf_counter()
    with path.open("rb") as stream:
        count = sum(1 for _ in tmx_parse(stream, path.name))
    print(f"TMX: {count} units read in {time.perf_counter() - start:.1f} s")
    with path.open("rb") as stream:
        for unit in tmx_parse(stream, path.name):
            yield Pair(unit.text("en"), unit.text("kk"), "kk")


def _look_up(memory: Memory, sentences: list[str], count: int) -> None:
    dice = random.Random(3)
    inventor = _Inventor(2)
    times: dict[str, list[tuple[float, float]]] = {"changed": [], "same": [], "new": []}
    findable = found = 0
    for number in range(count):
        known = dice.choice(sentences)
        kind = ("changed", "same", "changed", "new")[number % 4]
        wanted = known
        if kind == "changed":
            wanted = inventor.changed(known)
        elif kind == "new":
            wanted = inventor.sentence()
        start, worked = time.perf_counter(), time.process_time()
        matches = memory.find(wanted, "kk")
        times[kind].append((time.perf_counter() - start, time.process_time() - worked))
        if kind == "changed" and fuzz.ratio(wanted, known) >= AT_LEAST:
            findable += 1
            found += any(match.source == known for match in matches)
    every = [pair for group in times.values() for pair in group]
    for kind, group in (*times.items(), ("all", every)):
        for measure, taken in zip(("clock", "processor"), zip(*group, strict=True), strict=True):
            ordered = sorted(taken)
            p50, p95 = (ordered[int(len(ordered) * share)] * 1e3 for share in (0.5, 0.95))
            worst = ordered[-1] * 1e3
            print(
                f"look-up, {kind}, {measure}: p50 {p50:.1f} ms, p95 {p95:.1f} ms, "
                f"at most {worst:.1f} ms"
            )
    print(f"found: {found} of {findable}")


def main() -> None:
    """Build a memory, look up, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=100_000)
    parser.add_argument("--look-ups", type=int, default=200)
    parser.add_argument("--tmx", action="store_true", help="import through a TMX file")
    parser.add_argument("--text", type=Path, help="sentences to remember, one a line")
    options = parser.parse_args()
    if options.text:
        sentences = sorted(set(options.text.read_text("utf-8").splitlines()) - {""})
    else:
        inventor = _Inventor(1)
        sentences = [inventor.sentence() for _ in range(options.units)]
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "memory.sqlite"
        pairs = _through_tmx(sentences, path.with_suffix(".tmx")) if options.tmx else None
        start = time.perf_counter()
        with open_memory(path) as memory, memory.writing() as writer:
            added = writer.add(pairs or _pairs(sentences), _PROVENANCE)
            stored = time.perf_counter() - start
        seconds = time.perf_counter() - start
        print(
            f"{added} units: {seconds:.1f} s ({stored:.1f} s of it storing, the rest indexing), "
            f"{path.stat().st_size / 1e6:.0f} MB on disk"
        )
        with open_memory(path) as memory:
            start = time.perf_counter()
            memory.find(sentences[0], "kk")
            print(f"first look-up, the index loaded: {(time.perf_counter() - start) * 1e3:.1f} ms")
            _look_up(memory, sentences, options.look_ups)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"at most {peak:.0f} MB of memory, the invented sentences among them")


if __name__ == "__main__":
    main()
