"""Measure drafting: Argos' own path per segment, ours, and CTranslate2 alone, in one run.

    python -m tests.benchmarks.drafting [--package NAME_OR_FILE] [--sentences N | --file FILE]
    python -m tests.benchmarks.drafting --large --sentences 40 --rounds 1

FILE has one sentence a line. The three use the same package, beam and machine, take turns, and
count by their best round; target tokens are counted with the package's own tokenizer. After them,
once: the way that packs are drafted (the best of many drafts), and how long the model loads.
``--large`` measures a network of the size that Argos' own packages have (6+6 layers, width 512)
with random weights, which is built here; it knows no end, so all outputs have the longest length.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import ctranslate2
import numpy as np
from argostranslate.tokenizer import BPETokenizer, SentencePieceTokenizer, Tokenizer
from numpy.typing import NDArray

from kuager.engines import CANDIDATES, ArgosEngine, CarefulEngine
from kuager.engines.argos import BATCH_TOKENS, LENGTH_PENALTY
from kuager.models import ArgosPackage, find_package, open_package
from kuager.models.training.conversion import write_model
from kuager.models.training.shape import Shape
from kuager.models.training.tokenizer import load_tokenizer, vocabulary

LARGE = "large"

PARTS = (
    ("That evening", "In the morning", "Two days later", "On Thursday", "After the shots"),
    ("my sister", "our neighbour", "a soldier", "the driver", "an old woman", "six people"),
    ("stood", "waited", "was sitting", "lay", "cried"),
    ("near the market", "at the hospital", "in the yard", "by the bridge", "behind the bus"),
    ("and nobody helped.", "until it was dark.", "because the road was closed.", "for hours."),
)


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--package", default="translate-en_kk")
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--sentences", type=int, default=200)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    sentences = (
        arguments.file.read_text().split("\n") if arguments.file else invent(arguments.sentences)
    )
    sentences = [sentence for sentence in sentences if sentence.strip()]
    with tempfile.TemporaryDirectory() as folder:
        # Argos makes folders where these point to, on import.
        for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            os.environ[name] = folder
        os.environ["ARGOS_BEAM_SIZE"] = str(arguments.beam)
        name = arguments.package
        path = Path(name) if name.endswith(".argosmodel") else find_package(name)
        package = open_package(path, Path(folder))
        if arguments.large:
            package = enlarge(package, Path(folder))
        print(f"{package.name} {package.version}, {len(sentences)} sentences, {cores()} cores")
        measure(package, sentences, arguments.beam, arguments.rounds)


def measure(package: ArgosPackage, sentences: list[str], beam: int, rounds: int) -> None:
    """Print target tokens a second of the three ways and how they compare."""
    encode = tokenizer_of(package).encode
    ways = {way.__name__: way(package, beam) for way in (argos, raw, ours)}
    rates = dict.fromkeys(ways, 0.0)
    for translate in ways.values():
        translate(sentences[:1])
    for _ in range(rounds):
        for name, translate in ways.items():
            start = time.perf_counter()
            texts = translate(sentences)
            seconds = time.perf_counter() - start
            tokens = sum(len(encode(text)) for text in texts)
            rates[name] = max(rates[name], tokens / seconds)
            print(f"{name:6} {seconds:8.2f} s {tokens:8} target tokens")
    for name, rate in rates.items():
        print(f"{name:6} {rate:9.0f} target tokens/s")
    print(f"ours / argos {rates['ours'] / rates['argos']:.2f}")
    print(f"ours / raw   {rates['ours'] / rates['raw']:.2f}")
    if package.folder.name == LARGE:
        return
    start = time.perf_counter()
    drafts = CarefulEngine(ArgosEngine(package, beam=beam), CANDIDATES).translate(sentences)
    seconds = time.perf_counter() - start
    tokens = sum(len(encode(draft.text)) for draft in drafts)
    print(f"careful, best of {CANDIDATES + 1}: {tokens / seconds:.0f} target tokens/s, "
          f"{len(sentences) / seconds:.1f} sentences/s")  # fmt: skip
    start = time.perf_counter()
    ctranslate2.Translator(str(package.folder / "model"), inter_threads=1, intra_threads=1)
    tokenizer_of(package).encode("Load.")
    print(f"loaded in {time.perf_counter() - start:.3f} s")


def enlarge(package: ArgosPackage, folder: Path) -> ArgosPackage:
    """Return a package with the same vocabulary and a large network of random weights."""
    tokenizer = load_tokenizer(package.tokenizer_path)
    tokens = vocabulary(tokenizer)
    shape = Shape(len(tokens), 512, 8, 2048, 6, 6)
    chance = np.random.default_rng(1)
    arrays: dict[str, NDArray[np.float32]] = {}

    def add(name: str, *size: int) -> None:
        arrays[name] = chance.normal(0, 0.05, size).astype(np.float32)

    add("embeddings", shape.vocabulary, shape.width)
    add("output.bias", shape.vocabulary)
    for side, layers in (("encoder", 6), ("decoder", 6)):
        norms = [f"{side}.norm"]
        for layer in range(layers):
            name = f"{side}.{layer}"
            linears = [("self.in", 3, 1), ("self.out", 1, 1), ("forward.in", 4, 1),
                       ("forward.out", 1, 4)]  # fmt: skip
            norms += [f"{name}.self.norm", f"{name}.forward.norm"]
            if side == "decoder":
                linears += [("cross.query", 1, 1), ("cross.memory", 2, 1), ("cross.out", 1, 1)]
                norms.append(f"{name}.cross.norm")
            for part, outputs, inputs in linears:
                add(f"{name}.{part}.weight", outputs * shape.width, inputs * shape.width)
                add(f"{name}.{part}.bias", outputs * shape.width)
        for norm in norms:
            arrays[f"{norm}.gamma"] = np.ones(shape.width, dtype=np.float32)
            arrays[f"{norm}.beta"] = np.zeros(shape.width, dtype=np.float32)
    target = folder / LARGE
    shutil.copytree(package.folder, target)
    shutil.rmtree(target / "model")
    write_model(arrays, shape, tokens, target / "model")
    return replace(package, name="random 6+6x512", folder=target)


Translate = Callable[[list[str]], list[str]]


def argos(package: ArgosPackage, _beam: int) -> Translate:
    """Return argostranslate's translation, one segment after another, as it is used."""
    from tests.support.argos_itself import open_translation  # noqa: PLC0415 (makes folders)

    translation = open_translation(package.folder)
    return lambda sentences: [translation.translate(sentence) for sentence in sentences]


