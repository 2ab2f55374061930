"""Measure the checks: what share of injected errors they find, and how often they cry wolf.

    .venv/bin/python -m tests.benchmarks.checks TRIPLES [--split dev|held-out]
        [--limit 2000] [--errors 200] [--kind KIND]… [--pofilter PATH] [--spelling kk=FILE]…
        [--markdown] [--show N]

TRIPLES holds English, Kazakh and Russian, separated by tabs, one sentence a line (``.gz`` is
read as well). A pair belongs to the held-out third if the first eight hexadecimal digits of the
SHA-256 of its English text, as a number, leave 2 when divided by 3. Those pairs are for
reporting only: the checks are developed on the other two thirds, and ``--show``, which prints
errors that were missed, refuses them.

False alarms are counted on the first ``--limit`` pairs of the split (shuffled by ``--seed``).
For recall, each kind of error is injected into pairs of the whole split until there are
``--errors`` of it in each language. An error counts as caught when some check speaks up about
the corrupted text that was silent about the clean one. Where ``pofilter`` (Translate Toolkit)
is at hand, it judges the same texts, from a PO file of ours. Spelling is judged in the locales
that ``--spelling`` names a dictionary for (the path of its .aff and .dic without ending, or
``kk=system``); without one, no ``typo`` is injected.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import random
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from kuager.checks import CHECKS, Check, CheckContext, run_checks
from kuager.formats.gettext import catalog_parse, catalog_serialize
from kuager.model import CatalogEntry, NarratorGender, Severity, State, Unit, number_repeats
from kuager.spelling.named import named_spellers
from tests.benchmarks.injectors import INJECTORS, Family, Injector, Pair
from tests.benchmarks.injectors.gender import shows_feminine

LOCALES: Final = ("kk", "ru")
MEANING: Final = frozenset(
    ("polarity", "roles", "pronouns", "names", "certainty", "question", "narrator-gender", "tense")
)
"""Checks that read the text as language; the others look at marks, letters and figures."""

WANTED: Final = {
    "drop-negation": 0.90,
    "add-negation": 0.90,
    "swap-roles": 0.80,
    "drop-name": 0.80,
    "replace-name": 0.80,
    "date": 0.80,
}
TYPO: Final = "typo"
"""The kind that takes a dictionary; nothing is promised of it."""
WANTED_ELSE: Final = {Family.MECHANICAL: 0.98, Family.SCRIPT: 0.98}

ROUNDS: Final = 3


@dataclass(frozen=True, slots=True)
class Case:
    """A clean pair and what an injector made of it."""

    clean: Pair
    corrupted: Pair


def is_held_out(source: str) -> bool:
    """Say whether a pair belongs to the third that is for reporting only."""
    return int(hashlib.sha256(source.encode()).hexdigest()[:8], 16) % 3 == 2


def read_pairs(path: Path, *, held_out: bool, seed: int) -> dict[str, list[Pair]]:
    """Read the pairs of one split, by target locale, shuffled."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t")[:3] for line in lines]
    rows = [row for row in rows if len(row) == 3 and is_held_out(row[0]) == held_out]
    random.Random(seed).shuffle(rows)
    return {
        "kk": [Pair(english, kazakh, "kk", russian) for english, kazakh, russian in rows],
        "ru": [Pair(english, russian, "ru", kazakh) for english, kazakh, russian in rows],
    }


def inject(injector: Injector, pairs: Iterable[Pair], most: int, seed: int) -> list[Case]:
    """Corrupt pairs until there are enough; the same seed gives the same errors."""
    cases: list[Case] = []
    for pair in pairs:
        dice = random.Random(f"{seed} {injector.kind} {pair.locale} {pair.source}")
        clean = injector.prepare(pair, dice)
        target = None if clean is None else injector.corrupt(clean, dice)
        if clean is not None and target is not None:
            cases.append(Case(clean, Pair(clean.source, target, clean.locale, clean.target)))
            if len(cases) == most:
                break
    return cases


def as_unit(pair: Pair) -> Unit:
    """Return the pair as a unit that somebody has translated."""
    return Unit("benchmark", pair.locale, pair.source, target=pair.target, state=State.TRANSLATED)


def context_of(pair: Pair) -> CheckContext:
    """Return the policy that a clean pair obeys: the gender shown, or none where nobody says I."""
    feminine = shows_feminine(pair)
    if feminine is not None:
        gender = NarratorGender.FEMININE if feminine else NarratorGender.MASCULINE
        return CheckContext(narrator_gender=gender)
    says_i = any(word in pair.source.split() for word in ("I", "my", "My", "me", '"I'))
    return CheckContext(narrator_gender=None if says_i else NarratorGender.NEUTRAL)


