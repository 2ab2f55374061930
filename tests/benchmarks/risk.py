"""How many marked identifiers ``kuager risk`` finds, and how often it is wrong.

    python -m tests.benchmarks.risk SENTENCES.tsv MARKS.txt [--show]

SENTENCES: an English sentence a line, up to the first tab; the document's id in the last column.
MARKS: ``line|kind|words``, by hand: the identifiers in the sentences from the first to the last
line that has a mark. A mark is found if a finding overlaps it; a finding that overlaps no mark is
a false alarm.
"""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

from kuager.risk import Passage, find_risks


def main(arguments: list[str]) -> int:
    """Print recall of each kind and false alarms per 100 sentences."""
    show = "--show" in arguments
    sentences, marked = (Path(a) for a in arguments if a != "--show")
    rows = [line.split("\t") for line in sentences.read_text("utf-8").splitlines()]
    marks: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
    for line in marked.read_text("utf-8").splitlines():
        place, kind, words = line.split("|")
        start = rows[int(place) - 1][0].index(words)
        marks[int(place)].append((kind, start, start + len(words)))
    span = range(min(marks), max(marks) + 1)
    documents: dict[str, list[Passage]] = defaultdict(list)
    for number in span:
        documents[rows[number - 1][-1]].append(Passage(rows[number - 1][0], number))
    began = time.perf_counter()
    risks = [risk for passages in documents.values() for risk in find_risks(passages)]
    took = time.perf_counter() - began
    wanted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    as_such: Counter[str] = Counter()
    for number, own in marks.items():
        for kind, start, end in own:
            over = [
                risk.rule
                for risk in risks
                if risk.number == number and risk.span[0] < end and start < risk.span[1]
            ]
            wanted[kind] += 1
            found[kind] += bool(over)
            as_such[kind] += kind in over
            if show and not over:
                print(f"missed  {number} {kind}: {rows[number - 1][0][start:end]}")
    alarms: Counter[str] = Counter()
    for risk in risks:
        if risk.number and not any(
            risk.span[0] < end and start < risk.span[1] for _, start, end in marks[risk.number]
        ):
            alarms[risk.rule] += 1
            if show:
                print(f"alarm   {risk.number} {risk.rule}: {risk.words}")
    for kind in sorted(wanted):
        print(f"{kind:16} {found[kind]:3} of {wanted[kind]:3}, {as_such[kind]:3} as such")
    total = sum(wanted.values())
    print(f"recall {sum(found.values()) / total:.3f} ({sum(found.values())} of {total})")
    rate = 100 * sum(alarms.values()) / len(span)
    print(f"false alarms per 100 sentences {rate:.1f} {dict(alarms)}")
    print(f"{len(span) / took:.0f} sentences a second")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
