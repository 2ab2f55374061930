"""Read the weights of a Hugging Face checkpoint, one tensor at a time.

``model.safetensors``: eight bytes with the length of a JSON header, the header, the tensors
(https://github.com/huggingface/safetensors, "Format"). ``pytorch_model.bin``: see pickled.py.
Both may be split over several files with an index.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from kuager.errors import PackageError
from kuager.models.building.checkpoint import INCOMPLETE, read_object
from kuager.models.building.pickled import read_pickled
from kuager.models.building.tensors import TYPES, Tensor

HEADER_LIMIT = 100_000_000
"""Bytes; the reference implementation reads no more either."""

SAFETENSORS, PICKLED = "model.safetensors", "pytorch_model.bin"


def weight_files(folder: Path) -> tuple[Path, ...]:
    """Return the files that hold a checkpoint's weights; none where there are none.

    Raises PackageError where an index names files that are not there.
    """
    for name in (SAFETENSORS, PICKLED):
        if (folder / name).is_file():
            return (folder / name,)
        index = read_object(folder / f"{name}.index.json").get("weight_map")
        if index is None:
            continue
        names = sorted(set(index.values())) if isinstance(index, dict) else []
        if not names or any(not isinstance(part, str) or "/" in part for part in names):
            raise PackageError(f"{name}.index.json names no files.", INCOMPLETE)
        for part in names:
            if not (folder / part).is_file():
                raise PackageError(f"The checkpoint lacks its part {part}.", INCOMPLETE)
        return tuple(folder / part for part in names)
    return ()


def read_tensors(paths: Sequence[Path]) -> dict[str, Tensor]:
    """Return the tensors of weight files by name. Raises PackageError, OSError."""
    tensors: dict[str, Tensor] = {}
    for path in paths:
        tensors |= _read_safetensors(path) if path.suffix == ".safetensors" else read_pickled(path)
    return tensors


def _read_safetensors(path: Path) -> dict[str, Tensor]:
    size = path.stat().st_size
    with path.open("rb") as stream:
        head = stream.read(8)
        length = struct.unpack("<Q", head)[0] if len(head) == 8 else HEADER_LIMIT + 1
        header = stream.read(length) if length <= min(HEADER_LIMIT, size) else b""
    try:
        described = json.loads(header)
        return {
            name: _described(path, fields, 8 + length, size)
            for name, fields in described.items()
            if name != "__metadata__" and fields["dtype"] in TYPES
        }
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError) as error:
        raise PackageError(f"{path.name} is damaged or not whole.", INCOMPLETE) from error


def _described(path: Path, fields: Mapping[str, Any], base: int, size: int) -> Tensor:
    kind = fields["dtype"]
    shape = tuple(int(length) for length in fields["shape"])
    begin, end = fields["data_offsets"]
    expected = math.prod(shape) * np.dtype(TYPES[kind]).itemsize
    if not 0 <= begin <= end <= size - base or end - begin != expected:
        raise ValueError("offsets that do not fit")

    def storage() -> bytes:
        with path.open("rb") as stream:
            stream.seek(base + begin)
            return stream.read(end - begin)

    return Tensor(kind, shape, storage)
