"""Read ``pytorch_model.bin`` without torch, and without running anything that it asks for.

Two layouts, as ``torch/serialization.py`` reads them: a zip archive with ``data.pkl`` and one
file a storage (since torch 1.6), and before that five pickles followed by the storages. Of all
that a pickle can call, only what puts tensors together is let through, in versions of our own.
"""

from __future__ import annotations

import pickle
import struct
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from kuager.errors import PackageError
from kuager.models.archive import check_entries
from kuager.models.building.checkpoint import INCOMPLETE
from kuager.models.building.tensors import Tensor

PICKLE_LIMIT = 64 * 2**20
"""Bytes of the pickle; names and shapes of the largest models take a few hundred thousand."""

_MAGIC = 0x1950A86A20F9469CFC6C
_PROTOCOL = 1001
_STORAGES = {
    "FloatStorage": ("F32", 4),
    "HalfStorage": ("F16", 2),
    "BFloat16Storage": ("BF16", 2),
    "DoubleStorage": ("F64", 8),
    "LongStorage": ("", 8),
    "IntStorage": ("", 4),
    "ShortStorage": ("", 2),
    "CharStorage": ("", 1),
    "ByteStorage": ("", 1),
    "BoolStorage": ("", 1),
}
"""Type of a storage → kind of its tensors, bytes of a number. Weights are never whole numbers."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """A storage type of torch."""

    name: str


@dataclass(frozen=True, slots=True)
class _Storage:
    kind: str
    key: str
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class _View:
    """A tensor, as the pickle describes it."""

    storage: _Storage
    start: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    @property
    def kind(self) -> str:
        return _STORAGES[self.storage.kind][0]

    def tensor(self) -> Tensor:
        return Tensor(self.kind, self.shape, self.storage.read, self.start, self.strides)


def read_pickled(path: Path) -> dict[str, Tensor]:
    """Return the tensors of a ``pytorch_model.bin`` by name. Raises PackageError, OSError."""
    try:
        state = _read_zipped(path) if zipfile.is_zipfile(path) else _read_early(path)
    except (PackageError, OSError):
        raise
    except Exception as error:  # a pickle can raise anything
        raise PackageError(
            f"{path.name} is damaged, or holds more than weights.",
            "Get it again, or save it as model.safetensors.",
        ) from error
    views = state.items() if isinstance(state, dict) else ()
    tensors = {
        name: view.tensor()
        for name, view in views
        if isinstance(name, str) and isinstance(view, _View) and view.kind
    }
    if not tensors:
        raise PackageError(f"{path.name} holds no weights.", INCOMPLETE)
    return tensors


class _Unpickler(pickle.Unpickler):
    """An unpickler that knows tensors and nothing else."""

    def __init__(self, stream: IO[bytes], storage: Callable[[str, str], _Storage]) -> None:
        super().__init__(stream)
        self._storage = storage

    def find_class(self, module: str, name: str) -> Any:
        if module == "torch" and name in _STORAGES:
            return _Kind(name)
        known: dict[tuple[str, str], Any] = {
            ("collections", "OrderedDict"): OrderedDict,
            ("torch._utils", "_rebuild_tensor_v2"): _view,
            ("torch._utils", "_rebuild_parameter"): lambda view, *_: view,
        }
        if (module, name) not in known:
            raise pickle.UnpicklingError("something else than weights")
        return known[module, name]

    def persistent_load(self, pid: Any) -> _Storage:
        tag, kind, key = pid[:3]
        if tag != "storage" or (len(pid) > 5 and pid[5] is not None):
            raise pickle.UnpicklingError("something else than a whole storage")
        return self._storage(kind.name, str(key))


def _view(storage: _Storage, start: int, shape: Any, strides: Any, *_: Any) -> _View:
    return _View(storage, start, tuple(shape), tuple(strides))


def _read_zipped(path: Path) -> Any:
    with zipfile.ZipFile(path) as archive:
        top, entries = check_entries(archive, path.name)
        if entries[f"{top}data.pkl"].file_size > PICKLE_LIMIT:
            raise PackageError(f"{path.name} is too large a pickle.", INCOMPLETE)
        order = f"{top}byteorder"
        if order in entries and archive.read(order) != b"little":
            raise PackageError(f"{path.name} was written on a big-endian machine.", INCOMPLETE)

        def storage(kind: str, key: str) -> _Storage:
            name = entries[f"{top}data/{key}"].filename

            def read() -> bytes:
                with zipfile.ZipFile(path) as again:
                    return again.read(name)

            return _Storage(kind, key, read)

        with archive.open(f"{top}data.pkl") as stream:
            return _Unpickler(stream, storage).load()


def _read_early(path: Path) -> Any:
    places: dict[str, tuple[int, int]] = {}

    def storage(kind: str, key: str) -> _Storage:
        def read() -> bytes:
            start, count = places[key]
            with path.open("rb") as again:
                again.seek(start)
                return again.read(count * _STORAGES[kind][1])

        kinds[key] = kind
        return _Storage(kind, key, read)

    kinds: dict[str, str] = {}
    size = path.stat().st_size
    with path.open("rb") as stream:
        head = [_Unpickler(stream, storage).load() for _ in range(3)]
        if head[:2] != [_MAGIC, _PROTOCOL] or not head[2].get("little_endian", True):
            raise PackageError(f"{path.name} is not written by torch.", INCOMPLETE)
        state = _Unpickler(stream, storage).load()
        for key in _Unpickler(stream, storage).load():
            width = _STORAGES[kinds[key]][1]
            (count,) = struct.unpack("<q", stream.read(8))
            places[key] = (stream.tell(), count)
            if not 0 <= count * width <= size - stream.tell():
                raise PackageError(f"{path.name} is not whole.", INCOMPLETE)
            stream.seek(count * width, 1)
    return state
