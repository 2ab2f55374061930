"""From weights to packages: conversion, packing, model cards; training itself where torch is."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
import pytest
from click.testing import CliRunner

from kuager.cli.models import models
from kuager.engines import ArgosEngine
from kuager.errors import InputError, PackageError
from kuager.metrics import score_translations
from kuager.models import open_package
from kuager.models.training.card import Facts, Source, write_card
from kuager.models.training.conversion import write_model
from kuager.models.training.packaging import Label, write_package
from kuager.models.training.passes import Passes, Recipe
from kuager.models.training.shape import Shape
from kuager.models.training.tokenizer import load_tokenizer, train_tokenizer, vocabulary

from .support.forward import log_probabilities, random_arrays
from .test_training import triples, write_table

SMALL = Shape(vocabulary=24, width=16, heads=2, feed_forward=32, encoder_layers=2, decoder_layers=2)
LABEL = Label("en", "kk", "0.2", "<2kk>")


def test_the_converted_model_computes_what_the_weights_say(tmp_path: Path) -> None:
    arrays = random_arrays(SMALL, 1)
    before = {name: array.copy() for name, array in arrays.items()}
    tokens = ["<pad>", "<unk>", "<s>", "</s>", "<2kk>", *(f"t{n}" for n in range(5, 24))]
    write_model(arrays, SMALL, tokens, tmp_path, quantization="float32")
    translator = ctranslate2.Translator(str(tmp_path), device="cpu", compute_type="float32")
    source, target = [7, 12, 9, 20], [4, 11, 5, 17, 8]
    (scored,) = translator.score_batch([[tokens[n] for n in source]], [[tokens[n] for n in target]])
    expected, attention = log_probabilities(arrays, SMALL, [*source, 3], [2, *target])
    wanted = [expected[place, token] for place, token in enumerate([*target, 3])]
    assert scored.log_probs == pytest.approx(wanted, abs=1e-4)
    (drawn,) = translator.translate_batch(
        [[tokens[n] for n in source]],
        target_prefix=[[tokens[n] for n in target]],
        return_attention=True,
        max_decoding_length=6,
    )
    # CTranslate2 leaves the end of the source out.
    assert np.array(drawn.attention[0][1:5]) == pytest.approx(attention[1:5, :-1], abs=1e-4)
    assert all((arrays[name] == before[name]).all() for name in arrays)


@pytest.fixture
def parts(tmp_path: Path) -> tuple[Path, Path]:
    """A model with random weights and its tokenizer."""
    tokenizer = tmp_path / "tokenizer"
    train_tokenizer((t for p in triples() for t in (p.source, p.target)), ["kk"], 150, tokenizer, 1)
    tokens = vocabulary(load_tokenizer(tokenizer))
    shape = Shape(len(tokens), 16, 2, 32, 1, 1)
    write_model(random_arrays(shape, 2), shape, tokens, tmp_path / "model")
    return tmp_path / "model", tokenizer


def test_a_package_opens_drafts_and_has_the_same_bytes_each_time(
    tmp_path: Path, parts: tuple[Path, Path]
) -> None:
    paths = [write_package(tmp_path / name, LABEL, *parts, "# Card\n") for name in ("a", "b")]
    assert paths[0].name == "translate-en_kk-0_2.argosmodel"
    assert paths[0].read_bytes() == paths[1].read_bytes()
    package = open_package(paths[0], tmp_path / "cache")
    assert (package.name, package.version, package.target_prefix) == (
        "translate-en_kk",
        "0.2",
        "<2kk>",
    )
    assert package.readme == "# Card\n"
    (draft,) = ArgosEngine(package, beam=2, threads=1).translate(["Dana saw 20 people."])
    assert "<2kk>" not in draft.text


def test_a_card_says_what_the_drafts_are_worth() -> None:
    facts = Facts(
        sources=[Source("triples.tsv", 1_200, 0.5, {"long": 3}), Source("m.tmx", 7, 1.0, {})],
        licence="CC0 1.0.",
        parameters=3_700_000,
        layout="A Transformer",
        training="Trained for 60 minutes.",
        figures=["dev.tsv: chrF2 30.0 (signature)"],
        notes=["Credits."],
    )
    card = write_card(LABEL, facts)
    for words in (
        "# English → Kazakh, 0.2",
        "need a translator for every sentence",
        "Nobody has reviewed its output",
        "| triples.tsv | 1,200 | 0.5 | long 3 |",
        "| m.tmx | 7 | 1 | – |",
        "3.7 million parameters",
        "- dev.tsv: chrF2 30.0 (signature)",
        "Credits.",
        "CC0 1.0.",
    ):
        assert words in card


ARGUMENTS = ["train", "--corpus", "a.tsv=kk", "--dev", "d.tsv=kk", "--minutes", "1"]


def test_a_missing_extra_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    folders = ["--folder", str(tmp_path / "f"), "--output", str(tmp_path / "o")]
    outcome = CliRunner().invoke(models, [*ARGUMENTS, *folders])
    assert isinstance(outcome.exception, PackageError)
    assert "pip install -e" in str(outcome.exception)
    assert not (tmp_path / "f").exists()


def test_scores_carry_their_signatures() -> None:
    texts = ["Біз таңға дейін есік алдында күттік.", "Ешкім келмеді, біз бәрін жаздық."]
    scores = score_translations(texts, texts)
    assert [score.metric for score in scores] == ["chrF2", "chrF2++", "BLEU"]
    assert all(score.value == pytest.approx(100) for score in scores)
    assert all("version:" in score.signature for score in scores)


def test_torch_computes_what_numpy_computes() -> None:
    torch = pytest.importorskip("torch")
    from kuager.models.training.network import Batch, decode, start_weights  # noqa: PLC0415 (imports torch)

    arrays = random_arrays(SMALL, 3)
    weights = {name: torch.from_numpy(array) for name, array in arrays.items()}
    assert {n: tuple(w.shape) for n, w in start_weights(SMALL, 1).items()} == {
        n: a.shape for n, a in arrays.items()
    }
    sources = torch.tensor([[7, 12, 9, 3], [5, 3, 0, 0]])
    inputs = torch.tensor([[2, 4, 11], [2, 4, 5], [2, 4, 0]])
    batch = Batch(
        sources,
        sources != 0,
        torch.tensor([0, 1, 1]),
        inputs,
        torch.zeros(()),
        torch.zeros(()),
        (sources,) * 4,
    )
    hidden, attention = decode(weights, SMALL, batch)
    scores = hidden @ weights["embeddings"].T + weights["output.bias"]
    found = scores.log_softmax(-1).numpy()
    for row, source, length in ((0, [7, 12, 9, 3], 3), (1, [5, 3], 3), (2, [5, 3], 2)):
        given = inputs[row, :length].tolist()
        expected, pointing = log_probabilities(arrays, SMALL, source, given)
        assert found[row, :length] == pytest.approx(expected, abs=1e-3)
        assert attention[row, :length, : len(source)].numpy() == pytest.approx(pointing, abs=1e-4)


def test_the_chunked_loss_is_cross_entropy_with_its_gradients() -> None:
    torch = pytest.importorskip("torch")
    from kuager.models.training.losses import token_loss  # noqa: PLC0415 (imports torch)

    generator = torch.Generator().manual_seed(1)
    parts = [
        torch.randn(*size, generator=generator).requires_grad_()
        for size in ((1200, 8), (30, 8), (30,))
    ]
    hidden, embeddings, bias = parts
    wanted = torch.randint(0, 30, (1200,), generator=generator)
    total, carrier = token_loss(hidden, embeddings, bias, wanted, 0.1)
    plain = torch.nn.functional.cross_entropy(
        hidden @ embeddings.T + bias, wanted, label_smoothing=0.1, reduction="sum"
    )
    assert total.item() == pytest.approx(plain.item(), rel=1e-5)
    found, expected = torch.autograd.grad(carrier, parts), torch.autograd.grad(plain, parts)
    for one, other in zip(found, expected, strict=True):
        assert torch.allclose(one, other, atol=1e-3)


def test_pooled_dropout_keeps_the_mean() -> None:
    torch = pytest.importorskip("torch")
    from kuager.models.training.dropout import make_dropout  # noqa: PLC0415 (imports torch)

    generator = torch.Generator().manual_seed(1)
    dropout = make_dropout(0.2, generator, torch.device("cpu"))
    assert dropout is not None
    dropped = dropout(torch.ones(300, 300))
    assert dropped.mean().item() == pytest.approx(1, abs=0.02)
    assert (dropped == 0).float().mean().item() == pytest.approx(0.2, abs=0.02)
    assert make_dropout(0.0, generator, torch.device("cpu")) is None


def test_training_goes_on_where_it_stopped_and_ends_in_packages(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    pairs = triples()
    write_table(tmp_path / "triples.tsv", pairs[:50])
    write_table(tmp_path / "dev.tsv", pairs[50:])

    def run(minutes: str, *more: str) -> Any:
        arguments = [
            "train", "--corpus", f"{tmp_path / 'triples.tsv'}=kk,ru",
            "--dev", f"{tmp_path / 'dev.tsv'}=kk,ru", "--folder", str(tmp_path / "work"),
            "--output", str(tmp_path / "out"), "--minutes", minutes, "--width", "32",
            "--vocabulary", "150", "--processes", "1", "--no-alignment", "--device", "cpu",
            "--licence", "CC0 1.0.", "--package-version", "0.3", "--encoder-layers", "1",
            "--dropout", "0.2", "--consistency", "2", "--resegmented", "0.5",
        ]  # fmt: skip
        return CliRunner().invoke(models, [*arguments, *more])

    first, second = run("0.03"), run("0.06")
    assert first.exit_code == second.exit_code == 0
    assert "prepared before" in second.stderr
    for locale in ("kk", "ru"):
        path = tmp_path / "out" / f"translate-en_{locale}-0_3.argosmodel"
        package = open_package(path, tmp_path / "cache")
        assert "dev.tsv: chrF2" in package.readme
        assert f"{path.name}: " in second.stdout
    further = ["--start-from", str(tmp_path / "work"), "--folder", str(tmp_path / "further")]
    third = run("0.03", *further, "--learning-rate", "0.001")
    assert third.exit_code == 0
    card = open_package(path, tmp_path / "cache").readme
    assert "Trained from random weights for 0 minutes" in card
    assert card.index("Trained from") < card.index("Went on for 0 minutes") < card.index("1.0e-03")
    assert "consistency 2 (R-Drop), 50% of the sentences in other tokens" in card
    narrow = run("0.03", *further[:2], "--folder", str(tmp_path / "narrow"), "--width", "16")
    assert isinstance(narrow.exception, InputError)
    assert "other sizes" in str(narrow.exception)
    other = run("0.07", "--width", "16")
    assert isinstance(other.exception, InputError)
    assert "another network" in str(other.exception)


def test_corpora_without_a_usable_pair_are_one_clear_error(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    from kuager.models.training.loop import Plan, Trainer  # noqa: PLC0415 (imports torch)

    path = tmp_path / "tokenizer"
    train_tokenizer(["Dana saw 20 people."], ["kk"], 60, path, 1)
    passes = Passes([], path, Recipe(batch_tokens=100, swapped=0, resegmented=0, seed=1))
    trainer = Trainer(Plan(SMALL, minutes=0.01), passes, tmp_path)
    with pytest.raises(InputError, match="too few sentences"):
        trainer.run(lambda _: None, lambda _: 0.0)
