"""Quantize the ``model.bin`` of a ready CTranslate2 model, one variable at a time.

The layout is that of ``ModelSpec._serialize`` in ``ctranslate2/specs/model_spec.py``, and the
rounding that of its ``_quantize``, so that the result is what a conversion to int8 gives.
"""

from __future__ import annotations

import math
import shutil
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from kuager.errors import PackageError
from kuager.models.building.checkpoint import INCOMPLETE

_TYPES = ("<f4", "i1", "<i2", "<i4", "<f2", "bfloat16")
"""By number; NumPy has no bfloat16."""
_WIDTHS = (4, 1, 2, 4, 2, 2)
_FLOAT, _INT8, _HALF, _BFLOAT = 0, 1, 4, 5
_WEIGHT, _SCALE = "/weight", "/weight_scale"
NAME_LIMIT, AXIS_LIMIT = 1_000, 8


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of a model and where its content lies."""

    name: str
    shape: tuple[int, ...]
    kind: int
    start: int
    size: int


@dataclass(frozen=True, slots=True)
class Listing:
    """What a ``model.bin`` holds."""

    version: int
    name: str
    """Of the specification, such as ``TransformerSpec``."""
    revision: int
    variables: tuple[Variable, ...]
    aliases: int
    """Where the list of aliases begins; it goes to the end."""

    @property
    def quantized(self) -> bool:
        """Its weights are whole numbers with scales."""
        return any(variable.name.endswith(_SCALE) for variable in self.variables)


def read_listing(path: Path) -> Listing:
    """Return what a ``model.bin`` holds, without its content. Raises PackageError, OSError."""
    from ctranslate2.specs.model_spec import CURRENT_BINARY_VERSION  # noqa: PLC0415 (heavy)

    size = path.stat().st_size
    try:
        with path.open("rb") as stream:
            (version,) = _unpack(stream, "<I")
            if version != CURRENT_BINARY_VERSION:
                raise PackageError(
                    f"{path.name} has binary version {version}; only {CURRENT_BINARY_VERSION} "
                    "can be packed.",
                    "Convert the checkpoint that it was made of.",
                )
            name = _text(stream)
            revision, count = _unpack(stream, "<II")
            variables = tuple(_variable(stream, size) for _ in range(count))
            aliases = stream.tell()
            for _ in range(2 * _unpack(stream, "<I")[0]):
                _text(stream)
            return Listing(version, name, revision, variables, aliases)
    except (struct.error, ValueError) as error:
        raise PackageError(f"{path.name} is no whole CTranslate2 model.", INCOMPLETE) from error


def quantize(path: Path, listing: Listing, target: Path) -> None:
    """Write a model with its weights as 8-bit integers; whatever else it holds stays as it is.

    Raises ValueError for weights that are no numbers, OSError.
    """
    count = len(listing.variables) + sum(map(_quantizable, listing.variables))
    with path.open("rb") as stream, target.open("xb") as output:
        output.write(struct.pack("<I", listing.version))
        _write_text(output, listing.name)
        output.write(struct.pack("<II", listing.revision, count))
        for variable in listing.variables:
            stream.seek(variable.start)
            content = stream.read(variable.size)
            if not _quantizable(variable):
                _write(output, variable.name, variable.shape, variable.kind, content)
                continue
            values, scales = _rounded(_floats(content, variable))
            _write(output, variable.name, variable.shape, _INT8, values.tobytes())
            name = variable.name.removesuffix(_WEIGHT) + _SCALE
            _write(output, name, scales.shape, _FLOAT, scales.tobytes())
        stream.seek(listing.aliases)
        shutil.copyfileobj(stream, output)


def _quantizable(variable: Variable) -> bool:
    """Say whether a variable is the matrix of a linear layer or of embeddings."""
    return (
        variable.name.endswith(_WEIGHT)
        and variable.kind in {_FLOAT, _HALF, _BFLOAT}
        and len(variable.shape) == 2
    )


def _floats(content: bytes, variable: Variable) -> NDArray[np.float32]:
    if variable.kind == _BFLOAT:
        upper = np.frombuffer(content, "<u2").astype(np.uint32) << 16
        values = upper.view(np.float32)
    else:
        values = np.frombuffer(content, _TYPES[variable.kind]).astype(np.float32)
    return values.reshape(variable.shape)


def _rounded(values: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return each row in 255 steps, and by what it was multiplied."""
    largest = np.amax(np.absolute(values), axis=1)
    if not np.isfinite(largest).all():
        raise ValueError("its weights are not all numbers")
    largest[largest == 0] = 127.0
    largest = np.maximum(largest, np.float32(127) / np.finfo(np.float32).max)
    scales = np.float32(127.0) / largest
    return np.rint(values * scales[:, None]).astype(np.int8), scales


def _variable(stream: IO[bytes], size: int) -> Variable:
    name = _text(stream)
    (axes,) = _unpack(stream, "<B")
    if axes > AXIS_LIMIT:
        raise ValueError(axes)
    shape = _unpack(stream, f"<{axes}I")
    kind, length = _unpack(stream, "<BI")
    start = stream.tell()
    if kind >= len(_WIDTHS) or length != math.prod(shape) * _WIDTHS[kind] or length > size - start:
        raise ValueError(name)
    stream.seek(length, 1)
    return Variable(name, shape, kind, start, length)


def _unpack(stream: IO[bytes], layout: str) -> tuple[int, ...]:
    return struct.unpack(layout, stream.read(struct.calcsize(layout)))


def _text(stream: IO[bytes]) -> str:
    (length,) = _unpack(stream, "<H")
    content = stream.read(length)
    if not 0 < length <= NAME_LIMIT or len(content) < length:
        raise ValueError(length)
    return content[:-1].decode()


def _write(output: IO[bytes], name: str, shape: tuple[int, ...], kind: int, content: bytes) -> None:
    _write_text(output, name)
    output.write(struct.pack(f"<B{len(shape)}I", len(shape), *shape))
    output.write(struct.pack("<BI", kind, len(content)))
    output.write(content)


def _write_text(output: IO[bytes], text: str) -> None:
    output.write(struct.pack("<H", len(text.encode()) + 1) + text.encode() + b"\0")
