"""A tensor in a file: where it lies, and how it is read."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2"}
"""NumPy has no bfloat16: its sixteen bits are the upper half of a float32."""

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Tensor:
    """Where a tensor lies and how it is laid out."""

    kind: str
    """``F32``, ``F16``, ``BF16`` or ``F64``."""
    shape: tuple[int, ...]
    storage: Callable[[], bytes]
    """Reads the bytes that the tensor is a part of."""
    start: int = 0
    """Its first element in the storage."""
    strides: tuple[int, ...] | None = None
    """Elements from one to the next, by axis; None for a tensor without gaps."""

    def read(self) -> Array:
        """Return the tensor as float32. Raises ValueError where its storage cannot hold it."""
        flat = np.frombuffer(self.storage(), np.dtype(TYPES[self.kind]))
        if self.kind == "BF16":
            flat = (flat.astype(np.uint32) << 16).view(np.float32)
        strides = self.strides or _strides(self.shape)
        last = self.start + sum(
            (size - 1) * step for size, step in zip(self.shape, strides, strict=True)
        )
        if min((self.start, *strides, *self.shape), default=0) < 0 or last >= len(flat):
            raise ValueError("a tensor reaches beyond its storage")
        view = np.lib.stride_tricks.as_strided(
            flat[self.start :], self.shape, [step * flat.itemsize for step in strides]
        )
        weights = np.array(view, np.float32)
        if not np.isfinite(weights).all():
            raise ValueError("its weights are not all numbers")
        return weights


def find(tensors: Mapping[str, Tensor], *names: str) -> Array:
    """Return the first of these tensors that there is. Raises LookupError."""
    for name in names:
        if name in tensors:
            return tensors[name].read()
    raise LookupError(f"it lacks the weights {names[0]}")


def _strides(shape: Sequence[int]) -> tuple[int, ...]:
    return tuple(math.prod(shape[axis + 1 :]) for axis in range(len(shape)))