def raw(package: ArgosPackage, beam: int) -> Translate:
    """Return one ``translate_batch`` over ready tokens; only their making is not raw."""
    model = ctranslate2.Translator(
        str(package.folder / "model"), inter_threads=cores(), intra_threads=1
    )
    tokenizer = tokenizer_of(package)
    prefix = [package.target_prefix] if package.target_prefix else None

    def translate(sentences: list[str]) -> list[str]:
        results = model.translate_batch(
            [tokenizer.encode(sentence) for sentence in sentences],
            target_prefix=[prefix] * len(sentences) if prefix else None,
            max_batch_size=BATCH_TOKENS,
            batch_type="tokens",
            beam_size=beam,
            length_penalty=LENGTH_PENALTY,
            replace_unknowns=True,
        )
        return [tokenizer.decode(result.hypotheses[0][bool(prefix) :]) for result in results]

    return translate


def ours(package: ArgosPackage, beam: int) -> Translate:
    """Return our engine."""
    engine = ArgosEngine(package, beam=beam)
    return lambda sentences: [draft.text for draft in engine.translate(sentences)]


def tokenizer_of(package: ArgosPackage) -> Tokenizer:
    """Return the package's tokenizer."""
    if package.tokenizer_path.name == "sentencepiece.model":
        return SentencePieceTokenizer(package.tokenizer_path)
    return BPETokenizer(package.tokenizer_path, package.source_locale, package.target_locale)


def invent(count: int) -> list[str]:
    """Return different invented sentences, the same ones on every run."""
    every = [" ".join(parts) for parts in itertools.product(*PARTS)]
    random.Random(1).shuffle(every)
    return every[:count]


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0))


if __name__ == "__main__":
    main()
