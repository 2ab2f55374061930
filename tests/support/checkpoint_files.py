"""Write weights as checkpoints hold them: safetensors, both layouts of torch, Marian's npz."""

from __future__ import annotations

import json
import pickle
import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[np.float32]]

MARIAN_SETTINGS = {
    "type": "transformer",
    "transformer-decoder-autoreg": "self-attention",
    "transformer-no-projection": False,
    "transformer-ffn-activation": "swish",
    "transformer-preprocess": "",
    "transformer-postprocess": "dan",
    "transformer-postprocess-emb": "d",
    "transformer-guided-alignment-layer": "last",
}
"""As ``special:model.yml`` of the models of OPUS-MT has them."""


def safetensors(arrays: Arrays, kind: str = "F32") -> bytes:
    """Return a ``model.safetensors``; ``kind`` is F32, F16 or BF16."""
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    content = b""
    for name, array in arrays.items():
        packed = _packed(array, kind)
        header[name] = {
            "dtype": kind,
            "shape": list(array.shape),
            "data_offsets": [len(content), len(content) + len(packed)],
        }
        content += packed
    head = json.dumps(header).encode()
    return struct.pack("<Q", len(head)) + head + content


def _packed(array: NDArray[np.float32], kind: str) -> bytes:
    if kind == "BF16":
        upper: bytes = (array.view(np.uint32) >> 16).astype("<u2").tobytes()
        return upper
    return array.astype({"F32": "<f4", "F16": "<f2"}[kind]).tobytes()


def write_torch_zip(path: Path, arrays: Arrays) -> None:
    """Write a ``pytorch_model.bin`` as torch does since 1.6."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", torch_pickle(arrays))
        archive.writestr("archive/byteorder", "little")
        for number, array in enumerate(arrays.values()):
            archive.writestr(f"archive/data/{number}", array.tobytes())
        archive.writestr("archive/version", "3\n")


def write_torch_early(path: Path, arrays: Arrays) -> None:
    """Write a ``pytorch_model.bin`` as torch did before 1.6."""
    head: Sequence[object] = (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True})
    content = b"".join(pickle.dumps(part, 2) for part in head)
    content += torch_pickle(arrays, early=True)
    content += pickle.dumps([str(number) for number in range(len(arrays))], 2)
    for array in arrays.values():
        content += struct.pack("<q", array.size) + array.tobytes()
    path.write_bytes(content)


def torch_pickle(arrays: Arrays, *, early: bool = False) -> bytes:
    """Return the pickle of a state dict, in opcodes: torch itself is not there to write it.

    An ordered dictionary of calls ``torch._utils._rebuild_tensor_v2(storage, 0, shape, strides,
    False, OrderedDict())``, each storage a persistent identifier.
    """
    code = b"\x80\x02ccollections\nOrderedDict\n)R("
    for number, (name, array) in enumerate(arrays.items()):
        strides = [step // array.itemsize for step in array.strides]
        view = b"N" if early else b""
        storage = (
            b"(" + _text("storage") + b"ctorch\nFloatStorage\n" + _text(str(number))
            + _text("cpu") + _number(array.size) + view + b"tQ"
        )  # fmt: skip
        code += (
            _text(name) + b"ctorch._utils\n_rebuild_tensor_v2\n(" + storage + _number(0)
            + _numbers(array.shape) + _numbers(strides) + b"\x89"
            + b"ccollections\nOrderedDict\n)R" + b"tR"
        )  # fmt: skip
    return code + b"u."


def _text(text: str) -> bytes:
    return b"X" + struct.pack("<I", len(text.encode())) + text.encode()


def _number(number: int) -> bytes:
    return b"J" + struct.pack("<i", number)


def _numbers(numbers: Sequence[int]) -> bytes:
    return b"(" + b"".join(map(_number, numbers)) + b"t"


def write_marian(path: Path, arrays: Arrays, heads: int, **settings: object) -> None:
    """Write the weights of a Marian network as Marian does: transposed, under its own names."""
    layers = 1 + max(int(name.split(".")[3]) for name in arrays if ".layers." in name)
    chosen = {**MARIAN_SETTINGS, "transformer-heads": heads, "enc-depth": layers}
    text = json.dumps({**chosen, "dec-depth": layers, **settings})  # JSON is YAML
    written: dict[str, NDArray[np.generic]] = {
        "special:model.yml": np.frombuffer(text.encode() + b"\0", np.int8)
    }
    for name, array in arrays.items():
        own = _marian_name(name)
        if name == "final_logits_bias":
            written[own] = array[:, :-1]
        elif "embed_tokens" in name or "shared" in name:
            written[own] = array[:-1]  # Transformers adds the padding token
        elif array.ndim == 2:
            written[own] = array.T
        else:
            written[own] = array[None]
    np.savez(path, **written)  # type: ignore[arg-type]


def _marian_name(name: str) -> str:
    fixed = {
        "model.shared.weight": "Wemb",
        "model.encoder.embed_tokens.weight": "encoder_Wemb",
        "model.decoder.embed_tokens.weight": "decoder_Wemb",
        "final_logits_bias": "decoder_ff_logit_out_b",
    }
    if name in fixed:
        return fixed[name]
    _, side, _, layer, *parts, kind = name.split(".")
    scope = f"{side}_l{int(layer) + 1}"
    spots = {"self_attn": "self", "encoder_attn": "context", "final": "ffn"}
    if parts[0].endswith("_layer_norm"):
        spot = spots[parts[0].removesuffix("_layer_norm")]
        norm = "ffn_ffn" if spot == "ffn" else f"{spot}_Wo"
        return f"{scope}_{norm}_ln_{'scale' if kind == 'weight' else 'bias'}"
    letter = "W" if kind == "weight" else "b"
    if parts[0].startswith("fc"):
        return f"{scope}_ffn_{letter}{parts[0][2:]}"
    return f"{scope}_{spots[parts[0]]}_{letter}{parts[1][0]}"
