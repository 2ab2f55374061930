"""Write the Transformers of Marian, M2M-100 and NLLB, in Transformers' names, for CTranslate2.

The same as ``ctranslate2.converters.TransformersConverter`` does with torch, from weights in
NumPy: the layers by ``modeling_marian.py`` and ``modeling_m2m_100.py``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kuager.models.building.checkpoint import END, PADDING, START, UNKNOWN
from kuager.models.building.tensors import Array, Tensor, find

_M2M_OFFSET = 2
"""M2M-100 counts positions from its padding token's number, 1, plus one."""


@dataclass(frozen=True, slots=True)
class Network:
    """What a Transformer looks like."""

    marian: bool
    """Norms behind each part and a decoder that starts from zeros; else norms before each part."""
    encoder_layers: int
    decoder_layers: int
    heads: int
    width: int
    positions: int
    activation: str
    scaled: bool
    """Embeddings are multiplied by the root of the width."""
    source_size: int
    target_size: int
    start: int
    """Number of the token that the decoder starts from."""


def write_network(
    tensors: Mapping[str, Tensor],
    network: Network,
    vocabularies: tuple[Sequence[str], Sequence[str]],
    folder: Path,
    quantization: str,
) -> None:
    """Write a CTranslate2 model into a new folder.

    Raises LookupError, ValueError and their kin where the weights do not fit, OSError.
    """
    from ctranslate2.specs import common_spec, transformer_spec  # noqa: PLC0415 (heavy)

    activations = common_spec.Activation
    known = {
        "relu": activations.RELU,
        "swish": activations.SWISH,
        "silu": activations.SWISH,
        "gelu": activations.GELU,
    }
    if network.activation not in known:
        raise ValueError(f"its activation {network.activation} is not supported")
    spec = transformer_spec.TransformerSpec.from_config(
        (network.encoder_layers, network.decoder_layers),
        network.heads,
        pre_norm=not network.marian,
        activation=known[network.activation],
    )
    source, target = (list(tokens) for tokens in vocabularies)
    rows = [len(source), len(target)]
    if network.marian:
        rows = [
            size - (tokens[-1] == PADDING) for size, tokens in zip(rows, vocabularies, strict=True)
        ]
        _check_start(tensors, network)
        spec.decoder.start_from_zero_embedding = True
    _fill_side(spec.encoder, tensors, network, "encoder", rows[0])
    _fill_side(spec.decoder, tensors, network, "decoder", rows[1])
    spec.decoder.projection.weight = _rows(
        find(tensors, "lm_head.weight", *_embedding_names("decoder")), rows[1]
    )
    if "final_logits_bias" in tensors:
        bias = find(tensors, "final_logits_bias").reshape(-1)
        if bias.any():
            spec.decoder.projection.bias = bias[: rows[1]]
    spec.register_source_vocabulary(source[: rows[0]])
    spec.register_target_vocabulary(target[: rows[1]])
    spec.config.bos_token, spec.config.eos_token, spec.config.unk_token = START, END, UNKNOWN
    spec.config.decoder_start_token = END if network.marian else target[network.start]
    # Transformers' tokenizers end the source themselves; Argos leaves that to the model.
    spec.config.add_source_eos = True
    spec.validate()
    spec.optimize(quantization=quantization)
    folder.mkdir()
    spec.save(str(folder))


def _check_start(tensors: Mapping[str, Tensor], network: Network) -> None:
    """Refuse a Marian model whose decoder does not start from zeros, as all of Marian's do."""
    embeddings = find(tensors, *_embedding_names("decoder"))
    if embeddings[network.start].any():
        raise ValueError("its decoder starts from an embedding other than zeros")


def _embedding_names(side: str) -> tuple[str, ...]:
    return (f"model.{side}.embed_tokens.weight", "model.shared.weight", "lm_head.weight")


def _rows(weight: Array, count: int) -> Array:
    if len(weight) < count:
        raise ValueError(f"it has weights for {len(weight)} tokens, not {count}")
    return weight[:count].copy()


def _fill_side(
    part: Any, tensors: Mapping[str, Tensor], network: Network, side: str, count: int
) -> None:
    embeddings = part.embeddings[0] if side == "encoder" else part.embeddings
    embeddings.weight = _rows(find(tensors, *_embedding_names(side)), count)
    if embeddings.weight.shape[1] != network.width:
        raise ValueError(f"its embeddings are {embeddings.weight.shape[1]} wide")
    part.scale_embeddings = math.sqrt(network.width) if network.scaled else 1.0
    part.position_encodings.encodings = _positions(network)
    if not network.marian:
        _fill_norm(part.layer_norm, tensors, f"model.{side}.layer_norm")
    for number, layer in enumerate(part.layer):
        name = f"model.{side}.layers.{number}"
        _fill_attention(layer.self_attention, tensors, f"{name}.self_attn", own=True)
        if side == "decoder":
            _fill_attention(layer.attention, tensors, f"{name}.encoder_attn", own=False)
        _fill_linear(layer.ffn.linear_0, tensors, f"{name}.fc1")
        _fill_linear(layer.ffn.linear_1, tensors, f"{name}.fc2")
        _fill_norm(layer.ffn.layer_norm, tensors, f"{name}.final_layer_norm")


def _fill_attention(attention: Any, tensors: Mapping[str, Tensor], name: str, *, own: bool) -> None:
    """Fill an attention; of one on itself the three projections are one matrix."""
    linear = attention.linear
    if own:
        _fill_linear(linear[0], tensors, *(f"{name}.{part}_proj" for part in "qkv"))
    else:
        _fill_linear(linear[0], tensors, f"{name}.q_proj")
        _fill_linear(linear[1], tensors, *(f"{name}.{part}_proj" for part in "kv"))
    _fill_linear(linear[-1], tensors, f"{name}.out_proj")
    _fill_norm(attention.layer_norm, tensors, f"{name}_layer_norm")


def _fill_linear(linear: Any, tensors: Mapping[str, Tensor], *names: str) -> None:
    linear.weight = np.concatenate([find(tensors, f"{name}.weight") for name in names])
    linear.bias = np.concatenate([find(tensors, f"{name}.bias") for name in names])


def _fill_norm(norm: Any, tensors: Mapping[str, Tensor], name: str) -> None:
    norm.gamma = find(tensors, f"{name}.weight")
    norm.beta = find(tensors, f"{name}.bias")


def _positions(network: Network) -> Array:
    """Return the sinusoids of positions: in Marian as in the paper, in M2M-100 as in fairseq."""
    half = (network.width + 1) // 2
    if network.marian:
        scales = np.power(10_000.0, -2 * np.arange(half) / network.width)
        angles = np.arange(network.positions)[:, None] * scales
    else:
        scales = np.exp(-math.log(10_000) / (half - 1) * np.arange(half))
        angles = (np.arange(network.positions) + _M2M_OFFSET)[:, None] * scales
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1).astype(np.float32)
