"""What is known of a checkpoint before it is converted."""

from __future__ import annotations

import json
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import yaml

from kuager.errors import PackageError
from kuager.storage import read_regular

END, UNKNOWN, PADDING, START = "</s>", "<unk>", "<pad>", "<s>"

TEXT_LIMIT = 64 * 2**20
"""Bytes of a vocabulary or settings file; the largest, of NLLB, take 33 MB."""

VOCABULARY_LIMIT = 2_000_000
"""Tokens; the largest open translation models have a quarter of a million."""

INCOMPLETE = "Get the whole checkpoint again from where it came."


_STUMBLING = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    RuntimeError,
    RuntimeWarning,
    TypeError,
    ValueError,
    struct.error,
    yaml.YAMLError,
    zipfile.BadZipFile,
    zlib.error,
)


class Kind(Enum):
    """In which form a checkpoint comes."""

    MARIAN = "Marian release"
    HUGGING_FACE = "Hugging Face folder"
    CTRANSLATE2 = "CTranslate2 model"


@dataclass(frozen=True, slots=True)
class Stated:
    """What a checkpoint says about itself; each field may be empty."""

    sources: tuple[str, ...] = ()
    """Languages that it translates from, in whatever codes it uses."""
    targets: tuple[str, ...] = ()
    licence: str = ""
    licence_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Tokenizers:
    """SentencePiece models of a checkpoint."""

    source: Path
    target: Path | None
    """None where the source's serves both."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A trained model in a form that can be converted."""

    kind: Kind
    architecture: str
    """``Marian``, ``M2M-100`` (NLLB has the same) or, of a ready model, ``Transformer``."""
    weights: tuple[Path, ...]
    source_vocabulary: Sequence[str]
    target_vocabulary: Sequence[str]
    tokenizers: Tokenizers | None
    """None where it holds none."""
    stated: Stated
    convert: Callable[[Path, str], None]
    """Writes a CTranslate2 model into a new folder, with that quantization."""


def read_json(path: Path) -> Any:
    """Return what a JSON file holds, None where there is no file. Raises PackageError."""
    content = read_regular(path, path.name, limit=TEXT_LIMIT)
    if content is None:
        return None
    try:
        return json.loads(content.decode())
    except (ValueError, RecursionError) as error:
        raise PackageError(f"{path.name} is not JSON in UTF-8.", INCOMPLETE) from error


def read_object(path: Path) -> dict[str, Any]:
    """Return the object that a JSON file holds, an empty one where there is no file."""
    content = read_json(path)
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise PackageError(f"{path.name} is not a JSON object.", INCOMPLETE)
    return content


@contextmanager
def converting(label: str) -> Iterator[None]:
    """Turn whatever a converter stumbles over into one clear line.

    Converters take checkpoints as sound; a damaged or foreign one shows as any of these.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", RuntimeWarning)  # NumPy's, of what is no number
            yield
    except _STUMBLING as error:
        reason = " ".join(str(error).split())
        reason = f"{type(error).__name__}: {reason}" if len(reason.split()) < 2 else reason
        raise PackageError(
            f"{label} cannot be converted: {_shortened(reason)}",
            "It is damaged, or not of a supported architecture (Marian, M2M-100, NLLB).",
        ) from error


def _shortened(reason: str) -> str:
    shown = "".join(letter for letter in reason if letter.isprintable())
    return shown if len(shown) <= 300 else f"{shown[:299]}…"
