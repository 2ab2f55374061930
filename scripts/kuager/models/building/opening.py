"""Open a checkpoint, whatever it is: a folder, or a zip archive of one."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kuager.errors import InputError, PackageError
from kuager.models.archive import check_files, unpack_entries
from kuager.models.building.checkpoint import INCOMPLETE, Checkpoint
from kuager.models.building.huggingface import is_hugging_face, read_hugging_face
from kuager.models.building.marian import is_marian, read_marian
from kuager.models.building.ready import is_ready, read_ready
from kuager.models.packages import SUFFIX
from kuager.storage import explain


@contextmanager
def opened(path: Path, workshop: Path) -> Iterator[Checkpoint]:
    """Yield the checkpoint in a folder or a zip archive, which is unpacked in ``workshop``.

    Raises InputError where there is nothing, PackageError for whatever is wrong with it,
    StorageError.
    """
    if not path.exists():
        raise InputError(f"There is no checkpoint {path.name}.", "Check the path.")
    if path.name.endswith(SUFFIX) or (path / "metadata.json").is_file():
        raise PackageError(
            f"{path.name} is a package already.", f"Install it: kuager models install {path.name}"
        )
    folder = path
    try:
        if not path.is_dir():
            folder = workshop / "checkpoint"
            _unpack(path, folder)
        yield _read(_inner(folder))
    except OSError as error:
        raise explain(error, path.name) from error


def _unpack(path: Path, folder: Path) -> None:
    if not path.is_file():
        raise PackageError(f"{path.name} is neither a file nor a folder.", "Check the path.")
    try:
        with zipfile.ZipFile(path) as archive:
            unpack_entries(archive, "", check_files(archive, path.name), folder)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError) as error:
        raise PackageError(f"{path.name} is not a whole zip archive.", INCOMPLETE) from error


def _inner(folder: Path) -> Path:
    """Return the folder with the checkpoint: archives often hold one folder with everything."""
    inside = list(folder.iterdir())
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else folder


def _read(folder: Path) -> Checkpoint:
    if is_ready(folder):
        return read_ready(folder)
    if is_marian(folder):
        return read_marian(folder)
    if is_hugging_face(folder):
        return read_hugging_face(folder)
    raise PackageError(
        "This is no checkpoint that can be converted: neither decoder.yml (Marian), nor "
        "config.json (Hugging Face), nor model.bin (CTranslate2) is there.",
        "Give the folder or zip archive that holds them.",
    )
