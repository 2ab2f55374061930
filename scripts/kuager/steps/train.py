"""Train: parallel corpora in, Argos packages out."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kuager.engines import ArgosEngine
from kuager.errors import InputError
from kuager.metrics import Score, score_translations
from kuager.models import open_package
from kuager.models.training.card import Facts, write_card
from kuager.models.training.conversion import write_model
from kuager.models.training.corpora import Corpus, Pair, read_corpus
from kuager.models.training.packaging import Label, write_package
from kuager.models.training.passes import Recipe
from kuager.models.training.preparation import Material, Prepared, prepare
from kuager.models.training.shape import Shape
from kuager.models.training.tokenizer import language_token, load_tokenizer, vocabulary
from kuager.models.training.workers import Job, choose_device, require_torch, run_job
from kuager.storage import write_atomically

SOURCE_LOCALE = "en"
NETWORK = "network.txt"
SWAPPED = 0.3
"""Share of the examples with numbers that get other digits in a pass."""
STORY = "story.txt"
"""How the network was trained, one training a line."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large the network is, and how long it is trained."""

    minutes: float
    vocabulary: int = 4_000
    width: int = 192
    encoder_layers: int = 4
    decoder_layers: int = 2
    processes: int = 0
    """0: one for each core."""
    device: str = "auto"
    seed: int = 1
    learning_rate: float | None = None
    """The highest; None: one that fits the width."""
    batch_tokens: int | None = None
    """Target tokens of a step; None: 3,200 on a CPU, 12,000 on a GPU."""
    dropout: float = 0.1
    consistency: float = 0.0
    """How much it weighs that two passes under other dropouts predict the same; 0: one pass."""
    resegmented: float = 0.0
    """Share of the sentences that are cut into other tokens in each pass."""
    start: Path | None = None
    """Folder of an earlier training, from whose best weights this one goes on."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What the packages say about themselves."""

    version: str
    licence: str
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class TrainedPackage:
    """One package and its figures."""

    path: Path
    locale: str
    size: int
    """Bytes."""
    figures: tuple[tuple[str, Score], ...]
    """Name of the set, score."""


def train(
    corpora: Sequence[Corpus],
    development: Corpus,
    *,
    evaluation: Sequence[Corpus] = (),
    texts: Sequence[Path] = (),
    folder: Path,
    output: Path,
    sizes: Sizes,
    publication: Publication,
    alignment: bool = True,
    report: Callable[[str], None],
) -> list[TrainedPackage]:
    """Train one network for all locales of the corpora and pack it once for each.

    ``folder`` keeps what is prepared and the checkpoints: the same call goes on where the last
    one stopped. What ``development``, ``evaluation`` and ``texts`` hold is not trained on.
    ``report`` is a function of a module: it goes to other processes. Raises InputError (corpora),
    PackageError (something to train with is missing), StorageError.
    """
    require_torch()
    material = Material(
        corpora,
        (development, *evaluation),
        texts,
        sizes.vocabulary,
        alignment,
        sizes.seed,
        sizes.start,
    )
    prepared = prepare(material, folder, report)
    pairs = [pair for pair in read_corpus(development) if pair.locale in material.locales]
    if not pairs:
        raise InputError(f"{development.path.name} has none of the locales that are trained.")
    shape = _shape(prepared, sizes)
    _claim(folder, f"{material.digest()} {shape}")
    _train(prepared, pairs, folder, shape, sizes, report)
    story = _tell(folder, len(prepared.examples), sizes)
    with tempfile.TemporaryDirectory() as name:
        model = Path(name) / "model"
        parameters = _convert(folder, prepared, shape, model)
        packages = []
        for locale in material.locales:
            label = Label(SOURCE_LOCALE, locale, publication.version, language_token(locale))
            facts = _facts(prepared, publication, shape, parameters, story)
            path = write_package(
                output, label, model, prepared.tokenizer_path, write_card(label, facts)
            )
            figures = tuple(
                (corpus.path.name, score)
                for corpus in (development, *evaluation)
                for score in measure_package(path, read_corpus(corpus))
            )
            lines = [f"{name}: {s.metric} {s.value:.1f} ({s.signature})" for name, s in figures]
            card = write_card(label, replace(facts, figures=lines))
            path = write_package(output, label, model, prepared.tokenizer_path, card)
            packages.append(TrainedPackage(path, locale, path.stat().st_size, figures))
    return packages


def measure_package(path: Path, pairs: Sequence[Pair]) -> list[Score]:
    """Draft the sources of pairs with a package, at beam 4, and score the drafts.

    Pairs of other locales than the package's are left out; without any there is no score.
    Raises PackageError for a package that cannot be used.
    """
    with tempfile.TemporaryDirectory() as cache:
        package = open_package(path, Path(cache))
        own = [pair for pair in pairs if pair.locale == package.target_locale]
        if not own:
            return []
        drafts = ArgosEngine(package).translate([pair.source for pair in own])
        return score_translations([draft.text for draft in drafts], [pair.target for pair in own])


