"""The Transformer that is trained: its weights, and what they compute.

Vaswani et al. 2017 with layer normalisation before each part (Xiong et al. 2020), ReLU,
sinusoidal positions and one embedding matrix for source, target and output. A batch holds each
source once, however many targets it has, because the encoder does not know the target language:
the first target token names it. The first head of the last decoder layer's cross-attention is
given out, so that word alignments can supervise it (Garg et al. 2019).

Weights are a mapping of names to tensors; a linear layer's weight is (outputs, inputs).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from kuager.models.training.shape import Shape

Weights = Mapping[str, Tensor]


@dataclass(frozen=True, slots=True)
class Batch:
    """Token numbers of sources and targets, padded at the end with 0."""

    sources: Tensor
    """(sources, source length); each ends with the end of sentence."""
    source_mask: Tensor
    """The same size: true where a token stands."""
    rows: Tensor
    """(targets): which source each target translates."""
    inputs: Tensor
    """(targets, target length): start token, language token, then the target."""
    outputs: Tensor
    """The same size: each input's next token; 0 where nothing is to be learnt."""
    wanted: Tensor
    """Places of the outputs that are to be learnt, row after row."""
    links: tuple[Tensor, Tensor, Tensor, Tensor]
    """Word alignment: target row, output position, source position, weight."""


def start_weights(shape: Shape, seed: int) -> dict[str, Tensor]:
    """Return random weights for a new network; equal seeds give equal weights."""
    generator = torch.Generator().manual_seed(seed)
    weights: dict[str, Tensor] = {}

    def linear(name: str, outputs: int, inputs: int, parts: int = 1, gain: float = 1.0) -> None:
        # Glorot's bound; a matrix of several parts (query, key, value) is drawn as these are.
        bound = gain * math.sqrt(6 / (inputs + outputs / parts))
        weight = torch.empty(outputs, inputs).uniform_(-bound, bound, generator=generator)
        weights[f"{name}.weight"] = weight
        weights[f"{name}.bias"] = torch.zeros(outputs)

    def norm(name: str) -> None:
        weights[f"{name}.gamma"] = torch.ones(shape.width)
        weights[f"{name}.beta"] = torch.zeros(shape.width)

    width = shape.width
    weights["embeddings"] = torch.randn(shape.vocabulary, width, generator=generator) / math.sqrt(
        width
    )
    weights["output.bias"] = torch.zeros(shape.vocabulary)
    for side, layers in (("encoder", shape.encoder_layers), ("decoder", shape.decoder_layers)):
        # What a layer adds is kept small at first, so that deep networks start well.
        gain = 1 / math.sqrt(layers)
        for layer in range(layers):
            name = f"{side}.{layer}"
            norm(f"{name}.self.norm")
            linear(f"{name}.self.in", 3 * width, width, parts=3)
            linear(f"{name}.self.out", width, width, gain=gain)
            if side == "decoder":
                norm(f"{name}.cross.norm")
                linear(f"{name}.cross.query", width, width)
                linear(f"{name}.cross.memory", 2 * width, width, parts=2)
                linear(f"{name}.cross.out", width, width, gain=gain)
            norm(f"{name}.forward.norm")
            linear(f"{name}.forward.in", shape.feed_forward, width)
            linear(f"{name}.forward.out", width, shape.feed_forward, gain=gain)
        norm(f"{side}.norm")
    return weights


def positions(length: int, width: int) -> Tensor:
    """Return the position encodings (length, width) that CTranslate2 makes itself.

    ``generate_sinusoidal_position_encoding`` in CTranslate2's src/layers/common.cc: positions
    count from 1, sines fill the first half and cosines the second.
    """
    half = width // 2
    scales = torch.exp(torch.arange(half) * (-math.log(10_000) / (half - 1)))
    angles = torch.arange(1, length + 1)[:, None] * scales
    return torch.cat([angles.sin(), angles.cos()], dim=1)


def decode(
    weights: Weights, shape: Shape, batch: Batch, dropout: Callable[[Tensor], Tensor] | None = None
) -> tuple[Tensor, Tensor]:
    """Return the last hidden states of all targets and the supervised head's attention.

    (targets, target length, width), and (targets, target length, source length).
    """
    network = _Network(weights, shape, dropout)
    memory = network.encode(batch.sources, batch.source_mask)
    return network.decode(memory, batch)


