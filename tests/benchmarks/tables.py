"""Make the tables that the checks of language and length read from clean translations.

    python -m tests.benchmarks.tables PAIRS.tsv.gz

PAIRS has English, Kazakh and Russian, separated by tabs. Only the development part is read (two
thirds, by a hash of the English text), so that the last third can tell how well the checks do.
Writes ``letters.tsv``, ``endings-*.tsv`` and ``small-*.txt`` beside the checks; the same pairs
give the same bytes. Weights are log-odds in tenths; ``LEAST_…`` is how often a row
must have been seen, ``LEAST_WEIGHT`` what it must tell.
"""

from __future__ import annotations

import gzip
import hashlib
import math
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from kuager.checks.weighing import endings_of, trigrams

TABLES = Path(__file__).parents[2] / "scripts" / "kuager" / "checks" / "tables"
LEAST_LETTERS = 120
LEAST_ENDINGS = 20
LEAST_SMALL = 4
LEAST_WEIGHT = 0.7
_WORD = re.compile(r"[^\W\d_]+")


def development(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield the triples of the development part."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            english, kazakh, russian = line.rstrip("\n").split("\t")[:3]
            if int(hashlib.sha256(english.encode()).hexdigest()[:8], 16) % 3 != 2:
                yield english, kazakh, russian


def log_odds(these: Counter[str], others: Counter[str], least: int) -> dict[str, float]:
    """Return how much likelier each key is in the first counter, as a natural logarithm."""
    many, few = these.total(), others.total()
    return {
        key: math.log((these[key] + 1) * few / ((others[key] + 1) * many))
        for key in these.keys() | others.keys()
        if these[key] + others[key] >= least
    }


def letters(triples: Iterable[tuple[str, str, str]]) -> dict[str, float]:
    """Return the weights of letter trigrams: positive for Kazakh, negative for Russian."""
    kazakh: Counter[str] = Counter()
    russian: Counter[str] = Counter()
    for _, kk, ru in triples:
        kazakh.update(trigrams(_WORD.findall(kk.lower())))
        russian.update(trigrams(_WORD.findall(ru.lower())))
    weights = log_odds(kazakh, russian, LEAST_LETTERS)
    return {key: weight for key, weight in weights.items() if abs(weight) >= LEAST_WEIGHT}


def endings(texts: Iterable[str]) -> dict[str, float]:
    """Return the weights of word ends: positive for those with which sentences end."""
    last: Counter[str] = Counter()
    inner: Counter[str] = Counter()
    finals = inners = 0
    for text in texts:
        words = _WORD.findall(text.lower())
        if not words:
            continue
        last.update(endings_of(words[-1]))
        finals += 1
        for word in words[len(words) // 3 : -1]:
            inner.update(endings_of(word))
            inners += 1
    weights: dict[str, float] = {}
    for key in sorted(last.keys() | inner.keys(), key=len):
        if last[key] + inner[key] < LEAST_ENDINGS:
            continue
        weight = math.log((last[key] + 0.5) / finals * inners / (inner[key] + 0.5))
        shorter = next((weights[end] for end in endings_of(key[1:]) if end in weights), 0.0)
        if abs(weight - shorter) >= LEAST_WEIGHT:  # else the shorter ending says it already
            weights[key] = weight
    return weights


def small_words(texts: Iterable[str]) -> list[str]:
    """Return the words that are seen in small letters only, wherever that tells something."""
    small: Counter[str] = Counter()
    capital = set()
    for text in texts:
        for place, match in enumerate(_WORD.finditer(text)):
            word = match.group()
            if word.islower():
                small[word] += 1
            elif place and text[match.start() - 2 : match.start() - 1].isalpha():
                capital.add(word.lower())
    return sorted(
        word
        for word, count in small.items()
        if count >= LEAST_SMALL and len(word) > 2 and word not in capital
    )


def write(name: str, weights: dict[str, float]) -> None:
    """Write a table, a key and its weight in tenths a line, sorted."""
    rows = [f"{key.replace(' ', '_')}\t{round(weights[key] * 10)}\n" for key in sorted(weights)]
    (TABLES / name).write_text("".join(rows), encoding="utf-8")
    print(f"{name}: {len(rows)} rows")


def main(argv: list[str]) -> int:
    """Make all tables from the pairs named on the command line."""
    triples = list(development(Path(argv[0])))
    write("letters.tsv", letters(triples))
    write("endings-kk.tsv", endings(kazakh for _, kazakh, _ in triples))
    write("endings-ru.tsv", endings(russian for _, _, russian in triples))
    for locale, place in (("kk", 1), ("ru", 2)):
        words = small_words(triple[place] for triple in triples)
        (TABLES / f"small-{locale}.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
        print(f"small-{locale}.txt: {len(words)} words")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