def _shape(prepared: Prepared, sizes: Sizes) -> Shape:
    return Shape(
        vocabulary=load_tokenizer(prepared.tokenizer_path).get_piece_size(),
        width=sizes.width,
        heads=max(4, sizes.width // 64),
        feed_forward=4 * sizes.width,
        encoder_layers=sizes.encoder_layers,
        decoder_layers=sizes.decoder_layers,
    )


def _claim(folder: Path, description: str) -> None:
    """Keep what is trained in a folder in its ``network.txt``; refuse to go on with another."""
    path = folder / NETWORK
    if path.exists() and path.read_text("utf-8") != description:
        raise InputError(
            f"{folder.name} holds the training of another network, or on other corpora.",
            "Choose another folder, or the sizes and corpora of before.",
        )
    write_atomically(path, description.encode(), NETWORK)


def _train(
    prepared: Prepared,
    development: Sequence[Pair],
    folder: Path,
    shape: Shape,
    sizes: Sizes,
    report: Callable[[str], None],
) -> None:
    from kuager.models.training.loop import Plan  # noqa: PLC0415 (imports torch)

    device = choose_device(sizes.device)
    plan = Plan(
        shape,
        sizes.minutes,
        learning_rate=_learning_rate(sizes),
        dropout=sizes.dropout,
        consistency=sizes.consistency,
        evaluate_minutes=10 if device == "cpu" else 1,
        seed=sizes.seed,
        device=device,
    )
    recipe = Recipe(
        batch_tokens=sizes.batch_tokens or (3_200 if device == "cpu" else 12_000),
        swapped=SWAPPED,
        resegmented=sizes.resegmented,
        seed=sizes.seed,
    )
    processes = sizes.processes or os.cpu_count() or 1
    run_job(Job(plan, recipe, prepared, development, folder, report, sizes.start), processes)


def _learning_rate(sizes: Sizes) -> float:
    # Wider networks want smaller steps; 2.2e-3 was found for a width of 160.
    fitting: float = 2.2e-3 * (160 / sizes.width) ** 0.8
    return sizes.learning_rate or fitting


def _tell(folder: Path, examples: int, sizes: Sizes) -> list[str]:
    """Keep how the network in a folder was trained, after what it started from, and return it.

    One sentence for each training, the first one first.
    """
    from kuager.models.training.loop import load_progress  # noqa: PLC0415 (imports torch)

    earlier: list[str] = []
    if sizes.start and (sizes.start / STORY).is_file():
        earlier = (sizes.start / STORY).read_text("utf-8").splitlines()
    done = load_progress(folder)
    begin = "Went on" if sizes.start else "Trained from random weights"
    own = (
        f"{begin} for {done.minutes:.0f} minutes: {done.steps:,} steps, {done.passes} passes over "
        f"{examples:,} sentences, {done.tokens / 1e6:.1f} million target tokens, learning rate "
        f"from {_learning_rate(sizes):.1e} down to zero, dropout {sizes.dropout:g}{_more(sizes)}."
    )
    write_atomically(
        folder / STORY, "".join(f"{line}\n" for line in (*earlier, own)).encode(), STORY
    )
    return [*earlier, own]


def _more(sizes: Sizes) -> str:
    parts = {
        f"batches of {sizes.batch_tokens or 0:,} target tokens": sizes.batch_tokens,
        f"consistency {sizes.consistency:g} (R-Drop)": sizes.consistency,
        f"{sizes.resegmented:.0%} of the sentences in other tokens in each pass": sizes.resegmented,
    }
    return "".join(f", {text}" for text, used in parts.items() if used)


def _convert(folder: Path, prepared: Prepared, shape: Shape, model: Path) -> int:
    """Write the best weights as a CTranslate2 model; return how many numbers they are."""
    from kuager.models.training.loop import load_best  # noqa: PLC0415 (imports torch)

    arrays: dict[str, Any] = load_best(folder)
    write_model(arrays, shape, vocabulary(load_tokenizer(prepared.tokenizer_path)), model)
    return sum(array.size for array in arrays.values())


def _facts(
    prepared: Prepared,
    publication: Publication,
    shape: Shape,
    parameters: int,
    story: Sequence[str],
) -> Facts:
    return Facts(
        sources=prepared.sources,
        licence=publication.licence,
        parameters=parameters,
        layout=(
            f"A Transformer for all target languages together: width {shape.width}, "
            f"{shape.encoder_layers} encoder and {shape.decoder_layers} decoder layers, "
            f"{shape.heads} heads, a joint vocabulary of {shape.vocabulary:,} tokens"
        ),
        training=" ".join(story),
        figures=(),
        notes=publication.notes,
    )