class _Network:
    """Weights, shape and dropout, bound for one pass."""

    def __init__(
        self, weights: Weights, shape: Shape, dropout: Callable[[Tensor], Tensor] | None
    ) -> None:
        self._weights = weights
        self._shape = shape
        self._dropout = dropout

    def encode(self, tokens: Tensor, mask: Tensor) -> Tensor:
        hidden = self._embed(tokens)
        penalty = _penalty(mask[:, None, None, :])
        for layer in range(self._shape.encoder_layers):
            name = f"encoder.{layer}"
            hidden = hidden + self._self_attention(name, hidden, penalty)
            hidden = hidden + self._feed_forward(name, hidden)
        return self._norm("encoder.norm", hidden)

    def decode(self, memory: Tensor, batch: Batch) -> tuple[Tensor, Tensor]:
        hidden = self._embed(batch.inputs)
        penalty = _penalty(batch.source_mask[batch.rows][:, None, None, :])
        attention = hidden.new_zeros(0)
        length = hidden.shape[1]
        earlier = _penalty(
            torch.ones(length, length, dtype=torch.bool, device=hidden.device).tril()
        )
        for layer in range(self._shape.decoder_layers):
            name = f"decoder.{layer}"
            hidden = hidden + self._self_attention(name, hidden, earlier)
            added, attention = self._cross_attention(name, hidden, memory, penalty, batch.rows)
            hidden = hidden + added
            hidden = hidden + self._feed_forward(name, hidden)
        return self._norm("decoder.norm", hidden), attention

    def _embed(self, tokens: Tensor) -> Tensor:
        width = self._shape.width
        embedded = functional.embedding(tokens, self._weights["embeddings"]) * math.sqrt(width)
        places = positions(tokens.shape[1], width).to(embedded.device)
        return self._drop(embedded + places)

    def _linear(self, name: str, hidden: Tensor) -> Tensor:
        weights = self._weights
        return functional.linear(hidden, weights[f"{name}.weight"], weights[f"{name}.bias"])

    def _norm(self, name: str, hidden: Tensor) -> Tensor:
        weights = self._weights
        return functional.layer_norm(
            hidden, (self._shape.width,), weights[f"{name}.gamma"], weights[f"{name}.beta"]
        )

    def _drop(self, hidden: Tensor) -> Tensor:
        return hidden if self._dropout is None else self._dropout(hidden)

    def _heads(self, hidden: Tensor, parts: int) -> tuple[Tensor, ...]:
        """Split (rows, length, parts x width) into parts of (rows, heads, length, head width)."""
        rows, length, _ = hidden.shape
        split = hidden.view(rows, length, parts, self._shape.heads, -1)
        return tuple(split.permute(2, 0, 3, 1, 4))

    def _self_attention(self, name: str, hidden: Tensor, penalty: Tensor) -> Tensor:
        projected = self._linear(f"{name}.self.in", self._norm(f"{name}.self.norm", hidden))
        query, key, value = self._heads(projected, 3)
        attended, _ = _attend(query, key, value, penalty)
        return self._drop(self._linear(f"{name}.self.out", _joined(attended)))

    def _cross_attention(
        self,
        name: str,
        hidden: Tensor,
        memory: Tensor,
        penalty: Tensor,
        rows: Tensor,
    ) -> tuple[Tensor, Tensor]:
        query_input = self._norm(f"{name}.cross.norm", hidden)
        (query,) = self._heads(self._linear(f"{name}.cross.query", query_input), 1)
        key, value = self._heads(self._linear(f"{name}.cross.memory", memory)[rows], 2)
        attended, attention = _attend(query, key, value, penalty)
        return self._drop(self._linear(f"{name}.cross.out", _joined(attended))), attention[:, 0]

    def _feed_forward(self, name: str, hidden: Tensor) -> Tensor:
        inner = self._linear(f"{name}.forward.in", self._norm(f"{name}.forward.norm", hidden))
        inner = self._drop(functional.relu(inner))
        return self._drop(self._linear(f"{name}.forward.out", inner))


def _penalty(mask: Tensor) -> Tensor:
    """Return what is added to the scores of an attention: 0 where the mask is true."""
    return torch.zeros_like(mask, dtype=torch.float32).masked_fill(~mask, -1e4)


def _attend(query: Tensor, key: Tensor, value: Tensor, penalty: Tensor) -> tuple[Tensor, Tensor]:
    """Return attended values and attention.

    Sentences are short: two plain products are several times faster here than
    ``scaled_dot_product_attention``, which is made for long texts, and give the attention too.
    """
    scores = query @ key.transpose(-1, -2) * query.shape[-1] ** -0.5
    attention = (scores + penalty.to(scores.dtype)).softmax(-1)
    return attention.to(value.dtype) @ value, attention


def _joined(attended: Tensor) -> Tensor:
    """Join (rows, heads, length, head width) to (rows, length, width)."""
    return attended.transpose(1, 2).flatten(2)
