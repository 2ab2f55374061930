"""``kuager models train``: packages of our own, from parallel corpora."""

from __future__ import annotations

from pathlib import Path

import click

from kuager.cli.console import note, print_json, result
from kuager.cli.interruption import GOES_ON, interruptible
from kuager.cli.options import format_option
from kuager.models.training.corpora import Corpus, parse_corpus
from kuager.steps.train import Publication, Sizes, TrainedPackage
from kuager.steps.train import train as train_step


def _corpora(
    _context: click.Context, _option: click.Parameter, value: str | tuple[str, ...]
) -> Corpus | tuple[Corpus, ...]:
    """Read ``PATH``, ``PATH=kk,ru`` or ``PATH=ru*0.5@tag``, once or several times."""
    if isinstance(value, str):
        return parse_corpus(value)
    return tuple(parse_corpus(specification) for specification in value)


@click.command(
    epilog="\b\nExamples:\n"
    "  kuager models train --corpus triples.tsv.gz=kk,ru --dev dev.tsv=kk,ru \\\n"
    "      --folder training --output packages --minutes 240\n"
    "  kuager models train --corpus memory.tmx=kk --corpus news.en-kk.tsv.gz*0.5 \\\n"
    "      --dev dev.en-kk.tsv --exclude source/2022-03-04-kazakhstan.md \\\n"
    "      --folder training --output packages --minutes 20 --device cuda"
)
@click.option(
    "--corpus",
    "corpora",
    metavar="CORPUS",
    callback=_corpora,
    multiple=True,
    required=True,
    help="TSV (also .gz), TMX or PO, with its target locales, the share seen in each pass, and a "
    "tag if it is of another kind than what will be drafted: PATH=kk,ru*0.5@news.",
)
@click.option(
    "--dev",
    "development",
    metavar="CORPUS",
    callback=_corpora,
    required=True,
    help="Development set: the weights that translate it best are kept. Never trained on.",
)
@click.option(
    "--evaluation",
    metavar="CORPUS",
    callback=_corpora,
    multiple=True,
    help="Another set to measure on at the end. Never trained on.",
)
@click.option(
    "--exclude",
    "texts",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="A text to be translated: its sentences are not trained on either.",
)
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="For checkpoints; the same command goes on where it was stopped.",
)
@click.option(
    "--output",
    "packages",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder for the packages.",
)
@click.option("--minutes", type=float, required=True, help="How long to train.")
@click.option("--width", type=int, default=192, show_default=True, help="Width of the network.")
@click.option("--vocabulary", type=int, default=4_000, show_default=True, help="Tokens.")
@click.option("--encoder-layers", type=int, default=4, show_default=True, help="Of the network.")
@click.option("--decoder-layers", type=int, default=2, show_default=True, help="Of the network.")
@click.option(
    "--batch-tokens",
    type=click.IntRange(100),
    help="Target tokens of a step; by default 3,200 on a CPU and 12,000 on a GPU.",
)
@click.option(
    "--dropout",
    type=click.FloatRange(0, 1, max_open=True),
    default=0.1,
    show_default=True,
    help="More where sentences are few and passes many.",
)
@click.option(
    "--consistency",
    type=click.FloatRange(0),
    default=0.0,
    show_default=True,
    help="Above 0 each batch is learnt twice, to predict the same under two dropouts; 5 is usual.",
)
@click.option(
    "--resegmented",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Share of the sentences that are cut into other tokens in each pass.",
)
@click.option(
    "--processes", type=int, default=0, help="Processes on a CPU; by default one for each core."
)
@click.option(
    "--device",
    type=click.Choice(["auto", "cpu", "cuda"]),
    default="auto",
    show_default=True,
    help="Where to train; auto takes a GPU if there is one.",
)
@click.option(
    "--start-from",
    "start",
    metavar="FOLDER",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Go on from the best weights of another training, with its tokenizer and sizes.",
)
@click.option(
    "--learning-rate",
    type=click.FloatRange(0, 0.1, min_open=True),
    help="The highest; it falls to zero. By default one that fits the width.",
)
@click.option("--no-alignment", is_flag=True, help="Do not teach word alignments (eflomal).")
@click.option("--seed", type=int, default=1, show_default=True, help="For all that is random.")
@click.option("--package-version", default="1.0", show_default=True, help="Of the packages.")
@click.option(
    "--licence", default="Not stated.", help="Licence of the packages, for their model cards."
)
@click.option("--note", "notes", multiple=True, help="A line for the model cards, such as credits.")
@format_option
def train(
    corpora: tuple[Corpus, ...],
    development: Corpus,
    evaluation: tuple[Corpus, ...],
    texts: tuple[Path, ...],
    folder: Path,
    packages: Path,
    minutes: float,
    width: int,
    vocabulary: int,
    encoder_layers: int,
    decoder_layers: int,
    batch_tokens: int | None,
    dropout: float,
    consistency: float,
    resegmented: float,
    processes: int,
    device: str,
    start: Path | None,
    learning_rate: float | None,
    no_alignment: bool,
    seed: int,
    package_version: str,
    licence: str,
    notes: tuple[str, ...],
    output: str,
) -> None:
    """Train packages for drafts from parallel corpora, on this machine.

    One small Transformer learns all target languages of the corpora together and is packed once
    for each. Needs the extra 'train' (torch), and for word alignments eflomal, a
    program of its own.
    """
    with interruptible(GOES_ON):
        trained = train_step(
            corpora,
            development,
            evaluation=evaluation,
            texts=texts,
            folder=folder,
            output=packages,
            sizes=Sizes(
                minutes=minutes,
                vocabulary=vocabulary,
                width=width,
                encoder_layers=encoder_layers,
                decoder_layers=decoder_layers,
                batch_tokens=batch_tokens,
                dropout=dropout,
                consistency=consistency,
                resegmented=resegmented,
                processes=processes,
                device=device,
                seed=seed,
                learning_rate=learning_rate,
                start=start,
            ),
            publication=Publication(package_version, licence, notes),
            alignment=not no_alignment,
            report=note,
        )
    if output == "json":
        print_json("train", {"packages": [_fields(package) for package in trained]})
        return
    for package in trained:
        result(f"{package.path.name}: {package.size / 1e6:.1f} MB")
        for name, score in package.figures:
            result(f"  {name}: {score.metric} {score.value:.1f} ({score.signature})")


def _fields(package: TrainedPackage) -> dict[str, object]:
    return {
        "package": package.path.name,
        "locale": package.locale,
        "bytes": package.size,
        "figures": [
            {
                "set": name,
                "metric": score.metric,
                "value": round(score.value, 2),
                "signature": score.signature,
            }
            for name, score in package.figures
        ],
    }
