"""Random weights of small Marian and M2M-100 networks, and what these translate, in NumPy.

Written from the papers and from the models' descriptions, with nothing of CTranslate2 in it: what
a converted checkpoint must agree with. Weights bear the names that Transformers gives them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Arrays = dict[str, NDArray[np.float32]]


EMBEDDED = 1.0
"""Length of every embedding."""


@dataclass(frozen=True)
class Shape:
    """Sizes of a network."""

    sources: int
    targets: int
    marian: bool = True
    """Norms behind each part, swish, a decoder that starts from zeros; else M2M-100."""
    shared: bool = True
    width: int = 32
    heads: int = 4
    inner: int = 48
    layers: int = 2
    positions: int = 300


def random_arrays(shape: Shape, seed: int, quiet: Sequence[int] = ()) -> Arrays:
    """Return weights for every name; target tokens in ``quiet`` are hardly ever answered.

    Embeddings are of one length, so that no word is likelier than the others.
    """
    chance = np.random.default_rng(seed)
    arrays: Arrays = {}

    def put(name: str, *size: int, around: float = 0.0, spread: float = 0.8) -> None:
        arrays[name] = (around + spread * chance.standard_normal(size)).astype(np.float32)

    def linear(name: str, outputs: int, inputs: int) -> None:
        put(f"{name}.weight", outputs, inputs)
        put(f"{name}.bias", outputs, spread=0.1)

    def norm(name: str) -> None:
        put(f"{name}.weight", shape.width, around=1.0, spread=0.2)
        put(f"{name}.bias", shape.width, spread=0.1)

    tables = {"model.shared": shape.sources}
    if not shape.shared:
        tables = {
            "model.encoder.embed_tokens": shape.sources,
            "model.decoder.embed_tokens": shape.targets,
        }
    for name, count in tables.items():
        put(f"{name}.weight", count, shape.width, spread=1.0)
        rows = arrays[f"{name}.weight"]
        rows *= EMBEDDED / np.linalg.norm(rows, axis=1, keepdims=True)
    spoken = arrays[f"{list(tables)[-1]}.weight"]
    if shape.marian:
        put("final_logits_bias", 1, shape.targets, spread=0.01)
        arrays["final_logits_bias"][0, list(quiet)] -= 9
        for name in tables:
            arrays[f"{name}.weight"][-1] = 0
    else:
        spoken[list(quiet)] *= 0.1
    for side in ("encoder", "decoder"):
        if not shape.marian:
            norm(f"model.{side}.layer_norm")
        for name in (f"model.{side}.layers.{number}" for number in range(shape.layers)):
            for part in ("self_attn", "encoder_attn")[: 2 if side == "decoder" else 1]:
                for projection in ("q_proj", "k_proj", "v_proj", "out_proj"):
                    linear(f"{name}.{part}.{projection}", shape.width, shape.width)
                norm(f"{name}.{part}_layer_norm")
            linear(f"{name}.fc1", shape.inner, shape.width)
            linear(f"{name}.fc2", shape.width, shape.inner)
            norm(f"{name}.final_layer_norm")
    return arrays


@dataclass(frozen=True)
class NumpyModel:
    """A network that can translate."""

    arrays: Mapping[str, NDArray[np.float32]]
    shape: Shape

    def greedy(
        self, source: Sequence[int], begin: Sequence[int], end: int, never: int, limit: int
    ) -> tuple[list[int], float]:
        """Return the likeliest target tokens, one after the other, and their log-probability.

        They come behind those that the target begins with; the end counts, too.
        """
        memory = self._embed("encoder", source)
        for number in range(self.shape.layers):
            memory = self._layer(f"model.encoder.layers.{number}", memory, None)
        memory = self._last("encoder", memory)
        answer: list[int] = []
        total = 0.0
        while len(answer) < limit:
            hidden = self._embed("decoder", [*begin, *answer])
            for number in range(self.shape.layers):
                hidden = self._layer(f"model.decoder.layers.{number}", hidden, memory)
            scores = self._last("decoder", hidden)[-1] @ self._table("decoder").T
            if self.shape.marian:
                scores = scores + self.arrays["final_logits_bias"][0]
                scores[never] = -np.inf
            best = int(scores.argmax())
            total -= math.log(np.exp(scores - scores[best]).sum())
            if best == end:
                break
            answer.append(best)
        return answer, total

    def _table(self, side: str) -> Matrix:
        name = "model.shared" if self.shape.shared else f"model.{side}.embed_tokens"
        return self.arrays[f"{name}.weight"].astype(np.float64)

    def _embed(self, side: str, tokens: Sequence[int]) -> Matrix:
        width = self.shape.width
        if self.shape.marian:
            scales = 10_000.0 ** (-2 * np.arange(width // 2) / width)
            places = np.arange(len(tokens))
        else:
            scales = np.exp(-math.log(10_000) / (width // 2 - 1) * np.arange(width // 2))
            places = np.arange(2, 2 + len(tokens))
        angles = places[:, None] * scales
        sinusoids = np.concatenate([np.sin(angles), np.cos(angles)], axis=1)
        embedded: Matrix = self._table(side)[list(tokens)] * math.sqrt(width) + sinusoids
        return embedded

    def _layer(self, name: str, hidden: Matrix, memory: Matrix | None) -> Matrix:
        parts = [("self_attn_layer_norm", self._own)]
        if memory is not None:
            parts.append(("encoder_attn_layer_norm", self._cross))
        for norm, part in [*parts, ("final_layer_norm", self._forward)]:
            if self.shape.marian:
                hidden = self._norm(f"{name}.{norm}", hidden + part(name, hidden, memory))
            else:
                hidden = hidden + part(name, self._norm(f"{name}.{norm}", hidden), memory)
        return hidden

    def _own(self, name: str, hidden: Matrix, memory: Matrix | None) -> Matrix:
        return self._attend(f"{name}.self_attn", hidden, hidden, causal=memory is not None)

    def _cross(self, name: str, hidden: Matrix, memory: Matrix | None) -> Matrix:
        assert memory is not None
        return self._attend(f"{name}.encoder_attn", hidden, memory, causal=False)

    def _forward(self, name: str, hidden: Matrix, memory: Matrix | None) -> Matrix:
        inner = self._linear(f"{name}.fc1", hidden)
        inner = inner / (1 + np.exp(-inner)) if self.shape.marian else np.maximum(inner, 0)
        return self._linear(f"{name}.fc2", inner)

    def _attend(self, name: str, asking: Matrix, asked: Matrix, *, causal: bool) -> Matrix:
        projected = (
            np.split(self._linear(f"{name}.{part}_proj", rows), self.shape.heads, axis=1)
            for part, rows in (("q", asking), ("k", asked), ("v", asked))
        )
        heads = []
        for query, key, value in zip(*projected, strict=True):
            scores = query @ key.T / math.sqrt(query.shape[1])
            if causal:
                scores = np.where(np.tri(len(scores), dtype=bool), scores, -np.inf)
            weights = np.exp(scores - scores.max(1, keepdims=True))
            heads.append(weights / weights.sum(1, keepdims=True) @ value)
        return self._linear(f"{name}.out_proj", np.concatenate(heads, axis=1))

    def _linear(self, name: str, rows: Matrix) -> Matrix:
        projected: Matrix = rows @ self.arrays[f"{name}.weight"].T + self.arrays[f"{name}.bias"]
        return projected

    def _norm(self, name: str, rows: Matrix) -> Matrix:
        centred = rows - rows.mean(1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(1, keepdims=True) + 1e-5)
        normed: Matrix = scaled * self.arrays[f"{name}.weight"] + self.arrays[f"{name}.bias"]
        return normed

    def _last(self, side: str, rows: Matrix) -> Matrix:
        return rows if self.shape.marian else self._norm(f"model.{side}.layer_norm", rows)
