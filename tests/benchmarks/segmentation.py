"""Measure where sentences are cut against a text that was cut by hand.

    python tests/benchmarks/segmentation.py PATH [--locale en] [--headings] [--show]

PATH holds one sentence a line and a blank line between documents. The sentences of a document
are joined with spaces and cut again, once by Kuager's rules and once by choppa with the
LanguageTool rules it comes with. Precision, recall and F1 count the boundaries inside
documents; their ends, which nobody can miss, are left out.
"""

from __future__ import annotations

import argparse
import time
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from choppa import DEFAULT_SRX_RULESET, SrxDocument, SrxTextIterator

from kuager.segmentation import split_sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def read_documents(path: Path) -> list[list[str]]:
    """Read the sentences of each document."""
    blocks = path.read_text(encoding="utf-8").split("\n\n")
    documents = [[line.strip() for line in block.splitlines() if line.strip()] for block in blocks]
    return [document for document in documents if document]


def boundaries(pieces: Sequence[str]) -> set[int]:
    """Return where pieces meet, as offsets into their joined text; white space is not counted."""
    lengths = accumulate(sum(not sign.isspace() for sign in piece) for piece in pieces)
    return set(list(lengths)[:-1])


def measure(
    name: str, documents: list[list[str]], splitter: Callable[[str], list[str]], *, show: bool
) -> None:
    """Cut all documents and print one line of figures."""
    texts = [" ".join(document) for document in documents]
    splitter(texts[0])
    start = time.perf_counter()
    cut = [splitter(text) for text in texts]
    seconds = time.perf_counter() - start
    right = found = wanted = 0
    for document, pieces in zip(documents, cut, strict=True):
        gold, ours = boundaries(document), boundaries(pieces)
        right, found, wanted = right + len(gold & ours), found + len(ours), wanted + len(gold)
        if show:
            show_differences(name, document, gold, ours)
    precision, recall = right / max(found, 1), right / max(wanted, 1)
    f1 = 2 * right / max(found + wanted, 1)
    rate = sum(map(len, documents)) / seconds
    print(
        f"{name:<13} precision {precision:.4f}  recall {recall:.4f}  F1 {f1:.4f}  "
        f"({found - right} too many, {wanted - right} missed of {wanted})  {rate:,.0f} sentences/s"
    )


def show_differences(name: str, document: list[str], gold: set[int], ours: set[int]) -> None:
    """Print each boundary that only one side has, with the words around it."""
    text = " ".join(document)
    places = [place for place, sign in enumerate(text) if not sign.isspace()]
    for count in sorted(gold ^ ours):
        place = places[count]
        kind = "missed" if count in gold else "too many"
        print(f"{name} {kind}: …{text[max(0, place - 50) : place]}|{text[place : place + 40]}…")


def main() -> None:
    """Read the arguments and print a line for each set of rules."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("--locale", default="en")
    parser.add_argument(
        "--headings",
        action="store_true",
        help="the first line of each document is a heading of its own, as documents have it",
    )
    parser.add_argument("--show", action="store_true", help="print each difference")
    options = parser.parse_args()
    documents = read_documents(options.path)
    if options.headings:
        documents = [
            part for document in documents for part in (document[:1], document[1:]) if part
        ]
    sentences = sum(map(len, documents))
    print(f"{options.path.name}: {len(documents)} texts, {sentences} sentences, {options.locale}")
    rules = SrxDocument(ruleset=DEFAULT_SRX_RULESET)
    measure(
        "Kuager", documents, lambda text: split_sentences(text, options.locale), show=options.show
    )
    measure(
        "LanguageTool",
        documents,
        lambda text: list(SrxTextIterator(rules, options.locale, text)),
        show=options.show,
    )


if __name__ == "__main__":
    main()
