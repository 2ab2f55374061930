"""Count dangerous errors in drafts by the checks, for each manner of drafting.

    python -m tests.benchmarks.dangers PACKAGE CORPUS [--show KIND]

CORPUS is a table or TMX as ``kuager models train`` takes it. A draft counts once for each kind of
error that a check sees in it; what no check sees (tense, most inventions) is not counted here.
The same table counts the reference translations, so that false alarms show. Also prints what the
classes of confidence promise, and how often agreement or score order two drafts rightly; and, for
Russian, in how many drafts of sentences whose reference shows the narrator's gender it is the other
one, without and with that gender declared.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from kuager.checks import CHECKS, run_checks
from kuager.engines import ALTERNATIVES, CANDIDATES, ArgosEngine, CarefulEngine, GuardedEngine
from kuager.metrics import chrf2
from kuager.model import Draft, NarratorGender, Origin, State, Unit
from kuager.models import find_package, open_package
from kuager.models.training.corpora import parse_corpus, read_corpus
from kuager.selection import confidence, find_faults, misgendered
from tests.benchmarks.injectors import Pair
from tests.benchmarks.injectors.gender import shows_feminine

KINDS = {
    "negation": ("polarity",),
    "roles": ("roles", "pronouns"),
    "numbers": ("numbers", "dates"),
    "names": ("names",),
    "certainty": ("certainty",),
    "omission": ("length", "truncated", "sentences", "empty"),
    "question": ("question",),
    "gender": ("narrator-gender",),
    "wrong language": (
        "wrong-language", "english-residue", "same-as-source", "alphabet", "mixed-script",
    ),
    "repetition": ("repeated-ngram", "doubled-word"),
}  # fmt: skip
"""Kinds of error, and the checks that see them."""

GOOD = 45
"""chrF2 from which a draft counts as one of the better."""

_KIND_OF = {check: kind for kind, checks in KINDS.items() for check in checks}


def main() -> None:
    """Read the arguments, draft, count, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package")
    parser.add_argument("corpus", type=parse_corpus)
    parser.add_argument("--show", choices=KINDS, help="print the careful drafts of a kind")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        name: str = arguments.package
        path = Path(name) if name.endswith(".argosmodel") else find_package(name)
        engine = ArgosEngine(open_package(path, Path(folder)))
        locale = engine.target_locale
        pairs = [pair for pair in read_corpus(arguments.corpus) if pair.locale == locale]
        sources, references = [p.source for p in pairs], [p.target for p in pairs]
        careful = CarefulEngine(engine, CANDIDATES).translate(sources)
        quick = GuardedEngine(engine, ALTERNATIVES).translate(sources)
        ways = {
            "beam search": engine.translate(sources),
            f"{ALTERNATIVES} alternatives": quick,
            f"best of {CANDIDATES + 1}": careful,
            "(references)": [Draft(reference) for reference in references],
        }
        kinds = {
            way: [
                _kinds(locale, source, draft.text)
                for source, draft in zip(sources, drafts, strict=True)
            ]
            for way, drafts in ways.items()
        }
        _print_table(f"{engine.signature.label}, {len(pairs)} sentences", ways, kinds, references)
        _print_classes("by agreement", locale, sources, careful, references)
        _print_classes("by score", locale, sources, quick, references)
        _print_genders(engine, [Pair(p.source, p.target, locale) for p in pairs])
        last = kinds[f"best of {CANDIDATES + 1}"]
        for number, found in enumerate(last):
            if arguments.show in found:
                print(f"> {sources[number]}\n  {careful[number].text}\n  ({references[number]})")


def _print_genders(engine: ArgosEngine, pairs: Sequence[Pair]) -> None:
    """Print how often drafts show the other gender, and what declaring it changes."""
    by_gender: dict[NarratorGender, list[Pair]] = defaultdict(list)
    for pair in pairs:
        feminine = shows_feminine(pair) if pair.locale == "ru" else None
        if feminine is not None:
            by_gender[NarratorGender.FEMININE if feminine else NarratorGender.MASCULINE].append(
                pair
            )
    for gender, shown in by_gender.items():
        sources, references = [p.source for p in shown], [p.target for p in shown]
        for way, declared in (("undeclared", None), ("declared", gender)):
            quick = GuardedEngine(engine, ALTERNATIVES, declared).translate(sources)
            careful = CarefulEngine(engine, CANDIDATES, narrator=declared).translate(sources)
            for name, drafts in (("quick", quick), (f"best of {CANDIDATES + 1}", careful)):
                texts = [draft.text for draft in drafts]
                wrong = sum(
                    misgendered(source, "ru", text, gender)
                    for source, text in zip(sources, texts, strict=True)
                )
                score = chrf2(texts, references)
                what = f"{gender.value} {way}, {name}"
                print(f"{what}: {wrong} of {len(shown)} wrong, chrF2 {score:.1f}")


def _kinds(locale: str, source: str, text: str) -> set[str]:
    unit = Unit("", locale, source, target=text, state=State.DRAFT, origin=Origin.MACHINE)
    return {_KIND_OF[f.check] for f in run_checks(unit, CHECKS) if f.check in _KIND_OF}


def _print_table(
    title: str,
    ways: dict[str, list[Draft]],
    kinds: dict[str, list[set[str]]],
    references: Sequence[str],
) -> None:
    print(f"| {title} | {' | '.join(ways)} |")
    print(f"| --- |{' ---: |' * len(ways)}")
    counts = {way: Counter(kind for found in sets for kind in found) for way, sets in kinds.items()}
    for kind in KINDS:
        print(f"| {kind} | {' | '.join(str(counts[way][kind]) for way in ways)} |")
    any_kind = [str(sum(map(bool, kinds[way]))) for way in ways]
    print(f"| drafts with any of these | {' | '.join(any_kind)} |")
    scores = [f"{chrf2([d.text for d in drafts], references):.1f}" for drafts in ways.values()]
    print(f"| chrF2 | {' | '.join(scores)} |")


def _print_classes(
    title: str,
    locale: str,
    sources: Sequence[str],
    drafts: Sequence[Draft],
    references: Sequence[str],
) -> None:
    """Print how good the drafts of each class are, and what the number behind it is worth."""
    groups: dict[str, list[int]] = defaultdict(list)
    for number, (source, draft) in enumerate(zip(sources, drafts, strict=True)):
        faults = find_faults(source, locale, draft.text)
        kind = confidence(draft.agreement, faults, draft.score)
        groups[kind.value if kind else "unknown"].append(number)
    print(f"{title}:")
    for name, numbers in sorted(groups.items()):
        score = chrf2([drafts[n].text for n in numbers], [references[n] for n in numbers])
        print(f"  {name}: {len(numbers)} drafts, chrF2 {score:.1f}")
    promises = [(d.score if d.agreement is None else d.agreement) or 0 for d in drafts]
    scores = [chrf2([d.text], [r]) for d, r in zip(drafts, references, strict=True)]
    good = [p for p, score in zip(promises, scores, strict=True) if score >= GOOD]
    bad = [p for p, score in zip(promises, scores, strict=True) if score < GOOD]
    if good and bad:
        right = sum((g > b) + (g == b) / 2 for g in good for b in bad) / len(good) / len(bad)
        print(f"  the better of two is higher in {right:.0%}, chrF2 {GOOD} between them")


if __name__ == "__main__":
    main()
