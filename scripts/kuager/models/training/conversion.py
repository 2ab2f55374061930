"""Write trained weights as a CTranslate2 model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kuager.models.training.shape import Shape
from kuager.models.training.tokenizer import START

Arrays = Mapping[str, NDArray[np.float32]]


def write_model(
    arrays: Arrays, shape: Shape, tokens: Sequence[str], folder: Path, quantization: str = "int8"
) -> None:
    """Write a CTranslate2 model into a folder.

    ``arrays`` are the weights under the network's names. The model gives out the supervised
    head's attention, so that a draft can be traced to its source.
    """
    from ctranslate2.specs import transformer_spec  # noqa: PLC0415 (heavy)

    # Quantization works in place.
    arrays = {name: array.copy() for name, array in arrays.items()}
    spec = transformer_spec.TransformerSpec.from_config(
        num_layers=(shape.encoder_layers, shape.decoder_layers),
        num_heads=shape.heads,
        alignment_layer=-1,
        alignment_heads=1,
    )
    for side, part in (("encoder", spec.encoder), ("decoder", spec.decoder)):
        part.scale_embeddings = True
        embeddings = part.embeddings[0] if side == "encoder" else part.embeddings
        embeddings.weight = arrays["embeddings"]
        for number, layer in enumerate(part.layer):
            _fill_layer(layer, arrays, f"{side}.{number}")
        _fill_norm(part.layer_norm, arrays, f"{side}.norm")
    spec.decoder.projection.weight = arrays["embeddings"]
    spec.decoder.projection.bias = arrays["output.bias"]
    spec.register_source_vocabulary(list(tokens))
    spec.register_target_vocabulary(list(tokens))
    spec.config.add_source_eos = True
    spec.config.decoder_start_token = START
    spec.validate()
    spec.optimize(quantization=quantization)
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))


def _fill_layer(layer: Any, arrays: Arrays, name: str) -> None:
    attention = layer.self_attention
    _fill_norm(attention.layer_norm, arrays, f"{name}.self.norm")
    _fill_linear(attention.linear[0], arrays, f"{name}.self.in")
    _fill_linear(attention.linear[1], arrays, f"{name}.self.out")
    if f"{name}.cross.query.weight" in arrays:
        attention = layer.attention
        _fill_norm(attention.layer_norm, arrays, f"{name}.cross.norm")
        for place, part in enumerate(("query", "memory", "out")):
            _fill_linear(attention.linear[place], arrays, f"{name}.cross.{part}")
    _fill_norm(layer.ffn.layer_norm, arrays, f"{name}.forward.norm")
    _fill_linear(layer.ffn.linear_0, arrays, f"{name}.forward.in")
    _fill_linear(layer.ffn.linear_1, arrays, f"{name}.forward.out")


def _fill_linear(linear: Any, arrays: Arrays, name: str) -> None:
    linear.weight = arrays[f"{name}.weight"]
    linear.bias = arrays[f"{name}.bias"]


def _fill_norm(norm: Any, arrays: Arrays, name: str) -> None:
    norm.gamma = arrays[f"{name}.gamma"]
    norm.beta = arrays[f"{name}.beta"]
