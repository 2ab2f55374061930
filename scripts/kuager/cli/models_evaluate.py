"""``kuager models evaluate``: how good packages are, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from kuager.cli.console import counted, print_json, progress_bar, result
from kuager.cli.options import format_option, pack_of
from kuager.errors import ConfigurationError
from kuager.evaluation import CONFIDENCE, SAMPLES, SEED, Group
from kuager.pack import Pack
from kuager.steps.evaluate import Evaluation, EvaluationReport, Options, Paired
from kuager.steps.evaluate import evaluate as evaluate_step
from kuager.steps.evaluation_sets import Place

_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(
    epilog="\b\nExamples:\n"
    "  kuager models evaluate translate-en_ru --corpus dev.en-ru.tsv\n"
    "  kuager models evaluate translate-en_kk new.argosmodel --corpus dev.tsv=kk,ru --documents 4\n"
    "  kuager models evaluate translate-en_ru --source src.sgm --reference ref.sgm \\\n"
    "      --hypotheses other-system.txt --worst 20"
)
@click.argument("packages", nargs=-1, metavar="[PACKAGE]...")
@click.option(
    "--corpus",
    default="",
    metavar="CORPUS",
    help="TSV (also .gz), TMX or PO, as for models train (dev.tsv=kk,ru), or SGM with both sides.",
)
@click.option("--source", type=_file, help="Sources: one a line, or SGM.")
@click.option("--reference", type=_file, help="References: one a line, or SGM.")
@click.option(
    "--documents",
    default="",
    metavar="COLUMN|FILE",
    help="Document of each row: a column of the TSV (from 1), or a file with one name a line.",
)
@click.option(
    "--hypotheses",
    type=_file,
    multiple=True,
    help="Ready translations of another system, one a line or SGM; may be repeated.",
)
@click.option("--locale", "-l", default="", help="Of the ready translations, if it is not clear.")
@click.option("--beam", type=click.IntRange(1, 64), default=4, show_default=True, help="Width.")
@click.option(
    "--worst",
    type=click.IntRange(0, 1000),
    default=0,
    metavar="N",
    help="Also print the N worst drafts with source and reference: text, not for logs.",
)
@format_option
@click.pass_context
def evaluate(
    context: click.Context,
    packages: tuple[str, ...],
    corpus: str,
    source: Path | None,
    reference: Path | None,
    documents: str,
    hypotheses: tuple[Path, ...],
    locale: str,
    beam: int,
    worst: int,
    output: str,
) -> None:
    """Measure packages against references: chrF2, chrF++, BLEU, TER.

    Every figure comes with sacreBLEU's signature and a bootstrap interval; with two or more
    systems for a locale, each is tested against the first (paired bootstrap). A package is a
    name, name==version or an .argosmodel file.
    """
    place = Place(corpus, source, reference, documents)
    with progress_bar("drafting") as update:
        report = evaluate_step(
            _pack(context), packages, place, hypotheses, Options(locale, beam, worst), update
        )
    if output == "json":
        print_json("evaluation", _fields(report))
        return
    for evaluation in report.evaluations:
        for line in _lines(evaluation):
            result(line)
    for paired in report.pairs:
        for line in _paired_lines(paired):
            result(line)
    result(
        f"Intervals: {CONFIDENCE} %, bootstrap of {SAMPLES:,} resamples, seed {SEED}; "
        "p: paired bootstrap, two-sided."
    )


def _pack(context: click.Context) -> Pack | None:
    """Return the pack we are in, if any: packages can be measured anywhere."""
    try:
        return pack_of(context)
    except ConfigurationError:
        if context.obj != Path():
            raise
        return None


def _lines(evaluation: Evaluation) -> list[str]:
    lines = [
        f"{evaluation.system} on {evaluation.test_set}"
        + (f" ({evaluation.locale})" if evaluation.locale else "")
        + f", {counted(evaluation.pairs, 'pair')}"
    ]
    lines += [
        f"  {own.metric:8}{own.value:6.1f}  [{own.low:.1f}, {own.high:.1f}]  {own.signature}"
        for own in evaluation.figures
    ]
    if evaluation.speed and evaluation.signature:
        speed, signature = evaluation.speed, evaluation.signature
        rate = evaluation.pairs / speed.seconds if speed.seconds else 0.0
        lines.append(
            f"  {speed.tokens_a_second:,.0f} target tokens/s, {rate:,.1f} sentences/s, "
            f"beam {signature.beam}, {signature.compute_type}, sha256 {signature.sha256[:12]}…"
        )
    lines += _group_lines("words of the source", evaluation.lengths)
    lines += _group_lines("document", evaluation.documents)
    for weak in evaluation.worst:
        lines += [
            f"  row {weak.row}: {evaluation.figures[0].metric} {weak.value:.1f}",
            f"    source     {weak.source}",
            f"    draft      {weak.hypothesis}",
            f"    reference  {weak.reference}",
        ]
    return lines


def _group_lines(heading: str, groups: Sequence[Group]) -> list[str]:
    if not groups:
        return []
    names = list(groups[0].values)
    width = max(len(heading), *(len(group.label) for group in groups))
    lines = [f"  {heading:{width}}  pairs" + "".join(f"{name:>9}" for name in names)]
    lines += [
        f"  {group.label:{width}}  {group.pairs:5}"
        + "".join(f"{group.values[name]:9.1f}" for name in names)
        for group in groups
    ]
    return lines


def _paired_lines(paired: Paired) -> list[str]:
    lines = [f"{paired.second} against {paired.first}"]
    for own in paired.comparisons:
        told = "better" if own.better else "worse" if own.difference else "equal"
        lines.append(
            f"  {own.metric:8}{own.difference:+6.1f}  [{own.low:+.1f}, {own.high:+.1f}]  "
            f"p = {own.p:.3f}  {told if own.p < 0.05 else f'{told}, may be chance'}"
        )
    return lines


def _fields(report: EvaluationReport) -> dict[str, Any]:
    evaluations = []
    for evaluation in report.evaluations:
        fields = asdict(evaluation)
        if evaluation.signature:
            fields["signature"]["libraries"] = dict(evaluation.signature.libraries)
        if evaluation.speed:
            fields["speed"]["tokens_a_second"] = evaluation.speed.tokens_a_second
        evaluations.append(fields)
    return {
        "evaluations": evaluations,
        "paired": [asdict(paired) for paired in report.pairs],
        "bootstrap": {"resamples": SAMPLES, "seed": SEED, "confidence": CONFIDENCE},
    }
