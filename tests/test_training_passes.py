"""Passes over the examples: shares, tags, other tokens, and processes that make them ahead."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuager.models.training.corpora import Pair
from kuager.models.training.examples import Example, Target, number_examples
from kuager.models.training.passes import Passes, Recipe
from kuager.models.training.resegmentation import Resegmenter
from kuager.models.training.tokenizer import load_tokenizer, tag_token, train_tokenizer

from .test_training import triples

RECIPE = Recipe(batch_tokens=150, swapped=0, resegmented=0, seed=1)


@pytest.fixture(scope="module")
def tokenizer_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tokenizer") / "sentencepiece.model"
    texts = [t for p in triples() for t in (p.source, p.target)]
    train_tokenizer(texts, ["kk", "ru"], 150, path, 1, ["word"])
    return path


def numbered(path: Path, share: float = 1.0, tag: str = "") -> list[Example]:
    """Number the invented pairs; their sources begin with a tag if there is one."""
    mark = f"{tag_token(tag)} " if tag else ""
    pairs = [Pair(mark + p.source, p.target, p.locale) for p in triples()]
    return number_examples(pairs, [()] * len(pairs), [share] * len(pairs), load_tokenizer(path))


def sources(passes: Passes, number: int, settled: bool = False) -> list[tuple[int, ...]]:
    """Return the sources of a pass, without the padding, sorted."""
    found = (table for _, table in passes.tables(number, 0, 1, settled))
    return sorted(tuple(int(t) for t in row if t) for table in found for row in table.sources)


def test_a_share_of_a_corpus_is_drawn_anew_in_each_pass(tokenizer_path: Path) -> None:
    examples = numbered(tokenizer_path, 0.5)
    passes = Passes(examples, tokenizer_path, RECIPE)
    drawn = [sources(passes, number) for number in range(12)]
    assert all(0 < len(found) < len(examples) for found in drawn)
    assert {source for found in drawn for source in found} == {e.source for e in examples}


def test_a_settled_pass_leaves_out_what_has_a_tag(tokenizer_path: Path) -> None:
    own, tagged = numbered(tokenizer_path), numbered(tokenizer_path, tag="word")
    passes = Passes([*own, *tagged], tokenizer_path, RECIPE)
    assert sources(passes, 0) == sorted(e.source for e in [*own, *tagged])
    assert sources(passes, 0, settled=True) == sorted(e.source for e in own)
    alone = Passes(tagged, tokenizer_path, RECIPE)
    assert sources(alone, 0, settled=True) == sorted(e.source for e in tagged)


def test_processes_take_turns_and_as_many_steps(tokenizer_path: Path) -> None:
    passes = Passes(numbered(tokenizer_path), tokenizer_path, RECIPE)
    one, two = (list(passes.tables(3, rank, 2)) for rank in (0, 1))
    assert [place for place, _ in one] == list(range(0, 2 * len(one), 2))
    assert [place for place, _ in two] == list(range(1, 2 * len(one), 2))


def test_passes_made_ahead_hold_every_example_once(tmp_path: Path, tokenizer_path: Path) -> None:
    examples = numbered(tokenizer_path)
    (tmp_path / "examples").write_bytes(msgspec.msgpack.encode(examples))
    passes = Passes(examples, tokenizer_path, RECIPE, tmp_path / "examples")
    try:
        for number in (4, 5):
            assert sources(passes, number) == sorted(e.source for e in examples)
    finally:
        passes.close()


@given(seed=st.integers(0, 2**31 - 1), place=st.integers(0, 29))
def test_other_tokens_spell_the_same_and_links_still_meet(
    tokenizer_path: Path, seed: int, place: int
) -> None:
    tokenizer: Any = load_tokenizer(tokenizer_path)
    example = numbered(tokenizer_path)[place]
    # Every token is linked, so that every new token must be.
    linked = Example(
        example.source,
        tuple(
            Target(
                t.language,
                t.tokens,
                tuple(
                    sorted(
                        {(n, min(n, len(t.tokens) - 1)) for n in range(len(example.source) - 1)}
                        | {(min(n, len(example.source) - 2), n) for n in range(len(t.tokens))}
                    )
                ),
            )
            for t in example.targets
        ),
        example.share,
    )
    resegment = Resegmenter(tokenizer)
    resegment.seed(seed)
    other = resegment(linked)
    assert tokenizer.decode(list(other.source)) == tokenizer.decode(list(example.source))
    for new, old in zip(other.targets, example.targets, strict=True):
        assert tokenizer.decode(list(new.tokens)) == tokenizer.decode(list(old.tokens))
        assert {one for one, _ in new.links} == set(range(len(other.source) - 1))
        assert {one for _, one in new.links} == set(range(len(new.tokens)))


def test_the_paired_loss_is_cross_entropy_and_what_two_passes_differ_in() -> None:
    torch = pytest.importorskip("torch")
    from kuager.models.training.losses import paired_loss  # noqa: PLC0415 (imports torch)

    generator = torch.Generator().manual_seed(1)
    hidden, embeddings, bias = (
        torch.randn(*size, generator=generator) for size in ((20, 8), (30, 8), (30,))
    )
    wanted = torch.randint(0, 30, (10,), generator=generator).repeat(2)
    entropy, loss = paired_loss(hidden, embeddings, bias, wanted, 0.1, 4.0)
    logs = (hidden @ embeddings.T + bias).log_softmax(1)
    plain = torch.nn.functional.cross_entropy(
        hidden @ embeddings.T + bias, wanted, label_smoothing=0.1, reduction="sum"
    )
    one, two = logs[:10], logs[10:]
    kl = torch.nn.functional.kl_div
    apart = kl(one, two, log_target=True, reduction="sum") + kl(
        two, one, log_target=True, reduction="sum"
    )
    assert entropy.item() == pytest.approx(plain.item() / 2, rel=1e-5)
    assert loss.item() == pytest.approx((plain / 2 + 4 * apart / 4).item(), rel=1e-5)