def our_judge(
    contexts: dict[Pair, CheckContext], pairs: Sequence[Pair]
) -> dict[Pair, frozenset[str]]:
    """Return which of our checks speak up about each pair."""
    return {
        pair: frozenset(
            finding.check for finding in run_checks(as_unit(pair), context=contexts[pair])
        )
        for pair in pairs
    }


def pofilter_judge(program: str, pairs: Sequence[Pair]) -> dict[Pair, frozenset[str]]:
    """Return which of pofilter's tests fail on each pair, from one PO file a locale."""
    judged: dict[Pair, frozenset[str]] = dict.fromkeys(pairs, frozenset())
    for locale in LOCALES:
        ours = [pair for pair in judged if pair.locale == locale]
        numbers = number_repeats(pair.source for pair in ours)
        keyed = {(pair.source, number): pair for pair, number in zip(ours, numbers, strict=True)}
        with tempfile.TemporaryDirectory() as name:
            catalog, failed = Path(name) / "in.po", Path(name) / "out.po"
            entries = [
                CatalogEntry(source, occurrence, target=pair.target)
                for (source, occurrence), pair in keyed.items()
            ]
            catalog.write_bytes(catalog_serialize("benchmark", locale, entries))
            command = [
                program,
                f"--language={locale}",
                "--progress=none",
                str(catalog),
                str(failed),
            ]
            subprocess.run(command, check=True, capture_output=True)
            for entry in catalog_parse(failed.read_bytes()) if failed.exists() else ():
                judged[keyed[entry.key]] = frozenset(_failed_tests(entry.remark))
    return judged


def _failed_tests(remark: str) -> list[str]:
    """Read the names of tests from notes such as ``(pofilter) endpunc: …``."""
    notes = (line.split(")", 1)[1] for line in remark.splitlines() if line.startswith("(pofilter)"))
    return [note.split(":")[0].strip() for note in notes]


def percent(part: int, whole: int) -> str:
    """Write a share for people."""
    return f"{100 * part / whole:.1f} %" if whole else "–"


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]], *, markdown: bool) -> None:
    """Print rows in columns, or as a Markdown table."""
    if markdown:
        for row in (head, ["---"] * len(head), *rows):
            print("| " + " | ".join(row) + " |")
    else:
        widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
        for row in (head, *rows):
            print(
                "  ".join(
                    cell.ljust(width) for cell, width in zip(row, widths, strict=True)
                ).rstrip()
            )
    print()


def caught(case: Case, judged: dict[Pair, frozenset[str]]) -> frozenset[str]:
    """Return which checks speak up about the error: not about the clean text, but about this."""
    return judged[case.corrupted] - judged[case.clean]


def print_recall(
    cases: dict[tuple[str, str], list[Case]],
    ours: dict[Pair, frozenset[str]],
    theirs: dict[Pair, frozenset[str]] | None,
    *,
    markdown: bool,
) -> None:
    """Print recall per kind and locale, and the mean over the kinds of each family."""
    shares: dict[tuple[Family, str], list[tuple[float, float]]] = {}
    rows = []
    for injector in INJECTORS:
        for locale in LOCALES:
            found = cases.get((injector.kind, locale), [])
            if not found:
                continue
            by = Counter(check for case in found for check in caught(case, ours))
            hits = sum(bool(caught(case, ours)) for case in found)
            their_hits = sum(bool(caught(case, theirs)) for case in found) if theirs else 0
            wanted = WANTED.get(injector.kind, WANTED_ELSE.get(injector.family, 0.0))
            wanted = 0.0 if injector.kind == TYPO else wanted
            reached = hits >= wanted * len(found)
            shares.setdefault((injector.family, locale), []).append(
                (hits / len(found), their_hits / len(found))
            )
            rows.append(
                (
                    injector.kind,
                    locale,
                    f"{hits}/{len(found)}",
                    percent(hits, len(found)),
                    f"{wanted:.2f} {'reached' if reached else 'missed'}" if wanted else "",
                    percent(their_hits, len(found)) if theirs else "",
                    ", ".join(f"{check} {count}" for check, count in by.most_common(3)),
                )
            )
    print("Recall on injected errors\n")
    head = ("kind", "locale", "caught", "recall", "wanted", "pofilter", "by")
    print_table(head, rows, markdown=markdown)
    means = [
        (
            family.value,
            locale,
            str(len(values)),
            f"{100 * sum(our for our, _ in values) / len(values):.1f} %",
            f"{100 * sum(their for _, their in values) / len(values):.1f} %" if theirs else "",
        )
        for (family, locale), values in shares.items()
    ]
    print_table(("family", "locale", "kinds", "mean recall", "pofilter"), means, markdown=markdown)


