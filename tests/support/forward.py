"""A Transformer's forward pass in NumPy, written from the paper: what others must agree with."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from kuager.models.training.shape import Shape

Matrix = NDArray[np.float64]
Arrays = Mapping[str, NDArray[np.float32]]


def random_arrays(shape: Shape, seed: int) -> dict[str, NDArray[np.float32]]:
    """Return weights of every name that a network of this shape has."""
    chance = np.random.default_rng(seed)
    width = shape.width
    arrays: dict[str, NDArray[np.float32]] = {}

    def put(name: str, *size: int, around: float = 0.0, spread: float = 0.3) -> None:
        arrays[name] = (around + spread * chance.standard_normal(size)).astype(np.float32)

    def linear(name: str, outputs: int, inputs: int) -> None:
        put(f"{name}.weight", outputs, inputs)
        put(f"{name}.bias", outputs)

    def norm(name: str) -> None:
        put(f"{name}.gamma", width, around=1.0)
        put(f"{name}.beta", width)

    put("embeddings", shape.vocabulary, width)
    put("output.bias", shape.vocabulary)
    for side, layers in (("encoder", shape.encoder_layers), ("decoder", shape.decoder_layers)):
        norm(f"{side}.norm")
        for name in (f"{side}.{number}" for number in range(layers)):
            norm(f"{name}.self.norm")
            linear(f"{name}.self.in", 3 * width, width)
            linear(f"{name}.self.out", width, width)
            norm(f"{name}.forward.norm")
            linear(f"{name}.forward.in", shape.feed_forward, width)
            linear(f"{name}.forward.out", width, shape.feed_forward)
            if side == "decoder":
                norm(f"{name}.cross.norm")
                linear(f"{name}.cross.query", width, width)
                linear(f"{name}.cross.memory", 2 * width, width)
                linear(f"{name}.cross.out", width, width)
    return arrays


def log_probabilities(
    arrays: Arrays, shape: Shape, source: Sequence[int], inputs: Sequence[int]
) -> tuple[Matrix, Matrix]:
    """Return the log-probability of each token after each input, and the first head's attention.

    (inputs, vocabulary) and (inputs, source): of the last decoder layer's cross-attention.
    """
    memory = _embed(arrays, shape, source)
    for number in range(shape.encoder_layers):
        memory = _self_attention(arrays, shape, f"encoder.{number}", memory, causal=False)
        memory = _feed_forward(arrays, f"encoder.{number}", memory)
    memory = _norm(arrays, "encoder.norm", memory)
    hidden = _embed(arrays, shape, inputs)
    attention = np.zeros((0, 0))
    for name in (f"decoder.{number}" for number in range(shape.decoder_layers)):
        hidden = _self_attention(arrays, shape, name, hidden, causal=True)
        query = _linear(arrays, f"{name}.cross.query", _norm(arrays, f"{name}.cross.norm", hidden))
        key, value = np.split(_linear(arrays, f"{name}.cross.memory", memory), 2, axis=1)
        attended, attention = _attend(shape.heads, query, key, value)
        hidden = hidden + _linear(arrays, f"{name}.cross.out", attended)
        hidden = _feed_forward(arrays, name, hidden)
    scores = _norm(arrays, "decoder.norm", hidden) @ arrays["embeddings"].T + arrays["output.bias"]
    return scores - np.log(np.exp(scores).sum(1, keepdims=True)), attention


def _embed(arrays: Arrays, shape: Shape, tokens: Sequence[int]) -> Matrix:
    half = shape.width // 2
    scales = np.exp(-math.log(10_000) / (half - 1) * np.arange(half))
    angles = np.arange(1, len(tokens) + 1)[:, None] * scales
    places = np.concatenate([np.sin(angles), np.cos(angles)], axis=1)
    embedded: Matrix = arrays["embeddings"][list(tokens)] * math.sqrt(shape.width) + places
    return embedded


def _linear(arrays: Arrays, name: str, hidden: Matrix) -> Matrix:
    projected: Matrix = hidden @ arrays[f"{name}.weight"].T + arrays[f"{name}.bias"]
    return projected


def _norm(arrays: Arrays, name: str, hidden: Matrix) -> Matrix:
    centred = hidden - hidden.mean(1, keepdims=True)
    scaled = centred / np.sqrt((centred**2).mean(1, keepdims=True) + 1e-5)
    normed: Matrix = scaled * arrays[f"{name}.gamma"] + arrays[f"{name}.beta"]
    return normed


def _self_attention(
    arrays: Arrays, shape: Shape, name: str, hidden: Matrix, *, causal: bool
) -> Matrix:
    projected = _linear(arrays, f"{name}.self.in", _norm(arrays, f"{name}.self.norm", hidden))
    query, key, value = np.split(projected, 3, axis=1)
    attended, _ = _attend(shape.heads, query, key, value, causal=causal)
    return hidden + _linear(arrays, f"{name}.self.out", attended)


def _attend(
    heads: int, query: Matrix, key: Matrix, value: Matrix, *, causal: bool = False
) -> tuple[Matrix, Matrix]:
    """Return attended values and the first head's attention."""
    parts, attentions = [], []
    for q, k, v in zip(*(np.split(m, heads, axis=1) for m in (query, key, value)), strict=True):
        scores = q @ k.T / math.sqrt(q.shape[1])
        if causal:
            scores = np.where(np.tri(len(scores), dtype=bool), scores, -np.inf)
        attention = np.exp(scores - scores.max(1, keepdims=True))
        attentions.append(attention / attention.sum(1, keepdims=True))
        parts.append(attentions[-1] @ v)
    return np.concatenate(parts, axis=1), attentions[0]


def _feed_forward(arrays: Arrays, name: str, hidden: Matrix) -> Matrix:
    inner = _linear(arrays, f"{name}.forward.in", _norm(arrays, f"{name}.forward.norm", hidden))
    return hidden + _linear(arrays, f"{name}.forward.out", np.maximum(inner, 0))