def print_false_alarms(
    pairs: dict[str, list[Pair]],
    judged: dict[Pair, frozenset[str]],
    severities: dict[str, Severity],
    *,
    markdown: bool,
) -> None:
    """Print how many clean pairs each check speaks up about."""
    counts = {
        locale: Counter(check for pair in found for check in judged[pair])
        for locale, found in pairs.items()
    }
    names = [
        *severities,
        *sorted({check for found in counts.values() for check in found} - {*severities}),
    ]
    rows = [
        (
            name,
            severities[name].value if name in severities else "",
            *(str(counts[locale][name]) for locale in LOCALES),
            *(percent(counts[locale][name], len(pairs[locale])) for locale in LOCALES),
        )
        for name in names
    ]
    quiet = {name for name, severity in severities.items() if severity is Severity.INFO}
    for label, ignored in (("any check", frozenset[str]()), ("any but info", quiet)):
        if label == "any but info" and not quiet:
            continue
        totals = [sum(bool(judged[pair] - ignored) for pair in pairs[locale]) for locale in LOCALES]
        rows.append(
            (
                label,
                "",
                *map(str, totals),
                *(
                    percent(n, len(pairs[locale]))
                    for n, locale in zip(totals, LOCALES, strict=True)
                ),
            )
        )
    print_table(("check", "severity", *LOCALES, "kk %", "ru %"), rows, markdown=markdown)


def units_per_second(units: Sequence[Unit], checks: Sequence[Check]) -> float:
    """Return how many units a second of processor time the checks get through, at their best.

    The texts are more than the checks' caches hold, so that no round profits from the one before.
    """
    for unit in units[:50]:
        run_checks(unit, checks)
    rounds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for unit in units:
            run_checks(unit, checks)
        rounds.append(time.process_time() - start)
    return len(units) / min(rounds)


def print_missed(
    cases: dict[tuple[str, str], list[Case]], ours: dict[Pair, frozenset[str]], most: int
) -> None:
    """Print the first errors of each kind that nobody noticed."""
    for (kind, locale), found in cases.items():
        missed = [case for case in found if not caught(case, ours)]
        for case in missed[:most]:
            print(f"{kind} {locale}: {case.clean.source}\n  {case.clean.target}")
            print(f"  {case.corrupted.target!r}")


def main() -> None:
    """Read the arguments, inject, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("triples", type=Path)
    parser.add_argument("--split", choices=("dev", "held-out"), default="dev")
    parser.add_argument("--limit", type=int, default=2000, help="clean pairs a locale")
    parser.add_argument("--errors", type=int, default=200, help="errors a kind and locale")
    parser.add_argument("--kind", action="append", choices=[i.kind for i in INJECTORS])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--pofilter", help="path of the program; otherwise looked for on PATH")
    parser.add_argument("--spelling", action="append", default=[], metavar="LOCALE=DICTIONARY")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--show", type=int, default=0, help="print so many missed errors a kind")
    options = parser.parse_args()
    if options.show and options.split == "held-out":
        parser.error("held-out pairs are for reporting only; --show goes with --split dev")
    spellers = named_spellers(options.spelling)
    pool = read_pairs(options.triples, held_out=options.split == "held-out", seed=options.seed)
    clean = {locale: found[: options.limit] for locale, found in pool.items()}
    cases = {
        (injector.kind, locale): inject(injector, pool[locale], options.errors, options.seed)
        for injector in INJECTORS
        if not options.kind or injector.kind in options.kind
        for locale in LOCALES
        if injector.kind != TYPO or locale in spellers
    }
    contexts = {pair: context_of(pair) for found in clean.values() for pair in found}
    for found in cases.values():
        for case in found:
            contexts[case.clean] = contexts[case.corrupted] = context_of(case.clean)
    contexts = {pair: replace(known, spellers=spellers) for pair, known in contexts.items()}
    ours = our_judge(contexts, list(contexts))
    program = options.pofilter or shutil.which("pofilter")
    theirs = pofilter_judge(program, list(contexts)) if program else None

    severities = {check.id: check.severity for check in CHECKS}
    print(
        f"{options.split}: {len(pool['kk'])} pairs, of which {len(clean['kk'])} for false alarms;"
        f" {sum(map(len, cases.values()))} errors of {len(INJECTORS)} kinds\n"
    )
    print_recall(cases, ours, theirs, markdown=options.markdown)
    print("False alarms on clean pairs\n")
    print_false_alarms(clean, ours, severities, markdown=options.markdown)
    if theirs:
        print("False alarms of pofilter on the same pairs\n")
        print_false_alarms(clean, theirs, {}, markdown=options.markdown)
    units = [as_unit(pair) for found in clean.values() for pair in found]
    plain = [check for check in CHECKS if check.id not in MEANING]
    for name, checks in (("mechanical and script", plain), ("all", CHECKS)):
        rate = units_per_second(units, checks)
        print(f"{name} checks ({len(checks)}): {rate:,.0f} units/s of processor time")
    if options.show:
        print_missed(cases, ours, options.show)


if __name__ == "__main__":
    main()
